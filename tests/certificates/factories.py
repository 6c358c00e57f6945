"""Somebody who finished a small programme, and the certificate that follows."""

from datetime import datetime
from typing import Any

from certificates.models import Certificate
from certificates.services.issue import issue
from courses.models import Programme
from courses.services import progress
from lms.people.models import Person
from tests.courses.factories import NOW, enrolled, framework, make_module, make_programme
from tests.factories import make_mandate, make_person


def small_programme(**fields: Any) -> Programme:
    """One module with one lesson: reading it is all that the pass rule asks."""
    framework()
    programme = make_programme(**fields)
    make_module(programme, lessons=1, assessment=False, task=False)
    return programme


def finisher(programme: Programme, *, name: str = "王秀兰", username: str = "", now: datetime = NOW) -> Person:
    """A deputy who met the pass rule of the programme."""
    person = make_mandate(person=make_person(name=name, username=username)).person
    enrolled(person, programme)
    for use in programme.programme_modules.select_related("module"):
        for lesson in use.module.lessons.all():
            progress.complete_lesson(person=person, lesson=lesson, now=now)
    return person


def awarded(name: str = "王秀兰", programme: Programme | None = None) -> Certificate:
    programme = programme or small_programme()
    return issue(person=finisher(programme, name=name), programme=programme, now=NOW)
