"""Modules that nobody must finish: shown apart, offered, never waited for."""

import pytest
from django.test import Client
from django.utils import timezone

from courses.models import Enrolment, Module, Programme
from courses.selectors.completion import completions_of, electives_left, levels_of, passed
from courses.selectors.load import in_words, load_of
from courses.selectors.progress import next_step
from courses.services import exporting, loading, progress
from quizzes.models import Item, ItemBank
from quizzes.readiness.services import self_ratings
from tests.courses.factories import ITEM, NOW, PROGRAMME, do_task, enrolled, sit, write_programme
from tests.factories import make_mandate, make_staff

pytestmark = pytest.mark.django_db
CHOSEN = PROGRAMME.replace("{slug: m2, core_for: [district], hours: 1}", "{slug: m2, hours: 1}")


@pytest.fixture
def programme(little: Programme, tmp_path) -> Programme:
    loading.load(folder=write_programme(tmp_path / "chosen", **{"programme.yaml": CHOSEN}), now=NOW)
    little.refresh_from_db()
    return little


def finish(person, slug: str) -> None:
    module = Module.objects.get(slug=slug)
    for lesson in module.lessons.all():
        progress.complete_lesson(person=person, lesson=lesson, now=NOW)
    sit(person, module)
    do_task(person, module)


def left(person, programme) -> int:
    return electives_left(programme.programme_modules.all(), levels_of(person, NOW), completions_of(person))


def test_an_elective_stands_apart_and_is_named_on_the_home_page(client: Client, programme):
    person = make_mandate().person
    enrolled(person, programme)
    client.force_login(person)
    page = client.get("/programme/little/").content.decode()
    needed, chosen = page.split('<h2 id="electives">选学模块</h2>')
    assert "必学模块" in needed
    assert "模块m1" in needed
    assert "模块m2" not in needed
    assert "模块m2" in chosen
    assert "不影响结业" in chosen
    assert "共1个模块，已完成0个" in needed
    Enrolment.objects.update(at=timezone.now())
    home = client.get("/learn/").content.decode()
    assert '<a href="/programme/little/#electives">还有1个选学模块，想学就学</a>' in home
    assert "必学模块：1个里学完了0个" in home
    assert "<details><summary>1个选学模块</summary>" in chosen
    pages = [client.get(f"/programme/little/{slug}/").content.decode() for slug in ("m1", "m2")]
    assert ["这个模块不学也不影响结业" in one for one in pages] == [False, True]
    finish(person, "m1")
    assert "必学模块：1个里学完了1个" in client.get("/learn/").content.decode()
    assert "<details open><summary>1个选学模块</summary>" in client.get("/programme/little/").content.decode()


def test_what_the_own_view_puts_first_is_marked_until_it_is_finished(client: Client, programme):
    person = make_mandate().person
    enrolled(person, programme)
    client.force_login(person)
    assert "建议先学" not in client.get("/programme/little/").content.decode()
    module = Module.objects.get(slug="m2")
    self_ratings.rate(person=person, competence=module.competence, know=1, can=2, now=NOW)
    assert client.get("/programme/little/").content.decode().count("建议先学") == 2  # both modules serve A1
    for slug in ("m1", "m2"):
        finish(person, slug)
    assert "建议先学" not in client.get("/programme/little/").content.decode()


def test_nobody_waits_for_an_elective_and_whoever_began_one_is_led_on(programme):
    person = make_mandate().person
    enrolled(person, programme)
    finish(person, "m1")
    assert passed(person, programme, now=NOW).passed
    assert left(person, programme) == 1
    assert next_step(person, programme, now=NOW) is None
    first, second = Module.objects.get(slug="m2").lessons.all()
    progress.complete_lesson(person=person, lesson=first, now=NOW)
    assert next_step(person, programme, now=NOW).url == second.url
    finish(person, "m2")
    assert left(person, programme) == 0


def test_what_is_core_for_the_district_alone_is_an_elective_for_a_town(little):
    town, district = make_mandate(level="township").person, make_mandate().person
    assert [left(one, little) for one in (town, district)] == [1, 0]


def test_a_programme_of_electives_alone_leads_through_them(little, tmp_path):
    none = CHOSEN.replace("{slug: m1, core_for: [district, township], hours: 1}", "{slug: m1, hours: 1}")
    loading.load(folder=write_programme(tmp_path / "none", **{"programme.yaml": none}), now=NOW)
    person = make_mandate().person
    enrolled(person, little)
    assert next_step(person, little, now=NOW).title == "m1第一课"


def test_items_of_the_readiness_test_go_to_a_bank_that_only_its_owners_open(little, tmp_path):
    folder = write_programme(tmp_path / "ready")
    file = folder / "modules/m1/items.yaml"
    file.write_text(file.read_text() + ITEM % {"slug": "m1", "name": "r1", "pool": "readiness", "level": 2})
    loading.load(folder=folder, now=NOW)
    item = Item.objects.get(slug="m1-r1")
    assert (item.bank.slug, item.bank.purpose) == ("m1-readiness", ItemBank.Purpose.READINESS)
    assert not Item.objects.visible_to(make_staff("trainer")).filter(pk=item.pk).exists()
    committee = make_staff("committee")
    assert not Item.objects.visible_to(committee).filter(pk=item.pk).exists()
    assert Item.objects.listed_to(committee).filter(pk=item.pk).exists()
    exporting.export_programme(programme=little, folder=tmp_path / "out", now=NOW)
    assert "pool: readiness" in (tmp_path / "out/modules/m1/items.yaml").read_text()


def test_that_each_level_is_told_how_much_it_has_to_do(little, client):
    assert in_words(little) == "区人大代表：2个必学模块，共3.5学时；镇人大代表：1个必学模块，共2.5学时"
    assert [load_of(little, {level}).hours["online"] for level in ("district", "township")] == [2, 1]
    assert load_of(little, set()) == load_of(little, {"district"}) == load_of(little, {"district", "township"})
    assert "镇人大代表：1个必学模块" in client.get("/programme/").content.decode()
    client.force_login(make_mandate(level="township").person)
    page = client.get("/programme/little/").content.decode()
    assert "1个必学模块，共2.5学时" in page
    assert "区人大代表：" not in page
