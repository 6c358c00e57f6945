"""What the report of a needs survey says, from the frozen figures and the released words alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone
from django.utils.safestring import SafeString

from courses.files.needs_survey import ONE, SCALE, SEVERAL, TEXT, questions_of
from reports import charts
from reports.intervals import newcombe, whole
from reports.models import NeedsReport
from reports.needs.words import ALL, LABELS, LEAST, NONE, WRITTEN
from reports.services.content import NUMBERS, Paper, Paragraph, Section, Sheet
from reports.services.publishing import WITHHELD
from reports.services.shapes import Shape
from reports.services.wording import chinese_day

WORDING = Path(__file__).resolve().parents[1] / "data" / "needs.yaml"
TOP = 3
"""So many options of a question are named in its sentence."""
APART = 5
"""So many differences are told, the largest first."""
STEP = 10
"""A smaller difference in percentage points is not worth a sentence."""
QUOTED = 12
"""So many released texts stand in the report, each once."""


@lru_cache(maxsize=1)
def wording() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(WORDING.read_text(encoding="utf-8"))
    return loaded


@dataclass(frozen=True)
class Row:
    """One option with its published counts by column; None where withheld."""

    key: str
    label: str
    counts: Mapping[str, int | None]


@dataclass(frozen=True)
class Question:
    """A question with its published table. `columns` are key, label and number of respondents, everybody last."""

    data: Mapping[str, Any]
    rows: tuple[Row, ...]
    columns: tuple[tuple[str, str, int], ...]

    @property
    def title(self) -> str:
        return str(self.data["short"])

    @property
    def label_head(self) -> str:
        return "选项"

    @property
    def heads(self) -> list[str]:
        return [f"{label}（{n}人）" for _key, label, n in self.columns]

    @property
    def lines(self) -> list[tuple[str, list[str]]]:
        return [(row.label, [_words(row.counts[key], n) for key, _label, n in self.columns]) for row in self.rows]

    @property
    def has_withheld(self) -> bool:
        return any(count is None for row in self.rows for count in row.counts.values())

    @property
    def pictures(self) -> dict[str, SafeString]:
        """A bar for everybody's share of each row that is published."""
        n = self.columns[-1][2]
        return {
            row.label: charts.bar(row.label, percent(count, n))
            for row in self.rows
            if (count := row.counts[ALL]) is not None
        }

    def ranked(self, column: str = ALL) -> list[tuple[Row, int]]:
        """The published options of a column, the most often named first."""
        found = [
            (row, count) for row in self.rows if row.key != NONE and (count := row.counts[column]) is not None and count
        ]
        return sorted(found, key=lambda one: -one[1])


def percent(count: int, n: int) -> int:
    return whole(100 * count / n)


def _words(count: int | None, n: int) -> str:
    return WITHHELD if count is None else f"{count}（{percent(count, n)}%）"


def questions(report: NeedsReport) -> list[Question]:
    """The questions in their order; none where too few handed in."""
    asked = {question["id"]: question for question in questions_of(report.round.survey)}
    columns = tuple((one["key"], one["label"], one["n"]) for one in report.figures["columns"])
    return [
        Question(
            asked[one["id"]],
            tuple(Row(row["key"], row["label"], row["counts"]) for row in one["rows"]),
            columns,
        )
        for one in report.figures["questions"]
    ]


def content_of(report: NeedsReport) -> Paper:
    """The report in the layout of the others. Released words may grow; figures do not."""
    say, asked, found = wording(), report.round, questions(report)
    day = timezone.localdate(report.made_at)
    plans = _plans(report, found)
    sections = [
        (say["heads"]["basis"], _basis(report)),
        (say["heads"]["results"], _results(report, found)),
        (say["heads"]["apart"], [Paragraph("", _apart(found))] if found else []),
        (say["heads"]["words"], _quoted(report) if found else []),
        (say["heads"]["plans"], _numbered(plans)),
    ]
    told = [(head, paragraphs) for head, paragraphs in sections if paragraphs]
    return Paper(
        title=say["shape"]["title"],
        mark=say["draft_mark"],
        shape=Shape(key="needs", **say["shape"]),
        fields={},
        addressee=say["shape"]["addressee"],
        opening=say["opening"].format(title=asked.title, day=chinese_day(day)),
        sections=tuple(
            Section(f"{NUMBERS[place]}、{head}", tuple(paragraphs)) for place, (head, paragraphs) in enumerate(told)
        ),
        signature=say["signature"],
        day=day,
        dated=day,
        attached=tuple(say["attached"]),
        annexes=tuple(Sheet(number, one, one.pictures) for number, one in enumerate(found, 1)),
        notes=tuple(_numbered([line.format(hash=report.hash, least=LEAST) for line in say["notes"]])),
        points=_points(report, found, plans),
        made_at=report.made_at,
        counted="人",
        source=say["source"],
    )


def response(report: NeedsReport) -> dict[str, Any]:
    """{"asked", "handed", "share", "missing"} of everybody."""
    asked, handed = (sum(report.figures[name].values()) for name in ("asked", "handed_in"))
    return {
        "asked": asked,
        "handed": handed,
        "share": percent(handed, asked) if asked else 0,
        "missing": asked - handed,
    }


def _basis(report: NeedsReport) -> list[Paragraph]:
    say, round_, told = wording(), report.round, response(report)
    groups = "，".join(
        say["group"].format(name=label, asked=report.figures["asked"][key], handed=report.figures["handed_in"][key])
        for key, label in LABELS.items()
        if report.figures["asked"][key]
    )
    last = min(round_.ends_on, timezone.localdate(round_.closed_at)) if round_.closed_at else round_.ends_on
    days = {"first": chinese_day(round_.starts_on), "last": chinese_day(last)}
    texts = [
        say["days"].format(count=len(questions_of(round_.survey)), **days),
        say["response"].format(groups=groups, **told),
        say["caveat"].format(**told) if told["missing"] else say["full"],
    ]
    if not report.figures["questions"]:
        texts.append(say["few"].format(least=LEAST))
    return [Paragraph("", text) for text in texts]


def _results(report: NeedsReport, found: list[Question]) -> list[Paragraph]:
    """A paragraph for each part of the questionnaire, a sentence for each question."""
    by_id = {one.data["id"]: one for one in found}
    paragraphs: list[Paragraph] = []
    for part in report.round.survey["parts"]:
        own = [by_id[question["id"]] for question in part["questions"] if question["id"] in by_id]
        text = "".join(sentence(one) for one in own)
        if text:
            paragraphs.append(Paragraph(f"（{NUMBERS[len(paragraphs)]}）{part['title']}", text))
    return paragraphs


def sentence(question: Question) -> str:
    """What everybody's published counts say; "" where none may be told."""
    say, ranked, n = wording(), question.ranked(), question.columns[-1][2]
    text, kind = question.data["text"].rstrip("。？"), question.data["kind"]
    if not ranked:
        return ""
    if kind == TEXT:
        count = next((count for row, count in ranked if row.key == WRITTEN), 0)
        return str(say["text"].format(text=text, n=count))
    if kind == SCALE:
        return _scale(question, text, n)
    forms = (say["first"], say["next"], say["third"])
    parts = [
        form.format(label=row.label, n=count, share=percent(count, n))
        for form, (row, count) in zip(forms, ranked[:TOP], strict=False)
    ]
    return str(say[SEVERAL if kind == SEVERAL else ONE].format(text=text, parts="，".join(parts)))


def _scale(question: Question, text: str, n: int) -> str:
    say = wording()
    steps = [row.counts[ALL] for row in question.rows if row.key != NONE]
    ends = [sum(one for one in part if one is not None) for part in (steps[:2], steps[-2:])]
    if None in (*steps[:2], *steps[-2:]):
        row, count = question.ranked()[0]
        return str(say["scale_part"].format(text=text, label=row.label, n=count, share=percent(count, n)))
    low, high = ends
    return str(
        say["scale"].format(text=text, low=low, low_share=percent(low, n), high=high, high_share=percent(high, n))
    )


def _apart(found: list[Question]) -> str:
    """The largest differences between columns that are beyond chance, from published counts of both: none whose
    interval reaches 0 once it is rounded."""
    say, told = wording(), []
    groups = found[0].columns[:-1]
    if not groups:
        return str(say["apart_small"])
    for question in found:
        if question.data["kind"] not in (ONE, SEVERAL):
            continue
        for row in question.rows:
            for (one, one_label, n), (other, other_label, m) in combinations(groups, 2):
                counts = row.counts[one], row.counts[other]
                if row.key == NONE or counts[0] is None or counts[1] is None:
                    continue
                span = newcombe((counts[1], m), (counts[0], n))
                shares = percent(counts[0], n), percent(counts[1], m)
                step = abs(shares[0] - shares[1])
                if span is None or step < STEP:
                    continue
                low, high = (whole(100 * end) for end in span)
                if low <= 0 <= high:
                    continue
                low, high = sorted((abs(low), abs(high)))
                told.append(
                    (
                        -step,
                        say["apart"].format(
                            short=question.title, label=row.label, one=one_label, other=other_label,
                            share_one=shares[0], share_other=shares[1], step=step, low=low, high=high,
                        ),
                    )
                )  # fmt: skip
    if not told:
        return str(say["apart_none"])
    return "".join([*(text for _step, text in sorted(told)[:APART]), say["apart_caveat"]])


def _quoted(report: NeedsReport) -> list[Paragraph]:
    texts = dict.fromkeys(report.round.texts.exclude(released="").values_list("released", flat=True))
    quoted = "；".join(f"“{text.rstrip('。；')}”" for text in list(texts)[:QUOTED])
    return [Paragraph("", wording()["words"].format(texts=f"{quoted}。"))] if quoted else []


def _plans(report: NeedsReport, found: list[Question]) -> list[str]:
    """The sentences of the questionnaire whose option enough people named, the most often named first."""
    say, least = wording(), report.round.survey["then_from"]
    plans = []
    for question in found:
        then = {option["id"]: option["then"] for option in question.data["options"]}
        n = question.columns[-1][2]
        for row, count in question.ranked():
            share = percent(count, n)
            if then.get(row.key) and share >= least:
                text = say["plan"].format(
                    then=then[row.key].rstrip("。"), short=question.title, label=row.label, share=share
                )
                plans.append((-share, f"{text}。"))
    if not found:
        return []
    return [text for _share, text in sorted(plans, key=lambda one: one[0])] or [say["plan_none"].format(from_=least)]


def _points(report: NeedsReport, found: list[Question], plans: list[str]) -> tuple[str, ...]:
    """Three hundred characters at most: how many of how many, what was named most, what follows."""
    say, heads = wording()["points"], wording()["point_of"]
    told = response(report)
    lines = [say["response" if told["missing"] else "full"].format(**told)]
    if not found:
        return (*lines, say["few"])
    for question in found:
        if question.data["id"] in heads and (ranked := question.ranked()):
            row, count = ranked[0]
            share = percent(count, question.columns[-1][2])
            lines.append(say["top"].format(head=heads[question.data["id"]], label=row.label, share=share))
    return (*lines, say["plans"].format(count=len(plans)))


def _numbered(lines: list[str]) -> list[Paragraph]:
    if len(lines) == 1:
        return [Paragraph("", lines[0])]
    return [Paragraph("", f"{number}.{line}") for number, line in enumerate(lines, 1)]
