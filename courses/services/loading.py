"""A programme as files into the database: pages, items, quizzes and tasks, all or nothing, as often as one likes."""

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses import cards
from courses.files.plan import FILE_FIELDS, Block, LessonPlan, ModulePlan, ProgrammePlan
from courses.files.problems import Problems
from courses.files.reading import read
from courses.models import (
    Lesson,
    LessonPage,
    Module,
    ModulePage,
    Programme,
    ProgrammeModule,
    ProgrammePage,
)
from courses.selectors.programmes import scope_of
from courses.services import citing, following, media, pages, workflows
from courses.services.changes import CHANGED, CREATED, KEPT, RETIRED, SAME, Changes
from courses.services.instruments import Instruments
from courses.services.pages import Wanted
from lms.audit.services import log
from lms.web.errors import BadInput, Refusal
from quizzes.appraisal.services import designs as tests
from quizzes.models import Competence

Watch = Callable[[list[tuple[ModulePlan, ModulePage]]], Iterable[tuple[ModulePlan, ModulePage]]]


def load(*, folder: Path, now: datetime, overwrite: bool = False, watch: Watch = iter) -> Changes:
    """Load the folder; what became of each thing. BadInput naming file, line and reason when something is wrong; then
    nothing was written. What somebody edited on the site stays unless `overwrite`. The modules pass through `watch`."""
    plan = read(folder)
    changes = Changes()
    with transaction.atomic():
        Loader(plan, folder, now, overwrite, changes).run(watch)
        if changes.counts[CREATED] or changes.counts[CHANGED] or changes.counts[RETIRED]:
            log.record(
                actor_uuid=None,
                verb="programme.loaded",
                object_type="programme",
                object_id=plan.slug,
                purpose=changes.summary(),
                now=now,
            )
    return changes


class Loader:
    """One loading. Each step writes one kind of thing and notes what became of it."""

    def __init__(self, plan: ProgrammePlan, folder: Path, now: datetime, overwrite: bool, changes: Changes) -> None:
        self.plan = plan
        self.folder = folder
        self.now = now
        self.overwrite = overwrite
        self.changes = changes

    def run(self, watch: Watch) -> None:
        competences = self._competences()
        catalogue = pages.ensure_catalogue()
        workflows.ensure(catalogue)
        self.pictures = media.pictures(root=self.folder, wanted=_pictures(self.plan))
        programme = self._programme()
        fields = {"title": self.plan.title, "intro": self.plan.intro}
        (page,) = self._pages(catalogue, ProgrammePage, [(Wanted(programme, self.plan.slug, fields), self.plan.slug)])
        wanted = [(self._module(plan, competences[plan.competence]), plan.slug) for plan in self.plan.modules]
        module_pages = self._pages(page, ModulePage, wanted)
        for plan, module_page in watch(list(zip(self.plan.modules, module_pages, strict=True))):
            self._lessons(plan, module_page)
        self._uses(programme)
        pages.arrange(page, module_pages)
        following.order_modules(page)
        tests.ensure(scope=scope_of(programme), now=self.now)

    def _competences(self) -> dict[str, Competence]:
        known = {row.code: row for row in Competence.objects.filter(code__in={m.competence for m in self.plan.modules})}
        problems = Problems()
        for plan in self.plan.modules:
            if plan.competence not in known:
                reason = _("the framework has no competence “%(code)s”; run load_framework first.")
                problems.add(f"modules/{plan.slug}/module.yaml", 1, reason % {"code": plan.competence})
        problems.refuse()
        return known

    def _pages(self, parent: Any, model: Any, wanted: list[tuple[Wanted, str]]) -> list[Any]:
        """The pages, and in `changes` what became of each under its name."""
        placed = pages.place(
            parent=parent, model=model, wanted=[one for one, _name in wanted], overwrite=self.overwrite
        )
        for (_one, name), (_page, state) in zip(wanted, placed, strict=True):
            self.changes.note(state, f"{model._meta.verbose_name} {name}")
        born = [page for page, state in placed if state == CREATED]
        if model is LessonPage:
            following.follow_lessons(born)
        else:
            for page in born:
                following.follow(page)
        return [page for page, _state in placed]

    def _programme(self) -> Programme:
        plan = self.plan
        wanted = {
            "title": plan.title,
            "basis": plan.basis,
            "audience": plan.audience,
            "starts": plan.starts,
            "ends": plan.ends,
            "hours": plan.hours,
            "hours_labels": plan.hours_labels,
            "pass_rule": plan.pass_rule,
            "makeup_rule": plan.makeup_rule,
            "training_plan": plan.training_plan,
            "needs_survey": plan.needs_survey,
            "state_district": plan.states["district"],
            "state_township": plan.states["township"],
            "live": plan.live,
        }
        programme = Programme.objects.select_for_update().filter(slug=plan.slug).first()
        if programme is None:
            programme = Programme.objects.create(slug=plan.slug, **wanted)
            state = CREATED
        elif programme.edited_at is not None and not self.overwrite:
            state = KEPT
        else:
            state = self._update(programme, wanted)
        self.changes.note(state, f"{Programme._meta.verbose_name} {plan.slug}")
        return programme

    def _update(self, programme: Programme, wanted: dict[str, Any]) -> str:
        changed = [name for name, value in wanted.items() if getattr(programme, name) != value]
        if not changed:
            return SAME
        if {"pass_rule"} & set(changed):
            programme.pass_rule_version += 1
        for name in changed:
            setattr(programme, name, wanted[name])
        programme.edited_at = None
        programme.save()
        return CHANGED

    def _uses(self, programme: Programme) -> None:
        if programme.edited_at is not None and not self.overwrite:
            return
        modules = {
            module.slug: module for module in Module.objects.filter(slug__in=[use.slug for use in self.plan.uses])
        }
        programme.programme_modules.exclude(module__in=modules.values()).delete()
        for order, use in enumerate(self.plan.uses, start=1):
            ProgrammeModule.objects.update_or_create(
                programme=programme,
                module=modules[use.slug],
                defaults={"order": order, "core_for": use.core_for, "hours": use.hours},
            )

    def _module(self, plan: ModulePlan, competence: Competence) -> Wanted:
        """The module's row and instruments; the page that shows them."""
        module, made = Module.objects.get_or_create(
            slug=plan.slug,
            defaults={
                "title": plan.title,
                "competence": competence,
                "hours": plan.hours,
                "sources": plan.sources,
            },
        )
        if plan.card and plan.card != module.card:
            self._check_card(plan)
        instruments = Instruments(plan, competence, self.now, self.overwrite, self.changes)
        instruments.items()
        state = CREATED if made else SAME
        if module.sources != plan.sources:
            module.sources = plan.sources
            module.save(update_fields=["sources"])
            citing.follow_module(module)
            state = CHANGED
        self.changes.note(state, f"{Module._meta.verbose_name} {plan.slug}")
        fields = {
            "title": plan.title,
            "competence": competence,
            "hours": plan.hours,
            "summary": plan.summary,
            "outcomes": "\n".join(plan.outcomes),
            "card": plan.card,
            "practice_quiz": instruments.quiz("practice", plan.practice),
            "assessment_quiz": instruments.quiz("assessment", plan.assessment),
            "task_quiz": instruments.quiz("task", plan.simulated),
            "task": instruments.task(),
        }
        return Wanted(module, plan.slug, fields)

    def _check_card(self, plan: ModulePlan) -> None:
        try:
            cards.check(plan.title, plan.card)
        except Refusal as refusal:
            raise BadInput(f"modules/{plan.slug}/card.md: {refusal}") from refusal

    def _lessons(self, plan: ModulePlan, parent: ModulePage) -> None:
        module = parent.module
        assert module is not None
        there = {lesson.slug: lesson for lesson in Lesson.objects.filter(module=module)}
        new = [
            Lesson(
                module=module,
                slug=lesson.slug,
                title=lesson.title,
                summary=lesson.summary,
                minutes=lesson.minutes,
                order=order,
            )
            for order, lesson in enumerate(plan.lessons, start=1)
            if lesson.slug not in there
        ]
        there |= {lesson.slug: lesson for lesson in Lesson.objects.bulk_create(new)}
        wanted = [
            (Wanted(there[one.slug], one.slug, self._lesson(one, plan.slug)), f"{plan.slug}/{one.slug}")
            for one in plan.lessons
        ]
        placed = self._pages(parent, LessonPage, wanted)
        gone = LessonPage.objects.filter(lesson__module=module, live=True).exclude(
            lesson__slug__in=[lesson.slug for lesson in plan.lessons]
        )
        for page in gone:
            if page.latest_revision is not None and page.latest_revision.user_id is not None and not self.overwrite:
                continue
            page.unpublish()
            self.changes.note(RETIRED, f"{LessonPage._meta.verbose_name} {module.slug}/{page.slug}")
        pages.arrange(parent, placed)
        following.order_lessons(parent)

    def _lesson(self, plan: LessonPlan, module: str) -> dict[str, Any]:
        return {
            "title": plan.title,
            "minutes": plan.minutes,
            "summary": plan.summary,
            "body": pages.body([self._with_files(block, module) for block in plan.blocks]),
        }

    def _with_files(self, block: Block, module: str) -> Block:
        """The same block, its files by their primary keys in the libraries."""
        fields = FILE_FIELDS.get(block["type"], ())
        if not fields:
            return block
        value, folder = dict(block["value"]), self.folder / "modules" / module
        for name in fields:
            path = value[name]
            if not path:
                value[name] = None
            elif name == "image":
                value[name] = self.pictures[module, path]
            else:
                value[name] = media.document(folder=folder, module=module, path=path).pk
        return {"type": block["type"], "value": value}


def _pictures(plan: ProgrammePlan) -> dict[tuple[str, str], str]:
    """(module, path) of every picture of the lessons -> its description where it stands first."""
    found: dict[tuple[str, str], str] = {}
    for module in plan.modules:
        for lesson in module.lessons:
            for block in lesson.blocks:
                if block["type"] == "image":
                    found.setdefault((module.slug, block["value"]["image"]), block["value"]["alt"])
    return found
