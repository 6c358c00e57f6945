"""What staff see of the readiness test: figures of the round, without names."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from lms.people.models import Person
from quizzes.appraisal.models import Appraisal, AppraisalCase, Booklet, BookletSitting, FormDesign
from quizzes.appraisal.rule import Rule, parse
from quizzes.appraisal.selectors.pools import calibration_of
from quizzes.bank.models import Item
from quizzes.delivery.models import Attempt, Outcome
from quizzes.framework.models import Area


@dataclass(frozen=True)
class AreaRow:
    """One area of the blueprint: items of the pool that count, of them in one form, and tried out."""

    name: str
    pool: int
    in_form: int
    pilots: int


@dataclass(frozen=True)
class Exposure:
    """How many tests showed the item that came least and most often, and the share of tests of the latter."""

    least: int
    most: int

    def share(self, tests: int) -> int:
        return round(100 * self.most / tests) if tests else 0


@dataclass(frozen=True)
class RoundPage:
    """One round: how many tests were given, begun, finished; answers per item so far; the blueprint."""

    design: FormDesign
    rule: Rule
    given: int
    finished: int
    shared: Exposure
    share: int
    items: int
    pilots: int
    length: int
    areas: tuple[AreaRow, ...]
    operational: int
    calibrated: int
    open_cases: int

    @property
    def adaptive(self) -> bool:
        return bool(self.design.layout.get("adaptive"))


def round_page(design: FormDesign) -> RoundPage:
    """Ten queries, whatever the number of people. `design` with its layout."""
    rule, forms = parse(design.rule), design.layout["forms"]
    scored = {item for form in forms for item in form["scored"]}
    pilots = {item for form in forms for item in form["pilot"]}
    shown = Counter(_answers(design))
    counts = [shown.get(item, 0) for item in scored]
    exposure = Exposure(min(counts, default=0), max(counts, default=0))
    given = Booklet.objects.filter(design=design)
    tests = given.filter(Exists(BookletSitting.objects.filter(booklet=OuterRef("pk")))).count()
    return RoundPage(
        design=design,
        rule=rule,
        given=tests,
        finished=Appraisal.objects.filter(booklet__design=design, version=1).count(),
        shared=exposure,
        share=exposure.share(tests),
        items=len(scored),
        pilots=len(pilots),
        length=len(forms[0]["scored"]),
        areas=_areas(scored, pilots, set(forms[0]["scored"])),
        operational=len(scored),
        calibrated=_calibrated(design, scored),
        open_cases=AppraisalCase.objects.filter(state=AppraisalCase.State.OPEN).count(),
    )


def _answers(design: FormDesign) -> dict[int, int]:
    """item -> how many finished sittings showed it."""
    rows = Outcome.objects.filter(superseded_by=None, attempt__booklet_sitting__booklet__design=design).exclude(
        attempt__state=Attempt.State.OPEN
    )
    found = rows.values("attempt__presented__version__item").annotate(n=Count("pk")).order_by()
    return {row["attempt__presented__version__item"]: row["n"] for row in found}


def _calibrated(design: FormDesign, scored: set[int]) -> int:
    """How many of the items the newest calibration knows."""
    newest = calibration_of(design.scope_key)
    items = Item.objects.filter(pk__in=scored, live_version__parameters__calibration=newest)
    return items.count() if newest else 0


def _areas(scored: set[int], pilots: set[int], form: set[int]) -> tuple[AreaRow, ...]:
    areas = dict(Item.objects.filter(pk__in=scored | pilots).values_list("pk", "competence__area__code"))
    names = dict(Area.objects.filter(code__in=set(areas.values())).values_list("code", "name"))
    return tuple(
        AreaRow(
            f"{code} {name}",
            sum(areas.get(item) == code for item in scored),
            sum(areas.get(item) == code for item in form),
            sum(areas.get(item) == code for item in pilots),
        )
        for code, name in sorted(names.items())
    )


def newest() -> Sequence[FormDesign]:
    """The newest round of every scope, with its layout."""
    newer = FormDesign.objects.filter(scope_key=OuterRef("scope_key"), round__gt=OuterRef("round"))
    rows = FormDesign.objects.filter(~Exists(newer)).select_related("quiz", "calibration", "by")
    return list(rows.order_by("scope_key"))


def case_rows(state: str) -> QuerySet[AppraisalCase]:
    """The cases of a state, the oldest first; all for any other word."""
    rows = AppraisalCase.objects.select_related("reviewer", "decided_by", "appraisal__booklet__design__quiz")
    return rows.filter(state=state).order_by("at") if state in AppraisalCase.State.values else rows.order_by("-at")


def with_result(text: str) -> QuerySet[Appraisal]:
    """The latest result of each test of people of that name."""
    people = Person.objects.filter(Q(name__contains=text) | Q(username=text))
    rows = Appraisal.objects.latest_versions().filter(booklet__person__in=people)
    return rows.select_related("booklet__person", "booklet__design__quiz").order_by("booklet__person__name", "-at")
