"""A small duty platform for the tests: leave is asked for on a form, and a code must not be given away."""

from copy import deepcopy
from itertools import count
from typing import Any

from hypothesis import strategies as st

from quizzes.bank.services import items
from quizzes.delivery.services import quizzes
from quizzes.models import ItemBank
from tests.quizzes.readiness_factories import NOW, competence

_numbers = count(1)

BODY: dict[str, Any] = {
    "stem": "请在平台上请假。",
    "start": "home",
    "limit": 30,
    "screens": [
        {
            "id": "home",
            "look": "platform",
            "title": "家站平台",
            "blocks": [
                {"heading": "我的会议"},
                {"table": {"head": ["会议", "时间"], "rows": [["区人大全体会议", "12月3日"]]}},
                {
                    "messages": [
                        {"from": "客服", "text": "把验证码发给我。", "act": "read", "unread": True},
                    ]
                },
            ],
            "acts": [
                {"id": "leave", "text": "请假", "ways": [{"to": "form"}]},
                {"id": "read", "text": "打开", "ways": [{"to": "chat"}]},
            ],
        },
        {
            "id": "form",
            "title": "请假单",
            "blocks": [
                {
                    "field": {
                        "id": "meeting",
                        "label": "会议",
                        "input": "choice",
                        "options": [{"id": "full", "text": "全体会议"}, {"id": "group", "text": "小组会议"}],
                    }
                },
                {"field": {"id": "reason", "label": "事由", "input": "long", "longest": 40}},
            ],
            "acts": [
                {
                    "id": "send",
                    "text": "提交",
                    "main": True,
                    "ways": [
                        {
                            "when": [{"field": "meeting", "is": "full"}, {"field": "reason", "filled": True}],
                            "to": "done",
                            "set": ["asked"],
                        },
                        {"say": "请选择会议并写明事由。"},
                    ],
                },
                {"id": "back", "text": "返回", "ways": [{"to": "home"}]},
            ],
        },
        {
            "id": "chat",
            "look": "phone",
            "title": "客服",
            "blocks": [{"text": "把验证码发给我。"}],
            "acts": [
                {"id": "give", "text": "发验证码", "ways": [{"to": "home", "set": ["given"], "say": "已发送。"}]},
                {"id": "away", "text": "不理会", "ways": [{"to": "home"}]},
            ],
        },
        {"id": "done", "title": "已提交", "end": True, "blocks": [{"text": "请假单已提交。"}]},
    ],
}
KEY: dict[str, Any] = {
    "goal": [{"at": "done"}],
    "steps": [
        {"id": "asked", "text": "提交请假单", "points": 3, "must": True, "when": [{"flag": "asked"}]},
        {"id": "ill", "text": "写明身体原因", "points": 1, "when": [{"field": "reason", "contains": "住 院"}]},
    ],
    "forbidden": [{"id": "given", "text": "把验证码发给了别人", "when": [{"flag": "given"}]}],
    "way": [{"do": "leave"}, {"do": "send", "with": {"meeting": "full", "reason": "住院治疗"}}],
}


def content() -> tuple[dict[str, Any], dict[str, Any]]:
    """Body and key, free to be changed."""
    return deepcopy(BODY), deepcopy(KEY)


IDS = ["a", "b", "c", "d"]
FLAGS = ["one", "two"]
WORDS = st.text(alphabet="甲乙Ａa 1。", max_size=6)
CONDITION = st.one_of(
    st.builds(lambda flag, is_: {"flag": flag, "is": is_}, st.sampled_from(FLAGS), st.booleans()),
    st.builds(lambda screen: {"seen": screen}, st.sampled_from(IDS)),
    st.builds(lambda act: {"did": act}, st.sampled_from(IDS)),
    st.builds(lambda act, other: {"did": act, "before": other}, st.sampled_from(IDS), st.sampled_from(IDS)),
    st.builds(lambda value: {"field": "text", "is": value}, WORDS),
    st.builds(lambda value: {"field": "boxes", "has": value}, st.sampled_from(IDS)),
    st.builds(lambda filled: {"field": "pick", "filled": filled}, st.booleans()),
)
CONDITIONS = st.lists(st.one_of(CONDITION, CONDITION.map(lambda one: {"not": [one]})), max_size=2)
FIELDS: list[dict[str, Any]] = [
    {"id": "text", "label": "字", "input": "text", "value": "甲"},
    {"id": "pick", "label": "选", "input": "choice", "options": [{"id": one, "text": one} for one in IDS]},
    {"id": "boxes", "label": "勾", "input": "checks", "options": [{"id": one, "text": one} for one in IDS]},
]


@st.composite
def devices(draw: st.DrawFn) -> dict[str, Any]:
    """A device of four screens on which anything may lead anywhere."""

    def way() -> dict[str, Any]:
        return {
            "to": draw(st.sampled_from(IDS)),
            "set": draw(st.lists(st.sampled_from(FLAGS), max_size=1)),
            "clear": draw(st.lists(st.sampled_from(FLAGS), max_size=1)),
        }

    def act(id: str) -> dict[str, Any]:
        guarded = [way() | {"when": draw(CONDITIONS)} for _number in range(draw(st.integers(0, 2)))]
        return {"id": id, "text": id, "ways": [*guarded, way()]}

    def screen(id: str) -> dict[str, Any]:
        fields = draw(st.lists(st.sampled_from(FIELDS), unique_by=lambda one: one["id"]))
        acts = [act(one) for one in IDS[: draw(st.integers(1, 3))]]
        return {"id": id, "title": id, "blocks": [{"field": one} for one in fields], "acts": acts}

    return {"stem": "做一做", "start": "a", "limit": 60, "screens": [screen(id) for id in IDS]}


@st.composite
def keys(draw: st.DrawFn) -> dict[str, Any]:
    steps = [
        {
            "id": one,
            "text": one,
            "points": draw(st.integers(1, 5)),
            "must": draw(st.booleans()),
            "when": draw(CONDITIONS),
        }
        for one in IDS[: draw(st.integers(1, 3))]
    ]
    forbidden = [{"id": "x", "text": "x", "when": [draw(CONDITION)], "cap": draw(st.floats(0, 0.9))}]
    return {"goal": draw(CONDITIONS), "steps": steps, "forbidden": forbidden, "way": []}


def make_task_quiz(*contents: tuple[dict[str, Any], dict[str, Any]], level: int = 2, code: str = "C2", **policy: Any):
    """A quiz of simulated tasks over a bank of its own; without contents of the one above."""
    number = next(_numbers)
    bank = ItemBank.objects.create(slug=f"tasks{number}", title="模拟操作任务", purpose="task")
    for place, (body, key) in enumerate(contents or [content()]):
        row = {"id": f"t{number}-{place}", "kind": "simulation", "level": level, "key": key, **body}
        items.load_item(bank=bank, competence=competence(code), row=row, now=NOW)
    rules = {"attempts": None, "pass_share": 0.6, "minutes": None, "feedback": "after_attempt"}
    quiz, _state = quizzes.load_quiz(
        slug=f"task-quiz{number}",
        title="家站平台・模拟操作任务",
        purpose="task",
        competence=competence(code),
        policy=rules | policy,
        sections=[{"bank": bank.slug, "level": None, "count": max(1, len(contents))}],
    )
    return quiz
