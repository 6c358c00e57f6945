from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models.pages import ModulePage


class LessonFile(models.Model):
    """One row per Word document that somebody uploaded below a module and looks at before a lesson is made of it. The
    bytes are in private storage; row and bytes are deleted when the draft is made, the file given up, or a day old.
    Only who uploaded it sees it. Written by `services.lesson_files`."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    page = models.ForeignKey(ModulePage, models.CASCADE, related_name="+")
    file = models.CharField(max_length=120)
    filename = models.CharField(max_length=200)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("uploaded lesson")
