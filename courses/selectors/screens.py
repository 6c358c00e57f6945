"""What the pages of the programme show to whoever looks at them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import prefetch_related_objects

from courses.models import Enrolment, Lesson, Module, Programme
from courses.selectors import completion, learners, standing
from courses.selectors.calendar import Planned, calendar_of, mode_label
from courses.selectors.completion import Completion
from courses.selectors.hours import total_hours
from courses.selectors.load import in_words, load_of
from courses.selectors.progress import NextStep, first_step, step_in
from courses.selectors.standing import ModuleStanding
from courses.selectors.uses import current_lessons, modules_of_programmes
from lms.people.models import Mandate, Person, Role
from lms.people.permissions import has_role
from quizzes.readiness.selectors import self_ratings

STAFF = (Role.TRAINER, Role.ORGANISER, Role.CHAIR, Role.COMMITTEE)


@dataclass(frozen=True)
class ModeHours:
    label: str
    hours: Decimal


@dataclass(frozen=True)
class ProgrammeScreen:
    """`wanted` are the modules that the reader must finish (of a visitor: that are core for anybody), `electives` the
    others; `completion` is None for whoever is not enrolled; `may_join` offers to begin by oneself; `staff` may take
    the training plan away as a document; `learn_first` are the codes of competences that the reader's own view puts
    first; `load` says how much it is."""

    programme: Programme
    wanted: Sequence[ModuleStanding]
    electives: Sequence[ModuleStanding]
    load: str
    modes: Sequence[ModeHours]
    calendar: Sequence[Planned]
    step: NextStep | None
    completion: Completion | None
    may_join: bool
    staff: bool
    learn_first: Sequence[str]

    @property
    def enrolled(self) -> bool:
        return self.completion is not None

    @property
    def finished(self) -> int:
        """How many of the modules that are needed."""
        return sum(module.complete for module in self.wanted)


def programme_screen(person: Person | None, programme: Programme, *, now: datetime) -> ProgrammeScreen:
    """A constant number of queries, whatever the number of modules and lessons."""
    prefetch_related_objects([programme], modules_of_programmes())
    uses = list(programme.programme_modules.all())
    completions = completion.completions_of(person, [use.module for use in uses]) if person else {}
    modules = standing.of_uses(person, uses, completions, now=now)
    enrolment = Enrolment.objects.filter(person=person, programme=programme).first() if person else None
    enrolled = enrolment is not None and enrolment.ended_at is None
    levels = completion.levels_of(person, now) if person else set()
    wanted, electives = standing.split(modules, levels)
    hours = load_of(programme, levels).hours
    have = total_hours(person, programme) if person and enrolled else Decimal(0)
    return ProgrammeScreen(
        programme=programme,
        wanted=wanted,
        electives=electives,
        load=in_words(programme, levels),
        modes=[ModeHours(mode_label(programme, mode), number) for mode, number in hours.items()],
        calendar=calendar_of(programme),
        step=first_step(wanted, electives, any_wanted=bool(wanted)) if enrolled else None,
        completion=completion.judged(programme, uses, levels, completions, have) if enrolled else None,
        learn_first=self_ratings.learn_first(person) if person and enrolled else (),
        may_join=bool(person and not enrolled and programme.live and _may_join(person, programme, now)),
        staff=person is not None and has_role(person, *STAFF),
    )


def _may_join(person: Person, programme: Programme, now: datetime) -> bool:
    if has_role(person, *STAFF):
        return True
    serving = Mandate.objects.serving_on(now.date()).filter(person=person)
    return serving.filter(
        term__congress__level__in=programme.levels, origin__in=programme.audience.get("origins", [])
    ).exists()


@dataclass(frozen=True)
class ModuleScreen:
    """`enrolled` is False for staff who only look: nothing is recorded of them. `elective` where the reader need not
    finish it; of somebody who serves nowhere, where nobody need."""

    module: Module
    standing: ModuleStanding
    step: NextStep | None
    enrolled: bool
    elective: bool

    @property
    def may_test_first(self) -> bool:
        """先测后学: no lesson is done yet, and the assessment can still be sat."""
        state = self.standing.assessment
        return bool(
            self.enrolled
            and self.module.assessment_quiz_id
            and self.standing.lessons
            and not self.standing.lessons_done
            and not state.passed
            and not state.attempts_used
        )


def module_screen(person: Person | None, module_id: int, *, now: datetime) -> ModuleScreen:
    state = standing.of_modules(person, [module_id], now=now)[module_id]
    enrolled = person is not None and learners.is_learner(person, state.module)
    levels = completion.levels_of(person, now) if person else set()
    uses = state.module.programme_modules.all()
    elective = bool(uses) and not any(completion.is_wanted(use, levels) for use in uses)
    return ModuleScreen(state.module, state, step_in(state) if enrolled else None, enrolled, elective)


@dataclass(frozen=True)
class LessonScreen:
    """`number` counts from 1; `following` is the next lesson in order, None after the last."""

    lesson: Lesson
    number: int
    total: int
    done: bool
    before: Lesson | None
    following: Lesson | None
    enrolled: bool


def lesson_screen(person: Person | None, lesson: Lesson, *, now: datetime) -> LessonScreen:
    """Where the lesson stands in its module, in two queries."""
    prefetch_related_objects([lesson.module], current_lessons(person))
    lessons: list[Lesson] = lesson.module.current_lessons  # type: ignore[attr-defined]
    ids = [one.pk for one in lessons]
    place = ids.index(lesson.pk) if lesson.pk in ids else 0
    own = lessons[place] if lesson.pk in ids else None
    return LessonScreen(
        lesson=lesson,
        number=place + 1,
        total=len(lessons),
        done=own is not None and own.done_at is not None,  # type: ignore[attr-defined]
        before=lessons[place - 1] if place > 0 else None,
        following=lessons[place + 1] if place + 1 < len(lessons) else None,
        enrolled=person is not None and learners.is_learner(person, lesson.module),
    )
