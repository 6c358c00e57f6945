"""What this room's verbs are called on the audit page."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

AUDIT_VERBS: dict[str, str | Promise] = {
    "reminder.made": pgettext_lazy("audit", "Reminder for those without a result written"),
    "programme.loaded": pgettext_lazy("audit", "Programme loaded from files"),
    "programme.exported": pgettext_lazy("audit", "Programme exported as files"),
    "programme.rules_changed": pgettext_lazy("audit", "Rules of a programme changed"),
    "module.package_published": pgettext_lazy("audit", "Module published as a package"),
}
