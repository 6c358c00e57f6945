"""A law was revised: everything that names it, or one of the articles that changed, is to be looked at again."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from lms.audit.services import log
from lms.notify.services import notices
from lms.people.models import Person, Role
from lms.people.permissions import require
from lms.web.errors import BadInput, Refusal
from quizzes.bank.models import Citation, CitingText, Item, Recheck, Source, SourceRevision
from quizzes.bank.services.keepers import keepers_of, shares


@transaction.atomic
def record(
    *, source: Source, version: str, effective_on: date, articles: Iterable[int], note: str, by: Person, now: datetime
) -> SourceRevision:
    """The revision, on record; every item and text that names the source as a whole or one of these articles (without
    articles: any of it) waits to be looked at, and who should do so is told once. Retired items are left alone.
    Trainers and the committee. Refusal for a version that is on record already."""
    require(by, Role.TRAINER, Role.COMMITTEE)
    source = Source.objects.select_for_update().get(pk=source.pk)
    version, numbers = version.strip(), sorted(set(articles))
    if not version:
        raise BadInput(_("Write which version it is, like 2025年修正."))
    if source.revisions.filter(version=version).exists():
        raise Refusal(_("This version of %(source)s is on record already.") % {"source": source})
    revision = SourceRevision.objects.create(
        source=source,
        version=version,
        effective_on=effective_on,
        articles=numbers,
        note=note.strip()[:500],
        at=now,
        by=by,
    )
    if source.effective_on is None or effective_on >= source.effective_on:
        Source.objects.filter(pk=source.pk).update(version=version, effective_on=effective_on)
    _raise(revision, now)
    log.record(
        actor_uuid=by.uuid,
        verb="source.revised",
        object_type="source",
        object_id=str(source.pk),
        purpose=f"{source} {version}",
        now=now,
    )
    return revision


def _raise(revision: SourceRevision, now: datetime) -> None:
    touched = Citation.objects.filter(source=revision.source)
    if revision.articles:
        touched = touched.filter(Q(article=0) | Q(article__in=revision.articles))
    items = list(Item.objects.filter(pk__in=touched.values("item_id"), retired=False).order_by("pk"))
    texts = list(CitingText.objects.filter(pk__in=touched.values("text_id")).select_related("keeper").order_by("pk"))
    keepers = keepers_of(items)
    rows = [Recheck(item=item, revision=revision, raised_at=now, keeper=keepers.get(item.pk)) for item in items]
    rows += [Recheck(text=text, revision=revision, raised_at=now, keeper=text.keeper) for text in texts]
    Recheck.objects.bulk_create(rows)
    for person, count in shares(rows).items():
        notices.tell(
            to_uuid=person.uuid,
            kind="recheck",
            key=f"recheck:source:{revision.pk}:{person.uuid}",
            text=_("%(source)s was revised (%(version)s). To be looked at again: %(count)d.")
            % {"source": revision.source, "version": revision.version, "count": count},
            url=reverse("rechecks:index"),
            now=now,
        )
