from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase, TagBase

from quizzes.bank.models.item import Item


class ItemTag(TagBase):
    """A word by which editors group items; pictures and documents have words of their own."""

    class Meta:
        verbose_name = _("tag of items")
        verbose_name_plural = _("tags of items")
        ordering = ["name"]


class TaggedItem(ItemBase):
    """One tag on one item. Written by `services.tagging`."""

    tag = models.ForeignKey(ItemTag, models.CASCADE, related_name="tagged")
    content_object = models.ForeignKey(Item, models.CASCADE, related_name="tagged")

    class Meta:
        verbose_name = _("tagged item")
        verbose_name_plural = _("tagged items")
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="item_tag_once")]


class ItemPrint(models.Model):
    """One of the numbers by which an item is found among its like (`wording.prints`), of its draft's body. Derived:
    written with each draft."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="prints")
    number = models.BigIntegerField(db_index=True)

    class Meta:
        verbose_name = _("print of an item")
        verbose_name_plural = _("prints of items")
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="item_print_once")]
