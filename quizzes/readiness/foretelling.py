"""Which levels would be decided otherwise if sittings were scored anew. Reads only."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import count

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quizzes.delivery.consequences import Change, Consequence
from quizzes.delivery.models import Attempt, Outcome
from quizzes.readiness import deciding
from quizzes.readiness.deciding import Fact
from quizzes.readiness.models import Evidence, LevelDecision
from quizzes.readiness.rule import parse
from quizzes.readiness.selectors.cuts import cuts_of
from quizzes.readiness.selectors.facts import fact_of
from quizzes.readiness.selectors.sittings import answers_of_many
from quizzes.readiness.services import rules
from quizzes.readiness.services.sittings import SHOWING, rows_for

MOST = 600
"""So many sittings are measured for a preview; each takes about a millisecond."""
FIRST_NEW = 1 << 60
"""Facts that do not exist yet count as younger than all that do."""
Place = tuple[int, int]
"""Person and competence."""


def levels_after(changes: Sequence[Change]) -> list[Consequence]:
    """How many levels would rise, and how many fall. Six queries, whatever the number of sittings."""
    measured = [change for change in changes if change.purpose in SHOWING]
    if not measured:
        return []
    if len(measured) > MOST:
        text = _("More than %(most)d sittings change; their levels are decided anew one by one.") % {"most": MOST}
        return [Consequence(title=_("Levels"), text=text, count=len(measured))]
    before, after = foretell(measured, now=timezone.now())
    rises = sum(after[place] > level for place, level in before.items())
    falls = sum(after[place] < level for place, level in before.items())
    if not rises and not falls:
        return [Consequence(title=_("Levels"), text=_("No level changes."), count=0)]
    parts = [
        ngettext("%(n)d level rises", "%(n)d levels rise", rises) % {"n": rises} if rises else "",
        ngettext("%(n)d level falls", "%(n)d levels fall", falls) % {"n": falls} if falls else "",
    ]
    told = _(", ").join(part for part in parts if part)
    text = _("%(changes)s; the readiness of these deputies is decided anew at once.") % {"changes": told}
    return [Consequence(title=_("Levels"), text=text, count=rises + falls)]


def foretell(changes: Sequence[Change], *, now: datetime) -> tuple[dict[Place, int], dict[Place, int]]:
    """The level held, and the one that would be decided, for each person and competence that the sittings speak of."""
    attempts = Attempt.objects.select_related("quiz").in_bulk([change.attempt for change in changes])
    instead = {change.presented: change.item_after for change in changes}
    basis = rules.standard_on(timezone.localdate(now)).basis
    found = answers_of_many(list(attempts.values()), instead, calibrations=basis.calibrations)
    competences = {competence for answers in found.values() for competence in answers}
    cuts = cuts_of(competences, basis.cut_version)
    rule = parse(basis.rule.data)
    facts = _standing({change.person for change in changes}, competences)
    number = count(FIRST_NEW)
    touched: set[Place] = set()
    for change in changes:
        attempt = attempts[change.attempt]
        answers = {one: row for one, row in found[attempt.pk].items() if one in cuts}
        outcome = Outcome(attempt=attempt, passed=change.passed_after)
        touched |= {(change.person, one) for one in answers}
        _drop(facts, change)
        for row in rows_for(outcome, answers, rule=rule, cuts=cuts, now=now):
            row.pk, row.source_id = next(number), f"new:{attempt.pk}"
            facts[change.person, row.competence_id].append(fact_of(row))
    day = timezone.localdate(now)
    held = _held(touched)
    after = {place: deciding.decide(facts[place], rule, day).level for place in touched}
    return {place: held.get(place, 0) for place in touched}, after


def _standing(people: set[int], competences: set[int]) -> defaultdict[Place, list[Fact]]:
    found: defaultdict[Place, list[Fact]] = defaultdict(list)
    rows = Evidence.objects.standing().filter(person__in=people, competence__in=competences)
    for row in rows.order_by("at", "pk"):
        found[row.person_id, row.competence_id].append(fact_of(row))
    return found


def _drop(facts: defaultdict[Place, list[Fact]], change: Change) -> None:
    """What the outcome in force says is withdrawn."""
    said = f"outcome:{change.outcome}"
    for place in [place for place in facts if place[0] == change.person]:
        facts[place] = [fact for fact in facts[place] if fact.source != said]


def _held(places: set[Place]) -> Mapping[Place, int]:
    rows = LevelDecision.objects.in_force().filter(
        person__in={person for person, _competence in places}, competence__in={one for _person, one in places}
    )
    return {(row.person_id, row.competence_id): row.level for row in rows}
