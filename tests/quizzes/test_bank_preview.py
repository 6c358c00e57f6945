"""An author tries an item as a learner would, from the draft."""

import pytest
from django.urls import reverse
from django.utils import timezone

from quizzes.bank.services import items
from quizzes.models import Response
from tests.quizzes.bank_factories import make_item, make_trainer

pytestmark = pytest.mark.django_db


@pytest.fixture
def frame(client):
    client.force_login(make_trainer())
    return reverse("items:frame", args=[make_item().pk])


def test_the_right_answer_earns_everything_and_nothing_is_kept(client, frame):
    page = client.post(frame, {"choice": "a"})
    assert page.context["tried"].percent == 100
    assert "得分率为100%" in page.content.decode()
    assert not Response.objects.exists()


def test_a_wrong_answer_brings_its_explanation_and_stays_filled_in(client, frame):
    page = client.post(frame, {"choice": "b"})
    assert page.context["tried"].percent == 0
    assert "捡到手机的人就能打开。" in page.context["tried"].notes
    assert [one["id"] for one in page.context["preview"].widget["options"] if one["chosen"]] == ["b"]


@pytest.mark.parametrize("sent", [{}, {"choice": "nowhere"}])
def test_no_answer_and_a_broken_one_are_told_in_words(client, frame, sent):
    page = client.post(frame, sent)
    assert page.status_code == 200
    assert page.context["tried"].problem


def test_the_draft_is_tried_not_what_is_published(client):
    trainer, item = make_trainer(), make_item()
    client.force_login(trainer)
    draft = item.draft
    items.save_draft(
        item=item, body=draft.body, key={"correct": "c"}, feedback=draft.feedback, by=trainer, now=timezone.now()
    )
    frame = reverse("items:frame", args=[item.pk])
    assert client.post(frame, {"choice": "c"}).context["tried"].percent == 100
    items.save_draft(item=item, body={"stem": "", "options": []}, key={}, feedback={}, by=trainer, now=timezone.now())
    assert client.get(frame).status_code == 200
    assert client.post(frame, {"choice": "c"}).context["tried"].problem
