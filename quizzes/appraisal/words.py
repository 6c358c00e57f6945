"""What bands, signs and sources of difficulty are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from quizzes.appraisal import scoring

BANDS: dict[str, str | Promise] = {
    scoring.LOWER: pgettext_lazy("band", "Lower band"),
    scoring.MIDDLE: pgettext_lazy("band", "Middle band or above"),
    scoring.UPPER: pgettext_lazy("band", "Upper band"),
    scoring.UNDECIDED: gettext_lazy("Too few items, no level yet"),
}
ADVICE: dict[str, str | Promise] = {
    scoring.LOWER: gettext_lazy("Learning this part first helps you most."),
    scoring.MIDDLE: gettext_lazy("There is a good base; go on with what is new to you."),
    scoring.UPPER: gettext_lazy("This part goes well; you may spend less time on it."),
    scoring.UNDECIDED: gettext_lazy("The answers do not yet say clearly where you stand. This is no judgement."),
}
SIGNS: dict[str, str | Promise] = {
    scoring.FIT: gettext_lazy("Easy questions went wrong while hard ones went right, more often than is usual."),
    scoring.RAPID: gettext_lazy("Many answers came faster than the question can be read."),
}


def band_word(band: str) -> str:
    return str(BANDS[band])


def basis_words(items: int, calibrated: int, version: int | None) -> str:
    """Where the difficulties of the items come from."""
    if version is None or not calibrated:
        return _("How hard the questions are was judged by experts; it will be checked against everybody's answers.")
    if calibrated == items:
        return _("How hard the questions are comes from the answers of many people (calibration no. %(version)d).") % {
            "version": version
        }
    return _(
        "How hard the questions are comes from the answers of many people for %(known)d of %(items)d questions "
        "(calibration no. %(version)d), for the others from experts."
    ) % {"known": calibrated, "items": items, "version": version}
