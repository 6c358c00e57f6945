"""Links between calibrations in the editors' admin: which there are, what a new one would be, and deciding on it."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy

from lms.web.errors import Refusal
from quizzes.bank.permissions import CommitteePolicy
from quizzes.bank.screens import RoleViewSet, Screen
from quizzes.calibration import advice, pictures
from quizzes.calibration.models import Calibration, CalibrationLink
from quizzes.calibration.selectors.links import Anchor, Drawn, anchors_of
from quizzes.calibration.services.linking import LEAST_REASON, MOST_REASON, link, prospect

PER_PAGE = 50
TITLE = gettext_lazy("Links between calibrations")


class ChooseForm(forms.Form):
    calibration = forms.ModelChoiceField(
        Calibration.objects.none(), label=gettext_lazy("The new calibration"), empty_label=gettext_lazy("Please choose")
    )
    to = forms.ModelChoiceField(
        Calibration.objects.none(),
        label=gettext_lazy("The earlier one, whose scale it comes onto"),
        empty_label=gettext_lazy("Please choose"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rasch = (
            Calibration.objects.filter(settings__model="rasch").select_related("bank").order_by("source", "-version")
        )
        self.fields["calibration"].queryset = rasch.filter(link=None)  # type: ignore[attr-defined]
        self.fields["to"].queryset = rasch  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.label_from_instance = advice.calibration_word  # type: ignore[attr-defined]


class LinkForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy(
            "Why these two, and what was made of the items that moved. It is kept in the audit log."
        ),
        min_length=LEAST_REASON,
        max_length=MOST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class LinkIndex(Screen):
    template_name = "quizzes/links/index.html"
    page_title = TITLE

    def get(self, request: HttpRequest) -> HttpResponse:
        links = CalibrationLink.objects.select_related("calibration__bank", "to__bank", "by")
        page = Paginator(links, PER_PAGE).get_page(request.GET.get("page"))
        rows = [
            (row, advice.calibration_word(row.calibration), advice.calibration_word(row.to)) for row in page.object_list
        ]
        return self.render_to_response(self.get_context_data(page=page, rows=rows))


class LinkNew(Screen):
    """The choice of two; once both are chosen, what their link would be; POST decides."""

    template_name = "quizzes/links/new.html"
    permission_required = "change"
    page_title = gettext_lazy("Link two calibrations")
    trail = ("links:index", TITLE)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(LinkForm())

    def page(self, form: LinkForm) -> HttpResponse:
        choose = ChooseForm(self.request.GET or None)
        context: dict[str, Any] = {"choose": choose, "form": form}
        if choose.is_bound and choose.is_valid():
            try:
                seen = prospect(**choose.cleaned_data)
            except Refusal as refusal:
                context["refused"] = refusal
            else:
                context |= _told(seen) | {"seen": seen}
        return self.render_to_response(self.get_context_data(**context))

    def post(self, request: HttpRequest) -> HttpResponse:
        choose, form = ChooseForm(request.GET), LinkForm(request.POST)
        if not (choose.is_valid() and form.is_valid()):
            return self.page(form)
        row = link(**choose.cleaned_data, reason=form.cleaned_data["reason"], by=self.person, now=timezone.now())
        return redirect("links:detail", row.pk)

    def after_refusal(self) -> str:
        return self.request.get_full_path()


class LinkDetail(Screen):
    template_name = "quizzes/links/detail.html"
    page_title = gettext_lazy("Link of two calibrations")
    trail = ("links:index", TITLE)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = CalibrationLink.objects.select_related("calibration__bank", "to__bank", "by")
        row = get_object_or_404(rows, pk=pk)
        words = {"new": advice.calibration_word(row.calibration), "old": advice.calibration_word(row.to)}
        return self.render_to_response(self.get_context_data(row=row, **words | _told(anchors_of(row))))


def _told(found: Drawn) -> dict[str, Any]:
    """The figures, the picture and the sentences of one link, made or to be made."""
    rows: list[tuple[int, Anchor]] = list(enumerate(found.anchors, start=1))
    return {
        "found": found,
        "picture": pictures.drift(found.anchors),
        "about": advice.about_link(found),
        "dropping": advice.about_dropping(found),
        "rows": sorted(rows, key=lambda row: (row[1].kept, -abs(row[1].z))),
    }


class LinkViewSet(RoleViewSet):
    name = "links"
    url_prefix = "links"
    icon = "link"
    menu_label = TITLE
    policy = CommitteePolicy(CalibrationLink)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.construct_view(LinkIndex), name="index"),
            path("new/", self.construct_view(LinkNew), name="add"),
            path("<int:pk>/", self.construct_view(LinkDetail), name="detail"),
        ]
