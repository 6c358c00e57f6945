import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0004_table_block_and_lesson_files"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("reports", "0003_named_annex"),
    ]

    operations = [
        migrations.CreateModel(
            name="Confirmation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "answer",
                    models.CharField(
                        choices=[("agreed", "Agreed"), ("returned", "Returned"), ("received", "Received")],
                        max_length=10,
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[("colleague", "Signed in"), ("link", "By a one-time link"), ("paper", "On paper")],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("post", models.CharField(blank=True, max_length=100)),
                ("words", models.CharField(blank=True, max_length=1000)),
                ("pdf_sha256", models.CharField(max_length=64)),
                ("file", models.CharField(blank=True, max_length=150)),
                ("file_sha256", models.CharField(blank=True, max_length=64)),
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
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="confirmations", to="reports.report"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", "returned"), _negated=True),
                            models.Q(("words", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="report_returned_with_words",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FinalVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.CharField(max_length=150)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveIntegerField()),
                ("differences", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="finals", to="reports.report"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "constraints": [models.UniqueConstraint(fields=("report", "sha256"), name="report_final_once")],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("purpose", models.CharField(choices=[("review", "Review"), ("receipt", "Receipt")], max_length=10)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("name", models.CharField(max_length=60)),
                ("post", models.CharField(max_length=100)),
                ("pdf_sha256", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="invitations", to="reports.report"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("used_at__isnull", True), ("withdrawn_at__isnull", True)),
                        fields=("report", "purpose"),
                        name="report_one_open_invitation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("made_at"))),
                        name="report_invitation_ends_after_it_began",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportSchedule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "period",
                    models.CharField(choices=[("year", "Every year"), ("quarter", "Every quarter")], max_length=10),
                ),
                ("next_on", models.DateField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "programme",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="report_schedule",
                        to="courses.programme",
                    ),
                ),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="report",
            name="report_reviewed_by_a_second_person",
        ),
        migrations.AddField(
            model_name="report",
            name="archived_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="report",
            name="received_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="report",
            name="shape",
            field=models.CharField(default="upward", max_length=12),
        ),
        migrations.AlterField(
            model_name="report",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Draft for review"),
                    ("reviewed", "Reviewed"),
                    ("sent", "Sent"),
                    ("received", "Received"),
                    ("archived", "Filed"),
                ],
                default="draft",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "draft"),
                    models.Q(
                        ("reviewed_at__isnull", False),
                        models.Q(
                            ("reviewed_by__isnull", True),
                            models.Q(("reviewed_by", models.F("drafted_by")), _negated=True),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="report_reviewed_by_a_second_person",
            ),
        ),
        migrations.AddField(
            model_name="confirmation",
            name="invitation",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answered",
                to="reports.invitation",
            ),
        ),
        migrations.AddConstraint(
            model_name="confirmation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("file", ""), ("invitation__isnull", False), ("way", "link")),
                    models.Q(("by__isnull", False), ("file", ""), ("invitation__isnull", True), ("way", "colleague")),
                    models.Q(
                        ("by__isnull", False),
                        ("invitation__isnull", True),
                        ("way", "paper"),
                        models.Q(("file", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="report_confirmation_has_its_proof",
            ),
        ),
    ]
