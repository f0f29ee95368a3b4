"""Paired differences, effects, spread and sensitivity: against SciPy, by hand, and at their nominal error rates."""

from __future__ import annotations

import warnings
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from collectief_sim.experiment.bootstrap import bootstrapped, intervals, tail
from collectief_sim.experiment.compare import RESAMPLES, compare, corrected, effects, estimate, summary
from collectief_sim.experiment.design import Experiment
from collectief_sim.experiment.precision import MOST, replicates_for
from collectief_sim.experiment.sensitivity import sensitivity
from collectief_sim.experiment.typical_run import typical_unit

PAIR = [("short", "long")]


def units_of(area: str = "here", **arms: Any) -> pd.DataFrame:
    """A table of one outcome, x, unit by unit."""
    rows = [(area, arm, unit, value) for arm, values in arms.items() for unit, value in enumerate(values)]
    return pd.DataFrame(rows, columns=["area", "arm", "unit", "x"])


def row_of(short: Any, long: Any) -> pd.Series:
    return compare(units_of(short=short, long=long), PAIR, ["x"]).iloc[0]


def test_a_difference_worked_out_by_hand() -> None:
    row = row_of([1.0, 2.0, 3.0, 4.0], [2.0, 4.0, 6.0, 8.0])
    assert (row["mean_base"], row["mean_other"], row["difference"], row["pairs"]) == (2.5, 5.0, 2.5, 4)
    assert row["variance_ratio"] == pytest.approx((5 / 3 + 20 / 3) / (5 / 3))
    assert row["correlation"] == pytest.approx(1)
    assert row["p"] == pytest.approx(stats.ttest_1samp([1, 2, 3, 4], 0).pvalue)


def test_the_interval_is_the_wider_of_the_bootstrap_of_scipy_and_that_of_a_t_test() -> None:
    luck = np.random.default_rng(4)
    base = luck.normal(50, 9, 100)
    other = base + luck.normal(2, 3, 100)
    row = row_of(base, other)
    theirs = stats.bootstrap((other - base,), np.mean, **as_ours(100)).confidence_interval
    normal = stats.ttest_rel(other, base).confidence_interval(0.95)
    wider = (min(theirs.low, normal.low), max(theirs.high, normal.high))
    assert (row["low"], row["high"]) == pytest.approx(wider)
    assert tuple(theirs) == pytest.approx((normal.low, normal.high), abs=0.15)


def as_ours(size: int) -> dict[str, Any]:
    """How SciPy is asked for the same bootstrap."""
    rng = np.random.default_rng(1)
    return {"n_resamples": RESAMPLES, "confidence_level": 1 - 2 * tail(size), "rng": rng}


@pytest.mark.parametrize("size", [3, 12, 40, 150])
def test_intervals_of_many_outcomes_at_once_are_those_of_scipy_one_by_one(size: int) -> None:
    luck = np.random.default_rng(size)
    skewed, whole, rare = luck.exponential(3, size) - 1, luck.integers(-3, 4, size), luck.random(size) < 2 / size
    samples = np.stack([luck.normal(2, 1, size), skewed, whole, rare + 0.0, 1e6 * skewed])
    samples[:, 0] += 0.5  # so that none is without spread
    for sample, low, high in zip(samples, *bootstrapped(samples), strict=True):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", stats.DegenerateDataWarning)
            theirs = stats.bootstrap((sample,), np.mean, **as_ours(size))
        assert (low, high) == pytest.approx(tuple(theirs.confidence_interval), rel=1e-9)


def test_outcomes_of_a_table_are_compared_as_each_would_be_alone() -> None:
    """Some are undefined in some units, so that samples of several sizes are among them."""
    luck = np.random.default_rng(7)
    table = units_of(short=luck.normal(0, 1, 30), long=luck.normal(1, 1, 30)).assign(
        y=luck.integers(0, 5, 60), z=np.where(luck.random(60) < 0.2, np.nan, luck.normal(0, 1, 60)), nothing=np.nan
    )
    names = ["x", "y", "z", "nothing"]
    alone = pd.concat([compare(table, PAIR, [name]) for name in names], ignore_index=True)
    columns = ["outcome", "mean_base", "mean_other", "difference", "low", "high", "p", "pairs", "correlation"]
    pd.testing.assert_frame_equal(compare(table, PAIR, names)[columns], alone[columns], rtol=1e-12)
    short, long = (table[table["arm"] == arm] for arm in ("short", "long"))
    seen = compare(table, PAIR, names).set_index("outcome")
    assert seen.loc["y", "correlation"] == pytest.approx(np.corrcoef(short["y"], long["y"])[0, 1])
    assert seen.loc["y", "p"] == pytest.approx(stats.ttest_rel(long["y"], short["y"]).pvalue)


def test_means_that_are_equal_but_for_rounding_are_ties() -> None:
    """Thirds add up to something else in another order; the interval may not hang on that."""
    thirds = np.random.default_rng(3).integers(-4, 5, 30)
    exact, rounded = (np.array(intervals(sample[None])) for sample in (thirds.astype(float), thirds / 3))
    assert rounded == pytest.approx(exact / 3, rel=1e-9)


def test_p_values_are_corrected_as_scipy_does() -> None:
    p = pd.Series([0.04, None, 0.001, 0.9, 0.001, 0.03], index=list("abcdef"))
    theirs = stats.false_discovery_control(p.dropna())
    assert corrected(p).dropna().tolist() == pytest.approx(theirs.tolist())
    assert corrected(p).index.equals(p.index)
    assert corrected(pd.Series([None, None], dtype=float)).isna().all()


def test_pairs_are_left_out_where_either_arm_is_undefined_or_missing() -> None:
    holes = compare(units_of(short=[1, None, 3, 4, 9], long=[2, 5, 6, None, 7, 100]), PAIR, ["x"])
    whole = compare(units_of(short=[1, 3, 9], long=[2, 6, 7]), PAIR, ["x"])
    pd.testing.assert_frame_equal(holes, whole)


def test_without_any_pair_nothing_is_claimed() -> None:
    row = row_of([None, 1.0], [2.0, None])
    assert row["pairs"] == 0
    assert not row["clear"]
    assert row[["mean_base", "difference", "low", "high", "p", "q"]].isna().all()


def test_one_pair_has_a_difference_but_no_interval() -> None:
    row = row_of([1.0, None], [4.0, 2.0])
    assert (row["mean_base"], row["mean_other"], row["difference"], row["pairs"]) == (1, 4, 3, 1)
    assert row[["low", "high", "variance_ratio", "p"]].isna().all()
    assert not row["clear"]


@pytest.mark.parametrize(("shift", "clear"), [(2.0, True), (0.0, False)])
def test_a_difference_that_never_varies_is_exact(shift: float, clear: bool) -> None:
    row = row_of([1.0, 2.0, 3.0], [1.0 + shift, 2.0 + shift, 3.0 + shift])
    assert (row["difference"], row["low"], row["high"], row["clear"]) == (shift, shift, shift, clear)


def test_two_values_only_still_have_an_interval() -> None:
    row = row_of([0.0] * 10, [0.0] * 9 + [1.0])
    assert row["low"] <= 0.1 <= row["high"]


def test_intervals_of_arms_that_are_alike_cover_nought_at_their_rate() -> None:
    luck = np.random.default_rng(8)
    covered = [
        found["low"] <= 0 <= found["high"]
        for found in (estimate(luck.exponential(1, 60) - luck.exponential(1, 60)) for _ in range(400))
    ]
    assert 0.92 <= np.mean(covered) <= 0.98  # 95%, give or take three standard errors


def test_among_many_arms_that_are_alike_hardly_any_difference_is_called_clear() -> None:
    luck = np.random.default_rng(9)
    arms = {f"arm {i}": luck.normal(0, 1, 40) for i in range(41)}
    table = compare(units_of(**arms), [("arm 0", f"arm {i}") for i in range(1, 41)], ["x"])
    apart = (table["low"] > 0) | (table["high"] < 0)
    assert table["clear"].sum() <= 1
    assert (table["q"] >= table["p"] - 1e-12).all()
    assert not (table["clear"] & ~apart).any()


def test_areas_are_compared_each_by_itself() -> None:
    both = pd.concat([units_of("one", short=[1, 2], long=[2, 3]), units_of("two", short=[1, 2], long=[0, 1])])
    assert compare(both, PAIR, ["x"])["difference"].tolist() == [1, -1]


# ---- spread ----------------------------------------------------------------------------------------------------------


def test_the_spread_is_described_and_two_humps_are_seen() -> None:
    luck = np.random.default_rng(2)
    one, two = luck.normal(0, 1, 200), np.concatenate([luck.normal(-4, 1, 100), luck.normal(4, 1, 100)])
    units = units_of(one=one, two=two)
    table = summary(units, units, ["x"]).set_index("arm")
    assert table.loc["one", ["mean", "median", "p05", "p95"]].tolist() == pytest.approx(
        [one.mean(), np.median(one), *np.quantile(one, [0.05, 0.95])]
    )
    assert table.loc["two", "dip_p"] < 0.01 < table.loc["one", "dip_p"]
    interval = stats.ttest_1samp(one, 0).confidence_interval(0.95)
    assert table.loc["one", ["low", "high"]].tolist() == pytest.approx([interval.low, interval.high])


def test_means_and_spread_may_be_of_different_values() -> None:
    """Contributions of units to a share have the right mean, but single ones lie where no share can."""
    added, own = units_of(one=[-0.2, 0.6, 1.4]), units_of(one=[0.0, 0.5, 1.0])
    row = summary(added, own, ["x"]).iloc[0]
    assert row["mean"] == pytest.approx(0.6)
    assert row[["median", "sd"]].tolist() == pytest.approx([0.5, 0.5])
    assert row[["p05", "p95"]].between(0, 1).all()


def test_what_is_undefined_everywhere_has_no_spread() -> None:
    units = units_of(one=[None, None])
    row = summary(units, units, ["x"]).iloc[0]
    assert row["units"] == 0
    assert row[["mean", "low", "p05"]].isna().all()


# ---- effects ---------------------------------------------------------------------------------------------------------


def test_effects_are_those_put_in() -> None:
    """X = 3 a + 5 b - 2 a b, and c does nothing; a has three levels."""
    levels = {f"{a}{b}{c}": {"a": a, "b": b, "c": c} for a, b, c in product(range(3), range(2), range(2))}
    noise = np.random.default_rng(1).normal(0, 1, 6)
    arms = {
        name: 3 * at["a"] + 5 * at["b"] - 2 * at["a"] * at["b"] + noise  # luck is shared, so it drops out
        for name, at in levels.items()
    }
    table = effects(units_of(**arms), levels, ["x"]).set_index(["factor", "level", "by", "by_level"])["difference"]
    assert table["a", 1, "", 0] == pytest.approx(3 - 2 / 2)  # averaged over both levels of b
    assert table["a", 2, "", 0] == pytest.approx(6 - 4 / 2)
    assert table["b", 1, "", 0] == pytest.approx(5 - 2 * (0 + 1 + 2) / 3)
    assert table["c", 1, "", 0] == pytest.approx(0)
    assert table["a", 1, "b", 1] == pytest.approx(-2)
    assert table["a", 2, "b", 1] == pytest.approx(-4)
    assert table["b", 1, "c", 1] == pytest.approx(0)


# ---- sensitivity -----------------------------------------------------------------------------------------------------


def test_the_setting_that_matters_comes_first_with_its_share_and_direction() -> None:
    luck = np.random.default_rng(6)
    worlds = 1500
    strong, weak = luck.uniform(0, 1, worlds), luck.uniform(0, 1, worlds)
    design = Experiment(
        name="x",
        areas=["here"],
        arms={"short": {}, "long": {}},
        uncertainties={"weak": {"low": 0.0, "high": 1.0}, "strong": {"low": 0.0, "high": 1.0}},
        worlds=worlds,
    )
    difference = -3 * strong + weak
    table = pd.concat(
        [
            pd.DataFrame({"area": "here", "arm": "short", "unit": range(1, worlds + 1), design.main: 0.0}),
            pd.DataFrame({"area": "here", "arm": "long", "unit": range(1, worlds + 1), design.main: difference}),
        ]
    )
    runs = pd.DataFrame({"world": range(1, worlds + 1), "strong": strong, "weak": weak})
    found: Any = SimpleNamespace(experiment=design, areas=["here"], units=table, runs=runs)
    rows = sensitivity(found)
    assert rows["setting"].tolist() == ["strong", "weak"]
    assert rows["first_order"].tolist() == pytest.approx([0.9, 0.1], abs=0.07)  # 9 : 1 of the variance
    assert rows["correlation"].iloc[0] < -0.9
    assert sensitivity(
        SimpleNamespace(experiment=design, areas=["here"], units=table[table["unit"] < 20], runs=runs)
    ).empty  # type: ignore[arg-type]


# ---- precision and typical runs --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("precision", "half", "next_one"),
    [
        (0.02, 0.01, 100),
        (0.02, 0.02, 100),
        (0.02, 0.03, 248),
        (0.02, 0.2, 400),
        (0.0, 0.1, 400),
        (0.02, float("nan"), 100),
    ],
)
def test_replicates_grow_with_the_square_of_the_interval_but_not_in_leaps(
    precision: float, half: float, next_one: int
) -> None:
    assert replicates_for(precision, 100, half) == next_one
    assert replicates_for(precision, MOST, half) <= MOST


def test_a_typical_run_lies_in_the_middle_of_all_arms() -> None:
    names = ["survival_120_months", "area_level_within_240_months", "work_floor_share", "homes_built"]
    rows = [
        {"arm": arm, "unit": unit} | {name: value * scale for name, scale in zip(names, (1, 0, 10, 1000), strict=True)}
        for arm, values in {"a": [0, 5, 9, 1, 5], "b": [9, 4, 0, 8, 5]}.items()
        for unit, value in enumerate(values)
    ]
    assert typical_unit(pd.DataFrame(rows)) == 4


def test_shipped_experiments_are_where_they_belong() -> None:
    folder = Path(__file__).parents[1] / "experiments"
    names = {"contract-length", "paths", "policy-mix", "pressure", "assumptions"}
    assert names <= {file.stem for file in folder.glob("*.toml")}
