"""From draft to publication: a second person looks."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from lms.audit.models import AuditEntry
from lms.notify.models import Notice
from lms.web.errors import BadInput, NotAllowed, Refusal
from quizzes.bank.selectors import reviews
from quizzes.bank.services import items
from quizzes.models import Item, ItemDraft, ItemReview
from tests.factories import make_person
from tests.quizzes.bank_factories import NOW, make_bank, make_committee, make_item, make_trainer, own

pytestmark = pytest.mark.django_db
LATER = timezone.now() + timedelta(minutes=1)


def state_of(item):
    return Item.objects.with_state().get(pk=item.pk).state


def reworded(item, by, stem="新的题干？", now=LATER):
    draft = ItemDraft.objects.get(item=item)
    items.save_draft(
        item=item, body=draft.body | {"stem": stem}, key=draft.key, feedback=draft.feedback, by=by, now=now
    )
    return item


def sent(by, stem="新的题干？"):
    item = reworded(make_item(), by, stem)
    return item, items.send(item=item, by=by, now=LATER)


def test_a_draft_is_sent_approved_by_somebody_else_and_published():
    author, checker, committee = make_trainer(), make_trainer("林老师"), make_committee()
    item, review = sent(author)
    assert state_of(item) == "review"
    assert list(reviews.waiting_for(checker)) == [review]
    assert not reviews.waiting_for(committee).exists()
    items.approve(item=item, by=checker, now=LATER, comment="可以")
    assert state_of(item) == "checked"
    assert Notice.objects.get(to_uuid=committee.uuid).url.endswith("?state=checked")
    assert items.publish(item=item, by=committee, now=LATER).number == 2
    assert state_of(item) == "published"
    review.refresh_from_db()
    assert (review.author, review.asked_by, review.decided_by, review.comment) == (author, author, checker, "可以")
    assert not review.alone
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"item.sent_for_review", "item.approved", "item.published"} <= verbs


def test_nobody_checks_what_one_wrote_or_sent_while_there_is_somebody_else():
    author, sender = make_trainer(), make_trainer("林老师")
    item = reworded(make_item(), author)
    items.send(item=item, by=sender, now=LATER)
    for one in (author, sender):
        assert not reviews.waiting_for(one).exists()
    checker = make_trainer("吴老师")
    for one in (author, sender, make_committee()):
        with pytest.raises(NotAllowed):
            items.approve(item=item, by=one, now=LATER)
    items.approve(item=item, by=checker, now=LATER)


def test_whoever_touched_the_draft_has_written_it():
    author, helper, checker = make_trainer(), make_trainer("李老师"), make_trainer("林老师")
    item = reworded(reworded(make_item(), helper, "别的？"), author, "又是别的？")
    items.send(item=item, by=author, now=LATER)
    with pytest.raises(NotAllowed):
        items.approve(item=item, by=helper, now=LATER)
    items.approve(item=item, by=checker, now=LATER)
    assert ItemReview.objects.get().decided_by == checker


def test_nothing_is_published_that_no_second_trainer_checked():
    author, committee = make_trainer(), make_committee()
    item, _review = sent(author)
    with pytest.raises(NotAllowed):
        items.publish(item=item, by=committee, now=LATER)
    assert state_of(item) == "review"


def test_where_nobody_else_may_open_the_bank_the_author_checks_alone_and_it_is_written_down(client):
    author, helper = make_trainer(), make_trainer("林老师")
    item = reworded(reworded(make_item(), helper, "别的？"), author)
    items.send(item=item, by=author, now=LATER)
    client.force_login(author)
    page = reverse("items:review", args=[item.pk])
    assert client.get(page).context["may_decide"]
    client.post(page, {"act": "approve"})
    assert ItemReview.objects.get().alone
    client.force_login(make_committee())
    assert "没有其他人可以审核" in client.get(page).content.decode()


def test_the_committee_gives_back_what_was_checked_with_a_reason_on_record():
    author, checker, committee = make_trainer(), make_trainer("林老师"), make_committee()
    item, _review = sent(author)
    with pytest.raises(Refusal):
        items.decline(item=item, by=committee, now=LATER, comment="与课程无关")
    items.approve(item=item, by=checker, now=LATER)
    with pytest.raises(NotAllowed):
        items.decline(item=item, by=checker, now=LATER, comment="与课程无关")
    with pytest.raises(BadInput):
        items.decline(item=item, by=committee, now=LATER, comment=" ")
    items.decline(item=item, by=committee, now=LATER, comment="与课程无关")
    assert state_of(item) == "returned"
    assert list(ItemReview.objects.values_list("state", "decided_by")) == [
        ("approved", checker.pk),
        ("returned", committee.pk),
    ]
    assert Notice.objects.filter(to_uuid=author.uuid, text__contains="与课程无关").exists()
    with pytest.raises(NotAllowed):
        items.publish(item=item, by=committee, now=LATER)


def test_a_changed_draft_takes_its_round_back_and_is_not_published_on_the_old_approval():
    author, checker, committee = make_trainer(), make_trainer("林老师"), make_committee()
    item, review = sent(author)
    items.approve(item=item, by=checker, now=LATER)
    reworded(item, checker, "后来又改？")
    assert state_of(item) == "changed"
    with pytest.raises(NotAllowed):
        items.publish(item=item, by=committee, now=LATER)
    second = items.send(item=item, by=author, now=LATER)
    reworded(item, author, "再改？")
    second.refresh_from_db()
    assert second.state == "withdrawn"
    with pytest.raises(Refusal):
        items.approve(item=item, by=checker, now=LATER)
    assert review.pk != second.pk


def test_giving_back_needs_a_reason_and_tells_the_author():
    author, checker = make_trainer(), make_trainer("林老师")
    item, _review = sent(author)
    with pytest.raises(BadInput):
        items.give_back(item=item, by=checker, now=LATER, comment="  ")
    items.give_back(item=item, by=checker, now=LATER, comment="选项丙有歧义")
    assert state_of(item) == "returned"
    assert "选项丙有歧义" in Notice.objects.get(to_uuid=author.uuid).text
    reworded(item, author, "改好了？")
    assert state_of(item) == "changed"


def test_sending_ten_items_tells_a_reviewer_once():
    author, checker = make_trainer(), make_trainer("林老师")
    for number in range(10):
        items.send(item=reworded(make_item(f"f1-m{number}"), author), by=author, now=LATER)
    assert Notice.objects.filter(to_uuid=checker.uuid).count() == 1
    assert not Notice.objects.filter(to_uuid=author.uuid).exists()


def test_what_is_incomplete_unchanged_retired_or_sent_already_is_not_sent_again():
    author = make_trainer()
    item = make_item()
    with pytest.raises(Refusal):
        items.send(item=item, by=author, now=LATER)
    reworded(item, author, "")
    with pytest.raises(BadInput):
        items.send(item=item, by=author, now=LATER)
    reworded(item, author, "好了？")
    assert items.send(item=item, by=author, now=LATER) == items.send(item=item, by=author, now=LATER)
    items.take_back(item=item, by=author, now=LATER)
    assert state_of(item) == "changed"
    items.retire(item=item, by=make_committee(), now=LATER)
    with pytest.raises(Refusal):
        items.send(item=item, by=author, now=LATER)


def test_a_readiness_item_waits_for_its_owners_alone():
    author, stranger, committee = make_trainer(), make_trainer("林老师"), make_committee()
    second = make_trainer("吴老师")
    bank = make_bank("f1-readiness", "readiness")
    own(bank, author, committee)
    own(bank, second, committee)
    item = reworded(make_item("f1-r01", bank), author)
    review = items.send(item=item, by=author, now=LATER)
    assert not reviews.waiting_for(stranger).exists()
    assert not Notice.objects.filter(to_uuid=stranger.uuid).exists()
    assert reviews.waiting_for(second).get() == review
    assert not reviews.waiting_for(committee).exists()
    with pytest.raises(NotAllowed):
        items.approve(item=item, by=stranger, now=LATER)
    with pytest.raises(NotAllowed):
        items.approve(item=item, by=make_person(), now=LATER)


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "approved"},
        {"state": "approved", "decided_at": LATER},
        {"decided_at": LATER},
        {"state": "returned", "decided_at": LATER, "self": True},
        {"state": "approved", "decided_at": LATER, "self": True},
    ],
)
def test_the_database_holds_that_a_second_person_decided(changes):
    author = make_trainer()
    item = make_item()
    values = {name: value for name, value in changes.items() if name != "self"}
    values["decided_by"] = author if "self" in changes else None
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemReview.objects.create(item=item, fingerprint="x", author=author, asked_by=author, asked_at=NOW, **values)


def test_the_database_holds_one_open_round_an_item_and_a_known_stage():
    item, _review = sent(make_trainer())
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemReview.objects.create(item=item, fingerprint="y", asked_at=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemDraft.objects.filter(item=item).update(stage="nowhere")


def test_the_pages_send_list_approve_and_show_who_did_what(client):
    author, checker, committee = make_trainer(), make_trainer("林老师"), make_committee()
    item = reworded(make_item(), author)
    client.force_login(author)
    client.post(reverse("items:act", args=[item.pk]), {"act": "send", "note": "请看选项"})
    assert state_of(item) == "review"
    assert list(client.get(reverse("item_reviews:index")).context["object_list"]) == []
    assert item.slug in client.get(reverse("item_reviews:index"), {"which": "mine"}).content.decode()
    own_page = client.get(reverse("items:review", args=[item.pk]))
    assert not own_page.context["may_decide"]
    client.post(reverse("items:review", args=[item.pk]), {"act": "approve"})
    assert state_of(item) == "review"
    client.force_login(checker)
    assert item.slug in client.get(reverse("item_reviews:index")).content.decode()
    page = client.get(reverse("items:review", args=[item.pk])).content.decode()
    assert "请看选项" in page
    assert "<ins>" in page
    client.post(reverse("items:review", args=[item.pk]), {"act": "approve", "comment": "选项已核"})
    assert state_of(item) == "checked"
    client.force_login(committee)
    assert client.get(reverse("item_reviews:index")).status_code == 302
    assert item.slug in client.get(reverse("items:index"), {"state": "checked"}).content.decode()
    page = client.get(reverse("items:review", args=[item.pk])).content.decode()
    assert "林老师" in page
    assert not [word for word in ("请看选项", "选项已核") if word in page]
    client.post(reverse("items:review", args=[item.pk]), {"act": "publish"})
    assert state_of(item) == "published"
    client.force_login(author)
    history = client.get(reverse("items:history", args=[item.pk])).content.decode()
    assert author.name in history
    assert committee.name in history
