"""Worlds: in how many a difference holds, with the luck of few runs taken off, and which settings decide."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from SALib.analyze import rbd_fast
from scipy import stats

from collectief_sim.experiment.sensitivity import agreement_of, first_order, indices_of, wilson


def differences(true: np.ndarray, runs: int, noise: float, luck: np.random.Generator) -> pd.Series:
    """Paired differences of runs in worlds with these true differences."""
    index = pd.MultiIndex.from_product([range(len(true)), range(runs)], names=["world", "seed"])
    return pd.Series((true[:, None] + luck.normal(0, noise, (len(true), runs))).ravel(), index=index)


@pytest.mark.parametrize("runs", [2, 6])
def test_the_share_of_worlds_that_agree_is_not_that_of_luck(runs: int) -> None:
    luck = np.random.default_rng(runs)
    found, raw = [], []
    for _ in range(200):
        seen = differences(luck.normal(1, 1, 100), runs, 2.0, luck)
        found.append(agreement_of(seen).same_way)
        raw.append((seen.groupby("world").mean() > 0).mean())
    truth = 0.5 * (1 + math.erf(1 / math.sqrt(2)))  # P(N(1, 1) > 0) = 84%
    assert np.mean(found) == pytest.approx(truth, abs=0.03)
    assert np.mean(raw) < truth - 0.05  # what counting worlds as they are would say


def test_worlds_that_differ_by_luck_alone_have_no_spread_and_all_agree() -> None:
    luck = np.random.default_rng(3)
    alike = [agreement_of(differences(np.full(200, 0.5), 4, 1.0, luck)) for _ in range(40)]
    assert np.mean([found.spread for found in alike]) < 0.15  # luck alone would be 0.5
    assert {found.same_way for found in alike if found.spread == 0.0} == {1.0}


def test_without_luck_worlds_are_counted_as_they_are() -> None:
    exact = agreement_of(differences(np.array([1.0, 2.0, 3.0, -0.5]), 3, 0.0, np.random.default_rng(1)))
    assert (exact.worlds, exact.same_way) == (4, 0.75)
    assert exact.spread == pytest.approx(np.std([1.0, 2.0, 3.0, -0.5], ddof=1))


def test_worlds_without_any_difference_point_no_way() -> None:
    luck = np.random.default_rng(2)
    seen = differences(np.array([0.0] * 10 + [2.0] * 10), 4, 0.0, luck)
    seen[seen > 0] += luck.normal(0, 0.5, 40)
    found = agreement_of(seen)
    assert (found.same_way, found.none) == (0.5, 0.5)
    assert found.same_way_low < 0.5 < found.same_way_high


def test_one_world_says_nothing() -> None:
    assert math.isnan(agreement_of(differences(np.array([1.0]), 5, 1.0, np.random.default_rng(1))).same_way)


@pytest.mark.parametrize("mean", [0.3, 1.0, 2.3])  # in units of the spread between worlds: 62%, 84% and 99% agree
def test_the_interval_of_the_share_holds_the_truth_at_its_rate(mean: float) -> None:
    luck = np.random.default_rng(5)
    truth = 0.5 * (1 + math.erf(mean / math.sqrt(2)))
    held = 0
    for _ in range(100):
        found = agreement_of(differences(luck.normal(mean, 1, 100), 4, 2.0, luck))
        assert found.same_way_low <= found.same_way <= found.same_way_high
        held += found.same_way_low <= truth <= found.same_way_high
    assert held >= 88  # 95%, less three standard errors


# ---- which settings decide -------------------------------------------------------------------------------------------


def worlds(count: int, luck: np.random.Generator) -> pd.DataFrame:
    """Three settings between 0 and 1."""
    return pd.DataFrame(luck.uniform(size=(count, 3)), columns=["a", "b", "c"])


@pytest.mark.parametrize("count", [60, 61])
def test_first_order_indices_are_those_of_salib(count: int) -> None:
    luck = np.random.default_rng(count)
    numbers, outcomes = worlds(count, luck).to_numpy(copy=True), luck.normal(size=(3, count))
    numbers[:, 2] = numbers[:, 2].round()  # one of two alternatives
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0, 1]] * 3}
    for ours, outcome in zip(first_order(numbers, outcomes), outcomes, strict=True):
        theirs = rbd_fast.analyze(problem, numbers, outcome, M=4, num_resamples=2, seed=1)["S1"]
        assert ours.tolist() == pytest.approx(np.asarray(theirs, float).tolist())


def test_the_correlation_is_that_of_spearman() -> None:
    luck = np.random.default_rng(4)
    numbers, differences = worlds(40, luck).round(1), luck.normal(size=40)
    table = indices_of(numbers, differences).set_index("setting")
    for name in numbers:
        assert table.loc[name, "correlation"] == pytest.approx(stats.spearmanr(numbers[name], differences).statistic)


@pytest.mark.parametrize(("count", "total"), [(0, 20), (13, 20), (20, 20), (77, 128)])
def test_the_interval_of_a_share_is_that_of_wilson(count: int, total: int) -> None:
    theirs = stats.binomtest(count, total).proportion_ci(method="wilson")
    assert wilson(count, total) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def test_first_order_indices_are_those_of_a_linear_model() -> None:
    """Of 2a + b + noise with variance 1/12 the variances are 4, 1 and 1 twelfths."""
    luck = np.random.default_rng(1)
    numbers = worlds(4000, luck)
    differences = 2 * numbers["a"] + numbers["b"] + luck.normal(0, math.sqrt(1 / 12), 4000)
    table = indices_of(numbers, differences.to_numpy()).set_index("setting")
    assert list(table.index[:2]) == ["a", "b"]
    assert table["first_order"].tolist() == pytest.approx([4 / 6, 1 / 6, 0], abs=0.03)
    assert table["clear"].tolist() == [True, True, False]
    assert table.loc["a", "correlation"] > table.loc["b", "correlation"] > 0.2


def test_where_nothing_matters_nothing_is_called_important() -> None:
    luck = np.random.default_rng(2)
    tables = [indices_of(worlds(60, luck), luck.normal(size=60)) for _ in range(60)]
    assert abs(np.mean([table["first_order"].mean() for table in tables])) < 0.02  # no bias
    assert sum(table["clear"].any() for table in tables) <= 9  # 3 in 60 expected, give or take three standard errors
