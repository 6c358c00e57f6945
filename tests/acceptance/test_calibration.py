"""Our calibration against published fits of LSAT6, and against another implementation on the same tables of answers."""

import csv
import json
from pathlib import Path

import mirt
import numpy as np
import pytest
from mirt.estimation.priors import NormalPrior

from quizzes.psychometrics.abilities import abilities
from quizzes.psychometrics.answers import Answers
from quizzes.psychometrics.calibration import CannotCalibrate, Priors, calibrate
from quizzes.psychometrics.person import estimate

PUBLISHED = 0.003
"""The tolerance that the published figures leave: ltm stopped with a gradient of 0.024."""
OTHER = 0.003


def columns(path: Path, first: int = 0, last: int | None = None, delimiter: str = ",") -> np.ndarray:
    """The table below the heading, NaN where a cell is empty or NA."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter=delimiter))[1:]
    return np.array([[float(cell) if cell not in {"", "NA"} else np.nan for cell in row[first:last]] for row in rows])


def scored(chosen: Path, key: Path) -> np.ndarray:
    """Letters against their key."""
    right = key.read_text(encoding="utf-8").split()[1:]
    with chosen.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return np.array([[float(a == b) for a, b in zip(row, right, strict=False)] for row in rows])


@pytest.fixture(scope="session")
def data(shared: Path) -> Path:
    return shared / "data" / "psychometrics"


@pytest.fixture(scope="session")
def lsat(data: Path) -> Answers:
    return Answers.of_matrix(columns(data / "responses" / "LSAT_persons.csv"))


# What was published (Rizopoulos 2006, J. Stat. Softw. 17(5); Bock & Lieberman 1970 for the answers)


def test_that_lsat6_with_all_slopes_one_is_as_published(lsat):
    found = calibrate(lsat, sd=1.0)
    assert found.log_likelihood == pytest.approx(-2473.054, abs=PUBLISHED)
    assert found.difficulty == pytest.approx([-2.8720, -1.0630, -0.2576, -1.3881, -2.2188], abs=PUBLISHED)
    assert found.difficulty_se == pytest.approx([0.1287, 0.0821, 0.0766, 0.0865, 0.1048], abs=PUBLISHED)


def test_that_lsat6_with_one_common_slope_is_as_published(lsat):
    """A common slope with abilities of sd 1 is our sd with slopes of 1: a = sd, b there = b / sd; errors by the delta
    method."""
    found = calibrate(lsat)
    b, a = found.difficulty / found.sd, found.sd
    change = np.column_stack([np.eye(5) / a, -b])  # by b and by log sd
    se = np.sqrt(np.diagonal(change @ found.covariance @ change.T))
    assert found.log_likelihood == pytest.approx(-2466.938, abs=PUBLISHED)
    assert (a, found.sd_se) == pytest.approx((0.7551, 0.0694), abs=PUBLISHED)
    assert a**2 == pytest.approx(0.57, abs=0.005)  # mirt in R, Rasch with a free variance
    assert b == pytest.approx([-3.6153, -1.3224, -0.3176, -1.7301, -2.7802], abs=PUBLISHED)
    assert se == pytest.approx([0.3266, 0.1422, 0.0977, 0.1691, 0.2510], abs=PUBLISHED)
    assert found.difficulty == pytest.approx([-2.73, -0.999, -0.24, -1.306, -2.099], abs=PUBLISHED)


def test_that_lsat6_with_a_slope_for_each_item_is_as_published(lsat):
    found = calibrate(lsat, sd=1.0, slopes=range(5))
    assert found.log_likelihood == pytest.approx(-2466.653, abs=PUBLISHED)
    assert found.slope == pytest.approx([0.8253715, 0.7229499, 0.8904748, 0.6885502, 0.6574516], abs=PUBLISHED)
    assert found.difficulty == pytest.approx(
        [-3.3597341, -1.3696497, -0.2798983, -1.8659189, -3.1235725], abs=PUBLISHED
    )
    assert found.slope_se == pytest.approx([0.2581, 0.1867, 0.2326, 0.1852, 0.2100], abs=PUBLISHED)
    assert found.difficulty_se == pytest.approx([0.8669, 0.3073, 0.0997, 0.4341, 0.8700], abs=PUBLISHED)
    # at the exact maximum, 61-point quadrature
    assert found.slope == pytest.approx([0.8257, 0.7228, 0.8908, 0.6884, 0.6569], abs=2e-4)
    assert found.difficulty == pytest.approx([-3.3587, -1.3701, -0.2797, -1.8664, -3.1259], abs=2e-4)


def test_that_abilities_on_lsat6_are_as_by_dense_quadrature_elsewhere(lsat):
    """EAP by a dense quadrature and by mirt, for nothing right and all right, 2PL."""
    found = calibrate(lsat, sd=1.0, slopes=range(5))
    people = abilities(lsat, found)
    posterior_sd = np.sqrt(people.se**2 - people.item_variance)
    totals = np.bincount(lsat.person, lsat.scores)
    nothing, everything = int(np.argmin(totals)), int(np.argmax(totals))
    assert (people.theta[nothing], posterior_sd[nothing]) == pytest.approx((-1.897, 0.801), abs=PUBLISHED)
    assert (people.theta[everything], posterior_sd[everything]) == pytest.approx((0.645, 0.859), abs=PUBLISHED)


# What somebody else reckoned on the same tables


@pytest.mark.parametrize("name", ["irtoys_Scored", "verbal_aggression"])
def test_that_the_reference_parameters_of_other_sets_are_found(data, name):
    reference = json.loads((data / "expected-parameters" / f"{name}.json").read_text(encoding="utf-8"))["recomputed"]
    if name == "irtoys_Scored":
        matrix = columns(data / "responses" / "irtoys_Scored.csv")
    else:
        matrix = columns(data / "responses" / "verbal_aggression_binary.tsv", last=24, delimiter="\t")
    answers = Answers.of_matrix(matrix)
    assert answers.people == reference["N"]
    one = calibrate(answers)
    assert one.log_likelihood == pytest.approx(reference["1PL"]["logLik"], abs=0.01)
    assert one.sd == pytest.approx(reference["1PL"]["a"][0], abs=5e-4)
    assert one.difficulty / one.sd == pytest.approx(reference["1PL"]["b"], abs=1e-3)
    two = calibrate(answers, sd=1.0, slopes=range(answers.items), for_a_slope=300)
    assert two.log_likelihood == pytest.approx(reference["2PL"]["logLik"], abs=0.01)
    assert two.slope == pytest.approx(reference["2PL"]["a"], abs=OTHER)
    assert two.difficulty == pytest.approx(reference["2PL"]["b"], abs=OTHER)


TABLES = {
    "Abortion.csv": (0, None),
    "LSAT_persons.csv": (0, None),
    "eRm_raschdat1.csv": (0, None),
    "irtoys_Scored.csv": (0, None),
    "mc_scored.csv": (0, None),
    "sirt_math.csv": (2, None),
}


@pytest.fixture(scope="session", params=[*TABLES, "verbal_aggression_binary.tsv", "HCI"])
def matrix(data: Path, request: pytest.FixtureRequest) -> np.ndarray:
    """Each table of answers right or wrong; constant columns, which no model without a prior can place, left out."""
    if request.param == "HCI":
        found = scored(data / "responses" / "HCI_nominal.csv", data / "responses" / "HCI_key.csv")
    elif request.param.endswith(".tsv"):
        found = columns(data / "responses" / request.param, last=24, delimiter="\t")
    else:
        found = columns(data / "responses" / request.param, *TABLES[request.param])
    share = np.nanmean(found, axis=0)
    return found[:, (share > 0) & (share < 1)]


def test_that_another_implementation_finds_the_same_difficulties_and_errors(matrix):
    """mirt for Python, Rasch with abilities of sd 1, on 121 points, run to a tenth of our tolerance."""
    ours = calibrate(Answers.of_matrix(matrix), sd=1.0)
    theirs = mirt.fit_mirt(matrix, model="1PL", n_quadpts=121, tol=1e-7, max_iter=5000)
    assert theirs.converged
    assert ours.log_likelihood == pytest.approx(theirs.log_likelihood, abs=OTHER)
    assert ours.difficulty == pytest.approx(theirs.model.parameters["difficulty"].ravel(), abs=OTHER)
    assert ours.difficulty_se == pytest.approx(theirs.standard_errors["difficulty"].ravel(), abs=OTHER)


def test_that_another_implementation_finds_the_same_with_expert_bands(matrix):
    """The same prior on every item: N(0.2, 0.7²); answers taken away at random, as blocks would."""
    rng = np.random.default_rng(1)
    sparse = np.where(rng.random(matrix.shape) < 0.6, matrix, np.nan)
    sparse = sparse[~np.isnan(sparse).all(axis=1)]
    ours = calibrate(Answers.of_matrix(sparse), Priors.of(np.full(matrix.shape[1], 0.2)), sd=1.0)
    theirs = mirt.fit_mirt(
        sparse, model="1PL", n_quadpts=121, tol=1e-7, max_iter=5000, priors={"difficulty": NormalPrior(0.2, 0.7)}
    )
    assert ours.difficulty == pytest.approx(theirs.model.parameters["difficulty"].ravel(), abs=OTHER)
    assert ours.difficulty_se == pytest.approx(theirs.standard_errors["difficulty"].ravel(), abs=OTHER)


def test_that_another_implementation_finds_the_same_slopes(data):
    table = columns(data / "responses" / "sirt_math.csv", 2)
    ours = calibrate(Answers.of_matrix(table), sd=1.0, slopes=range(table.shape[1]))
    theirs = mirt.fit_mirt(table, model="2PL", n_quadpts=121, tol=1e-7, max_iter=5000)
    assert ours.log_likelihood == pytest.approx(theirs.log_likelihood, abs=OTHER)
    assert ours.slope == pytest.approx(theirs.model.parameters["discrimination"].ravel(), abs=OTHER)


def test_that_people_wider_apart_than_the_grid_are_refused_not_bent(data):
    """A simulation with abilities of sd 3 and slopes up to 6."""
    table = columns(data / "catquiz-sim" / "responses.2PL.first200.csv", 1, 61, ";")
    share = table.mean(axis=0)
    answers = Answers.of_matrix(table[:, (share > 0) & (share < 1)])
    for sd in (1.0, None):
        with pytest.raises(CannotCalibrate, match="spread"):
            calibrate(answers, sd=sd)


def test_that_another_implementation_measures_people_the_same(data):
    table = columns(data / "responses" / "mc_scored.csv")
    ours = calibrate(Answers.of_matrix(table), sd=1.0)
    theirs = mirt.fit_mirt(table, model="1PL", n_quadpts=121, tol=1e-7, max_iter=5000)
    scores = mirt.fscores(theirs, table, method="EAP", n_quadpts=121)
    for row, theta, se in zip(table, np.ravel(scores.theta), np.ravel(scores.standard_error), strict=True):
        asked = ~np.isnan(row)
        one = estimate(row[asked], ours.difficulty[asked], 0.0, 1.0)
        assert (one.theta, one.se) == pytest.approx((theta, se), abs=OTHER)
