"""Whether each item says what it must, and whether the keys of a module give themselves away."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from courses.content.material import Entry, Finding, Unit
from quizzes.bank import wording

SHORTEST_FEEDBACK = 6
SINGLES, CONCENTRATED = 8, 0.4
"""From so many items on: no place and no longest option may hold the key in more than this share."""
TRUTHS, ONE_SIDED = 4, 0.8
SIMULATED = "task"


def check(unit: Unit, today: date) -> Iterator[Finding]:
    for entry in unit.entries:
        yield from _entry(entry, unit.plan.competence, today)
    yield from _keys(unit)


def _entry(entry: Entry, competence: str, today: date) -> Iterator[Finding]:
    row = entry.row
    if not str(row.get("source") or "").strip():
        yield entry.finding("item-source", _("say on what it rests: a law with its article, a standard, or 实务."))
    if row.get("band") is None:
        yield entry.finding("item-band", _("say how difficult it is expected to be (band)."))
    general = str((row.get("feedback") or {}).get("general") or "")
    if len(general) < SHORTEST_FEEDBACK and entry.pool != SIMULATED:
        yield entry.finding("item-feedback", _("explain the answer in feedback.general."))
    if row.get("competence") not in (None, competence):
        yield entry.finding("item-competence", _("its competence is not the module's; leave it out."))
    if row.get("expires_on") is not None and row["expires_on"] < today:
        yield entry.finding("item-expired", _("its day of checking is past: check it and set a new day."))
    if row["kind"] == "multiple" and "多选" not in str(row.get("stem") or row.get("html")):
        yield entry.finding("multiple-unsaid", _("say in the question that several may be right: （多选）."))


def _keys(unit: Unit) -> Iterator[Finding]:
    singles = [entry.row for entry in unit.entries if entry.row["kind"] == "single"]
    if len(singles) >= SINGLES:
        places = Counter([one["id"] for one in row["options"]].index(row["key"]["correct"]) for row in singles)
        place, most = places.most_common(1)[0]
        if most > CONCENTRATED * len(singles):
            words = {"place": place + 1, "most": most, "all": len(singles)}
            advice = _("the key stands in place %(place)d in %(most)d of %(all)d items: spread it.") % words
            yield unit.finding("key-position", advice, "items.yaml")
        longest = [row["id"] for row in singles if _key_is_longest(row)]
        if len(longest) > CONCENTRATED * len(singles):
            told = {"most": len(longest), "all": len(singles), "items": "、".join(longest)}
            advice = _("the key is the longest option in %(most)d of %(all)d items (%(items)s): even them out.") % told
            yield unit.finding("key-longest", advice, "items.yaml")
    truths = Counter(entry.row["key"]["correct"] for entry in unit.entries if entry.row["kind"] == "boolean")
    if truths.total() >= TRUTHS and max(truths.values()) > ONE_SIDED * truths.total():
        yield unit.finding(
            "key-truth", _("nearly all statements are true, or nearly all false: mix them."), "items.yaml"
        )


def _key_is_longest(row: dict[str, Any]) -> bool:
    options = {str(one["id"]): len(re.sub(r"\s", "", str(one["text"]))) for one in row["options"]}
    key = str(row["key"]["correct"])
    return bool(options[key] > max(length for one, length in options.items() if one != key))


def twins(units: list[Unit]) -> Iterator[Finding]:
    """Nearly the same question twice: what was practised must not be assessed."""
    holders: dict[int, list[Entry]] = {}
    told: set[tuple[str, str]] = set()
    for entry in (entry for unit in units for entry in unit.entries if entry.pool != SIMULATED):
        for number in wording.prints(entry.row):
            for other in holders.setdefault(number, []):
                pair = (str(other.row["id"]), str(entry.row["id"]))
                if pair not in told and wording.likeness(entry.row, other.row) >= wording.ALIKE:
                    told.add(pair)
                    words = {"other": pair[0], "pool": other.pool}
                    advice = _("asks nearly the same as %(other)s (pool %(pool)s): write another question.") % words
                    yield entry.finding("twin", advice)
            holders[number].append(entry)
