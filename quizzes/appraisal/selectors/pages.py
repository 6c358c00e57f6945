"""What the pages of the readiness test show."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from lms.people.models import Person
from quizzes.appraisal import scoring
from quizzes.appraisal.models import Appraisal, AppraisalCase, Booklet, FormDesign, Rescoring
from quizzes.appraisal.pictures import Bar, area_picture, scale_picture
from quizzes.appraisal.rule import Scale, parse
from quizzes.appraisal.selectors.rescorings import announced
from quizzes.appraisal.selectors.rounds import basis_behind, in_force
from quizzes.appraisal.selectors.standing import Standing, standing_of, with_counts
from quizzes.appraisal.words import advice_words, band_word, basis_words, helps_most, placing_words
from quizzes.framework.models import Area
from quizzes.readiness import hooks
from quizzes.readiness.scope import Scope

MINUTES_AN_ITEM = 0.75
"""What a question takes a careful reader; told beforehand in whole sittings."""


@dataclass(frozen=True)
class AreaLine:
    code: str
    name: str
    band: str
    word: str
    advice: str
    helps_most: bool
    score: int
    low: int
    high: int
    items: int
    chance: int
    """How sure the band is, in whole percent; 0 where there is none."""

    @property
    def decided(self) -> bool:
        return self.band != scoring.UNDECIDED


@dataclass(frozen=True)
class ResultPage:
    """One result with its picture; `case` is the question whether it counts, if there is one; `announced` that it will
    be estimated anew."""

    appraisal: Appraisal
    booklet: Booklet
    low: int
    high: int
    scale: Scale
    picture: SafeString
    areas: tuple[AreaLine, ...]
    area_picture: SafeString
    placing: str
    basis: str
    case: AppraisalCase | None
    announced: Rescoring | None
    versions: tuple[Appraisal, ...]

    @property
    def set_aside(self) -> bool:
        return self.case is not None and self.case.state == AppraisalCase.State.ANEW

    @property
    def first(self) -> list[AreaLine]:
        return [area for area in self.areas if area.helps_most]


@dataclass(frozen=True)
class HomePage:
    """`design` None: there is no test yet. `standing` None: nothing was begun. `results` are those in force, the
    newest first."""

    scope: Scope | None
    design: FormDesign | None
    standing: Standing | None
    results: tuple[Appraisal, ...]
    sittings: int
    items: int
    minutes: int


def scope_of(person: Person) -> Scope | None:
    """The programme whose test is the person's: the first of theirs."""
    return next((scope for _mandate, scope in hooks.scopes_of(person)), None)


def home_page(person: Person) -> HomePage:
    scope = scope_of(person)
    design = in_force(scope.key) if scope else None
    booklet = Booklet.objects.filter(design=design, person=person).order_by("-turn").first() if design else None
    results = Appraisal.objects.visible_to(person).latest_versions().select_related("booklet__design")
    size = parse(design.rule).form if design else None
    total = _length(design) if design else 0
    return HomePage(
        scope=scope,
        design=design,
        standing=standing_of(booklet) if booklet else None,
        results=tuple(results.order_by("-at", "-pk")),
        sittings=-(-total // size.sitting) if size else 0,
        items=total,
        minutes=round(size.sitting * MINUTES_AN_ITEM / 5 + 0.4) * 5 if size else 0,
    )


def _length(design: FormDesign) -> int:
    """How many questions a form has, practice included."""
    form = FormDesign.objects.values_list("layout__forms__0", flat=True).get(pk=design.pk)
    return len(form["scored"]) + len(form["pilot"]) + parse(design.rule).form.practice


def result_page(booklet: Booklet) -> ResultPage | None:
    """None before the last sitting is scored. Five queries."""
    rows = Appraisal.objects.filter(booklet=booklet).select_related("rescoring__calibration")
    versions = list(rows.order_by("-version"))
    if not versions:
        return None
    appraisal, rule = versions[0], parse(booklet.design.rule)
    appraisal.booklet = booklet
    scale = rule.scale
    low, high = appraisal.score - appraisal.margin, appraisal.score + appraisal.margin
    areas = _areas(appraisal, scale)
    cuts = (scale.points(rule.areas.cuts[0]), scale.points(rule.areas.cuts[1]))
    calibration = basis_behind(appraisal).calibration
    return ResultPage(
        appraisal=appraisal,
        booklet=booklet,
        low=max(low, scale.lowest),
        high=min(high, scale.highest),
        scale=scale,
        picture=scale_picture(Bar("", appraisal.score, low, high, True), scale),
        areas=areas,
        area_picture=area_picture(
            [Bar(f"{one.code} {one.name}", one.score, one.low, one.high, one.decided) for one in areas], cuts
        ),
        placing=placing_words(rule),
        basis=basis_words(appraisal.items, appraisal.calibrated, calibration.version if calibration else None),
        case=AppraisalCase.objects.filter(appraisal__booklet=booklet).select_related("decided_by").first(),
        announced=announced(booklet.design),
        versions=tuple(versions),
    )


def _areas(appraisal: Appraisal, scale: Scale) -> tuple[AreaLine, ...]:
    names = dict(Area.objects.filter(code__in=[one["area"] for one in appraisal.areas]).values_list("code", "name"))
    return tuple(_line(one, names.get(one["area"], one["area"]), scale, appraisal.assisted) for one in appraisal.areas)


def _line(one: dict[str, float | str | int], name: str, scale: Scale, assisted: bool) -> AreaLine:
    theta, se, band = float(one["theta"]), float(one["se"]), str(one["band"])
    low, high = float(one["low"]), float(one["high"])
    chances = {scoring.LOWER: 1 - low, scoring.MIDDLE: low, scoring.UPPER: high}
    return AreaLine(
        code=str(one["area"]),
        name=name,
        band=band,
        word=band_word(band),
        advice=advice_words(band, low, high, assisted=assisted),
        helps_most=helps_most(band, low, assisted=assisted),
        score=scale.points(theta),
        low=scale.points(theta - scale.margin * se),
        high=scale.points(theta + scale.margin * se),
        items=int(one["items"]),
        chance=min(round(100 * chances.get(band, 0.0)), 99),
    )


@dataclass(frozen=True)
class Card:
    """The test on other pages: `state` is "offered", "begun" or "done"; `done` of `total` sittings."""

    state: str
    done: int
    total: int
    booklet: Booklet | None


def card_of(person: Person, scope: Scope | None) -> Card | None:
    """None where there is no test for the person, whose first scope it is. Two queries."""
    design = in_force(scope.key) if scope else None
    if design is None:
        return None
    booklet = with_counts(Booklet.objects.filter(design=design, person=person)).order_by("-turn").first()
    if booklet is None:
        return Card("offered", 0, 0, None)
    state = "done" if booklet.done == booklet.parts else "begun" if booklet.begun else "offered"
    return Card(state, booklet.done, max(booklet.parts, booklet.expected), booklet)
