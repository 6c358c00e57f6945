from django.db import models

from lms.records.models.append_only import AppendOnly


class DailySeal(AppendOnly):
    """One row per day: a hash over the ends of all chains, chained to the seal before it.

    Written by `services.seals.seal_day`, together with one line in a file outside the database. Never changes.
    """

    number = models.PositiveIntegerField(unique=True)
    day = models.DateField(unique=True)
    at = models.DateTimeField()
    algorithm = models.CharField(max_length=16)
    heads = models.PositiveIntegerField()
    statements = models.PositiveIntegerField()
    digest = models.CharField(max_length=128)
    prev = models.CharField(max_length=128)
    hash = models.CharField(max_length=128)

    def __str__(self) -> str:
        return f"{self.number} {self.day}"

    @property
    def line(self) -> str:
        """The seal as it stands in the file."""
        return " ".join(
            [
                str(self.number),
                self.day.isoformat(),
                self.algorithm,
                str(self.heads),
                str(self.statements),
                self.digest,
                self.prev,
                self.hash,
            ]
        )


class SealedHead(AppendOnly):
    """One row per chain that had grown since the seal before: where it ended when the day was sealed. All rows up to a
    seal, the last one of each actor, are what its digest covers. Never changes."""

    seal = models.ForeignKey(DailySeal, on_delete=models.PROTECT, related_name="grown")
    actor_uuid = models.UUIDField()
    seq = models.PositiveIntegerField()
    hash = models.CharField(max_length=128)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor_uuid", "seq"], name="records_sealedhead_once")]

    def __str__(self) -> str:
        return f"{self.actor_uuid} {self.seq}"
