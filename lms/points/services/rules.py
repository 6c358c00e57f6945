"""The rules as data."""

from importlib.resources import files

import yaml
from django.db import transaction

from lms.points.models import PointRule


class UnknownRule(LookupError):
    """No such rule in the data file."""


@transaction.atomic
def load() -> int:
    """How many rule versions were new. Idempotent; a version that is already there stays as it is."""
    known = set(PointRule.objects.values_list("code", "version"))
    new = [PointRule(**row) for row in _rows() if (row["code"], row["version"]) not in known]
    PointRule.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def in_force(code: str) -> PointRule:
    """The rule's highest version, loaded on first need. UnknownRule if the data file does not have it."""
    rule = _highest(code)
    if rule is None:
        load()
        rule = _highest(code)
    if rule is None:
        raise UnknownRule(code)
    return rule


def _highest(code: str) -> PointRule | None:
    return PointRule.objects.filter(code=code).order_by("-version").first()


def _rows() -> list[dict[str, str | int | None]]:
    rows: list[dict[str, str | int | None]] = yaml.safe_load(
        files("lms.points").joinpath("data/rules.yaml").read_text(encoding="utf-8")
    )
    return rows
