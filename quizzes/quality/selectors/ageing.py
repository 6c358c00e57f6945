"""Items in use that time works against."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone

from quizzes.bank.models import Item, ItemBank, ItemReview, Recheck
from quizzes.quality.limits import limits
from quizzes.readiness.rule import months_after

LAW, DAY, REVIEW = "law", "day", "review"


@dataclass(frozen=True)
class Ageing:
    """One item in use and why it wants a look: LAW (a source was revised and nobody looked since), DAY (its day of
    checking is near or past), REVIEW (nobody looked at it for long). `looked_on` is when somebody last did."""

    item: Item
    reasons: tuple[str, ...]
    looked_on: date


def of_bank(bank: ItemBank, *, now: datetime) -> list[Ageing]:
    """Those with the most reasons first, then those not looked at for longest. One query."""
    waiting = Recheck.objects.filter(item=OuterRef("pk"), outcome="", revision__isnull=False)
    items = Item.objects.filter(bank=bank).deliverable().select_related("live_version")
    items = items.annotate(
        law=Exists(waiting),
        reviewed=Max("reviews__decided_at", filter=Q(reviews__state=ItemReview.State.APPROVED)),
        rechecked=Max("rechecks__cleared_at"),
    )
    rows = [_ageing(item, timezone.localdate(now)) for item in items.order_by("slug")]
    return sorted((row for row in rows if row.reasons), key=lambda row: (-len(row.reasons), row.looked_on))


def _ageing(item: Item, today: date) -> Ageing:
    rule = limits()
    published = item.live_version.published_at if item.live_version else None
    moments = [moment for moment in (item.reviewed, item.rechecked, published) if moment]  # type: ignore[attr-defined]
    looked_on = timezone.localdate(max(moments))
    there = {
        LAW: bool(item.law),  # type: ignore[attr-defined]
        DAY: item.expires_on is not None and item.expires_on <= today + timedelta(days=rule.expiry_days),
        REVIEW: months_after(looked_on, rule.review_months) < today,
    }
    return Ageing(item, tuple(name for name, holds in there.items() if holds), looked_on)
