"""The competence framework as it stands in its file."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

NOBODY = "none"


def read() -> dict[str, Any]:
    """{"version", "title", "in_force_from", "areas": [{"code", "name", "gate"?, "competences": [row, …]}]}; a row has
    "code", "name", "duty", "digcomp", "core" (both, district, township or none) and the texts of its "levels"."""
    text = files("quizzes.framework").joinpath("data/framework.yaml").read_text(encoding="utf-8")
    return dict(yaml.load(text, yaml.CSafeLoader))


@cache
def core() -> frozenset[str]:
    """The codes of the competences that the framework proposes as core for district or township deputies."""
    rows = (row for area in read()["areas"] for row in area["competences"])
    return frozenset(row["code"] for row in rows if row["core"] != NOBODY)
