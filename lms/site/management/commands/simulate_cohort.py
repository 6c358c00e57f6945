"""Drive every mandate there is through a programme, for demonstrations and acceptance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import Programme
from lms.people.models import Person
from lms.site.services import demonstration
from lms.site.services.simulation import simulate
from lms.web.commands import SummaryCommand
from lms.web.errors import Refusal


class Command(SummaryCommand):
    help = "Drive every serving mandate through a programme by the services real deputies use (seeded)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--programme", default="starter", help="slug of the programme")
        parser.add_argument("--seed", type=int, default=2026, help="the same seed gives the same cohort")

    def work(self, **options: Any) -> str:
        programme = Programme.objects.filter(slug=options["programme"]).first()
        if programme is None:
            raise Refusal(_("There is no programme “%(slug)s”.") % {"slug": options["programme"]})

        def watch(people: list[Person]) -> Iterator[Person]:
            yield from demonstration.watched(self.progress(people, total=len(people)), total=len(people))

        told = simulate(programme=programme, seed=options["seed"], now=timezone.now(), watch=watch)
        return told.line()
