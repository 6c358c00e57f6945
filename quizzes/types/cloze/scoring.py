"""A text with gaps, each a small question of its own: one choice, several, a number or a few words."""

import random
from collections.abc import Mapping
from typing import Any

from quizzes.scoring.payloads import each_known, known, only
from quizzes.scoring.weights import within
from quizzes.types.multiple import scoring as multiple
from quizzes.types.numeric import scoring as numeric
from quizzes.types.short import scoring as short
from quizzes.types.short.texts import same
from quizzes.types.single import scoring as single

Plain = Mapping[str, Any]
ALMOST = 1 - 1e-6
RULES = ("each", "all", "net", "distinct")
GAP_KINDS = ("choice", "multiple", "short", "numeric")


def validate(payload: Plain, body: Plain, shown: Any) -> dict[str, Any]:
    """Gaps in the order of the text; those that were left empty are not named."""
    only(payload, "gaps")
    given = payload.get("gaps")
    gaps = {str(gap["id"]): gap for gap in body["gaps"]}
    if not isinstance(given, Mapping) or not given or set(given) - set(gaps):
        raise ValueError("At least one gap is filled")
    return {"gaps": {id: _written(given[id], gap) for id, gap in gaps.items() if id in given}}


def _written(given: Any, gap: Plain) -> str | list[str]:
    kind = gap["kind"]
    if kind == "choice":
        return known(given, _ids(gap))
    if kind == "multiple":
        return sorted(each_known(given, _ids(gap)))
    if kind == "numeric":
        return in_one({**numeric.validate({"value": given}, gap, {})})
    return short.written(given)


def in_one(number: Plain) -> str:
    """Number and unit in one line."""
    return f"{number['value']} {number.get('unit', '')}".strip()


def _ids(gap: Plain) -> list[str]:
    return [str(option["id"]) for option in gap["options"]]


def score(payload: Plain, key: Plain) -> float:
    """Gaps that were left empty earn nothing. By the rule "all" one wrong gap loses everything; by "net" a wrong choice
    takes away what its weight says, from the other gaps too; by "distinct" the same words count once."""
    given, keys = payload["gaps"], key["gaps"]
    weights = {id: float(each.get("weight", 1)) for id, each in keys.items()}
    total = sum(weights.values())
    if not total > 0 or min(weights.values()) < 0:
        raise TypeError("gaps with weights above nothing")
    rule = key.get("rule", "each")
    earn = net_of if rule == "net" else score_gap
    earned = {id: earn(given[id], each) if id in given else 0.0 for id, each in keys.items()}
    if rule == "distinct":
        earned = {id: points for id, points in earned.items() if id not in repeated(given, list(keys))}
    if rule == "all":
        return float(all(points > ALMOST for points in earned.values()))
    return within(sum(weights[id] * points for id, points in earned.items()) / total)


def repeated(given: Plain, ids: list[str]) -> set[str]:
    """The gaps whose words stand in an earlier gap already."""
    seen: set[str] = set()
    found = set()
    for id in ids:
        said = same(given[id], case=False) if isinstance(given.get(id), str) else ""
        if said in seen:
            found.add(id)
        if said:
            seen.add(said)
    return found


def net_of(given: Any, key: Plain) -> float:
    """What one gap earns, or costs where it is a choice with a weight below nothing."""
    if isinstance(key.get("correct"), str) and isinstance(given, str) and given != key["correct"]:
        return float((key.get("weights") or {}).get(given, 0))
    return score_gap(given, key)


def score_gap(given: Any, key: Plain) -> float:
    return min(max(float(_scorer(key).score(_payload(given, key), key)), 0.0), 1.0)


def _scorer(key: Plain) -> Any:
    """A gap's key tells its kind."""
    if "correct" in key:
        return multiple if isinstance(key["correct"], list) else single
    return short if "text" in key["answers"][0] else numeric


def _payload(given: Any, key: Plain) -> dict[str, Any]:
    part = _scorer(key)
    if part is numeric:
        value, _blank, unit = str(given).partition(" ")
        return {"value": value} | ({"unit": unit} if unit else {})
    return {{single: "choice", multiple: "choices", short: "text"}[part]: given}


def arrange(body: Plain, rng: random.Random, shuffle: bool) -> dict[str, Any]:
    """The choices of each gap that has some, where the rules shuffle."""
    if not shuffle:
        return {}
    shown = {str(gap["id"]): _ids(gap) for gap in body["gaps"] if gap.get("options")}
    for ids in shown.values():
        rng.shuffle(ids)
    return shown


def answer_of(key: Plain) -> dict[str, Any]:
    best = {id: _given(_scorer(each).answer_of(each)) for id, each in key["gaps"].items()}
    return {"gaps": best | (_all_distinct(key["gaps"]) if key.get("rule") == "distinct" else {})}


def _all_distinct(keys: Plain) -> dict[str, str]:
    """A right answer for each gap, no two alike, as far as that can be (augmenting paths)."""
    filled: dict[str, tuple[str, str]] = {}

    def fill(id: str, tried: set[str]) -> bool:
        for answer in _right(keys[id]):
            said = same(answer, case=False)
            if said in tried:
                continue
            tried.add(said)
            if said not in filled or fill(filled[said][0], tried):
                filled[said] = (id, answer)
                return True
        return False

    for id in keys:
        fill(id, set())
    return dict(filled.values())


def _right(key: Plain) -> list[str]:
    """The answers in words or by options that earn everything."""
    if isinstance(key.get("correct"), str):
        others = [id for id, weight in (key.get("weights") or {}).items() if weight > ALMOST and id != key["correct"]]
        return [key["correct"], *others]
    texts = key.get("answers", []) if "correct" not in key and key.get("wildcards") is not True else []
    return [str(one["text"]) for one in texts if "text" in one and float(one.get("points", 1)) > ALMOST]


def wrong_of(body: Plain, key: Plain, rng: random.Random) -> dict[str, Any]:
    """One gap is filled wrongly."""
    gaps = {str(gap["id"]): gap for gap in body["gaps"]}
    id = rng.choice(sorted(key["gaps"]))
    wrong = _scorer(key["gaps"][id]).wrong_of(gaps[id], key["gaps"][id], rng)
    answer = answer_of(key)["gaps"]
    if "skipped" in wrong:
        answer.pop(id)
        return {"gaps": answer} if answer else {"skipped": True}
    return {"gaps": answer | {id: _given(wrong)}}


def _given(answer: Plain) -> Any:
    return in_one(answer) if "value" in answer else next(iter(answer.values()))


def remarks(payload: Plain, key: Plain) -> list[str]:
    """What the gaps' keys say to what was filled in, gap by gap."""
    told = []
    for id, given in payload["gaps"].items():
        each = key["gaps"].get(id, {})
        if isinstance(each.get("feedback"), Mapping):
            chosen = given if isinstance(given, list) else [given]
            told += [str(each["feedback"][one]) for one in chosen if each["feedback"].get(one)]
        elif "answers" in each:
            told += _scorer(each).remarks(_payload(given, each), each)
    return told
