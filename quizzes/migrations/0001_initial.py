import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Framework",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveSmallIntegerField(unique=True)),
                ("title", models.CharField(max_length=100)),
                ("in_force_from", models.DateField()),
            ],
            options={
                "verbose_name": "competence framework",
            },
        ),
        migrations.CreateModel(
            name="Area",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=2)),
                ("name", models.CharField(max_length=40)),
                ("is_gate", models.BooleanField(default=False)),
                (
                    "framework",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="areas", to="quizzes.framework"
                    ),
                ),
            ],
            options={
                "ordering": ["code"],
                "constraints": [models.UniqueConstraint(fields=("framework", "code"), name="area_code_once")],
            },
        ),
        migrations.CreateModel(
            name="ItemBank",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=60, unique=True)),
                ("title", models.CharField(max_length=100, verbose_name="Title")),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("practice", "Practice"),
                            ("module", "Module assessment"),
                            ("readiness", "Readiness test"),
                        ],
                        max_length=10,
                        verbose_name="Purpose",
                    ),
                ),
            ],
            options={
                "verbose_name": "item bank",
                "verbose_name_plural": "item banks",
                "ordering": ["slug"],
            },
        ),
        migrations.CreateModel(
            name="ReadinessRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveSmallIntegerField(unique=True, verbose_name="Version")),
                ("data", models.JSONField()),
                ("in_force_from", models.DateField(verbose_name="In force from")),
            ],
        ),
        migrations.CreateModel(
            name="Competence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=4, unique=True)),
                ("name", models.CharField(max_length=60, verbose_name="Name")),
                ("duty", models.CharField(blank=True, max_length=100)),
                ("digcomp", models.CharField(blank=True, max_length=40)),
                ("core_district", models.BooleanField(default=False)),
                ("core_township", models.BooleanField(default=False)),
                ("order", models.PositiveSmallIntegerField(default=0)),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="competences", to="quizzes.area"
                    ),
                ),
            ],
            options={
                "verbose_name": "competence",
                "verbose_name_plural": "competences",
                "ordering": ["order"],
            },
        ),
        migrations.CreateModel(
            name="Quiz",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=60, unique=True)),
                ("title", models.CharField(max_length=100, verbose_name="Title")),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("module", "Module assessment"),
                            ("practice", "Practice"),
                            ("readiness", "Readiness test"),
                            ("survey", "Survey"),
                        ],
                        max_length=10,
                        verbose_name="Purpose",
                    ),
                ),
                ("policy", models.JSONField(default=dict)),
                ("open", models.BooleanField(default=True, verbose_name="Open")),
                (
                    "competence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quizzes",
                        to="quizzes.competence",
                    ),
                ),
            ],
            options={
                "verbose_name": "quiz",
                "verbose_name_plural": "quizzes",
                "ordering": ["slug"],
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveSmallIntegerField()),
                ("rules", models.JSONField()),
                ("seed", models.PositiveBigIntegerField()),
                (
                    "mode",
                    models.CharField(
                        choices=[("phone", "Phone"), ("desktop", "Desktop"), ("paper", "Paper")], max_length=8
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Under way"),
                            ("submitted", "Handed in"),
                            ("closed", "Closed when the time was over"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("assisted_by", models.CharField(blank=True, max_length=40)),
                ("started_at", models.DateTimeField()),
                ("deadline", models.DateTimeField(blank=True, null=True)),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "quiz",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attempts", to="quizzes.quiz"
                    ),
                ),
            ],
            options={
                "verbose_name": "attempt",
                "verbose_name_plural": "attempts",
                "indexes": [models.Index(fields=["state", "deadline"], name="attempt_overdue")],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "quiz", "number"), name="attempt_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")), fields=("person", "quiz"), name="attempt_one_open"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "open"), ("submitted_at__isnull", True)),
                            models.Q(models.Q(("state", "open"), _negated=True), ("submitted_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="attempt_submitted_when_closed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deadline__isnull", True), ("deadline__gt", models.F("started_at")), _connector="OR"
                        ),
                        name="attempt_deadline_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("level", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("self", "Self-rating"),
                            ("lessons", "Lessons finished"),
                            ("test", "Module assessment"),
                            ("task", "Practical task"),
                            ("attestation", "Attestation of duty performance"),
                        ],
                        max_length=12,
                    ),
                ),
                ("source_type", models.CharField(max_length=20)),
                ("source_id", models.CharField(max_length=100)),
                ("probability", models.FloatField(blank=True, null=True)),
                ("items", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("theta", models.FloatField(blank=True, null=True)),
                ("se", models.FloatField(blank=True, null=True)),
                ("supports", models.BooleanField(default=True)),
                ("assisted", models.BooleanField(default=False)),
                ("text", models.CharField(blank=True, max_length=500)),
                ("valid_until", models.DateField()),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence_given",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "competence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="quizzes.competence"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["source_type", "source_id"], name="quizzes_evidence_source")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "kind", "source_type", "source_id", "competence", "level"),
                        name="quizzes_evidence_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("level__gte", 1), ("level__lte", 4)), name="quizzes_evidence_level"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("probability__isnull", True),
                            models.Q(("probability__gte", 0), ("probability__lte", 1)),
                            _connector="OR",
                        ),
                        name="quizzes_evidence_probability",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "attestation"), _negated=True), ("by__isnull", False), _connector="OR"
                        ),
                        name="quizzes_evidence_attested_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EvidenceWithdrawal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawals",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "evidence",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="withdrawal", to="quizzes.evidence"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="quizzes_withdrawal_has_reason"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=60, unique=True, verbose_name="Short name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("single", "One answer"),
                            ("multiple", "Several answers"),
                            ("boolean", "True or false"),
                            ("ordering", "Put in order"),
                        ],
                        max_length=10,
                        verbose_name="Kind",
                    ),
                ),
                ("level", models.PositiveSmallIntegerField(verbose_name="Level")),
                ("band", models.FloatField(default=0, verbose_name="Expected difficulty")),
                ("stem", models.CharField(blank=True, max_length=500, verbose_name="Question")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="Source")),
                ("expires_on", models.DateField(blank=True, null=True, verbose_name="To be checked again by")),
                ("retired", models.BooleanField(default=False, verbose_name="Retired")),
                (
                    "competence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="quizzes.competence",
                        verbose_name="Competence",
                    ),
                ),
                (
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="quizzes.itembank"
                    ),
                ),
            ],
            options={
                "verbose_name": "item",
                "verbose_name_plural": "items",
                "ordering": ["slug"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("level__gte", 1), ("level__lte", 4)), name="item_level_one_to_four"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ItemDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("body", models.JSONField()),
                ("key", models.JSONField()),
                ("feedback", models.JSONField(default=dict)),
                ("changed_at", models.DateTimeField()),
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
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="draft", to="quizzes.item"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ItemVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("body", models.JSONField()),
                ("published_at", models.DateTimeField()),
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
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="quizzes.item"
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [models.UniqueConstraint(fields=("item", "number"), name="item_version_number_once")],
            },
        ),
        migrations.CreateModel(
            name="ItemKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(default=1)),
                ("key", models.JSONField()),
                ("feedback", models.JSONField(default=dict)),
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
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="keys", to="quizzes.itemversion"
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [models.UniqueConstraint(fields=("version", "number"), name="item_key_number_once")],
            },
        ),
        migrations.CreateModel(
            name="LevelDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("generation", models.PositiveIntegerField(default=1)),
                ("level", models.PositiveSmallIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("unassessed", "Not assessed"),
                            ("too_few", "Too few items, no level yet"),
                            ("decided", "Decided"),
                            ("expired", "Expired"),
                        ],
                        max_length=12,
                    ),
                ),
                ("measured", models.BooleanField(default=False)),
                ("probability", models.FloatField(blank=True, null=True)),
                ("theta", models.FloatField(blank=True, null=True)),
                ("se", models.FloatField(blank=True, null=True)),
                ("items", models.PositiveSmallIntegerField(default=0)),
                ("missing", models.JSONField(default=list)),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("at", models.DateTimeField()),
                (
                    "competence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="level_decisions",
                        to="quizzes.competence",
                    ),
                ),
                ("evidence", models.ManyToManyField(related_name="decisions", to="quizzes.evidence")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="level_decisions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "superseded_by",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supersedes",
                        to="quizzes.leveldecision",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="level_decisions",
                        to="quizzes.readinessrule",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["valid_until"], name="quizzes_level_expiry")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "competence", "generation"), name="quizzes_level_generation"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("level__gte", 0), ("level__lte", 4)), name="quizzes_level_range"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Contest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("text", models.CharField(max_length=1000)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("upheld", "Level upheld"), ("changed", "Level changed")],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("decision_text", models.CharField(blank=True, max_length=1000)),
                ("at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contests_decided",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contests",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="contests", to="quizzes.leveldecision"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")), fields=("decision",), name="quizzes_contest_one_open"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by__isnull", True), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("decided_by__isnull", False),
                                models.Q(("decision_text", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="quizzes_contest_decided_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Outcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("points", models.FloatField()),
                ("max_points", models.FloatField()),
                ("passed", models.BooleanField()),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=200)),
                (
                    "attempt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="outcomes", to="quizzes.attempt"
                    ),
                ),
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
                    "superseded_by",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supersedes",
                        to="quizzes.outcome",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("superseded_by__isnull", True)),
                        fields=("attempt",),
                        name="outcome_one_in_force",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("points__gte", 0), ("points__lte", models.F("max_points"))),
                        name="outcome_between_zero_and_max",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PresentedItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("option_order", models.JSONField()),
                (
                    "attempt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="presented", to="quizzes.attempt"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="presented", to="quizzes.itemversion"
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("attempt", "position"), name="presented_position_once"),
                    models.UniqueConstraint(fields=("attempt", "version"), name="presented_version_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProficiencyLevel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("level", models.PositiveSmallIntegerField()),
                ("text", models.CharField(max_length=200)),
                (
                    "competence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="levels", to="quizzes.competence"
                    ),
                ),
            ],
            options={
                "ordering": ["level"],
                "constraints": [
                    models.UniqueConstraint(fields=("competence", "level"), name="level_text_once"),
                    models.CheckConstraint(
                        condition=models.Q(("level__gte", 1), ("level__lte", 4)), name="level_one_to_four"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("extra_minutes", models.PositiveSmallIntegerField(default=0)),
                ("extra_attempts", models.PositiveSmallIntegerField(default=0)),
                ("reason", models.CharField(max_length=200)),
                ("until", models.DateField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extensions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "quiz",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="extensions", to="quizzes.quiz"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="extension_has_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("extra_minutes__gt", 0), ("extra_attempts__gt", 0), _connector="OR"),
                        name="extension_gives_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QuizSection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("level", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("count", models.PositiveSmallIntegerField()),
                (
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="quizzes.itembank"
                    ),
                ),
                (
                    "quiz",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sections", to="quizzes.quiz"
                    ),
                ),
            ],
            options={
                "ordering": ["order", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("quiz", "order"), name="quiz_section_order_once"),
                    models.CheckConstraint(condition=models.Q(("count__gte", 1)), name="quiz_section_draws_something"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReadinessGrade",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope_key", models.CharField(max_length=100)),
                ("generation", models.PositiveIntegerField(default=1)),
                (
                    "grade",
                    models.CharField(
                        choices=[
                            ("unassessed", "Not assessed"),
                            ("expired", "Expired"),
                            ("starting", "Starting to learn"),
                            ("basic", "Basically ready"),
                            ("full", "Fully ready"),
                            ("exemplary", "An example to others"),
                        ],
                        max_length=12,
                    ),
                ),
                ("as_of", models.DateField()),
                ("at", models.DateTimeField()),
                (
                    "mandate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readiness_grades",
                        to="people.mandate",
                    ),
                ),
                (
                    "superseded_by",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supersedes",
                        to="quizzes.readinessgrade",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="grades", to="quizzes.readinessrule"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("mandate", "scope_key", "generation"), name="quizzes_grade_generation"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Response",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client_id", models.CharField(max_length=40)),
                ("client", models.CharField(blank=True, max_length=40)),
                ("seq", models.PositiveIntegerField()),
                ("based_on", models.PositiveIntegerField(blank=True, null=True)),
                ("payload", models.JSONField()),
                ("received_at", models.DateTimeField()),
                ("late", models.BooleanField(default=False)),
                (
                    "attempt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="responses", to="quizzes.attempt"
                    ),
                ),
                (
                    "presented",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="responses",
                        to="quizzes.presenteditem",
                    ),
                ),
            ],
            options={
                "ordering": ["seq"],
                "constraints": [
                    models.UniqueConstraint(fields=("attempt", "client_id"), name="response_client_id_once"),
                    models.UniqueConstraint(fields=("attempt", "seq"), name="response_seq_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Score",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scorer_version", models.PositiveSmallIntegerField()),
                ("points", models.FloatField()),
                ("max_points", models.FloatField(default=1)),
                ("at", models.DateTimeField()),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="scores", to="quizzes.itemkey"
                    ),
                ),
                (
                    "response",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="scores", to="quizzes.response"
                    ),
                ),
                (
                    "superseded_by",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supersedes",
                        to="quizzes.score",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("response", "key", "scorer_version"), name="score_once"),
                    models.CheckConstraint(
                        condition=models.Q(("points__gte", 0), ("points__lte", models.F("max_points"))),
                        name="score_between_zero_and_max",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=60, unique=True)),
                ("title", models.CharField(max_length=100, verbose_name="Title")),
                ("level", models.PositiveSmallIntegerField(default=2, verbose_name="Level")),
                ("brief", models.TextField(verbose_name="What to do")),
                ("criteria", models.JSONField(verbose_name="Checklist")),
                ("pass_count", models.PositiveSmallIntegerField(verbose_name="How many must be met")),
                (
                    "competence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="quizzes.competence",
                        verbose_name="Competence",
                    ),
                ),
            ],
            options={
                "verbose_name": "task",
                "verbose_name_plural": "tasks",
                "ordering": ["slug"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("level__gte", 1), ("level__lte", 4)), name="task_level_one_to_four"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Observation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client_id", models.CharField(max_length=40, unique=True)),
                ("criteria", models.JSONField()),
                ("results", models.JSONField()),
                ("passed", models.BooleanField()),
                ("assisted", models.BooleanField(default=False)),
                ("accommodation", models.CharField(blank=True, max_length=100)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("observed_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "observer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="observations_made",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="observations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="observations", to="quizzes.task"
                    ),
                ),
            ],
            options={
                "verbose_name": "observed task",
                "verbose_name_plural": "observed tasks",
                "indexes": [models.Index(fields=["person", "task"], name="observation_of_person")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("person", models.F("observer")), _negated=True),
                        name="observation_by_somebody_else",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CutScore",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("level", models.PositiveSmallIntegerField()),
                ("theta", models.FloatField()),
                ("se", models.FloatField()),
                ("method", models.CharField(max_length=60)),
                ("decided_on", models.DateField()),
                ("version", models.PositiveSmallIntegerField(default=1)),
                (
                    "competence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cut_scores", to="quizzes.competence"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("competence", "level", "version"), name="quizzes_cutscore_once"),
                    models.CheckConstraint(
                        condition=models.Q(("level__gte", 1), ("level__lte", 3)), name="quizzes_cutscore_level"
                    ),
                    models.CheckConstraint(condition=models.Q(("se__gte", 0)), name="quizzes_cutscore_se"),
                ],
            },
        ),
        migrations.AddField(
            model_name="item",
            name="live_version",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="quizzes.itemversion",
            ),
        ),
    ]
