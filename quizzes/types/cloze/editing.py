"""A text with gaps: the author's form, a row for every gap of the text."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quizzes.types.cloze.gap_text import read_gap, told
from quizzes.types.interface import Content
from quizzes.types.option_forms import RuleForm

FEWEST_ROWS = 3
MOST_GAPS = 30
KINDS = (
    ("short", pgettext_lazy("gap", "A few words")),
    ("choice", pgettext_lazy("gap", "One choice")),
    ("multiple", pgettext_lazy("gap", "Several choices")),
    ("numeric", pgettext_lazy("gap", "A number")),
)
RULES = (
    ("each", _("Part of the points for every gap that is right")),
    ("all", _("All or nothing: points only when every gap is right")),
    ("distinct", _("Part of the points for every gap that is right; the same words count once")),
    ("net", _("Part of the points for every gap; a wrong choice takes away what its weight says")),
)
Data = dict[str, Any]


class GapForm(forms.Form):
    """One gap; a row without a text is none."""

    id = forms.RegexField(r"^[A-Za-z0-9_-]{1,40}$", label=_("Gap"), required=False)
    kind = forms.ChoiceField(label=pgettext_lazy("item", "Kind"), choices=KINDS, required=False)
    text = forms.CharField(label=_("What is accepted"), max_length=2000, required=False)
    weight = forms.FloatField(label=_("Weight"), min_value=0, max_value=100, required=False)
    feedback = forms.CharField(label=_("Explanation"), max_length=1000, required=False)


GapFormSet = forms.formset_factory(GapForm, extra=0, max_num=MOST_GAPS, absolute_max=MOST_GAPS)


class Editor:
    """A gap whose row says the same as before keeps what the row cannot show, such as units."""

    def __init__(self, data: QueryDict | None, content: Content | None) -> None:
        body, key, feedback = content or ({}, {}, {})
        self.gaps_before: dict[str, Data] = {gap["id"]: gap for gap in body.get("gaps", [])}
        self.keys_before: dict[str, Data] = key.get("gaps", {})
        rows: list[Data] = [
            {
                "id": id,
                "kind": gap["kind"],
                "text": told(gap, self.keys_before.get(id, {})),
                "weight": self.keys_before.get(id, {}).get("weight"),
                "feedback": feedback.get("options", {}).get(id, ""),
            }
            for id, gap in self.gaps_before.items()
        ]
        free = (str(number) for number in range(1, 100) if str(number) not in self.gaps_before)
        rows += [{"id": next(free)} for _row in range(max(FEWEST_ROWS - len(rows), 1))][: MOST_GAPS - len(rows)]
        self.gaps = GapFormSet(data, prefix="gap", initial=rows)
        self.rule = RuleForm(data, rules=RULES, initial={"rule": key.get("rule", "each")})

    @property
    def forms(self) -> Sequence[Any]:
        return [self.gaps.management_form, *self.gaps, self.rule]

    @property
    def errors(self) -> list[str]:
        return [str(error) for error in self.gaps.non_form_errors()]

    def is_valid(self) -> bool:
        return all([self.gaps.is_valid(), self.rule.is_valid()])

    def content(self) -> Content:
        rows = [row for row in self.gaps.cleaned_data if row.get("text", "").strip()]
        read = [self._gap(row) for row in rows]
        return (
            {"gaps": [gap for gap, _key in read]},
            {"gaps": {gap["id"]: key for gap, key in read}} | self._rule(),
            {"options": {row["id"]: row.get("feedback", "") for row in rows}},
        )

    def _rule(self) -> Data:
        rule = self.rule.cleaned_data.get("rule") or "each"
        return {} if rule == "each" else {"rule": rule}

    def _gap(self, row: Data) -> tuple[Data, Data]:
        id, kind, text = row.get("id", ""), row.get("kind") or "short", row["text"].strip()
        gap, key = self.gaps_before.get(id, {}), self.keys_before.get(id, {})
        if gap.get("kind") != kind or told(gap, key) != text:
            gap, key = read_gap(id, kind, text)
        rest = {name: value for name, value in key.items() if name != "weight"}
        weight = row.get("weight")
        return gap, rest | ({"weight": weight} if weight not in (None, 1) else {})
