"""What the tables of a report, their rows and columns are called. The report is a Chinese document, whatever language
the screen is in."""

ALL = "全部"
LEVELS = {"district": "区人大代表", "township": "镇人大代表"}
ORIGINS = {"new": "新任", "by_election": "补选", "re_elected": "连任"}
GRADES = {"starting": "起步学习", "basic": "基本胜任", "full": "全面胜任", "exemplary": "示范带动"}
HELP = {"alone": "独立完成", "helped": "有人协助"}
MODES = {"phone": "手机", "desktop": "电脑", "paper": "纸质", "": "现场操作等"}
UNKNOWN_AGE = "年龄未登记"
TITLES = {
    "grades": "就绪度分布",
    "towns": "各镇人大代表达到“基本胜任”及以上的比例",
    "district_units": "区人大代表达到“基本胜任”及以上的比例（按所在镇、街道）",
    "competences": "核心能力达到“基础”及以上的比例",
    "origins": "按任职类型",
    "ages": "按年龄段",
    "help": "按测评时有无协助",
    "modes": "按测评方式",
    "participation": "培训参加和完成情况",
    "town_participation": "各镇人大代表培训完成情况",
    "effect": "训前、训后均有结果的代表",
}
COLUMNS = {
    "due": "应测评",
    "known": "有结果",
    "unknown": "暂无",
    "below": "起步学习",
    "reached": "基本胜任及以上",
    "basic": "基本胜任",
    "full": "全面胜任",
    "exemplary": "示范带动",
    "full_up": "全面胜任及以上",
    "enrolled": "已参加",
    "completed": "已完成",
    "going_on": "正在学习",
    "certified": "已发证书",
    "hours_met": "学时已达到要求",
    "assessed": "已测评",
    "mastered": "达到“基础”及以上",
    "learning": "“基础”以下",
    "unassessed": "暂无",
    "paired": "训前训后均有结果",
    "before": "训前基本胜任及以上",
    "after": "训后基本胜任及以上",
    "share": "比例",
    "low": "95%区间下限",
    "high": "95%区间上限",
    "least": "暂无的均未达到",
    "most": "暂无的均达到",
}
PAIRS = {
    "competences": ("mastered", "assessed"),
    "participation": ("completed", "enrolled"),
    "town_participation": ("completed", "due"),
    "effect": ("after", "paired"),
}
"""Of which counts a table's share is made; reached/known elsewhere."""
UNKNOWN = {"competences": "unassessed"}
"""The count of those without a result; unknown elsewhere."""
QUIET = frozenset({"outside", "uncertified", "uncompleted", "hours_short", "before_below", "after_below"})
"""Counted and protected, since anybody can subtract, but not printed."""


def pair_of(table: str) -> tuple[str, str]:
    return PAIRS.get(table, ("reached", "known"))


def joined_label(names: list[str]) -> str:
    """What a row is called that stands for several neighbours."""
    return "、".join(names) if len(names) <= 3 else f"{names[0]}等{len(names)}处"
