"""The attacker of `test_attacker` at every other kind that offers something to choose: the author mostly typed the right
one first, and what is served must not let that be learnt."""

import re
from random import Random
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from django.test import Client

from quizzes.bank import validation
from quizzes.delivery.services import attempts
from quizzes.models import Item, ItemKey, ItemVersion, Quiz, QuizSection
from quizzes.types import registry
from tests.quizzes.delivery_factories import NOW, make_bank, make_competence, make_learner
from tests.secrets.test_attacker import OPTIONS, WORDS, hits, right_id, sigmas

ITEMS = 150
"""All in one sitting: an item that came twice would be counted twice."""
TYPED = {"numeric", "short", "extended"}
"""Nothing is offered there; what a learner types stands in the key alone (`test_crawler`)."""
ELSEWHERE = {"single", "ordering"}
"""In `test_attacker`."""
VALUE = re.compile(r'value="([^"]*)"')


def offered(item: Item, draw: Random) -> list[dict[str, Any]]:
    return [
        {"id": one, "text": f"{one}〈{item.pk}〉" + "".join(draw.choices(WORDS, k=draw.randint(3, 20)))}
        for one in "abcd"
    ]


def content(kind: str, item: Item, draw: Random) -> tuple[dict[str, Any], dict[str, Any], str]:
    """Body, key, and the identifier of the right one of four."""
    rows, stem = offered(item, draw), f"第{item.pk}问"
    right = right_id([row["id"] for row in rows], draw)
    if kind == "multiple":
        return {"stem": stem, "options": rows}, {"correct": [right]}, right
    if kind == "matching":
        lines = [{"id": f"p{place}", "text": f"第{place}行"} for place in range(2)]
        rest = draw.choice([row["id"] for row in rows])
        return {"stem": stem, "prompts": lines, "choices": rows}, {"pairs": {"p0": right, "p1": rest}}, right
    if kind == "cloze":
        gaps = [{"id": f"gap-{right}", "kind": "choice", "options": rows}]
        return (
            {"stem": f"{stem}{{{{gap-{right}}}}}", "gaps": gaps},
            {"gaps": {f"gap-{right}": {"correct": right}}},
            right,
        )
    if kind == "hotspot":
        columns = draw.sample(range(OPTIONS), OPTIONS)
        areas = [
            row | {"shape": "rect", "coords": [100 * column + 5, 10, 100 * column + 95, 90]}
            for row, column in zip(rows, columns, strict=True)
        ]
        picture = {"uuid": str(uuid4()), "width": 400, "height": 100, "alt": "截图"}
        return {"stem": stem, "picture": picture, "areas": areas}, {"correct": [right]}, right
    assert kind == "simulation", f"attack the kind {kind} too"
    acts = [row | {"ways": [{"to": "end" if row["id"] == right else "start"}]} for row in rows]
    screens = [
        {"id": "start", "title": "平台", "blocks": [], "acts": acts},
        {"id": "end", "title": "好了", "end": True, "blocks": []},
    ]
    step = {"id": "s", "text": "完成", "points": 1, "when": [{"at": "end"}]}
    key = {"goal": [{"at": "end"}], "steps": [step], "way": [{"do": right}]}
    return {"stem": stem, "start": "start", "screens": screens}, key, right


def make_quiz(kind: str, draw: Random) -> tuple[Quiz, dict[int, str]]:
    """A quiz that shuffles, and of each version how the right option's text begins."""
    bank, competence = make_bank(), make_competence()
    items = Item.objects.bulk_create(
        Item(bank=bank, slug=f"{kind}{place}", kind=kind, competence=competence, stem="问", level=1)
        for place in range(ITEMS)
    )
    right: dict[int, str] = {}
    for item in items:
        given, key, one = content(kind, item, draw)
        body, key, feedback = validation.canonical(kind, given, key, {"general": "解析"})
        assert not validation.item_problems(kind, body, key, feedback)
        version = ItemVersion.objects.create(item=item, number=1, published_at=NOW, body=body)
        ItemKey.objects.create(version=version, key=key, feedback=feedback, at=NOW)
        item.live_version, right[version.pk] = version, f"{one}〈{item.pk}〉"
    Item.objects.bulk_update(items, ["live_version"])
    rules = {"attempts": None, "pass_share": 0.6, "minutes": None, "feedback": "after_attempt", "shuffle_options": True}
    quiz = Quiz.objects.create(slug=kind, title="测评", purpose="practice", competence=competence, policy=rules)
    QuizSection.objects.create(quiz=quiz, bank=bank, count=ITEMS)
    return quiz, right


def seen(page: str, item: int) -> list[tuple[str, str]]:
    """(name, text) of each option in the order of the page: the value that stands last before its text, or around it."""
    found = []
    for letter in "abcd":
        at = page.index(f"{letter}〈{item}〉")
        found.append((at, VALUE.findall(page[:at])[-1], re.split(r"[<\n]", page[at:])[0]))
    return [(name, text) for _at, name, text in sorted(found)]


def of_options(options: list[tuple[str, str]]) -> np.ndarray:
    ranks = np.argsort(np.argsort([name for name, _text in options]))
    longest = max(len(text) for _name, text in options)
    return np.array(
        [
            [
                *(np.arange(OPTIONS) == place),
                *(np.arange(OPTIONS) == ranks[place]),
                *(ord(name[-index]) / 64 if index <= len(name) else 0 for index in range(1, 5)),
                len(name),
                len(text) / 10,
                len(text) == longest,
            ]
            for place, (name, text) in enumerate(options)
        ],
        dtype=float,
    )


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["multiple", "matching", "hotspot", "cloze", "simulation"])
def test_that_what_is_served_lets_nobody_guess_a_key(client: Client, kind: str) -> None:
    draw = Random(f"attacker {kind}")
    (quiz, beginnings), person = make_quiz(kind, draw), make_learner()
    client.force_login(person, backend="lms.people.backends.PersonBackend")
    features, right = [], []
    attempt = attempts.start(person=person, quiz=quiz, mode="phone", seed=1, now=NOW)
    for one in attempt.presented.select_related("version"):
        page = client.get(f"/attempts/{attempt.uuid}/", {"item": one.position}).content.decode()
        options = seen(page, one.version.item_id)
        features.append(of_options(options))
        right.append([text.startswith(beginnings[one.version_id]) for _name, text in options].index(True))
    found, total = hits(np.stack(features), np.array(right))
    assert total == ITEMS
    assert sigmas(found, total, 1 / OPTIONS) < 3, f"{found} of {total}"


def test_that_every_kind_is_attacked() -> None:
    attacked = {"multiple", "matching", "hotspot", "cloze", "simulation"}
    assert set(registry.kinds()) == attacked | TYPED | ELSEWHERE | {"boolean"}, "true and false are the same for all"
