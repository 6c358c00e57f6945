"""What a teacher can improve this week: what helps most comes first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from courses.models import Lesson, LessonProgress, LessonQuestion, ModuleCompletion
from lms.people.models import Person
from quizzes.delivery import advice
from quizzes.delivery.models import ItemStatistic
from quizzes.models import Item

OF_EACH = 50
LEFT_AFTER = timedelta(days=7)
"""A lesson that was opened, and neither finished nor seen again for so long, was left."""
LEFT_PEOPLE = 10
LEFT_SHARE = 0.3
"""Told from so many readers on, when so many of them left; fewer readers could be recognised."""
SOON = timedelta(days=30)
OLD_QUESTION = timedelta(days=3)


@dataclass(frozen=True)
class Line:
    """One thing to do. `help` orders the list: it is on the scale of the item signs (review_v1.yaml), where 100 means
    that people suffer from it now."""

    help: float
    kind: str
    title: str
    text: str
    url: str
    action: str


def lines(person: Person, *, now: datetime) -> list[Line]:
    """Everything, what helps most first. Four queries, whatever there is."""
    found = [*_questions(person, now), *_items(person), *_lessons(now), *_expiring(person, timezone.localdate(now))]
    return sorted(found, key=lambda line: (-line.help, line.title))


def _questions(person: Person, now: datetime) -> Iterator[Line]:
    """One line a lesson: a person waits for each."""
    rows = LessonQuestion.objects.visible_to(person).open().values("lesson", "lesson__title")
    for row in rows.annotate(n=Count("pk"), first=Min("at")).order_by("first")[:OF_EACH]:
        days = (now - row["first"]).days
        yield Line(
            help=95 if now - row["first"] > OLD_QUESTION else 85,
            kind=pgettext("week", "Question"),
            title=row["lesson__title"],
            text=_("%(n)d questions wait; the oldest for %(days)d days. Answer them, and publish what helps others.")
            % {"n": row["n"], "days": days},
            url=reverse("lesson_questions:index"),
            action=pgettext("week", "Answer"),
        )


def _items(person: Person) -> Iterator[Line]:
    rows = ItemStatistic.objects.visible_to(person).live().calling().select_related("version__item")
    for row in rows[:OF_EACH]:
        yield Line(
            help=row.urgency,
            kind=pgettext("week", "Item"),
            title=row.version.item.stem[:60] or row.version.item.slug,
            text=advice.next_step(row),
            url=reverse("item_analysis:detail", args=[row.version_id]),
            action=pgettext("week", "Look at the figures"),
        )


def _lessons(now: datetime) -> Iterator[Line]:
    """Lessons that many open and do not finish; whoever finished the module by its assessment did not leave."""
    finished = ModuleCompletion.objects.filter(person=OuterRef("person"), module=OuterRef("lesson__module"))
    left = Q(done_at=None, last_seen_at__lt=now - LEFT_AFTER)
    rows = (
        LessonProgress.objects.filter(lesson__in=Lesson.objects.current(), opened_at__lt=now - LEFT_AFTER)
        .exclude(Exists(finished) & Q(done_at=None))
        .values("lesson__title", "lesson__module__title", "lesson__page")
        .annotate(opened=Count("pk"), left=Count("pk", filter=left))
        .filter(opened__gte=LEFT_PEOPLE)
        .order_by("-left")
    )
    for row in rows[:OF_EACH]:
        share = row["left"] / row["opened"]
        if share < LEFT_SHARE or row["lesson__page"] is None:
            continue
        yield Line(
            help=40 + 40 * share,
            kind=pgettext("week", "Lesson"),
            title=f"{row['lesson__module__title']} · {row['lesson__title']}",
            text=_("%(left)d of %(opened)d readers left it half-way. Shorten it, or put the example first.")
            % {"left": row["left"], "opened": row["opened"]},
            url=reverse("wagtailadmin_pages:edit", args=[row["lesson__page"]]),
            action=pgettext("week", "Edit the lesson"),
        )


def _expiring(person: Person, day: date) -> Iterator[Line]:
    rows = Item.objects.visible_to(person).deliverable().filter(expires_on__lte=day + SOON)
    for item in rows.order_by("expires_on", "pk")[:OF_EACH]:
        over = item.expires_on is not None and item.expires_on < day
        words = {"day": f"{item.expires_on:%Y-%m-%d}", "source": item.source or "–"}
        text = (
            _("To be checked again by %(day)s, which is past. Compare it with its source: %(source)s.")
            if over
            else _("To be checked again by %(day)s. Compare it with its source: %(source)s.")
        )
        yield Line(
            help=70 if over else 35,
            kind=pgettext("week", "Expiry"),
            title=item.stem[:60] or item.slug,
            text=text % words,
            url=reverse("items:edit", args=[item.pk]),
            action=pgettext("week", "Check the item"),
        )
