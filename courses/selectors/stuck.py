"""Who has no result in a programme yet, and where each of them stands. A fixed number of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.models import Enrolment, LessonProgress, Programme
from courses.permissions import units_in_sight
from lms.people.models import Mandate, Person
from quizzes.models import Attempt, Observation, Quiz

STATES = {
    "never": gettext_lazy("Never signed in"),
    "not_begun": gettext_lazy("Signed in, not begun"),
    "used_up": gettext_lazy("Attempts used up: further training"),
    "task": gettext_lazy("Only the observed task is missing"),
    "learning": gettext_lazy("Began and stopped"),
}


@dataclass(frozen=True)
class Stuck:
    """One deputy without a result: the unit, the state, and what it is about."""

    person: Person
    unit: str
    state: str
    label: str
    quiz: Quiz | None = None


def without_result(viewer: Person, programme: Programme, *, day: date, unit: str = "") -> QuerySet[Mandate]:
    """The serving mandates, within the viewer's sight, of people who have not met the requirements, by unit."""
    done = Enrolment.objects.filter(programme=programme, person=OuterRef("person"), completed_at__isnull=False)
    mandates = Mandate.objects.serving_on(day).filter(unit__in=units_in_sight(viewer)).exclude(Exists(done))
    if unit:
        mandates = mandates.filter(unit__slug=unit)
    return mandates.select_related("person", "unit").order_by("unit__position", "unit_id", "person__name_sort", "pk")


def described(mandates: Sequence[Mandate], programme: Programme) -> list[Stuck]:
    """Where each of these people stands: six queries, however many they are."""
    people = [mandate.person_id for mandate in mandates]
    modules = [row.module for row in programme.programme_modules.select_related("module__assessment_quiz")]
    quizzes = [module.assessment_quiz for module in modules if module.assessment_quiz]
    facts = _facts(people, programme, quizzes)
    return [_one(mandate, facts) for mandate in mandates]


@dataclass(frozen=True)
class _Facts:
    begun: set[int]
    used_up: dict[int, Quiz]
    only_task: set[int]


def _facts(people: list[int], programme: Programme, quizzes: list[Quiz]) -> _Facts:
    opened = LessonProgress.objects.filter(person__in=people).values_list("person_id", flat=True).distinct()
    sittings = Attempt.objects.filter(person__in=people, quiz__in=quizzes).exclude(state=Attempt.State.OPEN)
    counted: Counter[tuple[int, int]] = Counter()
    passed: set[tuple[int, int]] = set()
    for person, quiz, won in sittings.values_list("person_id", "quiz_id", "outcomes__passed"):
        counted[person, quiz] += 1
        if won:
            passed.add((person, quiz))
    allowed = {quiz.pk: quiz.policy.get("attempts") for quiz in quizzes}
    by_pk = {quiz.pk: quiz for quiz in quizzes}
    used_up = {
        person: by_pk[quiz]
        for (person, quiz), number in counted.items()
        if (person, quiz) not in passed and allowed[quiz] and number >= allowed[quiz]
    }
    observed = set(
        Observation.objects.filter(person__in=people, passed=True, task__module__programmes=programme).values_list(
            "person_id", "task__module__assessment_quiz_id"
        )
    )
    every = {quiz.pk for quiz in quizzes}
    only_task = {
        person
        for person in people
        if {quiz for who, quiz in passed if who == person} == every
        and not every <= {quiz for who, quiz in observed if who == person}
    }
    return _Facts(begun=set(opened) | {person for person, _quiz in counted}, used_up=used_up, only_task=only_task)


def _one(mandate: Mandate, facts: _Facts) -> Stuck:
    person = mandate.person
    quiz = facts.used_up.get(person.pk)
    if quiz is not None:
        state = "used_up"
    elif person.pk in facts.only_task:
        state = "task"
    elif person.pk in facts.begun:
        state = "learning"
    else:
        state = "never" if person.last_login is None else "not_begun"
    label = f"{STATES[state]}：{quiz.title}" if quiz else str(STATES[state])
    return Stuck(person, mandate.unit.short_name, state, label, quiz)


def reminder(programme: Programme, *, unit: str, names: Sequence[str]) -> str:
    """A text for the group chat of a unit: to everybody, what to do; names only where they are given, for calling each
    of them up."""
    text = _(
        "Dear deputies: the training “%(programme)s” can be done on the phone at any time until %(day)s. Open the "
        "link or scan the code on your account slip, then press the red button. Whoever needs help may come to the "
        "deputies’ home or call the staff; a paper assessment can be arranged too. Thank you if you have finished."
    ) % {"programme": programme.title, "day": f"{programme.ends:%Y-%m-%d}"}
    if names:
        text += "\n\n" + _("%(unit)s, to be called one by one: %(names)s") % {"unit": unit, "names": "、".join(names)}
    return text
