"""What leaves the bank, and which bank is meant."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lms.web.errors import Refusal
from quizzes.bank.models import Item, ItemBank
from quizzes.exchange.pictures import content_of, pictures_of
from quizzes.exchange.question import Position, Question


def find_bank(slug: str) -> ItemBank:
    bank = ItemBank.objects.filter(slug=slug).first()
    if bank is None:
        known = "、".join(ItemBank.objects.values_list("slug", flat=True)) or "–"
        raise Refusal(
            _("There is no bank “%(slug)s”; make it in the editor first. There are: %(known)s")
            % {"slug": slug, "known": known}
        )
    return bank


def questions_of(bank: ItemBank) -> Iterator[Question]:
    """The published items of a bank with the keys in force, by short name. Two queries."""
    return questions_among(Item.objects.filter(bank=bank))


def questions_among(items: QuerySet[Item]) -> Iterator[Question]:
    """The published ones among these. Two queries."""
    published = (
        items.filter(live_version__isnull=False)
        .select_related("competence", "live_version")
        .prefetch_related("live_version__keys")
        .order_by("slug")
    )
    for number, item in enumerate(published, start=1):
        assert item.live_version is not None
        key = max(item.live_version.keys.all(), key=lambda key: key.number)
        yield Question(
            number=number,
            position=Position(element=item.slug),
            kind=item.kind,
            body=item.live_version.body,
            key=key.key,
            feedback=key.feedback,
            title=item.slug,
            slug=item.slug,
            competence=item.competence.code,
            level=item.level,
            band=item.band,
            source=item.source,
            expires_on=item.expires_on,
            pictures=content_of(pictures_of(item.live_version.body)),
        )
