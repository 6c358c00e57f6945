"""What the answers of one person say about several parts of their ability that go together.

Each part is θ_a = mean + sd (√ρ g + √(1-ρ) u_a), with g and all u standard normal: any two parts correlate by ρ, so
that a part with few items borrows from the others (Wainer et al. 2001, Test Scoring, ch. 9). The posterior is exact up
to the grid: given g the parts are independent.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from quizzes.psychometrics.person import GRID, Floats, PersonEstimate, information, likelihood

_G: Floats = np.linspace(-5.0, 5.0, 101)


def subscores(
    scores: ArrayLike,
    difficulties: ArrayLike,
    part: ArrayLike,
    parts: int,
    *,
    prior_mean: float,
    prior_sd: float,
    correlation: float,
    difficulty_se: ArrayLike,
    asymptote: float = 1.0,
) -> Sequence[PersonEstimate]:
    """One estimate for each of `parts` parts, after `scores` (n,) on items of `difficulties` (n,), item k belonging to
    part `part[k]` (n,); all in logits. `items` counts the part's own items; its variance grows by Σ w² se² over those,
    w = I times the part's posterior variance. A part without items is what the others make of it. ValueError as
    `person.estimate`, for a part there is not, and for a correlation outside [0, 1).
    """
    x, b, se = (np.asarray(values, dtype=np.float64) for values in (scores, difficulties, difficulty_se))
    of = np.asarray(part, dtype=np.int64)
    if not x.shape == b.shape == se.shape == of.shape or x.ndim != 1:
        raise ValueError("As many scores as difficulties, errors and parts are needed")
    if not ((x >= 0) & (x <= 1)).all() or not (se >= 0).all() or not 0 < prior_sd < np.inf:
        raise ValueError("Scores lie between 0 and 1, errors are not negative, the prior needs a spread")
    if not np.isfinite(b).all() or not np.isfinite(prior_mean):
        raise ValueError("The difficulties of the parts and the prior's mean are finite")
    if ((of < 0) | (of >= parts)).any() or not 0 <= correlation < 1:
        raise ValueError("Each item belongs to one of the parts, and parts correlate by less than 1")
    each = likelihood(x, b, asymptote)
    given_g = _given_g(prior_mean, prior_sd, correlation)
    own = [each[:, of == one].sum(axis=1) for one in range(parts)]
    scaled = [np.exp(log - log.max()) for log in own]
    by_g = np.array([given_g @ one for one in scaled])
    logs = np.log(np.maximum(by_g, 1e-300))
    found = []
    for one in range(parts):
        others = logs.sum(axis=0) - logs[one] - 0.5 * _G**2
        posterior = scaled[one] * (np.exp(others - others.max()) @ given_g)
        posterior /= posterior.sum()
        found.append(_estimate(posterior, b[of == one], se[of == one], asymptote))
    return found


def _given_g(mean: float, sd: float, correlation: float) -> Floats:
    """(101, 121) the prior of a part at each ability of GRID, given g; rows sum to 1."""
    centre, spread = mean + sd * np.sqrt(correlation) * _G, sd * np.sqrt(1 - correlation)
    density = np.exp(-0.5 * ((GRID[None, :] - centre[:, None]) / spread) ** 2) + 1e-300
    return density / density.sum(axis=1, keepdims=True)


def _estimate(posterior: Floats, b: Floats, se: Floats, asymptote: float) -> PersonEstimate:
    theta = float(posterior @ GRID)
    variance = float(posterior @ (GRID - theta) ** 2)
    extra = float(((information(theta, b, asymptote) * variance * se) ** 2).sum())
    return PersonEstimate(theta, float(np.sqrt(variance + extra)), len(b), posterior, extra)
