"""Worlds: in how many a difference holds, with the luck of few runs taken off."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from collectief_sim.experiment.sensitivity import agreement_of


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


def test_one_world_says_nothing() -> None:
    assert math.isnan(agreement_of(differences(np.array([1.0]), 5, 1.0, np.random.default_rng(1))).same_way)
