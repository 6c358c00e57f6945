import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("courses", "0001_initial"),
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("as_of", models.DateField()),
                ("rules", models.JSONField()),
                ("scope", models.JSONField()),
                ("mandates", models.PositiveIntegerField()),
                ("persons", models.PositiveIntegerField()),
                ("source_hash", models.CharField(max_length=64)),
                ("seal", models.CharField(blank=True, max_length=500)),
                ("made_at", models.DateTimeField()),
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
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="snapshots", to="courses.programme"
                    ),
                ),
            ],
            options={
                "verbose_name": "snapshot",
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("title", models.CharField(max_length=150, verbose_name="Title")),
                ("texts", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft for review"), ("reviewed", "Reviewed"), ("sent", "Sent")],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("drafted_at", models.DateTimeField()),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="reports.snapshot"
                    ),
                ),
            ],
            options={
                "verbose_name": "report",
                "verbose_name_plural": "reports",
                "ordering": ["-drafted_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "draft"),
                            models.Q(
                                ("reviewed_by__isnull", False),
                                models.Q(("reviewed_by", models.F("drafted_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="report_reviewed_by_a_second_person",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PublishedCell",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("table", models.CharField(max_length=40)),
                ("row", models.CharField(max_length=100)),
                ("column", models.CharField(max_length=60)),
                ("value", models.FloatField(null=True)),
                ("suppressed", models.BooleanField(default=False)),
                ("reason", models.CharField(blank=True, max_length=12)),
                (
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cells", to="reports.snapshot"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("snapshot", "table", "row", "column"), name="published_cell_once"),
                    models.CheckConstraint(
                        condition=models.Q(("suppressed", False), ("value__isnull", True), _connector="OR"),
                        name="suppressed_cell_is_empty",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SnapshotMandate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("person_key", models.CharField(max_length=32)),
                ("level", models.CharField(max_length=10)),
                ("origin", models.CharField(max_length=12)),
                ("unit", models.CharField(max_length=100)),
                ("unit_position", models.PositiveSmallIntegerField()),
                ("delegation", models.CharField(blank=True, max_length=60)),
                ("age_band", models.CharField(blank=True, max_length=10)),
                ("grade", models.CharField(max_length=12)),
                ("enrolled", models.BooleanField()),
                ("completed", models.BooleanField()),
                ("certified", models.BooleanField()),
                ("hours", models.DecimalField(decimal_places=1, max_digits=6)),
                ("mode", models.CharField(blank=True, max_length=10)),
                ("assisted", models.BooleanField(default=False)),
                (
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="reports.snapshot"
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("snapshot", "number"), name="snapshot_row_number_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SnapshotLevel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("competence", models.CharField(max_length=4)),
                ("state", models.CharField(max_length=12)),
                ("level", models.PositiveSmallIntegerField(null=True)),
                (
                    "row",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="levels", to="reports.snapshotmandate"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("row", "competence"), name="snapshot_level_once")],
            },
        ),
        migrations.CreateModel(
            name="ReportFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=10)),
                ("file", models.CharField(max_length=150)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveIntegerField()),
                ("made_at", models.DateTimeField()),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="reports.report"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("report", "kind", "sha256"), name="report_file_once")],
            },
        ),
    ]
