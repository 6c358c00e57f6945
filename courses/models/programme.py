from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.models.module import Module
from courses.models.paged import WithPage

if TYPE_CHECKING:
    from lms.people.models import Person


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def visible_to(self, person: "Person") -> "ProgrammeQuerySet":
        """Staff see every programme, learners those that are offered or that they are enrolled in."""
        from lms.people.models import Role
        from lms.people.permissions import has_role

        if has_role(person, Role.TRAINER, Role.COMMITTEE, Role.ORGANISER, Role.CHAIR):
            return self
        return self.filter(Q(live=True) | Q(enrolments__person=person)).distinct()


class Programme(WithPage, models.Model):
    """培训方案: which modules, for whom, from when to when, and what it takes to finish. Written by `services.loading`
    and `services.programmes`.

    JSON fields, all with fixed keys: `basis` {"title", "number", "date", "organ"}; `audience` {"levels": [...],
    "origins": [...], "note"}; `hours` {mode: hours} with `hours_labels`; `pass_rule` {"core_modules": "all",
    "hours_min", "text"}; `makeup_rule` {"attempts", "text"}; `training_plan` as `files.training_plan` says, {} where
    there is none; `needs_survey` likewise, as `files.needs_survey` says. Changing the pass rule counts up
    `pass_rule_version`.
    `state_district` and `state_township` are the approvals: a town's presidium may still be deciding what the district
    has passed. `live` means that deputies are enrolled and certificates issued. `edited_at` is set when somebody edits
    the rules on the site; loading the files again leaves them alone then.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("programme", "Draft")
        CONSULTING = "consulting", pgettext_lazy("programme", "Asking for opinions")
        PASSED = "passed", pgettext_lazy("programme", "Passed")
        ISSUED = "issued", pgettext_lazy("programme", "Issued")
        RUNNING = "running", pgettext_lazy("programme", "Being carried out")
        CLOSED = "closed", pgettext_lazy("programme", "Summed up")

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(_("Title"), max_length=150)
    term = models.ForeignKey("people.Term", models.PROTECT, null=True, blank=True, related_name="programmes")
    basis = models.JSONField(default=dict)
    audience = models.JSONField(default=dict)
    starts = models.DateField(_("Begins"))
    ends = models.DateField(_("Ends"))
    hours = models.JSONField(default=dict)
    hours_labels = models.JSONField(default=dict)
    pass_rule = models.JSONField(default=dict)
    pass_rule_version = models.PositiveSmallIntegerField(default=1)
    makeup_rule = models.JSONField(default=dict)
    training_plan = models.JSONField(default=dict, blank=True)
    needs_survey = models.JSONField(default=dict, blank=True)
    state_district = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    state_township = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    live = models.BooleanField(_("Offered"), default=False)
    edited_at = models.DateTimeField(null=True, blank=True)
    modules = models.ManyToManyField(Module, through="ProgrammeModule", related_name="programmes")

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["-starts", "slug"]
        constraints = [models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="programme_ends_after_start")]

    def __str__(self) -> str:
        return self.title

    @property
    def total_hours(self) -> Decimal:
        """Class hours over all modes, as the plan says: of those for whom most is core."""
        return sum((Decimal(str(hours)) for hours in self.hours.values()), Decimal(0))

    @property
    def elective_count(self) -> int:
        """How many modules are core for nobody; prefetch `programme_modules` for lists."""
        return sum(not use.core_for for use in self.programme_modules.all())

    @property
    def levels(self) -> list[str]:
        """The levels of congress whose deputies it is for."""
        return list(self.audience.get("levels", []))

    @property
    def hours_min(self) -> Decimal:
        """Class hours without which nobody finishes."""
        return Decimal(str(self.pass_rule.get("hours_min", 0)))


class ProgrammeModule(models.Model):
    """A module in a programme: its place, its hours there, and for which levels of congress it is core; for the others
    it is an elective."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="programme_modules")
    module = models.ForeignKey(Module, models.PROTECT, related_name="programme_modules")
    order = models.PositiveSmallIntegerField(default=0)
    core_for = models.JSONField(default=list)
    hours = models.DecimalField(max_digits=4, decimal_places=1)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "module"], name="programme_module_once"),
            models.CheckConstraint(condition=Q(hours__gte=0), name="programme_module_hours"),
        ]
