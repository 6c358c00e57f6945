"""The policy of a quiz: data that a file or the editor's form gives, checked here, frozen onto every attempt.

| rule | values | means |
|---|---|---|
| attempts | 1… or null | how many sittings a person has |
| wait_hours | 0… | hours between the end of one sitting and the next beginning |
| pass_share | above 0, up to 1 | the share of the points that is the target |
| minutes | 1… or null | time from the beginning of a sitting |
| opens_at, closes_at | a moment or null | the window: when a sitting may begin; with its end every sitting ends |
| layout | "one", "all" | one item on a page, or all of them |
| navigation | "free", "forward" | whether an item that was left can be opened again |
| feedback | "never", "after_item", "after_attempt", "after_close" | when key and explanations are shown |
| shuffle_options, shuffle_items | true, false | the order of options; of items, over all sections |
"""

from datetime import datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from lms.web.errors import BadInput

DEFAULTS: Final[dict[str, Any]] = {
    "attempts": None,
    "wait_hours": 0,
    "pass_share": 0.6,
    "minutes": None,
    "opens_at": None,
    "closes_at": None,
    "layout": "one",
    "navigation": "free",
    "feedback": "after_attempt",
    "shuffle_options": True,
    "shuffle_items": False,
}
ALWAYS = ("attempts", "pass_share", "minutes", "feedback", "shuffle_options")
LAYOUTS = ("one", "all")
NAVIGATIONS = ("free", "forward")
FEEDBACKS = ("never", "after_item", "after_attempt", "after_close")
LONGEST_WAIT = 24 * 365


def complete(policy: dict[str, Any]) -> dict[str, Any]:
    """The policy with every rule; one that was stored before a rule was known lacks it."""
    return DEFAULTS | policy


def for_file(policy: dict[str, Any]) -> dict[str, Any]:
    """The policy as a file of the programme says it: the five rules that every quiz thinks of, and what is special."""
    every = complete(policy)
    return {name: value for name, value in every.items() if name in ALWAYS or value != DEFAULTS[name]}


def checked(policy: dict[str, Any]) -> dict[str, Any]:
    """Every rule in its one written form, moments as ISO 8601 with their offset. BadInput for rules that make no
    sense, alone or together."""
    if unknown := policy.keys() - DEFAULTS.keys():
        raise BadInput(_("A quiz has no rule called “%(name)s”.") % {"name": sorted(unknown)[0]})
    rules = complete(policy)
    if not _whole_or_none(rules["attempts"]) or not _whole_or_none(rules["minutes"]):
        raise BadInput(_("Attempts and minutes are whole numbers from 1 on, or empty for no limit."))
    if not _is_whole(rules["wait_hours"]) or not 0 <= rules["wait_hours"] <= LONGEST_WAIT:
        raise BadInput(_("The hours between two sittings are a whole number from 0 to 8760."))
    share = rules["pass_share"]
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0 < share <= 1:
        raise BadInput(_("The share that must be right lies above 0 and is 1 at most."))
    for name, known in (("layout", LAYOUTS), ("navigation", NAVIGATIONS), ("feedback", FEEDBACKS)):
        if rules[name] not in known:
            words = {"rule": name, "known": ", ".join(known)}
            raise BadInput(_("The rule “%(rule)s” is one of: %(known)s.") % words)
    if not isinstance(rules["shuffle_options"], bool) or not isinstance(rules["shuffle_items"], bool):
        raise BadInput(_("Shuffling is true or false."))
    rules |= {name: _written(rules[name]) for name in ("opens_at", "closes_at")}
    _check_together(rules)
    return rules


def _check_together(rules: dict[str, Any]) -> None:
    opens, closes = moment(rules["opens_at"]), moment(rules["closes_at"])
    if opens and closes and opens >= closes:
        raise BadInput(_("The quiz must open before it closes."))
    if rules["feedback"] == "after_close" and closes is None:
        raise BadInput(_("Answers that are shown after the quiz has closed need a day on which it closes."))
    if rules["layout"] == "all" and rules["navigation"] == "forward":
        raise BadInput(_("“Only forward” needs one question on a page."))
    if rules["layout"] == "all" and rules["feedback"] == "after_item":
        raise BadInput(_("Answers that are shown after each question need one question on a page."))


def moment(value: Any) -> datetime | None:
    """A moment as it is written in a policy; None for none. A moment without an offset is meant in local time."""
    if value is None or value == "":
        return None
    found = value if isinstance(value, datetime) else parse_datetime(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(value)
    return timezone.make_aware(found) if timezone.is_naive(found) else found


def _written(value: Any) -> str | None:
    try:
        found = moment(value)
    except ValueError:
        raise BadInput(
            _("“%(value)s” is no moment; write it like 2026-12-01T08:00.") % {"value": str(value)[:40]}
        ) from None
    return timezone.localtime(found).isoformat(timespec="minutes") if found else None


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _whole_or_none(value: Any) -> bool:
    return value is None or (_is_whole(value) and value >= 1)
