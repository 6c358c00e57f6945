from django.db import models
from django.utils.translation import gettext_lazy as _


class Framework(models.Model):
    """One row per version of the competence framework. Written by `services.load`; a version that is in use never
    changes its codes."""

    version = models.PositiveSmallIntegerField(unique=True)
    title = models.CharField(max_length=100)
    in_force_from = models.DateField()

    class Meta:
        verbose_name = _("competence framework")

    def __str__(self) -> str:
        return f"{self.title} v{self.version}"


class Area(models.Model):
    """One of the six areas, A to F."""

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="areas")
    code = models.CharField(max_length=2)
    name = models.CharField(max_length=40)
    is_gate = models.BooleanField(default=False)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="area_code_once")]

    def __str__(self) -> str:
        return self.name


class Competence(models.Model):
    """One competence: something a deputy can do, with four levels. `core_district` and `core_township` are the
    framework's proposal; a programme decides which competences are core in it."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="competences")
    code = models.CharField(max_length=4, unique=True)
    name = models.CharField(_("Name"), max_length=60)
    duty = models.CharField(max_length=100, blank=True)
    digcomp = models.CharField(max_length=40, blank=True)
    core_district = models.BooleanField(default=False)
    core_township = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("competence")
        verbose_name_plural = _("competences")
        ordering = ["order"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ProficiencyLevel(models.Model):
    """What a person of that level does in that competence; levels 1 to 4."""

    competence = models.ForeignKey(Competence, models.PROTECT, related_name="levels")
    level = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)

    class Meta:
        ordering = ["level"]
        constraints = [
            models.UniqueConstraint(fields=["competence", "level"], name="level_text_once"),
            models.CheckConstraint(condition=models.Q(level__gte=1, level__lte=4), name="level_one_to_four"),
        ]

    def __str__(self) -> str:
        return self.text
