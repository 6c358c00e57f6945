from django.db import transaction
from django.utils.translation import gettext as _

from lms.web.errors import Refusal
from quizzes.bank.models import ItemBank


@transaction.atomic
def ensure_bank(*, slug: str, title: str, purpose: str) -> ItemBank:
    """The bank of this slug, made if it was not there. Refusal for another purpose than it has: an item that was
    practised must never turn up in an assessment."""
    purpose = ItemBank.Purpose(purpose).value
    bank, new = ItemBank.objects.get_or_create(slug=slug, defaults={"title": title, "purpose": purpose})
    if bank.purpose != purpose:
        raise Refusal(
            _("The bank “%(bank)s” serves another purpose; make a new bank for this one.") % {"bank": bank.title}
        )
    if not new and bank.title != title:
        bank.title = title
        bank.save(update_fields=["title"])
    return bank
