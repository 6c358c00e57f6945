"""A round of the readiness test: made once for a pool, never changed, followed by the next."""

import random
import secrets
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from lms.audit.services import log
from lms.people.models import Person, Role
from lms.people.permissions import require
from lms.web.errors import BadInput, Refusal
from quizzes.appraisal import layout
from quizzes.appraisal.models import FormDesign
from quizzes.appraisal.rule import parse
from quizzes.appraisal.selectors.pools import calibration_of, pool_of
from quizzes.appraisal.selectors.rounds import in_force
from quizzes.appraisal.services import rules
from quizzes.calibration.selectors.links import common_shift
from quizzes.delivery.models import Quiz
from quizzes.delivery.services import quizzes
from quizzes.readiness.scope import Scope

LEAST_REASON = 4


def ensure(*, scope: Scope, now: datetime) -> FormDesign | None:
    """The newest round, or the first one made now; None while the pool is too small for a form. Two calls at once get
    the same."""
    found = in_force(scope.key)
    if found is not None or not _ready(scope):
        return found
    try:
        with transaction.atomic():
            return _make(scope, None, "", now)
    except IntegrityError:
        return in_force(scope.key)


@transaction.atomic
def next_round(*, scope: Scope, by: Person, reason: str, now: datetime) -> FormDesign:
    """A new round, from the pool and the calibration of today: everybody may take the test again, with other items than
    the last time; what is under way in the round before is not gone on with. Committee only; audited."""
    require(by, Role.COMMITTEE)
    if len(reason.strip()) < LEAST_REASON:
        raise BadInput(_("Please say what the new round is for, for example “end of the first year”."))
    if not _ready(scope):
        raise Refusal(_("The pool is too small for a form of the readiness test."))
    before = in_force(scope.key)
    design = _make(scope, by, reason.strip()[:200], now)
    if before is not None:
        Quiz.objects.filter(pk=before.quiz_id).update(open=False)
    log.record(
        actor_uuid=by.uuid,
        verb="appraisal.round_opened",
        object_type="form_design",
        object_id=str(design),
        purpose=design.reason,
        now=now,
    )
    return design


def _ready(scope: Scope) -> bool:
    rule = parse(rules.newest()).form
    return layout.plan(pool_of(scope.covered), rule, random.Random(0)).length >= rule.least


def _make(scope: Scope, by: Person | None, reason: str, now: datetime) -> FormDesign:
    data = rules.newest()
    rule = parse(data)
    calibration = calibration_of(scope.key)
    shift = common_shift(calibration) if calibration else 0.0
    seed = secrets.randbits(63)
    found = layout.plan(pool_of(scope.covered, calibration), rule.form, random.Random(seed))
    adaptive = rule.adaptive is not None and sum(one.known for one in found.scored) >= rule.adaptive.from_items
    before = in_force(scope.key)
    number = before.round + 1 if before else 1
    design = FormDesign(
        scope_key=scope.key,
        round=number,
        quiz=_quiz(scope.key, number),
        calibration=calibration,
        codes=sorted(found.take),
        rule=data,
        layout=layout.forms(found, rule.form.forms, seed) | ({"adaptive": True} if adaptive else {}),
        seed=seed,
        shift=shift,
        prior_mean=calibration.mean + shift if calibration else rule.scoring.prior_mean,
        prior_sd=calibration.sd if calibration else rule.scoring.prior_sd,
        reason=reason,
        by=by,
        at=now,
    )
    design.save(force_insert=True)
    return design


def _quiz(scope_key: str, number: int) -> Quiz:
    title = _("Readiness test of digital skills")
    if number > 1:
        title = _("%(title)s, round %(number)d") % {"title": title, "number": number}
    slug = f"test-{slugify(scope_key.partition(':')[2])[:45]}-{number}"
    return quizzes.make_laid_out(slug=slug, title=title)
