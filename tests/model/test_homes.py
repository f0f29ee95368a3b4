"""Which collectives there are and where they are at home: lists that stay in order, whatever comes and goes."""

from __future__ import annotations

from typing import Any

import numpy as np
from conftest import small

from collectief_sim.model.build import build_world
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes import homes
from collectief_sim.model.rows import NONE
from collectief_sim.model.world import World


def chain(world: World, c: int) -> list[int]:
    found: list[int] = []
    b = int(world.collectives[c].first_of_homes)
    while b != NONE:
        found.append(b)
        b = int(world.buildings[b].next_home)
    return found


def test_buildings_of_a_collective_are_linked_by_row_in_whatever_order_they_come_and_go() -> None:
    luck = np.random.default_rng(1)
    world: Any = build_world(small(), 1)
    packed, there = pack(world), set(chain(world, 0))
    free = np.flatnonzero(world.buildings.collective == NONE).tolist()
    for _ in range(200):
        b = int(luck.choice([*free, *there]))
        if b in there:
            homes.leave_home(packed, b)
            there.remove(b)
            free.append(b)
        else:
            homes.make_home(packed, 0, b)
            there.add(b)
            free.remove(b)
        assert chain(world, 0) == sorted(there)
        assert set(np.flatnonzero(world.buildings.collective == 0)) == there


def test_who_ended_is_struck_off_and_the_others_keep_their_order() -> None:
    world: Any = build_world(small(), 1)
    packed = pack(world)
    assert homes.living(packed).tolist() == [0, 1, 2]
    world.collectives.alive[1] = False
    assert homes.living(packed).tolist() == [0, 1, 2]  # until the month is over
    homes.strike_off_the_ended(packed, 0)
    assert homes.living(packed).tolist() == [0, 2]
