"""Who may see what of a sitting, decided at this one place. Keys and explanations leave the server only through it.

| policy | an item's key and explanation | when |
|---|---|---|
| never | nothing | – |
| after_item | of the items whose answer was made final | at once; of all after handing in |
| after_attempt | of all items | after handing in |
| after_close | of all items | when nobody can sit the quiz any more |

A readiness test shows nothing, whatever its rules say. Only the person who sat sees the own sitting; nobody else has a
page of it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max

from quizzes.delivery.models import Attempt, Extension, ItemLock, Quiz
from quizzes.delivery.policy import moment


@dataclass(frozen=True)
class Disclosure:
    """`keys` is whether every item's key may be seen, `opens_at` from when if that is a question of time alone, and
    `items` the presented items of a sitting under way whose key may be seen already."""

    keys: bool = False
    opens_at: datetime | None = None
    items: frozenset[int] = frozenset()


NOTHING = Disclosure()


def disclosure_of(attempt: Attempt, now: datetime) -> Disclosure:
    """No query but for the two policies that need one."""
    feedback = attempt.rule("feedback")
    if attempt.quiz.purpose == Quiz.Purpose.READINESS or feedback == "never":
        return NOTHING
    if attempt.state == Attempt.State.OPEN:
        return Disclosure(items=_seen(attempt)) if attempt.shows_each else NOTHING
    if feedback == "after_close":
        closes = _closes_for_all(attempt)
        return Disclosure(keys=closes is not None and now > closes, opens_at=closes)
    return Disclosure(keys=True)


def promised(purpose: str, feedback: str) -> str:
    """What a person is told beforehand: the policy, or "never"."""
    return "never" if purpose == Quiz.Purpose.READINESS else feedback


def _seen(attempt: Attempt) -> frozenset[int]:
    locks = ItemLock.objects.filter(presented__attempt=attempt, reason=ItemLock.Reason.SEEN)
    return frozenset(locks.values_list("presented_id", flat=True))


def _closes_for_all(attempt: Attempt) -> datetime | None:
    """The last moment at which anybody may still answer: by the rules frozen here, by today's rules, by what others
    were granted; and the grace."""
    granted = Extension.objects.filter(quiz=attempt.quiz_id).aggregate(last=Max("closes_at"))["last"]
    ends = [moment(attempt.rule("closes_at")), moment(attempt.quiz.policy.get("closes_at")), granted]
    known = [end for end in ends if end is not None]
    if not known:
        return None
    return max(known) + timedelta(seconds=attempt.rules.get("grace_seconds", 0))
