from quizzes.bank.models.finding import ItemPrint, ItemTag, TaggedItem
from quizzes.bank.models.item import Item, ItemBank, ItemDraft, ItemKey, ItemVersion
from quizzes.bank.models.owner import BankOwner
from quizzes.bank.models.picture import ItemPicture
from quizzes.bank.models.review import ItemReview
from quizzes.bank.models.source import Citation, CitingText, Recheck, Source, SourceRevision
from quizzes.bank.models.task import Task

__all__ = [
    "BankOwner",
    "Citation",
    "CitingText",
    "Item",
    "ItemBank",
    "ItemDraft",
    "ItemKey",
    "ItemPicture",
    "ItemPrint",
    "ItemReview",
    "ItemTag",
    "ItemVersion",
    "Recheck",
    "Source",
    "SourceRevision",
    "TaggedItem",
    "Task",
]
