"""The figures beside each item, for lists and for one item's page."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, Value, When
from django.db.models.functions import Floor

from lms.people.models import Person
from quizzes.bank.models import ItemVersion
from quizzes.delivery import marks, reviewing
from quizzes.delivery.models import Attempt, ItemStatistic, Outcome, Quiz
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


def rows(person: Person) -> ItemStatisticQuerySet:
    """The figures of what quizzes draw today, with what a list names beside them; `no_figure` is 1 where there are too
    few answers."""
    found = (
        ItemStatistic.objects.visible_to(person)
        .live()
        .annotate(no_figure=Case(When(facility=None, then=Value(1)), default=Value(0), output_field=IntegerField()))
    )
    return found.select_related("version__item__bank", "version__item__competence")


@dataclass(frozen=True)
class Summary:
    """Of how many items there are figures, how many of those need a look, and how many wait for more answers."""

    told: int
    calling: int
    waiting: int


def summary(rows: ItemStatisticQuerySet) -> Summary:
    """One query."""
    counted = rows.order_by().aggregate(
        told=Count("pk", filter=Q(facility__isnull=False)),
        calling=Count("pk", filter=Q(urgency__gt=0)),
        waiting=Count("pk", filter=Q(facility__isnull=True)),
    )
    return Summary(**counted)


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


@dataclass(frozen=True)
class QuizFigures:
    """The finished, unassisted sittings of a quiz: how many reached what is asked for, and how many lie in each tenth
    of the points. `reached` is None below the number of sittings that a figure needs."""

    quiz: Quiz
    sittings: int
    passed: int
    tenths: list[int]
    threshold: float

    @property
    def reached(self) -> float | None:
        enough = self.sittings >= reviewing.limits().min_answers
        return self.passed / self.sittings if enough else None


def of_quiz(quiz: Quiz) -> QuizFigures:
    """Two queries, whatever the number of sittings."""
    outcomes = Outcome.objects.filter(
        superseded_by=None, attempt__quiz=quiz, attempt__assisted_by="", max_points__gt=0
    ).exclude(attempt__state=Attempt.State.OPEN)
    tenth = Floor(F("points") * 10.0 / F("max_points") + 1e-9)
    tenths = [0] * 10
    for row in outcomes.annotate(tenth=tenth).values("tenth").annotate(n=Count("pk")).order_by():
        tenths[min(int(row["tenth"]), 9)] += row["n"]
    passed = outcomes.filter(passed=True).count()
    return QuizFigures(quiz, sum(tenths), passed, tenths, quiz.policy.get("pass_share", 0.6))
