from typing import Any

from django.db import models


class WrittenOnce(models.Model):
    """A row that is history: written once, never changed. A correction is another row."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(f"A row of {self._meta.label} never changes")
        super().save(*args, **kwargs)
