"""What is in a readiness bank nobody sees below its owner."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from lms.people.models import Role
from lms.web.errors import BadInput, NotAllowed, Refusal
from quizzes.bank.services import items, owners
from quizzes.exchange.services.exporting import export_bank
from quizzes.exchange.services.importing import import_file
from quizzes.models import BankOwner, Item, ItemBank
from tests.factories import make_person, make_staff
from tests.quizzes.bank_factories import NOW, check, competence, make_bank, make_committee, make_item, make_trainer, own

pytestmark = pytest.mark.django_db
SECRETS = ("手机锁屏用哪一种办法最稳妥", "六位以上口令", "口令越长越难猜", "捡到手机的人就能打开")


@pytest.fixture
def secret():
    return make_item("f1-r01", make_bank("f1-readiness", "readiness"))


def pages(item):
    yield reverse("items:index")
    yield reverse("items:index") + "?q=锁屏"
    yield reverse("items:index") + f"?bank={item.bank_id}"
    yield reverse("items:index_results") + "?q=口令"
    yield reverse("items:add") + f"?bank={item.bank.slug}"
    yield reverse("item_reviews:index")
    yield reverse("item_reviews:index") + "?which=mine"
    yield reverse("item_banks:index")
    yield reverse("item_banks:owners", args=[item.bank_id])
    yield from (reverse(f"items:{name}", args=[item.pk]) for name in ("edit", "preview", "frame", "history", "review"))


def test_a_trainer_who_is_no_owner_meets_the_item_on_no_page(client, secret):
    trainer = make_trainer()
    client.force_login(trainer)
    for address in pages(secret):
        page = client.get(address)
        assert not [word for word in SECRETS if word in page.content.decode()], address
    for name in ("edit", "preview", "frame", "history", "review"):
        assert client.get(reverse(f"items:{name}", args=[secret.pk])).status_code == 404
    for name in ("edit", "act", "review"):
        assert client.post(reverse(f"items:{name}", args=[secret.pk]), {"act": "discard"}).status_code == 404


def test_an_owner_reads_it_with_its_key(client, secret):
    owner, committee = make_trainer(), make_committee()
    own(secret.bank, owner, committee)
    client.force_login(owner)
    assert SECRETS[0] in client.get(reverse("items:index"), {"q": "锁屏"}).content.decode()
    assert SECRETS[2] in client.get(reverse("items:frame", args=[secret.pk])).content.decode()


@pytest.mark.parametrize("purpose", ["practice", "module", "readiness"])
def test_the_committee_sees_the_question_its_place_and_who_checked_it_and_no_key(client, purpose):
    author, committee = make_trainer("李老师"), make_committee()
    bank = make_bank(f"f1-{purpose}", purpose)
    if purpose == "readiness":
        own(bank, author, committee)
    item = make_item("f1-x01", bank, source="《网络安全法》第二十一条")
    draft = item.draft
    items.save_draft(
        item=item, body=draft.body, key={"correct": "c"}, feedback=draft.feedback, by=author, now=timezone.now()
    )
    check(item, author, timezone.now())
    client.force_login(committee)
    for name in ("edit", "preview", "frame", "history"):
        page = client.get(reverse(f"items:{name}", args=[item.pk]), follow=True).content.decode()
        assert not [word for word in SECRETS[1:] if word in page], name
    assert client.get(reverse("items:edit", args=[item.pk])).url == reverse("items:review", args=[item.pk])
    page = client.get(reverse("items:review", args=[item.pk])).content.decode()
    for word in (SECRETS[0], "F1", "L2 基础", "《网络安全法》第二十一条", "复核老师", "<td>通过", "正确答案"):
        assert word in page
    assert not [word for word in (*SECRETS[1:], "四个相同数字", "<iframe") if word in page]
    client.post(reverse("items:review", args=[item.pk]), {"act": "publish"})
    assert item.live_version.keys.latest("number").key == {"correct": "c"}


def test_a_dismissed_owner_sees_it_no_more(secret):
    owner, committee = make_trainer(), make_committee()
    row_ = own(secret.bank, owner, committee)
    assert own(secret.bank, owner, committee) == row_
    owners.dismiss(owner=row_, by=committee, now=NOW + timedelta(days=1))
    assert not Item.objects.visible_to(owner).exists()
    assert own(secret.bank, owner, committee) != row_


def test_no_service_writes_into_a_bank_that_is_closed(secret):
    trainer, bank = make_trainer(), secret.bank
    draft = secret.draft
    acts = [
        lambda: items.create(bank=bank, competence=competence(), kind="single", level=1, by=trainer, now=NOW),
        lambda: items.save_draft(item=secret, body=draft.body, key={}, feedback={}, by=trainer, now=NOW),
        lambda: items.discard(item=secret, by=trainer, now=NOW),
        lambda: items.send(item=secret, by=trainer, now=NOW),
        lambda: import_file(bank=bank, content=b"[]", name="a.yaml", dry_run=True, by=trainer, now=NOW),
        lambda: export_bank(bank=bank, format="yaml", by=trainer, now=NOW),
    ]
    for act in acts:
        with pytest.raises(NotAllowed):
            act()
    assert Item.objects.count() == 1


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.CHAIR, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_to_every_other_role_all_banks_are_closed(role, secret):
    make_item()
    person = make_staff(role)
    assert not Item.objects.visible_to(person).exists()
    assert not ItemBank.objects.open_to(person).exists()


def test_a_deputy_sees_no_item(secret):
    assert not Item.objects.visible_to(make_person()).exists()


def test_only_the_committee_appoints_only_trainers_and_only_for_the_readiness_test(secret):
    trainer, committee = make_trainer(), make_committee()
    with pytest.raises(NotAllowed):
        owners.appoint(bank=secret.bank, person=trainer, by=trainer, now=NOW)
    with pytest.raises(Refusal):
        owners.appoint(bank=make_bank(), person=trainer, by=committee, now=NOW)
    with pytest.raises(BadInput):
        owners.appoint(bank=secret.bank, person=make_person(), by=committee, now=NOW)
    with pytest.raises(NotAllowed):
        owners.dismiss(owner=own(secret.bank, trainer, committee), by=trainer, now=NOW)


def test_the_database_holds_one_ownership_at_a_time_that_ends_after_it_began(secret):
    trainer, committee = make_trainer(), make_committee()
    owner = own(secret.bank, trainer, committee)
    with pytest.raises(IntegrityError), transaction.atomic():
        BankOwner.objects.create(bank=secret.bank, person=trainer, at=NOW, by=committee)
    with pytest.raises(IntegrityError), transaction.atomic():
        BankOwner.objects.filter(pk=owner.pk).update(ended_at=NOW - timedelta(days=1))


def test_the_committee_appoints_and_dismisses_on_the_page(client, secret):
    trainer, committee = make_trainer(), make_committee()
    page = reverse("item_banks:owners", args=[secret.bank_id])
    client.force_login(trainer)
    assert client.get(page).status_code == 302
    client.force_login(committee)
    client.post(page, {"person": trainer.pk})
    owner = BankOwner.objects.get()
    assert trainer.name in client.get(page).content.decode()
    client.post(page, {"dismiss": owner.pk})
    assert not BankOwner.objects.filter(ended_at=None).exists()
