from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def finished(self) -> "SnapshotQuerySet":
        """Those whose rows are all there."""
        return self.exclude(source_hash="")


class Snapshot(models.Model):
    """One frozen view of a programme as of a day: whatever is published is computed from its rows alone, so that
    rendering again gives the same figures. Written by `services.snapshots`, in chunks; finished with its `source_hash`.

    `rules` names the versions of readiness rule, pass rule and framework; `scope` the covered and core competences;
    `source_hash` is SHA-256 over all its rows, each chained to the one before; `seal` is the last line of the learning
    record's seal file.
    `shape` says which groups and grades are shown together; set once, with the published cells.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    programme = models.ForeignKey("courses.Programme", models.PROTECT, related_name="snapshots")
    as_of = models.DateField()
    rules = models.JSONField()
    scope = models.JSONField()
    mandates = models.PositiveIntegerField()
    persons = models.PositiveIntegerField()
    source_hash = models.CharField(max_length=64)
    seal = models.CharField(max_length=500, blank=True)
    shape = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("snapshot")
        ordering = ["-made_at", "-pk"]


class FrozenRow(models.Model):
    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A frozen row never changes; take another snapshot")
        super().save(*args, **kwargs)


class SnapshotMandate(FrozenRow):
    """One mandate as it was on that day: no name, no foreign key to a person, only a pseudonym that joins the two
    mandates of one person inside the snapshot. `before` is the grade in force when the person finished the first module
    of the programme, "" where there was none."""

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="rows")
    number = models.PositiveIntegerField()
    person_key = models.CharField(max_length=32)
    level = models.CharField(max_length=10)
    origin = models.CharField(max_length=12)
    unit = models.CharField(max_length=100)
    unit_position = models.PositiveSmallIntegerField()
    delegation = models.CharField(max_length=60, blank=True)
    age_band = models.CharField(max_length=10, blank=True)
    grade = models.CharField(max_length=12)
    before = models.CharField(max_length=12, blank=True)
    enrolled = models.BooleanField()
    completed = models.BooleanField()
    certified = models.BooleanField()
    hours = models.DecimalField(max_digits=6, decimal_places=1)
    mode = models.CharField(max_length=10, blank=True)
    assisted = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["snapshot", "number"], name="snapshot_row_number_once")]


class SnapshotLevel(FrozenRow):
    """The level of one competence of the programme for one row of a snapshot. `level` is empty where not assessed."""

    row = models.ForeignKey(SnapshotMandate, models.PROTECT, related_name="levels")
    competence = models.CharField(max_length=4)
    state = models.CharField(max_length=12)
    level = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["row", "competence"], name="snapshot_level_once")]


class PublishedCell(models.Model):
    """One cell of one published table, with what was decided about it. Suppression sticks: rendering again, and any
    later table of the same snapshot, shows a suppressed cell as suppressed. Columns of `words.QUIET` are kept for the
    decision on later snapshots, and never printed."""

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="cells")
    table = models.CharField(max_length=40)
    row = models.CharField(max_length=100)
    column = models.CharField(max_length=60)
    value = models.FloatField(null=True)
    suppressed = models.BooleanField(default=False)
    reason = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "table", "row", "column"], name="published_cell_once"),
            models.CheckConstraint(
                condition=models.Q(suppressed=False) | models.Q(value__isnull=True), name="suppressed_cell_is_empty"
            ),
        ]
