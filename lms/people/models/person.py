from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, person: "Person") -> "PersonQuerySet":
        """The committee and the account administrators see everybody, an organiser or chair the deputies of the own
        units, everybody else nobody but themselves."""
        from lms.people.models.mandate import Mandate
        from lms.people.models.role import Role
        from lms.people.permissions import has_role

        if has_role(person, Role.COMMITTEE, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN):
            return self
        mandates = Mandate.objects.visible_to(person)
        return self.filter(models.Q(pk=person.pk) | models.Q(pk__in=mandates.values("person_id")))


class PersonManager(BaseUserManager["Person"].from_queryset(PersonQuerySet)):  # type: ignore[misc]
    use_in_migrations = False

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(username=username)


class Person(AbstractBaseUser, PermissionsMixin):
    """One row per human being who signs in or holds a mandate. A person is not a mandate: see `Mandate`.

    Written by `services.accounts` and `services.roster`. The name keeps every code point as it was given; the telephone
    number stands here only as cipher and as keyed hash. Identity numbers are never stored. Nobody is deleted: a person
    is anonymised, and the uuid stays as a pseudonym. `is_superuser` is False for everybody, held by a constraint.
    """

    class Sex(models.TextChoices):
        FEMALE = "female", pgettext_lazy("sex", "Female")
        MALE = "male", pgettext_lazy("sex", "Male")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    username = models.CharField(_("User name"), max_length=64, unique=True)
    name = models.CharField(_("Name"), max_length=64)
    name_sort = models.CharField(max_length=200, db_index=True, blank=True)
    sex = models.CharField(_("Sex"), max_length=6, choices=Sex.choices, blank=True)
    ethnicity = models.CharField(_("Ethnicity"), max_length=20, blank=True)
    birth_month = models.DateField(_("Month of birth"), null=True, blank=True)
    phone_cipher = models.CharField(max_length=200, blank=True)
    phone_index = models.CharField(max_length=64, unique=True, null=True, blank=True)
    elder_mode = models.BooleanField(null=True)
    must_set_password = models.BooleanField(default=False)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    session_round = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    anonymised_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[PersonManager] = PersonManager()
    USERNAME_FIELD = "username"
    email = ""  # nobody has one here; the editors' screens ask everybody before they would send mail
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(condition=models.Q(is_superuser=False), name="person_no_superuser"),
            models.CheckConstraint(
                condition=models.Q(anonymised_at__isnull=False) | ~models.Q(name=""), name="person_has_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must carry to be believed: it changes with the password, and whenever the person signs out
        everywhere."""
        return salted_hmac(
            "lms.people.session", f"{self.password} {self.session_round}", secret=secret, algorithm="sha256"
        ).hexdigest()

    @cached_property
    def role_names(self) -> frozenset[str]:
        """The roles held today, read once per request: "trainer", "committee" …"""
        from lms.people.permissions import roles_held

        return frozenset(roles_held(self))


class PersonNameHistory(models.Model):
    """One row per former name of a person. Written by `services.roster` when a roster renames somebody."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="former_names")
    name = models.CharField(max_length=64)
    until = models.DateField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("former name")
