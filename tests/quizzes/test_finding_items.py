"""Finding items: by words, tags, sources and days; and finding the like of one."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lms.web.errors import BadInput, NotAllowed
from quizzes.bank import wording
from quizzes.bank.selectors.alike import twins_of
from quizzes.bank.services import items, rechecks, tagging
from quizzes.models import Item, ItemPrint, ItemStatistic, ItemTag, ItemVersion, Source, TaggedItem
from tests.quizzes.bank_factories import NOW, make_bank, make_committee, make_item, make_trainer, own

TEXTS = [
    {"id": "a", "text": "立即拨打官方客服电话核实"},
    {"id": "b", "text": "按短信链接填写银行卡号"},
    {"id": "c", "text": "转发给其他代表提醒"},
]


def found(client, **query):
    return [row.slug for row in client.get(reverse("items:index"), query).context["object_list"]]


@given(st.text(max_size=60), st.lists(st.text(max_size=20), max_size=4))
def test_prints_are_the_same_for_the_same_text_and_fit_their_column(stem, options):
    body = {"stem": stem, "options": [{"id": str(n), "text": text} for n, text in enumerate(options)]}
    numbers = wording.prints(body)
    assert numbers == wording.prints({"options": body["options"][::-1], "stem": stem})
    assert len(numbers) in (0, wording.BANDS)
    assert all(0 <= number < wording.LARGEST for number in numbers)


def test_searching_reads_neither_key_nor_html_and_folds_width():
    body = {"stem": "ＡＢ锁屏", "html": "<p>秘密</p>", "options": [{"id": "a", "text": "口令", "html": "<b>口令</b>"}]}
    assert wording.searchable("f1-1", body, "《甲法》") == "f1-1\nab锁屏\n口令\n《甲法》"


@pytest.mark.django_db
class TestLikeness:
    def test_a_reworded_question_of_another_pool_is_found_first(self):
        trainer = make_trainer()
        item = make_item(
            "p1", make_bank("f1-practice", "practice"), stem="收到自称客服的短信应当怎样处理？", options=TEXTS
        )
        make_item("m1", stem="收到自称客服的短信，应该怎样处理？", options=TEXTS[::-1])
        make_item("m2", stem="开会前怎样在平台上请假？")
        make_item("p2", item.bank, stem="收到自称客服的短信应当怎样处理？", options=TEXTS)
        twins = twins_of(item, trainer)
        assert [(twin.item.slug, twin.other_pool) for twin in twins] == [("m1", True), ("p2", False)]
        assert twins[1].percent == 100

    def test_whoever_may_not_see_a_readiness_item_is_not_told_of_it(self, client):
        stranger, owner, committee = make_trainer(), make_trainer("林老师"), make_committee()
        bank = make_bank("f1-readiness", "readiness")
        own(bank, owner, committee)
        make_item("r1", bank, stem="收到自称客服的短信应当怎样处理？", options=TEXTS)
        item = make_item(
            "p1", make_bank("f1-practice", "practice"), stem="收到自称客服的短信应当怎样处理？", options=TEXTS
        )
        assert [len(twins_of(item, one)) for one in (stranger, owner, committee)] == [0, 1, 0]
        for person, told in ((stranger, False), (owner, True)):
            client.force_login(person)
            page = client.get(reverse("items:edit", args=[item.pk])).content.decode()
            assert ("练习过的题不能用于测评" in page) is told

    def test_it_asks_as_often_among_a_thousand(self):
        trainer, item = make_trainer(), make_item()
        twins_of(item, trainer)
        with CaptureQueriesContext(connection) as few:
            twins_of(item, trainer)
        more = Item.objects.bulk_create(
            Item(bank=item.bank, slug=f"i{n}", kind="single", competence=item.competence, level=1) for n in range(1000)
        )
        ItemPrint.objects.bulk_create(
            ItemPrint(item=one, number=number)
            for one in more
            for number in wording.prints({"stem": f"第{one.pk}道题问的是另一件事"})
        )
        with CaptureQueriesContext(connection) as many:
            twins_of(item, trainer)
        assert len(many) == len(few)

    def test_a_print_stands_once(self):
        row = make_item().prints.first()
        with pytest.raises(IntegrityError), transaction.atomic():
            ItemPrint.objects.create(item=row.item, number=row.number)


@pytest.mark.django_db
class TestTags:
    def test_tags_are_set_trimmed_and_taken_away(self):
        trainer, item = make_trainer(), make_item()
        assert tagging.set_tags(item=item, names=[" 防诈骗 ", "#防诈骗", "手机  操作"], by=trainer, now=NOW)
        assert sorted(item.tagged.values_list("tag__name", flat=True)) == ["手机 操作", "防诈骗"]
        assert not tagging.set_tags(item=item, names=["手机 操作", "防诈骗"], by=trainer, now=NOW)
        tagging.add_tags(item=item, names=["新手"], by=trainer, now=NOW)
        tagging.set_tags(item=item, names=[], by=trainer, now=NOW)
        assert not TaggedItem.objects.exists()
        assert ItemTag.objects.count() == 3

    def test_too_long_and_too_many_are_refused_and_closed_banks_stay_closed(self):
        trainer, item = make_trainer(), make_item()
        for names in (["长" * 31], [str(n) for n in range(13)]):
            with pytest.raises(BadInput):
                tagging.set_tags(item=item, names=names, by=trainer, now=NOW)
        closed = make_item("r1", make_bank("r", "readiness"))
        with pytest.raises(NotAllowed):
            tagging.set_tags(item=closed, names=["甲"], by=trainer, now=NOW)

    def test_a_tag_stands_once_on_an_item(self):
        item = make_item()
        tagging.set_tags(item=item, names=["甲"], by=None, now=NOW)
        with pytest.raises(IntegrityError), transaction.atomic():
            TaggedItem.objects.create(tag=ItemTag.objects.get(), content_object=item)


@pytest.mark.django_db
def test_the_list_is_narrowed_by_tag_source_day_state_and_what_waits(client):
    trainer = make_trainer()
    client.force_login(trainer)
    today = timezone.localdate()
    tagged = make_item("m1", source="《个人信息保护法》第六条", expires_on=today)
    make_item("m2", expires_on=today + timedelta(days=20))
    make_item("p1", make_bank("f1-practice", "practice"))
    tagging.set_tags(item=tagged, names=["防诈骗"], by=trainer, now=NOW)
    rechecks.raise_due(now=timezone.now())
    assert found(client, tag=ItemTag.objects.get().pk) == ["m1"]
    assert found(client, source=Source.objects.get().pk) == ["m1"]
    assert found(client, expiry="past") == ["m1"]
    assert found(client, expiry="30") == ["m1", "m2"]
    assert found(client, expiry="none") == ["p1"]
    assert found(client, recheck="yes") == ["m1"]
    assert found(client, purpose="practice") == ["p1"]
    assert found(client, purpose="module", q="个人信息") == ["m1"]
    page = client.get(reverse("items:index")).content.decode()
    assert "防诈骗" in page
    assert "待核对" in page


@pytest.mark.django_db
def test_a_closed_bank_is_no_choice_of_the_filter_or_the_form(client):
    make_item("r1", make_bank("geheim", "readiness"))
    make_item()
    client.force_login(make_trainer())
    filters = client.get(reverse("items:index")).context["filters"]
    assert [bank.slug for bank in filters.form.fields["bank"].queryset] == ["f1-module"]
    form = client.get(reverse("items:add"), {"bank": "geheim"}).context["form"]
    assert [bank.slug for bank in form.fields["bank"].queryset] == ["f1-module"]
    assert form["source"].value() is None


@pytest.mark.django_db
def test_figures_stand_beside_an_item_or_that_there_are_too_few_answers(client):
    item, other = make_item("m1"), make_item("m2")
    values = {"as_of": NOW, "stale": False}
    ItemStatistic.objects.create(version=other.live_version, sittings=7, answered=7, **values)
    ItemStatistic.objects.create(
        version=item.live_version, sittings=40, answered=40, facility=0.625, discrimination=0.31, seconds=42.4, **values
    )
    client.force_login(make_trainer())
    for address in (reverse("items:index"), reverse("items:edit", args=[item.pk])):
        page = client.get(address).content.decode()
        assert "0.63" in page or "0.62" in page
        assert "40次作答" in page
        assert "42秒" in page
    assert "7次作答，作答太少" in client.get(reverse("items:index")).content.decode()


@pytest.mark.django_db
def test_the_list_of_items_asks_as_often_for_a_thousand_as_for_ten(client):
    committee = make_committee()
    client.force_login(committee)
    first = make_item()

    def grow(start, stop):
        more = Item.objects.bulk_create(
            Item(bank=first.bank, slug=f"i{n}", kind="single", competence=first.competence, level=1, stem=f"题{n}")
            for n in range(start, stop)
        )
        versions = ItemVersion.objects.bulk_create(
            ItemVersion(item=one, number=1, body={"stem": one.stem, "options": []}, published_at=NOW) for one in more
        )
        ItemStatistic.objects.bulk_create(ItemStatistic(version=one, as_of=NOW) for one in versions)
        for one, version in zip(more, versions, strict=True):
            one.live_version = version
        Item.objects.bulk_update(more, ["live_version"])
        tag, _new = ItemTag.objects.get_or_create(name="甲", slug="a")
        TaggedItem.objects.bulk_create(TaggedItem(tag=tag, content_object=one) for one in more)

    def queries():
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse("items:index"), {"q": "题"}).status_code == 200
        return len(caught)

    grow(0, 10)
    queries()
    few = queries()
    grow(10, 1000)
    assert queries() == few


@pytest.mark.django_db
def test_what_an_item_says_is_searched_as_soon_as_it_is_saved():
    trainer, item = make_trainer(), make_item()
    draft = item.draft
    body = draft.body | {"stem": "钓鱼短信"}
    items.save_draft(item=item, body=body, key=draft.key, feedback=draft.feedback, by=trainer, now=timezone.now())
    item.refresh_from_db()
    assert "钓鱼短信" in item.search_text
    assert "锁屏用哪" not in item.search_text
    assert item.prints.count() == wording.BANDS
