"""What a corrected key would change, before anything changes; and what came of it."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import F, Max, QuerySet

from lms.people.models import Person
from quizzes import scoring
from quizzes.bank.models import ItemBank, ItemKey, ItemVersion
from quizzes.delivery.consequences import Change
from quizzes.delivery.models import Attempt, PresentedItem, Regrade, RegradeLine, Score
from quizzes.delivery.passing import reached

Line = RegradeLine
"""Unsaved as long as it stands in a preview."""
AT_MOST = 200
"""So many corrected versions are looked through, the latest first."""


@dataclass(frozen=True)
class Counts:
    """How many sittings, and of how many people, change in which way."""

    sittings: int
    changed: int
    people: int
    raised: int
    lowered: int
    newly_passed: int
    no_longer_passed: int


@dataclass(frozen=True)
class Preview:
    """Every sitting whose score rests on an older key than the one in force, as it would be with that one. `shown` is
    how many finished sittings showed the version at all. `fingerprint` changes with anything that the lines rest on."""

    version: ItemVersion
    key: ItemKey
    shown: int
    lines: Sequence[Line]
    fingerprint: str

    @cached_property
    def changed(self) -> list[Line]:
        """The lines whose points change, the largest loss first."""
        return sorted((line for line in self.lines if line.change), key=lambda line: (line.change, line.attempt_id))

    @cached_property
    def counts(self) -> Counts:
        return count(self.lines)

    @cached_property
    def changes(self) -> list[Change]:
        return [_change(line) for line in self.changed]


def count(lines: Sequence[Line]) -> Counts:
    changed = [line for line in lines if line.change]
    return Counts(
        sittings=len(lines),
        changed=len(changed),
        people=len({line.attempt.person_id for line in changed}),
        raised=sum(line.change > 0 for line in changed),
        lowered=sum(line.change < 0 for line in changed),
        newly_passed=sum(line.passed_after and not line.passed_before for line in changed),
        no_longer_passed=sum(line.passed_before and not line.passed_after for line in changed),
    )


def preview(version: ItemVersion) -> Preview:
    """What scoring every finished sitting anew with the key in force would change; nothing for items that a person
    marks. Three queries, whatever their number; scoring is arithmetic."""
    key = ItemKey.objects.filter(version=version).latest("number")
    by_hand = version.item.kind in scoring.by_hand_kinds()
    lines = [] if by_hand else [_line(score, version, key) for score in _outdated(version, key)]
    finished = PresentedItem.objects.filter(version=version).exclude(attempt__state=Attempt.State.OPEN)
    return Preview(version, key, finished.count(), lines, _fingerprint(version, key, lines))


def _outdated(version: ItemVersion, key: ItemKey) -> QuerySet[Score]:
    scores = Score.objects.filter(
        superseded_by=None,
        marking=None,  # what a person gave, only a person gives anew
        response__presented__version=version,
        response__attempt__outcomes__superseded_by=None,
        response__attempt__outcomes__max_points__gt=0,
    ).exclude(key=key)
    return (
        scores.select_related("response__attempt__quiz", "response__presented")
        .annotate(
            outcome_id=F("response__attempt__outcomes__pk"),
            total=F("response__attempt__outcomes__points"),
            most=F("response__attempt__outcomes__max_points"),
            passed=F("response__attempt__outcomes__passed"),
        )
        .order_by("response__attempt", "pk")
    )


def _line(score: Score, version: ItemVersion, key: ItemKey) -> Line:
    attempt, total, most = score.response.attempt, score.total, score.most  # type: ignore[attr-defined]
    after = scoring.score(version.item.kind, score.response.payload, key.key)
    points = total if after == score.points else round(min(max(total - score.points + after, 0.0), most), 9)
    line = Line(
        attempt=attempt,
        score=score,
        item_before=score.points,
        item_after=after,
        points_before=total,
        points_after=points,
        max_points=most,
        passed_before=score.passed,  # type: ignore[attr-defined]
        passed_after=score.passed if points == total else reached(points, most, attempt.rules["pass_share"]),  # type: ignore[attr-defined]
    )
    line.outcome_before = score.outcome_id  # type: ignore[attr-defined]
    return line


def _change(line: Line) -> Change:
    attempt = line.attempt
    return Change(
        attempt=attempt.pk,
        person=attempt.person_id,
        quiz=attempt.quiz_id,
        purpose=attempt.quiz.purpose,
        outcome=line.outcome_before,  # type: ignore[attr-defined]
        presented=line.score.response.presented_id,
        item_after=line.item_after,
        points_before=line.points_before,
        points_after=line.points_after,
        passed_before=line.passed_before,
        passed_after=line.passed_after,
    )


def _fingerprint(version: ItemVersion, key: ItemKey, lines: Sequence[Line]) -> str:
    facts = [
        [line.attempt_id, line.score_id, line.outcome_before, line.points_after, line.passed_after]  # type: ignore[attr-defined]
        for line in lines
    ]
    text = json.dumps([version.pk, key.pk, scoring.VERSION, facts])
    return hashlib.sha256(text.encode()).hexdigest()


def waiting(person: Person) -> list[ItemVersion]:
    """Versions whose right answer was corrected while sittings still count under an older one, the latest correction
    first, each with `corrected_at`, in the banks that are listed to the person. A changed explanation alone asks for
    nothing. Three queries."""
    mine = ItemVersion.objects.filter(item__bank__in=ItemBank.objects.listed_to(person))
    mine = mine.exclude(item__kind__in=scoring.by_hand_kinds())
    corrected = mine.filter(keys__number__gt=1).annotate(corrected_at=Max("keys__at")).distinct()
    versions = list(
        corrected.select_related("item__bank").prefetch_related("keys").order_by("-corrected_at", "pk")[:AT_MOST]
    )
    in_use = Score.objects.filter(superseded_by=None, key__version__in=versions).values_list("key", flat=True)
    used = set(in_use.distinct())
    return [version for version in versions if _still_counts_otherwise(version, used)]


def _still_counts_otherwise(version: ItemVersion, used: set[int]) -> bool:
    keys = sorted(version.keys.all(), key=lambda key: key.number)
    return any(key.pk in used and key.key != keys[-1].key for key in keys[:-1])


@dataclass(frozen=True)
class Result:
    """An act and what came of it. `foretold` is the preview's, `done` counts the new results themselves; `strayed` are
    the lines whose result is not what was foretold, because the sitting changed otherwise in between."""

    regrade: Regrade
    foretold: Counts
    done: Counts
    left: int
    strayed: list[Line]


def result(regrade: Regrade) -> Result:
    """Two queries, whatever the number of sittings."""
    lines = list(lines_of(regrade))
    finished = [line for line in lines if line.done_at is not None]
    return Result(
        regrade=regrade,
        foretold=count(lines),
        done=count([_as_done(line) for line in finished]),
        left=len(lines) - len(finished),
        strayed=[line for line in finished if not line.agrees],
    )


def lines_of(regrade: Regrade) -> QuerySet[Line]:
    return regrade.lines.select_related("attempt", "outcome").order_by("pk")


def changed_lines(regrade: Regrade) -> QuerySet[Line]:
    """Those whose points change, the largest loss first, as in the preview."""
    changed = lines_of(regrade).exclude(points_after=F("points_before"))
    return changed.order_by(F("points_after") - F("points_before"), "attempt")


def _as_done(line: Line) -> Line:
    outcome = line.outcome
    return Line(
        attempt=line.attempt,
        points_before=line.points_before,
        points_after=outcome.points if outcome else line.points_before,
        passed_before=line.passed_before,
        passed_after=outcome.passed if outcome else line.passed_before,
    )


def running() -> Regrade | None:
    """The act that the queue is at; there is one at most."""
    return Regrade.objects.filter(running=True).select_related("version__item").first()
