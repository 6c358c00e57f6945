import django.db.models.deletion
import django.db.models.expressions
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("quizzes", "0006_readiness_test"),
    ]

    operations = [
        migrations.CreateModel(
            name="Panel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("title", models.CharField(max_length=100, verbose_name="Title")),
                ("guidance", models.TextField(max_length=1000)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("first", "First round"),
                            ("second", "Second round"),
                            ("closed", "Closed, not adopted yet"),
                            ("adopted", "Adopted"),
                            ("withdrawn", "Given up"),
                        ],
                        default="first",
                        max_length=10,
                    ),
                ),
                ("convened_at", models.DateTimeField()),
                ("first_closed_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("adopted_at", models.DateTimeField(blank=True, null=True)),
                ("adopted_reason", models.CharField(blank=True, max_length=200)),
                ("cut_version", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "adopted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "convened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "panel",
                "verbose_name_plural": "panels",
                "ordering": ["-convened_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("adopted_by__isnull", False),
                                ("cut_version__isnull", False),
                                ("state", "adopted"),
                                models.Q(("adopted_reason", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "adopted"), _negated=True),
                                ("adopted_by__isnull", True),
                                ("cut_version__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="panel_adopted_by_somebody",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PanelCut",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("theta", models.FloatField()),
                ("panel_se", models.FloatField()),
                ("item_se", models.FloatField()),
                ("se", models.FloatField()),
                ("first_theta", models.FloatField(blank=True, null=True)),
                ("panellists", models.PositiveSmallIntegerField()),
                ("items", models.PositiveSmallIntegerField()),
                (
                    "competence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="quizzes.competence"
                    ),
                ),
                (
                    "panel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cuts", to="quizzes.panel"
                    ),
                ),
            ],
            options={
                "ordering": ["panel", "competence__order"],
                "constraints": [models.UniqueConstraint(fields=("panel", "competence"), name="panel_cut_once")],
            },
        ),
        migrations.CreateModel(
            name="PanelItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("difficulty", models.FloatField()),
                ("se", models.FloatField(blank=True, null=True)),
                ("facility", models.FloatField(blank=True, null=True)),
                (
                    "competence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="quizzes.competence"
                    ),
                ),
                (
                    "panel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="quizzes.panel"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="quizzes.itemversion"
                    ),
                ),
            ],
            options={
                "ordering": ["panel", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("panel", "position"), name="panel_item_position_once"),
                    models.UniqueConstraint(fields=("panel", "version"), name="panel_item_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Panellist",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("statement", models.TextField(blank=True)),
                ("signed_at", models.DateTimeField(blank=True, null=True)),
                ("first_done_at", models.DateTimeField(blank=True, null=True)),
                ("second_done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "panel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="panellists", to="quizzes.panel"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="panel_seats",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("panel", "person"), name="panellist_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("first_done_at__isnull", True), ("signed_at__isnull", False), _connector="OR"
                        ),
                        name="panellist_signs_first",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("signed_at__isnull", True), models.Q(("statement", ""), _negated=True), _connector="OR"
                        ),
                        name="panellist_statement_is_kept",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField()),
                ("share", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ratings", to="quizzes.panelitem"
                    ),
                ),
                (
                    "panellist",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ratings", to="quizzes.panellist"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("panellist", "item", "round"), name="rating_once_a_round"),
                    models.CheckConstraint(condition=models.Q(("round__in", [1, 2])), name="rating_round"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("share__lte", 100),
                            (
                                "share",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("share"), "/", models.Value(5)
                                    ),
                                    "*",
                                    models.Value(5),
                                ),
                            ),
                        ),
                        name="rating_in_steps_of_five",
                    ),
                ],
            },
        ),
    ]
