"""Words that the pages of the item analysis and of scoring anew need."""

from django import template

from quizzes.delivery import advice
from quizzes.delivery.models import ItemStatistic
from quizzes.delivery.selectors.statistics import Analysis

register = template.Library()


@register.filter
def sign_word(sign: str) -> str:
    return advice.sign_word(sign)


@register.filter
def next_step(statistic: ItemStatistic) -> str:
    return advice.next_step(statistic)


@register.filter
def percent(share: float | None) -> str:
    return advice.percent(share)


@register.filter
def duration(seconds: float | None) -> str:
    return advice.duration(seconds)


@register.simple_tag
def with_error(value: float | None, se: float | None, share: bool = False) -> str:
    """A figure and its standard error."""
    if value is None:
        return "–"
    if share:
        return f"{advice.percent(value)} ± {round(100 * (se or 0))}"
    return f"{value:.2f} ± {se or 0:.2f}"


@register.filter
def about(found: Analysis, what: str) -> str:
    """The sentence beside a picture: facility, discrimination, groups or time."""
    told = {
        "facility": advice.about_facility,
        "discrimination": advice.about_discrimination,
        "groups": advice.about_groups,
        "time": advice.about_time,
    }
    return told[what](found)


@register.filter
def about_options(found: Analysis) -> list[str]:
    return advice.about_options(found)


@register.filter
def signed(number: float) -> str:
    """+1, -0.5: a change with its sign."""
    return f"{number:+.4g}"


@register.filter
def points(number: float) -> str:
    return f"{number:.4g}"


@register.filter
def logits(value: float) -> str:
    """+0.30: a place on the scale, or a distance on it."""
    return f"{value:+.2f}"
