import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("quizzes", "0004_calibration"),
    ]

    operations = [
        migrations.CreateModel(
            name="AnnouncedRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cut_version", models.PositiveSmallIntegerField(verbose_name="Version of the thresholds")),
                ("takes_effect_on", models.DateField(verbose_name="Takes effect on")),
                ("reason", models.CharField(max_length=200, verbose_name="Reason")),
                ("proposed_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("foretelling", "Being foretold"),
                            ("foretold", "Waits for a second person"),
                            ("announced", "Announced"),
                            ("running", "Under way"),
                            ("finished", "Finished"),
                            ("withdrawn", "Given up"),
                        ],
                        default="foretelling",
                        max_length=12,
                    ),
                ),
                ("open", models.BooleanField(default=True)),
                ("cursor", models.BigIntegerField(default=0)),
                ("people", models.PositiveIntegerField(default=0)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("calibrations", models.ManyToManyField(related_name="+", to="quizzes.calibration")),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="quizzes.readinessrule"
                    ),
                ),
            ],
            options={
                "verbose_name": "announced change",
                "verbose_name_plural": "announced changes",
                "ordering": ["-proposed_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="run_has_reason"),
                    models.UniqueConstraint(condition=models.Q(("open", True)), fields=("open",), name="run_one_open"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by__isnull", True),
                            models.Q(("confirmed_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="run_two_persons",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RunLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope_key", models.CharField(blank=True, max_length=100)),
                ("before", models.CharField(max_length=12)),
                ("foretold", models.CharField(max_length=12)),
                ("came", models.CharField(blank=True, max_length=12)),
                (
                    "competence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="quizzes.competence",
                    ),
                ),
                (
                    "mandate",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.mandate",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="quizzes.announcedrun"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("competence__isnull", False), ("mandate__isnull", True), ("scope_key", "")),
                            models.Q(
                                ("competence__isnull", True),
                                ("mandate__isnull", False),
                                models.Q(("scope_key", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="run_line_level_or_grade",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("mandate", None)),
                        fields=("run", "person", "competence"),
                        name="run_line_level_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("competence", None)),
                        fields=("run", "mandate", "scope_key"),
                        name="run_line_grade_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Standard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(unique=True)),
                ("cut_version", models.PositiveSmallIntegerField(verbose_name="Version of the thresholds")),
                ("in_force_from", models.DateField(verbose_name="In force from")),
                ("at", models.DateTimeField()),
                ("calibrations", models.ManyToManyField(related_name="standards", to="quizzes.calibration")),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standards",
                        to="quizzes.readinessrule",
                    ),
                ),
            ],
            options={
                "verbose_name": "standard of measurement",
                "verbose_name_plural": "standards of measurement",
                "ordering": ["number"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="evidence",
            name="quizzes_evidence_once",
        ),
        migrations.AddField(
            model_name="announcedrun",
            name="before",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="quizzes.standard"
            ),
        ),
        migrations.AddField(
            model_name="announcedrun",
            name="standard",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="run",
                to="quizzes.standard",
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="standard",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="evidence",
                to="quizzes.standard",
            ),
        ),
        migrations.AddField(
            model_name="leveldecision",
            name="standard",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="level_decisions",
                to="quizzes.standard",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(
                condition=models.Q(("standard", None)),
                fields=("person", "kind", "source_type", "source_id", "competence", "level"),
                name="quizzes_evidence_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(
                fields=("person", "kind", "source_type", "source_id", "competence", "level", "standard"),
                name="quizzes_evidence_once_a_standard",
            ),
        ),
        migrations.AddConstraint(
            model_name="announcedrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["announced", "running", "finished"]), _negated=True),
                    ("confirmed_by__isnull", False),
                    _connector="OR",
                ),
                name="run_confirmed_before_announced",
            ),
        ),
        migrations.AddConstraint(
            model_name="announcedrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["running", "finished"]), _negated=True),
                    models.Q(("standard__isnull", False), ("started_at__isnull", False)),
                    _connector="OR",
                ),
                name="run_puts_a_standard_in_force",
            ),
        ),
    ]
