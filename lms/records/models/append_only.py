"""Rows that are written once."""

from typing import Any, NoReturn

from django.db import models


class Unchangeable(TypeError):
    """Somebody tried to change or delete a row that is written once."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise Unchangeable(self.model.__name__)

    def delete(self) -> NoReturn:
        raise Unchangeable(self.model.__name__)

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Unchangeable(self.model.__name__)


class AppendOnly(models.Model):
    """A base for history: the first save writes, every later one and every deletion raise Unchangeable."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Unchangeable(type(self).__name__)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Unchangeable(type(self).__name__)
