"""The list of items in the editors' admin, and the screens around one item."""

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch
from django.forms import Media
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import HeaderButton

from lms.people.sign_in import signed_in
from quizzes.bank import words
from quizzes.bank.models import Item, Recheck, TaggedItem
from quizzes.bank.models.item import ItemQuerySet
from quizzes.bank.permissions import ItemPolicy
from quizzes.bank.screens import RoleViewSet
from quizzes.bank.selectors.items import found_by
from quizzes.bank.services import bulk
from quizzes.bank.views.item_bulk import ItemBulk
from quizzes.bank.views.item_filters import ItemFilters
from quizzes.bank.views.item_form import ItemCreate, ItemEdit
from quizzes.bank.views.item_pages import ItemAct, ItemFrame, ItemHistory, ItemPreview
from quizzes.bank.views.item_review import ItemReviewPage
from quizzes.bank.views.item_try import ItemTry


def _question(item: Item) -> str:
    return item.stem[:60] + ("…" if len(item.stem) > 60 else "") or item.slug


class StateColumn(Column):
    cell_template_name = "quizzes/bank/state_cell.html"


class MarkColumn(Column):
    cell_template_name = "quizzes/bank/mark_cell.html"


class QuestionColumn(TitleColumn):
    cell_template_name = "quizzes/bank/question_cell.html"


class StatisticColumn(Column):
    """What the answers so far say of the live version; reckoned elsewhere, read by its relation."""

    cell_template_name = "quizzes/bank/statistic_cell.html"

    def get_value(self, instance: Item) -> Any:
        if instance.live_version is None:
            return None
        instance.live_version.item = instance  # Wagtail asks the statistic for its name to see whether it is empty
        return getattr(instance.live_version, "statistic", None)


class ItemIndex(IndexView):
    model = Item
    template_name = "quizzes/bank/item_index.html"
    filterset_class = ItemFilters
    page_title = _("Items")
    search_fields = ["search_text"]
    search_backend_name = None
    default_ordering = "slug"
    any_permission_required = ["view"]

    @cached_property
    def columns(self) -> list[Column]:
        return [
            MarkColumn("mark", label=pgettext_lazy("column", "Mark")),
            QuestionColumn("stem", label=_("Question"), accessor=_question, get_url=self.get_edit_url, sort_key="slug"),
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
            StatisticColumn("statistic", label=_("Answers so far"), sort_key="live_version__statistic__facility"),
            Column(
                "expires_on",
                label=_("Check again by"),
                accessor=lambda item: item.expires_on.isoformat() if item.expires_on else "",
                classname="bank-nowrap",
                sort_key="expires_on",
            ),
        ]

    def get_base_queryset(self) -> ItemQuerySet:
        items = Item.objects.listed_to(signed_in(self.request)).with_state()
        waits = Recheck.objects.waiting().filter(item=OuterRef("pk"))
        tagged = Prefetch("tagged", TaggedItem.objects.select_related("tag").order_by("tag__name"))
        found = items.annotate(waits=Exists(waits)).prefetch_related(tagged)
        return found.select_related("bank", "competence", "live_version__statistic")

    def search_queryset(self, queryset: ItemQuerySet) -> ItemQuerySet:
        return found_by(queryset, self.search_query) if self.is_searching else queryset

    def get_edit_url(self, instance: Item) -> str:
        return reverse("items:edit", args=[instance.pk])

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        bank = self.request.GET.get("bank", "")
        address = reverse("items:add") + (f"?bank={bank}" if bank.isdigit() else "")
        into = reverse("exchange:upload") + (f"?bank={bank}" if bank.isdigit() else "")
        if not self.user_has_permission("add"):
            return []
        return [
            HeaderButton(_("New item"), url=address, icon_name="plus"),
            HeaderButton(_("Import questions"), url=into, icon_name="upload"),
        ]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        acts = [*bulk.LABELS.items(), ("export", gettext("Export"))]
        context["bulk_acts"] = [
            (name, label)
            for name, label in acts
            if self.user_has_permission("publish" if name in bulk.COMMITTEE else "change")
        ]
        context["add_url"] = None  # the empty list says what to do by itself
        context["media"] += Media(css={"all": ["quizzes/bank.css"]})
        return context


class ItemViewSet(RoleViewSet):
    name = "items"
    icon = "help"
    menu_label = _("Items")
    policy = ItemPolicy(Item)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *self.list_patterns(ItemIndex),
            path("bulk/", self.construct_view(ItemBulk), name="bulk"),
            path("new/", self.construct_view(ItemCreate), name="add"),
            path("<int:pk>/", self.construct_view(ItemEdit), name="edit"),
            path("try/<slug:kind>/", self.construct_view(ItemTry), name="try"),
            path("<int:pk>/preview/", self.construct_view(ItemPreview), name="preview"),
            path("<int:pk>/preview/frame/", self.construct_view(ItemFrame), name="frame"),
            path("<int:pk>/history/", self.construct_view(ItemHistory), name="history"),
            path("<int:pk>/review/", self.construct_view(ItemReviewPage), name="review"),
            path("<int:pk>/act/", self.construct_view(ItemAct), name="act"),
        ]
