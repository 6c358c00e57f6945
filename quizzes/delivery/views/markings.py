"""Written answers in the editors' admin: which wait, and one of them with its rubric. No name stands anywhere."""

from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView

from lms.people.sign_in import signed_in
from lms.web.errors import BadInput
from quizzes.bank.permissions import KeyPolicy
from quizzes.bank.screens import RoleViewSet, Screen
from quizzes.delivery.marking_form import MarkingForm, first_values
from quizzes.delivery.models import Response
from quizzes.delivery.selectors.markings import given, marking_in_force, to_be_marked
from quizzes.delivery.services import markings, results


class MarkingFilters(WagtailFilterSet):
    marked = django_filters.BooleanFilter(label=pgettext_lazy("answer", "Marked"))

    class Meta:
        model = Response
        fields = ["marked"]


def _question(answer: Response) -> str:
    stem = answer.presented.version.item.stem
    return stem[:60] + ("…" if len(stem) > 60 else "")


class MarkingIndex(IndexView):
    model = Response
    filterset_class = MarkingFilters
    page_title = gettext_lazy("Answers to be marked")
    default_ordering = None
    is_searchable = False
    any_permission_required = ["view"]

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("question", label=gettext_lazy("Question"), accessor=_question, get_url=self.get_edit_url),
            Column("quiz", label=gettext_lazy("Quiz"), accessor="attempt.quiz.title"),
            Column("competence", label=gettext_lazy("Competence"), accessor="presented.version.item.competence.code"),
            DateColumn("at", label=gettext_lazy("Handed in"), accessor="attempt.submitted_at"),
            Column(
                "marked",
                label=pgettext_lazy("answer", "State"),
                accessor=lambda one: pgettext("answer", "Marked") if one.marked else pgettext("answer", "Waits"),
            ),
        ]

    def get_base_queryset(self) -> QuerySet[Response]:
        return to_be_marked(signed_in(self.request))

    def order_queryset(self, queryset: QuerySet[Response]) -> QuerySet[Response]:
        return queryset  # what waits comes first, the longest waiting on top

    def get_edit_url(self, instance: Response) -> str:
        return reverse("markings:mark", args=[instance.pk])

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        context["add_url"] = None
        return context


class MarkScreen(Screen):
    template_name = "quizzes/delivery/marking_form.html"
    page_title = gettext_lazy("Mark an answer")
    permission_required = "change"
    trail = ("markings:index", gettext_lazy("Answers to be marked"))

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if request.user.is_authenticated:
            self.answer = get_object_or_404(to_be_marked(signed_in(request)), pk=kwargs["pk"])

    def page(self, form: MarkingForm) -> HttpResponse:
        version = self.answer.presented.version
        context = {
            "answer": self.answer,
            "body": version.body,
            "text": self.answer.payload["text"],
            "form": form,
            "marking": self.marking,
            "sample": self.key.key.get("sample", ""),
        }
        return self.render_to_response(self.get_context_data(**context))

    @cached_property
    def marking(self) -> Any:
        return marking_in_force(self.answer)

    @cached_property
    def key(self) -> Any:
        version = self.answer.presented.version_id
        return results.keys_in_force([version])[version]

    def form(self) -> MarkingForm:
        comment = self.marking.comment if self.marking else ""
        return MarkingForm(
            self.request.POST if self.request.method == "POST" else None,
            rubric=given(self.key, self.marking),
            again=self.marking is not None,
            initial=first_values(self.marking.pk if self.marking else None, comment),
        )

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(self.form())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        seen = request.POST.get("seen", "")
        if seen != str(self.marking.pk if self.marking else ""):
            raise markings.faster()
        form = self.form()
        if not form.is_valid():
            return self.page(form)
        fields = form.cleaned_data
        try:
            markings.mark(
                response=self.answer,
                points=form.points,
                comment=fields["comment"],
                reason=fields.get("reason", ""),
                seen=self.marking,
                by=self.person,
                client_id=fields["client_id"],
                now=timezone.now(),
            )
        except BadInput as wrong:
            form.add_error(None, str(wrong))
            return self.page(form)
        messages.success(request, _("The answer is marked; the deputy is told."))
        following = next((one for one in to_be_marked(self.person)[:1] if not one.marked), None)  # type: ignore[attr-defined]
        return redirect("markings:mark", following.pk) if following else redirect("markings:index")


class MarkingViewSet(RoleViewSet):
    name = "markings"
    icon = "edit"
    menu_label = gettext_lazy("Answers to be marked")
    policy = KeyPolicy(Response)

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {"permission_policy": self.policy, "header_icon": self.icon, **kwargs}

    def get_urlpatterns(self) -> list[URLPattern]:
        index = {
            "index_url_name": "markings:index",
            "index_results_url_name": "markings:index_results",
            "paginate_by": 50,
        }
        return [
            path("", self.construct_view(MarkingIndex, **index), name="index"),
            path("results/", self.construct_view(MarkingIndex, **index, results_only=True), name="index_results"),
            path("<int:pk>/", self.construct_view(MarkScreen), name="mark"),
        ]
