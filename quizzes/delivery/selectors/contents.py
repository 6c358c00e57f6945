"""The items of a sitting as browsers see them. What a sitting was given never changes, so it is kept in the process."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from django.utils.functional import cached_property

from quizzes.bank.models import ItemVersion
from quizzes.delivery.models import Attempt, PresentedItem
from quizzes.delivery.served import Served
from quizzes.types import registry

SITTINGS = 128
"""How many are kept in each process, those looked at last: about 20 MB with twenty questions each."""


class Content:
    """One item at its place of a sitting or a form on paper: what it says, in the names that browsers are given. Shared
    by requests: nobody changes it."""

    def __init__(self, position: int, presented_id: int, version: ItemVersion, order: Any) -> None:
        self.position, self.presented_id = position, presented_id
        self.kind = registry.kind(version.item.kind)
        self.served = Served(version)
        self._order = order

    @cached_property
    def body(self) -> dict[str, Any]:
        return self.served.body

    @cached_property
    def shown(self) -> Any:
        """How the sitting arranged it, see `PresentedItem.option_order`."""
        return self.served.shown(self._order)


def contents_of(attempt: Attempt) -> tuple[Content, ...]:
    """In the order of the sitting. One query the first time; afterwards none, while this process remembers it."""
    return _contents(attempt.uuid)


@lru_cache(maxsize=SITTINGS)
def _contents(attempt_uuid: UUID) -> tuple[Content, ...]:
    rows = PresentedItem.objects.with_content().filter(attempt__uuid=attempt_uuid).order_by("position")
    return tuple(Content(row.position, row.pk, row.version, row.option_order) for row in rows)
