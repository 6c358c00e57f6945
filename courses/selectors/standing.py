"""How far one person is in a programme or a module, read in a constant number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import prefetch_related_objects
from django.utils.functional import cached_property

from courses.models import Lesson, Module, ModuleCompletion, ProgrammeModule
from courses.selectors.completion import completions_of, is_wanted
from courses.selectors.uses import current_lessons, whole_modules
from lms.people.models import Person
from quizzes.delivery.selectors.attempts import QuizState, states_of
from quizzes.delivery.selectors.observations import passed_tasks
from quizzes.models import Observation

NEW = QuizState(open_attempt=None, passed=False, attempts_used=0, attempts_left=None, last_outcome=None)


@dataclass(frozen=True)
class LessonStanding:
    lesson: Lesson
    opened: bool
    done: bool


@dataclass(frozen=True)
class ModuleStanding:
    """A module for one person. `use` is its place in the programme, None for a module seen by itself."""

    module: Module
    use: ProgrammeModule | None
    lessons: Sequence[LessonStanding]
    practice: QuizState
    assessment: QuizState
    simulated: QuizState
    observed: Observation | None
    completion: ModuleCompletion | None

    @cached_property
    def lessons_done(self) -> int:
        return sum(line.done for line in self.lessons)

    @property
    def started(self) -> bool:
        return bool(self.completion or self.assessment.attempts_used or any(line.opened for line in self.lessons))

    @property
    def assessed(self) -> bool:
        """The assessment reached its threshold, or there is none."""
        return self.module.assessment_quiz_id is None or self.assessment.passed

    @property
    def task_done(self) -> bool:
        """Before an observer or on the simulated device; or there is no task."""
        return not self.has_task or self.observed is not None or self.simulated.passed

    @property
    def has_task(self) -> bool:
        return self.module.task_id is not None or self.module.task_quiz_id is not None

    @property
    def learnt(self) -> bool:
        """Every lesson is done, or the assessment showed that they are not needed (先测后学)."""
        return self.lessons_done == len(self.lessons) or (
            self.module.assessment_quiz_id is not None and self.assessment.passed
        )

    @property
    def complete(self) -> bool:
        return self.completion is not None

    @property
    def next_lesson(self) -> Lesson | None:
        """The first lesson that is not done yet."""
        return next((line.lesson for line in self.lessons if not line.done), None)

    @property
    def parts_done(self) -> int:
        return self.lessons_done + int(self.assessed_by_quiz) + int(self.has_task and self.task_done)

    @property
    def assessed_by_quiz(self) -> bool:
        return self.module.assessment_quiz_id is not None and self.assessment.passed

    @property
    def parts(self) -> int:
        """Lessons, assessment and task together."""
        return len(self.lessons) + int(self.module.assessment_quiz_id is not None) + int(self.has_task)


def split(modules: Sequence[ModuleStanding], levels: set[str]) -> tuple[list[ModuleStanding], list[ModuleStanding]]:
    """The modules of a programme that somebody of these levels must finish, and the electives."""
    found: dict[bool, list[ModuleStanding]] = {True: [], False: []}
    for module in modules:
        found[module.use is not None and is_wanted(module.use, levels)].append(module)
    return found[True], found[False]


@dataclass(frozen=True)
class _Facts:
    states: dict[int, QuizState] = field(default_factory=dict)
    observed: dict[int, Observation] = field(default_factory=dict)
    completions: Mapping[int, ModuleCompletion] = field(default_factory=dict)


def of_uses(
    person: Person | None,
    uses: Sequence[ProgrammeModule],
    completions: Mapping[int, ModuleCompletion],
    *,
    now: datetime,
) -> list[ModuleStanding]:
    """Modules that were read as `uses_with_modules` gives them; `completions` by module were read before as well.
    `person` None is a visitor, who has done nothing."""
    found = _standings(person, [use.module for use in uses], completions, now)
    return [replace(found[use.module_id], use=use) for use in uses]


def of_module(person: Person | None, module: Module, *, now: datetime) -> ModuleStanding:
    """One module by itself."""
    return of_modules(person, [module.pk], now=now)[module.pk]


def of_modules(person: Person | None, module_ids: list[int], *, now: datetime) -> dict[int, ModuleStanding]:
    """Several modules by their primary keys."""
    modules = list(whole_modules().filter(pk__in=module_ids))
    return _standings(person, modules, completions_of(person, modules) if person else {}, now)


def _standings(
    person: Person | None, modules: list[Module], completions: Mapping[int, ModuleCompletion], now: datetime
) -> dict[int, ModuleStanding]:
    """By the module's primary key."""
    prefetch_related_objects(modules, current_lessons(person))
    facts = _facts(person, modules, completions, now)
    return {module.pk: _module(module, facts) for module in modules}


def _facts(
    person: Person | None, modules: Sequence[Module], completions: Mapping[int, ModuleCompletion], now: datetime
) -> _Facts:
    if person is None:
        return _Facts()
    of_module = [(module.practice_quiz, module.assessment_quiz, module.task_quiz) for module in modules]
    quizzes = [quiz for three in of_module for quiz in three if quiz]
    tasks = [module.task for module in modules if module.task]
    return _Facts(
        states=states_of(person, quizzes, now) if quizzes else {},
        observed=passed_tasks(person, tasks) if tasks else {},
        completions=completions,
    )


def _module(module: Module, facts: _Facts) -> ModuleStanding:
    return ModuleStanding(
        module=module,
        use=None,
        lessons=[
            LessonStanding(lesson, lesson.opened_at is not None, lesson.done_at is not None)
            for lesson in module.current_lessons  # type: ignore[attr-defined]
        ],
        practice=facts.states.get(module.practice_quiz_id or 0, NEW),
        assessment=facts.states.get(module.assessment_quiz_id or 0, NEW),
        simulated=facts.states.get(module.task_quiz_id or 0, NEW),
        observed=facts.observed.get(module.task_id or 0),
        completion=facts.completions.get(module.pk),
    )
