"""What a round's answers come to, and which counts may be published. Pure.

Figures are {"source": SHA-256 over the answers, "asked", "handed_in": {group: count}, "columns": [{"key", "label",
"n"}], "questions": [{"id", "rows": [{"key", "label", "counts": {column: count or None}}]}]}. Columns are groups of
respondents, joined with a neighbour until each has LEAST; the last one is everybody. A share is always one of `n`, so
that no question has a base of its own; those who left it out are a row. None is withheld. With fewer than LEAST
respondents there are no questions at all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from courses.files.needs_survey import OTHER, SEVERAL, TEXT, questions_of
from reports.grouping import joined
from reports.needs.words import ALL, ALL_LABEL, LABELS, LEAST, NONE, WRITTEN
from reports.suppression import Cell, Equation, Inclusion, System, withheld

NOT, ANSWERED, CHOSEN, TOTAL = "not|", "|answered", "|chosen", "|n"
"""Rows that are not printed: who did not choose an option, who answered, all choices, everybody."""
Answers = Sequence[tuple[str, Mapping[str, Any]]]
"""Group and answers of each respondent."""


def figures_of(survey: Mapping[str, Any], asked: Mapping[str, int], answers: Answers) -> dict[str, Any]:
    """The figures of a round; the same for the same answers."""
    counts = {group: sum(one == group for one, _said in answers) for group in LABELS}
    columns = _columns(counts)
    return {
        "source": hashlib.sha256("".join(_line(*one) for one in answers).encode()).hexdigest(),
        "asked": {group: asked.get(group, 0) for group in LABELS},
        "handed_in": counts,
        "columns": [
            {"key": key, "label": label, "n": sum(counts[one] for one in groups)} for key, label, groups in columns
        ],
        "questions": [_question(question, columns, answers) for question in questions_of(dict(survey))]
        if columns
        else [],
    }


def hash_of(figures: Mapping[str, Any]) -> str:
    """SHA-256 over the figures as canonical JSON."""
    text = json.dumps(figures, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def rows_of(question: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Key and label of each row of a question."""
    rows = [(option["id"], option["text"]) for option in question["options"]]
    if question["kind"] == TEXT:
        rows = [(WRITTEN, "写了")]
    if question["other"]:
        rows.append((OTHER, "其他"))
    return [*rows, (NONE, "没有回答")]


Columns = Sequence[tuple[str, str, tuple[str, ...]]]


def _columns(counts: Mapping[str, int]) -> list[tuple[str, str, tuple[str, ...]]]:
    """Key, label and groups of each column; none where there are too few respondents."""
    there = [group for group, count in counts.items() if count]
    if sum(counts.values()) < LEAST:
        return []
    runs = [[there[place] for place in run] for run in joined([counts[one] for one in there], LEAST)]
    columns = [("+".join(run), "和".join(LABELS[one] for one in run), tuple(run)) for run in runs]
    return [*(columns if len(columns) > 1 else []), (ALL, ALL_LABEL, tuple(LABELS))]


def _question(question: Mapping[str, Any], columns: Columns, answers: Answers) -> dict[str, Any]:
    rows = rows_of(question)
    counts = {
        (key, column): sum(group in groups and _has(said.get(question["id"]), key) for group, said in answers)
        for key, _label in rows
        for column, _name, groups in columns
    }
    sizes = {column: sum(group in groups for group, _said in answers) for column, _name, groups in columns}
    system = _system(question["kind"], [key for key, _label in rows], counts, sizes)
    hidden = withheld(system, cost=_cost, already=[cell for cell in system.counts if cell[1] == CHOSEN])
    return {
        "id": question["id"],
        "rows": [
            {
                "key": key,
                "label": label,
                "counts": {column: None if ("", key, column) in hidden else counts[key, column] for column in sizes},
            }
            for key, label in rows
        ],
    }


def _has(said: Any, key: str) -> bool:
    if not said:
        return key == NONE
    return key in said if isinstance(said, list) else key == said


def _system(kind: str, rows: Iterable[str], counts: Mapping[tuple[str, str], int], sizes: Mapping[str, int]) -> System:
    """The cells of one question with all that anybody could subtract."""
    keys, columns = list(rows), list(sizes)
    cells: dict[Cell, int] = {("", key, column): counts[key, column] for key in keys for column in columns}
    cells |= {("", TOTAL, column): n for column, n in sizes.items()}
    groups = [column for column in columns if column != ALL]
    equations = [Equation(("", key, ALL), tuple(("", key, column) for column in groups)) for key in keys if groups]
    inclusions: list[Inclusion] = []
    for column in columns:
        total, parts = ("", TOTAL, column), tuple(("", key, column) for key in keys)
        if kind != SEVERAL:
            equations.append(Equation(total, parts))
            continue
        answered, chosen = ("", ANSWERED, column), ("", CHOSEN, column)
        cells[answered] = sizes[column] - counts[NONE, column]
        cells[chosen] = sum(counts[key, column] for key in keys if key != NONE)
        equations += [Equation(total, (answered, parts[-1])), Equation(chosen, parts[:-1])]
        inclusions.append(Inclusion(answered, chosen))
        for part in parts[:-1]:
            without = ("", f"{NOT}{part[1]}", column)
            cells[without] = sizes[column] - cells[part]
            equations.append(Equation(total, (part, without)))
            inclusions.append(Inclusion(part, answered))
    fixed = frozenset(("", TOTAL, column) for column in columns)
    return System(cells, tuple(equations), tuple(inclusions), fixed=fixed)


def _cost(cell: Cell) -> float:
    """How much a count would be missed: everybody's more than a group's, options more than who left it out."""
    if "|" in cell[1]:
        return 0.0
    return (5.0 if cell[2] == ALL else 1.0) * (0.5 if cell[1] == NONE else 1.0)


def _line(group: str, said: Mapping[str, Any]) -> str:
    return json.dumps([group, said], ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
