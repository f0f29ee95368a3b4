"""Questions to all rows of a table at a time, answered by the rules' own formulas: for whoever draws or tells a world.

They take the world as rules see it (`Simulation.for_rules`), and so do formulas of one row, which can be asked as they are.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from collectief_sim.model.compiling import rule
from collectief_sim.model.processes.ladder import step_seen
from collectief_sim.model.processes.land import affordable_rent, market_gap_on, rent_paid
from collectief_sim.model.rows import FloatArray, IntArray, PersonId, columns, first_ids, ids
from collectief_sim.model.world import World


def steps_seen(world: World) -> IntArray:
    """The ladder step that every collective so far is seen on: shape (collectives,)."""
    steps = np.zeros(world.town[0].collectives, np.int64)
    _look_at_steps(world, steps)
    return steps


def pulls(world: World) -> FloatArray:
    """How much more housing would bring than work on every plot: ratio - 1, shape (plots,)."""
    gaps = np.zeros(len(world.plots))
    _look_at_gaps(world, gaps)
    return gaps


def rents(world: World) -> tuple[FloatArray, npt.NDArray[np.bool_]]:
    """What tenants pay in every building [EUR/m2/year], and whether that is affordable now: shapes (buildings,)."""
    paid, cheap = np.zeros(len(world.buildings)), np.zeros(len(world.buildings), np.bool_)
    _look_at_rents(world, paid, cheap)
    return paid, cheap


def held_by_forms(world: World) -> npt.NDArray[np.bool_]:
    """The buildings in which a form of cooperation holds something: shape (buildings,)."""
    held: npt.NDArray[np.bool_] = columns(world.clauses).holds.astype(bool)
    stakes = columns(world.stakes)
    held[stakes.building[stakes.outstanding_eur > 0]] = True
    return held


def row_of(world: World, number: int) -> PersonId | None:
    """The row of who has this number, if they have been in the area since rows were last sorted."""
    rows = np.flatnonzero(columns(world.entrepreneurs).number[: world.town[0].places] == number)
    return PersonId(int(rows[0])) if len(rows) else None


@rule
def _look_at_steps(world: World, steps: IntArray) -> None:
    for c in first_ids(world.collectives, len(steps)):
        steps[c] = step_seen(world, world.collectives[c])


@rule
def _look_at_rents(world: World, paid: FloatArray, cheap: npt.NDArray[np.bool_]) -> None:
    for b in ids(world.buildings):
        paid[b] = rent_paid(world, b)
        cheap[b] = paid[b] <= affordable_rent(world)


@rule
def _look_at_gaps(world: World, gaps: FloatArray) -> None:
    for i in ids(world.plots):
        gaps[i] = market_gap_on(world, world.plots[i])
