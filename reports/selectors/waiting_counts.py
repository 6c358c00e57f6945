"""The kinds of things that wait and are only counted: for whom, in which words, and where they are dealt with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import ngettext_lazy, pgettext_lazy
from wagtail.models import TaskState

from certificates.selectors.certificates import due, open_obstacles, register
from courses.models import Enrolment
from courses.selectors import questions, recognised
from lms.people.models import Mandate, Person, Role
from lms.people.permissions import has_role, units_of
from quizzes.bank.selectors import reviews
from quizzes.delivery.selectors import markings, paper, regrades
from quizzes.models import AppraisalCase, Contest, Item, ItemDraft, Panel, Panellist, SecondLook


@dataclass(frozen=True)
class Counted:
    """One kind: `text` takes `n`, `to` names the page, `query` narrows it."""

    roles: tuple[Role, ...]
    count: Callable[[Person, datetime], int]
    text: Promise
    action: Promise
    to: str
    query: str = ""


def _contests(person: Person, now: datetime) -> int:
    return Contest.objects.visible_to(person).filter(state=Contest.State.OPEN).exclude(person=person).count()


def _second_looks(person: Person, now: datetime) -> int:
    """Never of what the person attested, nor about the person; a doubt is decided by a third one."""
    state = SecondLook.State
    others = SecondLook.objects.exclude(evidence__by=person).exclude(evidence__person=person)
    return others.filter(Q(state=state.DRAWN) | Q(state=state.DOUBTED) & ~Q(looked_by=person)).count()


def _cases(person: Person, now: datetime) -> int:
    found = AppraisalCase.objects.filter(state=AppraisalCase.State.OPEN)
    return found.exclude(appraisal__booklet__person=person).count()


def _panels(person: Person, now: datetime) -> int:
    return Panel.objects.filter(state=Panel.State.CLOSED).count()


def _own_seats(person: Person, now: datetime) -> int:
    """Whoever missed the first round has no say in the second."""
    first = Q(panel__state=Panel.State.FIRST, first_done_at=None)
    second = Q(panel__state=Panel.State.SECOND, first_done_at__isnull=False, second_done_at=None)
    return Panellist.objects.filter(first | second, person=person).count()


def _checked_items(person: Person, now: datetime) -> int:
    return ItemDraft.objects.filter(stage=ItemDraft.Stage.CHECKED, item__in=Item.objects.listed_to(person)).count()


def _modules(person: Person, now: datetime) -> int:
    """Wagtail reads all kinds of approval and their groups to say whose turn it is; mostly nothing is handed in."""
    if not TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).exists():
        return 0
    return TaskState.objects.reviewable_by(person).filter(status=TaskState.STATUS_IN_PROGRESS).count()


def _renamed(person: Person, now: datetime) -> int:
    return register(day=timezone.localdate(now), renamed=True).count()


def _second_entries(person: Person, now: datetime) -> int:
    """Made by somebody else than the first."""
    return paper.find_forms(person, state="entered").exclude(entries__by=person).count()


def _without_result(person: Person, now: datetime) -> int:
    """People of the own units; the committee reads the figure of its snapshot."""
    if has_role(person, Role.COMMITTEE):
        return 0
    serving = Mandate.objects.serving_on(timezone.localdate(now)).filter(unit__in=units_of(person, Role.ORGANISER))
    begun = Enrolment.objects.running().filter(completed_at=None, programme__live=True)
    counted = begun.filter(person__in=serving.values("person")).aggregate(n=Count("person", distinct=True))
    return int(counted["n"])


COMMITTEE, UNITS, TEACHERS = (Role.COMMITTEE,), (Role.ORGANISER,), (Role.TRAINER,)
DECIDE, LOOK, ENTER = (
    pgettext_lazy("waiting", "Decide"),
    pgettext_lazy("waiting", "Look at them"),
    pgettext_lazy("waiting", "Enter"),
)
COUNTED = (
    Counted(
        COMMITTEE, _contests,
        ngettext_lazy("One objection to a level is to be decided", "%(n)d objections to levels are to be decided", "n"),
        DECIDE, "quizzes:contests",
    ),
    Counted(
        COMMITTEE, lambda person, now: len(regrades.waiting(person)),
        ngettext_lazy(
            "One corrected question: new scoring to be confirmed",
            "%(n)d corrected questions: new scoring to be confirmed",
            "n",
        ),
        pgettext_lazy("waiting", "Check"), "regrades:index",
    ),
    Counted(
        COMMITTEE, _second_looks,
        ngettext_lazy("One attestation waits for a second look", "%(n)d attestations wait for a second look", "n"),
        LOOK, "quality:attesters",
    ),
    Counted(
        COMMITTEE, _cases,
        ngettext_lazy("One unusual result is to be looked at", "%(n)d unusual results are to be looked at", "n"),
        LOOK, "quizzes:appraisal_cases", "?state=open",
    ),
    Counted(
        COMMITTEE, _panels,
        ngettext_lazy("One panel is closed and to be adopted", "%(n)d panels are closed and to be adopted", "n"),
        LOOK, "panels:index",
    ),
    Counted(
        (*COMMITTEE, *UNITS, *TEACHERS, Role.CHAIR), _own_seats,
        ngettext_lazy("One panel waits for your judgements", "%(n)d panels wait for your judgements", "n"),
        pgettext_lazy("waiting", "Judge"), "quizzes:panels",
    ),
    Counted(
        COMMITTEE, _checked_items,
        ngettext_lazy("One checked question is to be published", "%(n)d checked questions are to be published", "n"),
        pgettext_lazy("waiting", "Publish"), "items:index", "?state=checked",
    ),
    Counted(
        COMMITTEE, _modules,
        ngettext_lazy("One page or module waits for approval", "%(n)d pages or modules wait for approval", "n"),
        LOOK, "wagtailadmin_home",
    ),
    Counted(
        COMMITTEE, lambda person, now: due().count(),
        ngettext_lazy("One certificate is to be issued", "%(n)d certificates are to be issued", "n"),
        pgettext_lazy("waiting", "Issue"), "certificates:manage",
    ),
    Counted(
        COMMITTEE, lambda person, now: open_obstacles().count(),
        ngettext_lazy(
            "One certificate cannot be made: a character of the name is missing",
            "%(n)d certificates cannot be made: a character of the name is missing",
            "n",
        ),
        pgettext_lazy("waiting", "See which"), "certificates:obstacles",
    ),
    Counted(
        COMMITTEE, _renamed,
        ngettext_lazy("One certificate shows a former name", "%(n)d certificates show a former name", "n"),
        pgettext_lazy("waiting", "Replace"), "certificates:manage", "?renamed=on",
    ),
    Counted(
        COMMITTEE, lambda person, now: recognised.waiting(person).count(),
        ngettext_lazy(
            "Class hours from elsewhere: one request is to be decided",
            "Class hours from elsewhere: %(n)d requests are to be decided",
            "n",
        ),
        DECIDE, "courses:recognise",
    ),
    Counted(
        (*COMMITTEE, *UNITS), _second_entries,
        ngettext_lazy(
            "One paper form is to be entered a second time",
            "%(n)d paper forms are to be entered a second time",
            "n",
        ),
        ENTER, "quizzes:paper", "?state=entered",
    ),
    Counted(
        (*COMMITTEE, *UNITS), lambda person, now: paper.find_forms(person, state="differs").count(),
        ngettext_lazy(
            "One paper form was read differently by two people",
            "%(n)d paper forms were read differently by two people",
            "n",
        ),
        pgettext_lazy("waiting", "Compare"), "quizzes:paper", "?state=differs",
    ),
    Counted(
        TEACHERS, lambda person, now: markings.to_be_marked(person).filter(markings=None).count(),
        ngettext_lazy("One written answer is to be marked", "%(n)d written answers are to be marked", "n"),
        pgettext_lazy("waiting", "Mark"), "markings:index",
    ),
    Counted(
        TEACHERS, lambda person, now: reviews.waiting_for(person).count(),
        ngettext_lazy("One question waits for your review", "%(n)d questions wait for your review", "n"),
        pgettext_lazy("waiting", "Review"), "item_reviews:index",
    ),
    Counted(
        TEACHERS, lambda person, now: questions.inbox(person).count(),
        ngettext_lazy(
            "One question about a lesson is to be answered",
            "%(n)d questions about lessons are to be answered",
            "n",
        ),
        pgettext_lazy("waiting", "Answer"), "lesson_questions:index",
    ),
    Counted(
        UNITS, _without_result,
        ngettext_lazy("One deputy has no result yet", "%(n)d deputies have no result yet", "n"),
        pgettext_lazy("waiting", "List and reminder"), "courses:stuck",
    ),
)  # fmt: skip
