import hashlib
import json
from datetime import UTC

from django.db import models
from django.utils.translation import gettext_lazy as _

GENESIS = "0" * 64


class AuditEntry(models.Model):
    """One row per privileged look, change or export. Written by `lms.audit.services.log.record` alone; a row never
    changes and is never deleted: each holds the hash of the one before it, so that a rewritten or missing row shows.
    It names people by uuid only."""

    seq = models.PositiveBigIntegerField(unique=True, editable=False)
    actor_uuid = models.UUIDField(null=True, db_index=True)
    verb = models.CharField(max_length=64, db_index=True)
    object_type = models.CharField(max_length=64)
    object_id = models.CharField(max_length=128, blank=True)
    purpose = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(db_index=True)
    algorithm = models.CharField(max_length=16, default="sha256")
    prev_hash = models.CharField(max_length=128)
    hash = models.CharField(max_length=128)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-seq"]
        indexes = [models.Index(fields=["object_type", "object_id"], name="audit_object")]
        constraints = [models.CheckConstraint(condition=models.Q(seq__gte=1), name="audit_seq_from_one")]

    def computed_hash(self) -> str:
        """The hash that follows from this row's fields and the hash of the row before it."""
        fields = [
            self.seq,
            str(self.actor_uuid) if self.actor_uuid else None,
            self.verb,
            self.object_type,
            self.object_id,
            self.purpose,
            self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            self.algorithm,
            self.prev_hash,
        ]
        canonical = json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
        return hashlib.new(self.algorithm, canonical).hexdigest()


class AuditHead(models.Model):
    """The one row that names the newest entry; locked while an entry is added. Cutting off the chain's tail leaves
    it pointing at an entry that is gone."""

    seq = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=128, default=GENESIS)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="audit_one_head")]
