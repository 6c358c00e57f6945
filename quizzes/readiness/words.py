"""What levels, states and missing things are called."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from quizzes.readiness import deciding

LEVELS: dict[int, str | Promise] = {
    1: pgettext_lazy("level", "Entry"),
    2: pgettext_lazy("level", "Basic"),
    3: pgettext_lazy("level", "Skilled"),
    4: pgettext_lazy("level", "Leading"),
}
MISSING: dict[str, str | Promise] = {
    "lessons": gettext_lazy("finish the lessons"),
    "test": gettext_lazy("take the module assessment alone"),
    "test_again": gettext_lazy("learn once more, then take the module assessment again"),
    "second_form": gettext_lazy("the assessment came close: take another form of it"),
    "task": gettext_lazy("do the practical task alone, simulated or while somebody watches"),
    "task_again": gettext_lazy("do the practical task once more, alone"),
    "attestation": gettext_lazy("have the staff of your congress attest by name where on duty you used it"),
}

MARKED_ANEW = "marked anew"
"""Why evidence was withdrawn when a teacher marked a written answer once more."""
NEW_STANDARD = "new standard"
"""Why evidence was withdrawn when a new standard took effect and the sitting was measured anew."""
METHODS: dict[str, str | Promise] = {
    "expert band": gettext_lazy("the middle of the experts' band"),
    "modified Angoff panel": gettext_lazy("set by a panel (modified Angoff)"),
}


def level_word(level: int, state: str) -> str:
    """入门, 基础 …; what stands instead where no level holds."""
    if state == deciding.DECIDED:
        return str(LEVELS[level]) if level else _("Not at level 1 yet")
    if state == deciding.TOO_FEW:
        return _("Too few items, no level yet")
    if state == deciding.EXPIRED:
        return _("Expired")
    return _("Not assessed")


def missing_word(code: str) -> str:
    kind, _colon, number = code.partition(":")
    if kind == "items":
        count = int(number)
        return ngettext("answer %(count)d more item", "answer %(count)d more items", count) % {"count": count}
    return str(MISSING[kind])


def method_word(method: str) -> str:
    """How a threshold was set."""
    return str(METHODS.get(method, method))


def missing_words(codes: Iterable[str]) -> str:
    """All of them in one sentence part; "" for none."""
    return _("; ").join(missing_word(code) for code in codes)


def percent(probability: float, wanted: float) -> int:
    """In whole percent, never rounded up to what is `wanted` and was not reached."""
    share = round(probability * 100)
    return min(share, round(wanted * 100) - 1) if probability < wanted else share


def sureness(probability: float, wanted: float) -> str:
    """把握约86%"""
    if probability > 0.99:
        return _("sure to more than 99%")
    if probability < 0.01:
        return _("sure to less than 1%")
    return _("sure to about %(share)d%%") % {"share": percent(probability, wanted)}
