"""What keeps an item from being published, in words."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

STEM, OPTIONS, KEY, FEEDBACK, LEVEL, BAND, CRITERIA, PASS_COUNT = (
    "stem",
    "options",
    "key",
    "feedback",
    "level",
    "band",
    "criteria",
    "pass_count",
)
FIELDS: dict[str, str | Promise] = {
    STEM: gettext_lazy("Question"),
    OPTIONS: gettext_lazy("Options"),
    KEY: gettext_lazy("Right answer"),
    FEEDBACK: gettext_lazy("Explanation"),
    LEVEL: gettext_lazy("Level"),
    BAND: gettext_lazy("Expected difficulty"),
    "kind": pgettext_lazy("item", "Kind"),
    "title": gettext_lazy("Title"),
    "brief": gettext_lazy("What to do"),
    CRITERIA: gettext_lazy("Checklist"),
    PASS_COUNT: gettext_lazy("How many must be met"),
    "prompts": gettext_lazy("Lines to be matched"),
    "choices": gettext_lazy("Choices"),
    "units": gettext_lazy("Units"),
    "gaps": gettext_lazy("Gaps"),
}
"""Fields without a word of their own are shown by their names."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: the field's name and the reason, in words."""

    field: str
    reason: str

    def __str__(self) -> str:
        return _("%(field)s: %(reason)s") % {"field": FIELDS.get(self.field, self.field), "reason": self.reason}
