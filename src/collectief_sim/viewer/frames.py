"""A month as a page shows it: what is where, who is where, and how all collectives stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from collectief_sim.experiment.typical_run import kinds_of
from collectief_sim.model.codes import THEMES
from collectief_sim.model.questions import held_by_forms, pulls, steps_seen
from collectief_sim.model.rows import NONE, columns
from collectief_sim.model.simulation import Simulation
from collectief_sim.model.world import World, on_plots

type Array = npt.NDArray[Any]

NO_COLLECTIVE = NOBODY = -1
# bits of a building's state
PLAN, NOTICE, SITE, KNOWN, FORM = 1, 2, 4, 8, 16  # a plan is KNOWN once tenants were told of it


@dataclass(frozen=True)
class Frame:
    """By field: of all plots, of everybody present, of all collectives there have been."""

    month: int  # how many have passed
    plots: dict[str, Array]
    people: dict[str, Array]
    collectives: dict[str, Array]

    @property
    def size(self) -> int:
        """Bytes of plots and people."""
        return sum(array.nbytes for array in (*self.plots.values(), *self.people.values()))


def frame_of(model: Simulation) -> Frame:
    """A model as it stands."""
    world = model.world
    plots, buildings = columns(world.plots), columns(world.buildings)
    state = (
        PLAN * (buildings.plan_month != NONE)
        + NOTICE * (buildings.vacate_month != NONE)
        + SITE * (buildings.site_until_month != NONE)
        + KNOWN * (buildings.announced_month != NONE)
        + FORM * held_by_forms(world)
    )
    rent = np.where(buildings.let, np.clip(buildings.rent_eur_m2_year, 0, 6500) * 10, 0)
    fields = {
        "kind": kinds_of(model).astype(np.uint8),
        "owner": on_plots(world, "owner_kind", NOBODY).astype(np.int8),
        "rent": _for_plots(world, rent).astype(np.uint16),
        "pull": np.clip(pulls(model.for_rules) * 100, -32000, 32000).astype(np.int16),
        "state": _for_plots(world, state).astype(np.uint8),
        "collective": on_plots(world, "collective", NO_COLLECTIVE).astype(np.int16),
    }
    rows = columns(world.roster)[: world.roster_start[-1]]
    people = columns(world.entrepreneurs)[rows]
    people = people[people.present]
    who = {
        "row": people.number.astype(np.int32),
        "plot": people.plot.astype(_narrow(len(plots))),
        "role": people.role.astype(np.uint8),
    }
    return Frame(model.months_done, fields, who, standing_of(model))


def _for_plots(world: World, values: Array) -> Array:
    """A value of each building for every plot, and nought where nothing is built."""
    return np.append(values, np.zeros(1, values.dtype))[columns(world.plots).building]


def standing_of(model: Simulation) -> dict[str, Array]:
    """How every collective there has been stands now; all zero once it has ended."""
    world = model.world
    lives, buildings = columns(world.collectives)[: world.town[0].collectives], columns(world.buildings)
    alive = np.asarray(lives.alive)
    numbers = {
        "home": np.where(alive, buildings.plot[lives.home], NONE).astype(np.int32),
        "size": (alive * lives.headcount).astype(_narrow(int(world.queue_start[-1]))),
        "phase": np.where(alive, lives.phase + 1, 0).astype(np.uint8),
        "step": (alive * steps_seen(model.for_rules)).astype(np.uint8),
        "cohesion": np.rint(alive * lives.cohesion * 100).astype(np.uint8),
        "cooperative": np.where(alive, lives.area_cooperative, NONE).astype(np.int16),
    }
    for theme in THEMES:
        numbers[theme] = np.rint(alive * np.clip(lives[theme], 0, 2.5) * 100).astype(np.uint8)
    return numbers


def _narrow(count: int) -> type[np.uint16] | type[np.int32]:
    """The type a page needs for numbers up to a count."""
    return np.uint16 if count < 2**16 else np.int32
