"""The figures beside each item, for lists and for one item's page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lms.people.models import Person
from quizzes.bank.models import ItemVersion
from quizzes.delivery import marks, reviewing
from quizzes.delivery.models import ItemStatistic
from quizzes.delivery.models.statistic import ItemStatisticQuerySet
from quizzes.psychometrics.classical import Figure


@dataclass(frozen=True)
class OptionRow:
    """One option or frequent answer in words, with its share of the answers and what its people reached on the rest."""

    mark: str
    text: str
    right: bool
    count: int
    share: Figure
    rest: Figure | None
    signs: tuple[str, ...]


@dataclass(frozen=True)
class Analysis:
    """One version's figures; a Figure is None where there are too few answers."""

    statistic: ItemStatistic
    facility: Figure | None
    discrimination: Figure | None
    upper_lower: Figure | None
    options: list[OptionRow]
    missing: int
    """How many answers more are needed before anything is told."""


def by_item(person: Person, item_ids: Iterable[int]) -> dict[int, ItemStatistic]:
    """The figures of the live version of each of these items that has some. One query."""
    rows = ItemStatistic.objects.visible_to(person).live().filter(version__item__in=list(item_ids))
    return {row.version.item_id: row for row in rows.select_related("version")}


def rows(person: Person) -> ItemStatisticQuerySet:
    """The figures of what quizzes draw today, with what a list names beside them."""
    found = ItemStatistic.objects.visible_to(person).live()
    return found.select_related("version__item__bank", "version__item__competence")


def of_versions(person: Person, item_id: int) -> list[ItemStatistic]:
    """All versions of one item that were ever answered, the newest first."""
    found = ItemStatistic.objects.visible_to(person).filter(version__item=item_id)
    return list(found.select_related("version").order_by("-version__number"))


def analysis(statistic: ItemStatistic) -> Analysis:
    """The row of one version in the words of the item. Touches no database when `version` is loaded."""
    rule = reviewing.limits()
    return Analysis(
        statistic=statistic,
        facility=_figure(statistic, "facility"),
        discrimination=_figure(statistic, "discrimination"),
        upper_lower=_figure(statistic, "upper_lower"),
        options=[_option(statistic.version, one, statistic.answered) for one in statistic.options],
        missing=max(rule.min_answers - statistic.answered, 0),
    )


def _figure(statistic: ItemStatistic, name: str) -> Figure | None:
    value = getattr(statistic, name)
    return None if value is None else Figure(value, getattr(statistic, f"{name}_se"), statistic.sittings)


def _option(version: ItemVersion, one: dict[str, Any], answered: int) -> OptionRow:
    return OptionRow(
        mark=one["id"],
        text=marks.words(one["id"], version.body),
        right=one["right"],
        count=one["count"],
        share=Figure(one["share"], one["share_se"], answered),
        rest=None if one["rest"] is None else Figure(one["rest"], one["rest_se"], one["count"]),
        signs=tuple(one["signs"]),
    )
