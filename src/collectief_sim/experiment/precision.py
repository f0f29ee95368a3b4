"""How many replicates it takes until the main differences are known well enough."""

from __future__ import annotations

import math

from collectief_sim.experiment.compare import compare
from collectief_sim.experiment.results import Results

MOST = 20_000  # replicates
_AT_ONCE = 4  # times as many, at most, before looking again
_MARGIN = 1.1  # because the spread seen so far may be a little too small


def half_width(results: Results) -> float:
    """Half the widest 95% interval of the main outcome over all comparisons, in the first area."""
    experiment = results.experiment
    here = results.units[results.units["area"] == results.areas[0]]
    found = compare(here, experiment.pairs(), [experiment.main])
    return float(((found["high"] - found["low"]) / 2).max())


def replicates_for(precision: float, replicates: int, half: float) -> int:
    """How many replicates to have next: enough, as far as can be told (an interval narrows with their square root)."""
    if not half > precision:  # also if it is undefined: more of the same would not help
        return replicates
    wanted = math.ceil(_MARGIN * replicates * (half / precision) ** 2) if precision > 0 else MOST
    return min(MOST, max(replicates + 1, min(wanted, _AT_ONCE * replicates)))
