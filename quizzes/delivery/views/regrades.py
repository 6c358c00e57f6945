"""Scoring anew in the editors' admin: what waits, the preview of one correction, and what came of an act."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from lms.notify.models import Job
from lms.people.models import Person
from lms.web.errors import Refusal
from quizzes.bank.models import ItemBank, ItemVersion
from quizzes.bank.permissions import ItemPolicy
from quizzes.bank.screens import RoleViewSet, Screen
from quizzes.bank.selectors.differences import differences
from quizzes.delivery import consequences
from quizzes.delivery.models import Regrade, RegradeLine
from quizzes.delivery.selectors import regrades as selectors
from quizzes.delivery.services import regrades

PER_PAGE = 50


class RegradeIndex(Screen):
    template_name = "quizzes/regrades/index.html"
    page_title = gettext_lazy("Scoring anew")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get(self, request: HttpRequest) -> HttpResponse:
        acts = Regrade.objects.visible_to(self.person).select_related("version__item", "by")
        page = Paginator(acts, PER_PAGE).get_page(request.GET.get("page"))
        context = {"waiting": selectors.waiting(self.person), "page": page}
        return self.render_to_response(self.get_context_data(**context))


class RegradeScreen(Screen):
    """What the preview and the result share: rows without names, opened for the committee with a purpose."""

    trail = ("regrades:index", gettext_lazy("Scoring anew"))

    @cached_property
    def may_decide(self) -> bool:
        return self.user_has_permission("publish")

    def lines_page(self, lines: Any) -> Any:
        return Paginator(lines, PER_PAGE).get_page(self.request.GET.get("page"))

    def names_of(self, lines: list[RegradeLine], version: ItemVersion, purpose: str) -> dict[int, str]:
        """attempt -> name, after the look was written down."""
        regrades.open_names(lines=lines, version=version, purpose=purpose, by=self.person, now=timezone.now())
        people = Person.objects.in_bulk({line.attempt.person_id for line in lines})
        return {line.attempt_id: people[line.attempt.person_id].name for line in lines}


class RegradePreview(RegradeScreen):
    """The right answer before and after is shown to those to whom the bank is open; who changes by how much to the
    committee too, which decides."""

    template_name = "quizzes/regrades/preview.html"
    page_title = gettext_lazy("What the correction changes")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        known = ItemVersion.objects.filter(item__bank__in=ItemBank.objects.listed_to(self.person))
        self.version = get_object_or_404(known.select_related("item__bank"), pk=kwargs["pk"])
        self.open = ItemBank.objects.open_to(self.person).filter(pk=self.version.item.bank_id).exists()

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page()

    def page(self, purpose: str | None = None, reason: str = "") -> HttpResponse:
        foretold = selectors.preview(self.version)
        page = self.lines_page(foretold.changed)
        names: dict[int, str] = {}
        if purpose is not None:
            names = self.names_of(list(page.object_list), self.version, purpose)
        running = selectors.running()
        context = {
            "version": self.version,
            "item": self.version.item,
            "foretold": foretold,
            "counts": foretold.counts,
            "change": _correction(foretold) if self.open else [],
            "follows": consequences.of(foretold.changes),
            "page": page,
            "rows": _rows(page, names),
            "named": bool(names),
            "reason": reason,
            "running": running,
            "may_decide": self.may_decide,
        }
        return self.render_to_response(self.get_context_data(**context))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if request.POST.get("act") == "names":
            return self.page(purpose=request.POST.get("purpose", ""))
        reason = request.POST.get("reason", "")
        try:
            regrade = regrades.confirm(
                version=self.version,
                fingerprint=request.POST.get("fingerprint", ""),
                reason=reason,
                by=self.person,
                now=timezone.now(),
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return self.page(reason=reason)
        return redirect("regrades:detail", regrade.pk)


class RegradeDetail(RegradeScreen):
    template_name = "quizzes/regrades/detail.html"
    page_title = gettext_lazy("What came of it")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        acts = Regrade.objects.visible_to(self.person).select_related("version__item__bank", "by")
        self.regrade = get_object_or_404(acts, pk=kwargs["pk"])

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page()

    def page(self, purpose: str | None = None) -> HttpResponse:
        told = selectors.result(self.regrade)
        page = self.lines_page(selectors.changed_lines(self.regrade))
        names: dict[int, str] = {}
        if purpose is not None:
            names = self.names_of(list(page.object_list), self.regrade.version, purpose)
        context = {
            "regrade": self.regrade,
            "item": self.regrade.version.item,
            "told": told,
            "total": told.foretold.sittings,
            "ready": told.foretold.sittings - told.left,
            "standing_still": self.regrade.running and not _is_worked_on(self.regrade),
            "page": page,
            "rows": _rows(page, names),
            "named": bool(names),
            "may_decide": self.may_decide,
        }
        return self.render_to_response(self.get_context_data(**context))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if request.POST.get("act") == "names":
            return self.page(purpose=request.POST.get("purpose", ""))
        regrades.carry_on(regrade=self.regrade, by=self.person, now=timezone.now())
        return redirect("regrades:detail", pk)


def _rows(page: Any, names: dict[int, str]) -> list[dict[str, Any]]:
    return [
        {"number": number, "line": line, "name": names.get(line.attempt_id, "")}
        for number, line in enumerate(page.object_list, start=page.start_index())
    ]


def _correction(foretold: selectors.Preview) -> list[Any]:
    """The right answer before and after, in the item's words."""
    keys = list(foretold.version.keys.order_by("number"))
    before = next((key for key in reversed(keys[:-1]) if key.key != foretold.key.key), keys[0])
    body = foretold.version.body
    return differences(foretold.version.item.kind, (body, before.key, {}), (body, foretold.key.key, {}))


def _is_worked_on(regrade: Regrade) -> bool:
    return Job.objects.filter(key__startswith=f"regrade:{regrade.uuid}:").exclude(state__in=Job.FINAL).exists()


class RegradeViewSet(RoleViewSet):
    name = "regrades"
    icon = "rotate"
    menu_label = gettext_lazy("Scoring anew")
    policy = ItemPolicy(Regrade)

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {"permission_policy": self.policy, "header_icon": self.icon, **kwargs}

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.construct_view(RegradeIndex), name="index"),
            path("version/<int:pk>/", self.construct_view(RegradePreview), name="preview"),
            path("<int:pk>/", self.construct_view(RegradeDetail), name="detail"),
        ]
