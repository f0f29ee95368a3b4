"""What a policy is for, who has an interest in it, and what the worlds say of it: the answer as numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from collectief_sim.experiment.bootstrap import FloatArray, places_drawn, times_drawn
from collectief_sim.experiment.compare import FALSE_DISCOVERIES, FEWEST_WORLDS, corrected, estimates
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
MOSTLY_LUCK = 0.8  # part of the variance between worlds from which worlds cannot be told apart
_MOST_OF_MANY = 0.9  # of worlds, between the ends of a range


def verdicts(results: Results) -> pd.DataFrame:
    """What every comparison does for every goal.

    Returns
    -------
    pandas.DataFrame
        A row per ``area``, ``base``, ``other`` and ``goal`` with its ``outcome``: ``mean_base``, ``mean_other``,
        ``difference`` with ``low`` and ``high`` (95%, simulation error of the mean over units), ``p`` of a paired
        t-test and ``q`` (the same, corrected for all rows: of the directions told at most one in twenty is by luck
        alone). Where there are worlds, the luck of their runs taken off: ``world_low`` and ``world_high`` (nine in ten
        worlds), ``up`` (share of worlds above nought) with ``up_low`` and ``up_high`` (95%), ``none`` (share without
        any difference), ``luck`` (part of the variance between worlds that luck of runs explains), ``by_rule`` (part of
        the spread that goes with the rule of looking ahead, beyond what as many groups would have by luck); else empty.
        ``turns``: in the worlds of some rule it clearly (95%) points the other way. ``way`` is what may be said:
        better, worse, even (about as often better as worse), same (no difference at all), few (too little to say).
    """
    import pandas as pd

    rows, samples = [], []
    outcomes = [goal.outcome for goal in GOALS.values()]
    for area in results.areas:
        runs = results.runs[results.runs["area"] == area]
        by_arm = {arm: one.set_index(["unit", "seed"]).sort_index() for arm, one in runs.groupby("arm", sort=False)}
        for base, other in _pairs(results.experiment):
            pair = (by_arm[base][outcomes], by_arm[other][outcomes])
            label = {"area": area, "base": base, "other": other}
            for goal, told, units in _verdicts(*pair, _rules(by_arm[base]), results.experiment.has_worlds):
                rows.append(label | {"goal": goal.name, "outcome": goal.outcome} | told)
                samples.append(units)
    found = pd.DataFrame(estimates(samples))
    table = pd.DataFrame(rows).assign(**{name: found[name] for name in (*_ESTIMATED, "p")}, q=corrected(found["p"]))
    table["way"] = [way(row, GOALS[row["goal"]]) for row in table.to_dict("records")]
    return table[list(COLUMNS)]


def _pairs(experiment: Experiment) -> list[tuple[str, str]]:
    """What is compared, and every policy with the first of the main comparison, so that policies can be held side by side."""
    base, _ = experiment.pairs()[0]
    return list(dict.fromkeys([*experiment.pairs(), *((base, arm) for arm in experiment.all_arms() if arm != base)]))


def _rules(runs: pd.DataFrame) -> pd.Series | None:
    """The rule of looking ahead in each world, where worlds differ in it."""
    if RULE not in runs or runs[RULE].nunique() < 2:
        return None
    return runs[RULE].groupby("unit").first()


def _verdicts(
    base: pd.DataFrame, other: pd.DataFrame, rules: pd.Series | None, worlds: bool
) -> Iterator[tuple[Goal, dict[str, Any], FloatArray]]:
    """What a policy does for every goal, from the runs of two arms, with the differences of all units: all goals at once, as
    there are many comparisons.
    """
    import pandas as pd

    base, other = base.align(other)
    differences = other - base
    names, starts = np.unique(differences.index.get_level_values("unit"), return_index=True)
    all_means, all_runs, all_squares = _of_units(differences.to_numpy(float), starts)
    levels = [pd.DataFrame(_of_units(one.to_numpy(float), starts)[0]).mean() for one in (base, other)]
    of_rule = None if rules is None else rules.reindex(names).factorize()[0]
    for place, goal in enumerate(GOALS.values()):
        known = all_runs[:, place] > 0
        units, runs, squares = (table[known, place] for table in (all_means, all_runs, all_squares))
        mine = None if of_rule is None else of_rule[known]
        told = {
            "mean_base": float(levels[0][place]),
            "mean_other": float(levels[1][place]),
            "units": len(units),
        }
        over: dict[str, float] = dict.fromkeys(_OVER_WORLDS, math.nan)
        if worlds and len(units) > 1:
            over = over_worlds(units, runs, squares) | {"by_rule": _part_of_rule(units, mine)}
        yield goal, {**told, **over, "turns": _turns(units, mine)}, units


def _of_units(values: FloatArray, starts: npt.NDArray[np.intp]) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Of runs in order of their units: the mean of each unit, how many runs it has, and their squared deviations from it."""
    known = ~np.isnan(values)
    runs = np.add.reduceat(known.astype(np.float64), starts, axis=0)
    sums = np.add.reduceat(np.where(known, values, 0.0), starts, axis=0)
    means = np.divide(sums, runs, out=np.full_like(sums, np.nan), where=runs > 0)
    apart = np.where(known, values - np.repeat(means, np.diff([*starts, len(values)]), axis=0), 0.0)
    return means, runs, np.add.reduceat(apart**2, starts, axis=0)


_ESTIMATED = ("difference", "low", "high")
_OVER_WORLDS = ("world_low", "world_high", "up", "up_low", "up_high", "none", "luck", "by_rule")


COLUMNS = (
    *("area", "base", "other", "goal", "outcome", "mean_base", "mean_other", *_ESTIMATED, "p", "q", "units"),
    *(*_OVER_WORLDS, "turns", "way"),
)


def over_worlds(means: FloatArray, runs: FloatArray, squares: FloatArray) -> dict[str, float]:
    """How differences spread over worlds, and the share of worlds in which they are above nought, the luck of runs taken off.

    World means are drawn together until their spread is what runs within worlds do not explain (Louis 1984). With few runs in
    a world that spread is badly known itself: where it happens to come out as nought all worlds would be said to agree. So it
    is worked out for many resamples of the worlds, and all of those are told (bagging, Breiman 1996).

    All is taken around the mean of each resample: where worlds hardly differ, it is that mean that decides on which side of
    nought they are, and that is not known exactly either. The share takes worlds to differ as luck does, evenly to both sides;
    where they do not, it comes out nearer to a half than it is.

    Parameters
    ----------
    means, runs, squares
        Of each world: mean difference, number of runs, squared deviations of runs from that mean; shape (worlds,).
    """
    worlds = len(means)
    times = times_drawn(worlds)
    middle = means @ times / worlds
    seen = np.maximum(0.0, (means - means.mean()) ** 2 @ times - worlds * (middle - means.mean()) ** 2) / (worlds - 1)
    luck = (squares @ times) / np.maximum(1.0, (runs - 1.0) @ times) * ((1.0 / runs) @ times / worlds)
    left = np.sqrt(np.clip(np.divide(seen - luck, seen, out=np.zeros_like(seen), where=seen > 0), 0.0, 1.0))
    still = (means == 0.0) & (squares == 0.0)  # where nothing differs, luck took nothing away
    drawn = middle + (means[:, None] - middle) * left
    shares = (times * ((drawn > 0) & ~still[:, None])).sum(axis=0) / worlds
    tail = (1 - _MOST_OF_MANY) / 2
    low, high = np.quantile(drawn.ravel()[places_drawn(worlds)], (tail, 1 - tail))
    up_low, up_high = _interval_of_share(shares, worlds)
    return {
        "world_low": float(low),
        "world_high": float(high),
        "up": float(shares.mean()),
        "up_low": up_low,
        "up_high": up_high,
        "none": float(still.mean()),
        "luck": _luck(means, runs, squares),
    }


def _luck(means: FloatArray, runs: FloatArray, squares: FloatArray) -> float:
    """Part of the variance between worlds that the luck of their runs explains: 1 where worlds cannot be told apart."""
    seen = float(means.var(ddof=1))
    luck = float(squares.sum() / max(1.0, (runs - 1.0).sum()) * (1.0 / runs).mean())
    return min(1.0, luck / seen) if seen > 0 else 1.0


def _interval_of_share(shares: FloatArray, worlds: int) -> tuple[float, float]:
    """The wider of the resamples and Wilson's: where all agree the first has no width, the second knows nothing of luck.

    So it covers more than 95% where nearly all worlds agree, as any interval of a share near 0 or 1 does.
    """
    low, high = np.quantile(shares, [0.025, 0.975])
    least, most = wilson(round(float(shares.mean()) * worlds), worlds)
    return float(min(low, least)), float(max(high, most))


def _part_of_rule(means: FloatArray, rules: npt.NDArray[np.intp] | None) -> float:
    """Part of the spread between worlds that goes with the rule of looking ahead alone; 0 if no more than luck would give."""
    if rules is None:
        return math.nan
    sizes, of_rule, _ = _by_rule(means, rules)
    whole = float(((means - means.mean()) ** 2).sum())
    between = float((sizes * (of_rule - means.mean()) ** 2).sum())
    within_rules, apart = len(means) - len(sizes), len(sizes) - 1
    if not whole > 0 or within_rules < 1:
        return 0.0
    return max(0.0, (between - apart * (whole - between) / within_rules) / whole)  # epsilon squared, Kelley 1935


def _turns(means: FloatArray, rules: npt.NDArray[np.intp] | None) -> bool:
    """Whether the mean over the worlds of some rule points the other way than that of all, beyond chance."""
    from scipy.special import stdtrit

    if rules is None or not len(means):
        return False
    sizes, of_rule, squares = _by_rule(means, rules)
    several = sizes > 1
    spread = np.sqrt(squares[several] / (sizes[several] - 1))
    far = spread / np.sqrt(sizes[several]) * stdtrit(sizes[several] - 1, 0.975)
    return bool((math.copysign(1.0, means.mean()) * of_rule[several] + far < 0).any())


def _by_rule(means: FloatArray, rules: npt.NDArray[np.intp]) -> tuple[FloatArray, FloatArray, FloatArray]:
    """How many worlds each rule has, their mean, and their squared deviations from it."""
    _, places = np.unique(rules, return_inverse=True)
    sizes = np.bincount(places).astype(np.float64)
    of_rule = np.bincount(places, means) / sizes
    return sizes, of_rule, np.bincount(places, (means - of_rule[places]) ** 2)


def way(row: Any, goal: Goal) -> Way:
    """What may be said of a difference: by the share of worlds where there are worlds, else by its interval."""
    if row["units"] < 2 or math.isnan(row["difference"]):
        return "few"
    if row["difference"] == row["low"] == row["high"] == 0.0:
        return "same"
    up = goal.wanted > 0
    if not math.isnan(row["up"]):
        if row["units"] < FEWEST_WORLDS:
            return "few"
        if calibrated(*towards(row, row["difference"])) == "even":
            return "even"
    apart = row["low"] > 0 or row["high"] < 0
    if apart and row["q"] < FALSE_DISCOVERIES:  # a direction that more runs could turn around is none
        return "better" if (row["difference"] > 0) == up else "worse"
    return "even"


def towards(row: Any, sign: float) -> tuple[float, float, float]:
    """Of the worlds in which anything changes, the share in which a difference points one way, with its 95% interval.

    A world without any difference is neither for nor against; without worlds there is no share.
    """
    if math.isnan(row["up"]):
        return math.nan, math.nan, math.nan
    moved = 1.0 - row["none"]
    if not moved > 0:
        return 0.0, 0.0, 0.0
    share, low, high = (min(1.0, row[name] / moved) for name in ("up", "up_low", "up_high"))
    return (share, low, high) if sign >= 0 else (1.0 - share, 1.0 - high, 1.0 - low)


def calibrated(share: float, low: float, high: float) -> Literal["nearly", "mostly", "even"]:
    """The word for a share of worlds: nearly (always), mostly, or even (about as often as not).

    It goes by whole percentages, as those are told beside it: what is told as 95% is nearly always.
    """
    told, least = (float(f"{100 * part:.0f}") for part in (share, low))
    if told >= 100 * NEARLY_ALWAYS and least >= 100 * SURELY_NEARLY:
        return "nearly"
    return "mostly" if told >= 100 * MOSTLY and least >= 100 * SURELY_MOSTLY else "even"
