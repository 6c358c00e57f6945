"""The banks: which there are, how full they are, a new one."""

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.ui.tables import Column, NumberColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import HeaderButton

from lms.people.sign_in import signed_in
from quizzes.bank.forms.bank import BankForm
from quizzes.bank.models import ItemBank
from quizzes.bank.permissions import BankPolicy
from quizzes.bank.screens import RoleViewSet, Screen
from quizzes.bank.services import items
from quizzes.bank.views.owners import BankOwners


class BankIndex(IndexView):
    model = ItemBank
    page_title = gettext_lazy("Item banks")
    search_fields = ["title", "slug"]
    search_backend_name = None
    default_ordering = "slug"
    any_permission_required = ["view"]

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("title", label=gettext_lazy("Title"), get_url=self.items_of, sort_key="title"),
            Column("slug", label=gettext_lazy("Short name"), sort_key="slug"),
            Column("purpose", label=gettext_lazy("Purpose"), accessor="get_purpose_display", sort_key="purpose"),
            NumberColumn("total", label=gettext_lazy("Items")),
            NumberColumn("deliverable", label=gettext_lazy("In use")),
            TitleColumn(
                "rename",
                label=gettext_lazy("Edit"),
                accessor=lambda bank: _("Rename"),
                get_url=lambda bank: reverse("item_banks:edit", args=[bank.pk]),
            ),
            TitleColumn("owners", label=gettext_lazy("Owners"), accessor=self.owners_word, get_url=self.owners_url),
        ]

    def items_of(self, bank: ItemBank) -> str | None:
        return f"{reverse('items:index')}?bank={bank.pk}" if bank.listed else None  # type: ignore[attr-defined]

    def owners_word(self, bank: ItemBank) -> str:
        """Of a readiness bank how many there are; the others are open to every trainer."""
        if bank.purpose != ItemBank.Purpose.READINESS:
            return _("every trainer")
        number: int = bank.owners  # type: ignore[attr-defined]
        return ngettext("%(n)d owner", "%(n)d owners", number) % {"n": number} if number else _("nobody yet")

    def owners_url(self, bank: ItemBank) -> str | None:
        own = bank.purpose == ItemBank.Purpose.READINESS and self.user_has_permission("publish")
        return reverse("item_banks:owners", args=[bank.pk]) if own else None

    def get_base_queryset(self) -> QuerySet[ItemBank]:
        in_use = Q(items__live_version__isnull=False, items__retired=False)
        listed = ItemBank.objects.listed_to(signed_in(self.request)).filter(pk=OuterRef("pk"))
        return ItemBank.objects.annotate(
            total=Count("items", distinct=True),
            deliverable=Count("items", filter=in_use, distinct=True),
            owners=Count("ownerships", filter=Q(ownerships__ended_at=None), distinct=True),
            listed=Exists(listed),
        )

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton(_("New bank"), url=reverse("item_banks:add"), icon_name="plus")]


class BankScreen(Screen):
    template_name = "quizzes/bank/simple_form.html"
    permission_required = "change"
    page_title = gettext_lazy("New bank")
    trail = ("item_banks:index", gettext_lazy("Item banks"))

    def form(self, pk: int | None) -> BankForm:
        data = self.request.POST if self.request.method == "POST" else None
        if pk is None:
            return BankForm(data)
        bank = get_object_or_404(ItemBank, pk=pk)
        form = BankForm(data, initial={"title": bank.title, "slug": bank.slug, "purpose": bank.purpose})
        form.fields["slug"].disabled = form.fields["purpose"].disabled = True
        return form

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        return self.page(self.form(pk))

    def page(self, form: BankForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form))

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        form = self.form(pk)
        if form.is_valid() and pk is None and ItemBank.objects.filter(slug=form.cleaned_data["slug"]).exists():
            form.add_error("slug", _("There is a bank of this name already."))
        if not form.is_valid():
            return self.page(form)
        items.ensure_bank(**{name: form.cleaned_data[name] for name in ("slug", "title", "purpose")})
        messages.success(request, _("The bank is saved."))
        return redirect("item_banks:index")


class BankViewSet(RoleViewSet):
    name = "item_banks"
    url_prefix = "item-banks"
    icon = "folder-open-inverse"
    menu_label = gettext_lazy("Item banks")
    policy = BankPolicy(ItemBank)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *self.list_patterns(BankIndex),
            path("new/", self.construct_view(BankScreen), name="add"),
            path("<int:pk>/", self.construct_view(BankScreen), name="edit"),
            path("<int:pk>/owners/", self.construct_view(BankOwners), name="owners"),
        ]
