"""Lines matched with choices: the author's form, a table of pairs."""

from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from quizzes.types.interface import Content
from quizzes.types.option_forms import Growing, RuleForm
from quizzes.types.options import LONGEST_OPTION, MOST_OPTIONS, texts_of

FEWEST_ROWS = 6
RULES = (
    ("each", _("Part of the points for every line that is matched rightly")),
    ("all", _("All or nothing: points only when every line is matched rightly")),
)
Data = dict[str, Any]


class PairForm(forms.Form):
    """A line and its choice; a choice without a line fits none."""

    id = forms.RegexField(r"^[A-Za-z0-9_-]{1,40}$", required=False, widget=forms.HiddenInput)
    line = forms.CharField(label=_("Line"), max_length=LONGEST_OPTION, required=False, widget=Growing)
    choice = forms.CharField(label=_("What belongs to it"), max_length=LONGEST_OPTION, required=False, widget=Growing)
    feedback = forms.CharField(label=_("Explanation"), max_length=1000, required=False, widget=Growing)


MOST_ROWS = 2 * MOST_OPTIONS
PairFormSet = forms.formset_factory(PairForm, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


class Editor:
    """What the table does not show (HTML, weights) stays as long as lines and choices stay."""

    def __init__(self, data: QueryDict | None, content: Content | None) -> None:
        self.body, self.key, feedback = content or ({}, {}, {})
        self.pairs = PairFormSet(data, prefix="pair", initial=self._rows(feedback.get("options", {})))
        self.rule = RuleForm(data, rules=RULES, initial={"rule": self.key.get("rule", "each")})

    @property
    def forms(self) -> Sequence[Any]:
        return [self.pairs.management_form, *self.pairs, self.rule]

    @property
    def errors(self) -> list[str]:
        return [str(error) for error in self.pairs.non_form_errors()]

    def is_valid(self) -> bool:
        return all([self.pairs.is_valid(), self.rule.is_valid()])

    def _rows(self, explained: Data) -> list[Data]:
        choices, pairs = texts_of(self.body, "choices"), self.key.get("pairs", {})
        rows: list[Data] = [
            {"id": id, "line": text, "choice": choices.get(pairs.get(id, ""), ""), "feedback": explained.get(id, "")}
            for id, text in texts_of(self.body, "prompts").items()
        ]
        rows += [{"choice": text} for id, text in choices.items() if id not in pairs.values()]
        return rows + [{} for _row in range(max(FEWEST_ROWS - len(rows), 1))][: MOST_ROWS - len(rows)]

    def content(self) -> Content:
        rows = [row for row in self.pairs.cleaned_data if row.get("line") or row.get("choice")]
        lines = [row for row in rows if row.get("line")]
        ids = _named(((row["id"], row["line"]) for row in lines), "p", {row["id"] for row in lines if row["id"]})
        known = {text: id for id, text in texts_of(self.body, "choices").items()}
        texts = list(dict.fromkeys(row["choice"] for row in rows if row.get("choice")))
        choices = dict(
            zip(texts, _named(((known.get(text, ""), text) for text in texts), "c", set(known.values())), strict=True)
        )
        pairs = {id: choices[row["choice"]] for id, row in zip(ids, lines, strict=True) if row.get("choice")}
        body = {
            "prompts": [self._kept("prompts", id, row["line"]) for id, row in zip(ids, lines, strict=True)],
            "choices": [self._kept("choices", id, text) for text, id in choices.items()],
        }
        rule = self.rule.cleaned_data.get("rule")
        key: Data = {"pairs": pairs} | ({"rule": rule} if rule == "all" else {})
        if self.key.get("weights") and pairs == self.key.get("pairs"):
            key["weights"] = self.key["weights"]
        told = {id: row.get("feedback", "") for id, row in zip(ids, lines, strict=True)}
        return body, key, {"options": told}

    def _kept(self, table: str, id: str, text: str) -> Data:
        before: Data = next((one for one in self.body.get(table, []) if (one["id"], one["text"]) == (id, text)), {})
        return {"id": id, "text": text} | ({"html": before["html"]} if "html" in before else {})


def _named(rows: Iterable[tuple[str, str]], letter: str, taken: set[str]) -> list[str]:
    """Every row's own identifier, a new one where it has none."""
    free = (f"{letter}{number}" for number in count(1) if f"{letter}{number}" not in taken)
    return [id or next(free) for id, _text in rows]
