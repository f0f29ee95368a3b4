"""Founding and joining: what a founder needs, who comes along, and how likely others join."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from conftest import small

from collectief_sim.model.build import build_world
from collectief_sim.model.codes import GRASSROOTS, STRONGEST
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes.founding import found_and_join
from collectief_sim.model.rows import NONE

CERTAIN = {
    "people.grown_in_months": 0,
    "behaviour.founding.hazard_per_month": 1.0,
    "behaviour.founding.joining_per_month": 0.0,
}


def pioneer(ties: int, initiative: float = 1.0, strength: float = 1.0) -> tuple[Any, int, list[int]]:
    """A world where one person, in a building without a collective, has so many ties to co-tenants; and these."""
    world: Any = build_world(small(CERTAIN), 1)
    people = world.entrepreneurs
    people.initiative[:] = 0.0
    b = int(np.flatnonzero(world.buildings.collective == NONE)[0])
    row, *others = np.flatnonzero(people.present & (people.building == b)).tolist()
    people.initiative[row], people.mentality[row] = initiative, 1.0  # ambition is motive enough
    world.ties.contacts[row, :ties], world.ties.bonds[row, :ties] = others[:ties], int(strength * STRONGEST)
    found_and_join(pack(world), 3)
    return world, row, others[:ties]


def test_a_pioneer_founds_with_those_they_have_strong_ties_to() -> None:
    world, row, allies = pioneer(4)
    assert world.town.collectives[0] == 4
    new = world.collectives[3]
    assert (new.founder, new.form, new.founded_month, new.headcount) == (row, GRASSROOTS, 3, 5)
    assert set(np.flatnonzero(world.entrepreneurs.collective == 3)) == {row, *allies}
    assert world.entrepreneurs.leads[row]
    assert world.entrepreneurs.binds[row]
    assert world.buildings.collective[new.home] == 3


@pytest.mark.parametrize("lacking", [{"ties": 3}, {"ties": 4, "initiative": 0.59}, {"ties": 4, "strength": 0.49}])
def test_nobody_founds_without_ties_initiative_or_strength_of_ties(lacking: dict[str, Any]) -> None:
    world, _, _ = pioneer(**lacking)
    assert world.town.collectives[0] == 3


def test_free_co_tenants_join_by_what_the_group_offers_and_by_likeness_of_mind() -> None:
    settings = {"behaviour.founding.joining_per_month": 0.5, "behaviour.founding.hazard_per_month": 0.0}
    world: Any = build_world(small(settings), 1)
    people = world.entrepreneurs
    free = people.collective == NONE
    homes = np.flatnonzero(free & people.present)
    world.buildings.collective[np.unique(people.building[homes])] = 0  # all who are free live with the first one
    world.collectives.cohesion[0], world.collectives.mentality[0] = 0.5, 0.5
    for distance in (0.0, 0.2):
        people.mentality[homes] = 0.5 + distance
        joined = 0
        for seed in range(40):
            one = world._replace(seed=seed, entrepreneurs=people.copy(), collectives=world.collectives.copy())
            found_and_join(pack(one), 0)
            joined += (one.entrepreneurs.collective[homes] == 0).sum()
        count = 40 * len(homes)
        expected = 0.5 * (0.5 + 0.5) * math.exp(-((distance / 0.2) ** 2))
        assert joined / count == pytest.approx(expected, abs=4 * math.sqrt(expected * (1 - expected) / count))
