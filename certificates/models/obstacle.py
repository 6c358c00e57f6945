"""What keeps a certificate that is due from being made."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Obstacle(models.Model):
    """One row per name that could not be printed, because no embedded font has one of its characters.

    Written by `services.issue`. While the row is open, the sweep leaves that person with that name alone; a new name
    is tried without further ado, and staff try the same one again by closing the row.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    programme = models.ForeignKey("courses.Programme", models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    characters = models.CharField(max_length=60)
    at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("certificate that could not be made")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "programme", "name"],
                condition=models.Q(cleared_at__isnull=True),
                name="obstacle_open_once",
            )
        ]

    @property
    def codes(self) -> str:
        """The characters by number, for whoever sees only boxes: U+20BB7 …"""
        return " ".join(f"U+{ord(character):04X}" for character in self.characters)
