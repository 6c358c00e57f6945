"""Rescoring a round of the readiness test, in the editors' admin: proposing, preview, confirming, its run."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy

from quizzes.appraisal.models import FormDesign, Rescoring
from quizzes.appraisal.selectors import rescorings as selectors
from quizzes.appraisal.services import rescorings
from quizzes.bank.permissions import CommitteePolicy
from quizzes.bank.screens import RoleViewSet, Screen
from quizzes.calibration import advice
from quizzes.calibration.models import Calibration
from quizzes.readiness.views.acts import ActScreen, AnnouncementForm

PER_PAGE = 50
TITLE = gettext_lazy("Rescoring a round")


class ProposeForm(AnnouncementForm):
    design = forms.ModelChoiceField(
        FormDesign.objects.none(), label=gettext_lazy("Round of the readiness test"), empty_label=None
    )
    calibration = forms.ModelChoiceField(
        Calibration.objects.none(),
        label=gettext_lazy("By this calibration"),
        help_text=gettext_lazy("On the scale that its links lead to today. Link it first, if it is to be linked."),
        empty_label=None,
    )
    field_order = ("design", "calibration")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rounds = FormDesign.objects.defer("layout").select_related("quiz").order_by("-at")
        pools = Calibration.objects.filter(source__startswith="test:", settings__model="rasch").select_related("bank")
        self.fields["design"].queryset = rounds  # type: ignore[attr-defined]
        self.fields["design"].label_from_instance = lambda design: design.quiz.title  # type: ignore[attr-defined]
        self.fields["calibration"].queryset = pools.order_by("-at")  # type: ignore[attr-defined]
        self.fields["calibration"].label_from_instance = advice.calibration_word  # type: ignore[attr-defined]
        self.fields["reason"].help_text = gettext_lazy(
            "Every deputy with a result of the round reads it. In plain words."
        )


class RescoringIndex(Screen):
    template_name = "quizzes/rescorings/index.html"
    page_title = TITLE

    def get(self, request: HttpRequest) -> HttpResponse:
        acts = Rescoring.objects.select_related("design__quiz", "calibration__bank", "proposed_by", "confirmed_by")
        page = Paginator(acts.defer("design__layout"), PER_PAGE).get_page(request.GET.get("page"))
        return self.render_to_response(self.get_context_data(page=page))


class RescoringNew(Screen):
    template_name = "quizzes/bank/simple_form.html"
    permission_required = "change"
    page_title = gettext_lazy("Propose a rescoring")
    trail = ("rescorings:index", TITLE)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(ProposeForm())

    def page(self, form: ProposeForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ProposeForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        act = rescorings.propose(**form.cleaned_data, by=self.person, now=timezone.now())
        return redirect("rescorings:detail", act.pk)


class RescoringDetail(ActScreen):
    template_name = "quizzes/rescorings/detail.html"
    page_title = TITLE
    trail = ("rescorings:index", TITLE)
    service = rescorings
    act: Rescoring

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        acts = Rescoring.objects.select_related("design__quiz", "calibration__bank", "proposed_by", "confirmed_by")
        self.act = get_object_or_404(acts.defer("design__layout"), pk=kwargs["pk"])

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        told = {"told": selectors.told(self.act), "calibration": advice.calibration_word(self.act.calibration)}
        return self.render_to_response(self.get_context_data(**self.standing(self.act), **told))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.step(self.act, request.POST.get("act"))
        return redirect("rescorings:detail", pk)


class RescoringViewSet(RoleViewSet):
    name = "rescorings"
    url_prefix = "rescorings"
    icon = "rotate"
    menu_label = TITLE
    policy = CommitteePolicy(Rescoring)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.construct_view(RescoringIndex), name="index"),
            path("new/", self.construct_view(RescoringNew), name="add"),
            path("<int:pk>/", self.construct_view(RescoringDetail), name="detail"),
        ]
