"""The forms of a lesson from Word: they check shapes only."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.word.drafted import Drafted, Picture
from courses.word.reading import LONGEST_TITLE
from lms.web.uploads import no_larger_than
from quizzes.exchange.reading.limits import MAX_BYTES


class WordForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Word document (.docx)"),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        help_text=gettext_lazy("Up to 20 MB."),
        validators=[no_larger_than(MAX_BYTES)],
    )


class DraftForm(forms.Form):
    """Title, minutes, and of each picture what it shows or that it is left out."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=LONGEST_TITLE)
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=1, max_value=120)

    def __init__(self, data: Any = None, *, drafted: Drafted) -> None:
        super().__init__(data, initial={"title": drafted.title, "minutes": drafted.minutes})
        self.drafted = drafted
        for picture in drafted.pictures:
            number = {"number": picture.number}
            self.fields[f"alt-{picture.number}"] = forms.CharField(
                label=_("What picture %(number)d shows, for those who cannot see it") % number,
                max_length=300,
                required=False,
                initial=picture.alt,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"leave-{picture.number}"] = forms.BooleanField(
                label=_("Leave picture %(number)d out") % number, required=False
            )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        for number, alt in self.alts(said).items():
            if alt is not None and not alt:
                self.add_error(f"alt-{number}", _("Say what the picture shows, or leave it out."))
        return said

    def alts(self, said: dict[str, Any] | None = None) -> dict[int, str | None]:
        """By number what a picture shows, None where it is left out."""
        said = self.cleaned_data if said is None else said
        numbers = [picture.number for picture in self.drafted.pictures]
        return {
            number: None if said.get(f"leave-{number}") else str(said.get(f"alt-{number}") or "").strip()
            for number in numbers
        }

    def rows(self) -> Iterator[tuple[Picture, forms.BoundField, forms.BoundField]]:
        for picture in self.drafted.pictures:
            yield picture, self[f"alt-{picture.number}"], self[f"leave-{picture.number}"]
