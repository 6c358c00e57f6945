from typing import Any
from uuid import uuid4

from django.db import models
from django.utils.translation import pgettext_lazy

from lms.records.models.append_only import AppendOnly


class Verb(models.TextChoices):
    ENROLLED = "enrolled", pgettext_lazy("learning record", "Enrolled")
    STARTED = "started", pgettext_lazy("learning record", "Started")
    COMPLETED = "completed", pgettext_lazy("learning record", "Completed")
    SUBMITTED = "submitted", pgettext_lazy("learning record", "Submitted")
    SCORED = "scored", pgettext_lazy("learning record", "Scored")
    PASSED = "passed", pgettext_lazy("learning record", "Passed")
    ATTENDED = "attended", pgettext_lazy("learning record", "Attended")
    ATTESTED = "attested", pgettext_lazy("learning record", "Attested")
    AWARDED = "awarded", pgettext_lazy("learning record", "Awarded")
    REVOKED = "revoked", pgettext_lazy("learning record", "Revoked")
    CONTESTED = "contested", pgettext_lazy("learning record", "Contested")
    LEVELLED = "levelled", pgettext_lazy("learning record", "Level decided")


class Statement(AppendOnly):
    """One row per step that a person took: actor, verb, object, in the xAPI vocabulary.

    Written only by `services.statements.record`. Nothing ever changes. The actor is the person's pseudonym (uuid), and
    no payload carries personal data, so that a person can be anonymised and the chain still holds. `canonical` is what
    was hashed; it contains `prev`, the hash of the same person's statement before this one.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    actor_uuid = models.UUIDField()
    seq = models.PositiveIntegerField()
    verb = models.CharField(max_length=16, choices=Verb.choices)
    object_type = models.CharField(max_length=32)
    object_id = models.CharField(max_length=100)
    result = models.JSONField(default=dict)
    context = models.JSONField(default=dict)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    algorithm = models.CharField(max_length=16)
    canonical = models.BinaryField()
    prev = models.CharField(max_length=128)
    hash = models.CharField(max_length=128)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["actor_uuid", "seq"], name="records_statement_one_seq"),
            models.CheckConstraint(condition=models.Q(seq__gte=1), name="records_statement_seq_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_uuid} {self.seq} {self.verb} {self.object_type} {self.object_id}"

    def content(self) -> dict[str, Any]:
        """What `canonical` must say, built from the columns."""
        return {
            "uuid": str(self.uuid),
            "actor": str(self.actor_uuid),
            "seq": self.seq,
            "verb": self.verb,
            "object": {"type": self.object_type, "id": self.object_id},
            "result": self.result,
            "context": self.context,
            "occurred_at": self.occurred_at.isoformat(),
            "recorded_at": self.recorded_at.isoformat(),
            "algorithm": self.algorithm,
            "prev": self.prev,
        }


class ChainHead(models.Model):
    """One row per person with statements: where the chain ends. Locked while a statement is added; only `record`
    writes it."""

    actor_uuid = models.UUIDField(unique=True)
    seq = models.PositiveIntegerField(default=0)
    hash = models.CharField(max_length=128)

    def __str__(self) -> str:
        return f"{self.actor_uuid} {self.seq}"
