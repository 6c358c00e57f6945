"""Everything that a list screen may show: one of each, made by the services, and any number of copies."""

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone
from PIL import Image as Picture
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Page, PageLogEntry

from certificates import serial
from certificates.models import Bundle, Certificate, Obstacle
from certificates.services.issue import issue
from courses.models import (
    Enrolment,
    HourEntry,
    HoursClaim,
    Lesson,
    LessonPage,
    Programme,
    TrainingSession,
)
from courses.services import progress
from lms.audit.services import log
from lms.notify.models import Notice
from lms.people.models import ImportBatch, Mandate, OrganisingUnit, Person, Role, RosterDraft, SignInSlip
from lms.people.services import roles
from lms.points.models import LedgerEntry, PointRule, RankingDecision
from lms.points.services import rules as point_rules
from lms.records.services import statements
from lms.records.services.statements import Said
from quizzes.delivery.services import extensions, observations
from quizzes.models import ItemBank, ItemReview, LevelDecision, PresentedItem, Quiz, Task
from quizzes.readiness.services import contests
from quizzes.readiness.services import evidence as evidence_service
from reports.models import Report
from tests.courses.factories import make_module, make_programme, sit
from tests.factories import make_mandate, make_person, make_unit
from tests.lists.copies import copy
from tests.quizzes.delivery_factories import make_item
from tests.reports.factories import make_snapshot

NOW = timezone.now()
UNIQUE_ELSEWHERE = (Certificate,)


@dataclass
class Seeds:
    """What is copied, and who looks. `town` is the organiser's."""

    town: OrganisingUnit
    deputy: Person
    staff: dict[str, Person]
    copied: list[tuple[Any, tuple[type[Any], ...] | None]]


def seed() -> Seeds:
    call_command("sync_roles", verbosity=0)
    call_command("load_framework", verbosity=0)
    call_command("load_programme", "courses/starter", verbosity=0)
    point_rules.load()
    town = make_unit(name="柳河镇人大主席团", kind=OrganisingUnit.Kind.PRESIDIUM)
    staff = {role.value: _staff(role, town) for role in Role}
    deputy = make_mandate(unit=town, person=make_person(name="王秀兰", username="seed")).person
    programme = Programme.objects.get(slug="starter")
    history(deputy, programme, staff)
    return Seeds(town, deputy, staff, [(deputy, ()), *_things(programme, town, staff)])


def _staff(role: Role, town: OrganisingUnit) -> Person:
    person = make_person(name=f"周{role.value}", username=role.value, password="spring-71-liuhe")
    unit = town if role in {Role.ORGANISER, Role.CHAIR} else None
    roles.grant(person=person, role=role, unit=unit, by=None, now=NOW)
    return Person.objects.get(pk=person.pk)


def history(person: Person, programme: Programme, staff: dict[str, Person], *, mark: str = "seed") -> None:
    """A deputy with a row in every table that hangs on one."""
    committee = staff["committee"]
    Enrolment.objects.create(person=person, programme=programme, at=NOW)
    module = programme.programme_modules.select_related("module")[0].module
    for lesson in module.lessons.all():
        progress.complete_lesson(person=person, lesson=lesson, now=NOW)
    sit(person, module, now=NOW)
    observations.observe(
        task=module.task,
        person=person,
        observer=committee,
        results={str(one["id"]): True for one in module.task.criteria},
        client_id=mark,
        now=NOW,
    )
    evidence_service.attest(
        person=person,
        competence=module.competence,
        level=3,
        text="当面演示了全部步骤，独立完成。",
        done_on=NOW.date(),
        by=committee,
        now=NOW,
    )
    decision = LevelDecision.objects.in_force().filter(person=person).first()
    assert decision
    contests.open_contest(person=person, decision=decision, text="与实际不符，请复核。", now=NOW)
    practice = module.practice_quiz
    extensions.write(
        quiz=practice,
        person=person,
        given=extensions.Grant(attempts=1),
        reason="网络中断",
        until=NOW.date() + timedelta(days=30),
        by=committee,
        now=NOW,
    )
    HoursClaim.objects.create(
        person=person, programme=programme, hours=2, document="青人发〔2026〕1号", entered_by=committee, at=NOW
    )
    Obstacle.objects.create(person=person, programme=programme, name="字", characters="字", at=NOW)
    little = make_programme()
    little_module = make_module(little, lessons=1, assessment=False, task=False)
    Enrolment.objects.create(person=person, programme=little, at=NOW)
    progress.complete_lesson(person=person, lesson=little_module.lessons.get(), now=NOW)
    issue(person=person, programme=little, now=NOW)
    SignInSlip.objects.create(
        person=person, unit=staff_unit(person), token_hash=mark, created_at=NOW, expires_at=NOW + timedelta(days=9)
    )


def staff_unit(person: Person) -> OrganisingUnit:
    return Mandate.objects.get(person=person).unit


def _things(
    programme: Programme, town: OrganisingUnit, staff: dict[str, Person]
) -> list[tuple[Any, tuple[type[Any], ...] | None]]:
    """One of everything else, each with the tables that its copies leave out."""
    committee, trainer = staff["committee"], staff["trainer"]
    bank = ItemBank.objects.filter(purpose="practice").first()
    assert bank
    item = make_item(bank)
    waiting = make_item(bank)
    ItemReview.objects.create(item=waiting, fingerprint="0", author=trainer, asked_by=trainer, asked_at=NOW)
    task = Task.objects.first()
    quiz = Quiz.objects.filter(purpose="practice").first()
    session = TrainingSession.objects.create(
        programme=programme,
        kind="classroom",
        title="集中授课",
        starts_at=NOW + timedelta(days=1),
        ends_at=NOW + timedelta(days=1, hours=2),
        hours=2,
        created_at=NOW,
        by=committee,
    )
    snapshot = make_snapshot([], programme=programme)
    report = Report.objects.create(snapshot=snapshot, drafted_by=committee, drafted_at=NOW)
    draft = RosterDraft.objects.create(
        by=committee, filename="名册.xlsx", file="x", effective_on=NOW.date(), created_at=NOW
    )
    bundle = Bundle.objects.create(
        programme=programme, kind="zip", by=committee, created_at=NOW, expires_at=NOW + timedelta(days=1)
    )
    another = make_person(name="林知远", username="another-trainer")
    roles.grant(person=another, role=Role.TRAINER, unit=None, by=None, now=NOW)
    return [
        (item, (PresentedItem,)),
        (waiting, (PresentedItem,)),
        (ItemBank.objects.create(slug="empty", title="题库", purpose="practice"), None),
        (task, None),
        (quiz, None),
        (session, None),
        (snapshot, None),
        (report, None),
        (draft, None),
        (bundle, None),
        (programme, None),
        (another, ()),
        (_image(), None),
        (_document(), None),
        (_batch(committee), None),
        (_ranking(committee), None),
    ]


def _image() -> Image:
    out = BytesIO()
    Picture.new("RGB", (8, 8)).save(out, "PNG")
    return Image.objects.create(title="图", file=ContentFile(out.getvalue(), "seed.png"), width=8, height=8)


def _document() -> Document:
    return Document.objects.create(title="文件", file=ContentFile(b"seed", "seed.pdf"))


def _batch(by: Person) -> ImportBatch:
    return ImportBatch.objects.create(
        sha256="0" * 64, filename="名册.xlsx", effective_on=NOW.date(), mapping={}, counts={}, by=by, at=NOW
    )


def _ranking(by: Person) -> RankingDecision:
    day = NOW.date()
    return RankingDecision.objects.create(
        document_no="1", decided_on=day, until=day, by=by, recorded_at=NOW, ended_on=day, ended_by=by
    )


def grow(seeds: Seeds, more: int) -> None:
    """So many more of everything."""
    for root, without in seeds.copied:
        copy(root, more, without=without, mark=_mark)
    for person in [seeds.deputy, *seeds.staff.values()]:
        _own_rows(person, more)
    _pages(more, seeds.staff["trainer"])
    Redirect.objects.bulk_create(Redirect(old_path=f"/{uuid4().hex}", redirect_link="/") for _ in range(more))


def _mark(row: Any, number: int) -> None:
    if isinstance(row, Certificate):
        row.serial = serial.new_serial()
    if isinstance(row, Person):
        row.name = f"王秀{number}"


def _own_rows(person: Person, more: int) -> None:
    said = [Said("completed", "lesson", str(number)) for number in range(more)]
    statements.record_all(person=person, said=said, now=NOW)
    Notice.objects.bulk_create(
        Notice(to_uuid=person.uuid, kind="level", key=uuid4().hex, text="通知", created_at=NOW) for _ in range(more)
    )
    rule = PointRule.objects.first()
    LedgerEntry.objects.bulk_create(
        LedgerEntry(person=person, rule=rule, points=1, key=uuid4().hex, at=NOW) for _ in range(more)
    )
    programme = Programme.objects.get(slug="starter")
    HourEntry.objects.bulk_create(
        HourEntry(person=person, programme=programme, mode="online", hours=1, key=uuid4().hex, at=NOW)
        for _ in range(more)
    )
    for _ in range(more // 10):
        log.record(actor_uuid=person.uuid, verb="person.viewed", object_type="person", now=NOW)


def _pages(more: int, by: Person) -> None:
    """Lessons of the first module, each with its row and an entry in the history."""
    seed = LessonPage.objects.select_related("lesson").first()
    assert seed and seed.lesson
    parent = seed.get_parent()
    kind = ContentType.objects.get_for_model(LessonPage)
    for _ in range(more):
        parent.numchild += 1
        slug = uuid4().hex
        lesson = Lesson.objects.create(module=seed.lesson.module, slug=slug, title="课文", order=parent.numchild)
        LessonPage(
            title="课文",
            slug=slug,
            lesson=lesson,
            path=Page._get_path(parent.path, parent.depth + 1, parent.numchild),
            depth=parent.depth + 1,
            url_path=f"{parent.url_path}{slug}/",
            content_type=kind,
            locale=seed.locale,
            owner=by,
            live=True,
        ).save_base(force_insert=True)
    Page.objects.filter(pk=parent.pk).update(numchild=parent.numchild)
    PageLogEntry.objects.bulk_create(
        PageLogEntry(
            content_type=kind,
            page_id=seed.pk,
            label="课文",
            action="wagtail.edit",
            timestamp=NOW,
            user=by,
            uuid=uuid4(),
        )
        for _ in range(more)
    )
