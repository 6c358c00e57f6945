"""What a browser is given instead of the ids of options.

Authors and files name options a, b, c in the order in which they were typed, and many type the right one first, or the
lines of an order in their order; gaps, and the acts and fields of a simulated task, they name by what they are. So no
page carries these names: each is replaced by letters that follow from the version and the site's secret, and the answer
is translated back before it is looked at. Names that are no such letters are taken as they are, for paper and for pages
that were open before.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from django.conf import settings

from quizzes.bank.models import ItemVersion
from quizzes.types.cloze.gaps import MARK
from quizzes.types.simulation import renaming

LISTS = ("options", "areas", "prompts", "choices")
GAPS = "gaps"
BYTES = 5
Data = dict[str, Any]


class Served:
    """One version of an item as browsers see it; by the name of each list in its body, the letters of each id."""

    def __init__(self, version: ItemVersion) -> None:
        self.given: Mapping[str, Any] = version.body
        self.names = {
            name: {str(row["id"]): _letters(version.pk, name, str(row["id"])) for row in rows}
            for name, rows in _lists(version.body)
        }
        self.ids = {name: {new: old for old, new in names.items()} for name, names in self.names.items()}

    @property
    def body(self) -> Data:
        body = dict(self.given)
        for name in LISTS:
            if name in body:
                body[name] = _renamed_rows(body[name], self.names[name])
        if "gaps" in body:
            body["gaps"] = [self._gap(gap) for gap in body["gaps"]]
            body |= {name: self._marks(body[name]) for name in ("stem", "html") if name in body}
        return renaming.device(body, self.names) if "screens" in body else body

    def shown(self, shown: Any) -> Any:
        """How the sitting arranged it: one list, or several by name."""
        if isinstance(shown, list):
            return _renamed(shown, self.names.get(self._only, {}))
        if isinstance(shown, dict):
            gaps = self.names.get(GAPS, {})
            return {gaps.get(name, name): self._part(name, part) for name, part in shown.items()}
        return shown

    def out(self, payload: Data | None) -> Data | None:
        """A stored answer for a browser."""
        return None if payload is None else _translated(payload, self.names, self._only)

    def back(self, payload: Any) -> Any:
        """A browser's answer for the scorer; what has not the form of an answer stays as it is."""
        return _translated(payload, self.ids, self._only) if isinstance(payload, dict) else payload

    @property
    def _only(self) -> str:
        """The list that an answer of one list means."""
        return next((name for name in ("options", "areas", "choices") if name in self.names), "")

    def _gap(self, gap: Data) -> Data:
        renamed = {**gap, "id": self.names[GAPS][str(gap["id"])]}
        if gap.get("options"):
            renamed["options"] = _renamed_rows(gap["options"], self.names[_of_gap(gap["id"])])
        return renamed

    def _marks(self, text: str) -> str:
        """The text with its gaps under their new names."""
        return MARK.sub(lambda mark: "{{" + self.names[GAPS].get(mark[1], mark[1]) + "}}", text)

    def _part(self, name: str, part: Any) -> Any:
        names = self.names.get(name) or self.names.get(_of_gap(name))
        return _renamed(part, names) if names and isinstance(part, list) else part


def _letters(version_id: int, name: str, option_id: str) -> str:
    key = settings.SECRET_KEY.encode()[:64]
    return blake2b(f"{version_id} {name} {option_id}".encode(), digest_size=BYTES, key=key).hexdigest()


def _lists(body: Mapping[str, Any]) -> Iterable[tuple[str, Sequence[Mapping[str, Any]]]]:
    for name in LISTS:
        if isinstance(body.get(name), list):
            yield name, body[name]
    if body.get("gaps"):
        yield GAPS, body["gaps"]
    for gap in body.get("gaps") or ():
        if gap.get("options"):
            yield _of_gap(gap["id"]), gap["options"]
    if "screens" in body:
        yield from renaming.lists_of(body)


def _of_gap(gap_id: Any) -> str:
    return f"gap {gap_id}"


def _renamed_rows(rows: list[Data], names: Mapping[str, str]) -> list[Data]:
    return [{**row, "id": names[str(row["id"])]} for row in rows]


def _renamed(ids: list[Any], names: Mapping[str, str]) -> list[Any]:
    return [_name(one, names) for one in ids]


def _name(one: Any, names: Mapping[str, str]) -> Any:
    return names.get(one, one) if isinstance(one, str) else one


def _translated(payload: Data, names: Mapping[str, Mapping[str, str]], only: str) -> Data:
    answer = dict(payload)
    of_list = names.get(only, {})
    if "choice" in answer:
        answer["choice"] = _name(answer["choice"], of_list)
    for field in ("choices", "order"):
        if isinstance(answer.get(field), list):
            answer[field] = _renamed(answer[field], of_list)
    if isinstance(answer.get("choices"), list):
        answer["choices"].sort(key=str)
    if isinstance(answer.get("pairs"), dict):
        prompts, choices = names.get("prompts", {}), names.get("choices", {})
        answer["pairs"] = {_name(one, prompts): _name(other, choices) for one, other in answer["pairs"].items()}
    if isinstance(answer.get("gaps"), dict):
        answer["gaps"] = dict(_in_gap(gap, value, names) for gap, value in answer["gaps"].items())
    if isinstance(answer.get("acts"), list) and "acts" in names:
        answer["acts"] = renaming.acts(answer["acts"], names)
    return answer


def _in_gap(gap: Any, value: Any, names: Mapping[str, Mapping[str, str]]) -> tuple[Any, Any]:
    """A gap with its option, or several where it takes them; what was typed stays. The list of its options is known by
    the name that authors gave the gap, old or new."""
    renamed = _name(gap, names.get(GAPS, {}))
    options = names.get(_of_gap(gap)) or names.get(_of_gap(renamed)) or {}
    return renamed, sorted(_renamed(value, options), key=str) if isinstance(value, list) else _name(value, options)
