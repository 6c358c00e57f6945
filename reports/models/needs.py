from typing import Any
from uuid import UUID

from django.db import models


class NeedsReport(models.Model):
    """The published figures of one closed round of the needs survey, counted when it closed; whatever is shown or
    printed comes from them. `figures` is as `needs.counting` says and holds no withheld count; `hash` is SHA-256 over
    it."""

    round = models.OneToOneField("courses.NeedsRound", models.PROTECT, related_name="report")
    figures = models.JSONField()
    hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("The figures of a closed round never change")
        super().save(*args, **kwargs)

    @property
    def uuid(self) -> UUID:
        """That of its round."""
        return self.round.uuid
