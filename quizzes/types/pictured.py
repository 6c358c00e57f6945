"""A text with one picture of ours, as an author's form shows and changes it."""

import html as entities
import re
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quizzes.types import richtext

IMAGE = re.compile(r'<img(?=[^>]*\ssrc="picture:(?P<uuid>[0-9a-f-]{36})")(?:(?=[^>]*\salt="(?P<alt>[^"]*)"))?[^>]*>')
LONGEST_ALT = 300


def picture_of(html: str) -> dict[str, Any]:
    """{"uuid": str, "alt": str} of the only picture of ours in the HTML; {} for none, and for several."""
    found = list(IMAGE.finditer(html))
    return {"uuid": found[0]["uuid"], "alt": entities.unescape(found[0]["alt"] or "")} if len(found) == 1 else {}


def without_picture(html: str) -> str:
    """The HTML without the only picture; "" where that was all it said beside plain paragraphs."""
    rest = richtext.clean(IMAGE.sub("", html)) if picture_of(html) else html
    return "" if is_plain(rest) else rest


def is_plain(html: str) -> bool:
    return not re.search(r"<(?!/?p>|br)", html)


def with_picture(text: str, html: str, uuid: UUID | str, alt: str) -> str:
    """The text, or its HTML where that says more, and the picture below it."""
    before = html or "".join(
        f"<p>{entities.escape(line, quote=False)}</p>" for line in text.splitlines() if line.strip()
    )
    return richtext.clean(f'{before}<p><img src="picture:{uuid}" alt="{entities.escape(alt)}"></p>')


class PictureForm(forms.Form):
    """The picture of one text. The file itself arrives as `<prefix>-file` and is kept by the bank, which puts its uuid
    among the sent fields before this form reads them."""

    uuid = forms.UUIDField(required=False, widget=forms.HiddenInput)
    alt = forms.CharField(label=gettext_lazy("What the picture shows"), max_length=LONGEST_ALT, required=False)
    drop = forms.BooleanField(label=gettext_lazy("Take the picture out"), required=False)

    @property
    def src(self) -> str:
        """Where the picture lies; "" while there is none."""
        return source_of(self["uuid"].value())

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        need_words(self, said)
        return said

    def html(self, text: str, typed: str | None, before: tuple[str, str]) -> str:
        """The text's HTML with what this form says of its picture. `typed` is what stood in a field of its own, None
        where there was no such field; `before` are the text and the HTML that were."""
        wanted = wanted_of(self.cleaned_data)
        if wanted == (self.initial or {}):
            return (
                before[1]
                if typed is None and text == before[0]
                else placed(text, "", wanted)
                if typed is None
                else typed
            )
        return placed(text, without_picture(typed or ""), wanted)


def wanted_of(said: dict[str, Any]) -> dict[str, Any]:
    """The picture that a form asks for, as `picture_of` says it."""
    if said.get("drop") or not said.get("uuid"):
        return {}
    return {"uuid": str(said["uuid"]), "alt": said["alt"].strip()}


def placed(text: str, rest: str, wanted: dict[str, Any]) -> str:
    return with_picture(text, rest, **wanted) if wanted else rest


def source_of(uuid: Any) -> str:
    try:
        return str(default_storage.url(picture_name(uuid))) if uuid else ""
    except ValueError:
        return ""


def picture_name(uuid: Any) -> str:
    return richtext.picture_name(UUID(str(uuid)))


def need_words(form: forms.Form, said: dict[str, Any]) -> None:
    """A picture without words keeps the form from being taken."""
    if said.get("uuid") and not said.get("drop") and not (said.get("alt") or "").strip():
        form.add_error(
            "alt", _("Say what the picture shows, for those who cannot see it; do not give the answer away.")
        )
