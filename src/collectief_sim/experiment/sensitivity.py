"""Which uncertain settings decide how large a difference is (SALib)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectief_sim.experiment.cells import problem_of
from collectief_sim.experiment.results import Results

if TYPE_CHECKING:
    import pandas as pd

ENOUGH = 20  # worlds below which no index is worth printing


def sensitivity(results: Results) -> pd.DataFrame:
    """How far each uncertain setting moves the main paired difference of the main outcome, in the first area.

    Returns
    -------
    pandas.DataFrame
        A row per setting, the most important first: ``first_order``, the share of the variance that goes with this setting
        alone (Sobol's S1, estimated from the worlds there are; Plischke, Borgonovo and Smith 2013) with ``first_order_conf``
        (95%), and ``correlation`` (Spearman), which tells the direction. Empty with fewer than 20 worlds.
    """
    import numpy as np
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
