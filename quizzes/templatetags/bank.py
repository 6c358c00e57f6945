"""Words that the bank's templates need."""

from django import template

from quizzes.bank import words

register = template.Library()


@register.filter
def state_word(state: str) -> str:
    return str(words.STATES.get(state, state))


@register.filter
def level_word(level: int) -> str:
    return words.level_word(level)


@register.filter
def band_word(band: float) -> str:
    return words.band_word(band)
