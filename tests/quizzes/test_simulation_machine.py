"""The pure machine of simulated tasks, walked through at random."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.types.simulation import machine, renaming, scoring
from quizzes.types.simulation.checking import faults
from quizzes.types.simulation.judging import UNFINISHED, judge
from tests.quizzes.simulation_factories import FIELDS, IDS, WORDS, content, devices, keys

VALUES = {"text": WORDS, "pick": st.sampled_from(["", *IDS]), "boxes": st.lists(st.sampled_from(IDS), max_size=3)}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "a", "home", "flag"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "screens", "acts", "ways", "when", "blocks", "field", "to", "start", "steps", "goal"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@st.composite
def walks(draw: st.DrawFn) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A device and acts that it offers, one after the other."""
    body = draw(devices())
    state, acts = machine.start(body), []
    for _step in range(draw(st.integers(1, 12))):
        act: dict[str, Any] = {"do": draw(st.sampled_from(machine.offered(body, state)))}
        there = machine.fields_of(machine.screen_of(body, state))
        if there and act["do"] not in (machine.UNDO, machine.RESTART):
            act["with"] = {name: draw(VALUES[name]) for name in there if draw(st.booleans())}
        state = machine.apply(body, state, act)
        acts.append(act)
    return body, acts


@settings(max_examples=60, deadline=None)
@given(walks(), keys())
def test_offered_acts_never_fail_and_always_earn_between_nothing_and_everything(walk: Any, key: Any) -> None:
    body, acts = walk
    payload = scoring.validate({"acts": acts}, body, {})
    assert 0.0 <= scoring.score(payload, key) <= 1.0
    assert json.loads(json.dumps(payload)) == payload


@settings(max_examples=60, deadline=None)
@given(walks())
def test_replaying_gives_the_same_states_again_with_the_body_and_without(walk: Any) -> None:
    body, acts = walk
    assert machine.replay(body, acts) == machine.replay(body, acts)
    written = machine.written(body, acts)
    for with_body, without in zip(machine.replay(body, acts), machine.retrace(written), strict=True):
        assert (with_body.screen, with_body.flags, with_body.done, with_body.seen) == (
            without.screen,
            without.flags,
            without.done,
            without.seen,
        )
        assert dict(with_body.fields) == dict(without.fields)


@settings(max_examples=40, deadline=None)
@given(walks())
def test_a_stored_answer_is_stored_the_same_when_it_is_sent_again(walk: Any) -> None:
    body, acts = walk
    payload = scoring.validate({"acts": acts}, body, {})
    assert scoring.validate(payload, body, {}) == payload


@settings(max_examples=40, deadline=None)
@given(walks())
def test_one_step_back_leads_exactly_to_where_one_was(walk: Any) -> None:
    body, acts = walk
    states = machine.replay(body, acts)
    if states[-1].before is not None:
        back = machine.apply(body, states[-1], {"do": machine.UNDO})
        assert back == machine.replace(states[-1].before, said="")


@settings(max_examples=40, deadline=None)
@given(walks())
def test_only_a_longer_list_of_acts_follows_on_a_shorter_one(walk: Any) -> None:
    body, acts = walk
    whole = scoring.validate({"acts": acts}, body, {})
    for length in range(1, len(acts)):
        part = {"acts": whole["acts"][:length]}
        assert scoring.follows(part, whole)
        assert not scoring.follows(whole, part)
    assert not scoring.follows(whole, {"skipped": True})
    assert scoring.follows({"skipped": True}, whole)


@settings(max_examples=100, deadline=None)
@given(JSON, JSON)
def test_whatever_an_author_writes_is_complained_about_and_never_breaks(body: Any, key: Any) -> None:
    from quizzes.types.simulation import content as words

    body = body if isinstance(body, dict) else {"screens": body}
    key = key if isinstance(key, dict) else {"steps": key}
    tidy = words.canonical({"stem": "做", **body}, key, {})
    assert words.problems(*tidy)
    assert words.canonical(*tidy) == tidy


@pytest.mark.parametrize(
    "acts",
    [
        [{"do": "send"}],
        [{"do": "undo"}],
        [{"do": "leave"}, {"do": "send", "with": {"colour": "red"}}],
        [{"do": "leave"}, {"do": "send", "with": {"meeting": "other"}}],
        [{"do": "leave"}, {"do": "send", "with": {"reason": "长" * 41}}],
        [{"do": "leave"}, {"do": "send", "with": {"reason": ["住院"]}}],
        [{"do": "leave"}] + [{"do": "undo"}, {"do": "leave"}] * 20,
        [{"do": 1}],
        [],
        "leave",
    ],
)
def test_what_the_device_does_not_offer_is_no_answer(acts: Any) -> None:
    body, _key = content()
    with pytest.raises(ValueError):
        scoring.validate({"acts": acts}, body, {})


def earned(*acts: dict[str, Any]) -> float:
    body, key = content()
    return scoring.score(scoring.validate({"acts": list(acts)}, body, {}), key)


LEAVE: dict[str, Any] = {"do": "leave"}
SEND: dict[str, Any] = {"do": "send", "with": {"meeting": "full", "reason": "因 住院 请假"}}


def test_every_step_earns_its_points() -> None:
    assert earned(LEAVE, SEND) == 1.0
    assert earned(LEAVE, SEND | {"with": {"meeting": "full", "reason": "家事"}}) == 0.75


def test_a_task_that_is_not_finished_earns_half_at_most() -> None:
    assert earned(LEAVE, SEND | {"with": {"meeting": "group", "reason": "住院"}}) == 0.25
    body, key = content()
    key["goal"] = [{"flag": "given"}]
    payload = scoring.validate({"acts": [LEAVE, SEND]}, body, {})
    assert scoring.score(payload, key) == UNFINISHED


def test_a_forbidden_act_stays_when_it_is_undone_or_everything_begun_anew() -> None:
    given_away = [{"do": "read"}, {"do": "give"}]
    assert earned(*given_away, LEAVE, SEND) == 0.3
    assert earned(*given_away, {"do": "undo"}, {"do": "away"}, LEAVE, SEND) == 0.3
    assert earned(*given_away, {"do": "restart"}, LEAVE, SEND) == 0.3


def test_steps_are_those_of_the_present_run() -> None:
    assert earned(LEAVE, SEND, {"do": "restart"}) == 0.0
    assert earned(LEAVE, SEND, {"do": "undo"}) == 0.0
    assert earned(LEAVE, SEND, {"do": "restart"}, {"do": "undo"}) == 1.0


def test_a_value_that_the_author_filled_in_counts_until_it_is_wiped_out() -> None:
    body = {
        "start": "a",
        "screens": [{"id": "a", "acts": [{"id": "go", "ways": [{}]}], "blocks": [{"field": FIELDS[0]}]}],
    }
    assert machine.replay(body, [{"do": "go"}])[-1].fields == {"text": "甲"}
    wiped = machine.written(body, [{"do": "go", "with": {"text": ""}}])
    assert machine.retrace(wiped)[-1].fields == {"text": ""}
    assert machine.written(body, wiped) == wiped


def test_the_verdict_names_steps_and_what_was_forbidden() -> None:
    body, key = content()
    verdict = judge(machine.replay(body, [{"do": "read"}, {"do": "give"}]), key)
    assert [(step.id, step.met) for step in verdict.steps] == [("asked", False), ("ill", False)]
    assert verdict.broken == ("把验证码发给了别人",)
    assert not verdict.finished


def broken(change: Any) -> list[tuple[str, str]]:
    body, key = content()
    change(body, key)
    return [(fault.code, fault.where) for fault in faults(body, key)]


def _drop_send(body: Any, key: Any) -> None:
    body["screens"][1]["acts"][0]["ways"].pop()


def _new_screen(body: Any, key: Any) -> None:
    body["screens"].append({"id": "lost", "title": "没人来", "end": True})


CHANGES: list[tuple[Any, tuple[str, str]]] = [
    (lambda body, key: body.update(start="nowhere"), ("no_start", "start")),
    (_drop_send, ("no_last_way", "screens.form.acts.send")),
    (_new_screen, ("unreachable", "screens.lost")),
    (lambda body, key: body["screens"][3].update(end=False), ("no_way_out", "screens.done")),
    (
        lambda body, key: body["screens"][0]["acts"][0]["ways"][0].update(to="x"),
        ("dangling", "screens.home.acts.leave.ways.1"),
    ),
    (lambda body, key: key.update(way=[{"do": "read"}]), ("goal_not_reached", "key.way")),
    (lambda body, key: key["way"].insert(0, {"do": "send"}), ("way_stops", "key.way.1")),
    (lambda body, key: key["steps"][1].update(when=[{"flag": "never"}]), ("no_flag", "key.steps.ill.when")),
    (lambda body, key: key["steps"][1].update(when=[{"seen": "chat"}]), ("step_not_met", "key.steps.ill")),
    (lambda body, key: key["forbidden"][0].update(when=[{"seen": "form"}]), ("way_forbidden", "key.way")),
    (lambda body, key: key["forbidden"][0].update(cap=1), ("cap", "key.forbidden.given")),
    (lambda body, key: body["screens"][0].update(colour="red"), ("unknown", "screens.home.colour")),
    (
        lambda body, key: body["screens"][0]["blocks"][1]["table"]["rows"].append(["a"]),
        ("ragged", "screens.home.blocks.2.table"),
    ),
    (lambda body, key: body.update(limit=1000), ("limit", "limit")),
    (lambda body, key: body.update(limit=1), ("way_too_long", "key.way")),
    (lambda body, key: body["screens"][2]["acts"][1].update(id="undo"), ("reserved", "screens.chat.acts.undo")),
]


@pytest.mark.parametrize(("change", "fault"), CHANGES)
def test_an_author_hears_what_is_wrong_and_where(change: Any, fault: tuple[str, str]) -> None:
    assert fault in broken(change)


def test_a_device_on_which_nothing_can_be_decided_is_refused() -> None:
    body = {
        "start": "a",
        "screens": [
            {"id": "a", "title": "a", "acts": [{"id": "go", "text": "go", "ways": [{"to": "b"}]}]},
            {"id": "b", "title": "b", "end": True},
        ],
    }
    key = {
        "goal": [{"at": "b"}],
        "steps": [{"id": "s", "text": "s", "points": 1, "when": [{"seen": "b"}]}],
        "way": [{"do": "go"}],
    }
    assert [fault.code for fault in faults(body, key)] == ["one_way_only"]


def test_the_example_of_the_tests_is_in_order() -> None:
    assert faults(*content()) == []


@settings(max_examples=60, deadline=None)
@given(walks())
def test_that_a_device_in_other_names_leads_to_the_same_places_and_back(walk: Any) -> None:
    body, acts = walk
    names = {
        name: {str(row["id"]): f"{name[:3]}{name[-1]}{place}" for place, row in enumerate(rows)}
        for name, rows in renaming.lists_of(body)
    }
    old = {name: {new: id for id, new in ids.items()} for name, ids in names.items()}
    device, renamed = renaming.device(body, names), renaming.acts(acts, names)
    for before, after in zip(machine.replay(body, acts), machine.replay(device, renamed), strict=True):
        assert (before.screen, before.flags, before.seen) == (after.screen, after.flags, after.seen)
    assert machine.written(body, renaming.acts(renamed, old)) == machine.written(body, acts)
