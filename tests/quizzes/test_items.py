"""The life of an item through the services."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from lms.audit.models import AuditEntry
from lms.people.models import Role
from lms.web.errors import BadInput, NotAllowed, Refusal
from quizzes.bank.selectors.items import halves_ahead
from quizzes.bank.services import items
from quizzes.models import Item, ItemBank, ItemKey, ItemVersion
from tests.factories import make_person, make_staff
from tests.quizzes.bank_factories import NOW, check, competence, make_bank, make_item, row

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def draft_of(item, **changes):
    """The draft's content as arguments of `save_draft`, with another question where one is given."""
    body = item.draft.body | {name: value for name, value in changes.items() if name == "stem"}
    return {"body": body, "key": changes.get("key", item.draft.key), "feedback": item.draft.feedback}


def state_of(item):
    return Item.objects.with_state().get(pk=item.pk).state


def test_loading_publishes_and_loading_again_changes_nothing():
    bank, f1 = make_bank(), competence()
    item, state = items.load_item(bank=bank, competence=f1, row=row(), now=NOW)
    assert (state, item.live_version.number, item.stem) == ("created", 1, row()["stem"])
    assert items.load_item(bank=bank, competence=f1, row=row(), now=LATER)[1] == "same"
    assert ItemVersion.objects.count() == ItemKey.objects.count() == 1


def test_another_question_is_another_version_and_the_old_one_stays_as_it_was():
    item = make_item()
    first = item.live_version
    _item, state = items.load_item(bank=item.bank, competence=competence(), row=row(stem="新问题？"), now=LATER)
    assert state == "changed"
    item.refresh_from_db()
    assert (item.live_version.number, item.live_version.body["stem"]) == (2, "新问题？")
    assert ItemVersion.objects.get(pk=first.pk).body["stem"] == row()["stem"]


def test_another_key_alone_is_another_key_row_and_no_version():
    item = make_item()
    items.load_item(bank=item.bank, competence=competence(), row=row(key={"correct": "c"}), now=LATER)
    assert [key.number for key in item.live_version.keys.all()] == [1, 2]
    assert item.versions.count() == 1
    assert item.live_version.keys.last().key == {"correct": "c"}


def test_another_level_or_source_is_a_change_without_a_version():
    item = make_item()
    changed = items.load_item(
        bank=item.bank, competence=competence(), row=row(level=3, source="《网络安全法》"), now=LATER
    )
    assert changed[1] == "changed"
    assert (changed[0].level, changed[0].versions.count()) == (3, 1)


def test_export_is_the_inverse_of_loading():
    item = make_item()
    exported = items.export_item(Item.objects.get(pk=item.pk))
    assert exported == row()
    assert items.load_item(bank=item.bank, competence=competence(), row=exported, now=LATER)[1] == "same"


def test_an_item_never_moves_to_another_bank_or_kind():
    make_item()
    with pytest.raises(Refusal, match="题库"):
        items.load_item(bank=make_bank("f1-practice", "practice"), competence=competence(), row=row(), now=LATER)
    other = row(kind="multiple", key={"correct": ["a"]})
    with pytest.raises(Refusal):
        items.load_item(bank=make_bank(), competence=competence(), row=other, now=LATER)


def test_a_bad_row_is_refused_by_name_and_nothing_is_written():
    with pytest.raises(BadInput, match="f1-m01"):
        make_item(key={"correct": "z"})
    assert not Item.objects.exists()


def test_a_bank_keeps_its_purpose():
    assert make_bank().pk == make_bank().pk
    with pytest.raises(Refusal):
        make_bank(purpose="practice")


def test_a_draft_is_not_seen_until_it_is_published():
    item, trainer = make_item(), make_staff(Role.TRAINER)
    items.save_draft(item=item, **draft_of(item, stem="新问题？"), by=trainer, now=LATER)
    item.refresh_from_db()
    assert item.live_version.body["stem"] == row()["stem"]
    assert (state_of(item), item.stem) == ("changed", "新问题？")


def test_a_draft_may_be_incomplete_but_not_be_published():
    item, committee = make_item(), make_staff(Role.COMMITTEE)
    trainer = make_staff(Role.TRAINER)
    items.save_draft(item=item, body={"stem": "", "options": []}, key={}, feedback={}, by=trainer, now=LATER)
    with pytest.raises(BadInput):
        items.publish(item=item, by=committee, now=LATER)
    assert item.versions.count() == 1


def test_publishing_an_equal_draft_publishes_nothing_new():
    item, committee = make_item(), make_staff(Role.COMMITTEE)
    version = items.publish(item=item, by=committee, now=LATER)
    assert (version.pk, item.versions.count(), ItemKey.objects.count()) == (item.live_version_id, 1, 1)
    assert not AuditEntry.objects.filter(verb="item.published").exists()


def test_publishing_is_audited_and_for_the_committee_alone():
    item, trainer, committee = make_item(), make_staff(Role.TRAINER), make_staff(Role.COMMITTEE)
    items.save_draft(item=item, **draft_of(item, stem="新问题？"), by=trainer, now=LATER)
    with pytest.raises(NotAllowed):
        items.publish(item=item, by=trainer, now=LATER)
    check(item, trainer, LATER)
    version = items.publish(item=item, by=committee, now=LATER)
    assert (version.number, item.live_version, state_of(item)) == (2, version, "published")
    entry = AuditEntry.objects.get(verb="item.published")
    assert (entry.actor_uuid, entry.object_id, entry.purpose) == (committee.uuid, "f1-m01", "v2")


@pytest.mark.parametrize("role", [Role.COMMITTEE, Role.ORGANISER, Role.CHAIR, Role.SYSTEM_ADMIN, None])
def test_nobody_else_writes_an_item_or_reads_its_key(role):
    item = make_item()
    person = make_staff(role) if role else make_person()
    with pytest.raises(NotAllowed):
        items.save_draft(item=item, **draft_of(item), by=person, now=LATER)
    assert not Item.objects.visible_to(person).exists()


def test_trainers_read_the_keys_and_the_committee_knows_which_items_there_are():
    make_item()
    make_item("f1-r01", make_bank("f1-readiness", "readiness"))
    trainer, committee = make_staff(Role.TRAINER), make_staff(Role.COMMITTEE)
    counts = [
        (Item.objects.visible_to(one).count(), Item.objects.listed_to(one).count()) for one in (trainer, committee)
    ]
    assert counts == [(1, 1), (0, 2)]
    assert not Item.objects.listed_to(make_staff(Role.ORGANISER)).exists()


def test_the_state_follows_the_draft_there_and_back_even_within_one_moment():
    item, committee = make_item(), make_staff(Role.COMMITTEE)
    original = draft_of(item)
    items.save_draft(item=item, **draft_of(item, stem="新问题？"), by=None, now=NOW)
    assert state_of(item) == "changed"
    items.save_draft(item=item, **original, by=None, now=LATER)
    assert state_of(item) == "published"
    items.retire(item=item, by=committee, now=LATER)
    assert state_of(item) == "retired"


def test_a_new_item_is_a_draft_and_numbered_within_its_bank():
    trainer, bank = make_staff(Role.TRAINER), make_bank()
    made = [
        items.create(bank=bank, competence=competence(), kind="single", level=1, by=trainer, now=NOW) for _ in range(2)
    ]
    assert [item.slug for item in made] == ["f1-module-001", "f1-module-002"]
    assert state_of(made[0]) == "draft"


def test_dropping_the_changes_brings_back_what_is_published():
    item, trainer = make_item(), make_staff(Role.TRAINER)
    items.save_draft(item=item, **draft_of(item, stem="新问题？"), by=trainer, now=LATER)
    items.discard(item=item, by=trainer, now=LATER)
    item = Item.objects.get(pk=item.pk)
    assert (item.draft.body["stem"], item.stem, state_of(item)) == (row()["stem"], row()["stem"], "published")


def test_a_corrected_key_is_checked_published_by_the_committee_and_audited():
    item, trainer, committee = make_item(), make_staff(Role.TRAINER), make_staff(Role.COMMITTEE)
    items.save_draft(item=item, **draft_of(item) | {"key": {"correct": "c"}}, by=trainer, now=LATER)
    assert halves_ahead(item) == ["正确答案"]
    check(item, trainer, LATER)
    version = items.publish(item=item, by=committee, now=LATER)
    assert (version.pk, version.number) == (item.live_version_id, 1)
    assert list(version.keys.values_list("number", "key")) == [(1, {"correct": "a"}), (2, {"correct": "c"})]
    assert (Item.objects.get(pk=item.pk).draft.key, state_of(item)) == ({"correct": "c"}, "published")
    assert AuditEntry.objects.get(verb="item.key_corrected").purpose == "v1 k2"
    assert halves_ahead(item) == []


def test_retired_items_are_not_deliverable_until_they_are_brought_back():
    item, committee = make_item(), make_staff(Role.COMMITTEE)
    items.retire(item=item, by=committee, now=LATER)
    items.retire(item=item, by=committee, now=LATER)
    assert not Item.objects.deliverable().exists()
    items.restore(item=item, by=committee, now=LATER)
    assert Item.objects.deliverable().exists()
    verbs = AuditEntry.objects.filter(object_id=item.slug).values_list("verb", flat=True)
    assert sorted(verbs) == ["item.restored", "item.retired"]


def test_a_trainer_does_not_move_a_published_item_but_mends_its_source():
    item, trainer = make_item(), make_staff(Role.TRAINER)
    same = {
        "item": item,
        "competence": item.competence,
        "kind": item.kind,
        "band": item.band,
        "expires_on": None,
        "by": trainer,
        "now": LATER,
    }
    assert items.describe(**same, level=2, source="《网络安全法》")
    with pytest.raises(NotAllowed):
        items.describe(**same, level=3, source="《网络安全法》")


def test_the_committee_moves_a_published_item():
    item, committee = make_item(), make_staff(Role.COMMITTEE)
    to = {"competence": item.competence, "level": 3, "band": 0.75, "now": LATER}
    with pytest.raises(NotAllowed):
        items.place(item=item, **to, by=make_staff(Role.TRAINER))
    for _again in range(2):
        items.place(item=item, **to, by=committee)
    item.refresh_from_db()
    assert (item.level, item.band) == (3, 0.75)
    assert AuditEntry.objects.get(verb="item.placed").purpose == "F1 L3 +0.75"


def test_versions_and_keys_never_change():
    item = make_item()
    with pytest.raises(TypeError):
        item.live_version.save()
    with pytest.raises(TypeError):
        item.live_version.keys.get().save()


def test_the_database_keeps_levels_slugs_and_numbers():
    item = make_item()
    version = item.live_version
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.filter(pk=item.pk).update(level=5)
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemVersion.objects.create(item=item, number=version.number, body={}, published_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemKey.objects.create(version=version, number=1, key={}, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemBank.objects.create(slug=item.bank.slug, title="x", purpose="module")
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.create(bank=item.bank, slug=item.slug, kind="single", competence=item.competence, level=1)
    with pytest.raises(ProtectedError):
        item.delete()
