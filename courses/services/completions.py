"""From facts (lessons done, assessment passed, task observed, class hours) to finished modules and programmes.

Everything here looks the facts up anew and writes what is missing, so that it may be called in any order and any number
of times; the sweep finds what no call has told.
"""

from collections import Counter
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from courses.models import Enrolment, Lesson, LessonProgress, Module, ModuleCompletion, Programme, ProgrammeModule
from courses.selectors import completion as rule
from courses.services import hours
from courses.signals import programme_completed
from lms.people.models import Person
from lms.records.services import statements
from quizzes.delivery.selectors.attempts import best_passed
from quizzes.delivery.selectors.observations import passed_task
from quizzes.models import Attempt, Observation, Outcome

CHUNK = 200


@transaction.atomic
def refresh(*, person: Person, module: Module | None = None, programme: Programme | None = None, now: datetime) -> None:
    """Finish the module if its facts are complete, credit its hours, and finish the person's programmes (all that
    contain the module, or the one given) if their rules are met."""
    if module is not None:
        if not _finished(person, module, now):
            return
        programmes = Programme.objects.filter(programme_modules__module=module)
    else:
        assert programme is not None
        programmes = Programme.objects.filter(pk=programme.pk)
    running = Enrolment.objects.running().filter(person=person, programme__in=programmes)
    for enrolment in running.select_related("programme").order_by("pk"):
        _credit(enrolment, person, now)
        _finish_programme(enrolment, person, now)


def _finished(person: Person, module: Module, now: datetime) -> bool:
    """Whether the module is finished, made so now where it can be."""
    if ModuleCompletion.objects.filter(person=person, module=module).exists():
        return True
    learnt = lessons_done(person, module)
    quiz = module.assessment_quiz
    if quiz is not None and best_passed(person, quiz) is None:
        return False
    if (quiz is None and not learnt) or not _task_done(person, module):
        return False
    way = ModuleCompletion.Way.LEARNT if learnt else ModuleCompletion.Way.TESTED_FIRST
    try:
        with transaction.atomic():
            ModuleCompletion.objects.create(person=person, module=module, way=way, at=now)
    except IntegrityError:
        return True
    statements.record(
        person=person, verb="completed", object_type="module", object_id=module.slug, result={"way": way.value}, now=now
    )
    return True


def _task_done(person: Person, module: Module) -> bool:
    """Before an observer or on the simulated device; or the module has no task."""
    task, quiz = module.task, module.task_quiz
    if task is None and quiz is None:
        return True
    observed = task is not None and passed_task(person, task) is not None
    return observed or (quiz is not None and best_passed(person, quiz) is not None)


def lessons_done(person: Person, module: Module) -> bool:
    """Whether every lesson that is to be learnt is done; False for a module without lessons."""
    lessons = Lesson.objects.current().filter(module=module)
    done = LessonProgress.objects.filter(person=person, done_at__isnull=False, lesson=OuterRef("pk"))
    marks = list(lessons.annotate(done=Exists(done)).values_list("done", flat=True))
    return bool(marks) and all(marks)


def _credit(enrolment: Enrolment, person: Person, now: datetime) -> None:
    """The hours of every finished module of the programme, those finished before the enrolment too."""
    uses = enrolment.programme.programme_modules.filter(module__completions__person=person).select_related("module")
    for use in uses.order_by("order", "pk"):
        hours.credit_module(person=person, programme=enrolment.programme, module=use.module, hours=use.hours, now=now)


def _finish_programme(enrolment: Enrolment, person: Person, now: datetime) -> None:
    if enrolment.completed_at is not None or not rule.passed(person, enrolment.programme, now=now).passed:
        return
    version = enrolment.programme.pass_rule_version
    open_still = Enrolment.objects.filter(pk=enrolment.pk, completed_at__isnull=True)
    if not open_still.update(completed_at=now, rule_version=version):
        return
    enrolment.completed_at, enrolment.rule_version = now, version
    statements.record(
        person=person,
        verb="completed",
        object_type="programme",
        object_id=enrolment.programme.slug,
        context={"rule": version},
        now=now,
    )
    programme_completed.send(sender=Enrolment, enrolment=enrolment, now=now)


def follow_attempt(*, attempt: Attempt, now: datetime) -> None:
    """An attempt was scored: does it finish a module?"""
    module = Module.objects.filter(Q(assessment_quiz=attempt.quiz_id) | Q(task_quiz=attempt.quiz_id)).first()
    if module is not None:
        refresh(person=attempt.person, module=module, now=now)


def follow_observation(*, observation: Observation, now: datetime) -> None:
    """A task was observed: does it finish a module?"""
    module = Module.objects.filter(task=observation.task_id).first()
    if module is not None:
        refresh(person=observation.person, module=module, now=now)


def sweep_completions(now: datetime | None = None) -> int:
    """Finish what is due but undone; how many people and modules, or people and programmes, were looked at."""
    now = now or timezone.now()
    pairs = due_modules()[:CHUNK]
    modules = Module.objects.in_bulk({module for _person, module in pairs})
    people = Person.objects.in_bulk({person for person, _module in pairs})
    for person, module in pairs:
        refresh(person=people[person], module=modules[module], now=now)
    enrolments = list(_due_programmes())
    for enrolment in enrolments:
        refresh(person=enrolment.person, programme=enrolment.programme, now=now)
    return len(pairs) + len(enrolments)


def due_modules() -> list[tuple[int, int]]:
    """(person, module) whose facts are complete while the module is not finished. Six queries whose rows are joined
    here: as one query with nested conditions it took a minute for 483 people."""
    running: dict[int, set[int]] = {}
    for programme, person in Enrolment.objects.running().values_list("programme_id", "person_id"):
        running.setdefault(programme, set()).add(person)
    passed = set(
        Outcome.objects.filter(passed=True, superseded_by__isnull=True).values_list(
            "attempt__quiz_id", "attempt__person_id"
        )
    )
    observed = set(Observation.objects.filter(passed=True).values_list("task_id", "person_id"))
    finished = set(ModuleCompletion.objects.values_list("module_id", "person_id"))
    learnt = _learnt()
    due = set()
    for use in ProgrammeModule.objects.select_related("module"):
        module = use.module
        for person in running.get(use.programme_id, ()):
            quiz, task, simulated = module.assessment_quiz_id, module.task_id, module.task_quiz_id
            known = (quiz, person) in passed if quiz else (module.pk, person) in learnt
            done = (task, person) in observed or (simulated, person) in passed
            if known and (done or not (task or simulated)) and (module.pk, person) not in finished:
                due.add((person, module.pk))
    return sorted(due)


def _learnt() -> set[tuple[int, int]]:
    """(module, person) with every lesson done, for the modules that have no assessment."""
    lessons = Lesson.objects.current().filter(module__assessment_quiz__isnull=True)
    wanted: Counter[int] = Counter(lessons.values_list("module_id", flat=True))
    done = LessonProgress.objects.filter(lesson__in=lessons, done_at__isnull=False)
    counted: Counter[tuple[int, int]] = Counter(done.values_list("lesson__module_id", "person_id"))
    return {(module, person) for (module, person), number in counted.items() if number == wanted[module]}


def _due_programmes() -> list[Enrolment]:
    """Running enrolments whose rule is met, or would be with hours of modules that no call has credited."""
    open_still = Enrolment.objects.running().filter(completed_at__isnull=True, programme__live=True)
    found = open_still.filter(Exists(ModuleCompletion.objects.filter(person=OuterRef("person_id"))))
    enrolments = list(found.select_related("person", "programme").order_by("pk"))
    return rule.met_by(enrolments)[:CHUNK]
