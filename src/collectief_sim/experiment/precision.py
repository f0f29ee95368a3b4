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


def within_reach(precision: float, replicates: int, half: float) -> bool:
    """Whether so narrow an interval can be had at all with as many replicates as are allowed."""
    return not half > precision or (precision > 0 and _wanted(precision, replicates, half) <= MOST)


def _wanted(precision: float, replicates: int, half: float) -> int:
    """An interval narrows with the square root of their number."""
    return math.ceil(_MARGIN * replicates * (half / precision) ** 2)


def replicates_for(precision: float, replicates: int, half: float) -> int:
    """How many replicates to have next: enough, as far as can be told."""
    if not half > precision:  # also if it is undefined: more of the same would not help
        return replicates
    wanted = _wanted(precision, replicates, half) if precision > 0 else MOST
    return min(MOST, max(replicates + 1, min(wanted, _AT_ONCE * replicates)))
