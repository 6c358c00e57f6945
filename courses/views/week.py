"""The page "this week" of whoever teaches."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy

from courses.models import LessonQuestion
from courses.selectors import week
from quizzes.bank.permissions import BankPolicy
from quizzes.bank.screens import RoleViewSet, Screen

PER_PAGE = 25


class Week(Screen):
    template_name = "courses/admin/week.html"
    page_title = gettext_lazy("To improve this week")

    def get(self, request: HttpRequest) -> HttpResponse:
        lines = week.lines(self.person, now=timezone.now())
        page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
        return self.render_to_response(self.get_context_data(page=page, total=len(lines)))


class WeekViewSet(RoleViewSet):
    name = "teachers_week"
    url_prefix = "teachers-week"
    icon = "tasks"
    menu_label = gettext_lazy("To improve this week")
    policy = BankPolicy(LessonQuestion)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", self.construct_view(Week), name="index")]
