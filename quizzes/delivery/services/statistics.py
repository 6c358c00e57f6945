"""The figures beside each item: marked as stale when results come, reckoned anew by the queue."""

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from quizzes import scoring
from quizzes.bank.models import ItemKey, ItemVersion
from quizzes.delivery import marks, reviewing
from quizzes.delivery.models import ItemStatistic, Outcome, PresentedItem, StatisticCursor
from quizzes.delivery.reviewing import Figures, Limits
from quizzes.delivery.selectors import sitting_rows
from quizzes.delivery.selectors.sitting_rows import Sitting
from quizzes.psychometrics import classical
from quizzes.psychometrics.classical import Choice

OUTCOMES = 500
"""How many outcomes one step of the cursor takes in."""
VERSIONS = 200
SECONDS = 20
"""A sweep stops at so many versions or after so long; the next one goes on."""
SETTLING = timedelta(minutes=1)
"""Younger outcomes wait: one with a lower number may still be on its way to being committed."""
FREE_ANSWERS = 8
logger = logging.getLogger(__name__)


def sweep_due(now: datetime | None = None) -> int:
    """Mark what has new results and reckon it anew; how many versions. Each in its own transaction."""
    began = timezone.now()
    now = now or began
    while mark_new(now=now):
        if timezone.now() - began > timedelta(seconds=SECONDS):
            break
    done = 0
    stale = ItemStatistic.objects.filter(stale=True).order_by("as_of", "pk").values_list("version_id", flat=True)
    for version_id in list(stale[:VERSIONS]):
        if timezone.now() - began > timedelta(seconds=SECONDS):
            break
        try:
            refresh(version_id=version_id, now=now)
            done += 1
        except Exception:
            logger.exception("the statistics of version %s could not be reckoned", version_id)
    return done


@transaction.atomic
def mark_new(*, now: datetime) -> int:
    """Move the cursor over the next outcomes and mark every version that their sittings showed; how many outcomes."""
    StatisticCursor.objects.get_or_create(pk=1)
    cursor = StatisticCursor.objects.select_for_update().get(pk=1)
    settled = Outcome.objects.filter(pk__gt=cursor.outcome, at__lte=now - SETTLING).order_by("pk")
    ids = list(settled.values_list("pk", flat=True)[:OUTCOMES])
    if not ids:
        return 0
    mark(PresentedItem.objects.filter(attempt__outcomes__in=ids).values_list("version", flat=True).distinct(), now=now)
    StatisticCursor.objects.filter(pk=1).update(outcome=ids[-1])
    return len(ids)


def mark(version_ids: Iterable[int], *, now: datetime) -> None:
    """These versions are to be reckoned anew."""
    wanted = sorted(version_ids)
    ItemStatistic.objects.bulk_create(
        (ItemStatistic(version_id=pk, as_of=now) for pk in wanted), ignore_conflicts=True, batch_size=500
    )
    ItemStatistic.objects.filter(version__in=wanted, stale=False).update(stale=True)


@transaction.atomic
def refresh(*, version_id: int, now: datetime) -> ItemStatistic:
    """Reckon one version anew. Six queries, whatever the number of sittings and options."""
    ItemStatistic.objects.update_or_create(version_id=version_id, defaults={"stale": False, "as_of": now})
    version = ItemVersion.objects.select_related("item").get(pk=version_id)
    sittings = sitting_rows.of_version(version_id)
    if version.item.kind in scoring.by_hand_kinds():
        sittings = [sitting for sitting in sittings if sitting.payload is not None]  # others wait to be marked
    key = _key_behind(version_id)
    fields = figures(version.body, key.key if key else {}, sittings, reviewing.limits())
    if fields["facility"] is not None:
        times = classical.spread(sitting_rows.seconds(version_id, [sitting.attempt for sitting in sittings]))
        if times is not None and times.n >= reviewing.limits().min_answers:
            fields |= {"seconds": times.median, "seconds_low": times.low, "seconds_high": times.high}
    fields["key_number"] = key.number if key else 0
    ItemStatistic.objects.filter(version_id=version_id).update(**fields)
    return ItemStatistic.objects.get(version_id=version_id)


def _key_behind(version_id: int) -> ItemKey | None:
    """The newest key that a score in force rests on; the first one before anything was scored."""
    keys = ItemKey.objects.filter(version=version_id)
    used = keys.filter(scores__superseded_by=None).aggregate(last=Max("number"))["last"]
    return keys.filter(number=used or 1).first()


def figures(body: dict[str, Any], key: dict[str, Any], sittings: Sequence[Sitting], rule: Limits) -> dict[str, Any]:
    """The fields of the row. Touches no database."""
    answered = [sitting for sitting in sittings if sitting.answered]
    skipped = sum(sitting.payload is not None for sitting in sittings) - len(answered)
    fields: dict[str, Any] = {
        "rule": rule.version,
        "sittings": len(sittings),
        "answered": len(answered),
        "skipped": skipped,
        "unanswered": len(sittings) - len(answered) - skipped,
        "options": [],
        "groups": [],
        "signs": [],
        "urgency": 0,
    }
    names = ("facility", "discrimination", "upper_lower")
    fields |= {name + end: None for name in names for end in ("", "_se")}
    fields |= {"seconds": None, "seconds_low": None, "seconds_high": None}
    if len(answered) < rule.min_answers:
        return fields
    scores, rest = _scores(sittings)
    found = {
        "facility": classical.facility(scores),
        "discrimination": classical.item_rest(scores, rest),
        "upper_lower": classical.upper_lower(scores, rest),
    }
    for name, figure in found.items():
        if figure is not None:
            fields |= {name: figure.value, name + "_se": figure.se}
    choices = _choices(body, key, answered, rule)
    judged = Figures(
        facility=found["facility"],
        discrimination=found["discrimination"],
        choices=choices,
        right=marks.right(key),
        listed=bool(marks.listed(body, key)),
        unanswered=1 - len(answered) / len(sittings),
    )
    fields["signs"] = reviewing.signs(judged, rule)
    fields["urgency"] = reviewing.urgency(fields["signs"], rule)
    fields["options"] = [_option(mark, judged, rule) for mark in choices]
    fields["groups"] = [
        {"rest": group.rest, "score": group.score.value, "se": group.score.se, "n": group.score.n}
        for group in classical.groups(scores, rest)
    ]
    return fields


def _scores(sittings: Sequence[Sitting]) -> tuple[list[float], Any]:
    points = [sitting.points for sitting in sittings]
    rest = classical.rests([one.total for one in sittings], [one.highest for one in sittings], points)
    return points, rest


def _choices(body: dict[str, Any], key: dict[str, Any], answered: Sequence[Sitting], rule: Limits) -> dict[str, Choice]:
    """By mark: every listed option, or the most frequent answers; those written by few people only are left out, and
    what is marked by a rubric is not counted by its words."""
    if "rubric" in key:
        return {}
    given = [marks.marks(sitting.payload or {}) for sitting in answered]
    counts = Counter(mark for one in given for mark in one)
    wanted = marks.listed(body, key)
    if not wanted:
        least = rule.few if marks.is_free(key) else 1
        wanted = [mark for mark, count in counts.most_common(FREE_ANSWERS) if count >= least]
    if not wanted:
        return {}
    chosen = np.array([[mark in one for mark in wanted] for one in given], dtype=float)
    _points, rest = _scores(answered)
    return dict(zip(wanted, classical.choices(chosen, rest), strict=True))


def _option(mark: str, judged: Figures, rule: Limits) -> dict[str, Any]:
    choice = judged.choices[mark]
    signs = {reviewing.DEAD: reviewing.dead(judged, rule), reviewing.ATTRACTIVE: reviewing.attractive(judged)}
    return {
        "id": mark,
        "right": mark in judged.right,
        "count": choice.count,
        "share": choice.share.value,
        "share_se": choice.share.se,
        "rest": choice.rest.value if choice.rest else None,
        "rest_se": choice.rest.se if choice.rest else None,
        "signs": [sign for sign, there in signs.items() if mark in there],
    }
