"""The bank's screens in the editors' admin."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from wagtail.models import ReferenceIndex
from wagtail.snippets.models import get_snippet_models

from lms.people.models import Role
from lms.people.services import roles
from quizzes.bank.services import items
from quizzes.delivery.services.quizzes import load_quiz
from quizzes.models import Item, ItemBank, ItemDraft, ItemKey, ItemVersion, Quiz, Task
from tests.factories import make_person, make_unit
from tests.quizzes.bank_factories import (
    TASK_ROW,
    check,
    competence,
    make_bank,
    make_committee,
    make_item,
    make_task,
    make_trainer,
)

pytestmark = pytest.mark.django_db
LISTS = ("items:index", "item_banks:index", "practical_tasks:index", "quiz_rules:index")


def options(*rows, total=6):
    """The options' half of the form: (text, right or place, feedback) a row."""
    data = {"option-TOTAL_FORMS": total, "option-INITIAL_FORMS": 0}
    for number, (text, mark, feedback) in enumerate(rows):
        data |= {f"option-{number}-text": text, f"option-{number}-feedback": feedback}
        if mark is True:
            data[f"option-{number}-right"] = "on"
        elif mark:
            data[f"option-{number}-place"] = mark
    return data


def filled(bank, **changes):
    return {
        "kind": "single",
        "bank": bank.pk,
        "competence": competence().pk,
        "level": 2,
        "band": 0.0,
        "stem": "公共场所的无线网络能不能用来登录履职平台？",
        "general": "公共网络可能被人偷看。",
        "source": "实务",
        "expires_on": "2027-12-31",
        **options(("可以", False, "容易被偷看。"), ("不用", True, "")),
    } | changes


def saved_form(client, item):
    """The edit form as the page shows it, ready to be sent back."""
    context = client.get(reverse("items:edit", args=[item.pk])).context
    form, editor = context["form"], context["editor"]
    data = {bound.name: bound.value() for bound in form if bound.value() is not None}
    data |= {"kind": context["kind"], "seen": context["seen"]}
    for row in editor.forms:
        data |= {bound.html_name: bound.value() for bound in row if bound.value() not in (None, "", False)}
    return data


@pytest.fixture
def trainer(client):
    person = make_trainer()
    client.force_login(person)
    return person


@pytest.fixture
def committee(client):
    person = make_committee()
    client.force_login(person)
    return person


def published(client, item, author):
    """Checked by another trainer, published by somebody of the committee on the page that is for them."""
    check(item, author, timezone.now())
    committee = make_committee()
    client.force_login(committee)
    client.post(reverse("items:review", args=[item.pk]), {"act": "publish"})
    item.refresh_from_db()
    return committee


def test_a_trainer_writes_a_draft_and_previews_it(client, trainer):
    bank = make_bank()
    page = client.post(reverse("items:add"), filled(bank) | {"action": "preview"})
    item = Item.objects.get()
    assert page.url == reverse("items:preview", args=[item.pk])
    assert item.live_version is None
    assert item.draft.key == {"correct": "b"}
    assert item.draft.feedback == {"general": "公共网络可能被人偷看。", "options": {"a": "容易被偷看。"}}
    assert client.get(page.url).status_code == 200
    frame = client.get(reverse("items:frame", args=[item.pk])).content.decode()
    assert item.stem in frame
    assert "X-Frame-Options" not in client.get(page.url) or client.get(page.url)["X-Frame-Options"] == "SAMEORIGIN"


def test_a_trainer_cannot_publish_by_hand(client, trainer):
    page = client.post(reverse("items:add"), filled(make_bank()) | {"action": "publish"}, follow=True)
    assert Item.objects.get().live_version is None
    assert 'value="publish"' not in page.content.decode()


def test_an_incomplete_draft_says_what_is_missing_and_is_not_sent(client, trainer):
    client.post(reverse("items:add"), filled(make_bank(), stem="") | {"action": "send"})
    item = Item.objects.get()
    assert item.draft.stage == "writing"
    page = client.get(reverse("items:edit", args=[item.pk]))
    assert [problem.field for problem in page.context["missing"]] == ["stem"]
    client.post(reverse("items:edit", args=[item.pk]), saved_form(client, item) | {"stem": "问？", "action": "send"})
    item.draft.refresh_from_db()
    assert item.draft.stage == "review"


@pytest.mark.parametrize(
    ("kind", "given", "key"),
    [
        ("multiple", options(("甲", True, ""), ("乙", False, ""), ("丙", True, "")), {"correct": ["a", "c"]}),
        ("ordering", options(("甲", 2, ""), ("乙", 3, ""), ("丙", 1, "")), {"order": ["c", "a", "b"]}),
        ("boolean", options() | {"truth": "false"}, {"correct": "false"}),
    ],
)
def test_each_kind_is_written_and_published(client, trainer, kind, given, key):
    data = filled(make_bank(), kind=kind)
    data = {name: value for name, value in data.items() if not name.startswith("option-")} | given
    client.post(reverse("items:add"), data | {"action": "save"})
    item = Item.objects.get()
    published(client, item, trainer)
    assert (item.kind, item.live_version.keys.get().key) == (kind, key)


@pytest.mark.parametrize("kind", ["single", "multiple", "ordering", "boolean"])
def test_saving_without_a_change_changes_nothing(client, trainer, kind):
    rows = {
        "single": {},
        "multiple": {"kind": kind, "key": {"correct": ["a", "c"]}},
        "ordering": {"kind": kind, "key": {"order": ["c", "a", "b"]}},
        "boolean": {
            "kind": kind,
            "options": [{"id": "true", "text": "正确"}, {"id": "false", "text": "错误"}],
            "key": {"correct": "true"},
        },
    }
    item = make_item(band=-1.2, **rows[kind])
    if kind == "ordering":
        item.draft.refresh_from_db()
    before = (item.draft.body, item.draft.key)
    client.post(reverse("items:edit", args=[item.pk]), saved_form(client, item) | {"action": "save"})
    item = Item.objects.with_state().get(pk=item.pk)
    assert (item.draft.body, item.draft.key, item.band) == (*before, -1.2)
    if kind != "ordering":
        assert item.state == "published"


def test_a_form_that_somebody_overtook_is_not_saved_blindly(client, trainer):
    item = make_item()
    data = saved_form(client, item) | {"stem": "我的问题？"}
    draft = item.draft
    body = draft.body | {"stem": "别人的问题？"}
    items.save_draft(item=item, body=body, key=draft.key, feedback=draft.feedback, by=None, now=timezone.now())
    page = client.post(reverse("items:edit", args=[item.pk]), data)
    assert page.status_code == 200
    assert "我的问题？" in page.content.decode()
    assert ItemDraft.objects.get(item=item).body["stem"] == "别人的问题？"
    client.post(reverse("items:edit", args=[item.pk]), data | {"seen": page.context["seen"]})
    assert ItemDraft.objects.get(item=item).body["stem"] == "我的问题？"


def test_a_new_item_begins_with_the_banks_last_one(client, trainer):
    item = make_item(level=3, source="《网络安全法》")
    for bank in (item.bank.pk, item.bank.slug):
        form = client.get(reverse("items:add"), {"bank": bank}).context["form"]
        assert (form["bank"].value(), form["competence"].value()) == (item.bank_id, item.competence_id)
        assert (form["level"].value(), form["source"].value()) == (3, "《网络安全法》")
        assert not form["stem"].value()


def test_the_history_shows_each_version_with_what_it_changed(client, trainer):
    item = make_item()
    client.post(
        reverse("items:edit", args=[item.pk]), saved_form(client, item) | {"stem": "新的问题？", "action": "save"}
    )
    committee = published(client, item, trainer)
    client.force_login(trainer)
    page = client.get(reverse("items:history", args=[item.pk])).content.decode()
    assert "<del>手机锁屏用哪一种办法最稳妥？</del>" in page
    assert "<ins>新的问题？</ins>" in page
    assert committee.name in page


def test_the_committee_retires_brings_back_and_moves(client, committee):
    item = make_item()
    page = reverse("items:review", args=[item.pk])
    for word, state in [("retire", "retired"), ("restore", "published")]:
        assert client.post(page, {"act": word}).status_code == 302
        assert Item.objects.with_state().get(pk=item.pk).state == state
    assert client.post(page, {"act": "place", "level": 9}).context["place"].errors
    client.post(page, {"act": "place", "competence": item.competence_id, "level": 3, "band": 0.75})
    item.refresh_from_db()
    assert (item.level, item.band) == (3, 0.75)


def test_an_author_drops_the_changes(client, trainer):
    item = make_item()
    act = reverse("items:act", args=[item.pk])
    draft = item.draft
    body = draft.body | {"stem": "改"}
    items.save_draft(item=item, body=body, key=draft.key, feedback=draft.feedback, by=None, now=timezone.now())
    client.post(act, {"act": "discard"})
    assert Item.objects.with_state().get(pk=item.pk).state == "published"


def test_a_trainer_who_tries_to_retire_is_told_why_not(client, trainer):
    item = make_item()
    page = client.post(reverse("items:review", args=[item.pk]), {"act": "retire"}, follow=True)
    assert page.status_code == 200
    assert "您的角色不能进行这项操作" in page.content.decode()
    assert not Item.objects.get(pk=item.pk).retired


def test_chinese_is_found_by_two_characters_and_filters_hold_together(client, trainer):
    make_item("f1-m01", stem="手机锁屏怎样设置？")
    make_item("f1-m02", stem="陌生链接怎样处理？", level=3)
    make_item("f1-p01", make_bank("f1-practice", "practice"), stem="锁屏练习")

    def found(**query):
        return [row.slug for row in client.get(reverse("items:index"), query).context["object_list"]]

    assert found(q="锁屏怎样") == ["f1-m01"]
    assert found(q="怎样") == ["f1-m01", "f1-m02"]
    assert found(q="处理 陌生") == ["f1-m02"]
    assert found(q="六位以上口令", bank=make_bank().pk) == ["f1-m01", "f1-m02"]
    assert found(q="Ｆ１-ｐ01") == ["f1-p01"]
    assert found(q="没有这样的题") == []
    assert found(level=3) == ["f1-m02"]
    assert found(state="published", competence=competence().pk, kind="single") == ["f1-m01", "f1-m02", "f1-p01"]
    assert found(state="draft") == []


def test_a_task_is_written_with_its_checklist(client, trainer):
    competence()
    data = {name: TASK_ROW[name] for name in ("slug", "title", "brief", "level", "pass_count")}
    data |= {"competence": competence().pk, "point-TOTAL_FORMS": 6, "point-INITIAL_FORMS": 0}
    for number, point in enumerate(TASK_ROW["criteria"]):
        data[f"point-{number}-text"] = point["text"]
        if point["must"]:
            data[f"point-{number}-must"] = "on"
    refused = client.post(reverse("practical_tasks:add"), data | {"pass_count": 1})
    assert refused.status_code == 200
    assert "pass_count" in refused.context["form"].errors
    client.post(reverse("practical_tasks:add"), data)
    task = Task.objects.get()
    assert [(point["id"], point["must"]) for point in task.criteria] == [("p1", True), ("p2", True), ("p3", False)]
    assert client.get(reverse("practical_tasks:edit", args=[task.pk])).status_code == 200


def test_a_task_keeps_the_identifiers_of_its_points(client, trainer):
    task = make_task()
    context = client.get(reverse("practical_tasks:edit", args=[task.pk])).context
    data = {bound.name: bound.value() for bound in context["form"]} | {"title": "锁好手机"}
    data |= {"point-TOTAL_FORMS": len(context["points"]), "point-INITIAL_FORMS": len(context["points"])}
    for row in context["points"]:
        data |= {bound.html_name: bound.value() for bound in row if bound.value() not in (None, "", False)}
    client.post(reverse("practical_tasks:edit", args=[task.pk]), data)
    task.refresh_from_db()
    assert (task.title, task.criteria) == ("锁好手机", TASK_ROW["criteria"])


def test_a_bank_is_made_once_and_keeps_its_purpose(client, trainer):
    data = {"title": "新题库", "slug": "new", "purpose": "practice"}
    client.post(reverse("item_banks:add"), data)
    bank = ItemBank.objects.get()
    assert client.post(reverse("item_banks:add"), data).status_code == 200
    client.post(reverse("item_banks:edit", args=[bank.pk]), {"title": "改名", "purpose": "module"})
    bank.refresh_from_db()
    assert (bank.title, bank.purpose) == ("改名", "practice")


def quiz_form(bank, **changes):
    return {
        "title": "账号测评",
        "slug": "f1",
        "purpose": "module",
        "attempts": 3,
        "percent": 60,
        "feedback": "after_attempt",
        "open": "on",
        "section-TOTAL_FORMS": 4,
        "section-INITIAL_FORMS": 0,
        "section-0-bank": bank.pk,
        "section-0-level": 2,
        "section-0-count": 5,
    } | changes


def test_the_committee_sets_a_quiz_and_is_told_when_a_bank_has_too_few_items(client, committee):
    make_item()
    page = client.post(reverse("quiz_rules:add"), quiz_form(make_bank()), follow=True)
    quiz = Quiz.objects.get()
    assert (quiz.policy["pass_share"], quiz.policy["shuffle_options"], quiz.sections.get().count) == (0.6, False, 5)
    assert len(page.context["short"]) == 1


def test_rules_that_the_service_refuses_come_back_with_the_form(client, committee):
    page = client.post(reverse("quiz_rules:add"), quiz_form(make_bank("f1-practice", "practice")))
    assert page.status_code == 200
    assert page.context["form"].non_field_errors()


def test_a_trainer_sees_the_rules_of_a_quiz_and_cannot_change_them(client, trainer):
    bank = make_bank()
    sections = [{"bank": bank, "level": None, "count": 1}]
    quiz, _state = load_quiz(slug="f1", title="测评", purpose="module", competence=None, policy={}, sections=sections)
    assert client.get(reverse("quiz_rules:edit", args=[quiz.pk])).status_code == 200
    client.post(reverse("quiz_rules:edit", args=[quiz.pk]), quiz_form(bank, title="改"))
    assert client.get(reverse("quiz_rules:add")).status_code == 302
    quiz.refresh_from_db()
    assert quiz.title == "测评"


def addresses():
    item = make_item()
    task = make_task()
    sections = [{"bank": item.bank, "level": None, "count": 1}]
    quiz, _state = load_quiz(slug="f1", title="测评", purpose="module", competence=None, policy={}, sections=sections)
    yield from (reverse(name) for name in LISTS)
    yield from (reverse(name.replace("index", "index_results")) for name in LISTS)
    yield from (reverse(name.replace("index", "add")) for name in LISTS)
    yield from (reverse(f"items:{name}", args=[item.pk]) for name in ("edit", "preview", "frame", "history"))
    yield reverse("item_banks:edit", args=[item.bank_id])
    yield reverse("practical_tasks:edit", args=[task.pk])
    yield reverse("quiz_rules:edit", args=[quiz.pk])


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.CHAIR, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_no_other_role_reaches_any_screen(client, role):
    every = list(addresses())
    person = make_person()
    roles.sync()
    unit = make_unit() if role in {Role.ORGANISER, Role.CHAIR} else None
    roles.grant(person=person, role=role, unit=unit, by=None, now=timezone.now())
    client.force_login(person)
    assert {client.get(address).status_code for address in every} <= {302, 403, 404}


def test_even_somebody_let_into_the_admin_without_the_role_sees_nothing(client):
    every = list(addresses())
    person = make_trainer()
    person.role_grants.all().delete()
    client.force_login(person)
    assert {client.get(address).status_code for address in every} <= {302, 403, 404}
    assert "锁屏" not in client.get(reverse("wagtailadmin_home"), follow=True).content.decode()


def test_the_pool_is_no_snippet_and_in_no_reference_index():
    assert not {Item, ItemDraft, ItemKey, ItemVersion} & set(get_snippet_models())
    assert not {Item, ItemDraft, ItemKey, ItemVersion} & set(ReferenceIndex.indexed_models)
    for name in ("items:delete", "items:usage", "items:inspect", "items:copy", "item_chooser:choose"):
        with pytest.raises(NoReverseMatch):
            reverse(name, args=[1])


def test_the_menu_shows_the_bank_to_its_writers(client, trainer):
    assert reverse("items:index") in client.get(reverse("wagtailadmin_home")).content.decode()


@pytest.mark.parametrize("name", LISTS)
def test_the_lists_ask_as_often_for_a_hundred_as_for_ten(client, committee, name):
    def add(start, stop):
        for number in range(start, stop):
            item = make_item(f"f1-m{number}", make_bank(f"bank{number}"))
            make_task(slug=f"t{number}")
            sections = [{"bank": item.bank, "level": None, "count": 1}]
            load_quiz(
                slug=f"q{number}",
                title="测评",
                purpose="module",
                competence=competence(),
                policy={},
                sections=sections,
            )

    def queries():
        with CaptureQueriesContext(connection) as caught:
            page = client.get(reverse(name))
        assert page.status_code == 200
        return len(caught)

    add(0, 10)
    queries()
    few = queries()
    add(10, 50)
    assert queries() == few
