from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.people.models.congress import Delegation, ElectoralDistrict, Station, Term
from lms.people.models.unit import OrganisingUnit

if TYPE_CHECKING:
    from lms.people.models.batch import ImportBatch
    from lms.people.models.person import Person


class MandateQuerySet(models.QuerySet["Mandate"]):
    def with_state_on(self, day: date) -> "MandateQuerySet":
        """Each with `state_on_day`: the state of the last change effective by that day; None before the first."""
        last = MandateChange.objects.filter(mandate=OuterRef("pk"), effective_on__lte=day).order_by(
            "-effective_on", "-pk"
        )
        return self.annotate(state_on_day=Subquery(last.values("state")[:1]))

    def serving_on(self, day: date) -> "MandateQuerySet":
        """In office on that day: the state says so and the term has not ended."""
        in_term = Q(term__end__isnull=True) | Q(term__end__gte=day)
        return self.with_state_on(day).filter(in_term, Q(state_on_day=Mandate.State.SERVING))

    def visible_to(self, person: "Person") -> "MandateQuerySet":
        """All for the committee; those of the own units for organisers and chairs; else the own ones."""
        from lms.people.models.role import Role
        from lms.people.permissions import has_role, units_of

        if has_role(person, Role.COMMITTEE):
            return self
        units = units_of(person, Role.ORGANISER, Role.CHAIR)
        return self.filter(Q(person=person) | Q(unit__in=units))


class Mandate(models.Model):
    """任职: one row per person and term. Written by `services.roster`. Its state is a history (`MandateChange`), so
    that a report as of a day sees the mandates of that day. `unit` is the organising unit that looks after the
    deputy."""

    class Origin(models.TextChoices):
        NEW = "new", pgettext_lazy("origin", "Newly elected")
        RE_ELECTED = "re_elected", pgettext_lazy("origin", "Re-elected")
        BY_ELECTION = "by_election", pgettext_lazy("origin", "By-elected")

    class State(models.TextChoices):
        SERVING = "serving", pgettext_lazy("mandate", "In office")
        SUSPENDED = "suspended", pgettext_lazy("mandate", "Suspended from duty")
        ENDED = "ended", pgettext_lazy("mandate", "Mandate ended")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="mandates")
    term = models.ForeignKey(Term, models.PROTECT, related_name="mandates")
    electoral_district = models.ForeignKey(ElectoralDistrict, models.PROTECT, related_name="mandates")
    delegation = models.ForeignKey(Delegation, models.PROTECT, null=True, blank=True, related_name="mandates")
    stations = models.ManyToManyField(Station, related_name="mandates", blank=True)
    unit = models.ForeignKey(OrganisingUnit, models.PROTECT, related_name="mandates")
    origin = models.CharField(max_length=12, choices=Origin.choices)
    created_at = models.DateTimeField()

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        constraints = [models.UniqueConstraint(fields=["person", "term"], name="mandate_once_a_term")]

    def __str__(self) -> str:
        return f"{self.person} {self.term.written}"

    @property
    def level(self) -> str:
        """ "district" or "township"; load `term__congress` for lists."""
        return self.term.congress.level

    def serves_on(self, day: date) -> bool:
        """Of a row of `with_state_on(day)` the same as `serving_on`; load `term` for lists."""
        state = self.state_on_day  # type: ignore[attr-defined]
        return bool(state == Mandate.State.SERVING and (self.term.end is None or self.term.end >= day))

    @property
    def state(self) -> str:
        """Today's state; one query. Lists use `with_state_on`."""
        last = self.changes.filter(effective_on__lte=timezone.localdate()).order_by("-effective_on", "-pk").first()
        return last.state if last else ""


class MandateChange(models.Model):
    """One row per change of a mandate's state; the first says when it began. Never changed or deleted; a correction is
    a later row. Written by `services.mandates` and `services.roster`."""

    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="changes")
    state = models.CharField(max_length=10, choices=Mandate.State.choices)
    effective_on = models.DateField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    import_batch: "models.ForeignKey[ImportBatch | None, ImportBatch | None]" = models.ForeignKey(
        "people.ImportBatch", models.PROTECT, null=True, blank=True, related_name="mandate_changes"
    )
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("change of a mandate")
        indexes = [models.Index(fields=["mandate", "-effective_on"], name="mandate_change_latest")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A change of a mandate never changes; record a later one")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("A change of a mandate is never deleted")
