"""What changed between two rounds of the readiness test: for one person, and for groups large enough."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from lms.people.models import Mandate, Person
from quizzes.appraisal.models import Appraisal, AppraisalCase, FormDesign
from quizzes.appraisal.rule import Scale, parse
from quizzes.appraisal.selectors.rounds import Basis, basis_behind, basis_of
from quizzes.calibration.material import BAND_SD
from quizzes.calibration.models import Calibration
from quizzes.calibration.selectors.links import chain, onto
from quizzes.psychometrics.growth import Change, GroupChange, change, group_change, unshrunk

SMALLEST = 5
"""A group of fewer people is not told."""
MOST_UNKNOWN = 0.8
"""Of the prior's variance, what a test may leave open and still count in a group."""


@dataclass(frozen=True)
class Step:
    """From one round to a later one. `link` is the shift that brings the later one's results onto the scale of the
    earlier one's, with its error, in logits; None while the two calibrations are not linked. `old` and `new` are by
    what they are scored."""

    earlier: FormDesign
    later: FormDesign
    old: Basis
    new: Basis
    link: tuple[float, float] | None

    @property
    def scale(self) -> Scale:
        return parse(self.later.rule).scale


@dataclass(frozen=True)
class Own:
    """One person's two results, in points. `change` is None while the rounds are not linked."""

    earlier: Appraisal
    later: Appraisal
    points: int
    margin: int
    change: Change | None


@dataclass(frozen=True)
class Group:
    """`found` is in logits; `change`, `low` and `high` are points."""

    name: str
    found: GroupChange
    change: int
    low: int
    high: int


@dataclass(frozen=True)
class Growth:
    """`left_out` counts groups with too few people for anything to be told; how many people that are is not told."""

    step: Step
    groups: tuple[Group, ...]
    left_out: int


def step_between(earlier: FormDesign, later: FormDesign) -> Step:
    """Results of linked calibrations stand on one scale already, so the shift is 0 but for a link that was made after a
    round was scored."""
    old, new = basis_of(earlier), basis_of(later)
    return Step(earlier, later, old, new, _told_between(old, new))


def _told_between(old: Basis, new: Basis) -> tuple[float, float] | None:
    found = _between(old.calibration, new.calibration)
    return (found[0] - new.shift + old.shift, found[1]) if found else None


def _between(old: Calibration | None, new: Calibration | None) -> tuple[float, float] | None:
    """The shift of one calibration onto another with its error; None where neither links nor bands join them. The
    experts' bands are one scale. The earliest calibration of a chain hangs on the bands, so it has their scale but for
    their mean error."""
    if old == new:
        return 0.0, 0.0
    if old is not None:
        return onto(new, old) if new is not None else None
    assert new is not None
    first, shift, error = chain(new)[-1]
    items = Calibration.objects.values_list("items", flat=True).get(pk=first)
    return shift, float((error**2 + BAND_SD**2 / items) ** 0.5)


def last_step(scope_key: str) -> Step | None:
    """From the last round but one to the last; None before the second."""
    rounds = list(FormDesign.objects.filter(scope_key=scope_key).select_related("calibration").order_by("-round")[:2])
    return step_between(rounds[1], rounds[0]) if len(rounds) == 2 else None


def scopes() -> list[str]:
    """With at least two rounds."""
    return list(
        FormDesign.objects.filter(round__gt=1).order_by("scope_key").values_list("scope_key", flat=True).distinct()
    )


def standing(designs: Iterable[FormDesign], person: Person | None = None) -> dict[tuple[int, int], Appraisal]:
    """(round's primary key, person) -> the result that counts: the last test's, in force, taken alone and not set
    aside."""
    rows = Appraisal.objects.latest_versions().filter(booklet__design__in=list(designs), assisted=False)
    aside = AppraisalCase.objects.filter(state=AppraisalCase.State.ANEW).values("appraisal__booklet")
    rows = rows.exclude(booklet__in=aside).select_related("booklet__design__calibration", "rescoring__calibration")
    rows = rows.order_by("booklet__turn", "pk")
    if person is not None:
        rows = rows.filter(booklet__person=person)
    return {(row.booklet.design_id, row.booklet.person_id): row for row in rows}


def own(person: Person) -> list[Own]:
    """The person's last two results of each programme, where there are two from different rounds."""
    designs = FormDesign.objects.filter(booklets__person=person).select_related("calibration").distinct()
    found: dict[str, list[FormDesign]] = {}
    for design in designs.order_by("round"):
        found.setdefault(design.scope_key, []).append(design)
    told = []
    for rounds in found.values():
        results = standing(rounds, person)
        both = [(design, results[design.pk, person.pk]) for design in rounds if (design.pk, person.pk) in results][-2:]
        if len(both) == 2:
            told.append(_own(step_between(both[0][0], both[1][0]), both[0][1], both[1][1]))
    return told


def _own(step: Step, earlier: Appraisal, later: Appraisal) -> Own:
    link = _told_between(basis_behind(earlier), basis_behind(later))
    if link is None:
        return Own(earlier, later, 0, 0, None)
    shift, error = link
    found = change(earlier.theta, earlier.se, later.theta + shift, later.se, error)
    logit = step.scale.logit
    return Own(earlier, later, round(logit * found.change), round(logit * found.margin), found)


def groups(step: Step, day: date | None = None) -> Growth | None:
    """The district's deputies and each town's, in the order of the towns: whoever was measured in both rounds and holds
    a mandate there today; while a round is scored anew, only whoever was scored by its calibration in force. There is
    no sum over groups, so that a group left out cannot be subtracted from it. None while the rounds are not linked."""
    if step.link is None:
        return None
    shift, error = step.link
    bases = {step.earlier.pk: step.old.rescoring, step.later.pk: step.new.rescoring}
    found = standing([step.earlier, step.later])
    results = {key: row for key, row in found.items() if row.rescoring == bases[key[0]]}
    both = {
        person: (results[step.earlier.pk, person], results[step.later.pk, person])
        for design, person in results
        if design == step.later.pk and (step.earlier.pk, person) in results
    }
    both = {person: pair for person, pair in both.items() if _says_something(pair, step)}
    members: dict[tuple[int, int, str], list[int]] = {}
    mandates = Mandate.objects.serving_on(day or timezone.localdate()).filter(person__in=both)
    rows = mandates.select_related("term__congress__unit").order_by("pk")
    for mandate in rows:
        congress = mandate.term.congress
        key = (0 if congress.level == "district" else 1, congress.unit.position, congress.name)
        members.setdefault(key, []).append(mandate.person_id)
    told = [
        _group(key[2], [both[person] for person in dict.fromkeys(people)], step, shift, error)
        for key, people in sorted(members.items())
        if len(set(people)) >= SMALLEST
    ]
    return Growth(step, tuple(told), len(members) - len(told))


def _says_something(pair: tuple[Appraisal, Appraisal], step: Step) -> bool:
    """Whether both tests were long enough for the pull of the prior to be taken out."""
    rounds = zip(pair, (step.old, step.new), strict=True)
    return all(row.se**2 < MOST_UNKNOWN * basis.prior_sd**2 for row, basis in rounds)


def _group(name: str, both: list[tuple[Appraisal, Appraisal]], step: Step, shift: float, error: float) -> Group:
    earlier, later = (
        unshrunk(
            [pair[place].theta for pair in both], [pair[place].se for pair in both], basis.prior_mean, basis.prior_sd
        )
        for place, basis in enumerate((step.old, step.new))
    )
    found, logit = group_change(earlier, later + shift, error), step.scale.logit
    return Group(name, found, round(logit * found.change), round(logit * found.low), round(logit * found.high))
