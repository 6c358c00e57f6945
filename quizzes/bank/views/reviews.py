"""What waits to be checked, and what became of what one sent."""

from typing import Any

from django.db.models import QuerySet
from django.forms import Media
from django.urls import URLPattern, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import HeaderButton

from lms.people.sign_in import signed_in
from quizzes.bank.models import ItemReview
from quizzes.bank.permissions import KeyPolicy
from quizzes.bank.screens import RoleViewSet
from quizzes.bank.selectors import reviews


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


class ReviewViewSet(RoleViewSet):
    name = "item_reviews"
    url_prefix = "item-reviews"
    icon = "tick"
    menu_label = gettext_lazy("Waiting for my review")
    policy = KeyPolicy(ItemReview)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *self.list_patterns(ReviewIndex),
        ]
