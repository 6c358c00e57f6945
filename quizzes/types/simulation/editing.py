"""A simulation: the author's form. The data stands as YAML in one field; a mistake is told with its line."""

from collections.abc import Sequence
from typing import Any

import yaml
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quizzes.types.interface import Content
from quizzes.types.simulation.content import FIELDS
from quizzes.types.simulation.example import EXAMPLE

LONGEST = 150_000


class DeviceForm(forms.Form):
    device = forms.CharField(
        label=gettext_lazy("Screens, acts and key"),
        required=False,
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 34, "spellcheck": "false", "class": "sim-source"}),
        help_text=gettext_lazy("YAML. The documentation describes the format, with examples, under “simulation”."),
    )

    def clean_device(self) -> dict[str, Any]:
        text = self.cleaned_data["device"]
        try:
            if _repeats(text):
                raise forms.ValidationError(_("Anchors and aliases (& and *) are not allowed."))
            data = yaml.safe_load(text) if text.strip() else {}
        except yaml.MarkedYAMLError as wrong:
            line = wrong.problem_mark.line + 1 if wrong.problem_mark else 1
            words = {"line": line, "why": str(wrong.problem or "")[:200]}
            raise forms.ValidationError(_("Line %(line)d cannot be read: %(why)s") % words) from wrong
        except (yaml.YAMLError, ValueError, RecursionError) as wrong:
            raise forms.ValidationError(_("This cannot be read: %(why)s") % {"why": str(wrong)[:200]}) from wrong
        if not isinstance(data, dict):
            raise forms.ValidationError(_("Begin with names such as “start:”, “screens:” and “key:”."))
        if unknown := sorted(map(str, data.keys() - FIELDS.keys() - {"key"})):
            raise forms.ValidationError(_("“%(name)s” is not a known field here.") % {"name": unknown[0]})
        return data


def _repeats(text: str) -> bool:
    """An alias could make a small text expand without bounds."""
    return any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, yaml.SafeLoader))


class Editor:
    def __init__(self, data: QueryDict | None, content: Content | None) -> None:
        self.form = DeviceForm(data, initial={"device": source_of(content)})

    @property
    def forms(self) -> Sequence[Any]:
        return [self.form]

    def is_valid(self) -> bool:
        return self.form.is_valid()

    def content(self) -> Content:
        data = dict(self.form.cleaned_data["device"])
        key = data.pop("key", {})
        return data, key if isinstance(key, dict) else {}, {}


def source_of(content: Content | None) -> str:
    """The YAML of a simulation; a small complete one where there is none yet."""
    if content is None or not content[0].get("screens"):
        return EXAMPLE
    body, key, _feedback = content
    data = {name: body[name] for name in FIELDS if name in body}
    way = [{name: act[name] for name in ("do", "with") if name in act} for act in key.get("way", [])]
    data["key"] = key | ({"way": way} if way else {})
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)


class _Dumper(yaml.SafeDumper):
    """Texts of several lines as blocks, so that an author can read them; no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)
