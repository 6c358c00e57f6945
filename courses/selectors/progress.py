"""What a person does next."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from courses.models import Module, ModuleCompletion, Programme, ProgrammeModule
from courses.selectors import standing
from courses.selectors.completion import completions_of, is_wanted, levels_of
from courses.selectors.standing import ModuleStanding
from courses.selectors.uses import uses_with_modules
from lms.people.models import Person
from quizzes.models import Quiz


@dataclass(frozen=True)
class NextStep:
    """One step: the button's `label`, what it is about, about how many minutes (0 where nobody can tell), and how many
    parts of the module are `done` of `total`."""

    label: str
    title: str
    subtitle: str
    minutes: int
    done: int
    total: int
    url: str


def next_step(person: Person, programme: Programme, *, now: datetime) -> NextStep | None:
    """The next thing to do in the programme; None when all modules that the person must finish are finished, or wait
    for an observer only, and no elective is under way."""
    uses = list(uses_with_modules().filter(programme=programme))
    return next_among(person, uses, levels_of(person, now), completions_of(person), now=now)


def next_among(
    person: Person,
    uses: Sequence[ProgrammeModule],
    levels: set[str],
    completions: Mapping[int, ModuleCompletion],
    *,
    now: datetime,
) -> NextStep | None:
    """The same from what was read before: the programme's modules as `uses_with_modules` gives them, the person's
    levels and finished modules. Only of the modules that are not finished is anything more read."""
    still_open = [use for use in uses if use.module_id not in completions]
    if not still_open:
        return None
    wanted, electives = standing.split(standing.of_uses(person, still_open, completions, now=now), levels)
    return first_step(wanted, electives, any_wanted=any(is_wanted(use, levels) for use in uses))


def first_step(
    wanted: Sequence[ModuleStanding], electives: Sequence[ModuleStanding], *, any_wanted: bool
) -> NextStep | None:
    """The next thing to do: in a module that is needed, else in an elective that was begun (in any where none is
    needed at all)."""
    begun = [module for module in electives if module.started or not any_wanted]
    return next((step for module in (*wanted, *begun) if (step := step_in(module))), None)


def step_in(module: ModuleStanding) -> NextStep | None:
    """The next thing to do in one module: lessons, then the assessment, then the task. None when it is finished, or
    when the assessment cannot be sat any more and only an organiser helps on."""
    if module.complete:
        return None
    return _lesson_step(module) or _assessment_step(module) or _task_step(module)


def _lesson_step(module: ModuleStanding) -> NextStep | None:
    lesson = None if module.learnt else module.next_lesson
    if lesson is None or not lesson.url:
        return None
    number = next(place for place, line in enumerate(module.lessons, 1) if line.lesson == lesson)
    label = _("Go on learning") if module.started else _("Begin learning")
    place = _("Lesson %(number)d of %(total)d") % {"number": number, "total": len(module.lessons)}
    return _step(module, label, lesson.title, f"{module.module.title} · {place}", lesson.minutes, lesson.url)


def _assessment_step(module: ModuleStanding) -> NextStep | None:
    quiz = module.module.assessment_quiz
    if quiz is None or module.assessment.passed:
        return None
    state = module.assessment
    if state.open_attempt is None and state.attempts_left == 0:
        return None
    label = _("Go on with the assessment") if state.open_attempt else _("Take the assessment")
    url = reverse("quizzes:start", args=[quiz.slug])
    return _step(module, label, quiz.title, module.module.title, 0, url)


def _task_step(module: ModuleStanding) -> NextStep | None:
    task, quiz = module.module.task, module.module.task_quiz
    if module.task_done or not module.assessed:
        return None
    if quiz is not None and (module.simulated.open_attempt or module.simulated.attempts_left != 0):
        label = _("Go on with the simulated task") if module.simulated.open_attempt else _("Do the simulated task")
        return _step(module, label, quiz.title, module.module.title, 0, reverse("quizzes:start", args=[quiz.slug]))
    if task is None or not module.module.url:
        return None
    label = _("See the task")
    return _step(module, label, task.title, module.module.title, 0, f"{module.module.url}#task")


def _step(module: ModuleStanding, label: str, title: str, subtitle: str, minutes: int, url: str) -> NextStep:
    return NextStep(label, title, subtitle, minutes, module.parts_done, module.parts, url)


def after_quiz(person: Person, quiz: Quiz) -> tuple[str, str] | None:
    """(label, address) of where a person goes on after a quiz of a module; None for a quiz of no module."""
    module = module_of_quiz(quiz)
    if module is None:
        return None
    now = timezone.now()
    state = standing.of_module(person, module, now=now)
    if quiz.purpose == Quiz.Purpose.PRACTICE and (step := step_in(state)):
        return step.label, step.url
    if module.url:
        return _("Back to the module “%(title)s”") % {"title": module.title}, module.url
    return None


def module_of_quiz(quiz: Quiz) -> Module | None:
    """The module that practises, assesses or has its task done by this quiz."""
    found = Module.objects.filter(Q(assessment_quiz=quiz) | Q(practice_quiz=quiz) | Q(task_quiz=quiz))
    return found.select_related("page", "assessment_quiz").order_by("pk").first()


def next_steps(person: Person, codes: Collection[str]) -> dict[str, tuple[str, str]]:
    """For each competence that a module of the person's programmes serves: (label, address) of the next step there."""
    modules = (
        Module.objects.filter(
            competence__code__in=list(codes),
            programmes__live=True,
            programmes__enrolments__person=person,
            programmes__enrolments__ended_at__isnull=True,
        )
        .order_by("slug")
        .values_list("pk", "competence__code")
        .distinct()
    )
    code_of = dict(modules)
    found: dict[str, tuple[str, str]] = {}
    for pk, state in standing.of_modules(person, list(code_of), now=timezone.now()).items():
        code = code_of[pk]
        if step := step_in(state):
            found.setdefault(code, (f"{step.label}：{step.title}", step.url))
        elif state.module.url:
            words = pgettext("next step", "Read “%(title)s” again") % {"title": state.module.title}
            found.setdefault(code, (words, state.module.url))
    return found
