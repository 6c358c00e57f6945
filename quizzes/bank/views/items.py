"""The list of items in the editors' admin, and the screens around one item."""

from typing import Any

import django_filters
from django.forms import Media
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import HeaderButton

from lms.people.sign_in import signed_in
from quizzes.bank import words
from quizzes.bank.models import Item, ItemBank
from quizzes.bank.models.item import ItemQuerySet
from quizzes.bank.permissions import BankPolicy
from quizzes.bank.screens import RoleViewSet
from quizzes.bank.views.item_form import ItemCreate, ItemEdit
from quizzes.bank.views.item_pages import ItemAct, ItemFrame, ItemHistory, ItemPreview
from quizzes.bank.views.item_try import ItemTry
from quizzes.bank.views.reviews import ItemReviewPage
from quizzes.framework.models import Competence
from quizzes.types import registry


class ItemFilters(WagtailFilterSet):
    bank = django_filters.ModelChoiceFilter(label=_("Bank"), queryset=ItemBank.objects.all())
    kind = django_filters.ChoiceFilter(label=pgettext_lazy("item", "Kind"), choices=registry.choices)
    competence = django_filters.ModelChoiceFilter(
        label=_("Competence"), queryset=Competence.objects.order_by("order"), method="of_competence"
    )
    level = django_filters.ChoiceFilter(label=_("Level"), choices=words.LEVELS)
    state = django_filters.ChoiceFilter(label=pgettext_lazy("item", "State"), choices=list(words.STATES.items()))

    class Meta:
        model = Item
        fields = ["bank", "kind", "competence", "level", "state"]

    def of_competence(self, items: ItemQuerySet, name: str, value: Competence) -> ItemQuerySet:
        return items.filter(competence=value)


def _question(item: Item) -> str:
    return item.stem[:60] + ("…" if len(item.stem) > 60 else "") or item.slug


class StateColumn(Column):
    cell_template_name = "quizzes/bank/state_cell.html"


class ItemIndex(IndexView):
    model = Item
    filterset_class = ItemFilters
    page_title = _("Items")
    search_fields = ["stem", "slug"]
    search_backend_name = None
    default_ordering = "slug"
    any_permission_required = ["view"]

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("stem", label=_("Question"), accessor=_question, get_url=self.get_edit_url, sort_key="stem"),
            Column("slug", label=_("Short name"), sort_key="slug"),
            Column("bank", label=_("Bank"), accessor="bank.title", sort_key="bank__title"),
            Column("kind", label=pgettext_lazy("item", "Kind"), accessor="kind_word", sort_key="kind"),
            Column(
                "level",
                label=_("Level"),
                accessor=lambda item: words.level_word(item.level),
                classname="bank-nowrap",
                sort_key="level",
            ),
            Column("band", label=_("Difficulty"), accessor=lambda item: words.band_word(item.band), sort_key="band"),
            Column("competence", label=_("Competence"), accessor="competence.code", sort_key="competence__order"),
            StateColumn("state", label=pgettext_lazy("item", "State"), sort_key="state"),
            DateColumn("expires_on", label=_("Check again by"), sort_key="expires_on"),
        ]

    def get_base_queryset(self) -> ItemQuerySet:
        items = Item.objects.visible_to(signed_in(self.request))
        return items.with_state().select_related("bank", "competence")

    def get_edit_url(self, instance: Item) -> str:
        return reverse("items:edit", args=[instance.pk])

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        bank = self.request.GET.get("bank", "")
        address = reverse("items:add") + (f"?bank={bank}" if bank.isdigit() else "")
        into = reverse("exchange:upload") + (f"?bank={bank}" if bank.isdigit() else "")
        return [
            HeaderButton(_("New item"), url=address, icon_name="plus"),
            HeaderButton(_("Import questions"), url=into, icon_name="upload"),
        ]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        context["add_url"] = None  # the empty list says what to do by itself
        context["media"] += Media(css={"all": ["quizzes/bank.css"]})
        return context


class ItemViewSet(RoleViewSet):
    name = "items"
    icon = "help"
    menu_label = _("Items")
    policy = BankPolicy(Item)

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {"permission_policy": self.policy, "header_icon": self.icon, **kwargs}

    def get_urlpatterns(self) -> list[URLPattern]:
        index = {
            "index_url_name": "items:index",
            "index_results_url_name": "items:index_results",
            "paginate_by": 50,
        }
        return [
            path("", self.construct_view(ItemIndex, **index), name="index"),
            path("results/", self.construct_view(ItemIndex, **index, results_only=True), name="index_results"),
            path("new/", self.construct_view(ItemCreate), name="add"),
            path("<int:pk>/", self.construct_view(ItemEdit), name="edit"),
            path("try/<slug:kind>/", self.construct_view(ItemTry), name="try"),
            path("<int:pk>/preview/", self.construct_view(ItemPreview), name="preview"),
            path("<int:pk>/preview/frame/", self.construct_view(ItemFrame), name="frame"),
            path("<int:pk>/history/", self.construct_view(ItemHistory), name="history"),
            path("<int:pk>/review/", self.construct_view(ItemReviewPage), name="review"),
            path("<int:pk>/act/", self.construct_view(ItemAct), name="act"),
        ]
