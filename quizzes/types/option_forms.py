"""The author's table of options, which several kinds share."""

from collections.abc import Sequence
from string import ascii_lowercase
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quizzes.types.interface import Content
from quizzes.types.options import LONGEST_OPTION, MOST_OPTIONS, ids_of
from quizzes.types.pictured import LONGEST_ALT, need_words, picture_of, placed, source_of, wanted_of, without_picture

FEWEST_ROWS = 6
Data = dict[str, Any]


class Growing(forms.Textarea):
    """A line that grows with its text, so that an author sees all of it."""

    def __init__(self) -> None:
        super().__init__(attrs={"rows": 1, "data-controller": "w-autosize"})


class OptionForm(forms.Form):
    """One row; a row without a text is no option."""

    id = forms.RegexField(r"^[A-Za-z0-9_.-]{1,40}$", required=False, widget=forms.HiddenInput)
    text = forms.CharField(label=_("Option"), max_length=LONGEST_OPTION, required=False, widget=Growing)
    right = forms.BooleanField(label=pgettext_lazy("option", "Right"), required=False)
    place = forms.IntegerField(
        label=pgettext_lazy("option", "Place"), min_value=1, max_value=MOST_OPTIONS, required=False
    )
    points = forms.DecimalField(
        label=_("Points in percent"), min_value=-100, max_value=100, decimal_places=4, required=False
    )
    feedback = forms.CharField(label=_("What to tell who chose it"), max_length=1000, required=False, widget=Growing)
    uuid = forms.UUIDField(required=False, widget=forms.HiddenInput)
    alt = forms.CharField(label=_("What the picture shows"), max_length=LONGEST_ALT, required=False)
    drop = forms.BooleanField(label=_("Take the picture out"), required=False)

    @property
    def src(self) -> str:
        """Where its picture lies; "" while there is none."""
        return source_of(self["uuid"].value())

    def clean(self) -> Data:
        said: Data = super().clean() or {}
        need_words(self, said)
        return said


OptionFormSet = forms.formset_factory(OptionForm, extra=0, max_num=MOST_OPTIONS, absolute_max=MOST_OPTIONS)


class RuleForm(forms.Form):
    """How an answer that is partly right earns points."""

    rule = forms.ChoiceField(label=pgettext_lazy("item", "How points are given"), required=False)

    def __init__(self, *args: Any, rules: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["rule"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(rules)


class OptionsEditor:
    """A table of options and, where there is more than one, the rule of points. What the form does not show of an
    option (its HTML) stays as long as its text stays."""

    rules: Sequence[tuple[str, Any]] = ()

    def __init__(self, data: QueryDict | None, content: Content | None) -> None:
        body, key, feedback = content or ({}, {}, {})
        self.before: list[Data] = body.get("options") or []
        self.weighted = bool(key.get("weights"))
        self.options = OptionFormSet(data, prefix="option", initial=self._rows(key, feedback))
        chosen = {"rule": key.get("rule") or (self.rules[0][0] if self.rules else "")}
        self.rule = RuleForm(data, rules=self.rules, initial=chosen) if self.rules else None

    @property
    def forms(self) -> Sequence[Any]:
        return [self.options.management_form, *self.options, *([self.rule] if self.rule else [])]

    @property
    def errors(self) -> list[str]:
        """What is wrong with the table as a whole."""
        return [str(error) for error in self.options.non_form_errors()]

    def is_valid(self) -> bool:
        return all([self.options.is_valid(), self.rule is None or self.rule.is_valid()])

    def content(self) -> Content:
        rows = self._filled()
        key = self.key_of(rows)
        if any(row.get("points") is not None for row in rows):
            key["weights"] = {row["id"]: float(row["points"]) / 100 for row in rows if row.get("points") is not None}
        rule = self.rule.cleaned_data.get("rule") if self.rule else None
        if rule and rule != self.rules[0][0]:
            key["rule"] = rule
        return (
            {"options": [self._option(row) for row in rows]},
            key,
            {"options": {row["id"]: row.get("feedback", "") for row in rows}},
        )

    def key_of(self, rows: list[Data]) -> Data:
        """The right answer that the rows mark."""
        raise NotImplementedError

    def _rows(self, key: Data, feedback: Data) -> list[Data]:
        """The rows that are there, and empty ones, six at least."""
        correct, order, weights = key.get("correct") or [], key.get("order") or [], key.get("weights") or {}
        right = correct if isinstance(correct, list) else [correct]
        rows: list[Data] = [
            {
                "id": id,
                "text": option.get("text", ""),
                "right": id in right,
                "place": order.index(id) + 1 if id in order else None,
                "points": f"{weights[id] * 100:.6g}" if id in weights else None,
                "feedback": feedback.get("options", {}).get(id, ""),
                **picture_of(option.get("html", "")),
            }
            for id, option in zip(ids_of(self.before), self.before, strict=True)
        ]
        wanted = min(MOST_OPTIONS, max(FEWEST_ROWS, len(rows) + 1))
        return rows + [{} for _row in range(wanted - len(rows))]

    def _filled(self) -> list[Data]:
        """The rows with a text. Options keep their identifiers; a new one gets the next letter."""
        rows = [row for row in self.options.cleaned_data if row.get("text", "").strip() or wanted_of(row)]
        taken = {row["id"] for row in rows if row.get("id")}
        free = (letter for letter in ascii_lowercase if letter not in taken)
        return [row | {"id": row.get("id") or next(free)} for row in rows]

    def _option(self, row: Data) -> Data:
        kept = {(one["id"], one["text"]): one["html"] for one in self.before if "html" in one}
        before, wanted = kept.get((row["id"], row["text"]), ""), wanted_of(row)
        html = before if wanted == picture_of(before) else placed(row["text"], without_picture(before), wanted)
        return {"id": row["id"], "text": row["text"]} | ({"html": html} if html else {})
