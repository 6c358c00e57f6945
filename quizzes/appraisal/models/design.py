from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quizzes.calibration.models import Calibration
from quizzes.delivery.models import Quiz
from quizzes.delivery.models.written_once import WrittenOnce


class FormDesign(WrittenOnce):
    """One round of the readiness test over the pool of one programme: which items stand together in which form. The
    newest round of a scope counts. Written by `services.designs`; never changes, so that everybody of a round is asked
    and scored alike.

    `layout` is {"forms": [form], "second": [form]}, a form being {"scored": [item], "pilot": [item]} by primary key;
    the second form of a number shares no item with the first. `seed` drew them. "adaptive": true beside them says that
    the forms only name the items: the parts of a test are chosen one after the other (`services.parts`). `rule` is the
    frozen rule.
    `calibration` is whose parameters score it, None for the experts' bands; `shift` brings its difficulties onto the
    scale that its links led to when the round was opened; `prior_mean` and `prior_sd` are the population's there, all
    in logits. `codes` are the competences that it covers. `quiz` carries its sittings. `by` None is the system.
    """

    scope_key = models.CharField(max_length=80)
    round = models.PositiveSmallIntegerField()
    quiz = models.OneToOneField(Quiz, models.PROTECT, related_name="form_design")
    calibration = models.ForeignKey(Calibration, models.PROTECT, null=True, blank=True, related_name="+")
    codes = models.JSONField()
    rule = models.JSONField()
    layout = models.JSONField()
    seed = models.PositiveBigIntegerField()
    shift = models.FloatField(default=0)
    prior_mean = models.FloatField()
    prior_sd = models.FloatField()
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("round of the readiness test")
        verbose_name_plural = _("rounds of the readiness test")
        constraints = [
            models.UniqueConstraint(fields=["scope_key", "round"], name="form_design_round_once"),
            models.CheckConstraint(condition=Q(prior_sd__gt=0), name="form_design_prior_spread"),
        ]

    def __str__(self) -> str:
        return f"{self.scope_key} #{self.round}"
