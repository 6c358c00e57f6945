"""A law is revised: what names it waits to be looked at again, and a person clears it."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lms.audit.models import AuditEntry
from lms.notify.models import Notice
from lms.web.errors import BadInput, NotAllowed, Refusal
from quizzes.bank.services import items, rechecks, revisions, sources
from quizzes.models import Citation, CitingText, Item, Recheck, Source
from tests.factories import make_person
from tests.quizzes.bank_factories import NOW, make_bank, make_committee, make_item, make_trainer, own

pytestmark = pytest.mark.django_db
LATER = timezone.now() + timedelta(minutes=1)
LAW = "《个人信息保护法》"


def revise(by, articles=(), title="个人信息保护法", version="2027年修正"):
    source = Source.objects.get(title=title)
    return revisions.record(
        source=source, version=version, effective_on=date(2027, 1, 1), articles=articles, note="", by=by, now=LATER
    )


def tell_lesson(words=f"——{LAW}第二十八条", key="lesson:1", keeper=None):
    sources.follow_text(key=key, title="保护个人信息", url="/cms/1/", words=words, mark="1", keeper=keeper)


def flagged():
    return sorted(str(one.item.slug if one.item else one.text) for one in Recheck.objects.waiting())


def test_an_items_source_becomes_citations_and_follows_it():
    item = make_item(source=f"{LAW}第六条、第二十八条；实务")
    assert set(item.citations.values_list("source__title", "article")) == {
        ("个人信息保护法", 6),
        ("个人信息保护法", 28),
    }
    make_item(source=LAW)
    assert list(Item.objects.get().citations.values_list("article", flat=True)) == [0]
    make_item(source="实务")
    assert not Citation.objects.exists()


def test_short_and_full_name_are_one_source():
    make_item("f1-m01", source="《代表法》第八条")
    make_item("f1-m02", source="《中华人民共和国全国人民代表大会和地方各级人民代表大会代表法》（2025年修正）第八条")
    make_item("f1-m03", source="《代表法》第九条")
    source = Source.objects.get()
    assert source.title.endswith("代表大会代表法")
    assert source.citations.count() == 3


def test_the_sweep_reads_sources_that_nobody_told_of():
    item = make_item()
    Item.objects.filter(pk=item.pk).update(source=f"{LAW}第六条")
    assert sources.sweep_citations() == 1
    assert item.citations.get().article == 6
    assert sources.sweep_citations() == 0


def test_a_revision_flags_what_names_an_article_that_changed_or_the_whole():
    by = make_trainer()
    make_item("f1-m01", source=f"{LAW}第六条")
    make_item("f1-m02", source=f"{LAW}第二十八条")
    make_item("f1-m03", source=LAW)
    make_item("f1-m04", source="《代表法》第二十八条")
    items.retire(item=make_item("f1-m05", source=f"{LAW}第二十八条"), by=make_committee(), now=NOW)
    tell_lesson()
    revise(by, [28])
    assert flagged() == ["f1-m02", "f1-m03", "保护个人信息"]
    source = Source.objects.get(title="个人信息保护法")
    assert (source.version, source.effective_on) == ("2027年修正", date(2027, 1, 1))
    revise(by, version="2028年修正")
    assert len(flagged()) == 7
    with pytest.raises(Refusal):
        revise(by)
    assert AuditEntry.objects.filter(verb="source.revised").count() == 2


def test_who_should_look_is_told_once_and_the_committee_of_the_rest():
    author, committee, other = make_trainer(), make_committee(), make_trainer("林老师")
    for number in range(3):
        item = make_item(f"f1-m{number}", source=f"{LAW}第六条")
        draft = item.draft
        items.save_draft(
            item=item, body=draft.body | {"stem": "改？"}, key=draft.key, feedback=draft.feedback, by=author, now=NOW
        )
    make_item("f1-m9", source=LAW)
    tell_lesson(keeper=author)
    revise(other)
    assert Notice.objects.get(to_uuid=author.uuid, kind="recheck").text.endswith("4处。")
    assert Notice.objects.get(to_uuid=committee.uuid, kind="recheck").text.endswith("1处。")
    assert not Notice.objects.filter(to_uuid=other.uuid, kind="recheck").exists()


def test_clearing_is_on_record_and_happens_once():
    trainer, committee, other = make_trainer(), make_committee(), make_trainer("林老师")
    make_item(source=LAW)
    revise(trainer)
    recheck = Recheck.objects.get()
    with pytest.raises(BadInput):
        rechecks.clear(recheck=recheck, outcome="", note="", by=trainer, now=LATER)
    with pytest.raises(NotAllowed):
        rechecks.clear(recheck=recheck, outcome="valid", note="", by=make_person(), now=LATER)
    with pytest.raises(NotAllowed):
        rechecks.clear(recheck=recheck, outcome="valid", note="", by=committee, now=LATER)
    rechecks.clear(recheck=recheck, outcome="valid", note="第二十八条未改", by=trainer, now=LATER)
    rechecks.clear(recheck=recheck, outcome="valid", note="", by=other, now=LATER)
    recheck.refresh_from_db()
    assert (recheck.cleared_by, recheck.note) == (trainer, "第二十八条未改")
    with pytest.raises(Refusal):
        rechecks.clear(recheck=recheck, outcome="changed", note="", by=other, now=LATER)
    assert AuditEntry.objects.get(verb="recheck.cleared").actor_uuid == trainer.uuid


def test_an_item_whose_day_has_come_is_raised_once_stays_in_use_and_gets_the_next_day():
    trainer, committee = make_trainer(), make_committee()
    today = timezone.localdate(LATER)
    item = make_item("f1-m01", expires_on=today)
    make_item("f1-m02", expires_on=today + timedelta(days=1))
    assert [rechecks.raise_due(now=LATER) for _ in range(2)] == [1, 0]
    assert Notice.objects.filter(to_uuid=committee.uuid, kind="recheck").count() == 1
    assert Item.objects.deliverable().filter(pk=item.pk).exists()
    recheck = Recheck.objects.get()
    with pytest.raises(BadInput):
        rechecks.clear(recheck=recheck, outcome="valid", note="", again_on=today, by=trainer, now=LATER)
    later = today + timedelta(days=365)
    rechecks.clear(recheck=recheck, outcome="valid", note="", again_on=later, by=trainer, now=LATER)
    item.refresh_from_db()
    assert item.expires_on == later
    assert rechecks.raise_due(now=LATER) == 0
    assert rechecks.raise_due(now=LATER + timedelta(days=366)) == 2


def test_a_readiness_item_is_listed_to_its_owners_and_the_committee_alone(client):
    owner, stranger, committee = make_trainer(), make_trainer("林老师"), make_committee()
    bank = make_bank("f1-readiness", "readiness")
    own(bank, owner, committee)
    make_item("f1-r01", bank, source=LAW)
    revise(committee)
    recheck = Recheck.objects.get()
    source = Source.objects.get()
    for person, seen in ((owner, True), (committee, True), (stranger, False)):
        client.force_login(person)
        for address in (reverse("rechecks:index"), reverse("sources:edit", args=[source.pk])):
            assert ("手机锁屏" in client.get(address).content.decode()) is seen
        assert client.get(reverse("rechecks:one", args=[recheck.pk])).status_code == (200 if seen else 404)
    with pytest.raises(NotAllowed):
        rechecks.clear(recheck=recheck, outcome="valid", note="", by=stranger, now=LATER)


def test_a_withdrawn_lesson_names_nothing_and_waits_for_nobody():
    tell_lesson()
    revise(make_trainer())
    sources.forget_text(key="lesson:1")
    assert not Citation.objects.exists()
    assert not Recheck.objects.exists()


def test_names_are_joined_by_hand_and_a_source_with_revisions_is_not_swallowed():
    trainer = make_trainer()
    make_item("f1-m01", source="《保密法》第二十九条")
    make_item("f1-m02", source="《中华人民共和国保守国家秘密法》第二十九条")
    assert Source.objects.count() == 2
    full = Source.objects.get(title__contains="保守")
    values = {"kind": "law", "version": "", "effective_on": None, "by": trainer, "now": LATER}
    sources.save_source(source=full, title=full.title, aliases=["保密法"], **values)
    assert Source.objects.get().citations.count() == 2
    make_item("f1-m03", source="《保密法》第三条")
    assert Source.objects.get().citations.count() == 3
    make_item("f1-m04", source="《另一部保密规定》")
    revise(trainer, title="另一部保密规定")
    with pytest.raises(Refusal):
        sources.save_source(source=full, title=full.title, aliases=["保密法", "另一部保密规定"], **values)
    with pytest.raises(Refusal):
        sources.save_source(source=None, title="保守国家秘密法", aliases=[], **values)


def test_the_database_holds_what_a_recheck_is():
    item = make_item(source=LAW)
    tell_lesson()
    text = CitingText.objects.get()
    revision = revise(make_trainer())
    broken = [
        {"revision": revision},
        {"item": item, "text": text, "revision": revision},
        {"item": item},
        {"text": text, "expires_on": date(2027, 1, 1)},
        {"item": item, "revision": revision},
        {"text": text, "revision": revision},
        {"item": item, "expires_on": date(2027, 1, 1), "outcome": "valid"},
    ]
    for values in broken:
        with pytest.raises(IntegrityError), transaction.atomic():
            Recheck.objects.create(raised_at=LATER, **values)
    Recheck.objects.create(raised_at=LATER, item=item, expires_on=date(2027, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Recheck.objects.create(raised_at=LATER, item=item, expires_on=date(2027, 1, 1))
    source = revision.source
    for values in ({}, {"item": item, "text": text}, {"item": item, "article": 0}, {"text": text, "article": 28}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Citation.objects.create(source=source, **values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Source.objects.create(title=source.title)
    with pytest.raises(IntegrityError), transaction.atomic():
        source.revisions.create(version=revision.version, effective_on=date(2027, 1, 1), at=LATER, by=revision.by)


def test_the_pages_put_a_revision_on_record_and_clear_it(client):
    trainer = make_trainer()
    make_item(source=f"{LAW}第二十八条")
    source = Source.objects.get()
    client.force_login(trainer)
    page = reverse("sources:edit", args=[source.pk])
    assert "手机锁屏" in client.get(page).content.decode()
    revision = {"act": "revise", "revision-version": "2027年修正", "revision-effective_on": "2027-01-01"}
    assert client.post(page, revision | {"revision-articles": "全文"}).context["revision_form"].errors
    client.post(page, revision | {"revision-articles": "第二十八条"})
    recheck = Recheck.objects.get()
    assert "2027年修正" in client.get(reverse("rechecks:index")).content.decode()
    client.post(reverse("rechecks:one", args=[recheck.pk]), {"outcome": "changed", "note": "已改题"})
    assert list(client.get(reverse("rechecks:index")).context["object_list"]) == []
    listed = client.get(reverse("rechecks:index"), {"state": "changed", "source": source.pk, "reason": "source"})
    assert list(listed.context["object_list"]) == [recheck]
    client.post(reverse("sources:add"), {"title": "GB/T 37668-2019", "kind": "standard", "aliases": ""})
    assert Source.objects.filter(title="GB/T 37668-2019", kind="standard").exists()


@pytest.mark.parametrize("name", ["rechecks:index", "sources:index", "item_reviews:index"])
def test_the_lists_ask_as_often_for_a_thousand_as_for_ten(client, name):
    reader, author = make_trainer("林老师"), make_trainer()
    bank = make_bank()
    first = make_item(source=f"{LAW}第一条")
    revision = revise(author)
    client.force_login(reader)

    def grow(start, stop):
        more = Item.objects.bulk_create(
            Item(bank=bank, slug=f"i{n}", kind="single", competence=first.competence, level=1, stem=f"题{n}")
            for n in range(start, stop)
        )
        Recheck.objects.bulk_create(
            Recheck(item=one, revision=revision, raised_at=LATER, keeper=author) for one in more
        )
        made = Source.objects.bulk_create(Source(title=f"法{n}") for n in range(start, stop))
        Citation.objects.bulk_create(Citation(source=one, item=first) for one in made)
        for one in more:
            one.reviews.create(fingerprint="x", author=author, asked_by=author, asked_at=LATER)

    def queries():
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse(name)).status_code == 200
        return len(caught)

    grow(0, 10)
    queries()
    few = queries()
    grow(10, 1000)
    assert queries() == few
