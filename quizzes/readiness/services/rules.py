"""The rules and the experts' thresholds as data: loaded once, never changed."""

from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from typing import Any

import yaml
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.web.errors import Refusal
from quizzes.framework.models import Competence
from quizzes.readiness.models import CutScore, LevelDecision, ReadinessRule, Standard
from quizzes.readiness.rule import parse


@transaction.atomic
def load(sources: list[dict[str, Any]] | None = None) -> str:
    """What was new, in one line. Idempotent. Refusal when a version that is already there says something else: whoever
    changes a rule writes the next version. Thresholds are made for every competence there is; load the framework
    first."""
    new_rules = new_cuts = 0
    for data in sources if sources is not None else _files():
        parse(data)
        new_rules += _load_rule(data)
        new_cuts += _load_cuts(data["cuts"])
    _first_standard()
    return f"readiness rules: {new_rules} new; thresholds: {new_cuts} new"


def standard_on(day: date) -> Standard:
    """What levels follow on that day: rule, thresholds and calibrations; the first standard for a day before all of
    them. Loaded on first need. A newer rule or threshold takes effect by an announced run alone."""
    found = Standard.objects.on(day)
    if found is None:
        load()
        return standard_on(day)
    return found


def in_force(day: date) -> ReadinessRule:
    """The rule of that day's standard."""
    return standard_on(day).rule


def _first_standard() -> None:
    """Of an installation that has decided nothing yet the newest rule; there is nobody to announce it to."""
    if Standard.objects.exists():
        return
    rules = ReadinessRule.objects.order_by("version")
    rule = rules.first() if LevelDecision.objects.exists() else rules.last()
    if rule is not None:
        Standard.objects.create(
            number=1,
            rule=rule,
            cut_version=rule.data["cuts"]["version"],
            in_force_from=rule.in_force_from,
            at=timezone.now(),
        )


def _files() -> list[dict[str, Any]]:
    folder = files("quizzes.readiness").joinpath("data")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.startswith("rule_v"))
    return [yaml.safe_load(folder.joinpath(name).read_text(encoding="utf-8")) for name in names]


def _load_rule(data: dict[str, Any]) -> int:
    stored = _as_json(data)
    rule, new = ReadinessRule.objects.get_or_create(
        version=data["version"], defaults={"data": stored, "in_force_from": data["in_force_from"]}
    )
    if rule.data != stored:
        raise Refusal(
            _("Version %(version)d of the readiness rule is in use and does not change; write the next version.")
            % {"version": rule.version}
        )
    return int(new)


def _load_cuts(cuts: Mapping[str, Any]) -> int:
    """One threshold per competence and level for each that has none of this version yet."""
    known = {
        (cut.competence_id, cut.level): cut for cut in CutScore.objects.filter(version=cuts["version"]).order_by("pk")
    }
    wanted = [
        CutScore(
            competence=competence,
            level=int(level),
            theta=theta,
            se=cuts["se"],
            method=cuts["method"],
            decided_on=cuts["decided_on"],
            version=cuts["version"],
        )
        for competence in Competence.objects.order_by("pk")
        for level, theta in cuts["levels"].items()
    ]
    for cut in wanted:
        there = known.get((cut.competence_id, cut.level))
        if there and (there.theta, there.se, there.method) != (cut.theta, cut.se, cut.method):
            raise Refusal(
                _("Version %(version)d of the thresholds is in use and does not change; write the next version.")
                % {"version": cuts["version"]}
            )
    new = [cut for cut in wanted if (cut.competence_id, cut.level) not in known]
    CutScore.objects.bulk_create(new)
    return len(new)


def _as_json(value: Any) -> Any:
    """The same data as a JSON column gives it back: keys are text, dates are written out."""
    if isinstance(value, Mapping):
        return {str(key): _as_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_as_json(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value
