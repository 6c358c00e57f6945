"""Practical tasks in the editors' admin: the list, and one task with its checklist."""

from dataclasses import dataclass
from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import QuerySet
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import HeaderButton

from quizzes.bank import validation, words
from quizzes.bank.forms.task import PointForm, PointFormSet, TaskForm, criteria_of, first_values, point_rows
from quizzes.bank.models import Task
from quizzes.bank.permissions import BankPolicy
from quizzes.bank.screens import RoleViewSet, Screen
from quizzes.bank.services import tasks
from quizzes.framework.models import Competence


class TaskFilters(WagtailFilterSet):
    competence = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Competence"), queryset=Competence.objects.order_by("order")
    )
    level = django_filters.ChoiceFilter(label=gettext_lazy("Level"), choices=words.LEVELS)

    class Meta:
        model = Task
        fields = ["competence", "level"]


class TaskIndex(IndexView):
    model = Task
    filterset_class = TaskFilters
    page_title = gettext_lazy("Practical tasks")
    search_fields = ["title", "slug", "brief"]
    search_backend_name = None
    default_ordering = "slug"
    any_permission_required = ["view"]

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("title", label=gettext_lazy("Title"), get_url=self.get_edit_url, sort_key="title"),
            Column("slug", label=gettext_lazy("Short name"), sort_key="slug"),
            Column("competence", label=gettext_lazy("Competence"), sort_key="competence__order"),
            Column("level", label=gettext_lazy("Level"), accessor=lambda task: words.level_word(task.level)),
            Column(
                "points",
                label=gettext_lazy("Points to be met"),
                accessor=lambda task: f"{task.pass_count} / {len(task.criteria)}",
            ),
        ]

    def get_base_queryset(self) -> QuerySet[Task]:
        return Task.objects.select_related("competence")

    def get_edit_url(self, instance: Task) -> str:
        return reverse("practical_tasks:edit", args=[instance.pk])

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton(_("New task"), url=reverse("practical_tasks:add"), icon_name="plus")]


@dataclass
class Filled:
    task: TaskForm
    points: "BaseFormSet[PointForm]"

    def is_valid(self) -> bool:
        return all([self.task.is_valid(), self.points.is_valid()]) and self._complete()

    def _complete(self) -> bool:
        """Completeness is the validation's to say; each reason is shown at its field."""
        fields = self.task.cleaned_data
        names = ("title", "brief", "level", "pass_count")
        problems = validation.task_problems(**{name: fields[name] for name in names}, criteria=self.criteria())
        for problem in problems:
            known = problem.field if problem.field in self.task.fields else None
            self.task.add_error(known, problem.reason if known else str(problem))
        return not problems

    def criteria(self) -> list[dict[str, Any]]:
        return criteria_of(self.points.cleaned_data)


class TaskScreen(Screen):
    template_name = "quizzes/bank/task_form.html"
    permission_required = "change"
    trail = ("practical_tasks:index", gettext_lazy("Practical tasks"))
    task: Task | None = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if "pk" in kwargs:
            self.task = get_object_or_404(Task.objects.select_related("competence"), pk=kwargs["pk"])

    def get_page_title(self) -> str:
        return self.task.title if self.task else _("New task")

    def filled(self) -> Filled:
        data = self.request.POST if self.request.method == "POST" else None
        form = TaskForm(data, initial=first_values(self.task))
        if self.task:
            form.fields["slug"].disabled = True
        return Filled(form, PointFormSet(data, prefix="point", initial=point_rows(self.task)))

    def page(self, filled: Filled) -> HttpResponse:
        context = self.get_context_data(form=filled.task, points=filled.points, task=self.task)
        return self.render_to_response(context)

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        return self.page(self.filled())

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        filled = self.filled()
        valid = filled.is_valid()
        if valid and pk is None and Task.objects.filter(slug=filled.task.cleaned_data["slug"]).exists():
            filled.task.add_error("slug", _("There is a task of this name already."))
            valid = False
        if not valid:
            return self.page(filled)
        task, _state = tasks.save_task(
            **filled.task.cleaned_data, criteria=filled.criteria(), by=self.person, now=timezone.now()
        )
        messages.success(request, _("The task is saved. Observations so far keep the checklist they saw."))
        return redirect("practical_tasks:edit", task.pk)


class TaskViewSet(RoleViewSet):
    name = "practical_tasks"
    url_prefix = "practical-tasks"
    icon = "tasks"
    menu_label = gettext_lazy("Practical tasks")
    policy = BankPolicy(Task)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *self.list_patterns(TaskIndex),
            path("new/", self.construct_view(TaskScreen), name="add"),
            path("<int:pk>/", self.construct_view(TaskScreen), name="edit"),
        ]
