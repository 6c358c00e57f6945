"""The screens of scoring anew and of the item analysis in the editors' admin: who reaches them, what they tell."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.audit.models import AuditEntry
from lms.people.models import Person, Role
from lms.points.services import rules as point_rules
from quizzes.delivery.models import Regrade
from quizzes.delivery.services import statistics
from quizzes.models import ItemVersion, QuizSection
from tests.factories import make_staff
from tests.quizzes.analysis_factories import ladder, make_quiz, make_versions, sat
from tests.quizzes.bank_factories import make_committee, make_trainer
from tests.quizzes.delivery_factories import NOW, make_learner
from tests.quizzes.test_regrades import confirm, correct, work

LATER = NOW + timedelta(days=3)
pytestmark = pytest.mark.django_db


@pytest.fixture
def versions() -> list[ItemVersion]:
    point_rules.load()
    return make_versions("single", "single", "single")


@pytest.fixture
def trainer(client: Client) -> Person:
    person = make_trainer()
    client.force_login(person)
    return person


@pytest.fixture
def committee(client: Client) -> Person:
    person = make_committee()
    client.force_login(person)
    return person


def preview(client: Client, version: ItemVersion) -> str:
    answer = client.get(reverse("regrades:preview", args=[version.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return found.group(1)


def test_a_trainer_sees_the_figures_without_a_name_and_cannot_confirm(
    client: Client, trainer: Person, versions: list[ItemVersion]
) -> None:
    attempts = sat(versions, [["a", "b", "a"], ["b", "b", "a"]])
    correct(versions[0], {"correct": "a"})
    page = preview(client, versions[0])
    assert "选项 b" in page and "选项 a" in page
    assert "第1号" in page and "变为达到" in page and "变为未达到" in page
    assert not any(f">{attempt.person.name}<" in page for attempt in attempts)
    assert 'name="reason"' not in page and 'name="purpose"' not in page
    address = reverse("regrades:preview", args=[versions[0].pk])
    sent = client.post(address, {"fingerprint": "x", "reason": "更正"})
    assert not Regrade.objects.exists() and "Another role" not in sent.content.decode()
    assert client.post(address, {"act": "names", "purpose": "看看"}).status_code in (302, 403)
    assert not AuditEntry.objects.filter(verb="regrade.names_opened").exists()


def test_the_committee_confirms_what_it_saw_and_follows_the_work(
    client: Client, committee: Person, versions: list[ItemVersion]
) -> None:
    sat(versions, [["a", "b", "a"], ["b", "b", "a"]])
    correct(versions[0], {"correct": "a"})
    address = reverse("regrades:preview", args=[versions[0].pk])
    page = preview(client, versions[0])
    assert "选项 b" not in page and "选项 a" not in page
    answer = client.post(address, {"fingerprint": hidden(page, "fingerprint"), "reason": "录入有误"})
    regrade = Regrade.objects.get()
    assert answer.url == reverse("regrades:detail", args=[regrade.pk])
    running = client.get(answer.url).content.decode()
    assert "进行中" in running and 'http-equiv="refresh"' in running
    work(regrade)
    done = client.get(answer.url).content.decode()
    assert "与预览完全一致" in done and "录入有误" in done and "http-equiv" not in done
    index = client.get(reverse("regrades:index")).content.decode()
    assert "没有待处理的更正" in index and "录入有误" in index


def test_a_stale_confirmation_shows_the_new_preview_and_keeps_the_reason(
    client: Client, committee: Person, versions: list[ItemVersion]
) -> None:
    sat(versions, ladder(3, 3))
    correct(versions[0], {"correct": "a"})
    address = reverse("regrades:preview", args=[versions[0].pk])
    seen = hidden(preview(client, versions[0]), "fingerprint")
    correct(versions[0], {"correct": "c"})
    page = client.post(address, {"fingerprint": seen, "reason": "录入有误"}).content.decode()
    assert "情况已有变化" in page and "录入有误" in page
    assert hidden(page, "fingerprint") != seen
    assert not Regrade.objects.exists()


def test_names_are_shown_after_a_purpose(client: Client, committee: Person, versions: list[ItemVersion]) -> None:
    (attempt,) = sat(versions, [["a", "b", "a"]])
    correct(versions[0], {"correct": "a"})
    address = reverse("regrades:preview", args=[versions[0].pk])
    page = client.post(address, {"act": "names", "purpose": "逐一告知"}).content.decode()
    assert f"<td>{attempt.person.name}</td>" in page
    assert AuditEntry.objects.get(verb="regrade.names_opened").actor_uuid == committee.uuid
    confirm(versions[0])
    detail = reverse("regrades:detail", args=[Regrade.objects.get().pk])
    assert attempt.person.name not in client.get(detail).content.decode()
    assert attempt.person.name in client.post(detail, {"act": "names", "purpose": "核对"}).content.decode()


@pytest.mark.parametrize("role", [None, Role.ORGANISER, Role.CHAIR])
def test_nobody_below_a_trainer_reaches_these_pages(client: Client, role: Role | None) -> None:
    versions = make_versions("single")
    sat(versions, [["a"]] * 2)
    statistics.refresh(version_id=versions[0].pk, now=LATER)
    correct(versions[0], {"correct": "a"})
    act = confirm(versions[0])
    person = make_learner("某人") if role is None else make_staff(role)
    client.force_login(person)
    for name, args in (
        ("regrades:index", []),
        ("regrades:preview", [versions[0].pk]),
        ("regrades:detail", [act.pk]),
        ("item_analysis:index", []),
        ("item_analysis:detail", [versions[0].pk]),
    ):
        answer = client.get(reverse(name, args=args))
        assert answer.status_code in (302, 403, 404), name


def test_a_readiness_bank_is_closed_to_whoever_does_not_own_it(client: Client, trainer: Person) -> None:
    versions = make_versions("single", "single", purpose="readiness")
    sat(versions, ladder(31, 2))
    statistics.sweep_due(now=LATER)
    correct(versions[0], {"correct": "a"})
    act = confirm(versions[0])
    assert client.get(reverse("item_analysis:index")).context["rows"] == []
    assert client.get(reverse("regrades:index")).context["waiting"] == []
    for name, pk in (("item_analysis:detail", versions[0].pk), ("regrades:preview", versions[0].pk)):
        assert client.get(reverse(name, args=[pk])).status_code == 404
    assert client.get(reverse("regrades:detail", args=[act.pk])).status_code == 404


def test_the_analysis_tells_what_to_do(client: Client, trainer: Person) -> None:
    versions = make_versions("single", "single", "single", "single")
    sat(versions, ladder(40, 4), seconds=[75, 30, 20, 40])
    statistics.sweep_due(now=LATER)
    index = client.get(reverse("item_analysis:index")).content.decode()
    assert "4道题已有数字" in index and "几乎无人选择" in index and "<svg" in index
    page = client.get(reverse("item_analysis:detail", args=[versions[0].pk])).content.decode()
    assert page.count("<svg") >= 4
    assert "1分15秒" in page and "干扰项“选项 d" in page and "折线" in page


def test_too_few_answers_show_no_figure_anywhere(client: Client, trainer: Person) -> None:
    versions = make_versions("single", "single")
    sat(versions, ladder(12, 2))
    statistics.sweep_due(now=LATER)
    for address in (reverse("item_analysis:index"), reverse("item_analysis:detail", args=[versions[0].pk])):
        page = client.get(address).content.decode()
        assert "作答太少（12/30）" in page
        main = page.split('class="nice-padding"')[1]
        assert "%" not in re.sub(r"<[^>]+>", "", main).split("</main>")[0].replace("27%", "")


def test_the_list_can_be_narrowed_and_ordered(client: Client, trainer: Person) -> None:
    first, second = make_versions("single", "single"), make_versions("single", "single", "single")
    quiz = make_quiz()
    QuizSection.objects.create(quiz=quiz, bank=second[0].item.bank, count=2)
    sat(first, ladder(31, 2))
    sat(second, ladder(31, 3), quiz=quiz)
    statistics.sweep_due(now=LATER)

    def shown(**query: str) -> list[int]:
        return [row.version_id for row in client.get(reverse("item_analysis:index"), query).context["rows"]]

    assert set(shown(bank=str(first[0].item.bank_id))) == {one.pk for one in first}
    assert set(shown(quiz=str(quiz.pk))) == {one.pk for one in second}
    assert len(shown(sign="dead")) == 5 and shown(sign="negative") == []
    assert len(shown(sign="nonsense", order="nonsense", bank="x")) == 5
    assert shown(order="facility", quiz=str(quiz.pk)) == [second[2].pk, second[1].pk, second[0].pk]
    page = client.get(reverse("item_analysis:index"), {"quiz": quiz.pk}).content.decode()
    assert "31份独立完成的作答" in page


def test_the_queries_of_the_pages_do_not_grow(client: Client, trainer: Person) -> None:
    committee = make_committee()

    def count(items: int, people: int) -> dict[str, int]:
        versions = make_versions(*["single"] * items)
        sat(versions, ladder(people, items))
        statistics.sweep_due(now=LATER)
        correct(versions[0], {"correct": "a"})
        found = {}
        for name, args in (
            ("item_analysis:index", []),
            ("item_analysis:detail", [versions[0].pk]),
            ("regrades:preview", [versions[0].pk]),
            ("regrades:index", []),
        ):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(reverse(name, args=args)).status_code == 200
            found[name] = len(queries)
        work(confirm(versions[0], committee))
        return found

    count(2, 31)
    assert count(2, 31) == count(8, 62)
