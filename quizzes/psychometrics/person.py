"""What the answers of one person say about their ability, under the Rasch model.

P(right | θ, b) = 1 / (1 + exp(b - θ)), both in logits. The posterior is computed on a fixed grid: 21 Gauss-Hermite
points, the default elsewhere, understate the standard error of thirty items by a tenth.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, ndtr

Floats = NDArray[np.float64]

GRID: Floats = np.linspace(-6.0, 6.0, 121)
"""The abilities at which the posterior is known, in logits."""
_FINE: Floats = np.linspace(-6.0, 6.0, 1201)


@dataclass(frozen=True)
class PersonEstimate:
    """Ability of one person: the posterior's mean `theta` and standard deviation `se` in logits, from `items` answers.

    `se` includes what is unknown about the items' difficulties (`item_variance`, in logits squared, is that part of its
    square). `posterior` (121,) holds the weights on GRID, summing to 1, for difficulties taken as exact.
    """

    theta: float
    se: float
    items: int
    posterior: Floats
    item_variance: float = 0.0


@dataclass(frozen=True)
class PeopleEstimates:
    """The same of many people: `theta`, `se` and `item_variance` (people,), `posterior` (people, 121)."""

    theta: Floats
    se: Floats
    posterior: Floats
    item_variance: Floats


def estimate(
    scores: ArrayLike,
    difficulties: ArrayLike,
    prior_mean: float = 0.0,
    prior_sd: float = 1.1,
    *,
    difficulty_se: ArrayLike | None = None,
    asymptote: float = 1.0,
) -> PersonEstimate:
    """The posterior after `scores` (n,) in 0..1 on items of `difficulties` (n,), with a normal prior: `estimate_many`
    of one person."""
    x, b = _vector(scores), _vector(difficulties)
    se = None if difficulty_se is None else _vector(difficulty_se)[None]
    one = estimate_many(x[None], b[None], prior_mean, prior_sd, difficulty_se=se, asymptote=asymptote)
    return PersonEstimate(float(one.theta[0]), float(one.se[0]), len(x), one.posterior[0], float(one.item_variance[0]))


def estimate_many(
    scores: Floats,
    difficulties: Floats,
    prior_mean: float = 0.0,
    prior_sd: float = 1.1,
    *,
    difficulty_se: Floats | None = None,
    asymptote: float = 1.0,
) -> PeopleEstimates:
    """The posteriors after `scores` (people, n) in 0..1 on items of `difficulties` (people, n), with a normal prior.

    A score between 0 and 1 enters the likelihood as P^x (1-P)^(1-x): right for 0 and 1, a quasi-likelihood for partial
    credit. With `difficulty_se` (people, n) the variance grows by Σ w² se², w = I / (ΣI + 1/prior_sd²), I being the
    item's information at the estimate. `asymptote` is P of somebody who knows everything: below 1 a slip costs less. No
    answers give back the prior. What time it takes follows the number of different difficulties. ValueError for shapes
    that differ, scores outside 0..1, difficulties or a prior that are no finite numbers, a prior without spread, or an
    asymptote that is no chance above 0; never NaN.
    """
    if scores.shape != difficulties.shape:
        raise ValueError("As many scores as difficulties are needed")
    if not ((scores >= 0) & (scores <= 1)).all():
        raise ValueError("Scores lie between 0 and 1")
    if not np.isfinite(difficulties).all() or not np.isfinite(prior_mean):
        raise ValueError("Difficulties and the prior's mean are finite")
    if not 0 < prior_sd < np.inf:
        raise ValueError("The prior needs a positive standard deviation")
    different, place = np.unique(difficulties, return_inverse=True)
    at = (np.arange(len(scores))[:, None], place.reshape(difficulties.shape))
    gained, lost = np.zeros((2, len(scores), len(different)))
    np.add.at(gained, at, scores)
    np.add.at(lost, at, 1 - scores)
    right, wrong = (likelihood(np.full(len(different), x), different, asymptote) for x in (1.0, 0.0))
    log_likelihood = gained @ right.T + lost @ wrong.T
    posterior = _normalised(log_likelihood - 0.5 * ((GRID - prior_mean) / prior_sd) ** 2)
    theta = posterior @ GRID
    variance = (posterior * (GRID - theta[:, None]) ** 2).sum(axis=1)
    extra = np.zeros(len(scores))
    if difficulty_se is not None:
        extra = _item_variance(theta, difficulties, difficulty_se, 1 / prior_sd**2, asymptote)
    return PeopleEstimates(theta, np.sqrt(variance + extra), posterior, extra)


def likelihood(scores: Floats, difficulties: Floats, asymptote: float = 1.0) -> Floats:
    """(121, n) the log-likelihood of each score at each ability of GRID. ValueError unless 0 < asymptote <= 1."""
    if not 0 < asymptote <= 1:
        raise ValueError("The upper asymptote is a chance above 0")
    logit = GRID[:, None] - difficulties[None, :]
    right = np.log(asymptote) - np.logaddexp(0.0, -logit)
    wrong = np.log1p(-np.exp(right)) if asymptote < 1 else -np.logaddexp(0.0, logit)
    return scores * right + (1 - scores) * wrong


def information(theta: float | Floats, difficulties: Floats, asymptote: float = 1.0) -> Floats:
    """What each item tells about an ability at `theta`, in logits⁻²: P'² / (P (1 - P)); the shape is that of
    `difficulties`, (n,) for one ability, (people, n) for `theta` (people, 1). 0 far from the ability."""
    p, short = asymptote * expit(theta - difficulties), expit(difficulties - theta)
    if asymptote == 1:
        return np.asarray(p * short)
    return np.asarray(p * short**2 / (1 - asymptote + asymptote * short))


def probability_at_least(estimate: PersonEstimate, cut: float, cut_se: float = 0.0) -> float:
    """P(ability >= cut), 0 to 1, good to three decimals.

    The posterior is smeared by a normal error whose variance is the items' part of the estimate's and the threshold's
    own `cut_se`², since both move the person against the threshold. ValueError for a negative `cut_se`.
    """
    if cut_se < 0:
        raise ValueError("A standard error is not negative")
    step = _FINE[1] - _FINE[0]
    spread = max(float(np.sqrt(estimate.item_variance + cut_se**2)), float(step))
    with np.errstate(divide="ignore"):
        fine = _normalised(np.interp(_FINE, GRID, np.maximum(np.log(estimate.posterior), -745.0)))
    return float(fine @ ndtr((_FINE - cut) / spread))


def person_fit(scores: ArrayLike, difficulties: ArrayLike, theta: float) -> float | None:
    """lz: how well answers of 0 or 1 fit together, standard normal under the model; below -1.65 in 5 % of honest
    sittings. Low where easy items went wrong and hard ones went right. None when it cannot be told: all items equally
    hard, far from the ability, or none.

    The log-likelihood, standardised (Drasgow, Levine & Williams 1985, Br. J. Math. Stat. Psychol. 38, 67-86), with
    Snijders' correction for an ability that was itself estimated (2001, Psychometrika 66, 331-342); under the Rasch
    model, Σ(x-P)(w-c) / √Σ(w-c)²P(1-P) with w = θ - b and c its mean weighted by P(1-P). ValueError for other scores.
    """
    x, w = _vector(scores), theta - _vector(difficulties)
    if x.shape != w.shape:
        raise ValueError("As many scores as difficulties are needed")
    if not np.isin(x, (0, 1)).all():
        raise ValueError("Person fit is for answers that are right or wrong")
    p, told = expit(w), expit(w) * expit(-w)
    if not told.sum() > 0:
        return None
    apart = w - (told @ w) / told.sum()
    spread = float(told @ apart**2)
    return float((x - p) @ apart / np.sqrt(spread)) if spread > 1e-9 else None


def _vector(values: ArrayLike) -> Floats:
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1:
        raise ValueError("A flat list of numbers is needed")
    return array


def _normalised(log_weights: Floats) -> Floats:
    """(…, n) to weights that sum to 1 over the last axis."""
    weights = np.exp(log_weights - log_weights.max(axis=-1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True))


def _item_variance(theta: Floats, b: Floats, se: Floats, precision: float, asymptote: float) -> Floats:
    if se.shape != b.shape or not (se >= 0).all():
        raise ValueError("Each difficulty has one standard error, not negative")
    told = information(theta[:, None], b, asymptote)
    weights = told / (told.sum(axis=1, keepdims=True) + precision)
    return np.asarray((weights**2 * se**2).sum(axis=1))
