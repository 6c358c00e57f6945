"""By what the list of items is narrowed; every choice stands in the address."""

from datetime import timedelta
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet

from quizzes.bank import words
from quizzes.bank.models import Citation, Item, ItemBank, ItemTag, Recheck, Source, TaggedItem
from quizzes.bank.models.item import ItemQuerySet
from quizzes.framework.models import Competence
from quizzes.types import registry

EXPIRY = [
    ("past", _("The day has come")),
    ("30", _("Within 30 days")),
    ("90", _("Within 90 days")),
    ("none", _("Without a day")),
]


def listed_banks(request: HttpRequest | None) -> QuerySet[ItemBank]:
    """A bank of which the person may not know the items is no choice."""
    if request is None or not request.user.is_authenticated:
        return ItemBank.objects.none()
    return ItemBank.objects.listed_to(request.user)


class ItemFilters(WagtailFilterSet):
    bank = django_filters.ModelChoiceFilter(label=_("Bank"), queryset=listed_banks)
    purpose = django_filters.ChoiceFilter(
        label=_("Purpose"), choices=ItemBank.Purpose.choices, field_name="bank__purpose"
    )
    kind = django_filters.ChoiceFilter(label=pgettext_lazy("item", "Kind"), choices=registry.choices)
    competence = django_filters.ModelChoiceFilter(
        label=_("Competence"), queryset=Competence.objects.order_by("order"), method="of_competence"
    )
    level = django_filters.ChoiceFilter(label=_("Level"), choices=words.LEVELS)
    state = django_filters.ChoiceFilter(label=pgettext_lazy("item", "State"), choices=list(words.STATES.items()))
    tag = django_filters.ModelChoiceFilter(
        label=pgettext_lazy("item", "Tag"), queryset=ItemTag.objects.all(), method="with_tag"
    )
    source = django_filters.ModelChoiceFilter(label=_("Source"), queryset=Source.objects.all(), method="naming")
    expiry = django_filters.ChoiceFilter(label=_("To be checked again by"), choices=EXPIRY, method="expiring")
    recheck = django_filters.ChoiceFilter(
        label=_("To be looked at again"), choices=[("yes", _("Waiting to be looked at"))], method="waiting"
    )

    class Meta:
        model = Item
        fields = [
            "bank",
            "purpose",
            "kind",
            "competence",
            "level",
            "state",
            "tag",
            "source",
            "expiry",
            "recheck",
        ]

    def of_competence(self, items: ItemQuerySet, name: str, value: Competence) -> ItemQuerySet:
        return items.filter(competence=value)

    def with_tag(self, items: ItemQuerySet, name: str, value: ItemTag) -> ItemQuerySet:
        return items.filter(Exists(TaggedItem.objects.filter(tag=value, content_object=OuterRef("pk"))))

    def naming(self, items: ItemQuerySet, name: str, value: Source) -> ItemQuerySet:
        return items.filter(Exists(Citation.objects.filter(source=value, item=OuterRef("pk"))))

    def expiring(self, items: ItemQuerySet, name: str, value: Any) -> ItemQuerySet:
        if value == "none":
            return items.filter(expires_on=None)
        days = int(value) if value.isdigit() else 0
        return items.filter(expires_on__lte=timezone.localdate() + timedelta(days=days))

    def waiting(self, items: ItemQuerySet, name: str, value: str) -> ItemQuerySet:
        return items.filter(Exists(Recheck.objects.waiting().filter(item=OuterRef("pk"))))
