"""What bands, signs and sources of difficulty are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from quizzes.appraisal import scoring
from quizzes.appraisal.rule import Rule

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
SURE = 0.95
"""So sure, somebody whom the rule of the round does not place is told which band is very likely."""
SIGNS: dict[str, str | Promise] = {
    scoring.FIT: gettext_lazy("Easy questions went wrong while hard ones went right, more often than is usual."),
    scoring.RAPID: gettext_lazy("Many answers came faster than the question can be read."),
}


def band_word(band: str) -> str:
    return str(BANDS[band])


def advice_words(band: str, low: float, high: float, *, assisted: bool) -> str:
    """What an area's band means for learning; `low` and `high` are P(ability >= either cut). Rules 1 and 2 placed none
    where everything was right, or everything wrong."""
    if band == scoring.UNDECIDED and not assisted:
        if high >= SURE:
            return _(
                "These questions were rather easy for you: you are very likely in the upper band, only the rule of "
                "this round does not place you yet."
            )
        if low <= 1 - SURE:
            return _(
                "These questions were rather hard for you: you are very likely in the lower band, only the rule of "
                "this round does not place you yet. Learning this part first helps you most."
            )
    return str(ADVICE[band])


def helps_most(band: str, low: float, *, assisted: bool) -> bool:
    """Whether learning is to begin with this area: it lies in the lower band, or very likely does."""
    return band == scoring.LOWER or (band == scoring.UNDECIDED and not assisted and low <= 1 - SURE)


def placing_words(rule: Rule) -> str:
    """When an area is placed."""
    areas = rule.areas
    numbers = {
        "items": areas.min_items,
        "margin": round(areas.max_se * rule.scale.logit),
        "likely": round(100 * areas.posterior),
    }
    if areas.sure is None:
        return (
            _(
                "An area is only placed in a band when at least %(items)d questions speak of it, its standard error is "
                "at most %(margin)d points and the band is at least %(likely)d%% sure."
            )
            % numbers
        )
    return _(
        "An area is only placed in a band when at least %(items)d questions speak of it and the band is at least "
        "%(likely)d%% sure; %(sure)d%% where the standard error is above %(margin)d points."
    ) % (numbers | {"sure": round(100 * areas.sure)})


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
