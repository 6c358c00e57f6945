"""Drive every mandate there is through a programme, for demonstrations and acceptance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from courses.selectors.programmes import find_programme
from lms.people.models import Person
from lms.site.services import demonstration
from lms.site.services.simulation import simulate
from lms.web.commands import SummaryCommand


class Command(SummaryCommand):
    help = "Drive every serving mandate through a programme by the services real deputies use (seeded)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--programme", default="starter", help="slug of the programme")
        parser.add_argument("--seed", type=int, default=2026, help="the same seed gives the same cohort")

    def work(self, **options: Any) -> str:
        programme = find_programme(options["programme"])

        def watch(people: list[Person]) -> Iterator[Person]:
            yield from demonstration.watched(self.progress(people, total=len(people)), total=len(people))

        told = simulate(programme=programme, seed=options["seed"], now=timezone.now(), watch=watch)
        return told.line()
