"""What is to be looked at again: items and lessons behind a revised law, and items whose day has come."""

from typing import Any

import django_filters
from django.contrib import messages
from django.forms import Media
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView

from lms.people.sign_in import signed_in
from lms.web.errors import Refusal
from quizzes.bank.forms.source import RecheckForm
from quizzes.bank.models import Recheck, Source
from quizzes.bank.models.source import RecheckQuerySet
from quizzes.bank.permissions import BankPolicy
from quizzes.bank.screens import RoleViewSet, Screen
from quizzes.bank.selectors import sources as selectors
from quizzes.bank.services import rechecks

STATES = [
    ("waiting", pgettext_lazy("recheck", "Waiting")),
    ("valid", pgettext_lazy("recheck", "Still holds")),
    ("changed", pgettext_lazy("recheck", "Was changed")),
    ("all", pgettext_lazy("recheck", "All")),
]
REASONS = [("source", gettext_lazy("A source was revised")), ("day", gettext_lazy("The day of checking has come"))]


class RecheckFilters(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=pgettext_lazy("recheck", "State"), choices=STATES, method="in_state")
    reason = django_filters.ChoiceFilter(label=gettext_lazy("Reason"), choices=REASONS, method="for_reason")
    source = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Source"), queryset=Source.objects.all(), field_name="revision__source"
    )

    class Meta:
        model = Recheck
        fields = ["state", "reason", "source"]

    def filter_queryset(self, queryset: RecheckQuerySet) -> RecheckQuerySet:
        """Without a chosen state, what waits."""
        found: RecheckQuerySet = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("state") else found.waiting()

    def in_state(self, rows: RecheckQuerySet, name: str, value: str) -> RecheckQuerySet:
        return rows if value == "all" else rows.waiting() if value == "waiting" else rows.filter(outcome=value)

    def for_reason(self, rows: RecheckQuerySet, name: str, value: str) -> RecheckQuerySet:
        return rows.filter(revision__isnull=value == "day")


def thing_of(recheck: Recheck) -> str:
    item = recheck.item
    return (item.stem[:60] or item.slug) if item else str(recheck.text)


def kind_of(recheck: Recheck) -> str:
    if recheck.item:
        return f"{_('Item')} · {recheck.item.bank}"
    return _("Module") if recheck.text and recheck.text.key.startswith("module:") else _("Lesson")


def reason_of(recheck: Recheck) -> str:
    if recheck.revision is None:
        return _("To be checked again by %(day)s") % {"day": recheck.expires_on}
    words = str(recheck.revision)
    if recheck.revision.articles:
        numbers = "、".join(str(number) for number in recheck.revision.articles[:6])
        more = "…" if len(recheck.revision.articles) > 6 else ""
        words += _(", articles %(numbers)s") % {"numbers": numbers + more}
    return words


class RecheckIndex(IndexView):
    model = Recheck
    filterset_class = RecheckFilters
    page_title = gettext_lazy("To be looked at again")
    default_ordering = "raised_at"
    any_permission_required = ["view"]

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("thing", label=gettext_lazy("What"), accessor=thing_of, get_url=self.get_edit_url),
            Column("kind", label=pgettext_lazy("recheck", "Kind"), accessor=kind_of),
            Column("reason", label=gettext_lazy("Reason"), accessor=reason_of),
            Column(
                "keeper",
                label=gettext_lazy("Who should look"),
                accessor=lambda one: one.keeper or _("the committee"),
                sort_key="keeper__name_sort",
            ),
            DateColumn("raised_at", label=gettext_lazy("Since when"), sort_key="raised_at"),
            Column("outcome", label=pgettext_lazy("recheck", "State"), accessor=self.outcome_of, sort_key="outcome"),
        ]

    def outcome_of(self, recheck: Recheck) -> str:
        if not recheck.outcome:
            return _("To be looked at again")
        return f"{recheck.get_outcome_display()} · {recheck.cleared_by}"

    def get_base_queryset(self) -> RecheckQuerySet:
        return selectors.rechecks(signed_in(self.request))

    def get_edit_url(self, instance: Recheck) -> str:
        return reverse("rechecks:one", args=[instance.pk])

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        context["no_results_message"] = _("Nothing has to be looked at again.")
        context["media"] += Media(css={"all": ["quizzes/bank.css"]})
        return context


class RecheckScreen(Screen):
    template_name = "quizzes/bank/recheck.html"
    permission_required = "change"
    page_title = pgettext_lazy("recheck", "Look again")
    trail = ("rechecks:index", gettext_lazy("To be looked at again"))
    recheck: Recheck

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        visible = selectors.rechecks(request.user) if request.user.is_authenticated else Recheck.objects.none()
        self.recheck = get_object_or_404(visible, pk=kwargs["pk"])

    def page(self, form: RecheckForm) -> HttpResponse:
        context = {
            "form": form,
            "recheck": self.recheck,
            "thing": thing_of(self.recheck),
            "kind": kind_of(self.recheck),
            "reason": reason_of(self.recheck),
            "may_clear": selectors.may_clear(self.recheck, self.person),
        }
        return self.render_to_response(self.get_context_data(**context))

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(RecheckForm(dated=self.recheck.expires_on is not None))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = RecheckForm(request.POST, dated=self.recheck.expires_on is not None)
        if form.is_valid():
            try:
                rechecks.clear(recheck=self.recheck, **form.cleaned_data, by=self.person, now=timezone.now())
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("It is on record that you looked."))
                return redirect("rechecks:index")
        return self.page(form)


class RecheckViewSet(RoleViewSet):
    name = "rechecks"
    url_prefix = "rechecks"
    icon = "warning"
    menu_label = gettext_lazy("To be looked at again")
    policy = BankPolicy(Recheck)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *self.list_patterns(RecheckIndex),
            path("<int:pk>/", self.construct_view(RecheckScreen), name="one"),
        ]
