import django.db.models.deletion
import django.db.models.expressions
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("people", "__first__"),
        ("quizzes", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="BankOwner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ownerships", to="quizzes.itembank"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "owner of a bank",
                "verbose_name_plural": "owners of banks",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("bank", "person"), name="bank_owner_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ended_at", None), ("ended_at__gte", models.F("at")), _connector="OR"),
                        name="bank_owner_ends_after",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CitingText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=60, unique=True)),
                ("title", models.CharField(max_length=150)),
                ("url", models.CharField(max_length=200)),
                ("mark", models.CharField(blank=True, max_length=64)),
                (
                    "keeper",
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
                "verbose_name": "text that names sources",
                "verbose_name_plural": "texts that name sources",
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=100, unique=True, verbose_name="Title")),
                ("aliases", models.JSONField(default=list, verbose_name="Also called")),
                (
                    "kind",
                    models.CharField(
                        choices=[("law", "Law or regulation"), ("standard", "Standard"), ("document", "Document")],
                        default="law",
                        max_length=10,
                        verbose_name="Kind",
                    ),
                ),
                ("version", models.CharField(blank=True, max_length=60, verbose_name="Version")),
                ("effective_on", models.DateField(blank=True, null=True, verbose_name="In force from")),
            ],
            options={
                "verbose_name": "source",
                "verbose_name_plural": "sources",
                "ordering": ["title"],
            },
        ),
        migrations.CreateModel(
            name="Citation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("article", models.PositiveSmallIntegerField(default=0)),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="quizzes.item",
                    ),
                ),
                (
                    "text",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="quizzes.citingtext",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="citations", to="quizzes.source"
                    ),
                ),
            ],
            options={
                "verbose_name": "citation",
                "verbose_name_plural": "citations",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item__isnull", False), ("text", None)),
                            models.Q(("item", None), ("text__isnull", False)),
                            _connector="OR",
                        ),
                        name="citation_of_item_or_text",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("item__isnull", False)),
                        fields=("item", "source", "article"),
                        name="citation_item_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("text__isnull", False)),
                        fields=("text", "source", "article"),
                        name="citation_text_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ItemLock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reason",
                    models.CharField(
                        choices=[("seen", "Its explanation was seen"), ("left", "It was left")], max_length=4
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "presented",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lock", to="quizzes.presenteditem"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason__in", ["seen", "left"])), name="item_lock_reason_known"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ItemPicture",
            fields=[
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("name", models.CharField(max_length=200, verbose_name="File")),
                ("alt", models.CharField(blank=True, max_length=300, verbose_name="Description")),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
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
            ],
            options={
                "verbose_name": "picture of an item",
                "verbose_name_plural": "pictures of items",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("height__gt", 0), ("width__gt", 0)), name="item_picture_has_a_size"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ItemPrint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.BigIntegerField(db_index=True)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="prints", to="quizzes.item"
                    ),
                ),
            ],
            options={
                "verbose_name": "print of an item",
                "verbose_name_plural": "prints of items",
                "constraints": [models.UniqueConstraint(fields=("item", "number"), name="item_print_once")],
            },
        ),
        migrations.CreateModel(
            name="ItemReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fingerprint", models.CharField(max_length=64)),
                ("asked_at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=500)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Waiting"),
                            ("approved", "Approved"),
                            ("returned", "Given back"),
                            ("withdrawn", "Taken back"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("comment", models.CharField(blank=True, max_length=500)),
                ("alone", models.BooleanField(default=False)),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="quizzes.item"
                    ),
                ),
            ],
            options={
                "verbose_name": "review of an item",
                "verbose_name_plural": "reviews of items",
                "ordering": ["asked_at", "pk"],
                "indexes": [models.Index(fields=["state", "asked_at"], name="item_review_waiting")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")), fields=("item",), name="item_review_one_open"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("state", "open")),
                            models.Q(models.Q(("state", "open"), _negated=True), ("decided_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="item_review_decided",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["approved", "returned"]), _negated=True),
                            ("decided_by__isnull", False),
                            _connector="OR",
                        ),
                        name="item_review_has_reviewer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "approved"), _negated=True),
                            ("alone", True),
                            models.Q(
                                models.Q(
                                    ("asked_by", None),
                                    models.Q(("decided_by", models.F("asked_by")), _negated=True),
                                    _connector="OR",
                                ),
                                models.Q(
                                    ("author", None),
                                    models.Q(("decided_by", models.F("author")), _negated=True),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="item_review_second_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "returned"), _negated=True),
                            models.Q(("comment", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="item_review_return_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ItemStatistic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("as_of", models.DateTimeField()),
                ("stale", models.BooleanField(default=True)),
                ("rule", models.PositiveSmallIntegerField(default=0)),
                ("key_number", models.PositiveSmallIntegerField(default=0)),
                ("sittings", models.PositiveIntegerField(default=0)),
                ("answered", models.PositiveIntegerField(default=0)),
                ("skipped", models.PositiveIntegerField(default=0)),
                ("unanswered", models.PositiveIntegerField(default=0)),
                ("facility", models.FloatField(blank=True, null=True)),
                ("facility_se", models.FloatField(blank=True, null=True)),
                ("discrimination", models.FloatField(blank=True, null=True)),
                ("discrimination_se", models.FloatField(blank=True, null=True)),
                ("upper_lower", models.FloatField(blank=True, null=True)),
                ("upper_lower_se", models.FloatField(blank=True, null=True)),
                ("seconds", models.FloatField(blank=True, null=True)),
                ("seconds_low", models.FloatField(blank=True, null=True)),
                ("seconds_high", models.FloatField(blank=True, null=True)),
                ("options", models.JSONField(default=list)),
                ("groups", models.JSONField(default=list)),
                ("signs", models.JSONField(default=list)),
                ("urgency", models.PositiveSmallIntegerField(default=0)),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="statistic", to="quizzes.itemversion"
                    ),
                ),
            ],
            options={
                "verbose_name": "item statistic",
                "verbose_name_plural": "item statistics",
                "indexes": [models.Index(fields=["stale", "as_of"], name="statistic_stale")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "sittings",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("answered"), "+", models.F("skipped")
                                    ),
                                    "+",
                                    models.F("unanswered"),
                                ),
                            )
                        ),
                        name="statistic_counts_add_up",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("facility__isnull", True),
                            models.Q(("facility__gte", 0), ("facility__lte", 1)),
                            _connector="OR",
                        ),
                        name="statistic_facility",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("discrimination__isnull", True),
                            models.Q(("discrimination__gte", -1), ("discrimination__lte", 1)),
                            _connector="OR",
                        ),
                        name="statistic_discrimination",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ItemTag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="name")),
                ("slug", models.SlugField(allow_unicode=True, max_length=100, unique=True, verbose_name="slug")),
            ],
            options={
                "verbose_name": "tag of items",
                "verbose_name_plural": "tags of items",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Marking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("points", models.JSONField()),
                ("comment", models.CharField(blank=True, max_length=1000)),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("client_id", models.CharField(max_length=40, unique=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="markings_made",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="quizzes.itemkey"
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="quizzes.marking",
                    ),
                ),
                (
                    "response",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="markings", to="quizzes.response"
                    ),
                ),
            ],
            options={
                "verbose_name": "marking",
                "verbose_name_plural": "markings",
                "ordering": ["at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaces__isnull", True)),
                        fields=("response",),
                        name="marking_one_first_a_response",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("replaces__isnull", True), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="marking_again_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaperForm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=12, unique=True)),
                ("batch", models.UUIDField(db_index=True)),
                ("rules", models.JSONField()),
                ("seed", models.PositiveBigIntegerField()),
                ("printed_at", models.DateTimeField()),
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
                        related_name="paper_forms",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "quiz",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="paper_forms", to="quizzes.quiz"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisingunit"
                    ),
                ),
            ],
            options={
                "verbose_name": "paper form",
                "verbose_name_plural": "paper forms",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("code", ""), _negated=True), name="paper_form_has_code")
                ],
            },
        ),
        migrations.CreateModel(
            name="PaperEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("turn", models.PositiveSmallIntegerField()),
                ("answers", models.JSONField()),
                ("helper", models.CharField(blank=True, max_length=40)),
                ("sat_on", models.DateField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="quizzes.paperform"
                    ),
                ),
            ],
            options={
                "ordering": ["turn"],
                "constraints": [
                    models.UniqueConstraint(fields=("form", "turn"), name="paper_entry_turn_once"),
                    models.UniqueConstraint(fields=("form", "by"), name="paper_entry_by_two_people"),
                    models.CheckConstraint(
                        condition=models.Q(("turn__in", [1, 2])), name="paper_entry_first_or_second"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaperItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("shown", models.JSONField()),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="quizzes.paperform"
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
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("form", "position"), name="paper_item_position_once"),
                    models.UniqueConstraint(fields=("form", "version"), name="paper_item_version_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaperResult",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("decided", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                (
                    "attempt",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="paper_result", to="quizzes.attempt"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "form",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="result", to="quizzes.paperform"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PaperVoid",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "form",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="void", to="quizzes.paperform"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="paper_void_has_reason"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Prolongation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("before", models.DateTimeField()),
                ("after", models.DateTimeField()),
                ("at", models.DateTimeField()),
                (
                    "attempt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="prolongations", to="quizzes.attempt"
                    ),
                ),
                (
                    "extension",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="prolongations",
                        to="quizzes.extension",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("attempt", "extension"), name="prolongation_once"),
                    models.CheckConstraint(
                        condition=models.Q(("after__gt", models.F("before"))), name="prolongation_is_later"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QuestionFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("file", models.CharField(max_length=120)),
                ("filename", models.CharField(max_length=200)),
                ("format", models.CharField(max_length=20)),
                ("competence", models.CharField(blank=True, max_length=10)),
                ("level", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
                (
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="quizzes.itembank"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "uploaded file of questions",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("level", None), models.Q(("level__gte", 1), ("level__lte", 4)), _connector="OR"
                        ),
                        name="question_file_level_one_to_four",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SourceRevision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.CharField(max_length=60, verbose_name="Version")),
                ("effective_on", models.DateField(verbose_name="In force from")),
                ("articles", models.JSONField(default=list)),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="What changed")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="revisions", to="quizzes.source"
                    ),
                ),
            ],
            options={
                "verbose_name": "revision of a source",
                "verbose_name_plural": "revisions of sources",
                "ordering": ["-effective_on", "-pk"],
                "constraints": [models.UniqueConstraint(fields=("source", "version"), name="source_version_once")],
            },
        ),
        migrations.CreateModel(
            name="Recheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("expires_on", models.DateField(blank=True, null=True)),
                ("raised_at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        blank=True, choices=[("valid", "Still holds"), ("changed", "Was changed")], max_length=10
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500)),
                ("cleared_at", models.DateTimeField(blank=True, null=True)),
                (
                    "cleared_by",
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rechecks",
                        to="quizzes.item",
                    ),
                ),
                (
                    "keeper",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "text",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rechecks",
                        to="quizzes.citingtext",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rechecks",
                        to="quizzes.sourcerevision",
                    ),
                ),
            ],
            options={
                "verbose_name": "recheck",
                "verbose_name_plural": "rechecks",
                "ordering": ["raised_at", "pk"],
                "indexes": [models.Index(fields=["outcome", "raised_at"], name="recheck_waiting")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item__isnull", False), ("text", None)),
                            models.Q(("item", None), ("text__isnull", False)),
                            _connector="OR",
                        ),
                        name="recheck_of_item_or_text",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("expires_on", None), ("revision__isnull", False)),
                            models.Q(("expires_on__isnull", False), ("item__isnull", False), ("revision", None)),
                            _connector="OR",
                        ),
                        name="recheck_has_one_reason",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("item__isnull", False)),
                        fields=("item", "revision"),
                        name="recheck_item_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("text__isnull", False)),
                        fields=("text", "revision"),
                        name="recheck_text_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("expires_on__isnull", False)),
                        fields=("item", "expires_on"),
                        name="recheck_day_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cleared_at", None), ("cleared_by", None), ("outcome", "")),
                            models.Q(
                                models.Q(("outcome", ""), _negated=True),
                                ("cleared_at__gte", models.F("raised_at")),
                                ("cleared_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="recheck_cleared_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Regrade",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("fingerprint", models.CharField(max_length=64)),
                ("follows", models.JSONField(default=list)),
                ("reason", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                ("running", models.BooleanField(default=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="regrades", to="quizzes.itemkey"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="regrades", to="quizzes.itemversion"
                    ),
                ),
            ],
            options={
                "verbose_name": "scoring anew",
                "verbose_name_plural": "scorings anew",
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="regrade_has_reason"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("running", True)), fields=("running",), name="regrade_one_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finished_at__isnull", True), ("running", True)),
                            models.Q(("finished_at__isnull", False), ("running", False)),
                            _connector="OR",
                        ),
                        name="regrade_runs_until_finished",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RegradeLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("item_before", models.FloatField()),
                ("item_after", models.FloatField()),
                ("points_before", models.FloatField()),
                ("points_after", models.FloatField()),
                ("max_points", models.FloatField()),
                ("passed_before", models.BooleanField()),
                ("passed_after", models.BooleanField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "attempt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="regrade_lines", to="quizzes.attempt"
                    ),
                ),
                (
                    "outcome",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="quizzes.outcome",
                    ),
                ),
                (
                    "regrade",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="quizzes.regrade"
                    ),
                ),
                (
                    "score",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="quizzes.score"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["regrade", "done_at"], name="regrade_line_to_do")],
                "constraints": [
                    models.UniqueConstraint(fields=("regrade", "attempt"), name="regrade_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__isnull", True), ("done_at__isnull", False), _connector="OR"),
                        name="regrade_line_outcome_when_done",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StatisticCursor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("outcome", models.PositiveBigIntegerField(default=0)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("pk", 1)), name="statistic_one_cursor")],
            },
        ),
        migrations.CreateModel(
            name="TaggedItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tagged", to="quizzes.item"
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tagged", to="quizzes.itemtag"
                    ),
                ),
            ],
            options={
                "verbose_name": "tagged item",
                "verbose_name_plural": "tagged items",
                "constraints": [models.UniqueConstraint(fields=("tag", "content_object"), name="item_tag_once")],
            },
        ),
        migrations.AlterModelOptions(
            name="extension",
            options={"verbose_name": "extension", "verbose_name_plural": "extensions"},
        ),
        migrations.RemoveConstraint(
            model_name="extension",
            name="extension_gives_something",
        ),
        migrations.RemoveConstraint(
            model_name="score",
            name="score_once",
        ),
        migrations.AddField(
            model_name="extension",
            name="closes_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="extension",
            name="opens_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="item",
            name="search_text",
            field=models.TextField(blank=True, editable=False),
        ),
        migrations.AddField(
            model_name="item",
            name="source_read",
            field=models.CharField(blank=True, editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name="itemdraft",
            name="stage",
            field=models.CharField(
                choices=[
                    ("writing", "Being written"),
                    ("review", "In review"),
                    ("checked", "Checked"),
                    ("returned", "Given back"),
                ],
                default="writing",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="itemdraft",
            name="writers",
            field=models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="outcome",
            name="pending",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="quizsection",
            name="competence",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="quizzes.competence",
            ),
        ),
        migrations.AddField(
            model_name="quizsection",
            name="max_band",
            field=models.FloatField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="quizsection",
            name="min_band",
            field=models.FloatField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="item",
            name="kind",
            field=models.CharField(max_length=20, verbose_name="Kind"),
        ),
        migrations.AlterField(
            model_name="itembank",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("practice", "Practice"),
                    ("module", "Module assessment"),
                    ("readiness", "Readiness test"),
                    ("task", "Simulated tasks"),
                ],
                max_length=10,
                verbose_name="Purpose",
            ),
        ),
        migrations.AlterField(
            model_name="quiz",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("module", "Module assessment"),
                    ("practice", "Practice"),
                    ("readiness", "Readiness test"),
                    ("survey", "Survey"),
                    ("task", "Simulated task"),
                ],
                max_length=10,
                verbose_name="Purpose",
            ),
        ),
        migrations.AddIndex(
            model_name="extension",
            index=models.Index(fields=["-at"], name="extension_latest"),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("extra_minutes__gt", 0),
                    ("extra_attempts__gt", 0),
                    ("opens_at__isnull", False),
                    ("closes_at__isnull", False),
                    _connector="OR",
                ),
                name="extension_gives_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("opens_at__isnull", True),
                    ("closes_at__isnull", True),
                    ("opens_at__lt", models.F("closes_at")),
                    _connector="OR",
                ),
                name="extension_opens_before_it_closes",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemdraft",
            constraint=models.CheckConstraint(
                condition=models.Q(("stage__in", ["writing", "review", "checked", "returned"])), name="item_draft_stage"
            ),
        ),
        migrations.AddConstraint(
            model_name="quizsection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("min_band__isnull", True),
                    ("max_band__isnull", True),
                    ("min_band__lte", models.F("max_band")),
                    _connector="OR",
                ),
                name="quiz_section_bands_in_order",
            ),
        ),
        migrations.AddField(
            model_name="score",
            name="marking",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="score",
                to="quizzes.marking",
            ),
        ),
        migrations.AddConstraint(
            model_name="score",
            constraint=models.UniqueConstraint(
                condition=models.Q(("marking__isnull", True)),
                fields=("response", "key", "scorer_version"),
                name="score_once",
            ),
        ),
        migrations.AddIndex(
            model_name="paperform",
            index=models.Index(fields=["-printed_at"], name="paper_form_latest"),
        ),
    ]
