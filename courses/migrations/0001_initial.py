import django.db.models.deletion
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("people", "0001_initial"),
        ("people", "__first__"),
        ("quizzes", "0001_initial"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="CataloguePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
            ],
            options={
                "verbose_name": "list of programmes",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="Module",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=60, unique=True)),
                ("title", models.CharField(max_length=100, verbose_name="Title")),
                ("summary", models.CharField(blank=True, max_length=300, verbose_name="Summary")),
                ("outcomes", models.JSONField(default=list, verbose_name="What one can do afterwards")),
                ("hours", models.DecimalField(decimal_places=1, max_digits=4, verbose_name="Class hours")),
                ("sources", models.JSONField(default=list)),
                (
                    "assessment_quiz",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessed_module",
                        to="quizzes.quiz",
                    ),
                ),
                (
                    "competence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="modules",
                        to="quizzes.competence",
                        verbose_name="Competence",
                    ),
                ),
                (
                    "practice_quiz",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="quizzes.quiz",
                    ),
                ),
                (
                    "task",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="module",
                        to="quizzes.task",
                    ),
                ),
            ],
            options={
                "verbose_name": "module",
                "verbose_name_plural": "modules",
                "ordering": ["slug"],
                "constraints": [models.CheckConstraint(condition=models.Q(("hours__gte", 0)), name="module_hours")],
            },
        ),
        migrations.CreateModel(
            name="Lesson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=60)),
                ("title", models.CharField(max_length=100, verbose_name="Title")),
                ("summary", models.CharField(blank=True, max_length=300)),
                ("minutes", models.PositiveSmallIntegerField(default=6, verbose_name="Minutes")),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("retired", models.BooleanField(default=False)),
                (
                    "module",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lessons", to="courses.module"
                    ),
                ),
            ],
            options={
                "verbose_name": "lesson",
                "verbose_name_plural": "lessons",
                "ordering": ["order", "pk"],
                "constraints": [models.UniqueConstraint(fields=("module", "slug"), name="lesson_slug_once")],
            },
        ),
        migrations.CreateModel(
            name="PackageTaskState",
            fields=[
                (
                    "taskstate_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.taskstate",
                    ),
                ),
                ("contents", models.JSONField(default=dict)),
            ],
            bases=("wagtailcore.taskstate",),
        ),
        migrations.CreateModel(
            name="Programme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=60, unique=True)),
                ("title", models.CharField(max_length=150, verbose_name="Title")),
                ("basis", models.JSONField(default=dict)),
                ("audience", models.JSONField(default=dict)),
                ("starts", models.DateField(verbose_name="Begins")),
                ("ends", models.DateField(verbose_name="Ends")),
                ("hours", models.JSONField(default=dict)),
                ("hours_labels", models.JSONField(default=dict)),
                ("pass_rule", models.JSONField(default=dict)),
                ("pass_rule_version", models.PositiveSmallIntegerField(default=1)),
                ("makeup_rule", models.JSONField(default=dict)),
                (
                    "state_district",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("consulting", "Asking for opinions"),
                            ("passed", "Passed"),
                            ("issued", "Issued"),
                            ("running", "Being carried out"),
                            ("closed", "Summed up"),
                        ],
                        default="draft",
                        max_length=12,
                    ),
                ),
                (
                    "state_township",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("consulting", "Asking for opinions"),
                            ("passed", "Passed"),
                            ("issued", "Issued"),
                            ("running", "Being carried out"),
                            ("closed", "Summed up"),
                        ],
                        default="draft",
                        max_length=12,
                    ),
                ),
                ("live", models.BooleanField(default=False, verbose_name="Offered")),
                ("edited_at", models.DateTimeField(blank=True, null=True)),
                (
                    "term",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="programmes",
                        to="people.term",
                    ),
                ),
            ],
            options={
                "verbose_name": "programme",
                "verbose_name_plural": "programmes",
                "ordering": ["-starts", "slug"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends__gte", models.F("starts"))), name="programme_ends_after_start"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Cohort",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="Name")),
                ("starts", models.DateField(verbose_name="Begins")),
                ("ends", models.DateField(verbose_name="Ends")),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cohorts",
                        to="people.organisingunit",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cohorts", to="courses.programme"
                    ),
                ),
            ],
            options={
                "verbose_name": "cohort",
                "verbose_name_plural": "cohorts",
                "constraints": [models.UniqueConstraint(fields=("programme", "name"), name="cohort_name_once")],
            },
        ),
        migrations.CreateModel(
            name="HourEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("online", "Online self-study"),
                            ("classroom", "Classroom teaching"),
                            ("live", "Live broadcast"),
                            ("field", "On-site teaching"),
                            ("recognised", "Recognised from elsewhere"),
                        ],
                        max_length=10,
                    ),
                ),
                ("hours", models.DecimalField(decimal_places=1, max_digits=5)),
                ("key", models.CharField(max_length=100)),
                ("source", models.CharField(blank=True, max_length=100)),
                ("document", models.CharField(blank=True, max_length=200, verbose_name="Document")),
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
                        related_name="hour_entries",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversal",
                        to="courses.hourentry",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="hour_entries", to="courses.programme"
                    ),
                ),
            ],
            options={
                "verbose_name": "entry of class hours",
                "indexes": [models.Index(fields=["programme", "person"], name="hours_of_person")],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "programme", "key"), name="hours_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("hours__gt", 0), ("reverses__isnull", True)),
                            models.Q(("hours__lt", 0), ("reverses__isnull", False)),
                            _connector="OR",
                        ),
                        name="hours_sign",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("mode", "recognised"), _negated=True),
                            models.Q(models.Q(("document", ""), _negated=True), ("by__isnull", False)),
                            _connector="OR",
                        ),
                        name="hours_recognised_on_paper",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reverses__isnull", True), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="hours_reversal_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LessonPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("minutes", models.PositiveSmallIntegerField(default=6, verbose_name="Minutes")),
                ("summary", models.CharField(blank=True, max_length=300, verbose_name="Summary")),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("text", 0),
                            ("image", 4),
                            ("video", 8),
                            ("audio", 8),
                            ("document", 11),
                            ("callout", 15),
                            ("steps", 19),
                            ("try", 21),
                            ("check", 28),
                        ],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": [
                                        "h2",
                                        "h3",
                                        "bold",
                                        "italic",
                                        "ol",
                                        "ul",
                                        "blockquote",
                                        "link",
                                        "document-link",
                                        "hr",
                                    ],
                                    "label": "Text",
                                    "template": "courses/blocks/text.html",
                                },
                            ),
                            1: ("wagtail.images.blocks.ImageChooserBlock", (), {"label": "Picture"}),
                            2: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "What the picture shows, for those who cannot see it", "max_length": 300},
                            ),
                            3: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Caption", "max_length": 200, "required": False},
                            ),
                            4: ("wagtail.blocks.StructBlock", [[("image", 1), ("alt", 2), ("caption", 3)]], {}),
                            5: (
                                "wagtail.documents.blocks.DocumentChooserBlock",
                                (),
                                {"label": "File (MP4, WebM, MP3)"},
                            ),
                            6: (
                                "wagtail.documents.blocks.DocumentChooserBlock",
                                (),
                                {"label": "Captions (WebVTT)", "required": False},
                            ),
                            7: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {"features": ["bold", "ol", "ul"], "label": "Text to read instead"},
                            ),
                            8: ("wagtail.blocks.StructBlock", [[("file", 5), ("captions", 6), ("transcript", 7)]], {}),
                            9: ("wagtail.documents.blocks.DocumentChooserBlock", (), {"label": "Document"}),
                            10: ("wagtail.blocks.CharBlock", (), {"label": "What it is", "max_length": 150}),
                            11: ("wagtail.blocks.StructBlock", [[("document", 9), ("text", 10)]], {}),
                            12: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [("tip", "Tip"), ("law", "What the law says"), ("warning", "Take care")],
                                    "label": "Kind",
                                },
                            ),
                            13: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Title", "max_length": 60, "required": False},
                            ),
                            14: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {"features": ["bold", "ol", "ul", "link"], "label": "Text"},
                            ),
                            15: ("wagtail.blocks.StructBlock", [[("kind", 12), ("title", 13), ("text", 14)]], {}),
                            16: ("wagtail.blocks.CharBlock", (), {"label": "Title", "max_length": 60}),
                            17: ("wagtail.blocks.RichTextBlock", (), {"features": ["bold"]}),
                            18: ("wagtail.blocks.ListBlock", (17,), {"label": "Steps"}),
                            19: ("wagtail.blocks.StructBlock", [[("title", 16), ("steps", 18)]], {}),
                            20: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {"features": ["bold", "ol", "ul"], "label": "What to try"},
                            ),
                            21: ("wagtail.blocks.StructBlock", [[("title", 16), ("text", 20)]], {}),
                            22: ("wagtail.blocks.TextBlock", (), {"label": "Question"}),
                            23: ("wagtail.blocks.CharBlock", (), {"label": "Answer", "max_length": 200}),
                            24: ("wagtail.blocks.BooleanBlock", (), {"label": "Right", "required": False}),
                            25: ("wagtail.blocks.StructBlock", [[("text", 23), ("correct", 24)]], {}),
                            26: ("wagtail.blocks.ListBlock", (25,), {"label": "Answers", "min_num": 2}),
                            27: ("wagtail.blocks.RichTextBlock", (), {"features": ["bold"], "label": "Explanation"}),
                            28: (
                                "wagtail.blocks.StructBlock",
                                [[("question", 22), ("options", 26), ("explanation", 27)]],
                                {},
                            ),
                        },
                        verbose_name="Text",
                    ),
                ),
                (
                    "lesson",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="page",
                        to="courses.lesson",
                    ),
                ),
            ],
            options={
                "verbose_name": "lesson page",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="ModuleCompletion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "way",
                    models.CharField(
                        choices=[("learnt", "Learnt and assessed"), ("tested_first", "Assessed first")], max_length=12
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "module",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="completions", to="courses.module"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="module_completions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("person", "module"), name="module_completion_once")],
            },
        ),
        migrations.CreateModel(
            name="ModulePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("hours", models.DecimalField(decimal_places=1, default=1, max_digits=4, verbose_name="Class hours")),
                ("summary", models.CharField(blank=True, max_length=300, verbose_name="Summary")),
                (
                    "outcomes",
                    models.TextField(
                        blank=True,
                        help_text="One sentence a line; each begins with what one can do.",
                        verbose_name="What one can do afterwards",
                    ),
                ),
                (
                    "assessment_quiz",
                    models.ForeignKey(
                        blank=True,
                        limit_choices_to={"purpose": "module"},
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="quizzes.quiz",
                        verbose_name="Assessment",
                    ),
                ),
                (
                    "competence",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="quizzes.competence",
                        verbose_name="Competence",
                    ),
                ),
                (
                    "module",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="page",
                        to="courses.module",
                    ),
                ),
                (
                    "practice_quiz",
                    models.ForeignKey(
                        blank=True,
                        limit_choices_to={"purpose": "practice"},
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="quizzes.quiz",
                        verbose_name="Practice",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="quizzes.task",
                        verbose_name="Task",
                    ),
                ),
            ],
            options={
                "verbose_name": "module page",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="PackageApprovalTask",
            fields=[
                (
                    "task_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.task",
                    ),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        help_text="Pages/snippets at this step in a workflow will be moderated or approved by these groups of users",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
            ],
            options={
                "verbose_name": "approval of a module with all that belongs to it",
                "verbose_name_plural": "approvals of modules with all that belongs to them",
            },
            bases=("wagtailcore.task",),
        ),
        migrations.CreateModel(
            name="HoursClaim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hours", models.DecimalField(decimal_places=1, max_digits=4, verbose_name="Class hours")),
                ("document", models.CharField(max_length=200, verbose_name="Document")),
                ("at", models.DateTimeField()),
                ("approved", models.BooleanField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.CharField(blank=True, max_length=200, verbose_name="Answer")),
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
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claim",
                        to="courses.hourentry",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hours_claims",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="hours_claims", to="courses.programme"
                    ),
                ),
            ],
            options={
                "verbose_name": "hours put forward for recognition",
                "verbose_name_plural": "hours put forward for recognition",
                "ordering": ["at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("approved__isnull", True), ("approved", True), _connector="OR"),
                        fields=("person", "programme", "document"),
                        name="hours_claim_once_a_document",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hours__gt", 0), models.Q(("document", ""), _negated=True)),
                        name="hours_claim_says_what",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("approved__isnull", True),
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("entry__isnull", True),
                            ),
                            models.Q(
                                ("approved", True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("entry__isnull", False),
                            ),
                            models.Q(
                                ("approved", False),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("entry__isnull", True),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hours_claim_decided_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Enrolment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("completed_at", models.DateTimeField(blank=True, null=True)),
                ("rule_version", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
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
                    "cohort",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolments",
                        to="courses.cohort",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="enrolments", to="courses.programme"
                    ),
                ),
            ],
            options={
                "verbose_name": "enrolment",
                "verbose_name_plural": "enrolments",
                "constraints": [
                    models.UniqueConstraint(fields=("person", "programme"), name="enrolment_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("completed_at__isnull", True), ("rule_version__isnull", False), _connector="OR"
                        ),
                        name="enrolment_completed_by_rule",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgrammeModule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("core_for", models.JSONField(default=list)),
                ("hours", models.DecimalField(decimal_places=1, max_digits=4)),
                (
                    "module",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="programme_modules",
                        to="courses.module",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="programme_modules",
                        to="courses.programme",
                    ),
                ),
            ],
            options={
                "ordering": ["order", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "module"), name="programme_module_once"),
                    models.CheckConstraint(condition=models.Q(("hours__gte", 0)), name="programme_module_hours"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgrammePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("intro", wagtail.fields.RichTextField(blank=True, verbose_name="Introduction")),
                (
                    "programme",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="page",
                        to="courses.programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "programme page",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="TrainingSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("classroom", "Classroom teaching"),
                            ("live", "Live broadcast"),
                            ("field", "On-site teaching"),
                        ],
                        max_length=10,
                        verbose_name="Kind",
                    ),
                ),
                ("title", models.CharField(max_length=100, verbose_name="Title")),
                ("starts_at", models.DateTimeField(verbose_name="Begins")),
                ("ends_at", models.DateTimeField(verbose_name="Ends")),
                ("place", models.CharField(blank=True, max_length=100, verbose_name="Place")),
                ("teacher", models.CharField(blank=True, max_length=60, verbose_name="Teacher")),
                ("entry_link", models.URLField(blank=True, verbose_name="Link to enter")),
                ("replay_link", models.URLField(blank=True, verbose_name="Link to the replay")),
                ("hours", models.DecimalField(decimal_places=1, max_digits=4, verbose_name="Class hours")),
                ("cancelled", models.BooleanField(default=False)),
                ("cancel_reason", models.CharField(blank=True, max_length=200, verbose_name="Reason")),
                ("revision", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField()),
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
                    "cohort",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="courses.cohort",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="courses.programme",
                        verbose_name="Programme",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="people.organisingunit",
                    ),
                ),
            ],
            options={
                "verbose_name": "training session",
                "verbose_name_plural": "training sessions",
                "ordering": ["starts_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="session_ends_after_start"
                    ),
                    models.CheckConstraint(condition=models.Q(("hours__gt", 0)), name="session_hours"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "live"), models.Q(("entry_link", ""), ("replay_link", "")), _connector="OR"
                        ),
                        name="session_links_of_live_only",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cancelled", False), models.Q(("cancel_reason", ""), _negated=True), _connector="OR"
                        ),
                        name="session_cancelled_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LeaveRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=200, verbose_name="Reason")),
                ("at", models.DateTimeField()),
                ("approved", models.BooleanField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leave_requests",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leave_requests",
                        to="courses.trainingsession",
                    ),
                ),
            ],
            options={
                "verbose_name": "request for leave",
                "verbose_name_plural": "requests for leave",
                "ordering": ["at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("approved__isnull", True)),
                        fields=("session", "person"),
                        name="leave_one_open_request",
                    ),
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="leave_has_reason"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("approved__isnull", True), ("decided_at__isnull", True), ("decided_by__isnull", True)
                            ),
                            models.Q(
                                ("approved__isnull", False),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="leave_decided_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("present", "Present"),
                            ("leave", "On leave"),
                            ("absent", "Absent"),
                            ("made_up", "Made up"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("correction", models.CharField(blank=True, max_length=200)),
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
                        related_name="attendance",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "supersedes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="courses.attendance",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendance",
                        to="courses.trainingsession",
                    ),
                ),
            ],
            options={
                "verbose_name": "attendance",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("supersedes__isnull", True)),
                        fields=("session", "person"),
                        name="attendance_one_first_row",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "leave"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="attendance_leave_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("supersedes__isnull", True), models.Q(("correction", ""), _negated=True), _connector="OR"
                        ),
                        name="attendance_correction_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LessonProgress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("page_revision", models.PositiveBigIntegerField(blank=True, null=True)),
                ("opened_at", models.DateTimeField()),
                ("last_seen_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "lesson",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="progress", to="courses.lesson"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lesson_progress",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "-last_seen_at"], name="lesson_progress_latest")],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "lesson"), name="lesson_progress_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("done_at__isnull", True), ("done_at__gte", models.F("opened_at")), _connector="OR"
                        ),
                        name="lesson_done_after_opening",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="programme",
            name="modules",
            field=models.ManyToManyField(
                related_name="programmes", through="courses.ProgrammeModule", to="courses.module"
            ),
        ),
    ]
