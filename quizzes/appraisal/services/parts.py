"""A test that adapts itself: the next part is chosen when the one before is handed in, by its answers, the blueprint
and how often each item was shown. A part is laid out once and then stands, so pauses, paper and answers that wait for a
network work as for forms made ahead."""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db.models import Count

from quizzes.appraisal.models import Appraisal, Booklet, BookletItem, FormDesign
from quizzes.appraisal.rule import AdaptiveRule, Rule, parse
from quizzes.appraisal.selectors.answers import gather
from quizzes.appraisal.selectors.pools import Known, known_items
from quizzes.appraisal.selectors.rounds import Basis
from quizzes.psychometrics.adaptive import choose_part, under_exposure
from quizzes.psychometrics.person import PersonEstimate, estimate

SCORED, PILOT, PRACTICE = BookletItem.Part.SCORED, BookletItem.Part.PILOT, BookletItem.Part.PRACTICE


@dataclass(frozen=True)
class Sizes:
    """What one part holds: `pilots` in each, `first` items that count in the first, `later` in each other one."""

    pilots: int
    first: int
    later: int

    @classmethod
    def of(cls, rule: Rule, practice: int) -> "Sizes":
        pilots = round(rule.form.sitting * rule.form.pilot_share)
        later = rule.form.sitting - pilots
        return cls(pilots, later - practice, later)

    def parts_for(self, scored: int) -> int:
        return 1 + max(-(-(scored - self.first) // self.later), 0)


def adapts(design: FormDesign) -> bool:
    return bool(design.layout.get("adaptive"))


def expected(rule: Rule, practice: int) -> int:
    """How many parts it takes until the blueprint is full."""
    return Sizes.of(rule, practice).parts_for(rule.form.scored)


def goes_on(*, booklet: Booklet, before: Booklet | None, now: datetime) -> bool:
    """Whether the test, whose parts are all handed in, has a further part; it is laid out here. In the caller's
    transaction, which holds the person's row. `before` counts along. Never after the first result: an answer that is
    scored anew asks for nothing more."""
    if not booklet.expected or Appraisal.objects.filter(booklet=booklet).exists():
        return False
    design = FormDesign.objects.select_for_update(of=("self",)).get(pk=booklet.design_id)
    rule = parse(design.rule)
    if rule.adaptive is None:
        return False
    found = gather([*([before] if before else []), booklet], Basis.of(design), rule.scoring)
    person = estimate(
        [one.points for one in found.answers],
        [one.difficulty for one in found.answers],
        design.prior_mean,
        design.prior_sd,
        difficulty_se=[one.difficulty_se for one in found.answers],
        asymptote=rule.scoring.asymptote,
    )
    asked = BookletItem.objects.filter(booklet=booklet, part=SCORED).count()
    if _enough(asked, person, found.pending, rule, rule.adaptive):
        return False
    return lay_out_next(booklet=booklet, design=design, theta=person.theta, practice=[])


def _enough(asked: int, person: PersonEstimate, pending: bool, rule: Rule, adaptive: AdaptiveRule) -> bool:
    """The stopping rule: the blueprint is full and the ability known well enough, or nothing more is to be asked. While
    an answer waits to be marked, a full blueprint waits too."""
    return asked >= adaptive.most or (asked >= rule.form.scored and (pending or person.se <= adaptive.precise))


def lay_out_next(*, booklet: Booklet, design: FormDesign, theta: float, practice: list[int]) -> bool:
    """Write down the next part for an ability of `theta` logits; False when the pool has no item left for the person.
    The design's row is locked, so that the counts of exposure hold."""
    rule, rng = parse(design.rule), random.Random(f"{booklet.seed} {booklet.items.count()}")
    adaptive = rule.adaptive
    assert adaptive is not None
    scored, pilots = _shown(design, SCORED), _shown(design, PILOT)
    seen = _seen(booklet)
    pool = [one for one in known_items(design) if one.item not in seen]
    own = Counter(BookletItem.objects.filter(booklet=booklet, part=SCORED).values_list("item__competence", flat=True))
    sizes = Sizes.of(rule, len(practice))
    count = min(sizes.first, adaptive.most - own.total(), len(pool))
    if count < 1:
        return False
    chosen = _scored(pool, own, scored, theta, count, design, adaptive, rng)
    tried = _pilots(design, seen, pilots, sizes.pilots, rng)
    rest = [(item, SCORED) for item in chosen] + [(item, PILOT) for item in tried]
    rng.shuffle(rest)
    last = BookletItem.objects.filter(booklet=booklet).order_by("-sitting", "-position").first()
    sitting, start = (last.sitting + 1, last.position + 1) if last else (1, 1)
    BookletItem.objects.bulk_create(
        BookletItem(booklet=booklet, item_id=item, sitting=sitting, position=position, part=part)
        for position, (item, part) in enumerate([(item, PRACTICE) for item in practice] + rest, start=start)
    )
    return True


def _scored(
    pool: list[Known],
    own: Counter[int],
    shown: Counter[int],
    theta: float,
    count: int,
    design: FormDesign,
    adaptive: AdaptiveRule,
    rng: random.Random,
) -> list[int]:
    """Items under the cap of exposure; where these do not suffice for the part, the cap gives way and not the test."""
    strata = sorted({one.competence for one in pool} | set(own))
    stratum = np.array([strata.index(one.competence) for one in pool], dtype=np.int64)
    tests = Booklet.objects.filter(design=design).count()
    counts = np.array([shown[one.item] for one in pool], dtype=np.int64)
    open_ = under_exposure(counts, tests - 1, adaptive.exposure)
    if open_.sum() < count:
        open_ = np.ones(len(pool), dtype=bool)
    places = choose_part(
        theta,
        np.array([one.difficulty for one in pool]),
        open_,
        stratum,
        np.array([own[one] for one in strata], dtype=np.int64),
        count,
        np.random.default_rng(rng.getrandbits(63)),
        adaptive.best,
    )
    return [pool[place].item for place in places]


def _pilots(design: FormDesign, seen: set[int], shown: Counter[int], count: int, rng: random.Random) -> list[int]:
    """Those that were tried out least so far."""
    pilots = sorted({item for form in design.layout["forms"] for item in form["pilot"]} - seen)
    rng.shuffle(pilots)
    return sorted(pilots, key=lambda item: shown[item])[:count]


def _shown(design: FormDesign, part: str) -> Counter[int]:
    """item -> how many tests of the round hold it."""
    rows = BookletItem.objects.filter(booklet__design=design, part=part).order_by().values_list("item")
    return Counter(dict(rows.annotate(n=Count("pk"))))


def _seen(booklet: Booklet) -> set[int]:
    """The items of this test, of the person's others in the round, and of the one before."""
    mine = Booklet.objects.filter(person=booklet.person_id)
    last = mine.exclude(pk=booklet.pk).order_by("-at", "-pk").values_list("pk", flat=True)[:1]
    among = [*mine.filter(design=booklet.design_id).values_list("pk", flat=True), *last]
    return set(BookletItem.objects.filter(booklet__in=among).values_list("item", flat=True))
