"""What a link between calibrations says, and what to do, in a sentence or two by rule. Touches no database."""

from django.utils import timezone
from django.utils.translation import gettext as _

from quizzes.calibration.models import Calibration
from quizzes.calibration.selectors.links import Drawn
from quizzes.calibration.services.linking import WANTED

OF_A_TEST = "test:"
"""So sources of a readiness pool begin; what follows is the key of a scope, which says nothing to staff."""


def calibration_word(one: Calibration) -> str:
    return _("%(source)s: version %(version)d of %(day)s, %(people)d people, %(items)d items") % {
        "source": one.bank or (_("Readiness pool") if one.source.startswith(OF_A_TEST) else one.source),
        "version": one.version,
        "day": timezone.localdate(one.at),
        "people": one.people,
        "items": one.items,
    }


def about_link(found: Drawn) -> str:
    """How much the link can be trusted."""
    words = {"kept": found.kept, "wanted": WANTED, "se": f"{found.se:.2f}"}
    if found.kept < WANTED:
        return (
            _(
                "Only %(kept)d anchors hold; %(wanted)d over the whole blueprint are wanted. A single odd item weighs "
                "much, and the error told is itself uncertain. Better wait for more shared items, or say in the reason "
                "why this link is needed now."
            )
            % words
        )
    return (
        _("%(kept)d anchors hold, enough for a link. Its error of %(se)s goes into every change that is told.") % words
    )


def about_dropping(found: Drawn) -> str:
    """What the drift screen does to the link."""
    if not found.dropped:
        return _("No anchor moved against the others; none is dropped.")
    words = {
        "n": found.dropped,
        "all": f"{found.with_all:+.2f} ± {found.with_all_se:.2f}",
        "kept": f"{found.shift:+.2f} ± {found.se:.2f}",
    }
    return (
        _(
            "%(n)d anchors moved against the others and are dropped. With them the shift would be %(all)s, without "
            "them it is %(kept)s. Look first whether their text, picture or law has changed."
        )
        % words
    )
