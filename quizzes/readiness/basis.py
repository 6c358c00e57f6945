"""What a level rests on, in one line for the person."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from quizzes.readiness import deciding
from quizzes.readiness.deciding import Fact, Weighed
from quizzes.readiness.rule import Rule, TestRule
from quizzes.readiness.words import LEVELS, missing_word


def basis_line(facts: Sequence[Fact], rule: Rule, day: date) -> str:
    """测验已达到基础 · 操作还没做"""
    counted = [fact for fact in facts if fact.kind != deciding.SELF]
    valid = [fact for fact in counted if day <= fact.valid_until]
    if not counted:
        return _("Nothing taken or observed yet")
    weighed = deciding.weigh(valid, rule.test)
    if not any(deciding.measures(fact, rule.test) for fact in weighed.all) and any(
        deciding.measures(fact, rule.test) for fact in counted
    ):
        return _("The results are past their validity; please take the assessment again")
    return " · ".join(part for part in _parts(weighed, rule) if part)


def _parts(weighed: Weighed, rule: Rule) -> list[str]:
    kinds = {fact.kind for fact in weighed.others}
    nothing_measured = not weighed.sitting and kinds <= {deciding.LESSONS}
    return [
        _("Decided after a review") if weighed.ruling else "",
        _("Lessons finished") if nothing_measured and kinds else "",
        _test(weighed, rule.test),
        _task(weighed),
        _("Duty performance attested") if _attested(weighed) else "",
    ]


def _attested(weighed: Weighed) -> bool:
    return any(fact.kind == deciding.ATTESTATION and not fact.ruling for fact in weighed.others)


def _test(weighed: Weighed, test: TestRule) -> str:
    if not weighed.sitting:
        helped = any(fact.kind == deciding.TEST for fact in weighed.others)
        return _("Assessment done with help") if helped else _("Assessment not taken yet")
    some = next(iter(weighed.sitting.values()))
    if not deciding.measures(some, test):
        few = missing_word(f"items:{test.min_items - (some.items or 0)}")
        return _("Too few items: %(more)s") % {"more": few}
    reached = [level for level, row in weighed.sitting.items() if deciding.reaches(row, test)]
    if not reached:
        return _("Assessment taken, level not reached yet")
    return _("Assessment at “%(level)s”") % {"level": LEVELS[max(reached)]}


def _task(weighed: Weighed) -> str:
    tasks = [fact for fact in weighed.others if fact.kind == deciding.TASK]
    if not tasks:
        return _("Task not done yet")
    if any(fact.supports and not fact.assisted for fact in tasks):
        return _("Task done")
    return _("Task done with help") if any(fact.supports for fact in tasks) else _("Task to be practised once more")
