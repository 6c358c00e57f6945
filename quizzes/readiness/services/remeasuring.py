"""Measuring anew, under another standard, what was measured before."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import QuerySet

from lms.people.models import Person
from quizzes.delivery.models import Outcome
from quizzes.readiness.measuring import measure
from quizzes.readiness.models import Basis, Evidence, EvidenceWithdrawal, Standard
from quizzes.readiness.rule import parse
from quizzes.readiness.selectors.cuts import cuts_of
from quizzes.readiness.selectors.sittings import answers_of_many
from quizzes.readiness.words import NEW_STANDARD


def measured(*people: Person) -> QuerySet[Evidence]:
    """The standing rows that say P(ability >= threshold) of a sitting."""
    rows = Evidence.objects.standing().filter(
        person__in=people, kind=Evidence.Kind.TEST, source_type="outcome", theta__isnull=False
    )
    return rows.order_by("pk")


def bring_up(*, people: Sequence[Person], standard: Standard, now: datetime) -> set[int]:
    """Let every sitting of these people speak under this standard: new rows for what was measured under another one,
    whose rows are withdrawn. The competences concerned. In the caller's transaction, which has locked the people's
    rows; safe to call again. No query under the first standard, one when there is nothing to do."""
    if standard.first:
        return set()
    old = list(measured(*people).exclude(standard=standard))
    if not old:
        return set()
    Evidence.objects.bulk_create(anew(old, standard.basis, standard=standard, now=now))
    EvidenceWithdrawal.objects.bulk_create(EvidenceWithdrawal(evidence=row, reason=NEW_STANDARD, at=now) for row in old)
    return {row.competence_id for row in old}


def anew(rows: Sequence[Evidence], basis: Basis, *, standard: Standard | None, now: datetime) -> list[Evidence]:
    """What these rows would say on another basis, unsaved and in their order; `at` and validity stay. Five queries. A
    row whose competence the sitting no longer speaks of, or whose level has no threshold, has none."""
    test = parse(basis.rule.data).test
    outcomes = Outcome.objects.select_related("attempt").in_bulk({int(row.source_id) for row in rows})
    attempts = {outcome.attempt_id: outcome.attempt for outcome in outcomes.values()}
    answers = answers_of_many(list(attempts.values()), calibrations=basis.calibrations)
    cuts = cuts_of({row.competence_id for row in rows}, basis.cut_version)
    found = {
        (pk, competence): measure(one.scores, one.difficulties, one.errors, cuts=cuts.get(competence, {}), test=test)
        for pk, outcome in outcomes.items()
        for competence, one in answers[outcome.attempt_id].items()
    }
    new = []
    for row in rows:
        result = found.get((int(row.source_id), row.competence_id))
        if result is None or row.level not in result.probabilities:
            continue
        copy = _copy(row, ("theta", "se", "items"), result)
        copy.probability = result.probabilities[row.level]
        copy.supports = result.items >= test.min_items and copy.probability >= test.posterior
        copy.standard, copy.recorded_at = standard, now
        new.append(copy)
    return new


def _copy(row: Evidence, names: Iterable[str], result: object) -> Evidence:
    same = ("person_id", "competence_id", "level", "kind", "source_type", "source_id", "text", "valid_until", "at")
    copy = Evidence(**{name: getattr(row, name) for name in same})
    for name in names:
        setattr(copy, name, getattr(result, name))
    return copy
