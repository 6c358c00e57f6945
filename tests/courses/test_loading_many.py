"""Loading a large programme: what is new is written for all together, and is what Wagtail and the bank would have made
of each thing alone."""

from contextlib import suppress
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from wagtail.images import get_image_model
from wagtail.models import Page, PageLogEntry, ReferenceIndex

from courses.models import Lesson, LessonPage, ModulePage
from courses.services import loading
from lms.web.errors import BadInput, Refusal
from quizzes.bank.services import items
from quizzes.bank.services.loading import load_items
from quizzes.models import Citation, CitingText, Item, ItemDraft, ItemPrint
from tests.courses.factories import DRAWING, ITEM, LESSON, MODULE, NOW, load_little, write_programme
from tests.factories import make_staff
from tests.quizzes.bank_factories import competence, make_bank, row
from tests.quizzes.delivery_factories import make_competence

pytestmark = pytest.mark.django_db


class Undo(Exception):
    pass


def queries_of(folder: Path) -> tuple[int, int]:
    """Of a first load and of the one after it; then all is as before."""
    with suppress(Undo), transaction.atomic():
        with CaptureQueriesContext(connection) as first:
            loading.load(folder=folder, now=NOW)
        with CaptureQueriesContext(connection) as second:
            loading.load(folder=folder, now=NOW)
        raise Undo
    return len(first), len(second)


def write_large(folder: Path, *, items: int = 0, lessons: int = 0) -> Path:
    """The little programme with so many items more in each of its modules, and so many lessons with a picture each."""
    files = {}
    for slug in ("m1", "m2"):
        files[f"modules/{slug}/items.yaml"] = "".join(
            ITEM % {"slug": slug, "name": name, "pool": pool, "level": level}
            for name, pool, level in [("p1", "practice", 1), ("t1", "module", 1), ("t2", "module", 2)]
            + [(f"q{number}", "practice", 1) for number in range(items)]
        )
        more = [f"more{number}" for number in range(lessons)]
        module = MODULE % {"slug": slug}
        files[f"modules/{slug}/module.yaml"] = module.replace("second]", ", ".join(["second", *more]) + "]")
        for number, name in enumerate(more, start=3):
            text = LESSON % {"title": name}
            files[f"modules/{slug}/lessons/{number:02d}-{name}.md"] = text.replace("one.svg", f"{name}.svg")
            files[f"modules/{slug}/images/{name}.svg"] = DRAWING
    return write_programme(folder, **files)


def test_more_items_cost_no_more_queries_neither_first_nor_later(tmp_path):
    make_competence("A1")
    queries_of(write_large(tmp_path / "warm"))
    few, many = queries_of(write_large(tmp_path / "few", items=2)), queries_of(write_large(tmp_path / "many", items=40))
    assert many[0] - few[0] <= 6  # 76 items more; rows of one table go in chunks where a database limits parameters
    assert many[1] == few[1]


def test_a_further_lesson_costs_few_queries_and_none_when_it_is_loaded_again(tmp_path):
    make_competence("A1")
    queries_of(write_large(tmp_path / "warm"))
    few = queries_of(write_large(tmp_path / "few", lessons=1))
    many = queries_of(write_large(tmp_path / "many", lessons=11))
    assert many[0] - few[0] <= 20 * 14  # 20 lessons with a picture each: 12 on SQLite, 14 on PostgreSQL
    assert many[1] == few[1]


def test_pages_that_were_made_together_are_whole_pages(tmp_path):
    load_little(tmp_path)
    assert not any(Page.find_problems())
    for page in (*ModulePage.objects.all(), *LessonPage.objects.all()):
        assert page.live
        assert not page.has_unpublished_changes
        assert page.live_revision == page.latest_revision == page.revisions.get()
        assert page.live_revision.as_object().title == page.title
        log = PageLogEntry.objects.for_instance(page).order_by("pk")
        assert list(log.values_list("action", flat=True)) == ["wagtail.create", "wagtail.publish"]
        assert page in type(page).objects.search(page.title).results()
    picture = get_image_model().objects.get(title="m1/images/one.svg")
    assert (picture.width, picture.height) == (60, 30)
    assert ReferenceIndex.get_references_to(picture).count() == 2
    assert picture in get_image_model().objects.search("一张图").results()
    assert set(CitingText.objects.values_list("title", flat=True)) >= {"模块m1", "m1第一课", "m2第二课"}


def test_a_page_that_was_made_with_others_goes_on_as_any_page(tmp_path):
    load_little(tmp_path)
    parent = ModulePage.objects.get(module__slug="m1")
    parent.add_child(instance=LessonPage(title="站内新写的一课", body="[]"))
    page = LessonPage.objects.get(lesson__slug="first", lesson__module__slug="m1")
    page.title = "改过"
    page.save_revision(user=make_staff("trainer")).publish()
    page.refresh_from_db()
    assert page.lesson.title == "改过"
    page.delete()
    assert not any(Page.find_problems())
    assert ModulePage.objects.get(pk=parent.pk).numchild == 2


def test_a_lesson_whose_page_was_deleted_gets_a_new_one(tmp_path):
    load_little(tmp_path)
    LessonPage.objects.get(lesson__slug="second", lesson__module__slug="m1").delete()
    assert Lesson.objects.get(slug="second", module__slug="m1").retired
    loading.load(folder=tmp_path, now=NOW)
    page = LessonPage.objects.get(lesson__slug="second", lesson__module__slug="m1")
    assert page.live
    assert not page.lesson.retired


def test_an_address_that_is_taken_gets_a_number(tmp_path):
    make_competence("A1")
    loading.load(folder=write_programme(tmp_path), now=NOW)
    page = LessonPage.objects.get(lesson__slug="second", lesson__module__slug="m1")
    parent = page.get_parent()
    page.delete()
    parent.refresh_from_db()
    parent.add_child(instance=LessonPage(title="占了地址", slug="second", body="[]"))
    loading.load(folder=tmp_path, now=NOW)
    assert LessonPage.objects.get(lesson__slug="second", lesson__module__slug="m1").slug == "second-2"


def test_items_loaded_together_are_the_same_as_one_by_one():
    entries = [row(f"f1-m{number}", source="《代表法》第八条", stem=f"第{number}个问题？") for number in range(3)]
    together = load_items(bank=make_bank(), competence=competence(), entries=entries, now=NOW)
    assert [state for _item, state in together] == ["created"] * 3
    for entry, (item, _state) in zip(entries, together, strict=True):
        alone, _made = items.load_item(
            bank=make_bank(), competence=competence(), row=entry | {"id": f"{item.slug}-x"}, now=NOW
        )
        item.refresh_from_db()
        fields = ("bank_id", "kind", "competence_id", "level", "band", "stem", "source", "source_read", "expires_on")
        assert [getattr(item, name) for name in fields] == [getattr(alone, name) for name in fields]
        assert item.search_text == alone.search_text.replace(alone.slug, item.slug)
        for one, other in ((item, alone), (alone, item)):
            assert set(ItemPrint.objects.filter(item=one).values_list("number", flat=True)) == set(
                ItemPrint.objects.filter(item=other).values_list("number", flat=True)
            )
        assert items.export_item(item) | {"id": ""} == items.export_item(alone) | {"id": ""}
        assert ItemDraft.objects.get(item=item).changed_at == item.live_version.keys.get().at == NOW
        assert Citation.objects.get(item=item).article == 8
    assert set(Item.objects.with_state().values_list("state", flat=True)) == {"published"}
    again = load_items(bank=make_bank(), competence=competence(), entries=entries, now=NOW)
    assert [state for _item, state in again] == ["same"] * 3
    entries[1]["key"], entries[2]["level"] = {"correct": "c"}, 1
    changed = load_items(bank=make_bank(), competence=competence(), entries=entries, now=NOW)
    assert [state for _item, state in changed] == ["same", "changed", "changed"]


def test_one_entry_that_cannot_be_loaded_leaves_nothing_of_the_others():
    bad = [row("f1-m1"), row("f1-m2", key={"correct": "z"})]
    with pytest.raises(BadInput, match="f1-m2"):
        load_items(bank=make_bank(), competence=competence(), entries=bad, now=NOW)
    load_items(bank=make_bank(), competence=competence(), entries=[row("f1-m3")], now=NOW)
    other = make_bank("f1-practice", "practice")
    with pytest.raises(Refusal, match="f1-m3"):
        load_items(bank=other, competence=competence(), entries=[row("f1-m4"), row("f1-m3")], now=NOW)
    assert [item.slug for item in Item.objects.all()] == ["f1-m3"]
