"""Area cooperatives: who federates with whom, and how soon."""

from __future__ import annotations

import math
from typing import Any

import pytest
from conftest import small

from collectief_sim.model.build import build_world
from collectief_sim.model.codes import STABLE
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes.area_cooperatives import federate
from collectief_sim.model.rows import NONE

# The three collectives of the small area are 200 (1 and 2), 206 (0 and 1) and 250 m (0 and 2) from each other.


def ready_world(reach: float, seed: int = 1) -> Any:
    settings = {"behaviour.area_cooperatives.founding_per_year": 5.0, "behaviour.area_cooperatives.reach_m": reach}
    world = build_world(small(settings), seed)
    world.collectives.phase[:3], world.collectives.standing[:3] = STABLE, 0.5
    return world


def after_five_years(world: Any) -> list[int]:
    for now in range(60):
        federate(pack(world), now)
    return world.collectives.area_cooperative[:3].tolist()


@pytest.mark.parametrize(
    ("reach", "found"), [(195.0, [NONE, NONE, NONE]), (202.5, [NONE, 0, 0]), (210.0, [0, 0, 0]), (600.0, [0, 0, 0])]
)
def test_collectives_within_reach_federate_and_a_third_joins(reach: float, found: list[int]) -> None:
    world = ready_world(reach)
    assert after_five_years(world) == found
    assert world.area_cooperatives.members[0] == 3 - found.count(NONE)
    assert world.town.area_cooperatives[0] == int(0 in found)


def test_nobody_federates_without_standing_or_while_founding() -> None:
    world = ready_world(600.0)
    world.collectives.standing[1] = 0.39
    world.collectives.phase[2] = 0
    assert after_five_years(world) == [NONE, NONE, NONE]


def test_a_pair_federates_at_its_hazard() -> None:
    seeds = 2000
    world = ready_world(202.5)
    found = 0
    for seed in range(seeds):
        one = world._replace(
            seed=seed,
            collectives=world.collectives.copy(),
            area_cooperatives=world.area_cooperatives.copy(),
            town=world.town.copy(),
        )
        federate(pack(one), 0)
        found += one.collectives.area_cooperative[1] != NONE
    expected = 1 - math.exp(-5 / 12)
    assert found / seeds == pytest.approx(expected, abs=4 * math.sqrt(expected * (1 - expected) / seeds))
