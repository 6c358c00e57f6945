"""The items that the test of a programme draws from, and what is known of them."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lms.web.errors import BadInput
from quizzes.appraisal.layout import PoolItem
from quizzes.appraisal.models import FormDesign
from quizzes.appraisal.selectors.rounds import in_force
from quizzes.bank.models import Item, ItemBank
from quizzes.calibration.material import Material
from quizzes.calibration.models import Calibration, ItemParameter
from quizzes.calibration.selectors.responses import material_of_banks


def pool_of(codes: Collection[str], calibration: Calibration | None = None) -> list[PoolItem]:
    """What the readiness banks have in use for these competences. Two queries at most."""
    items = Item.objects.deliverable().filter(bank__purpose=ItemBank.Purpose.READINESS, competence__code__in=codes)
    known: set[int | None] = set()
    if calibration is not None:
        parameters = ItemParameter.objects.filter(calibration=calibration, item_version__isnull=False)
        known = set(parameters.values_list("item_version_id", flat=True))
    rows = items.order_by("pk").values_list("pk", "competence__code", "level", "live_version_id")
    return [PoolItem(pk, code, level, version in known) for pk, code, level, version in rows]


@dataclass(frozen=True)
class Known:
    """An item that counts, with its competence (primary key) and its calibrated difficulty on the round's scale, in
    logits."""

    item: int
    competence: int
    difficulty: float


def known_items(design: FormDesign) -> list[Known]:
    """What a test of the round may choose from: the items that count, are in use, and whose difficulty the round's
    calibration knows. Two queries. `design` with its layout."""
    scored = {item for form in design.layout["forms"] for item in form["scored"]}
    parameters = ItemParameter.objects.filter(calibration=design.calibration_id, item_version__item__in=scored)
    difficulty = dict(parameters.values_list("item_version", "difficulty"))
    rows = Item.objects.deliverable().filter(pk__in=scored).order_by("pk")
    return [
        Known(pk, competence, difficulty[version] + design.shift)
        for pk, competence, version in rows.values_list("pk", "competence", "live_version")
        if version in difficulty
    ]


def practice_of(codes: Collection[str]) -> list[tuple[int, str]]:
    """Easy items of the practice pool, as (item, kind): those of the first level."""
    items = Item.objects.deliverable().filter(
        bank__purpose=ItemBank.Purpose.PRACTICE, competence__code__in=codes, level=1
    )
    return list(items.order_by("pk").values_list("pk", "kind"))


def source_of(scope_key: str) -> str:
    """What calibrations of the test's pool are kept under."""
    return f"test:{scope_key}"


def pool_material(scope_key: str) -> Material:
    """The answers to the whole readiness pool of a scope that has a test. BadInput for one that has none."""
    design = in_force(scope_key)
    if design is None:
        raise BadInput(_("There is no readiness test called “%(scope)s”.") % {"scope": scope_key})
    items = Item.objects.filter(bank__purpose=ItemBank.Purpose.READINESS, competence__code__in=design.codes)
    banks = ItemBank.objects.filter(pk__in=items.values("bank"))
    return material_of_banks(list(banks), source_of(scope_key))


def calibration_of(scope_key: str) -> Calibration | None:
    """The latest calibration of the pool under the Rasch model; None before the first."""
    return Calibration.objects.filter(source=source_of(scope_key), settings__model="rasch").order_by("-version").first()
