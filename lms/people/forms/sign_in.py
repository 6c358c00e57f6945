"""Forms of the sign-in: name and password, and a new password."""

from typing import Any

from allauth.account import forms as account_forms
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lms.people.models import Person
from lms.people.services import phones, usernames


class LoginForm(account_forms.LoginForm):
    """User name or telephone number, and password. Whatever was typed, failures are counted under the user name, so
    that a name has one count and not one for each way of writing it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["password"], _("Password"))
        login = self.fields["login"]
        login.label = _("User name or telephone number")
        login.widget.attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}

    def clean_login(self) -> str:
        typed = usernames.normalise(self.cleaned_data["login"])
        try:
            index = phones.index_of(typed)
        except ValueError:
            return typed
        username = Person.objects.filter(phone_index=index).values_list("username", flat=True).first()
        return username or typed


class NewPassword(forms.CharField):
    """A password that is being chosen: not shown, not stripped."""

    def __init__(self, label: Any, help_text: Any = "") -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": "new-password", "data-password": ""})
        super().__init__(label=label, help_text=help_text, widget=widget, strip=False, max_length=128)


class ChoosePasswordForm(forms.Form):
    """Twice the same new password, which the rules allow and which is not the one before."""

    password1 = NewPassword(
        _("New password"),
        _("At least 8 characters, not digits alone. Four words that only you think of are easy to keep."),
    )
    password2 = NewPassword(_("The same password once more"))

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        validate_password(password, self.person)
        if self.person.has_usable_password() and self.person.check_password(password):
            raise ValidationError(_("This is the password you have now. Please choose another one."))
        return password

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if {"password1", "password2"} <= set(cleaned) and cleaned["password1"] != cleaned["password2"]:
            self.add_error("password2", _("The two passwords are not the same. Please type them once more."))
        return cleaned


class ChangePasswordForm(account_forms.ChangePasswordForm):
    """The library's own, in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["oldpassword"], _("Password until now"))
        _word(self.fields["password1"], _("New password"), _("At least 8 characters, not digits alone."))
        _word(self.fields["password2"], _("The same password once more"))


class ReauthenticateForm(account_forms.ReauthenticateForm):
    """The library's own, in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["password"], _("Password"))


def _word(field: forms.Field, label: Any, help_text: Any = "") -> None:
    """A password field of the library as ours are: with a label, without placeholder and link."""
    field.label, field.help_text = label, help_text
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs["data-password"] = ""
