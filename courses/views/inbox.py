"""The teachers' inbox in the editors' admin: questions about lessons, without names."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from courses.models import LessonQuestion
from courses.selectors import questions as selectors
from courses.services import questions
from lms.web.errors import Refusal
from quizzes.bank.permissions import BankPolicy
from quizzes.bank.screens import RoleViewSet, Screen

PER_PAGE = 50
STATE_WORDS = [
    ("open", pgettext_lazy("questions", "To be answered")),
    ("answered", pgettext_lazy("questions", "Answered")),
    ("published", pgettext_lazy("questions", "Published")),
    ("all", pgettext_lazy("questions", "All")),
]


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=pgettext_lazy("questions", "Answer"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
    )
    publish = forms.BooleanField(label=gettext_lazy("Publish under the lesson"), required=False)
    public_text = forms.CharField(
        label=gettext_lazy("Question as published (without anything that tells who asked)"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )


class Inbox(Screen):
    template_name = "courses/admin/inbox.html"
    page_title = gettext_lazy("Questions about lessons")

    def get(self, request: HttpRequest) -> HttpResponse:
        state = request.GET.get("state", "open")
        state = state if state in selectors.STATES else "open"
        page = Paginator(selectors.inbox(self.person, state), PER_PAGE).get_page(request.GET.get("page"))
        context = {"page": page, "state": state, "states": STATE_WORDS}
        return self.render_to_response(self.get_context_data(**context))


class Answer(Screen):
    template_name = "courses/admin/answer.html"
    page_title = gettext_lazy("Answer a question")
    permission_required = "change"
    trail = ("lesson_questions:index", gettext_lazy("Questions about lessons"))

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = LessonQuestion.objects.visible_to(self.person).filter(withdrawn_at=None)
        self.question = get_object_or_404(rows.select_related("lesson__module", "lesson__page"), pk=kwargs["pk"])

    def page(self, form: AnswerForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(question=self.question, form=form))

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.question
        first = {
            "answer": row.answer,
            "publish": bool(row.published_at),
            "public_text": row.public_text or row.text,
        }
        return self.page(AnswerForm(initial=first))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        said = form.cleaned_data
        try:
            questions.answer(
                question=self.question,
                text=said["answer"],
                public_text=said["public_text"],
                publish=said["publish"],
                by=self.person,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.page(form)
        messages.success(request, _("The answer is sent."))
        return redirect("lesson_questions:index")


class QuestionViewSet(RoleViewSet):
    name = "lesson_questions"
    url_prefix = "lesson-questions"
    icon = "comment"
    menu_label = gettext_lazy("Questions about lessons")
    policy = BankPolicy(LessonQuestion)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.construct_view(Inbox), name="index"),
            path("<int:pk>/", self.construct_view(Answer), name="answer"),
        ]
