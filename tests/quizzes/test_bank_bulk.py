"""One act on many items: all of them, or none."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.audit.models import AuditEntry
from lms.people.models import Role
from lms.web.errors import BadInput
from quizzes.bank.services import bulk, items
from quizzes.models import Item, ItemReview
from tests.factories import make_staff
from tests.quizzes.bank_factories import check, make_bank, make_committee, make_item, make_trainer

pytestmark = pytest.mark.django_db


def reworded(item, by, stem="改过的题干？"):
    draft = item.draft
    body = draft.body | {"stem": stem}
    items.save_draft(item=item, body=body, key=draft.key, feedback=draft.feedback, by=by, now=timezone.now())
    return item


def go(client, act, chosen=(), **more):
    data = {"act": act, "item": [item.pk for item in chosen]} | more
    return client.post(reverse("items:bulk"), data)


def states():
    return list(Item.objects.with_state().order_by("slug").values_list("state", flat=True))


def test_many_are_sent_after_a_page_that_says_what_will_happen(client):
    author = make_trainer()
    make_trainer("林老师")
    chosen = [reworded(make_item(f"m{number}"), author) for number in range(3)]
    client.force_login(author)
    page = go(client, "send", chosen)
    assert page.status_code == 200
    assert states() == ["changed"] * 3
    assert page.context["count"] == 3
    go(client, "send", chosen, confirmed=1, note="请一并审核")
    assert states() == ["review"] * 3
    assert set(ItemReview.objects.values_list("note", flat=True)) == {"请一并审核"}
    assert AuditEntry.objects.get(verb="items.bulk").purpose.startswith("3: m0")


def test_one_that_will_not_holds_all_back_and_says_why(client):
    author = make_trainer()
    good, bad = reworded(make_item("m1"), author), make_item("m2")
    client.force_login(author)
    page = go(client, "send", [good, bad], confirmed=1)
    assert page.context["refused"] == 1
    assert "m2" in page.content.decode()
    assert states() == ["changed", "published"]
    assert not AuditEntry.objects.filter(verb="items.bulk").exists()


def test_publishing_retiring_and_bringing_back_are_the_committees(client):
    author, committee = make_trainer(), make_committee()
    chosen = [reworded(make_item(f"m{number}"), author) for number in range(2)]
    client.force_login(author)
    for act in ("publish", "retire", "restore"):
        assert go(client, act, chosen, confirmed=1).status_code == 302
    assert states() == ["changed"] * 2
    client.force_login(committee)
    assert go(client, "publish", chosen).context["refused"] == 2
    for item in chosen:
        check(item, author, timezone.now())
    assert "m0" in go(client, "publish", chosen).content.decode()
    go(client, "publish", chosen, confirmed=1)
    assert states() == ["published"] * 2
    go(client, "retire", chosen, confirmed=1)
    assert states() == ["retired"] * 2
    go(client, "restore", chosen, confirmed=1)
    assert states() == ["published"] * 2


def test_tags_and_days_are_set_on_many(client):
    client.force_login(make_trainer())
    chosen = [make_item(f"m{number}") for number in range(2)]
    go(client, "tag", chosen, confirmed=1, tags="防诈骗，手机、 新手")
    for item in chosen:
        assert sorted(item.tagged.values_list("tag__name", flat=True)) == ["手机", "新手", "防诈骗"]
    go(client, "untag", chosen, confirmed=1, tags="手机")
    assert chosen[0].tagged.count() == 2
    go(client, "date", chosen, confirmed=1, day="2028-01-31")
    assert set(Item.objects.values_list("expires_on", flat=True)) == {date(2028, 1, 31)}


def test_all_that_the_list_finds_are_meant_and_nothing_else(client):
    client.force_login(make_trainer())
    make_item("m1")
    make_item("m2", level=3)
    make_item("r1", make_bank("r", "readiness"))
    go(client, "tag", confirmed=1, tags="甲", all=1, query="level=2")
    assert list(Item.objects.filter(tagged__isnull=False).values_list("slug", flat=True)) == ["m1"]
    go(client, "tag", confirmed=1, tags="乙", all=1, query="")
    assert set(Item.objects.filter(tagged__tag__name="乙").values_list("slug", flat=True)) == {"m1", "m2"}


def test_the_committee_does_nothing_that_shows_a_key(client):
    client.force_login(make_committee())
    item = make_item()
    for act, more in (("tag", {"tags": "甲"}), ("date", {"day": "2028-01-31"}), ("export", {"format": "yaml"})):
        page = go(client, act, [item], confirmed=1, **more)
        assert page.status_code == 302
    assert item.tagged.count() == 0
    assert "export" not in dict(client.get(reverse("items:index")).context["bulk_acts"])


def test_what_the_person_may_not_see_is_not_touched_even_when_it_is_named(client):
    client.force_login(make_trainer())
    hidden = make_item("r1", make_bank("r", "readiness"))
    for act, more in (("tag", {"tags": "甲"}), ("date", {"day": "2028-01-31"}), ("export", {"format": "yaml"})):
        page = go(client, act, [hidden], confirmed=1, **more)
        assert page.status_code == 302
    hidden.refresh_from_db()
    assert (hidden.tagged.count(), hidden.expires_on) == (0, None)


def test_chosen_items_leave_as_a_file_with_an_entry_in_the_audit(client):
    trainer = make_trainer()
    client.force_login(trainer)
    chosen = [make_item("m1"), make_item("m2")]
    make_item("m3")
    file = go(client, "export", chosen, confirmed=1, format="yaml")
    text = b"".join(file.streaming_content).decode() if file.streaming else file.content.decode()
    assert "m1" in text
    assert "m3" not in text
    assert AuditEntry.objects.get(verb="items.exported").actor_uuid == trainer.uuid


def test_an_item_that_was_never_published_keeps_the_file_from_being_written(client):
    trainer = make_trainer()
    client.force_login(trainer)
    item = make_item("m1")
    draft = items.create(
        bank=item.bank, competence=item.competence, kind="single", level=1, by=trainer, now=timezone.now()
    )
    page = client.post(
        reverse("items:bulk"), {"act": "export", "item": [item.pk, draft.pk], "confirmed": 1, "format": "yaml"}
    )
    assert page.status_code == 302
    assert not AuditEntry.objects.filter(verb="items.exported").exists()


def test_nothing_chosen_an_unknown_act_and_too_many_are_refused(client):
    trainer, item = make_trainer(), make_item()
    client.force_login(trainer)
    for data in ({"act": "tag"}, {"act": "burn", "item": [item.pk]}, {"act": "tag", "item": ["x"]}):
        assert client.post(reverse("items:bulk"), data).status_code == 302
    for act, chosen in (("tag", []), ("tag", [item] * (bulk.MOST + 1)), ("burn", [item]), ("tag", [item])):
        with pytest.raises(BadInput):
            bulk.apply(act=act, items=chosen, choice=bulk.Choice(), by=trainer, now=timezone.now())


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.CHAIR, Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN])
def test_no_other_role_acts_on_items(client, role):
    item = make_item()
    client.force_login(make_staff(role))
    assert go(client, "tag", [item], confirmed=1, tags="甲").status_code in {302, 403}
    assert not item.tagged.exists()
