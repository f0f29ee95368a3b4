"""How far a difference hangs on uncertain settings: in how many worlds it holds, and which decide how large it is (SALib)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from collectief_sim.experiment.cells import problem_of
from collectief_sim.experiment.results import Results

if TYPE_CHECKING:
    import pandas as pd

ENOUGH = 20  # worlds below which no index is worth printing


@dataclass(frozen=True)
class Agreement:
    """How a difference varies between worlds, the luck of the few runs in each taken off."""

    worlds: int
    same_way: float  # share of worlds in which it points the way the mean does
    spread: float  # standard deviation between worlds; 0 if they differ no more than luck makes them


def agreement(results: Results) -> Agreement:
    """In what share of worlds the main difference on the main outcome points the same way, in the first area.

    A world is known from a few runs only, so that some point the other way by luck. The variance of that luck is known from
    the runs within worlds (each with seeds of its own); world means are drawn towards the grand mean until their spread is
    the one that is left without it (Louis 1984).
    """
    experiment = results.experiment
    base, other = experiment.pairs()[0]
    runs = results.by_run(results.areas[0])
    wide = runs.pivot(index=["world", "seed"], columns="arm", values=experiment.main)
    return agreement_of((wide[other] - wide[base]).dropna())


def agreement_of(differences: pd.Series) -> Agreement:
    """The same from paired differences of runs, indexed by ``world`` and ``seed``."""
    by_world = differences.groupby("world")
    means, runs = by_world.mean(), by_world.size()
    if len(means) < 2:
        return Agreement(len(means), float("nan"), float("nan"))
    within = float(((differences - by_world.transform("mean")) ** 2).sum() / max(1, (runs - 1).sum()))
    seen = float(means.var(ddof=1))
    between = max(0.0, seen - within * float((1.0 / runs).mean()))
    drawn = means.mean() + (means - means.mean()) * np.sqrt(between / seen if seen > 0 else 0.0)
    return Agreement(len(means), float((drawn * means.mean() > 0).mean()), float(np.sqrt(between)))


def sensitivity(results: Results) -> pd.DataFrame:
    """How far each uncertain setting moves the main paired difference of the main outcome, in the first area.

    Returns
    -------
    pandas.DataFrame
        A row per setting, the most important first: ``first_order``, the share of the variance that goes with this setting
        alone (Sobol's S1, estimated from the worlds there are; Plischke, Borgonovo and Smith 2013) with ``first_order_conf``
        (95%), and ``correlation`` (Spearman), which tells the direction. Empty with fewer than 20 worlds.
    """
    import pandas as pd
    from SALib.analyze import delta
    from scipy import stats

    experiment, area = results.experiment, results.areas[0]
    base, other = experiment.pairs()[0]
    units = results.units[results.units["area"] == area]
    wide = units.pivot(index="unit", columns="arm", values=experiment.main)
    differences = (wide[other] - wide[base]).dropna()
    if len(differences) < ENOUGH or np.ptp(differences) == 0:
        return pd.DataFrame()
    drawn = results.runs.drop_duplicates("world").set_index("world").loc[differences.index]
    numbers = pd.DataFrame(
        {
            path: drawn[path].map(one.alternatives.index) if one.alternatives else drawn[path].astype(float)
            for path, one in experiment.uncertainties.items()
        }
    )
    found = delta.analyze(
        problem_of(experiment), numbers.to_numpy(float), differences.to_numpy(float), seed=1, method="sobol"
    )
    table = pd.DataFrame(
        {
            "setting": list(experiment.uncertainties),
            "first_order": found["S1"],
            "first_order_conf": found["S1_conf"],
            "correlation": [stats.spearmanr(numbers[path], differences).statistic for path in numbers],
        }
    )
    return table.sort_values("first_order", ascending=False, ignore_index=True)
