from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class RankingDecision(models.Model):
    """One decision to show named rankings, with its document and its end. Without one in force nobody sees anybody
    else's points. Written by `services.ranking`; only `ended_on` and `ended_by` are ever added later."""

    document_no = models.CharField(_("Document number"), max_length=60)
    decided_on = models.DateField(_("Decided on"))
    until = models.DateField(_("In force until"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="ranking_decisions")
    recorded_at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__gte=models.F("decided_on")), name="points_ranking_until_after_decision"
            ),
            models.CheckConstraint(condition=~models.Q(document_no=""), name="points_ranking_has_document"),
        ]

    def __str__(self) -> str:
        return self.document_no

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("A decision stays on file; end it")
