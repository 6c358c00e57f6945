"""The standard of measurement in the editors' admin: what is in force, proposing a change, its preview and its run."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quizzes.bank.permissions import RulesPolicy
from quizzes.bank.screens import RoleViewSet, Screen
from quizzes.calibration.advice import calibration_word
from quizzes.calibration.models import Calibration
from quizzes.readiness import changes
from quizzes.readiness.models import AnnouncedRun, ReadinessRule, Standard
from quizzes.readiness.selectors import standards as selectors
from quizzes.readiness.services import rules, runs
from quizzes.readiness.views.acts import ActScreen, AnnouncementForm

PER_PAGE = 50


class ProposeForm(AnnouncementForm):
    rule = forms.ModelChoiceField(
        ReadinessRule.objects.order_by("-version"), label=gettext_lazy("Rule"), empty_label=None
    )
    cut_version = forms.TypedChoiceField(label=gettext_lazy("Thresholds"), coerce=int)
    calibrations = forms.ModelMultipleChoiceField(
        Calibration.objects.none(),
        label=gettext_lazy("Calibrations of item banks"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("The items of a bank without one are taken at their experts' band."),
    )
    field_order = ("rule", "cut_version", "calibrations")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule"].label_from_instance = _rule_word  # type: ignore[attr-defined]
        self.fields["cut_version"].choices = selectors.cut_versions()  # type: ignore[attr-defined]
        self.fields["calibrations"].queryset = selectors.calibrations()  # type: ignore[attr-defined]
        self.fields["calibrations"].label_from_instance = calibration_word  # type: ignore[attr-defined]
        self.fields["reason"].help_text = gettext_lazy("Every deputy whose level changes reads it. In plain words.")


def _rule_word(rule: ReadinessRule) -> str:
    return _("version %(version)d") % {"version": rule.version}


class StandardIndex(Screen):
    template_name = "quizzes/standards/index.html"
    page_title = gettext_lazy("Standard of measurement")

    def get(self, request: HttpRequest) -> HttpResponse:
        acts = AnnouncedRun.objects.select_related("proposed_by", "confirmed_by", "rule", "standard")
        standard = rules.standard_on(timezone.localdate())
        context = {
            "standard": standard,
            "cuts": dict(selectors.cut_versions()).get(standard.cut_version, ""),
            "calibrations": [calibration_word(one) for one in standard.calibrations.select_related("bank")],
            "page": Paginator(acts, PER_PAGE).get_page(request.GET.get("page")),
            "may_propose": self.user_has_permission("change") and not AnnouncedRun.objects.filter(open=True).exists(),
        }
        return self.render_to_response(self.get_context_data(**context))


class ProposeScreen(Screen):
    template_name = "quizzes/bank/simple_form.html"
    permission_required = "change"
    page_title = gettext_lazy("Propose a change")
    trail = ("standards:index", gettext_lazy("Standard of measurement"))

    def get(self, request: HttpRequest) -> HttpResponse:
        standard = rules.standard_on(timezone.localdate())
        chosen = {
            "rule": standard.rule,
            "cut_version": standard.cut_version,
            "calibrations": standard.calibrations.all(),
        }
        return self.page(ProposeForm(initial=chosen))

    def page(self, form: ProposeForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ProposeForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        run = runs.propose(**form.cleaned_data, by=self.person, now=timezone.now())
        return redirect("standards:detail", run.pk)


class RunScreen(ActScreen):
    template_name = "quizzes/standards/detail.html"
    page_title = gettext_lazy("Change of the standard")
    trail = ("standards:index", gettext_lazy("Standard of measurement"))
    service = runs
    run: AnnouncedRun

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        acts = AnnouncedRun.objects.select_related("proposed_by", "confirmed_by", "rule", "before__rule", "standard")
        self.run = get_object_or_404(acts, pk=kwargs["pk"])

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page()

    def page(self, purpose: str | None = None) -> HttpResponse:
        run = self.run
        page = Paginator(selectors.lines_of(run), PER_PAGE).get_page(self.request.GET.get("page"))
        if purpose is not None:
            runs.open_names(run=run, count=len(page.object_list), purpose=purpose, by=self.person, now=timezone.now())
        before, after = run.before.basis, run.basis
        context = self.standing(run) | {
            "run": run,
            "told": selectors.told(run),
            "rows": _rows(page),
            "page": page,
            "named": purpose is not None,
            "cuts": selectors.cut_changes(before, after),
            "calibrations": [calibration_word(one) for one in run.calibrations.select_related("bank")],
            "calibrations_before": [calibration_word(one) for one in run.before.calibrations.select_related("bank")],
        }
        return self.render_to_response(self.get_context_data(**context))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        wanted = request.POST.get("act")
        if wanted == "names":
            return self.page(purpose=request.POST.get("purpose", ""))
        self.step(self.run, wanted)
        return redirect("standards:detail", pk)


def _rows(page: Any) -> list[dict[str, Any]]:
    return [
        {
            "number": number,
            "line": line,
            "before": changes.word(line, line.before),
            "foretold": changes.word(line, line.foretold),
            "came": changes.word(line, line.came) if line.came else "",
        }
        for number, line in enumerate(page.object_list, start=page.start_index())
    ]


class StandardViewSet(RoleViewSet):
    name = "standards"
    icon = "list-ol"
    menu_label = gettext_lazy("Standard of measurement")
    policy = RulesPolicy(Standard)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.construct_view(StandardIndex), name="index"),
            path("new/", self.construct_view(ProposeScreen), name="add"),
            path("<int:pk>/", self.construct_view(RunScreen), name="detail"),
        ]
