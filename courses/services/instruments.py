"""What a module practises, assesses and watches with: items, quizzes and a task, loaded from its files."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from courses.files.plan import ModulePlan, QuizPlan
from courses.services.changes import CHANGED, KEPT, RETIRED, Changes
from lms.web.errors import Refusal
from quizzes.bank.services import items as bank
from quizzes.bank.services import tasks
from quizzes.bank.services.loading import load_items
from quizzes.delivery.services import quizzes
from quizzes.models import Competence, Item, ItemBank, Quiz, Task

PURPOSES = {"practice": "practice", "module": "module", "readiness": "readiness", "task": "task"}
"""The pools of an items.yaml and the purposes of the banks that they fill."""


@dataclass(frozen=True)
class Instruments:
    """One module's. Each step notes what became of each thing; a refusal names the file."""

    plan: ModulePlan
    competence: Competence
    now: datetime
    overwrite: bool
    changes: Changes

    def items(self) -> None:
        """The pools into their banks; what left the file is retired, unless somebody edited it on the site."""
        for pool in PURPOSES:
            rows = [row for row in self.plan.items if row["pool"] == pool]
            slug = f"{self.plan.slug}-{pool}"
            if rows or Item.objects.filter(bank__slug=slug).exists():
                self._pool(slug, pool, rows)

    def _pool(self, slug: str, pool: str, rows: list[dict[str, Any]]) -> None:
        titles = {
            "practice": _("%(module)s: practice"),
            "module": _("%(module)s: assessment"),
            "readiness": _("%(module)s: readiness test"),
            "task": _("%(module)s: simulated tasks"),
        }
        target = bank.ensure_bank(slug=slug, title=titles[pool] % {"module": self.plan.title}, purpose=PURPOSES[pool])
        edited = set(Item.objects.filter(bank=target, live_version__by__isnull=False).values_list("slug", flat=True))
        kept = edited if not self.overwrite else set()
        for row in rows:
            if row["id"] in kept:
                self._note(KEPT, Item, row["id"])
        for item, state in self._load(target, [row for row in rows if row["id"] not in kept]):
            if item.retired:
                bank.restore(item=item, by=None, now=self.now)
                state = CHANGED
            self._note(state, Item, item.slug)
        loaded = Item.objects.deliverable().filter(bank=target, live_version__by__isnull=True)
        for item in loaded.exclude(slug__in=[row["id"] for row in rows]):
            bank.retire(item=item, by=None, now=self.now)
            self._note(RETIRED, Item, item.slug)

    def _load(self, target: ItemBank, rows: list[dict[str, Any]]) -> list[tuple[Item, str]]:
        try:
            return load_items(bank=target, competence=self.competence, entries=rows, now=self.now)
        except Refusal as refusal:
            raise type(refusal)(f"modules/{self.plan.slug}/items.yaml: {refusal}") from refusal

    def quiz(self, kind: str, quiz: QuizPlan | None) -> Quiz | None:
        """The quiz "practice", "assessment" or "task"; None where the module has none."""
        if quiz is None:
            return None
        pool = "module" if kind == "assessment" else kind
        try:
            row, state = quizzes.load_quiz(
                slug=f"{self.plan.slug}-{kind}",
                title=quiz.title,
                purpose=PURPOSES[pool],
                competence=self.competence,
                policy=quiz.policy,
                sections=[{"bank": f"{self.plan.slug}-{pool}", **section} for section in quiz.sections],
            )
        except Refusal as refusal:
            raise type(refusal)(f"modules/{self.plan.slug}/module.yaml, quizzes.{kind}: {refusal}") from refusal
        self._note(state, Quiz, row.slug)
        return row

    def task(self) -> Task | None:
        """The task; None where the module has none."""
        if self.plan.task is None:
            return None
        try:
            task, state = tasks.load_task(competence=self.competence, row=self.plan.task)
        except Refusal as refusal:
            raise type(refusal)(f"modules/{self.plan.slug}/module.yaml, task: {refusal}") from refusal
        self._note(state, Task, task.slug)
        return task

    def _note(self, state: str, model: Any, name: str) -> None:
        self.changes.note(state, f"{model._meta.verbose_name} {name}")
