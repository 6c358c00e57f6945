"""Competence, level and difficulty in formats that only know tags: "competence:F1", "level:2", "band:0.5"."""

import re
from dataclasses import replace

from quizzes.exchange.question import Question

LABEL = re.compile(r"(competence|能力|level|等级|band|难度)\s*[:：]\s*(\S+)")


def to_tags(question: Question) -> tuple[str, ...]:
    """The tags to write: the question's own and what else it says about itself."""
    told = {
        "competence": question.competence,
        "level": question.level,
        "band": None if question.band is None else f"{question.band:g}",
    }
    return (*question.tags, *(f"{name}:{value}" for name, value in told.items() if value not in (None, "")))


def from_tags(question: Question) -> Question:
    """The question with what its tags say, those tags taken out; a tag that says nothing valid stays a tag."""
    changes: dict[str, object] = {}
    left: list[str] = []
    for tag in question.tags:
        found = LABEL.fullmatch(tag.strip())
        name = {"能力": "competence", "等级": "level", "难度": "band"}.get(found[1], found[1]) if found else ""
        if found and name == "competence":
            changes["competence"] = question.competence or found[2]
        elif found and name == "level" and found[2] in {"1", "2", "3", "4"}:
            changes["level"] = question.level or int(found[2])
        elif found and name == "band" and re.fullmatch(r"-?[0-4](\.\d+)?", found[2]):
            changes["band"] = float(found[2]) if question.band is None else question.band
        else:
            left.append(tag)
    return replace(question, tags=tuple(left), **changes) if changes else question  # type: ignore[arg-type]
