from quizzes.bank.models.item import Item, ItemBank, ItemDraft, ItemKey, ItemKind, ItemVersion
from quizzes.bank.models.task import Task

__all__ = ["Item", "ItemBank", "ItemDraft", "ItemKey", "ItemKind", "ItemVersion", "Task"]
