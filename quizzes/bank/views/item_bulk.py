"""One act on many items of the list: what would happen is shown first, and confirmed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lms.web.errors import Refusal
from quizzes.bank import exports
from quizzes.bank.forms.bulk import BulkForm
from quizzes.bank.models import Item
from quizzes.bank.screens import Screen
from quizzes.bank.selectors.items import found_by
from quizzes.bank.services import bulk
from quizzes.bank.views.item_filters import ItemFilters

SHOWN = 50


class ItemBulk(Screen):
    http_method_names = ["post"]
    template_name = "quizzes/bank/item_bulk.html"
    permission_required = "view"
    trail = ("items:index", gettext_lazy("Items"))

    @cached_property
    def act(self) -> str:
        act = self.request.POST.get("act", "")
        return act if act in bulk.LABELS or act == "export" else ""

    def get_page_title(self) -> str:
        return _("Export") if self.act == "export" else str(bulk.LABELS.get(self.act, _("Several items")))

    def after_refusal(self) -> str:
        query = self.request.POST.get("query", "")
        return reverse("items:index") + (f"?{query}" if query else "")

    @cached_property
    def items(self) -> list[Item]:
        """The marked ones, or all that the list found; nothing that the person may not see, and for what an author does
        nothing whose bank is closed."""
        mine = Item.objects.listed_to if self.act in bulk.COMMITTEE else Item.objects.visible_to
        found = mine(self.person).with_state().select_related("bank", "live_version")
        if self.request.POST.get("all"):
            query = QueryDict(self.request.POST.get("query", ""))
            filters = ItemFilters(data=query, request=self.request, queryset=found_by(found, query.get("q", "")))
            found = filters.qs
        else:
            marked = [pk for pk in self.request.POST.getlist("item") if pk.isdigit()]
            found = found.filter(pk__in=marked)
        return list(found.order_by("slug")[: bulk.MOST + 1])

    def post(self, request: HttpRequest) -> HttpResponse:
        if not self.act:
            raise Refusal(_("There is no such act."))
        if self.act in bulk.COMMITTEE and not self.user_has_permission("publish"):
            raise Refusal(_("The committee alone does this. Send the items for review."))
        if self.act not in bulk.COMMITTEE and not self.user_has_permission("change"):
            raise Refusal(_("Trainers alone do this."))
        if not self.items:
            raise Refusal(_("Choose at least one item."))
        confirmed = bool(request.POST.get("confirmed"))
        form = BulkForm(request.POST if confirmed else None, act=self.act)
        if not confirmed or not form.is_valid():
            return self.page(form, self.refused_now() if not form.fields else [])
        if self.act == "export":
            return self.export(form.cleaned_data["format"])
        refused = bulk.apply(act=self.act, items=self.items, choice=form.choice(), by=self.person, now=timezone.now())
        if refused:
            return self.page(form, refused)
        count = len(self.items)
        messages.success(request, ngettext("Done for %(n)d item.", "Done for %(n)d items.", count) % {"n": count})
        return redirect(self.after_refusal())

    def refused_now(self) -> list[bulk.Refused]:
        now = timezone.now()
        return bulk.look(act=self.act, items=self.items, choice=bulk.Choice(), by=self.person, now=now)

    def page(self, form: BulkForm, refused: list[bulk.Refused]) -> HttpResponse:
        why = {one.item.pk: one.reason for one in refused}
        rows: list[tuple[Item, str]] = sorted(
            ((item, why.get(item.pk, "")) for item in self.items), key=lambda row: not row[1]
        )
        context: dict[str, Any] = {
            "form": form,
            "act": self.act,
            "rows": rows[:SHOWN],
            "more": max(0, len(rows) - SHOWN),
            "count": len(rows),
            "refused": len(refused),
            "query": self.request.POST.get("query", ""),
            "all": bool(self.request.POST.get("all")),
            "back": self.after_refusal(),
        }
        return self.render_to_response(self.get_context_data(**context))

    def export(self, format: str) -> HttpResponse:
        content, ending = exports.export(items=self.items, format=format, by=self.person, now=timezone.now())
        response = HttpResponse(content, content_type="application/octet-stream")
        response["Content-Disposition"] = f'attachment; filename="items.{ending.lstrip(".")}"'
        return response
