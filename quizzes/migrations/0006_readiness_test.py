import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("quizzes", "0005_announced_runs"),
    ]

    operations = [
        migrations.CreateModel(
            name="Booklet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("turn", models.PositiveSmallIntegerField()),
                (
                    "occasion",
                    models.CharField(
                        choices=[
                            ("first", "First test of the round"),
                            ("asked", "Second form, asked for"),
                            ("invited", "Second form, by invitation"),
                            ("reviewed", "New test after a review"),
                        ],
                        max_length=10,
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("seed", models.PositiveBigIntegerField()),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="booklets",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("occasion", "first"), ("turn", 1)),
                            models.Q(models.Q(("occasion", "first"), _negated=True), ("turn__gt", 1)),
                            _connector="OR",
                        ),
                        name="booklet_first_is_first",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("by__isnull", True), ("occasion__in", ["first", "asked"])),
                            models.Q(
                                ("by__isnull", False),
                                ("occasion__in", ["invited", "reviewed"]),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="booklet_offered_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Appraisal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveSmallIntegerField()),
                ("theta", models.FloatField()),
                ("se", models.FloatField()),
                ("score", models.PositiveSmallIntegerField()),
                ("margin", models.PositiveSmallIntegerField()),
                ("items", models.PositiveSmallIntegerField()),
                ("calibrated", models.PositiveSmallIntegerField()),
                ("areas", models.JSONField()),
                ("assisted", models.BooleanField(default=False)),
                ("outcomes", models.JSONField()),
                ("together", models.JSONField(default=list)),
                ("fit", models.FloatField(blank=True, null=True)),
                ("rapid", models.FloatField(blank=True, null=True)),
                ("at", models.DateTimeField()),
                (
                    "booklet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="appraisals", to="quizzes.booklet"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("booklet", "version"), name="appraisal_version_once"),
                    models.CheckConstraint(condition=models.Q(("se__gt", 0)), name="appraisal_has_an_error"),
                    models.CheckConstraint(
                        condition=models.Q(("calibrated__lte", models.F("items"))),
                        name="appraisal_calibrated_among_items",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BookletItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sitting", models.PositiveSmallIntegerField()),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "part",
                    models.CharField(
                        choices=[("scored", "Counts"), ("pilot", "Tried out"), ("practice", "Practice")], max_length=8
                    ),
                ),
                (
                    "booklet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="quizzes.booklet"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="quizzes.item"),
                ),
            ],
            options={
                "ordering": ["sitting", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("booklet", "item"), name="booklet_item_once"),
                    models.UniqueConstraint(fields=("booklet", "sitting", "position"), name="booklet_place_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="BookletSitting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "attempt",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="booklet_sitting",
                        to="quizzes.attempt",
                    ),
                ),
                (
                    "booklet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sittings", to="quizzes.booklet"
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [models.UniqueConstraint(fields=("booklet", "number"), name="booklet_sitting_once")],
            },
        ),
        migrations.CreateModel(
            name="FormDesign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope_key", models.CharField(max_length=80)),
                ("round", models.PositiveSmallIntegerField()),
                ("codes", models.JSONField()),
                ("rule", models.JSONField()),
                ("layout", models.JSONField()),
                ("seed", models.PositiveBigIntegerField()),
                ("prior_mean", models.FloatField()),
                ("prior_sd", models.FloatField()),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "calibration",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="quizzes.calibration",
                    ),
                ),
                (
                    "quiz",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="form_design", to="quizzes.quiz"
                    ),
                ),
            ],
            options={
                "verbose_name": "round of the readiness test",
                "verbose_name_plural": "rounds of the readiness test",
                "constraints": [
                    models.UniqueConstraint(fields=("scope_key", "round"), name="form_design_round_once"),
                    models.CheckConstraint(condition=models.Q(("prior_sd__gt", 0)), name="form_design_prior_spread"),
                ],
            },
        ),
        migrations.AddField(
            model_name="booklet",
            name="design",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="booklets", to="quizzes.formdesign"
            ),
        ),
        migrations.CreateModel(
            name="AppraisalCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("signs", models.JSONField()),
                ("at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "To be looked at"),
                            ("counts", "The result counts"),
                            ("anew", "A new test is offered"),
                        ],
                        default="open",
                        max_length=6,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "appraisal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="case", to="quizzes.appraisal"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "at"], name="appraisal_case_open")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="appraisal_case_decided_by_somebody",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="booklet",
            constraint=models.UniqueConstraint(fields=("design", "person", "turn"), name="booklet_turn_once"),
        ),
    ]
