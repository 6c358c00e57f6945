import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Bundle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("zip", "ZIP with one PDF each"), ("print", "One file for printing")], max_length=10
                    ),
                ),
                ("file", models.CharField(blank=True, max_length=120)),
                ("count", models.PositiveIntegerField(default=0)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("ready_at", models.DateTimeField(blank=True, null=True)),
                ("expires_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "certificates in one file",
            },
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("serial", models.CharField(max_length=28, unique=True, verbose_name="number")),
                (
                    "kind",
                    models.CharField(
                        choices=[("completion", "Certificate of completion")], default="completion", max_length=20
                    ),
                ),
                ("generation", models.PositiveSmallIntegerField(default=1)),
                ("subject_name", models.CharField(max_length=100, verbose_name="name")),
                ("programme_title", models.CharField(max_length=200)),
                ("term_written", models.CharField(blank=True, max_length=60)),
                ("issuer", models.CharField(max_length=200)),
                ("level", models.CharField(blank=True, max_length=60, verbose_name="grade")),
                ("level_as_of", models.DateField(blank=True, null=True)),
                ("hours", models.DecimalField(decimal_places=1, max_digits=6, verbose_name="hours")),
                ("rule_version", models.CharField(max_length=60)),
                ("issued_on", models.DateField(verbose_name="issued on")),
                ("expires_on", models.DateField(blank=True, null=True, verbose_name="valid until")),
                ("file", models.CharField(max_length=120, unique=True)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveIntegerField()),
                ("signed", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "certificate",
                "verbose_name_plural": "certificates",
            },
        ),
        migrations.CreateModel(
            name="Obstacle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100)),
                ("characters", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                ("cleared_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "certificate that could not be made",
            },
        ),
        migrations.CreateModel(
            name="Revocation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "withdrawal of a certificate",
            },
        ),
    ]
