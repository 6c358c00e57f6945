"""Which items a sitting gets, and in which order: the same seed, pool and history give the same sitting."""

import logging
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lms.web.errors import Refusal
from quizzes.bank.models import Item, ItemKey, ItemKind, ItemVersion
from quizzes.delivery.models import Attempt, PresentedItem, Quiz, QuizSection

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Drawn:
    """One item of a sitting before it is written down."""

    version: ItemVersion
    option_order: list[str]


def draw(*, quiz: Quiz, seed: int, shuffle_options: bool, previous: Attempt | None) -> list[Drawn]:
    """The items of one sitting, section by section, in five queries whatever their number.

    Items of the previous sitting come again only when the pool has no others. Options are shuffled where the rules say
    so, never those of true or false; an ordering item always starts in an order that is not the right one. Refusal
    when a section's pool is too small.
    """
    rng = random.Random(seed)  # reproducible, not secret
    sections = list(quiz.sections.select_related("bank"))
    pool = list(
        Item.objects.deliverable()
        .filter(bank__in={section.bank_id for section in sections})
        .order_by("pk")
        .only("pk", "bank_id", "level", "kind", "live_version_id")
    )
    seen = set(previous.presented.values_list("version__item_id", flat=True)) if previous else set[int]()
    chosen: list[Item] = []
    for section in sections:
        chosen += _sample(rng, quiz, section, pool, taken={item.pk for item in chosen}, seen=seen)
    versions = ItemVersion.objects.in_bulk([item.live_version_id for item in chosen if item.live_version_id])
    orders = _right_orders(item for item in chosen if item.kind == ItemKind.ORDERING)
    return [
        Drawn(version, _options(rng, item.kind, version.body, shuffle_options, orders.get(version.pk)))
        for item in chosen
        if (version := versions[item.live_version_id or 0])
    ]


def _sample(
    rng: random.Random, quiz: Quiz, section: QuizSection, pool: Sequence[Item], *, taken: set[int], seen: set[int]
) -> list[Item]:
    fitting = [
        item
        for item in pool
        if item.bank_id == section.bank_id
        and (section.level is None or item.level == section.level)
        and item.pk not in taken
    ]
    if len(fitting) < section.count:
        logger.error(
            "quiz %s: section %s draws %s items, the bank has %s", quiz.slug, section.order, section.count, len(fitting)
        )
        raise Refusal(_("The questions of this quiz are not ready yet. Please tell the staff of your congress."))
    fresh = [item for item in fitting if item.pk not in seen]
    if len(fresh) >= section.count:
        return rng.sample(fresh, section.count)
    again = rng.sample([item for item in fitting if item.pk in seen], section.count - len(fresh))
    return rng.sample([*fresh, *again], section.count)


def _right_orders(items: Iterable[Item]) -> dict[int, list[str]]:
    """The order in force by version; read here only to avoid it."""
    keys = ItemKey.objects.filter(version__in=[item.live_version_id for item in items]).order_by("number")
    return {key.version_id: key.key.get("order", []) for key in keys}


def _options(
    rng: random.Random, kind: str, body: dict[str, Any], shuffle: bool, right_order: list[str] | None
) -> list[str]:
    options = [str(option["id"]) for option in body["options"]]
    if kind == ItemKind.ORDERING:
        rng.shuffle(options)
        return options if options != right_order else [*options[1:], options[0]]
    if kind == ItemKind.BOOLEAN or not shuffle:
        return options
    rng.shuffle(options)
    return options


def write(attempt: Attempt, drawn: Sequence[Drawn]) -> None:
    """The sitting's items as rows, numbered from 1."""
    PresentedItem.objects.bulk_create(
        PresentedItem(attempt=attempt, version=one.version, position=position, option_order=one.option_order)
        for position, one in enumerate(drawn, start=1)
    )
