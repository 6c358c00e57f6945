"""Many rows in little time: one row with all that hangs on it, made by the services, is copied as a whole."""

from collections.abc import Callable, Collection, Iterable
from typing import Any
from uuid import uuid4

from django.db import models

Row = models.Model
Mark = Callable[[Row, int], None]
BATCH = 2_000


def copy(root: Row, times: int, *, without: Collection[type[Row]] | None = (), mark: Mark) -> None:
    """`times` copies of the row and of every row that points to it, directly or through others; rows of the models in
    `without` are left out, all of them where it is None. What must be unique is made so; `mark(row, number)` says what
    only the model knows."""
    found = {type(root): [root]} if without is None else _collect(root, set(without))
    made: dict[tuple[type[Row], Any], list[Row]] = {}
    later: list[tuple[models.ForeignKey[Any, Any], list[Row], tuple[type[Row], Any]]] = []
    for model in _in_order(found):
        for row in found[model]:
            made[model, row.pk] = [_twin(row, number) for number in range(times)]
        for row in found[model]:
            for field in _references(model):
                target = (field.related_model, getattr(row, field.attname))
                if target in made and target[0] is not model:
                    for twin, other in zip(made[model, row.pk], made[target], strict=True):
                        setattr(twin, field.attname, other.pk)
                elif target[1] is not None and target[1] in {one.pk for one in found.get(field.related_model, ())}:
                    later.append((field, made[model, row.pk], target))
                    for twin in made[model, row.pk]:
                        setattr(twin, field.attname, None)
        twins = [twin for row in found[model] for twin in made[model, row.pk]]
        for place, twin in enumerate(twins):
            mark(twin, place % times)
        models.QuerySet(model).bulk_create(twins, batch_size=BATCH)
    for field, twins, target in later:
        for twin, other in zip(twins, made[target], strict=True):
            setattr(twin, field.attname, other.pk)
        models.QuerySet(type(twins[0])).bulk_update(twins, [field.name], batch_size=200)


def _collect(root: Row, without: set[type[Row]]) -> dict[type[Row], list[Row]]:
    found: dict[type[Row], dict[Any, Row]] = {type(root): {root.pk: root}}
    waiting = [(type(root), [root.pk])]
    while waiting:
        model, keys = waiting.pop()
        for relation in model._meta.get_fields(include_hidden=True):
            if not (relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)):
                continue
            other = relation.related_model
            if other in without or not other._meta.managed:
                continue
            rows = models.QuerySet(other).filter(**{f"{relation.field.name}__in": keys})
            new = {row.pk: row for row in rows if row.pk not in found.get(other, {})}
            if new:
                found.setdefault(other, {}).update(new)
                waiting.append((other, list(new)))
    return {model: list(rows.values()) for model, rows in found.items()}


def _references(model: type[Row]) -> Iterable[Any]:
    return [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]


def _in_order(found: dict[type[Row], list[Row]]) -> list[type[Row]]:
    """Models after those that they must point to."""
    order: list[type[Row]] = []
    left = list(found)
    while left:
        ready = [model for model in left if not _needs(model) & (set(left) - {model})] or left[:1]
        order += ready
        left = [model for model in left if model not in ready]
    return order


def _needs(model: type[Row]) -> set[Any]:
    return {field.related_model for field in _references(model) if not field.null}


def _twin(row: Row, number: int) -> Row:
    twin = type(row)(**{field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields})
    twin.pk = None
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.primary_key or not field.unique or value is None or field.remote_field:
            continue
        if isinstance(field, models.UUIDField):
            setattr(twin, field.attname, uuid4())
        elif isinstance(field, models.CharField):
            tail = uuid4().hex[:10]
            setattr(twin, field.attname, f"{value[: (field.max_length or 60) - 11]}-{tail}")
    return twin
