import uuid as uuids
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from quizzes.types.richtext import picture_name

if TYPE_CHECKING:
    from lms.people.models import Person


class ItemPicture(models.Model):
    """One row per picture of a question; the same file is kept once. Texts name it as `picture:<uuid>`, so that the
    address of its file follows from the text alone. Anybody who knows the uuid can open the file, and nobody can guess
    one. `sha256` is that of the file that came in; what is kept was drawn anew from its pixels, with its own `width`
    and `height`. Written once by `services.pictures`, never changed."""

    uuid = models.UUIDField(primary_key=True, default=uuids.uuid4, editable=False)
    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(_("File"), max_length=200)
    alt = models.CharField(_("Description"), max_length=300, blank=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    at = models.DateTimeField()
    by: "models.ForeignKey[Person | None, Person | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("picture of an item")
        verbose_name_plural = _("pictures of items")
        constraints = [
            models.CheckConstraint(condition=models.Q(width__gt=0, height__gt=0), name="item_picture_has_a_size")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def file_name(self) -> str:
        return picture_name(self.uuid)

    @property
    def source(self) -> str:
        """How a text names it."""
        return f"picture:{self.uuid}"
