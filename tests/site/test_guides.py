"""The guides name what stands on the pages: every 【label】 is a text of a catalogue, ours or Wagtail's."""

import re
from gettext import GNUTranslations
from pathlib import Path

import pytest
import wagtail
from django.test import Client

from lms.people.models import Role
from lms.site import guides
from tests.factories import make_mandate, make_staff, make_unit

ROOT = Path(__file__).parents[2]
LABEL = re.compile(r"【([^【】]+)】")
WORDS = re.compile(r'^"(.*)"$', re.MULTILINE)
OURS = ("courses", "quizzes", "reports", "certificates", "lms/people", "lms/points", "lms/site", "lms/web")
WAGTAILS = ("", "admin")


def said(catalogue: str) -> set[str]:
    """The translations of a catalogue; …, where something is filled in, and no space beside it."""
    found = set()
    for entry in re.split(r"\n\n", catalogue):
        for text in re.split(r"^msgstr(?:\[\d\])? ", entry, flags=re.MULTILINE)[1:]:
            found.add(shape("".join(WORDS.findall(text))))
    return found


def shape(text: str) -> str:
    return re.sub(r"\s*(?:%\(\w+\)[sd]|…)\s*", "…", text)


@pytest.fixture(scope="module")
def labels() -> set[str]:
    found = set[str]()
    for room in OURS:
        found |= said((ROOT / room / "locale/zh_Hans/LC_MESSAGES/django.po").read_text(encoding="utf-8"))
    for room in WAGTAILS:
        file = Path(wagtail.__file__).parent / room / "locale/zh_Hans/LC_MESSAGES/django.mo"
        with file.open("rb") as opened:
            found |= {str(text) for text in GNUTranslations(opened)._catalog.values()}  # type: ignore[attr-defined]
    assert {"提交给…", "模块审定"} <= {shape(text) for text in found}
    return found | {"提交给模块审定"}


@pytest.mark.parametrize("name", guides.GUIDES)
def test_that_a_guide_calls_every_button_by_its_name(labels, name) -> None:
    named = set(LABEL.findall((guides.FOLDER / f"{name}.md").read_text(encoding="utf-8")))
    assert len(named) > 15
    assert {label for label in named if shape(label) not in labels} == set()


@pytest.mark.parametrize("name", guides.GUIDES)
def test_that_a_guide_goes_through_a_first_week_in_short_sentences(name) -> None:
    text = (guides.FOLDER / f"{name}.md").read_text(encoding="utf-8")
    days = [f"## 第{day}天：" for day in "一二三四五"]
    assert [text.index(day) for day in days] == sorted(text.index(day) for day in days)
    assert max(len(one) for one in re.split(r"[。！？；\n|]", text)) <= 80
    assert not re.search(r"不?合格(?!”)|补考|(?<!人大)街道工委", text)


def test_that_the_cells_of_a_table_tell_their_column_where_it_folds() -> None:
    page = guides.html("privacy")
    assert page.count('<table class="folds">') == page.count("<table")
    assert page.count("<td data-label=") == page.count("<td") > 0


@pytest.mark.django_db
def test_that_everybody_finds_the_guide_of_their_role_first(client) -> None:
    unit = make_unit()
    people = {
        "deputy": make_mandate().person,
        "organiser": make_staff(Role.ORGANISER, unit),
        "trainer": make_staff(Role.TRAINER),
        "committee": make_staff(Role.COMMITTEE),
    }
    for name, person in people.items():
        signed_in = Client()
        signed_in.force_login(person, backend="lms.people.backends.PersonBackend")
        assert f'href="/help/{name}/"' in signed_in.get("/learn/").content.decode()
        assert signed_in.get("/help/").context["own"] == [(name, guides.title(name))]
        assert signed_in.get(f"/help/{name}/").status_code == 200
    assert [name for name, _title in client.get("/help/").context["others"]] == list(guides.PAGES)
    assert client.get("/help/nothing/").status_code == 404


def test_that_the_chair_has_the_guide_of_the_town_and_a_deputy_of_staff_has_both() -> None:
    assert [name for name, _title in guides.own({Role.CHAIR}, deputy=True)] == ["deputy", "organiser"]
    assert [name for name, _title in guides.own(set(), deputy=False)] == ["deputy"]
