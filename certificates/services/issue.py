"""The life of a certificate until it is in somebody's hands: issue, issue what is due, replace after a renaming."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.models import Certificate, DesignVersion, Kind
from certificates.selectors.certificates import due, latest
from certificates.selectors.facts import Facts, Shared, facts_of, shared_by
from certificates.serial import new_serial
from certificates.services import designs, files, keys, obstacles, signing
from certificates.services.rendering import FAMILY, printed_text, render
from courses.models import Enrolment, Programme
from courses.selectors import completion
from lms.audit.services.log import record as audit
from lms.notify.services import notices
from lms.people.models import Person
from lms.records.services import statements
from lms.web.errors import Refusal
from lms.web.pdf import MissingGlyph, uncovered

TOGETHER = 25
"""So many are entered in one transaction, some two seconds after the first of them was begun."""


@dataclass(frozen=True)
class Form:
    """What all certificates of one kind in a programme have in common on a day."""

    design: DesignVersion
    shared: Shared


def form_of(programme: Programme, kind: str, *, now: datetime) -> Form:
    """The form as it is now; five queries that a run makes once."""
    return Form(designs.in_use(kind, programme, now=now), shared_by(programme))


def issue(
    *,
    person: Person,
    programme: Programme,
    by: Person | None = None,
    now: datetime | None = None,
    serial: Callable[[], str] = new_serial,
    form: Form | None = None,
) -> Certificate:
    """The person's certificate of this programme, made now unless there is one already, in whatever state.

    `by` is None for the system itself, `form` is read unless the caller has it. Refusal while the pass rule is not
    met; MissingGlyph when the name holds a character that no embedded font has, of which staff are told. However often
    and by however many this is called, there is one certificate: the database's unique constraint decides, the slower
    one's file is deleted.
    """
    existing = latest(person, programme)
    if existing is not None:
        return existing
    if not completion.passed(person, programme).passed:
        raise Refusal(_("The requirements of this programme are not met yet; no certificate was made."))
    now = now or timezone.now()
    draft = draft_of(person, programme, serial=serial(), now=now, kind=Kind.COMPLETION, form=form)
    return award(draft, by=by, now=now)


def issue_due(
    *,
    programme: Programme,
    by: Person | None = None,
    now: datetime | None = None,
    progress: Callable[[Iterable[Enrolment]], Iterable[Enrolment]] = iter,
    limit: int | None = None,
    from_the_end: bool = False,
) -> int:
    """Issue, here and now, what is due in a programme; how many were made. `limit` stops after so many persons, in the
    order of enrolment or, `from_the_end`, in the opposite one. All are made in the form of the beginning.

    A certificate that cannot be printed is put aside and its neighbours go on. A fault of the installation (no fonts,
    no key: a Refusal of status 500) stops the run, so that staff are told instead of nobody getting anything.
    """
    made = 0
    waiting = due(programme).select_related("person")
    enrolments = list((waiting.reverse() if from_the_end else waiting)[:limit])
    form = form_of(programme, Kind.COMPLETION, now=now or timezone.now()) if enrolments else None
    watched = iter(progress(enrolments))
    while some := [enrolment.person for enrolment in islice(watched, TOGETHER)]:
        made += _issue_together(some, programme, by=by, now=now or timezone.now(), form=form)
    return made


def _issue_together(
    people: Sequence[Person], programme: Programme, *, by: Person | None, now: datetime, form: Form | None
) -> int:
    """The bytes of each, then all rows in one transaction; how many of the people have a certificate now that had
    none. Where another process was faster with one of them, they are entered one by one, as by `award`."""
    passing, ready = completion.passing(people, programme, now=now), []
    able = [one for one in people if one.pk in passing]
    try:
        for draft in drafts_of(able, programme, now=now, kind=Kind.COMPLETION, form=form):
            try:
                _make(draft, now=now)
            except Refusal as refusal:
                if refusal.status >= 500:
                    raise
            else:
                ready.append(draft)
        _enter(ready, by=by, now=now)
    except IntegrityError:
        for draft in ready:
            _keep(draft, by=by, now=now)
    return len(ready)


def supersede(
    *,
    certificate: Certificate,
    by: Person,
    now: datetime | None = None,
    serial: Callable[[], str] = new_serial,
) -> Certificate:
    """A new certificate of the same content in the person's present name; the old one then shows 已更换.

    Doing it twice gives the one made first. Refusal unless the name has changed or the old one was withdrawn.
    """
    now = now or timezone.now()
    old = Certificate.objects.with_state().select_related("person").get(pk=certificate.pk)
    if old.state == Certificate.State.SUPERSEDED:
        return old.superseded_by
    if hasattr(old, "superseded_by"):
        raise Refusal(_("This certificate was replaced already."))
    if old.person.anonymised_at is not None:
        raise Refusal(_("This person’s data were removed; no certificate can be made."))
    if old.state == Certificate.State.ISSUED and old.subject_name == old.person.name:
        raise Refusal(_("The name has not changed; there is nothing to replace."))
    return award(_successor(old, serial=serial(), now=now), by=by, now=now)


def draft_of(
    person: Person, programme: Programme, *, serial: str, now: datetime, kind: str, form: Form | None = None
) -> Certificate:
    """A certificate of the first generation with the facts and the design of today, without bytes, not yet a row."""
    return drafts_of([person], programme, now=now, kind=kind, form=form, serial=lambda: serial)[0]


def drafts_of(
    people: Sequence[Person],
    programme: Programme,
    *,
    now: datetime,
    kind: str,
    form: Form | None = None,
    serial: Callable[[], str] = new_serial,
) -> list[Certificate]:
    """One draft for each, as `draft_of` makes it, in their order. Three queries besides the form."""
    day = timezone.localdate(now)
    form = form or form_of(programme, kind, now=now)
    facts = facts_of(people, programme, day=day, shared=form.shared)
    return [
        Certificate(
            serial=serial(),
            person=person,
            programme=programme,
            kind=kind,
            design=form.design,
            subject_name=person.name,
            issued_on=day,
            created_at=now,
            **{name: getattr(facts[person.pk], name) for name in Facts.__dataclass_fields__},
        )
        for person in people
    ]


def _successor(old: Certificate, *, serial: str, now: datetime) -> Certificate:
    day = timezone.localdate(now)
    kept = [
        "person",
        "programme",
        "term",
        "kind",
        "programme_title",
        "term_written",
        "issuer",
        "level",
        "level_as_of",
        "hours",
        "rule_version",
    ]
    return Certificate(
        serial=serial,
        generation=old.generation + 1,
        supersedes=old,
        design=designs.in_use(old.kind, old.programme, now=now),
        subject_name=old.person.name,
        issued_on=day,
        expires_on=old.expires_on if old.expires_on and old.expires_on >= day else None,
        created_at=now,
        **{name: getattr(old, name) for name in kept},
    )


def award(draft: Certificate, *, by: Person | None, now: datetime) -> Certificate:
    """Make the bytes, put them into storage, then write the row with all that follows from it in one transaction.

    A crash or an error before the row leaves a file that `files.sweep_files` deletes, and the next try begins anew.
    """
    _make(draft, now=now)
    return _keep(draft, by=by, now=now)


def _make(draft: Certificate, *, now: datetime) -> None:
    """The bytes, signed and in storage, and what the draft says of them."""
    content = signing.signed(_bytes(draft, now=now))
    draft.signed = keys.available()
    draft.sha256, draft.size = hashlib.sha256(content).hexdigest(), len(content)
    draft.file = files.store(serial=draft.serial, year=draft.issued_on.year, content=content)


def _keep(draft: Certificate, *, by: Person | None, now: datetime) -> Certificate:
    """The draft as a row; where another process was faster, that one's row, and the draft's file is deleted."""
    try:
        _enter([draft], by=by, now=now)
    except IntegrityError:
        files.discard(draft.file)
        winner = latest(draft.person, draft.programme, draft.kind)
        if winner is None or winner.generation < draft.generation:
            raise
        return winner
    return draft


def _bytes(draft: Certificate, *, now: datetime) -> bytes:
    """The PDF; staff are told where a character stands in its way."""
    missing = uncovered(printed_text(draft), FAMILY)
    if not missing:
        return render(draft)
    obstacles.report(
        person=draft.person, programme=draft.programme, name=draft.subject_name, characters=missing, now=now
    )
    raise MissingGlyph(
        _("No font on this system can print these characters: %(characters)s. The administrators have been told.")
        % {"characters": " ".join(f"{character} (U+{ord(character):04X})" for character in missing)}
    )


@transaction.atomic
def _enter(drafts: Sequence[Certificate], *, by: Person | None, now: datetime) -> None:
    """The rows with all that follows from them, all or none. They are written in one order, so that of two processes
    with some of the same people the slower waits, and is refused, instead of each waiting for the other."""
    drafts = Certificate.objects.bulk_create(sorted(drafts, key=lambda draft: draft.person_id))
    statements.record_of_many(said={draft.person: [_said(draft)] for draft in drafts}, now=now)
    notices.tell_all(
        [
            notices.Told(
                to_uuid=draft.person.uuid,
                kind="certificate",
                key=f"certificate:{draft.serial}:awarded",
                text=_news(draft),
                url=reverse("certificates:holding", args=[draft.serial]),
            )
            for draft in drafts
        ],
        now=now,
    )
    if by is not None:
        for draft in drafts:
            audit(
                actor_uuid=by.uuid,
                verb="certificate.replaced" if draft.supersedes_id else "certificate.issued",
                object_type="certificate",
                object_id=draft.serial,
                now=now,
            )


def _said(draft: Certificate) -> statements.Said:
    """What the learning record says."""
    return statements.Said(
        verb="awarded",
        object_type="certificate",
        object_id=draft.serial,
        result={"kind": draft.kind, "generation": draft.generation, "sha256": draft.sha256},
        context={"programme": draft.programme.slug, "rule": draft.rule_version},
    )


def _news(certificate: Certificate) -> str:
    """What the holder is told."""
    if certificate.kind == Kind.HOURS:
        return _("Your proof of class hours is ready: look at it, keep it as a picture or download it.")
    if certificate.supersedes is None:
        return _("Your certificate is ready: look at it, keep it as a picture or download it.")
    if certificate.supersedes.subject_name != certificate.subject_name:
        return _("Your certificate has been made out anew in your present name. The earlier one no longer counts.")
    return _("Your certificate has been made out anew. The earlier one no longer counts.")
