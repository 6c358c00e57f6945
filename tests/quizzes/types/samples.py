"""One good item of each kind: body and key."""

from typing import Any

OPTIONS = [{"id": one, "text": f"选项{one}"} for one in "abcd"]
Item = tuple[dict[str, Any], dict[str, Any]]
SAMPLES: dict[str, Item] = {
    "single": ({"stem": "问", "options": OPTIONS}, {"correct": "b"}),
    "boolean": (
        {"stem": "问", "options": [{"id": "true", "text": "正确"}, {"id": "false", "text": "错误"}]},
        {"correct": "false"},
    ),
    "multiple": ({"stem": "问", "options": OPTIONS}, {"correct": ["b", "c"]}),
    "ordering": ({"stem": "问", "options": OPTIONS}, {"order": ["d", "c", "b", "a"]}),
    "matching": (
        {
            "stem": "每件事归哪个机关办？",
            "prompts": [{"id": "p1", "text": "办户口"}, {"id": "p2", "text": "交税"}, {"id": "p3", "text": "换身份证"}],
            "choices": [{"id": "c1", "text": "公安"}, {"id": "c2", "text": "税务"}, {"id": "c3", "text": "法院"}],
        },
        {"pairs": {"p1": "c1", "p2": "c2", "p3": "c1"}},
    ),
    "numeric": (
        {"stem": "比上年增加多少？", "units": ["元", "万元"]},
        {
            "answers": [{"value": "35000", "tolerance": "500"}, {"low": "30000", "high": "40000", "points": 0.5}],
            "units": {"元": "1", "万元": "10000"},
        },
    ),
    "short": (
        {"stem": "代表每届任期几年？"},
        {"answers": [{"text": "五年"}, {"text": "5年"}, {"text": "五", "points": 0.5, "feedback": "写上单位更好。"}]},
    ),
    "cloze": (
        {
            "stem": "会议每年至少举行{{1}}次，由{{2}}召集，到会须过{{3}}，{{4}}都要请假。",
            "gaps": [
                {"id": "1", "kind": "numeric"},
                {"id": "2", "kind": "short"},
                {"id": "3", "kind": "choice", "options": OPTIONS},
                {"id": "4", "kind": "multiple", "options": OPTIONS},
            ],
        },
        {
            "gaps": {
                "1": {"answers": [{"value": "2"}]},
                "2": {"answers": [{"text": "主席团"}], "weight": 2},
                "3": {"correct": "a", "feedback": {"b": "再想想。"}},
                "4": {"correct": ["a", "d"]},
            }
        },
    ),
}
