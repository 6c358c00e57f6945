"""Searching and finding the like of items that are there already."""

from django.db import migrations

from quizzes.bank import wording

CHUNK = 500


def read(apps, schema_editor):
    Item, ItemPrint = apps.get_model("quizzes", "Item"), apps.get_model("quizzes", "ItemPrint")
    for item in Item.objects.select_related("draft").order_by("pk").iterator(chunk_size=CHUNK):
        draft = getattr(item, "draft", None)
        body = draft.body if draft else {}
        Item.objects.filter(pk=item.pk).update(search_text=wording.searchable(item.slug, body, item.source))
        ItemPrint.objects.bulk_create(ItemPrint(item=item, number=number) for number in wording.prints(body))


class Migration(migrations.Migration):
    dependencies = [("quizzes", "0002_engine")]
    operations = [migrations.RunPython(read, migrations.RunPython.noop)]
