import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("quizzes", "0007_standard_setting"),
    ]

    operations = [
        migrations.CreateModel(
            name="AttestationDraw",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seed", models.PositiveBigIntegerField()),
                ("share", models.FloatField()),
                ("pool", models.JSONField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "draw of attestations",
                "verbose_name_plural": "draws of attestations",
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("share__gt", 0), ("share__lte", 1)), name="attestation_draw_share"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="QualityReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("limits", models.PositiveSmallIntegerField()),
                ("data", models.JSONField()),
                ("as_of", models.DateTimeField()),
                (
                    "bank",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="quality_report",
                        to="quizzes.itembank",
                    ),
                ),
                (
                    "calibration",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="quizzes.calibration",
                    ),
                ),
            ],
            options={
                "verbose_name": "quality report",
                "verbose_name_plural": "quality reports",
                "ordering": ["bank__slug"],
            },
        ),
        migrations.CreateModel(
            name="SecondLook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("drawn", "To be looked at"),
                            ("confirmed", "Confirmed"),
                            ("doubted", "Doubted, case open"),
                            ("upheld", "Attestation upheld"),
                            ("withdrawn", "Attestation taken back"),
                        ],
                        default="drawn",
                        max_length=10,
                    ),
                ),
                ("looked_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decision", models.CharField(blank=True, max_length=500)),
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
                    "draw",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="looks", to="quizzes.attestationdraw"
                    ),
                ),
                (
                    "evidence",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="second_look", to="quizzes.evidence"
                    ),
                ),
                (
                    "looked_by",
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
                "verbose_name": "second look",
                "verbose_name_plural": "second looks",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("looked_at", None), ("looked_by", None), ("state", "drawn")),
                            models.Q(
                                models.Q(("state", "drawn"), _negated=True),
                                ("looked_at__isnull", False),
                                ("looked_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="second_look_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["drawn", "confirmed"]),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="second_look_doubt_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_by__isnull", False),
                                ("state__in", ["upheld", "withdrawn"]),
                                models.Q(("decision", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state__in", ["upheld", "withdrawn"]), _negated=True),
                                ("decided_by", None),
                                ("decision", ""),
                            ),
                            _connector="OR",
                        ),
                        name="second_look_case_decided",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("looked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="second_look_by_two_people",
                    ),
                ],
            },
        ),
    ]
