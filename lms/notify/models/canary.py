from django.db import models


class Canary(models.Model):
    """The one row that a task of the queue touches every minute. Its age tells whether the workers work."""

    sung_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="notify_one_canary")]
