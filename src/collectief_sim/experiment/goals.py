"""What a policy is for, who has an interest in it, and what the worlds say of it: the answer as numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from collectief_sim.experiment.compare import RESAMPLES, FloatArray, estimates
from collectief_sim.experiment.design import Experiment
from collectief_sim.experiment.results import Results
from collectief_sim.experiment.sensitivity import wilson
from collectief_sim.experiment.worlds import RULE

if TYPE_CHECKING:
    import pandas as pd

type Way = Literal["better", "worse", "even", "same", "few"]


@dataclass(frozen=True)
class Goal:
    """Something that somebody wants more of (+1) or less of (-1), and the outcome that measures it."""

    name: str
    outcome: str
    wanted: Literal[1, -1]


GOALS = {
    goal.name: goal
    for goal in (
        Goal("stay", "maker_years", 1),
        Goal("go", "entrepreneurs_displaced", -1),
        Goal("collectives", "collective_years", 1),
        Goal("impact", "collectives_area_level", 1),
        Goal("homes", "homes_built", 1),
        Goal("municipality", "municipality_net_eur", 1),
        Goal("owners", "owners_net_eur", 1),
        Goal("makers_money", "makers_net_eur", 1),
    )
}
"""In the order in which people are told of them: makers, collectives, home seekers, who pays."""

NEARLY_ALWAYS, MOSTLY = 0.95, 2 / 3
"""Shares of worlds from which a direction is said to hold nearly always, and mostly; below, it holds about as often as not."""
SURELY_NEARLY, SURELY_MOSTLY = 0.8, 0.5
"""What the lower end of such a share must reach besides: a word is not given on luck."""
FEWEST = 20  # worlds below which no share of them is told
_MOST_OF_MANY = 0.9  # of worlds, between the ends of a range


def verdicts(results: Results) -> pd.DataFrame:
    """What every comparison does for every goal.

    Returns
    -------
    pandas.DataFrame
        A row per ``area``, ``base``, ``other`` and ``goal`` with its ``outcome``: ``mean_base``, ``mean_other``,
        ``difference`` with ``low`` and ``high`` (95%, simulation error of the mean over units). Where there are worlds, the
        luck of their runs taken off: ``world_low`` and ``world_high`` (nine in ten worlds), ``up`` (share of worlds above
        nought) with ``up_low`` and ``up_high`` (95%), ``none`` (share without any difference), ``by_rule`` (part of the spread
        that goes with the rule of looking ahead); else empty. ``turns``: in the worlds of some rule it clearly (95%) points the
        other way. ``way`` is what may be said: better, worse, even (about as
        often better as worse), same (no difference at all), few (too little to say).
    """
    import pandas as pd

    outcomes, worlds = [goal.outcome for goal in GOALS.values()], results.experiment.has_worlds
    labels, samples = [], []
    for area in results.areas:
        runs = results.runs[results.runs["area"] == area]
        by_arm = runs.set_index(["unit", "seed", "arm"]).sort_index()
        wide = by_arm[outcomes].astype(float).unstack("arm")
        units, rules = wide.index.get_level_values("unit").to_numpy(), _rules(runs)
        for base, other in _pairs(results.experiment):
            for goal in GOALS.values():
                one, two = (wide[goal.outcome, arm].to_numpy() for arm in (base, other))
                labels.append({"area": area, "base": base, "other": other, "goal": goal.name, "outcome": goal.outcome})
                samples.append(_Sample.of(one, two, units, rules))
    found = estimates([sample.means for sample in samples])
    return pd.DataFrame(
        [
            label
            | _verdict(
                sample, {name: one[name] for name in ("difference", "low", "high")}, worlds, GOALS[label["goal"]]
            )
            for label, sample, one in zip(labels, samples, found, strict=True)
        ]
    )


def _pairs(experiment: Experiment) -> list[tuple[str, str]]:
    """What is compared, and every policy with the first of the main comparison, so that policies can be held side by side."""
    base, _ = experiment.pairs()[0]
    return list(dict.fromkeys([*experiment.pairs(), *((base, arm) for arm in experiment.all_arms() if arm != base)]))


def _rules(runs: pd.DataFrame) -> dict[Any, str] | None:
    """The rule of looking ahead in each world, where worlds differ in it."""
    if RULE not in runs or runs[RULE].nunique() < 2:
        return None
    return dict(zip(runs["unit"].tolist(), runs[RULE].tolist(), strict=True))


@dataclass(frozen=True)
class _Sample:
    """A difference in every unit, over runs with the same luck: arrays with an element a unit."""

    mean_base: float
    mean_other: float
    means: FloatArray
    runs: FloatArray
    squares: FloatArray  # squared deviations of runs from the mean of their unit, added up
    rules: npt.NDArray[np.str_] | None

    @classmethod
    def of(cls, base: FloatArray, other: FloatArray, units: npt.NDArray[Any], rules: dict[Any, str] | None) -> _Sample:
        """Of an outcome in runs, which may be undefined in some."""
        apart = other - base
        known = ~np.isnan(apart)
        there, of_run = np.unique(units[known], return_inverse=True)
        runs = np.bincount(of_run).astype(float)
        means = np.bincount(of_run, apart[known]) / runs
        squares = np.bincount(of_run, (apart[known] - means[of_run]) ** 2)
        named = None if rules is None else np.array([rules[unit] for unit in there.tolist()])
        return cls(_mean_over(base, units), _mean_over(other, units), means, runs, squares, named)


def _mean_over(values: FloatArray, units: npt.NDArray[Any]) -> float:
    """The mean over units of their means over runs."""
    known = ~np.isnan(values)
    _, of_run = np.unique(units[known], return_inverse=True)
    return float((np.bincount(of_run, values[known]) / np.bincount(of_run)).mean()) if known.any() else math.nan


def _verdict(sample: _Sample, found: dict[str, float], worlds: bool, goal: Goal) -> dict[str, Any]:
    units = len(sample.means)
    told = {"mean_base": sample.mean_base, "mean_other": sample.mean_other, **found, "units": units}
    over = _over_worlds(sample) if worlds and units > 1 else dict.fromkeys(_OVER_WORLDS, math.nan)
    return {**told, **over, "turns": _turns(sample), "way": way(told | over, goal)}


_OVER_WORLDS = ("world_low", "world_high", "up", "up_low", "up_high", "none", "by_rule")


def _over_worlds(sample: _Sample) -> dict[str, float]:
    values = sample.means
    drawn = without_luck(values, sample.runs, sample.squares)
    still = (values == 0.0) & (sample.squares == 0.0)  # where nothing differs, luck took nothing away
    shares = ((drawn > 0) & ~still[_picks(len(values))]).mean(axis=1)
    tail = (1 - _MOST_OF_MANY) / 2
    low, high = (float(end) for end in np.quantile(drawn, [tail, 1 - tail]))
    up_low, up_high = _interval_of_share(shares, len(values))
    return {
        "world_low": low,
        "world_high": high,
        "up": float(shares.mean()),
        "up_low": up_low,
        "up_high": up_high,
        "none": float(still.mean()),
        "by_rule": _part_of_rule(sample),
    }


def without_luck(means: FloatArray, runs: FloatArray, squares: FloatArray) -> FloatArray:
    """Differences of worlds with the luck of their runs taken off, many times over.

    World means are drawn together until their spread is what runs within worlds do not explain (Louis 1984). With few runs in
    a world that spread is badly known itself: where it happens to come out as nought all worlds would be said to agree. So it
    is worked out for many resamples of the worlds, and all of those are told (bagging, Breiman 1996).

    Parameters
    ----------
    means, runs, squares
        Of each world: mean difference, number of runs, squared deviations of runs from that mean; shape (worlds,).

    Returns
    -------
    array
        Shape (resamples, worlds), around the mean of the worlds that were picked, which is not known exactly either.
    """
    picks = _picks(len(means))
    some, counts = means[picks], runs[picks] if np.ptp(runs) else runs[None]  # mostly all have as many
    luck = squares[picks].sum(axis=1) / np.maximum(1.0, (counts - 1.0).sum(axis=1)) * (1.0 / counts).mean(axis=1)
    middle = some.mean(axis=1, keepdims=True)
    apart = some - middle
    seen = (apart**2).sum(axis=1) / (len(means) - 1)
    left = np.sqrt(np.clip(np.divide(seen - luck, seen, out=np.zeros_like(seen), where=seen > 0), 0.0, 1.0))
    return np.asarray(middle + apart * left[:, None])


@cache
def _picks(worlds: int) -> npt.NDArray[np.int64]:
    return np.random.default_rng(1).integers(0, worlds, (RESAMPLES, worlds))


def _interval_of_share(shares: FloatArray, worlds: int) -> tuple[float, float]:
    """The wider of the resamples and Wilson's: where all agree the first has no width, the second knows nothing of luck."""
    low, high = np.quantile(shares, [0.025, 0.975])
    least, most = wilson(round(float(shares.mean()) * worlds), worlds)
    return float(min(low, max(0.0, least))), float(max(high, min(1.0, most)))


def _part_of_rule(sample: _Sample) -> float:
    """Part of the spread between worlds that goes with the rule of looking ahead alone."""
    if sample.rules is None:
        return math.nan
    apart = sample.means - sample.means.mean()
    whole = float((apart**2).sum())
    between = sum(of_rule.sum() * apart[of_rule].mean() ** 2 for of_rule in _by_rule(sample.rules))
    return float(between) / whole if whole > 0 else 0.0


def _turns(sample: _Sample) -> bool:
    """Whether the mean over the worlds of some rule points the other way than that of all, beyond chance."""
    from scipy.special import stdtrit

    if sample.rules is None:
        return False
    sign = math.copysign(1.0, sample.means.mean())
    for of_rule in _by_rule(sample.rules):
        some = sample.means[of_rule]
        if len(some) > 1:
            far = some.std(ddof=1) / math.sqrt(len(some)) * stdtrit(len(some) - 1, 0.975)
            if sign * some.mean() + far < 0:
                return True
    return False


def _by_rule(rules: npt.NDArray[np.str_]) -> list[npt.NDArray[np.bool_]]:
    """Which worlds have each rule."""
    return [rules == rule for rule in np.unique(rules)]


def way(row: Any, goal: Goal) -> Way:
    """What may be said of a difference: by the share of worlds where there are worlds, else by its interval."""
    if row["units"] < 2 or math.isnan(row["difference"]):
        return "few"
    if row["difference"] == row["low"] == row["high"] == 0.0:
        return "same"
    up = goal.wanted > 0
    if not math.isnan(row["up"]):
        if row["units"] < FEWEST:
            return "few"
        if calibrated(*towards(row, row["difference"])) == "even":
            return "even"
    if row["low"] > 0 or row["high"] < 0:  # a direction that more runs could turn around is none
        return "better" if (row["difference"] > 0) == up else "worse"
    return "even"


def towards(row: Any, sign: float) -> tuple[float, float, float]:
    """The share of worlds in which a difference points one way, with its 95% interval; worlds without any point no way."""
    if sign >= 0:
        return row["up"], row["up_low"], row["up_high"]
    moved = 1.0 - row["none"]
    return moved - row["up"], max(0.0, moved - row["up_high"]), max(0.0, moved - row["up_low"])


def calibrated(share: float, low: float, high: float) -> Literal["nearly", "mostly", "even"]:
    """The word for a share of worlds: nearly (always), mostly, or even (about as often as not)."""
    if share >= NEARLY_ALWAYS and low >= SURELY_NEARLY:
        return "nearly"
    return "mostly" if share >= MOSTLY and low >= SURELY_MOSTLY else "even"
