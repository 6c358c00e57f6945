"""Somebody who trains on everything that a sitting serves guesses no better than chance which option is right.

The authors of these thousand items have a bad habit: mostly they type the right option first, and the lines of an order
in their order. Nothing that reaches a browser may let that be learnt: not the names of options, their order, the sizes
of pages and answers, nor the time that saving takes.
"""

import json
import re
import time
from collections import Counter
from dataclasses import dataclass
from random import Random

import numpy as np
import pytest
from django.test import Client
from scipy.optimize import minimize

from quizzes import scoring
from quizzes.delivery.services import attempts
from quizzes.models import Attempt, Item, ItemKey, ItemVersion, Quiz, QuizSection
from tests.quizzes.delivery_factories import NOW, make_bank, make_competence, make_learner

ITEMS, A_SITTING = 1_000, 100
OPTIONS = 4
HABIT = 0.8
"""How often the first option typed is the right one."""
LABEL = re.compile(r'<label class="option[^>]*>\s*<input([^>]*)>(.*?)</label>', re.DOTALL)
POSITION = re.compile(r'<fieldset class="question" data-position="(\d+)"')
VALUE = re.compile(r'value="([^"]*)"')
WORDS = "代表依法履职参加会议提出建议联系群众接受监督学习平台账号安全"


@dataclass
class Seen:
    """One item as it was served: for each option its name, text and markup in the order of the page; then the right
    one's place, the place that was sent, and size, headers and seconds of what came back."""

    names: list[str]
    texts: list[str]
    markup: list[str]
    right: int
    sent: int
    size: int
    headers: int
    seconds: float


def make_items(kind: str, number: int, draw: Random) -> Quiz:
    bank, competence = make_bank(), make_competence()
    ids = list("abcd")
    items = Item.objects.bulk_create(
        Item(bank=bank, slug=f"{kind}{place}", kind=kind, competence=competence, stem="问", level=1)
        for place in range(number)
    )
    versions = ItemVersion.objects.bulk_create(
        ItemVersion(
            item=item,
            number=1,
            published_at=NOW,
            body={
                "stem": f"第{item.pk}问",
                "options": [
                    {"id": one, "text": f"{one}{item.pk}" + "".join(draw.choices(WORDS, k=draw.randint(3, 30)))}
                    for one in ids
                ],
            },
        )
        for item in items
    )
    ItemKey.objects.bulk_create(
        ItemKey(
            version=version,
            key={"order": ids} if kind == "ordering" else {"correct": right_id(ids, draw)},
            feedback={"general": "解析" * draw.randint(1, 20)},
            at=NOW,
        )
        for version in versions
    )
    for item, version in zip(items, versions, strict=True):
        item.live_version = version
    Item.objects.bulk_update(items, ["live_version"], batch_size=200)
    rules = {"attempts": None, "pass_share": 0.6, "minutes": None, "feedback": "after_attempt", "shuffle_options": True}
    rules |= {} if kind == "ordering" else {"layout": "all"}
    quiz = Quiz.objects.create(slug=kind, title="测评", purpose="practice", competence=competence, policy=rules)
    QuizSection.objects.create(quiz=quiz, bank=bank, count=min(number, A_SITTING))
    return quiz


def right_id(ids: list[str], draw: Random) -> str:
    return ids[0] if draw.random() < HABIT else draw.choice(ids)


def watch(client: Client, attempt: Attempt, draw: Random) -> list[Seen]:
    """Open the page of all items of the sitting and save one answer to each, as often right as wrong."""
    found = []
    page = client.get(f"/attempts/{attempt.uuid}/").content.decode()
    questions = dict(zip(map(int, POSITION.findall(page)), POSITION.split(page)[2::2], strict=True))
    for one in attempt.presented.select_related("version").prefetch_related("version__keys"):
        labels = LABEL.findall(questions[one.position])
        texts = {option["text"]: option["id"] for option in one.version.body["options"]}
        shown = [re.sub(r"<[^>]+>", "", inner).strip() for _attributes, inner in labels]
        key = one.version.keys.all()[0].key["correct"]
        right = [texts[text] for text in shown].index(key)
        names = [VALUE.search(attributes)[1] for attributes, _inner in labels]  # type: ignore[index]
        sent = right if draw.random() < 0.5 else draw.choice([place for place in range(OPTIONS) if place != right])
        body = {
            "position": one.position,
            "payload": {"choice": names[sent]},
            "client_id": f"{attempt.pk}-{one.position}",
            "client": "a",
            "based_on": 0,
        }
        began = time.perf_counter()
        answer = client.post(f"/attempts/{attempt.uuid}/responses/", json.dumps(body), content_type="application/json")
        seconds = time.perf_counter() - began
        assert answer.status_code == 200, answer.content
        markup = [attributes for attributes, _inner in labels]
        headers = sum(len(name) + len(value) for name, value in answer.headers.items())
        found.append(Seen(names, shown, markup, right, sent, len(answer.content), headers, seconds))
    return found


def of_options(item: Seen, names: list[str]) -> np.ndarray:
    """A row of features for each option: its place, the rank and letters of its name, its lengths."""
    ranks = np.argsort(np.argsort(names))
    rows = []
    for place in range(OPTIONS):
        name = names[place]
        rows.append(
            [
                *(np.arange(OPTIONS) == place),
                *(np.arange(OPTIONS) == ranks[place]),
                *(ord(name[index]) / 64 if index < len(name) else 0 for index in range(4)),
                len(name),
                len(item.texts[place]) / 10,
                len(item.markup[place]) / 10,
                len(item.texts[place]) == max(map(len, item.texts)),
            ]
        )
    return np.array(rows, dtype=float)


def fitted(features: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Weights of a conditional logit: features (items, options, k), the right option's place of each item."""
    rows = np.arange(len(right))

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = features @ weights
        scores -= scores.max(axis=1, keepdims=True)
        share = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
        gradient = np.einsum("io,iok->k", share, features) - features[rows, right].sum(axis=0)
        return -np.log(share[rows, right]).sum() + 0.5 * weights @ weights, gradient + weights

    return minimize(loss, np.zeros(features.shape[2]), jac=True, method="L-BFGS-B").x


def hits(features: np.ndarray, right: np.ndarray) -> tuple[int, int]:
    """Trained on one half, guessed on the other, then the other way round: how many were guessed, of how many."""
    middle = len(right) // 2
    first, second = slice(0, middle), slice(middle, None)
    found = 0
    for learn, guess in ((first, second), (second, first)):
        weights = fitted(features[learn], right[learn])
        found += int(((features[guess] @ weights).argmax(axis=1) == right[guess]).sum())
    return found, len(right)


def sigmas(found: int, total: int, chance: float) -> float:
    return (found - total * chance) / (total * chance * (1 - chance)) ** 0.5


@pytest.fixture
def sittings(db: None) -> list[Seen]:
    draw = Random("attacker")
    quiz, person = make_items("single", ITEMS, draw), make_learner()
    client = Client()
    client.force_login(person, backend="lms.people.backends.PersonBackend")
    found = []
    for number in range(ITEMS // A_SITTING):
        attempt = attempts.start(person=person, quiz=quiz, mode="phone", seed=number, now=NOW)
        found += watch(client, attempt, draw)
        attempts.submit(attempt=attempt, now=NOW)
    return found


def test_that_who_trains_on_what_is_served_guesses_no_better_than_chance(sittings: list[Seen]) -> None:
    right = np.array([one.right for one in sittings])
    features = np.stack([of_options(one, one.names) for one in sittings])
    found, total = hits(features, right)
    assert total >= ITEMS
    assert sigmas(found, total, 1 / OPTIONS) < 3, f"{found} of {total}"

    came_back = np.array([[one.size, one.headers, 1000 * one.seconds, np.log(one.seconds)] for one in sittings])
    came_back = (came_back - came_back.mean(axis=0)) / np.maximum(came_back.std(axis=0), 1e-9)
    pairs = np.stack([np.zeros_like(came_back), came_back], axis=1)  # wrong or right
    was_right = np.array([int(one.sent == one.right) for one in sittings])
    with_base = np.concatenate([pairs, np.tile([[0.0], [1.0]], (len(pairs), 1, 1))], axis=2)
    found, total = hits(with_base, was_right)
    assert sigmas(found, total, max(was_right.mean(), 1 - was_right.mean())) < 3, f"{found} of {total}"

    # The same attacker sees the habit at once where the names that authors typed are served.
    authors = [[text[0] for text in one.texts] for one in sittings]
    leaky = np.stack([of_options(one, names) for one, names in zip(sittings, authors, strict=True)])
    assert sigmas(*hits(leaky, right), 1 / OPTIONS) > 20


def test_that_the_lines_of_an_order_tell_nothing_by_their_names(client: Client, db: None) -> None:
    quiz, person = make_items("ordering", A_SITTING, Random("order")), make_learner()
    client.force_login(person, backend="lms.people.backends.PersonBackend")
    attempt = attempts.start(person=person, quiz=quiz, mode="phone", seed=1, now=NOW)
    agreed = []
    for one in attempt.presented.select_related("version"):
        page = client.get(f"/attempts/{attempt.uuid}/", {"item": one.position}).content.decode()
        names = re.findall(r'<li class="option" data-value="([^"]+)"', page)
        texts = [
            re.sub(r"<[^>]+>", "", text).strip()[0] for text in re.findall(r'<span class="text">(.*?)</span>', page)
        ]
        assert sorted(texts) == list("abcd")
        places = dict(zip(texts, names, strict=True))
        agreed += [places[a] < places[b] for a, b in ("ab", "ac", "ad", "bc", "bd", "cd")]
    wide = (len(agreed) * 13 / 18) ** 0.5  # six pairs of four lines: the variance of Kendall's count
    assert abs(sum(agreed) - len(agreed) / 2) < 3 * wide


def test_that_an_order_begins_in_every_order_as_often() -> None:
    """Whoever takes the order that is shown, or any turn of it, for the right one is right as often as by chance."""
    body = {"options": [{"id": one, "text": one} for one in "abc"]}
    seen = Counter(tuple(scoring.arrange("ordering", body, Random(seed), shuffle=False)) for seed in range(3_000))
    assert len(seen) == 6
    assert max(abs(sigmas(found, 3_000, 1 / 6)) for found in seen.values()) < 3
