"""The rules of the readiness test as they come with the programme."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from quizzes.appraisal.rule import parse


@cache
def newest() -> dict[str, Any]:
    """The data of the newest rule; a design takes a frozen copy. Not to be written to."""
    folder = files("quizzes.appraisal").joinpath("data")
    name = max(
        (entry.name for entry in folder.iterdir() if entry.name.startswith("rule_v")),
        key=lambda name: int(name.removeprefix("rule_v").removesuffix(".yaml")),
    )
    data: dict[str, Any] = yaml.safe_load(folder.joinpath(name).read_text(encoding="utf-8"))
    parse(data)
    return data
