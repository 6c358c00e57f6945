"""Sources in the editors' admin: which there are, who names them, and the revision of one."""

from typing import Any

import django_filters
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.forms import Media
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import HeaderButton

from lms.web.errors import Refusal
from quizzes.bank.forms.source import RevisionForm, SourceForm
from quizzes.bank.models import Source
from quizzes.bank.permissions import BankPolicy
from quizzes.bank.screens import RoleViewSet, Screen
from quizzes.bank.selectors import sources as selectors
from quizzes.bank.services import revisions, sources

PAGE = 50


class SourceFilters(WagtailFilterSet):
    kind = django_filters.ChoiceFilter(label=pgettext_lazy("source", "Kind"), choices=Source.Kind.choices)

    class Meta:
        model = Source
        fields = ["kind"]


class SourceIndex(IndexView):
    model = Source
    filterset_class = SourceFilters
    page_title = pgettext_lazy("laws and standards", "Sources")
    search_fields = ["title"]
    search_backend_name = None
    default_ordering = "title"
    any_permission_required = ["view"]

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("title", label=gettext_lazy("Title"), get_url=self.get_edit_url, sort_key="title"),
            Column("version", label=pgettext_lazy("source", "Version"), sort_key="version"),
            DateColumn("effective_on", label=gettext_lazy("In force from"), sort_key="effective_on"),
            NumberColumn("items", label=gettext_lazy("Items")),
            NumberColumn("texts", label=gettext_lazy("Lessons and modules")),
            NumberColumn("waiting", label=gettext_lazy("To be looked at again")),
        ]

    def get_base_queryset(self) -> QuerySet[Source]:
        return selectors.listed()

    def get_edit_url(self, instance: Source) -> str:
        return reverse("sources:edit", args=[instance.pk])

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton(_("New source"), url=reverse("sources:add"), icon_name="plus")]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        context["add_url"] = None
        context["media"] += Media(css={"all": ["quizzes/bank.css"]})
        return context


class SourceScreen(Screen):
    """One source: its names, who cites it, its revisions, and the form that puts a new one on record."""

    template_name = "quizzes/bank/source.html"
    permission_required = "change"
    trail = ("sources:index", pgettext_lazy("laws and standards", "Sources"))
    source: Source | None = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if "pk" in kwargs:
            self.source = get_object_or_404(Source, pk=kwargs["pk"])

    def get_page_title(self) -> str:
        return self.source.title if self.source else _("New source")

    def first_values(self) -> dict[str, Any]:
        if self.source is None:
            return {}
        fields = ("title", "kind", "version", "effective_on")
        return {name: getattr(self.source, name) for name in fields} | {"aliases": "\n".join(self.source.aliases)}

    def page(self, form: SourceForm, revision: RevisionForm) -> HttpResponse:
        context: dict[str, Any] = {"form": form, "revision_form": revision, "source": self.source}
        if self.source is not None:
            named = Paginator(selectors.citing_this(self.source, self.person), PAGE)
            context["citations"] = named.get_page(self.request.GET.get("p"))
            context["revisions"] = self.source.revisions.select_related("by")
        return self.render_to_response(self.get_context_data(**context))

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        return self.page(SourceForm(initial=self.first_values()), RevisionForm(prefix="revision"))

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        if self.source is not None and request.POST.get("act") == "revise":
            return self.revise(self.source)
        form = SourceForm(request.POST, initial=self.first_values())
        if form.is_valid():
            try:
                saved = sources.save_source(source=self.source, **form.cleaned_data, by=self.person, now=timezone.now())
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("The source is saved."))
                return redirect("sources:edit", saved.pk)
        return self.page(form, RevisionForm(prefix="revision"))

    def revise(self, source: Source) -> HttpResponse:
        form = RevisionForm(self.request.POST, prefix="revision")
        if form.is_valid():
            try:
                revision = revisions.record(source=source, **form.cleaned_data, by=self.person, now=timezone.now())
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                count = revision.rechecks.count()
                messages.success(
                    self.request,
                    _("On record. To be looked at again: %(count)d; who should do so is told.") % {"count": count},
                )
                return redirect(f"{reverse('rechecks:index')}?source={source.pk}")
        return self.page(SourceForm(initial=self.first_values()), form)


class SourceViewSet(RoleViewSet):
    name = "sources"
    url_prefix = "sources"
    icon = "doc-full"
    menu_label = pgettext_lazy("laws and standards", "Sources")
    policy = BankPolicy(Source)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *self.list_patterns(SourceIndex),
            path("new/", self.construct_view(SourceScreen), name="add"),
            path("<int:pk>/", self.construct_view(SourceScreen), name="edit"),
        ]
