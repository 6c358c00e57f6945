"""What changed between two forms of an item, field by field. Nothing here touches the database."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

Content = tuple[dict[str, Any], dict[str, Any], dict[str, Any]]


@dataclass(frozen=True)
class Change:
    field: str
    before: str
    after: str


def differences(before: Content | None, after: Content) -> list[Change]:
    """The fields that differ, in the form's order; everything when there was nothing before."""
    old, new = _lines(before), _lines(after)
    return [
        Change(field, old.get(field, ""), new.get(field, ""))
        for field in dict.fromkeys([*new, *old])
        if old.get(field, "") != new.get(field, "")
    ]


def _lines(content: Content | None) -> dict[str, str]:
    if content is None:
        return {}
    body, key, feedback = content
    options = {option["id"]: option["text"] for option in body.get("options", [])}
    lines = {_("Question"): body.get("stem", "")}
    for id, text in options.items():
        lines[_("Option %(id)s") % {"id": id}] = text
    lines[_("Right answer")] = _answer(key, options)
    lines[_("Explanation")] = feedback.get("general", "")
    for id, text in feedback.get("options", {}).items():
        lines[_("Explanation of option %(id)s") % {"id": id}] = text
    return lines


def _answer(key: dict[str, Any], options: dict[str, str]) -> str:
    """The right answer in the options' own words."""
    if "order" in key:
        return " → ".join(options.get(id, id) for id in key["order"])
    correct = key.get("correct") or []
    return "；".join(options.get(id, id) for id in ([correct] if isinstance(correct, str) else correct))
