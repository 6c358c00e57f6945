import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0002_initial"),
        ("courses", "0004_table_block_and_lesson_files"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="certificate",
            name="kind",
            field=models.CharField(
                choices=[("completion", "Certificate of completion"), ("hours", "Proof of class hours")],
                default="completion",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="certificate",
            name="sha256",
            field=models.CharField(db_index=True, max_length=64),
        ),
        migrations.CreateModel(
            name="Design",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=80, verbose_name="Name of the design")),
                (
                    "kind",
                    models.CharField(
                        choices=[("completion", "Certificate of completion"), ("hours", "Proof of class hours")],
                        max_length=20,
                        verbose_name="Kind",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="courses.programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "design of certificates",
                "verbose_name_plural": "designs of certificates",
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "programme"), name="design_once_a_programme"),
                    models.UniqueConstraint(
                        condition=models.Q(("programme__isnull", True)),
                        fields=("kind",),
                        name="design_once_for_the_others",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DesignVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("content", models.JSONField()),
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
                    "design",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="certificates.design"
                    ),
                ),
            ],
            options={
                "verbose_name": "version of a design",
                "constraints": [models.UniqueConstraint(fields=("design", "number"), name="design_version_once")],
            },
        ),
        migrations.AddField(
            model_name="certificate",
            name="design",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="certificates",
                to="certificates.designversion",
            ),
        ),
    ]
