"""Attestations in the editors' admin: who attests how often, the draw, one second look."""

import secrets
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.people.models import Role
from lms.people.permissions import has_role
from lms.web.errors import NotAllowed
from quizzes.bank.screens import Screen
from quizzes.quality import advice, pictures_of_people
from quizzes.quality.forms import SecondLookForm
from quizzes.quality.limits import limits
from quizzes.quality.models import AttestationDraw, SecondLook
from quizzes.quality.selectors import attesters as selectors
from quizzes.quality.services import second_looks
from quizzes.readiness.words import LEVELS

PER_PAGE = 50
DRAWN = 5


class AttesterList(Screen):
    """Attesters are named to the committee alone; others see them numbered."""

    template_name = "quizzes/quality/attesters.html"
    page_title = gettext_lazy("Attestations")
    trail = ("quality:index", gettext_lazy("Quality of measurement"))

    def get(self, request: HttpRequest) -> HttpResponse:
        named = has_role(self.person, Role.COMMITTEE)
        rows = selectors.attesters(now=timezone.now())
        numbered = [_("Attester %(n)d") % {"n": number} for number in range(1, len(rows) + 1)]
        names = [one.name for one in rows] if named else numbered
        page = Paginator(selectors.looks(), PER_PAGE).get_page(request.GET.get("page"))
        context: dict[str, Any] = {
            "rows": list(zip(rows, names, strict=True)),
            "picture": pictures_of_people.attesters(rows, names) if rows else "",
            "about": advice.about_attesters(rows),
            "named": named,
            "least": limits().min_cell,
            "page": page if named else None,
            "looks": [(look, LEVELS[look.evidence.level]) for look in page] if named else [],
            "draws": AttestationDraw.objects.select_related("by")[:DRAWN] if named else [],
        }
        return self.render_to_response(self.get_context_data(**context))

    def post(self, request: HttpRequest) -> HttpResponse:
        made = second_looks.draw(by=self.person, seed=secrets.randbelow(2**31), now=timezone.now())
        messages.success(request, _("%(n)d attestations drawn.") % {"n": made.looks.count()})
        return redirect("quality:attesters")


class SecondLookScreen(Screen):
    template_name = "quizzes/quality/second_look.html"
    page_title = gettext_lazy("Second look")
    permission_required = "publish"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("quality:index"), "label": _("Quality of measurement")},
            {"url": reverse("quality:attesters"), "label": _("Attestations")},
            {"url": "", "label": self.get_page_title()},
        ]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = SecondLook.objects.select_related(
            "evidence__competence", "evidence__by", "evidence__person", "looked_by", "decided_by", "draw"
        )
        self.found = get_object_or_404(rows, pk=kwargs["pk"])

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page()

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if request.POST.get("step") == "name":
            return self._page(deputy=second_looks.name_deputy(look=self.found, by=self.person, now=timezone.now()))
        form = SecondLookForm(request.POST, case=self._case)
        if not form.is_valid():
            return self._page(form, status=400)
        reason, now = form.cleaned_data["reason"], timezone.now()
        try:
            if self._case:
                second_looks.decide(look=self.found, upheld=form.good, reason=reason, by=self.person, now=now)
            else:
                second_looks.examine(look=self.found, confirmed=form.good, reason=reason, by=self.person, now=now)
        except NotAllowed as refused:
            form.add_error(None, str(refused))
            return self._page(form, status=403)
        messages.success(request, _("Noted, with your name."))
        return redirect("quality:attesters")

    @property
    def _case(self) -> bool:
        return self.found.state == SecondLook.State.DOUBTED

    def _page(self, form: SecondLookForm | None = None, *, deputy: str = "", status: int = 200) -> HttpResponse:
        context = self.get_context_data(
            look=self.found,
            level=LEVELS[self.found.evidence.level],
            open=self._case or self.found.state == SecondLook.State.DRAWN,
            form=form or SecondLookForm(case=self._case),
            deputy=deputy,
        )
        return self.render_to_response(context, status=status)
