"""Files into a bank and out of it: all or none, drafts, idempotent."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.audit.models import AuditEntry
from lms.web.errors import NotAllowed
from quizzes.bank.services import items
from quizzes.exchange.planning import Defaults
from quizzes.exchange.services.exporting import export_bank
from quizzes.exchange.services.importing import Told, import_file
from quizzes.models import Item, ItemBank, ItemDraft
from tests.quizzes.bank_factories import NOW, competence, make_bank, make_item, make_trainer
from tests.quizzes.exchange.files import HEADER, SINGLE, workbook

pytestmark = pytest.mark.django_db
BAD = ["单选题", "没有选项？", "", "", "", "A", "", "F1", "1", ""]
OTHER = ["判断题", "口令可以告诉同事。", "", "", "", "错误", "", "F1", "1", ""]


def load(content: bytes, bank: ItemBank | None = None, name: str = "题目.xlsx", **more: object) -> Told:
    competence()
    return import_file(bank=bank or make_bank(), content=content, name=name, by=None, now=NOW, **more)  # type: ignore[arg-type]


def test_that_questions_arrive_as_drafts_with_all_they_say() -> None:
    told = load(workbook([SINGLE, OTHER]))
    assert (told.states, told.refused, told.written) == ({"created": 2, "changed": 0, "same": 0}, [], True)
    item = Item.objects.get(kind="single")
    assert item.live_version is None
    assert (item.competence.code, item.level, item.source) == ("F1", 2, "实务")
    assert ItemDraft.objects.get(item=item).key == {"correct": "a"}
    assert AuditEntry.objects.get(verb="items.imported").purpose == "xlsx 2/2"


def test_that_the_same_file_twice_changes_nothing() -> None:
    load(workbook([SINGLE, OTHER]))
    before = list(ItemDraft.objects.order_by("pk").values())
    told = load(workbook([OTHER, SINGLE]))
    assert told.states == {"created": 0, "changed": 0, "same": 2}
    assert list(ItemDraft.objects.order_by("pk").values()) == before


def test_that_one_refused_question_keeps_all_out_unless_somebody_asks_for_the_good_ones() -> None:
    content = workbook([SINGLE, BAD])
    told = load(content)
    assert (told.written, [refused.number for refused in told.refused]) == (False, [2])
    assert not Item.objects.exists()
    assert not AuditEntry.objects.exists()
    told = load(content, keep_good=True)
    assert (told.written, told.total, Item.objects.count()) == (True, 2, 1)


def test_that_a_dry_run_writes_nothing() -> None:
    assert load(workbook([SINGLE]), dry_run=True).states["created"] == 1
    assert not Item.objects.exists()


def test_that_the_same_question_twice_in_a_file_is_told() -> None:
    told = load(workbook([SINGLE, SINGLE]))
    assert not told.written
    assert "1" in told.refused[0].reason


def test_that_what_the_file_does_not_say_is_chosen_for_all_or_known_from_the_bank() -> None:
    silent = [*OTHER[:7], "", "", ""]
    assert not load(workbook([silent])).written
    told = load(workbook([silent]), defaults=Defaults("A1", 3))
    assert (told.planned[0].competence.code, told.planned[0].level) == ("A1", 3)
    bank = make_bank("f1-practice", "practice")
    make_item("f1-p01", bank)
    told = load(workbook([[*silent[:1], "另一题。", *silent[2:]]]), bank)
    assert told.planned[0].competence.code == "F1"


def test_that_a_competence_is_known_by_code_or_name_and_an_unknown_one_is_refused() -> None:
    name = competence().name
    for said, good in (("F1", True), (f"F1 {name}", True), (name, True), ("Z9", False)):
        assert bool(load(workbook([[*SINGLE[:7], said, "1", ""]]), dry_run=True).planned) == good


def test_that_a_question_of_another_bank_is_refused_and_a_readiness_bank_is_not_named() -> None:
    load(workbook([SINGLE]))
    told = load(workbook([SINGLE]), make_bank("f1-practice", "practice"))
    assert "题库 f1-module" in told.refused[0].reason
    load(workbook([OTHER]), make_bank("ready", "readiness"))
    told = load(workbook([OTHER]))
    assert "ready" not in told.refused[0].reason


def test_that_an_exported_sheet_can_be_changed_and_comes_back_to_the_same_items() -> None:
    competence()
    bank = make_bank()
    item = make_item()
    written = export_bank(bank=bank, format="xlsx", by=None, now=NOW)
    assert (written.count, written.left_out) == (1, [])
    assert load(written.content, bank).states == {"created": 0, "changed": 0, "same": 1}
    import io

    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(written.content))
    sheet = book.worksheets[0]
    titles = [cell.value for cell in sheet[1]]
    sheet.cell(2, titles.index("选项C") + 1).value = "生日"
    out = io.BytesIO()
    book.save(out)
    told = load(out.getvalue(), bank)
    assert told.states == {"created": 0, "changed": 1, "same": 0}
    item.refresh_from_db()
    draft = ItemDraft.objects.get(item=item)
    assert [option["text"] for option in draft.body["options"]] == ["六位以上口令", "不设锁屏", "生日"]
    assert [option["id"] for option in draft.body["options"]][:2] == ["a", "b"]
    assert item.live_version is not None
    assert item.live_version.body != draft.body


def test_that_a_draft_somebody_writes_on_is_not_overwritten() -> None:
    competence()
    bank, item = make_bank(), make_item()
    written = export_bank(bank=bank, format="xlsx", by=None, now=NOW)
    draft = ItemDraft.objects.get(item=item)
    from quizzes.bank.services import items

    items.save_draft(item=item, body=draft.body | {"stem": "正在修改？"}, key=draft.key, feedback={}, by=None, now=NOW)
    told = load(written.content, bank)
    assert not told.written
    assert "f1-m01" in told.refused[0].reason


def test_that_only_who_may_write_the_bank_imports_and_exports() -> None:
    trainer = make_trainer()
    bank = make_bank("ready", "readiness")
    with pytest.raises(NotAllowed):
        import_file(bank=bank, content=workbook([SINGLE]), name="x.xlsx", by=trainer, now=NOW)
    with pytest.raises(NotAllowed):
        export_bank(bank=bank, format="xlsx", by=trainer, now=NOW)


def test_that_the_number_of_queries_does_not_grow_with_what_stays_the_same() -> None:
    rows = [[*OTHER[:1], f"第{number}题。", *OTHER[2:]] for number in range(60)]
    load(workbook(rows))
    counts = []
    for count in (3, 60):
        with CaptureQueriesContext(connection) as asked:
            assert load(workbook(rows[:count])).states["same"] == count
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_that_a_header_alone_is_no_file_of_questions() -> None:
    from quizzes.exchange.reading import Unreadable

    with pytest.raises(Unreadable):
        load(workbook([], HEADER))


def test_that_a_question_keeps_its_own_name_where_it_has_one() -> None:
    told = load(workbook([[*SINGLE, "lock-01"]], [*HEADER, "编号"]))
    assert told.planned[0].slug == "lock-01"
    assert replace(told.planned[0].question, number=9).slug == "lock-01"


def test_that_items_brought_together_are_as_if_each_were_written_alone() -> None:
    bank, by = make_bank("f1-practice", "practice"), make_trainer()
    content = workbook([SINGLE, OTHER, [*OTHER[:1], "见《监督法》第三十条。", *OTHER[2:]]])
    competence()
    import_file(bank=bank, content=content, name="题目.xlsx", by=by, now=NOW)
    brought = list(Item.objects.filter(draft__by=by).order_by("pk"))
    assert len(brought) == 3
    for item in brought:
        draft = item.draft
        alone = items.create(
            bank=make_bank(f"b-{item.pk}", "practice"),
            competence=item.competence,
            kind=item.kind,
            level=item.level,
            source=item.source,
            by=by,
            now=NOW,
        )
        written = items.save_draft(item=alone, body=draft.body, key=draft.key, feedback=draft.feedback, by=by, now=NOW)
        assert (written.body, written.key, written.changed_at) == (draft.body, draft.key, draft.changed_at)
        alone.refresh_from_db()
        same = ("kind", "stem", "source", "source_read", "level", "band", "expires_on")
        assert [getattr(alone, name) for name in same] == [getattr(item, name) for name in same]
        assert alone.search_text.replace(alone.slug, item.slug) == item.search_text
        assert set(alone.prints.values_list("number")) == set(item.prints.values_list("number"))
        assert set(alone.citations.values_list("source", "article")) == set(
            item.citations.values_list("source", "article")
        )
        assert list(draft.writers.all()) == list(written.writers.all()) == [by]


def test_that_many_new_items_take_no_more_queries_than_few() -> None:
    """Whoever writes keeps everybody else waiting on SQLite, the answers of deputies too."""
    counted = []
    competence()
    for size in (2, 40):
        bank = make_bank(f"bank-{size}", "practice")
        rows = [[*OTHER[:1], f"第 {number} 题，第 {size} 批。", *OTHER[2:]] for number in range(size)]
        with CaptureQueriesContext(connection) as queries:
            import_file(bank=bank, content=workbook(rows), name="题目.xlsx", by=None, now=NOW)
        counted.append(len(queries))
        assert bank.items.count() == size
    assert counted[1] <= counted[0] + 2
