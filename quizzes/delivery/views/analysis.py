"""The item analysis in the editors' admin: all items with their figures, and one item by itself."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets.button import HeaderButton

from quizzes.bank.permissions import KeyPolicy
from quizzes.bank.screens import RoleViewSet, Screen
from quizzes.delivery import pictures, reviewing
from quizzes.delivery.analysis_form import AnalysisForm
from quizzes.delivery.models import ItemStatistic
from quizzes.delivery.selectors import statistics

PER_PAGE = 50


class AnalysisIndex(Screen):
    template_name = "quizzes/analysis/index.html"
    page_title = gettext_lazy("Item analysis")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get(self, request: HttpRequest) -> HttpResponse:
        form = AnalysisForm(request.GET, person=self.person)
        rows = form.narrow(statistics.rows(self.person))
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
        shown = list(page.object_list)
        quiz = form.chosen("quiz")
        figures = statistics.of_quiz(quiz) if quiz else None
        context: dict[str, Any] = {
            "form": form,
            "page": page,
            "rows": shown,
            "start": page.start_index(),
            "summary": statistics.summary(rows),
            "min_answers": reviewing.limits().min_answers,
            "field": pictures.field(shown) if any(row.discrimination is not None for row in shown) else "",
            "figures": figures,
        }
        if figures and figures.reached is not None:
            context["histogram"] = pictures.histogram(_("Sittings by points"), figures.tenths, figures.threshold)
        return self.render_to_response(self.get_context_data(**context))


class AnalysisDetail(Screen):
    template_name = "quizzes/analysis/detail.html"
    trail = ("item_analysis:index", gettext_lazy("Item analysis"))

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = ItemStatistic.objects.visible_to(self.person).select_related("version__item__bank")
        self.statistic = get_object_or_404(rows, version=kwargs["pk"])

    def get_page_title(self) -> str:
        item = self.statistic.version.item
        return item.stem[:40] or item.slug

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        version = self.statistic.version
        anew = reverse("regrades:preview", args=[version.pk])
        return [
            HeaderButton(_("Edit the item"), url=reverse("items:edit", args=[version.item_id]), icon_name="edit"),
            HeaderButton(_("Scoring anew"), url=anew, icon_name="rotate"),
        ]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        found = statistics.analysis(self.statistic)
        context: dict[str, Any] = {
            "found": found,
            "row": self.statistic,
            "version": self.statistic.version,
            "item": self.statistic.version.item,
            "versions": statistics.of_versions(self.person, self.statistic.version.item_id),
        }
        if self.statistic.enough:
            context |= {
                "facility": pictures.facility(found),
                "discrimination": pictures.discrimination(found) if found.discrimination else "",
                "groups": pictures.groups(self.statistic.groups) if len(self.statistic.groups) > 1 else "",
                "options": pictures.options(found.options) if found.options else "",
            }
        return self.render_to_response(self.get_context_data(**context))


class AnalysisViewSet(RoleViewSet):
    name = "item_analysis"
    url_prefix = "item-analysis"
    icon = "glasses"
    menu_label = gettext_lazy("Item analysis")
    policy = KeyPolicy(ItemStatistic)

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {"permission_policy": self.policy, "header_icon": self.icon, **kwargs}

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.construct_view(AnalysisIndex), name="index"),
            path("<int:pk>/", self.construct_view(AnalysisDetail), name="detail"),
        ]
