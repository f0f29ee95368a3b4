"""A typical run of each arm, to be drawn on maps: one history that lies in the middle of all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from collectief_sim.model.codes import BUILDING_SITE, COLLECTIVE, HOUSING, MIXED, WORK
from collectief_sim.model.rows import NONE, columns
from collectief_sim.model.simulation import Simulation
from collectief_sim.model.world import on_plots
from collectief_sim.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

KINDS = ("open", "work", "owned", "mixed", "housing", "site")
MOMENTS = 4  # maps of one run, from its start to its end
_LOOKED_AT = ["survival_120_months", "area_level_within_240_months", "work_floor_share", "homes_built"]


def typical_unit(units: pd.DataFrame) -> int:
    """The seed (or the world) whose runs lie nearest to the medians of all arms of an area, in units of their spread.

    Parameters
    ----------
    units
        Of one area: ``arm``, ``unit`` (a seed, or a world) and outcomes.
    """
    distance: Any = 0.0
    for outcome in _LOOKED_AT:
        wide = units.pivot(index="unit", columns="arm", values=outcome)
        spread = wide.std().replace(0.0, np.nan)
        distance = distance + ((wide - wide.median()) / spread).pow(2).sum(axis=1)
    return int(distance.idxmin())


def frames(scenario: Scenario, seed: int) -> pd.DataFrame:
    """Maps of one run: a row per moment and plot, with what is there and how high a collective stands on the ladder.

    Returns
    -------
    pandas.DataFrame
        ``month``, ``x``, ``y``, ``kind`` (index into KINDS) and ``ladder_step`` (0 where no collective is at home).
    """
    import pandas as pd

    model = Simulation(scenario, seed)
    tables = []
    for month in np.linspace(0, scenario.months, MOMENTS).round().astype(int):
        while model.months_done < month:
            model.advance()
        plots = columns(model.world.plots)
        place = {"month": int(month), "x": plots.x.copy(), "y": plots.y.copy()}
        tables.append(pd.DataFrame({**place, "kind": kinds_of(model), "ladder_step": ladder_steps(model)}))
    return pd.concat(tables, ignore_index=True)


def kinds_of(model: Simulation) -> np.ndarray:
    """What each plot is, as an index into KINDS: shape (plots,)."""
    world, plots = model.world, columns(model.world.plots)
    kind = np.zeros(len(plots), np.int8)
    work = plots.use == WORK
    kind[work] = KINDS.index("work")
    kind[work & (on_plots(world, "owner_kind", NONE) == COLLECTIVE)] = KINDS.index("owned")
    kind[plots.use == MIXED] = KINDS.index("mixed")
    kind[plots.use == HOUSING] = KINDS.index("housing")
    empty = (on_plots(world, "floor_m2", 0.0) > 0) & ~on_plots(world, "let", True)
    kind[(plots.use == BUILDING_SITE) | empty] = KINDS.index("site")
    return kind


def ladder_steps(model: Simulation) -> np.ndarray:
    """The ladder step of the collective at home on each plot, 0 where there is none: shape (plots,)."""
    steps = np.append(columns(model.world.collectives).step, np.int8(0))
    return steps[on_plots(model.world, "collective", NONE)]
