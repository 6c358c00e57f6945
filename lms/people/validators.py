from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    """The library's rule in our words: its own are not translated everywhere."""

    def get_error_message(self) -> str:
        return _("This password is too short: it needs %(length)d characters at least.") % {"length": self.min_length}

    def get_help_text(self) -> str:
        return _("At least %(length)d characters, not digits alone.") % {"length": self.min_length}
