"""Standing and the participation ladder."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from conftest import SEEDS, small

from collectief_sim.model.build import build_world
from collectief_sim.model.codes import COLLECTIVE, FOUNDING, STABLE
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes.ladder import (
    climb,
    co_decides,
    step_seen,
)
from collectief_sim.model.rows import NONE
from collectief_sim.model.simulation import run
from collectief_sim.scenario import load


@pytest.mark.slow
def test_a_closed_municipality_keeps_collectives_low_on_the_ladder() -> None:
    for seed in SEEDS:
        out = run(load("stylised-area", {"policy.openness": 0.0, "months": 180}), seed).outcomes
        high = [out[f"ladder_share_{step}"] for step in range(3, 8)]
        assert all(share == 0 or share is None for share in high) or sum(s or 0 for s in high) < 0.02


def climber(openness: float, phase: int, federated: bool = True, floor_owned: float = 0.0) -> list[int]:
    """The step of a collective of the highest influence, with hours to spare, after every reading in five years."""
    world: Any = build_world(small({"policy.openness": openness}), 1)
    collective, steps = world.collectives[0], []
    collective.phase, collective.surplus_hours = phase, 100.0
    collective.area_cooperative = 0 if federated else NONE
    if floor_owned:
        world.buildings.owner_kind[:] = COLLECTIVE
        world.town.work_floor_start_m2 = world.buildings.floor_m2.sum() / floor_owned
    for now in range(60):
        collective.standing = collective.influence = 1.0
        climb(pack(world), now)
        if now % 6 == 0:
            steps.append(int(collective.step))
    assert (np.diff([2, *steps]) <= 1).all()
    assert world.collectives.months_on_step[0].sum() == 60
    return steps


def test_a_step_is_climbed_every_half_year_up_to_where_influence_ends() -> None:
    assert climber(1.0, STABLE) == [3, 4, 5, 6, 6, 6, 6, 6, 6, 6]
    assert climber(1.0, STABLE, federated=False)[-1] == 5
    assert climber(1.0, FOUNDING)[-1] == 4
    assert climber(0.25, STABLE)[-1] == 4  # heard as far as 0.25
    assert climber(0.0, STABLE) == [2] * 10  # informed at best: the first step is for who is losing their place


def test_co_deciding_sets_in_by_degrees_and_once_gained_is_not_lost_to_luck() -> None:
    gained = []
    for seed in range(200):
        world: Any = build_world(small({"policy.openness": 1.0}), seed)
        packed, steps = pack(world), []
        for influence in (0.1, 0.2, 0.3, 0.5, 0.9):
            world.collectives.influence[0] = influence
            steps.append(co_decides(packed, 0))
        assert steps == sorted(steps)
        gained.append(steps)
    expected = [1 / (1 + (0.3 / influence) ** 4) for influence in (0.1, 0.2, 0.3, 0.5, 0.9)]
    assert np.mean(gained, axis=0) == pytest.approx(expected, abs=4 * math.sqrt(0.25 / 200))


def test_the_last_step_takes_half_of_the_floor_in_hands_of_entrepreneurs() -> None:
    assert climber(1.0, STABLE, floor_owned=0.49)[-1] == 6
    assert climber(1.0, STABLE, floor_owned=0.51)[-1] == 7


def test_under_notice_a_collective_is_seen_on_the_first_step_but_keeps_its_own() -> None:
    world: Any = build_world(small(), 1)
    world.collectives.step[0] = 4
    assert step_seen(pack(world), world.collectives[0]) == 4
    world.buildings.vacate_month[0] = 10
    assert step_seen(pack(world), world.collectives[0]) == 1
    assert world.collectives.step[0] == 4
