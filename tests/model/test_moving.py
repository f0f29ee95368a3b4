"""Moving in and out: floor, people and lists agree."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from conftest import small

from collectief_sim.mesa_face.model import CollectiefModel
from collectief_sim.model.build import build_world
from collectief_sim.model.codes import BROKE
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes import moving
from collectief_sim.model.rows import NONE
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


def test_what_is_listed_as_vacant_is_what_has_room_and_may_be_let() -> None:
    world: Any = build_world(small(), 3)
    luck = np.random.default_rng(2)
    world.plots.occupied_m2[:] = world.plots.floor_m2 - luck.choice([0.0, 9.9, 10.0, 300.0], len(world.plots))
    world.buildings.let[:4], world.buildings.vacate_month[4:8] = False, 5
    moving.list_vacancies(pack(world), 0)
    listed = world.vacant[: world.town.vacancies[0]]
    free = (world.plots.floor_m2 - world.plots.occupied_m2 >= 10.0) & (world.plots.building >= 8)
    assert sorted(listed) == np.flatnonzero(free).tolist()


def test_who_leaves_the_area_leaves_floor_membership_and_building() -> None:
    world: Any = build_world(small(), 3)
    people, row = world.entrepreneurs, int(np.flatnonzero(world.entrepreneurs.collective == 0)[3])
    plot, b, floor = people.plot[row], people.building[row], people.area_m2[row]
    before = (
        world.plots.occupied_m2[plot],
        world.buildings.tenants[b],
        world.collectives.headcount[0],
        world.town.present[0],
    )
    moving.leave_area(pack(world), row, 9, BROKE)
    after = (
        world.plots.occupied_m2[plot],
        world.buildings.tenants[b],
        world.collectives.headcount[0],
        world.town.present[0],
    )
    assert np.subtract(before, after) == pytest.approx([floor, 1, 1, 1])
    assert (people.present[row], people.left_month[row], people.left_cause[row]) == (False, 9, BROKE)
    assert (people.collective[row], people.role[row], people.engagement[row]) == (NONE, 0, 0.0)


def test_space_is_found_at_most_at_the_rent_one_can_pay_and_failing_makes_it_feel_scarce() -> None:
    world: Any = build_world(small({"behaviour.firms.searches": 100}), 3)
    world.plots.occupied_m2[:] = 0.0
    world.buildings.collective[:] = NONE  # all doors are open
    packed, rents = pack(world), world.buildings.rent_eur_m2_year
    moving.list_vacancies(packed, 0)
    found = moving.find_space(packed, 0, 0, 200.0, 1000.0)
    assert rents[world.plots.building[found]] == rents.min()
    assert world.town.scarcity[0] == 0.0
    assert moving.find_space(packed, 0, 0, 200.0, rents.min() - 1.0) == NONE
    assert world.town.scarcity[0] == pytest.approx(1 / (24 * 0.02 * world.town.present[0]))
