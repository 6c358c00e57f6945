"""Which items a sitting gets, and in which order: the same seed, pool and history give the same sitting."""

import logging
import random
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lms.web.errors import Refusal
from quizzes.bank.models import Item, ItemVersion
from quizzes.delivery.assembly import Want, assemble
from quizzes.delivery.models import Attempt, PresentedItem, Quiz, QuizSection
from quizzes.scoring import arrange

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Drawn:
    """One item of a sitting before it is written down."""

    version: ItemVersion
    shown: Any


def draw(
    *,
    quiz: Quiz,
    seed: int,
    shuffle_options: bool,
    previous: Attempt | None,
    shuffle_items: bool = False,
    kinds: Collection[str] | None = None,
    laid_out: Sequence[Item] | None = None,
) -> list[Drawn]:
    """The items of one sitting, section by section or mixed, in four queries whatever their number.

    Items of the previous sitting come again only when the pool has no others. What is shuffled within an item is its
    kind's to say. `kinds` narrows the pool, for paper. Refusal when a section's pool is too small. `laid_out` are the
    items that a room above chose for this sitting, in their order; then nothing is drawn.
    """
    rng = random.Random(seed)  # reproducible, not secret
    if laid_out is not None:
        return _shown([item for item in laid_out if kinds is None or item.kind in kinds], rng, shuffle_options)
    sections = list(quiz.sections.select_related("bank"))
    pool = [item for item in pool_of(sections) if kinds is None or item.kind in kinds]
    seen = set(previous.presented.values_list("version__item_id", flat=True)) if previous else set[int]()
    items = {item.pk: item for item in pool}
    filled = assemble(rng, wants_of(sections, pool), seen)
    _check_filled(quiz, sections, filled)
    chosen = [items[pk] for section in filled for pk in section]
    if shuffle_items:
        rng.shuffle(chosen)
    return _shown(chosen, rng, shuffle_options)


def _shown(chosen: Sequence[Item], rng: random.Random, shuffle_options: bool) -> list[Drawn]:
    versions = ItemVersion.objects.in_bulk([item.live_version_id for item in chosen if item.live_version_id])
    return [
        Drawn(version, arrange(item.kind, version.body, rng, shuffle=shuffle_options))
        for item in chosen
        if (version := versions[item.live_version_id or 0])
    ]


def pool_of(sections: Iterable[QuizSection]) -> list[Item]:
    """What the banks of these sections have in use, with what a draw looks at. One query."""
    banks = {section.bank_id for section in sections}
    wanted = ("pk", "bank_id", "competence_id", "level", "band", "kind", "live_version_id")
    return list(Item.objects.deliverable().filter(bank__in=banks).order_by("pk").only(*wanted))


def wants_of(sections: Iterable[QuizSection], pool: Sequence[Item]) -> list[Want]:
    """For each section how many items, and the primary keys of those that fit."""
    return [Want(section.count, [item.pk for item in pool if _fits(item, section)]) for section in sections]


def _fits(item: Item, section: QuizSection) -> bool:
    return (
        item.bank_id == section.bank_id
        and (section.level is None or item.level == section.level)
        and (section.competence_id is None or item.competence_id == section.competence_id)
        and (section.min_band is None or item.band >= section.min_band)
        and (section.max_band is None or item.band <= section.max_band)
    )


def _check_filled(quiz: Quiz, sections: Sequence[QuizSection], filled: Sequence[Sequence[int]]) -> None:
    for section, got in zip(sections, filled, strict=True):
        if len(got) < section.count:
            logger.error(
                "quiz %s: section %s draws %s items, %s are there", quiz.slug, section.order, section.count, len(got)
            )
            raise Refusal(_("The questions of this quiz are not ready yet. Please tell the staff of your congress."))


def write(attempt: Attempt, drawn: Sequence[Drawn]) -> None:
    """The sitting's items as rows, numbered from 1."""
    PresentedItem.objects.bulk_create(
        PresentedItem(attempt=attempt, version=one.version, position=position, option_order=one.shown)
        for position, one in enumerate(drawn, start=1)
    )
