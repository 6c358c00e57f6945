"""What waits to be checked, what became of what one sent, and the checking of one item."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Media
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import HeaderButton

from lms.people.sign_in import signed_in
from quizzes.bank.models import Item, ItemReview
from quizzes.bank.permissions import BankPolicy
from quizzes.bank.screens import RoleViewSet
from quizzes.bank.selectors import reviews
from quizzes.bank.selectors.history import ahead, forms_of
from quizzes.bank.selectors.items import draft_content, missing
from quizzes.bank.services import items
from quizzes.bank.views.item_pages import OneItem


class ReviewIndex(IndexView):
    """Open rounds that somebody else sent; `?which=mine` lists what one sent oneself."""

    model = ItemReview
    search_fields = ["item__stem", "item__slug"]
    search_backend_name = None
    default_ordering = "asked_at"
    any_permission_required = ["change"]

    @property
    def mine(self) -> bool:
        return self.request.GET.get("which") == "mine"

    def get_page_title(self) -> str:
        return _("What I sent for review") if self.mine else _("Waiting for my review")

    def get_base_queryset(self) -> QuerySet[ItemReview]:
        person = signed_in(self.request)
        found = reviews.sent_by(person) if self.mine else reviews.waiting_for(person)
        return found.select_related("item__bank", "item__competence", "author", "asked_by", "decided_by")

    def get_url(self, review: ItemReview) -> str:
        return reverse("items:review", args=[review.item_id])

    @cached_property
    def columns(self) -> list[Column]:
        first = [
            TitleColumn(
                "item", label=gettext_lazy("Question"), accessor=lambda one: str(one.item), get_url=self.get_url
            ),
            Column("bank", label=gettext_lazy("Bank"), accessor="item.bank", sort_key="item__bank__title"),
            Column("competence", label=gettext_lazy("Competence"), accessor="item.competence.code"),
            Column("author", label=gettext_lazy("Written by"), accessor=lambda one: one.author or one.asked_by),
            DateColumn("asked_at", label=gettext_lazy("Sent on"), sort_key="asked_at"),
        ]
        if not self.mine:
            return [*first, Column("note", label=pgettext_lazy("review of an item", "Remark"))]
        return [
            *first,
            Column("state", label=pgettext_lazy("item", "State"), accessor="get_state_display", sort_key="state"),
            Column("decided_by", label=gettext_lazy("Checked by")),
            Column("comment", label=pgettext_lazy("review of an item", "Remark")),
        ]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        here = reverse("item_reviews:index")
        if self.mine:
            return [HeaderButton(_("Waiting for my review"), url=here, icon_name="tick")]
        return [HeaderButton(_("What I sent for review"), url=f"{here}?which=mine", icon_name="history")]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        context["no_results_message"] = _("Nothing waits here.")
        context["media"] += Media(css={"all": ["quizzes/bank.css"]})
        return context


class ItemReviewPage(OneItem):
    """One item as it was sent: what changed, how it looks, who had it in hand; approve it or give it back."""

    template_name = "quizzes/bank/item_review.html"
    page_title = gettext_lazy("Review")
    permission_required = "change"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        rounds = list(reviews.rounds_of(self.item))
        open_one = next((one for one in rounds if one.state == ItemReview.State.OPEN), None)
        context = {
            "item": self.item,
            "state": Item.objects.with_state().get(pk=pk).state,  # type: ignore[attr-defined]
            "open": open_one,
            "may_decide": open_one is not None and reviews.waiting_for(self.person).filter(pk=open_one.pk).exists(),
            "may_publish": self.user_has_permission("publish"),
            "rounds": rounds,
            "changes": ahead(self.item.kind, forms_of(self.item)),
            "missing": missing(self.item, draft_content(self.item)),
        }
        return self.render_to_response(self.get_context_data(**context))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        now, comment = timezone.now(), request.POST.get("comment", "")
        match request.POST.get("act"):
            case "approve":
                items.approve(item=self.item, by=self.person, now=now, comment=comment)
                messages.success(request, _("Approved. The committee publishes it, alone or with its module."))
            case "publish":
                version = items.publish(item=self.item, by=self.person, now=now)
                messages.success(request, _("Published as version %(number)d.") % {"number": version.number})
                return redirect("items:review", pk)
            case "return":
                items.give_back(item=self.item, by=self.person, now=now, comment=comment)
                messages.success(request, _("Given back; the author is told why."))
        return redirect("item_reviews:index")


class ReviewViewSet(RoleViewSet):
    name = "item_reviews"
    url_prefix = "item-reviews"
    icon = "tick"
    menu_label = gettext_lazy("Waiting for my review")
    policy = BankPolicy(ItemReview)

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {"permission_policy": self.policy, "header_icon": self.icon, **kwargs}

    def get_urlpatterns(self) -> list[URLPattern]:
        index = {
            "index_url_name": "item_reviews:index",
            "index_results_url_name": "item_reviews:index_results",
            "paginate_by": 50,
        }
        return [
            path("", self.construct_view(ReviewIndex, **index), name="index"),
            path("results/", self.construct_view(ReviewIndex, **index, results_only=True), name="index_results"),
        ]
