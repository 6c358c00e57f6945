"""What the audit page calls the bank's and the observers' acts; called once by `QuizzesConfig.ready`."""

from django.utils.translation import gettext_lazy as _

from lms.audit import verbs


def ready() -> None:
    verbs.register(
        {
            "item.sent_for_review": _("Item sent for review"),
            "item.taken_back": _("Item taken back from review"),
            "item.approved": _("Item checked and approved"),
            "item.returned": _("Item given back to its author"),
            "bank.owner_appointed": _("Owner of a bank of the readiness test appointed"),
            "bank.owner_dismissed": _("Owner of a bank of the readiness test dismissed"),
            "source.saved": _("Source described"),
            "source.revised": _("Revision of a source put on record"),
            "recheck.cleared": _("Item or text looked at again"),
            "items.bulk": _("One act on several items"),
            "item.published": _("Item published"),
            "item.key_corrected": _("Key or explanation of an item corrected"),
            "item.placed": _("Published item moved to another competence, level or difficulty"),
            "item.retired": _("Item retired"),
            "item.restored": _("Item brought back into use"),
            "items.imported": _("Items loaded from a file"),
            "items.exported": _("Items with their keys written to a file"),
            "task.saved": _("Practical task saved"),
            "task.observed": _("Practical task observed"),
            "quiz.saved": _("Rules of a quiz saved"),
        }
    )
