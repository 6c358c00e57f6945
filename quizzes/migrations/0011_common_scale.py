from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("quizzes", "0010_booklet_expected_parts"),
    ]

    operations = [
        migrations.AddField(
            model_name="calibrationlink",
            name="reason",
            field=models.CharField(blank=True, max_length=200, verbose_name="Reason"),
        ),
        migrations.AddField(
            model_name="formdesign",
            name="shift",
            field=models.FloatField(default=0),
        ),
    ]
