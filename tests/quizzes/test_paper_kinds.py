"""Kinds of items that are written by hand or chosen from a list stand on paper too: printed, entered twice, scored."""

import io
import re
from datetime import datetime
from typing import Any

import pypdf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from lms.people.models import OrganisingUnit, Person, Role
from quizzes.bank import validation
from quizzes.bank.services import pictures
from quizzes.delivery.models import Attempt, PaperForm, PaperItem, Quiz
from quizzes.delivery.paper_kinds import on_paper
from quizzes.delivery.services import paper, paper_sheets
from quizzes.models import Item, ItemKey, ItemVersion, QuizSection
from quizzes.scoring import answer_of
from tests.factories import make_mandate, make_staff, make_unit
from tests.quizzes.delivery_factories import make_bank, make_competence, make_quiz
from tests.quizzes.types.samples import SAMPLES

pytestmark = pytest.mark.django_db
KINDS = {
    "matching": ("办户口", "换身份证", "公安", "法院"),
    "numeric": ("比上年增加多少", "万元"),
    "short": ("代表每届任期几年",),
    "cloze": ("会议每年至少举行", "都要请假", "选项a", "可选多项"),
    "hotspot": ("哪里像诈骗", "发信号码", "请勾出所有正确位置的编号"),
}
SPOTS = [
    {"id": "a", "text": "发信号码", "shape": "rect", "coords": [10, 10, 200, 60]},
    {"id": "b", "text": "链接", "shape": "circle", "coords": [200, 150, 40]},
    {"id": "c", "text": "问候语", "shape": "poly", "coords": [10, 200, 120, 200, 60, 280]},
]


def sample(kind: str) -> tuple[dict[str, Any], dict[str, Any]]:
    if kind != "hotspot":
        return SAMPLES[kind]
    out = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(out, "PNG")
    kept = pictures.keep(content=out.getvalue(), name="短信.png", by=None, now=timezone.now())
    picture = {"uuid": str(kept.pk), "width": 400, "height": 300, "alt": "一条短信的截图"}
    return {"stem": "这条短信哪里像诈骗？", "picture": picture, "areas": SPOTS}, {"correct": ["a", "b"]}


def quiz_of(kind: str) -> Quiz:
    quiz, bank = make_quiz("single"), make_bank()
    body, key, feedback = validation.canonical(kind, *sample(kind), {"general": "解析"})
    item = Item.objects.create(bank=bank, slug=kind, kind=kind, competence=make_competence(), level=1, stem="问")
    version = ItemVersion.objects.create(item=item, number=1, body=body, published_at=timezone.now())
    ItemKey.objects.create(version=version, key=key, feedback=feedback, at=timezone.now())
    item.live_version = version
    item.save()
    QuizSection.objects.filter(quiz=quiz).delete()
    QuizSection.objects.create(quiz=quiz, bank=bank, count=1)
    return quiz


@pytest.fixture
def unit() -> OrganisingUnit:
    return make_unit()


@pytest.fixture
def two(unit: OrganisingUnit) -> list[Person]:
    return [make_staff(Role.ORGANISER, unit=unit), make_staff(Role.COMMITTEE)]


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def printed(kind: str, unit: OrganisingUnit, by: Person, now: datetime) -> tuple[PaperForm, PaperItem]:
    person = make_mandate(unit=unit).person
    paper.print_forms(quiz=quiz_of(kind), unit=unit, people=[person], by=by, now=now)
    form = PaperForm.objects.get(person=person)
    return form, form.items.select_related("version").get()


@pytest.mark.parametrize("kind", KINDS)
def test_that_the_sheet_shows_the_question_and_no_key(
    kind: str, unit: OrganisingUnit, two: list[Person], now: datetime
) -> None:
    form, _item = printed(kind, unit, two[0], now)
    pdf = pypdf.PdfReader(io.BytesIO(paper_sheets.render(forms=[form], by=two[0], now=now)))
    text = re.sub(r"\s", "", "".join(page.extract_text() for page in pdf.pages))
    for words in KINDS[kind]:
        assert words in text
    assert "{{" not in text and "主席团" not in text and "解析" not in text


@pytest.mark.parametrize("kind", KINDS)
def test_that_it_is_entered_as_the_page_shows_it_and_scored(
    client: Client, kind: str, unit: OrganisingUnit, two: list[Person], now: datetime
) -> None:
    form, item = printed(kind, unit, two[0], now)
    right = answer_of(kind, item.version.keys.get().key)
    address = reverse("quizzes:paper_enter", args=[form.code])
    for by in two:
        client.force_login(by)
        page = client.get(address).content.decode()
        sent = {"helper": "", "sat_on": timezone.localdate(now).isoformat()} | entered(kind, page, right)
        assert client.post(address, sent).status_code == 302
    attempt = Attempt.objects.get()
    assert attempt.outcomes.get().share == 1, attempt.responses.get().payload


def entered(kind: str, page: str, right: dict[str, object]) -> dict[str, object]:
    """What somebody picks and types on the page, by the words that stand on the paper."""
    if kind in {"numeric", "short"}:
        return {f"q1-{name}": value for name, value in right.items()}
    if kind == "hotspot":
        return {"q1-choices": re.findall(r'name="q1-choices" value="([^"]+)"', page)[:2]}
    fields = list(dict.fromkeys(re.findall(r'name="(q1-(?:gap|pair)-[^"]+)"', page)))
    options = {text: name for name, text in re.findall(r'value="([0-9a-f]{10})"[^>]*>\s*([^<\s]+)', page)}
    words = ["公安", "税务", "公安"] if kind == "matching" else ["2", "主席团", "选项a", ["选项a", "选项d"]]
    given: dict[str, object] = {}
    for field, said in zip(fields, words, strict=True):
        of_field = dict(_options_of(page, field)) or options
        given[field] = [of_field[one] for one in said] if isinstance(said, list) else of_field.get(said, said)
    return given


def _options_of(page: str, field: str) -> list[tuple[str, str]]:
    """The options of one gap: those of its list, or its boxes."""
    chosen = re.search(rf'<select[^>]*name="{field}".*?</select>', page, re.DOTALL)
    if chosen:
        return [(text, value) for value, text in re.findall(r'value="([^"]+)"[^>]*>([^<]+)', chosen[0])]
    boxes = re.findall(rf'name="{field}" value="([^"]+)"[^>]*> ?([^<]+)', page)
    return [(text.strip(), value) for value, text in boxes if text.strip()]


def test_that_only_what_cannot_be_written_down_is_left_to_the_screen() -> None:
    assert on_paper() == {"single", "multiple", "boolean", "ordering", *KINDS}
