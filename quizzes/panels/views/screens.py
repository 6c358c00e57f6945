"""Panels in the editors' admin, for the committee: convene, follow, close, adopt, and the minutes."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.people.models import Person
from lms.people.permissions import has_role
from lms.web.errors import BadInput
from quizzes.bank.permissions import PUBLISHERS, BankPolicy
from quizzes.bank.screens import RoleViewSet, Screen
from quizzes.framework.models import Competence
from quizzes.panels import judging
from quizzes.panels.models import Panel
from quizzes.panels.selectors import material
from quizzes.panels.services import minutes, panels

PER_PAGE = 50
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class PanelPolicy(BankPolicy):
    """The committee alone: whoever sits on a panel sees its own pages on the site."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return has_role(user, *PUBLISHERS)


class ConveneForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=100)
    guidance = forms.CharField(
        label=gettext_lazy("What can a deputy do who is only just at “basic”?"),
        help_text=gettext_lazy("Everybody on the panel reads it beside each question. Agree on it before you begin."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    competences = forms.ModelMultipleChoiceField(
        Competence.objects.order_by("order"), label=gettext_lazy("Competences"), widget=forms.CheckboxSelectMultiple
    )
    purpose = forms.ChoiceField(label=gettext_lazy("Questions from the banks for"), choices=material.PURPOSES)
    most = forms.IntegerField(
        label=gettext_lazy("Questions per competence, at most"),
        min_value=material.LEAST_ITEMS,
        max_value=material.MOST_ITEMS,
        initial=12,
    )
    people = forms.ModelMultipleChoiceField(
        Person.objects.none(),
        label=gettext_lazy("Panellists"),
        help_text=gettext_lazy(
            "Five or more are wanted. Deputies in office are not listed: they are assessed with these questions. "
            "Everybody signs a confidentiality statement before seeing a question. Trainers judge with the right "
            "answer in sight, of the readiness test the bank's owners; others judge the question alone."
        ),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = material.candidates(timezone.localdate()).exclude(pk=by.pk)
        self.fields["people"].queryset = people  # type: ignore[attr-defined]


class PanelIndex(Screen):
    template_name = "quizzes/panels/index.html"
    page_title = gettext_lazy("Panels on thresholds")

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = Panel.objects.select_related("convened_by")
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
        return self.render_to_response(self.get_context_data(page=page))


class ConveneScreen(Screen):
    template_name = "quizzes/bank/simple_form.html"
    page_title = gettext_lazy("Convene a panel")
    trail = ("panels:index", gettext_lazy("Panels on thresholds"))

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(ConveneForm(by=self.person))

    def page(self, form: ConveneForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ConveneForm(request.POST, by=self.person)
        if not form.is_valid():
            return self.page(form)
        try:
            panel = panels.convene(**form.cleaned_data, by=self.person, now=timezone.now())
        except BadInput as problem:
            form.add_error(None, str(problem))
            messages.error(request, str(problem))
            return self.page(form)
        if len(form.cleaned_data["people"]) < panels.WANTED:
            messages.warning(request, _("Fewer than five panellists: the threshold's error will be large."))
        return redirect("panels:detail", panel.pk)


class PanelScreen(Screen):
    """One panel. Judgements show only of closed rounds, and never with a name."""

    template_name = "quizzes/panels/detail.html"
    page_title = gettext_lazy("Panel")
    trail = ("panels:index", gettext_lazy("Panels on thresholds"))
    panel: Panel

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.panel = get_object_or_404(Panel.objects.select_related("convened_by", "adopted_by"), pk=kwargs["pk"])

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        panel = self.panel
        people = list(panel.panellists.select_related("person"))
        closed = 2 if panel.closed_at and panel.cuts.exists() else 1 if panel.first_closed_at else 0
        context = {
            "panel": panel,
            "people": [(one, one.done(1), one.done(2)) for one in people],
            "few": len(people) < panels.WANTED,
            "done": sum(one.done(panel.round) for one in people) if panel.round else 0,
            "judged": judging.judged(panel, closed) if closed else [],
            "closed": closed,
            "cuts": panel.cuts.select_related("competence"),
            "items": panel.items.count(),
        }
        return self.render_to_response(self.get_context_data(**context))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        act, now = request.POST.get("act"), timezone.now()
        if act == "close":
            panels.close_round(panel=self.panel, by=self.person, now=now)
            messages.success(request, _("The round is closed."))
        elif act == "adopt":
            panels.adopt(panel=self.panel, reason=request.POST.get("reason", ""), by=self.person, now=now)
            messages.success(request, _("Adopted. They take effect when a change of the standard is announced."))
        else:
            panels.give_up(panel=self.panel, by=self.person, now=now)
        return redirect("panels:detail", pk)


class MinutesScreen(PanelScreen):
    """The minutes as a file, once the panel is closed."""

    def get(self, request: HttpRequest, pk: int, ending: str = "pdf") -> HttpResponse:
        get_object_or_404(Panel, pk=pk, state__in=[Panel.State.CLOSED, Panel.State.ADOPTED])
        told = minutes.minutes_of(self.panel)
        content = (
            minutes.docx(told) if ending == "docx" else minutes.pdf(told, now=self.panel.closed_at or timezone.now())
        )
        answer = HttpResponse(content, content_type=DOCX if ending == "docx" else "application/pdf")
        answer["Content-Disposition"] = f'attachment; filename="panel-{pk}.{ending}"'
        return answer


class PanelViewSet(RoleViewSet):
    name = "panels"
    icon = "group"
    menu_label = gettext_lazy("Panels on thresholds")
    policy = PanelPolicy(Panel)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.construct_view(PanelIndex), name="index"),
            path("new/", self.construct_view(ConveneScreen), name="add"),
            path("<int:pk>/", self.construct_view(PanelScreen), name="detail"),
            path("<int:pk>/minutes.pdf", self.construct_view(MinutesScreen), {"ending": "pdf"}, name="minutes_pdf"),
            path("<int:pk>/minutes.docx", self.construct_view(MinutesScreen), {"ending": "docx"}, name="minutes_docx"),
        ]
