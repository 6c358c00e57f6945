"""Browsers never get the ids that authors typed, and what they send comes back as these ids."""

import pytest

from quizzes.bank.models import ItemVersion
from quizzes.delivery.served import Served
from tests.quizzes.simulation_factories import BODY

OPTIONS = [{"id": "a", "text": "甲"}, {"id": "b", "text": "乙"}]
MATCHING = {"stem": "配", "prompts": OPTIONS, "choices": OPTIONS}
CLOZE = {
    "stem": "{{days}}{{2}}",
    "gaps": [
        {"id": "days", "kind": "choice", "options": OPTIONS},
        {"id": "2", "kind": "short"},
        {"id": "3", "kind": "multiple", "options": OPTIONS},
    ],
}
CASES = [
    ({"stem": "问", "options": OPTIONS}, ["b", "a"], {"choice": "a"}),
    ({"stem": "问", "options": OPTIONS}, ["b", "a"], {"choices": ["a", "b"]}),
    ({"stem": "问", "options": OPTIONS}, ["b", "a"], {"order": ["b", "a"]}),
    ({"stem": "问", "areas": OPTIONS}, {}, {"choices": ["b"]}),
    (MATCHING, {"prompts": ["a", "b"], "choices": ["b", "a"]}, {"pairs": {"a": "b"}}),
    (CLOZE, {"days": ["b", "a"]}, {"gaps": {"days": "a", "2": "a", "3": ["a", "b"]}}),
    ({"stem": "问"}, {}, {"text": "a"}),
    ({"stem": "问"}, {}, {"value": "3"}),
    ({"stem": "问", "options": OPTIONS}, ["a", "b"], {"skipped": True}),
    (BODY, {}, {"acts": [{"do": "leave"}, {"do": "send", "with": {"meeting": "full", "reason": "full"}}]}),
    (BODY, {}, {"acts": [{"do": "leave"}, {"do": "undo"}]}),
]


def served(body: dict[str, object]) -> Served:
    return Served(ItemVersion(pk=7, body=body))


@pytest.mark.parametrize(("body", "shown", "payload"), CASES)
def test_that_an_answer_comes_back_as_it_was_stored(body, shown, payload):
    one = served(body)
    assert one.back(one.out(payload)) == payload
    assert one.back(payload) == payload, "names that are no letters of ours stay"


@pytest.mark.parametrize(("body", "shown", "payload"), CASES[:6])
def test_that_no_id_is_left_and_the_arrangement_stays(body, shown, payload):
    one = served(body)
    text = repr(one.body) + repr(one.shown(shown))
    assert "'id': 'a'" not in text
    assert "['b', 'a']" not in text
    assert list(one.names.values())[-1].keys() == {"a", "b"}


def test_that_equal_ids_of_two_lists_and_two_items_do_not_look_alike():
    one = served(MATCHING)
    assert one.names["prompts"]["a"] != one.names["choices"]["a"]
    assert one.names != Served(ItemVersion(pk=8, body=MATCHING)).names


def test_that_a_gap_written_by_hand_is_not_taken_for_an_option():
    one = served(CLOZE)
    assert one.out({"gaps": {"days": "a", "2": "a"}})["gaps"][one.names["gaps"]["2"]] == "a"


def test_that_gaps_are_called_otherwise_in_text_form_and_answer():
    one = served(CLOZE)
    name = one.names["gaps"]["days"]
    assert "days" not in repr(one.body)
    assert one.body["stem"].startswith("{{" + name + "}}")
    assert one.shown({"days": ["b", "a"]}) == {name: [one.names["gap days"][id] for id in "ba"]}
    assert one.back({"gaps": {name: one.names["gap days"]["b"]}}) == {"gaps": {"days": "b"}}


def test_that_acts_and_options_of_a_device_stand_in_no_order_of_their_author():
    before = after = 0
    rows = [{"id": f"r{place}", "text": str(place)} for place in range(4)]
    field = {"field": {"id": "f", "label": "选", "input": "choice", "options": rows}}
    for pk in range(300):
        acts = [row | {"ways": []} for row in rows]
        body = {"stem": "问", "start": "s", "screens": [{"id": "s", "title": "屏", "blocks": [field], "acts": acts}]}
        screen = Served(ItemVersion(pk=pk, body=body)).body["screens"][0]
        before += screen["acts"][0]["text"] == "0"
        after += screen["blocks"][0]["field"]["options"][0]["text"] == "0"
    assert all(abs(count - 75) < 3 * (300 * 3 / 16) ** 0.5 for count in (before, after))


@pytest.mark.parametrize(
    "odd", [None, "a", ["a"], {"choice": 3}, {"choices": [3, "a", None]}, {"pairs": "a"}, {"gaps": 1}]
)
def test_that_what_is_no_answer_is_left_to_the_scorer(odd):
    back = served({"stem": "问", "options": OPTIONS}).back(odd)
    assert (
        sorted(map(str, back.get("choices", [back]))) == sorted(map(str, odd.get("choices", [odd])))
        if isinstance(odd, dict)
        else back == odd
    )
