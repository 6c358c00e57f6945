"""What this room's verbs are called on the audit page."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

AUDIT_VERBS: dict[str, str | Promise] = {
    "session.planned": pgettext_lazy("audit", "Training session planned"),
    "session.changed": pgettext_lazy("audit", "Training session changed"),
    "session.cancelled": pgettext_lazy("audit", "Training session cancelled"),
    "attendance.entered": pgettext_lazy("audit", "Attendance entered"),
    "attendance.corrected": pgettext_lazy("audit", "Attendance corrected"),
    "attendance.sheet_printed": pgettext_lazy("audit", "Sign-in sheet printed"),
    "leave.decided": pgettext_lazy("audit", "Leave decided on"),
    "hours.claimed": pgettext_lazy("audit", "Hours from elsewhere put forward"),
    "hours.recognised": pgettext_lazy("audit", "Hours from elsewhere recognised"),
    "hours.declined": pgettext_lazy("audit", "Hours from elsewhere not recognised"),
    "hours.reversed": pgettext_lazy("audit", "Class hours taken back"),
    "without_result.viewed": pgettext_lazy("audit", "Deputies without a result looked at"),
    "reminder.composed": pgettext_lazy("audit", "Text for the group chat written"),
    "reminder.composed_with_names": pgettext_lazy("audit", "List for calling one by one written"),
    "extension.granted": pgettext_lazy("audit", "Further attempt granted"),
    "question.answered": pgettext_lazy("audit", "Question about a lesson answered"),
    "question.published": pgettext_lazy("audit", "Question about a lesson published with its answer"),
    "needs.opened": pgettext_lazy("audit", "Round of the needs survey opened"),
    "needs.closed": pgettext_lazy("audit", "Round of the needs survey closed, names cut off"),
    "needs.reminded": pgettext_lazy("audit", "Reminder of the needs survey sent"),
    "needs.texts_looked": pgettext_lazy("audit", "Words of the needs survey looked at"),
    "needs.text_released": pgettext_lazy("audit", "Words of the needs survey released"),
    "needs.text_kept_back": pgettext_lazy("audit", "Release of words of the needs survey taken back"),
    "programme.loaded": pgettext_lazy("audit", "Programme loaded from files"),
    "programme.exported": pgettext_lazy("audit", "Programme exported as files"),
    "programme.rules_changed": pgettext_lazy("audit", "Rules of a programme changed"),
    "lesson.imported": pgettext_lazy("audit", "Lesson made from a Word document"),
    "module.package_published": pgettext_lazy("audit", "Module published as a package"),
}
