"""The rules of content: a good module passes, and every kind of planted fault is found where it is."""

from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from courses.content import rules
from tests.courses.factories import DRAWING, PROGRAMME

TODAY = date(2026, 12, 1)
STARTER = Path(__file__).parents[2] / "courses" / "starter"
LAW = (
    "# 试行法\n\n<!-- INFO END -->\n\n## 第一章 总则\n\n第一条 为了试一试，制定本法。\n\n"
    "第二条 代表应当听取“意见”，并且如实转达。\n\n不得泄露。\n\n## 第二章 附则\n\n第十二条 本法自公布之日起施行。\n"
)
TOPICS = [
    "接待日改期",
    "保管登录口令",
    "核对留言去向",
    "整理走访记录",
    "下载会议材料",
    "辨认可疑短信",
    "给照片遮住姓名",
    "联系没有手机的老人",
    "提交请假申请",
    "查找现行条文",
    "登记一次视察",
    "向选民回话",
    "更新手机系统",
    "退出公用电脑",
    "请人帮忙操作",
    "报告遗失手机",
    "转交重复来信",
    "说明数据口径",
    "收藏正规入口",
    "关掉自动播放",
    "写清时间地点",
    "询问办理进度",
    "保存原件备查",
    "改正填错的日期",
]
MODULE = """\
slug: m1
title: 试一试
competence: A2
summary: 小结
outcomes: [能说出入口, 能讲清用途, 能回话]
hours: 1
lessons: [one, two, three]
quizzes:
  practice: {title: 练一练, count: 6, policy: {attempts: null, pass_share: 0.6}}
  assessment:
    title: 测评
    sections: [{level: 1, count: 1}, {level: 2, count: 1}]
    policy: {attempts: 3, pass_share: 0.5}
task:
  slug: m1-task
  title: 任务
  level: 2
  brief: 讲一讲
  criteria: [{id: a, text: 打开入口, must: true}, {id: b, text: 讲明用途, must: false}]
  pass_count: 1
sources: [《试行法》第二条]
"""
TEXT = "镇人大代表刘大姐路过村口，看见路灯又灭了。她拍了一张照片，写清是哪条路、哪根灯杆。第二天，工作人员照程序转交。"
LESSON = f"""\
---
title: %s
minutes: 5
summary: 一句话
---

## 开头

{(TEXT + chr(10) + chr(10)) * 13}
![一张图](images/one.svg)

:::callout kind=law title="法律怎么说"
“代表应当听取‘意见’……不得泄露。”
——《试行法》第二条
:::
"""


def item(number: int, pool: str, topic: str) -> str:
    letters = "abcd"
    key = letters[number % 4]
    options = "".join(
        f"    - {{id: {one}, text: {'先问清' if one == key else '先放下不管'}{topic}的第{place}个办法}}\n"
        for place, one in enumerate(letters)
    )
    return (
        f"- id: m1-{pool[0]}{number:02d}\n  pool: {pool}\n  kind: single\n  level: {number % 3 + 1}\n  band: 0.5\n"
        f"  stem: 关于{topic}，哪一种做法比较妥当？\n  options:\n{options}  key: {{correct: {key}}}\n"
        f"  feedback: {{general: 这样做最稳妥。}}\n  source: 《试行法》第二条；实务\n"
    )


ITEMS = "".join(item(number, "practice" if number < 6 else "module", TOPICS[number]) for number in range(18))
FIRST = item(0, "practice", TOPICS[0])
BOOLEAN = (
    "- id: m1-b%d\n  pool: practice\n  kind: boolean\n  level: 1\n  band: 0\n  stem: %s总是自己的事。\n  options:\n"
    '    - {id: "true", text: 正确}\n    - {id: "false", text: 错误}\n  key: {correct: "false"}\n'
    "  feedback: {general: 可以请人帮忙看一看。}\n  source: 实务\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "programme.yaml": PROGRAMME.replace("  - {slug: m2, core_for: [district], hours: 1}\n", "").replace(
            "core_for: [district, township], ", ""
        ),
        "modules/m1/module.yaml": MODULE,
        "modules/m1/items.yaml": ITEMS,
        "modules/m1/card.md": "## 三步\n\n1. 打开手机\n",
        "modules/m1/images/one.svg": DRAWING,
        "laws/试行法(2020-01-01).md": LAW,
        "laws/网络安全法(2016-11-07).md": "# 网络安全法\n\n第二十一条 网络运营者应当保护。\n",
    }
    files |= {
        f"modules/m1/lessons/0{at}-{name}.md": LESSON % name for at, name in enumerate(["one", "two", "three"], 1)
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


def found(folder: Path) -> list[str]:
    findings = rules.check(folder=folder, law_texts=folder / "laws", today=TODAY)
    return [f"{one.file}:{one.line} {one.name} {one.rule}" for one in findings]


ITEMS_FILE, MODULE_FILE, ONE = "items.yaml", "module.yaml", "lessons/01-one.md"
FAULTS = [
    (ITEMS_FILE, ITEMS[: ITEMS.index("- id: m1-p04")] + ITEMS[ITEMS.index("- id: m1-m06") :], "practice-count"),
    (ITEMS_FILE, ITEMS[: ITEMS.index("- id: m1-m16")], "module-count"),
    (ITEMS_FILE, ITEMS + item(20, "readiness", TOPICS[20]), "readiness-count"),
    (ITEMS_FILE, ITEMS.replace("level: 3", "level: 2"), "levels"),
    (ITEMS_FILE, ITEMS.replace("  source: 《试行法》第二条；实务\n", "", 1), "m1-p00 item-source"),
    (ITEMS_FILE, ITEMS.replace("  band: 0.5\n", "", 1), "m1-p00 item-band"),
    (ITEMS_FILE, ITEMS.replace("这样做最稳妥。", "对。", 1), "m1-p00 item-feedback"),
    (ITEMS_FILE, ITEMS.replace("  kind: single", "  competence: B1\n  kind: single", 1), "m1-p00 item-competence"),
    (ITEMS_FILE, ITEMS.replace("  band: 0.5", "  band: 0.5\n  expires_on: 2026-11-30", 1), "m1-p00 item-expired"),
    (
        ITEMS_FILE,
        ITEMS.replace(FIRST, FIRST.replace("single", "multiple").replace("correct: a", "correct: [a, b]")),
        "m1-p00 multiple-unsaid",
    ),
    (ITEMS_FILE, "".join(item(number // 4 * 4, "practice" if number < 6 else "module", TOPICS[number]).replace(
        f"{number // 4 * 4:02d}\n", f"{number:02d}\n", 1) for number in range(18)), "key-position"),
    (ITEMS_FILE, ITEMS.replace("先问清", "先把事情的来龙去脉都问清"), "key-longest"),
    (ITEMS_FILE, ITEMS + "".join(BOOLEAN % (at, TOPICS[20 + at]) for at in range(4)), "key-truth"),
    (ITEMS_FILE, ITEMS.replace("先放下不管接待日改期的第3个办法", "以上都是"), "items.yaml:11 m1-p00 all-above"),
    (ITEMS_FILE, ITEMS.replace("这样做最稳妥。", "所以选A，不选B。", 1), "m1-p00 option-letter"),
    (ITEMS_FILE, ITEMS + FIRST.replace("m1-p00", "m1-m90").replace("pool: practice", "pool: module"), "m1-m90 twin"),
    (ITEMS_FILE, ITEMS.replace("第二条；实务", "第三条；实务", 1), "m1-p00 law-article"),
    (ITEMS_FILE, ITEMS.replace("《试行法》第二条；", "《没有法》第二条；", 1), "m1-p00 law-unchecked"),
    (ITEMS_FILE, ITEMS.replace("《试行法》第二条；", "《网络安全法》第二十一条；", 1), "m1-p00 law-unchecked"),
    (ITEMS_FILE, ITEMS.replace("《试行法》第二条；", "《没有规定》（2024年）；", 1), "m1-p00 law-unchecked"),
    (ITEMS_FILE, ITEMS.replace("这样做最稳妥。", "《试行法》第二条规定：“代表可以不听意见。”", 1), "m1-p00 law-quote"),
    (ITEMS_FILE, ITEMS.replace("key: {correct: a}", "key: {correct: z}", 1), "structure"),
    (MODULE_FILE, MODULE.replace("[能说出入口, 能讲清用途, 能回话]", "[能说出入口]"), "module.yaml:1  outcomes"),
    (MODULE_FILE, MODULE[: MODULE.index("task:")] + "sources: [实务]\n", "module.yaml:1  task"),
    (MODULE_FILE, MODULE.replace("competence: A2", "competence: A1"), "module.yaml:1  simulated"),
    (MODULE_FILE, MODULE.replace("sources: [《试行法》第二条]\n", ""), "module.yaml:1  sources"),
    (MODULE_FILE, MODULE.replace("[one, two, three]", "[one, two]"), "lesson-count"),
    (MODULE_FILE, MODULE.replace("试行法》第二条", "试行法》第二十条"), "law-article"),
    (ONE, LESSON.replace("minutes: 5", "minutes: 9") % "one", "01-one.md:1  lesson-minutes"),
    (ONE, (LESSON % "one").replace(TEXT, "短。"), "01-one.md:1  lesson-pace"),
    (ONE, (LESSON % "one").replace("镇人大", "镇人大" * 30, 1), "01-one.md:9  sentence-long"),
    (ONE, (LESSON % "one").replace("。她拍了", "，她拍了").replace("灯杆。", "灯杆，"), "01-one.md:6  sentence-mean"),
    (ONE, (LESSON % "one").replace("刘大姐", "劉大姐", 1), "01-one.md:9  traditional"),
    (ONE, (LESSON % "one").replace("工作人员照", "街道工委照", 1), "01-one.md:9  street-committee"),
    (ONE, (LESSON % "one").replace("又灭了", "不合格", 1), "01-one.md:9  result-word"),
    (ONE, (LESSON % "one").replace("‘意见’……", "‘意见’，可以"), "law-quote"),
    (ONE, (LESSON % "one").replace("——《试行法》第二条\n", ""), "law-unnamed"),
    (ONE, (LESSON % "one").replace("![一张图]", "![]"), "structure"),
    (ONE, (LESSON % "one").replace("images/one.svg", "images/two.svg"), "structure"),
    ("images/left.svg", DRAWING, "images/left.svg:1  picture-unused"),
    ("card.md", "补考以后再来。\n", "card.md:1  result-word"),
    ("card.md", "\n", "module.yaml:1  card"),
]  # fmt: skip


def test_a_good_module_has_nothing_to_mend(folder):
    assert found(folder) == []


@pytest.mark.parametrize(("path", "text", "expected"), FAULTS, ids=[f"{at}-{one[2]}" for at, one in enumerate(FAULTS)])
def test_a_planted_fault_is_found(folder, path, text, expected):
    file = folder / "modules/m1" / path
    assert not file.exists() or file.read_text(encoding="utf-8") != text
    file.write_text(text, encoding="utf-8")
    assert any(one.endswith(expected) for one in found(folder)), found(folder)


def test_a_core_module_needs_more_items(folder):
    file = folder / "programme.yaml"
    file.write_text(file.read_text().replace("{slug: m1, ", "{slug: m1, core_for: [district], "))
    assert found(folder) == ["modules/m1/items.yaml:1  module-count"]


PLAN = """\
addressee: 各镇人大主席团：
opening: 制定本方案。
parts: [{head: 指导思想, text: 先测后学。}]
calendar: [{month: 2027-03, mode: online, title: 上课, who: 全体代表, hours: 2, modules: [m1]}]
signature: 办公室
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (PLAN, []),
        (PLAN.replace("hours: 2", "hours: 1"), ["plan-hours"]),
        (PLAN.replace(", modules: [m1]", ""), ["plan-module"]),
        (PLAN.replace("2027-03", "2028-03"), ["structure"]),
        (PLAN.replace("2027-03", "三月"), ["structure"]),
        (PLAN.replace("mode: online", "mode: radio"), ["plan-hours", "plan-hours", "structure"]),
        (PLAN.replace("[m1]", "[m9]"), ["plan-module", "structure"]),
        (PLAN.replace("text: 先测后学。", "text: 先测后学。, adds: [all]"), ["structure"]),
        (PLAN.replace("先测后学", "不合格的补考"), ["result-word"]),
    ],
)
def test_a_training_plan_keeps_to_the_programme(folder, text, expected):
    file = folder / "programme.yaml"
    file.write_text(
        file.read_text().replace("{slug: m1, ", "{slug: m1, core_for: [district], ").replace(", classroom: 1.5", "")
    )
    items = folder / "modules/m1/items.yaml"
    items.write_text(items.read_text() + "".join(item(number, "module", TOPICS[number]) for number in range(18, 24)))
    (folder / "plan.yaml").write_text(text, encoding="utf-8")
    findings = rules.check(folder=folder, law_texts=folder / "laws", today=TODAY)
    assert [one.rule for one in findings] == expected
    assert {one.file for one in findings} <= {"plan.yaml"}


def test_more_than_twenty_kinds_of_faults_are_planted():
    assert len({expected.rpartition(" ")[2] for _path, _text, expected in FAULTS}) >= 30


def test_the_starter_programme_has_nothing_to_mend():
    findings = rules.check(folder=STARTER, law_texts=None, today=TODAY)
    assert [str(one) for one in findings] == []


def test_the_command_names_each_finding_and_fails(folder, capsys):
    call_command("check_content", str(folder), "--laws", str(folder / "laws"))
    assert capsys.readouterr().out.strip() == "没有需要修改的地方。"
    call_command("check_content", str(folder))
    assert "没有核对法律引文" in capsys.readouterr().out
    (folder / "modules/m1/images/left.svg").write_text(DRAWING)
    with pytest.raises(SystemExit) as ended:
        call_command("check_content", str(folder))
    assert ended.value.code == 1
    told = capsys.readouterr()
    assert "modules/m1/images/left.svg:1 [picture-unused] 没有一篇课文用到这张图" in told.out
    assert "1处" in told.err
