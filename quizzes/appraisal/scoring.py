"""From the answers of a test to its result. Pure: no database, no clock, no language."""

from collections.abc import Sequence
from dataclasses import dataclass

from quizzes.appraisal.rule import AreaRule, Rule
from quizzes.psychometrics.person import PersonEstimate, estimate, person_fit, probability_at_least
from quizzes.psychometrics.subscores import subscores

LOWER, MIDDLE, UPPER, UNDECIDED = "lower", "middle", "upper", "undecided"
FIT, RAPID = "fit", "rapid"
DICHOTOMOUS = frozenset({"single", "boolean", "short", "numeric"})
"""Kinds that earn all or nothing: what person fit is about."""


@dataclass(frozen=True)
class Answer:
    """One scored item: points as a share, difficulty in logits with its error, area, kind, and the seconds that the
    answer took; None where they are not known."""

    points: float
    difficulty: float
    difficulty_se: float
    area: str
    kind: str
    seconds: float | None = None


@dataclass(frozen=True)
class AreaResult:
    """`low` and `high` are P(ability >= either cut)."""

    area: str
    theta: float
    se: float
    items: int
    low: float
    high: float
    band: str


@dataclass(frozen=True)
class Result:
    """`theta` and `se` in logits from `items` answers; `fit` is lz, None where it cannot be told; `rapid` is the share
    of the timed answers that came too fast to be read, None without times. `signs` are those that call for a look."""

    theta: float
    se: float
    items: int
    areas: tuple[AreaResult, ...]
    fit: float | None
    rapid: float | None
    signs: tuple[str, ...]


def result_of(
    answers: Sequence[Answer], rule: Rule, *, prior_mean: float, prior_sd: float, assisted: bool = False
) -> Result:
    """The overall estimate from all answers, the areas from parts that go together, and whether anything looks odd.
    With help no area is claimed beyond the lower band: what was reached with help shows the beginning at most."""
    scoring = rule.scoring
    scores, difficulties = [one.points for one in answers], [one.difficulty for one in answers]
    errors = [one.difficulty_se for one in answers]
    whole = estimate(scores, difficulties, prior_mean, prior_sd, difficulty_se=errors, asymptote=scoring.asymptote)
    names = sorted({one.area for one in answers})
    parts = subscores(
        scores,
        difficulties,
        [names.index(one.area) for one in answers],
        len(names),
        prior_mean=prior_mean,
        prior_sd=prior_sd,
        correlation=scoring.correlation,
        difficulty_se=errors,
        asymptote=scoring.asymptote,
    )
    clear = [one for one in answers if one.kind in DICHOTOMOUS and one.points in (0, 1)]
    fit = person_fit([one.points for one in clear], [one.difficulty for one in clear], whole.theta) if clear else None
    times = [one.seconds for one in answers if one.seconds is not None]
    rapid = sum(seconds < rule.doubt.rapid_seconds for seconds in times) / len(times) if times else None
    signs = [FIT] if fit is not None and fit < rule.doubt.fit_below else []
    signs += [RAPID] if rapid is not None and rapid >= rule.doubt.rapid_share else []
    return Result(
        theta=round(whole.theta, 6),
        se=round(whole.se, 6),
        items=whole.items,
        areas=tuple(_area(name, part, rule.areas, assisted) for name, part in zip(names, parts, strict=True)),
        fit=None if fit is None else round(fit, 6),
        rapid=None if rapid is None else round(rapid, 6),
        signs=tuple(signs),
    )


def _area(name: str, part: PersonEstimate, rule: AreaRule, assisted: bool) -> AreaResult:
    low, high = (probability_at_least(part, cut) for cut in rule.cuts)
    return AreaResult(
        area=name,
        theta=round(part.theta, 6),
        se=round(part.se, 6),
        items=part.items,
        low=round(low, 6),
        high=round(high, 6),
        band=band_of(part.items, part.se, low, high, rule, assisted=assisted),
    )


def band_of(items: int, se: float, low: float, high: float, rule: AreaRule, *, assisted: bool = False) -> str:
    """The highest claim that is sure enough, no claim where it is not; `low` and `high` are P(ability >= either cut).
    A large error calls for more certainty and not for silence: whoever gets everything right is measured least exactly
    and stands farthest from a border."""
    wanted = rule.posterior if se <= rule.max_se else rule.sure
    if items < rule.min_items or wanted is None:
        return UNDECIDED
    if 1 - low >= wanted:
        return LOWER
    if assisted or low < wanted:
        return UNDECIDED
    return UPPER if high >= wanted else MIDDLE
