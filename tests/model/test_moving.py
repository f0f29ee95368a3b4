"""Moving in and out: floor, people and lists agree."""

from __future__ import annotations

import numpy as np
from conftest import small

from collectief_sim.mesa_face.model import CollectiefModel
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes import moving
from collectief_sim.model.world import own


def test_the_roll_lists_everybody_by_building() -> None:
    model = CollectiefModel(small(), rng=3)
    for _ in range(20):
        model.step()
    world = own(model.world)
    moving.call_roll(pack(world))
    people = world.entrepreneurs
    listed = world.roster[: world.roster_start[-1]]
    assert sorted(listed) == np.flatnonzero(people.present).tolist()
    assert (np.diff(people.building[listed]) >= 0).all()
    for b in range(len(world.buildings)):
        inside = world.roster[world.roster_start[b] : world.roster_start[b + 1]]
        assert set(inside) == set(np.flatnonzero(people.present & (people.building == b)))
