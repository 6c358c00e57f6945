"""A programme from the database into files: what is published, drafts left out. The inverse of `loading`."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from courses.files import writing
from courses.files.plan import FILE_FIELDS, Block, LessonPlan, ModulePlan, ModuleUse, ProgrammePlan, QuizPlan
from courses.files.rich_text import tidy
from courses.models import LessonPage, Module, Programme
from courses.services import pages
from lms.audit.services import log
from lms.web.errors import Refusal
from quizzes.bank.services.items import export_item
from quizzes.bank.services.tasks import export_task
from quizzes.delivery.policy import for_file
from quizzes.models import Item, Quiz, QuizSection

POOLS = ("practice", "module", "readiness", "task")
FOLDERS = {"image": "images"}


@dataclass
class Export:
    """The plan, and the files that its blocks name: path below the programme's folder to what is stored there."""

    plan: ProgrammePlan
    files: dict[str, Any] = field(default_factory=dict)


def export_programme(*, programme: Programme, folder: Path, now: datetime) -> str:
    """Write the programme into a new or empty folder; the summary in one line. Refusal for a folder with files."""
    if folder.exists() and any(folder.iterdir()):
        raise Refusal(_("The folder “%(folder)s” is not empty. Name a new one.") % {"folder": folder})
    export = plan_of(programme)
    writing.write(export.plan, folder)
    for path, file in export.files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with file.open("rb") as stored:
            target.write_bytes(stored.read())
    log.record(actor_uuid=None, verb="programme.exported", object_type="programme", object_id=programme.slug, now=now)
    lessons = sum(len(module.lessons) for module in export.plan.modules)
    items = sum(len(module.items) for module in export.plan.modules)
    return _("%(modules)d modules, %(lessons)d lessons, %(items)d items, %(files)d files.") % {
        "modules": len(export.plan.modules),
        "lessons": lessons,
        "items": items,
        "files": len(export.files),
    }


def plan_of(programme: Programme) -> Export:
    """What the files will say."""
    uses = list(programme.programme_modules.select_related("module").order_by("order", "pk"))
    files: dict[str, Any] = {}
    page = getattr(programme, "page", None)
    plan = ProgrammePlan(
        slug=programme.slug,
        title=programme.title,
        basis=programme.basis,
        audience=programme.audience,
        starts=programme.starts,
        ends=programme.ends,
        hours=programme.hours,
        hours_labels=programme.hours_labels,
        pass_rule=programme.pass_rule,
        makeup_rule=programme.makeup_rule,
        intro=tidy(page.intro) if page else "",
        live=programme.live,
        states={"district": programme.state_district, "township": programme.state_township},
        uses=[ModuleUse(use.module.slug, use.core_for, use.hours) for use in uses],
        modules=[_module(use.module, files) for use in uses],
        training_plan=programme.training_plan,
        needs_survey=programme.needs_survey,
    )
    return Export(plan, files)


def _module(module: Module, files: dict[str, Any]) -> ModulePlan:
    lessons = LessonPage.objects.filter(lesson__module=module, lesson__retired=False, live=True)
    return ModulePlan(
        slug=module.slug,
        title=module.title,
        competence=module.competence.code,
        summary=module.summary,
        outcomes=module.outcomes,
        hours=module.hours,
        lessons=[
            _lesson(page, module.slug, files) for page in lessons.select_related("lesson").order_by("lesson__order")
        ],
        practice=_quiz(module.practice_quiz),
        assessment=_quiz(module.assessment_quiz),
        simulated=_quiz(module.task_quiz),
        task=export_task(module.task) if module.task else None,
        sources=module.sources,
        card=tidy(module.card),
        items=[{"id": row.pop("id"), "pool": pool, **row} for pool in POOLS for row in _items(module, pool)],
    )


def _items(module: Module, pool: str) -> list[dict[str, Any]]:
    """The items that a quiz of this module may draw."""
    items = Item.objects.deliverable().filter(bank__slug=f"{module.slug}-{pool}").select_related("live_version")
    return [export_item(item) for item in items.prefetch_related("live_version__keys").order_by("pk")]


def _quiz(quiz: Quiz | None) -> QuizPlan | None:
    if quiz is None:
        return None
    sections = quiz.sections.select_related("competence").order_by("order")
    return QuizPlan(quiz.title, [_section(section) for section in sections], for_file(quiz.policy))


def _section(section: QuizSection) -> dict[str, Any]:
    narrower = {
        "competence": section.competence.code if section.competence else None,
        "min_band": section.min_band,
        "max_band": section.max_band,
    }
    given = {name: value for name, value in narrower.items() if value is not None}
    return {"level": section.level, **given, "count": section.count}


def _lesson(page: LessonPage, module: str, files: dict[str, Any]) -> LessonPlan:
    assert page.lesson is not None
    return LessonPlan(
        slug=page.lesson.slug,
        title=page.title,
        minutes=page.minutes,
        summary=page.summary,
        blocks=[_with_paths(block, module, files) for block in pages.blocks_of(page.body)],
    )


def _with_paths(block: Block, module: str, files: dict[str, Any]) -> Block:
    """The same block, its files by their paths below the module's folder."""
    fields = FILE_FIELDS.get(block["type"], ())
    if not fields:
        return block
    value = dict(block["value"])
    for name in fields:
        value[name] = _path(block["type"], value[name], module, files) if value[name] else ""
    return {"type": block["type"], "value": value}


def _path(kind: str, pk: int, module: str, files: dict[str, Any]) -> str:
    """Where the file comes to lie: as it was loaded, else under its own name."""
    model = get_image_model() if kind == "image" else get_document_model()
    stored = model.objects.get(pk=pk)
    if stored.title.startswith(f"{module}/"):
        path = stored.title.removeprefix(f"{module}/")
    else:
        path = f"{FOLDERS.get(kind, 'media')}/{Path(stored.file.name).name}"
    taken = files.get(f"modules/{module}/{path}")
    if taken is not None and taken.name != stored.file.name:
        path = f"{Path(path).parent}/{pk}-{Path(path).name}"
    files[f"modules/{module}/{path}"] = stored.file
    return path
