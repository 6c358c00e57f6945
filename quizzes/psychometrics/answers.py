"""Who answered what: the table that a calibration reads. Only answers that were asked for are stored."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Answers:
    """`scores[k]` in 0..1 is what person `person[k]` reached on item `item[k]`; sorted by person, then item. `people`
    and `items` count the rows and columns of the table, with those that have no answer."""

    person: Ints
    item: Ints
    scores: Floats
    people: int
    items: int

    @classmethod
    def of(cls, person: ArrayLike, item: ArrayLike, scores: ArrayLike, *, people: int, items: int) -> "Answers":
        """From three lists of equal length. ValueError for scores outside 0..1, indices outside the table, and two
        answers of one person to one item."""
        rows, columns = np.asarray(person, dtype=np.int64), np.asarray(item, dtype=np.int64)
        values = np.asarray(scores, dtype=np.float64)
        if not rows.shape == columns.shape == values.shape or values.ndim != 1:
            raise ValueError("As many people, items and scores are needed")
        if ((rows < 0) | (rows >= people) | (columns < 0) | (columns >= items)).any():
            raise ValueError("An answer lies outside the table")
        if not ((values >= 0) & (values <= 1)).all():
            raise ValueError("Scores lie between 0 and 1")
        place = rows * items + columns
        order = np.argsort(place, kind="stable")
        if (np.diff(place[order]) == 0).any():
            raise ValueError("A person answers an item once")
        return cls(rows[order], columns[order], values[order], people, items)

    @classmethod
    def of_matrix(cls, matrix: ArrayLike) -> "Answers":
        """From scores (people, items), NaN where an item was not asked."""
        table = np.asarray(matrix, dtype=np.float64)
        if table.ndim != 2:
            raise ValueError("A table of people and items is needed")
        person, item = np.nonzero(~np.isnan(table))
        return cls.of(person, item, table[person, item], people=table.shape[0], items=table.shape[1])

    @property
    def per_item(self) -> Ints:
        """(items,) how many answers each has."""
        return np.bincount(self.item, minlength=self.items)

    @property
    def per_person(self) -> Ints:
        """(people,)"""
        return np.bincount(self.person, minlength=self.people)

    @property
    def totals(self) -> Floats:
        """(items,) the sum of the scores on each."""
        return summed(self.item, self.scores, self.items)

    @cached_property
    def booklets(self) -> "Booklets":
        """The different sets of items that people were asked."""
        ends = np.cumsum(self.per_person)
        number: dict[bytes, int] = {}
        kinds = [
            number.setdefault(self.item[end - size : end].tobytes(), len(number))
            for size, end in zip(self.per_person, ends, strict=True)
        ]
        sets = [np.frombuffer(key, dtype=np.int64) for key in number]
        columns = np.concatenate(sets) if sets else np.zeros(0, dtype=np.int64)
        pointer = np.cumsum([0, *map(len, sets)])
        asked = sparse.csr_array((np.ones(len(columns)), columns, pointer), shape=(len(sets), self.items))
        return Booklets(asked, np.array(kinds, dtype=np.int64))


@dataclass(frozen=True)
class Booklets:
    """`asked` (booklets, items) is 1 where the booklet holds the item, sparse; `of_person` (people,) is each one's."""

    asked: sparse.csr_array
    of_person: Ints


def summed(place: Ints, values: Floats, size: int) -> Floats:
    """(size,) the sum of the values at each place."""
    return np.bincount(place, values, size).astype(np.float64)
