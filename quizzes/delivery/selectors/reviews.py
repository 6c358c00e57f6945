"""What may be seen once a sitting is over."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from quizzes.bank.models import ItemKey
from quizzes.delivery.models import Attempt, Marking, Outcome, PresentedItem, Response, Score
from quizzes.delivery.selectors.attempts import current_outcome
from quizzes.delivery.selectors.disclosure import disclosure_of
from quizzes.delivery.selectors.markings import Given, given, markings_in_force
from quizzes.delivery.selectors.sittings import in_words, standing_answers
from quizzes.scoring import answer_of, is_skipped, remarks, score
from quizzes.types import registry
from quizzes.types.registry import Kind


@dataclass(frozen=True)
class ReviewLine:
    """One item afterwards: the own answer, the right one, what the authors say to it. `report` tells the parts of the
    answer where the kind has any; `rubric` and `comment` are a teacher's. While a teacher is waited for (`state`
    "waits") nothing of the key is in it."""

    position: int
    body: dict[str, Any]
    kind: Kind
    state: str
    answer: list[str]
    right: list[str]
    notes: list[str]
    report: dict[str, Any] | None = None
    rubric: list[Given] = field(default_factory=list)
    comment: str = ""

    @property
    def stem(self) -> str:
        """In plain words."""
        return self.kind.title(self.body)

    @property
    def shows_html(self) -> bool:
        return bool(self.body.get("html")) and not self.kind.holds_stem


@dataclass(frozen=True)
class Review:
    """A finished attempt. `lines` is empty where key and explanations stay closed, `opens_at` says until when if that
    is a question of time. `percent` is rounded down, so that it never shows a threshold that was not reached."""

    attempt: Attempt
    outcome: Outcome
    percent: int
    wanted: int
    late: int
    opens_at: datetime | None
    lines: list[ReviewLine]


def review_of(attempt: Attempt, now: datetime) -> Review | None:
    """None while the attempt is open. Eight queries at most, whatever the number of items."""
    outcome = current_outcome(attempt) if attempt.state != Attempt.State.OPEN else None
    if outcome is None:
        return None
    shown = disclosure_of(attempt, now)
    return Review(
        attempt=attempt,
        outcome=outcome,
        percent=percent(outcome.share),
        wanted=percent(attempt.rules["pass_share"]),
        late=attempt.responses.filter(late=True).count(),
        opens_at=shown.opens_at,
        lines=_lines(attempt) if shown.keys else [],
    )


def percent(share: float) -> int:
    """A share as a whole percentage, rounded down."""
    return int(share * 100 + 1e-6)


def seen_line(attempt: Attempt, position: int, now: datetime) -> ReviewLine | None:
    """One item of a sitting under way whose answer was made final to see its explanation; None for any other. The
    points are reckoned for the page alone: a score comes with handing in."""
    shown = disclosure_of(attempt, now).items
    presented = attempt.presented.filter(pk__in=shown, position=position).select_related("version__item").first()
    if presented is None:
        return None
    key = ItemKey.objects.filter(version=presented.version_id).latest("number")
    answer = presented.responses.filter(late=False).order_by("seq").last()
    points = {answer.pk: score(presented.version.item.kind, answer.payload, key.key)} if answer else {}
    return _line(presented, answer, points, key, {})


def _lines(attempt: Attempt) -> list[ReviewLine]:
    answers = standing_answers(attempt)
    points = dict(
        Score.objects.filter(response__attempt=attempt, superseded_by=None).values_list("response_id", "points")
    )
    presented = list(attempt.presented.with_content().order_by("position"))
    keys = {
        key.version_id: key
        for key in ItemKey.objects.filter(version__in=[one.version_id for one in presented]).order_by("number")
    }
    by_hand = any(registry.kind(one.version.item.kind).by_hand for one in presented)
    marked = markings_in_force(attempt) if by_hand else {}
    return [_line(one, answers.get(one.pk), points, keys[one.version_id], marked) for one in presented]


def _line(
    presented: PresentedItem,
    answer: Response | None,
    points: dict[int, float],
    key: ItemKey,
    marked: dict[int, Marking],
) -> ReviewLine:
    kind = registry.kind(presented.version.item.kind)
    payload = answer.payload if answer else {}
    told = in_words(presented, payload) if answer else []
    marking = marked.get(answer.pk) if answer else None
    if kind.by_hand and answer and marking is None and not is_skipped(payload):
        return ReviewLine(presented.position, presented.version.body, kind, "waits", told, [], [])
    return ReviewLine(
        position=presented.position,
        body=presented.version.body,
        kind=kind,
        state=_state(answer, points),
        answer=told,
        right=in_words(presented, answer_of(kind.name, key.key)),
        notes=[*remarks(kind.name, payload, key.key), *kind.content.notes(key.feedback, payload)],
        report=kind.report(payload, key.key),
        rubric=given(key, marking) if marking else [],
        comment=marking.comment if marking else "",
    )


def _state(answer: Response | None, points: dict[int, float]) -> str:
    if answer is None:
        return "open"
    if is_skipped(answer.payload):
        return "skipped"
    earned = points.get(answer.pk, 0.0)
    return "right" if earned >= 1 else "partly" if earned > 0 else "wrong"
