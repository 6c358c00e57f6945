from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from quizzes.bank.models import ItemBank


class QuestionFile(models.Model):
    """One row per file of questions that somebody uploaded and looks at before importing it. The bytes are in private
    storage; row and bytes are deleted when it is imported, given up, or a day old. Only who uploaded it sees it.
    Written by `exchange.services.uploads`."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    bank = models.ForeignKey(ItemBank, models.CASCADE, related_name="+")
    file = models.CharField(max_length=120)
    filename = models.CharField(max_length=200)
    format = models.CharField(max_length=20)
    competence = models.CharField(max_length=10, blank=True)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("uploaded file of questions")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level=None) | models.Q(level__gte=1, level__lte=4),
                name="question_file_level_one_to_four",
            )
        ]
