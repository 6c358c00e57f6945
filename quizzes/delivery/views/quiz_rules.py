"""Quizzes in the editors' admin: trainers look at the rules, the committee sets them."""

from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, NumberColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import HeaderButton

from lms.web.errors import BadInput
from quizzes.bank.permissions import RulesPolicy
from quizzes.bank.screens import RoleViewSet, Screen
from quizzes.delivery.assembly import shortages
from quizzes.delivery.models import Quiz
from quizzes.delivery.quiz_form import QuizForm, SectionFormSet, first_values, policy_of, section_rows
from quizzes.delivery.services import drawing, quizzes


class QuizFilters(WagtailFilterSet):
    purpose = django_filters.ChoiceFilter(label=gettext_lazy("Purpose"), choices=Quiz.Purpose.choices)

    class Meta:
        model = Quiz
        fields = ["purpose"]


class QuizIndex(IndexView):
    model = Quiz
    filterset_class = QuizFilters
    page_title = gettext_lazy("Quizzes")
    search_fields = ["title", "slug"]
    search_backend_name = None
    default_ordering = "slug"
    any_permission_required = ["view"]

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("title", label=gettext_lazy("Title"), get_url=self.get_edit_url, sort_key="title"),
            Column("slug", label=gettext_lazy("Short name"), sort_key="slug"),
            Column("purpose", label=gettext_lazy("Purpose"), accessor="get_purpose_display", sort_key="purpose"),
            Column("competence", label=gettext_lazy("Competence"), sort_key="competence__order"),
            NumberColumn("drawn", label=gettext_lazy("Items drawn")),
            Column(
                "open",
                label=pgettext_lazy("quiz", "Open"),
                accessor=lambda quiz: pgettext("quiz", "Open") if quiz.open else pgettext("quiz", "Closed"),
                sort_key="open",
            ),
        ]

    def get_base_queryset(self) -> QuerySet[Quiz]:
        return Quiz.objects.select_related("competence").annotate(drawn=Sum("sections__count", default=0))

    def get_edit_url(self, instance: Quiz) -> str:
        return reverse("quiz_rules:edit", args=[instance.pk])

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.user_has_permission("add"):
            return []
        return [HeaderButton(_("New quiz"), url=reverse("quiz_rules:add"), icon_name="plus")]


class QuizScreen(Screen):
    template_name = "quizzes/bank/quiz_form.html"
    trail = ("quiz_rules:index", gettext_lazy("Quizzes"))
    quiz: Quiz | None = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if "pk" in kwargs:
            self.quiz = get_object_or_404(Quiz.objects.prefetch_related("sections__bank"), pk=kwargs["pk"])

    def get_page_title(self) -> str:
        return self.quiz.title if self.quiz else _("New quiz")

    def forms(self) -> tuple[QuizForm, Any]:
        data = self.request.POST if self.request.method == "POST" else None
        form = QuizForm(data, initial=first_values(self.quiz))
        sections = SectionFormSet(data, prefix="section", initial=section_rows(self.quiz))
        if self.quiz:
            form.fields["slug"].disabled = form.fields["purpose"].disabled = True
        if not self.user_has_permission("change"):
            for one in (form, *sections):
                for field in one.fields.values():
                    field.disabled = True
        return form, sections

    def page(self, form: QuizForm, sections: Any) -> HttpResponse:
        context = {"form": form, "sections": sections, "quiz": self.quiz, "short": _shortages(self.quiz)}
        may_change = self.user_has_permission("change")
        return self.render_to_response(self.get_context_data(**context, may_change=may_change))

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        return self.page(*self.forms())

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        form, sections = self.forms()
        valid = all([form.is_valid(), sections.is_valid()])
        if valid and pk is None and Quiz.objects.filter(slug=form.cleaned_data["slug"]).exists():
            form.add_error("slug", _("There is a quiz of this name already."))
            valid = False
        if not valid:
            return self.page(form, sections)
        fields = form.cleaned_data
        try:
            quiz, _state = quizzes.save_quiz(
                **{name: fields[name] for name in ("slug", "title", "purpose", "competence", "open")},
                policy=policy_of(fields, self.quiz.policy if self.quiz else {}),
                sections=[row for row in sections.cleaned_data if row.get("bank")],
                by=self.person,
                now=timezone.now(),
            )
        except BadInput as wrong:
            form.add_error(None, str(wrong))
            return self.page(form, sections)
        messages.success(request, _("The quiz is saved. Attempts under way keep the rules they began with."))
        return redirect("quiz_rules:edit", quiz.pk)


def _shortages(quiz: Quiz | None) -> list[str]:
    """Sections that ask for more items than are there for them, the others served. One query."""
    if quiz is None:
        return []
    sections = list(quiz.sections.all())
    wants = drawing.wants_of(sections, drawing.pool_of(sections))
    text = _("“%(bank)s” has %(there)d items in use for a draw of %(wanted)d.")
    return [
        text % {"bank": sections[place].bank.title, "there": wants[place].count - lack, "wanted": wants[place].count}
        for place, lack in shortages(wants).items()
    ]


class QuizViewSet(RoleViewSet):
    name = "quiz_rules"
    url_prefix = "quizzes"
    icon = "list-ol"
    menu_label = gettext_lazy("Quizzes")
    policy = RulesPolicy(Quiz)

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {"permission_policy": self.policy, "header_icon": self.icon, **kwargs}

    def get_urlpatterns(self) -> list[URLPattern]:
        index = {
            "index_url_name": "quiz_rules:index",
            "index_results_url_name": "quiz_rules:index_results",
            "paginate_by": 50,
        }
        return [
            path("", self.construct_view(QuizIndex, **index), name="index"),
            path("results/", self.construct_view(QuizIndex, **index, results_only=True), name="index_results"),
            path("new/", self.construct_view(QuizScreen, permission_required="add"), name="add"),
            path("<int:pk>/", self.construct_view(QuizScreen), name="edit"),
        ]
