"""What scoring sittings anew would mean for finished modules."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.models import Module, ModuleCompletion
from quizzes.delivery.consequences import Change, Consequence
from quizzes.models import Attempt, Observation, Outcome

Place = tuple[int, int]
"""Person and module."""


def modules_after(changes: Sequence[Change]) -> list[Consequence]:
    """Which modules are finished by it, and which were finished on a result that no longer reaches the threshold: those
    stay. Five queries at most."""
    modules = {row.assessment_quiz_id: row for row in Module.objects.filter(assessment_quiz__in=quizzes_of(changes))}
    passed = {(one.person, modules[one.quiz].pk) for one in changes if one.newly_passed and one.quiz in modules}
    lost = {(person, modules[quiz].pk) for person, quiz in without_another(changes) if quiz in modules}
    places = passed | lost
    done = set(
        ModuleCompletion.objects.filter(
            person__in={person for person, _module in places}, module__in={module for _person, module in places}
        ).values_list("person_id", "module_id")
    )
    finished = _tasks_done(passed - done, {row.pk: row for row in modules.values()})
    found = []
    if finished:
        text = ngettext("%(n)d module is finished by it.", "%(n)d modules are finished by it.", len(finished))
        found.append(Consequence(title=_("Modules"), text=text % {"n": len(finished)}, count=len(finished)))
    if stay := lost & done:
        text = ngettext(
            "%(n)d module was finished on a result that no longer reaches the threshold. It stays finished, and so do "
            "the class hours; the committee decides about single cases.",
            "%(n)d modules were finished on a result that no longer reaches the threshold. They stay finished, and so "
            "do the class hours; the committee decides about single cases.",
            len(stay),
        )
        found.append(Consequence(title=_("Modules"), text=text % {"n": len(stay)}, count=len(stay), kept=True))
    return found


def quizzes_of(changes: Sequence[Change]) -> set[int]:
    return {change.quiz for change in changes if change.newly_passed or change.no_longer_passed}


def without_another(changes: Sequence[Change]) -> set[tuple[int, int]]:
    """(person, quiz) whose only results that reached the threshold are among those that no longer do. One query."""
    lost = [change for change in changes if change.no_longer_passed]
    gone = {change.attempt for change in lost}
    reaching = {(change.person, change.quiz) for change in changes if change.passed_after}
    others = (
        Outcome.objects.filter(
            superseded_by=None,
            passed=True,
            attempt__person__in={change.person for change in lost},
            attempt__quiz__in={change.quiz for change in lost},
        )
        .exclude(attempt__in=gone)
        .exclude(attempt__state=Attempt.State.OPEN)
        .values_list("attempt__person_id", "attempt__quiz_id")
    )
    return {(change.person, change.quiz) for change in lost} - reaching - set(others)


def _tasks_done(places: set[Place], modules: dict[int, Module]) -> set[Place]:
    """Those whose module asks for no task, or whose task was done."""
    tasks = {row.task_id for _person, module in places if (row := modules[module]).task_id}
    done = set(Observation.objects.filter(task__in=tasks, passed=True).values_list("person_id", "task_id"))
    return {
        (person, module)
        for person, module in places
        if modules[module].task_id is None or (person, modules[module].task_id) in done
    }
