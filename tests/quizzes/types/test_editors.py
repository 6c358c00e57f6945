"""The author's forms: what is written comes back as it was."""

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from quizzes.bank import validation
from quizzes.bank.services import items
from quizzes.models import Item
from quizzes.types import registry
from tests.quizzes.bank_factories import NOW, check, competence, make_bank, make_committee, make_trainer
from tests.quizzes.types.samples import SAMPLES

KINDS = ["single", "boolean", "multiple", "ordering", "matching", "numeric", "short", "cloze"]
FEEDBACK = {"general": "因为。", "options": {}}


def sent_back(editor):
    """The form as the page shows it, sent back."""
    data = QueryDict(mutable=True)
    for form in editor.forms:
        for bound in form:
            value = bound.value()
            if value not in (None, "", False):
                data[bound.html_name] = str(value) if value is not True else "on"
    return data


@pytest.mark.parametrize("kind", KINDS)
def test_that_a_form_sent_back_unchanged_changes_nothing(kind):
    body, key, feedback = validation.canonical(kind, *SAMPLES[kind], FEEDBACK)
    make = registry.kind(kind).editing.Editor
    editor = make(sent_back(make(None, (body, key, feedback))), (body, key, feedback))
    assert editor.is_valid(), [form.errors for form in editor.forms]
    own, own_key, own_feedback = editor.content()
    again = validation.canonical(kind, {"stem": body["stem"]} | own, own_key, {"general": "因为。"} | own_feedback)
    assert again == (body, key, feedback)


@pytest.mark.parametrize("kind", KINDS)
def test_that_an_empty_form_is_a_draft_with_its_problems_named(kind):
    make = registry.kind(kind).editing.Editor
    editor = make(sent_back(make(None, None)), None)
    assert editor.is_valid(), [form.errors for form in editor.forms]
    own, key, feedback = editor.content()
    canonical = validation.canonical(kind, {"stem": "问？"} | own, key, feedback)
    assert validation.item_problems(kind, *canonical)


TYPED = {
    "matching": (
        {
            "pair-0-line": "办户口",
            "pair-0-choice": "公安",
            "pair-1-line": "换证",
            "pair-1-choice": "公安",
            "pair-2-choice": "法院",
        },
        {"pairs": {"p1": "c1", "p2": "c1"}},
    ),
    "numeric": (
        {"answer-0-value": "3.5万", "answer-0-tolerance": "５００", "units-units": "", "units": "元=1\n万元=10000"},
        {"answers": [{"value": "35000", "tolerance": "500"}], "units": {"元": "1", "万元": "10000"}},
    ),
    "short": (
        {"answer-0-text": "五年", "answer-1-text": "五", "answer-1-points": "50", "wildcards": ""},
        {"answers": [{"text": "五年"}, {"text": "五", "points": 0.5}]},
    ),
    "cloze": (
        {
            "stem": "任期{{1}}年，会议{{2}}次，约{{3}}",
            "gap-0-id": "1",
            "gap-0-kind": "short",
            "gap-0-text": "五 | 5",
            "gap-1-id": "2",
            "gap-1-kind": "choice",
            "gap-1-text": "一次✓ | 两次",
            "gap-1-weight": "2",
            "gap-2-id": "3",
            "gap-2-kind": "numeric",
            "gap-2-text": "3.14±0.01 | 1~2",
        },
        {
            "gaps": {
                "1": {"answers": [{"text": "五"}, {"text": "5"}]},
                "2": {"correct": "a", "weight": 2},
                "3": {"answers": [{"value": "3.14", "tolerance": "0.01"}, {"low": "1", "high": "2"}]},
            }
        },
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", sorted(TYPED))
def test_that_an_author_writes_previews_and_publishes_it(client, kind):
    author = make_trainer()
    client.force_login(author)
    typed, key = TYPED[kind]
    page = client.get(reverse("items:add"), {"kind": kind})
    data = {
        name: value
        for form in page.context["editor"].forms
        for name, value in ((b.html_name, b.value()) for b in form)
        if value
    }
    data |= {
        "kind": kind,
        "bank": make_bank().pk,
        "competence": competence().pk,
        "level": 1,
        "band": 0.0,
        "stem": "问？",
        "general": "",
    }
    client.post(reverse("items:add"), data | typed | {"action": "save"})
    item = Item.objects.get()
    check(item, author, timezone.now())
    items.publish(item=item, by=make_committee(), now=timezone.now())
    assert item.live_version is not None, item.draft.body
    assert item.live_version.keys.get().key == key
    assert "{{" not in item.stem
    frame = client.get(reverse("items:frame", args=[item.pk])).content.decode()
    assert "data-answer" in frame
    assert client.get(reverse("items:history", args=[item.pk])).status_code == 200
    assert client.get(reverse("items:edit", args=[item.pk])).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_that_a_draft_of_each_kind_has_a_preview_however_incomplete(client, kind):
    client.force_login(make_trainer())
    item = items.create(bank=make_bank(), competence=competence(), kind=kind, level=1, by=None, now=NOW)
    items.save_draft(item=item, body={"stem": "问？"}, key={}, feedback={}, by=None, now=NOW)
    assert client.get(reverse("items:frame", args=[item.pk])).status_code == 200
    assert client.get(reverse("items:preview", args=[item.pk])).status_code == 200


def test_that_a_gap_keeps_what_its_row_cannot_show():
    body, key, feedback = validation.canonical("cloze", *SAMPLES["cloze"], FEEDBACK)
    make = registry.kind("cloze").editing.Editor
    data = sent_back(make(None, (body, key, feedback)))
    data["gap-0-text"] = "3"
    editor = make(data, (body, key, feedback))
    assert editor.is_valid()
    assert editor.content()[1]["gaps"]["3"] == {"correct": "a", "feedback": {"b": "再想想。"}}
    assert editor.content()[1]["gaps"]["1"] == {"answers": [{"value": "3"}]}
