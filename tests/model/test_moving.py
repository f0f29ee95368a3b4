"""Moving in and out: floor, people and lists agree."""

from __future__ import annotations

import math
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
from collectief_sim.scenario import Scenario


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
    world.buildings.occupied_m2[:] = world.buildings.floor_m2 - luck.choice(
        [0.0, 9.9, 10.0, 300.0], len(world.buildings)
    )
    world.buildings.let[:4], world.buildings.vacate_month[4:8] = False, 5
    moving.list_vacancies(pack(world), 0)
    listed = world.vacant[: world.town.vacancies[0]]
    free = world.buildings.floor_m2 - world.buildings.occupied_m2 >= 10.0
    assert sorted(listed) == [b for b in np.flatnonzero(free) if b >= 8 for _ in range(world.buildings.sides[b])]


def test_who_leaves_the_area_leaves_floor_membership_and_building() -> None:
    world: Any = build_world(small(), 3)
    people, row = world.entrepreneurs, int(np.flatnonzero(world.entrepreneurs.collective == 0)[3])
    b, floor = people.building[row], people.area_m2[row]
    before = (
        world.buildings.occupied_m2[b],
        world.buildings.tenants[b],
        world.collectives.headcount[0],
        world.town.present[0],
    )
    moving.leave_area(pack(world), row, 9, BROKE)
    after = (
        world.buildings.occupied_m2[b],
        world.buildings.tenants[b],
        world.collectives.headcount[0],
        world.town.present[0],
    )
    assert np.subtract(before, after) == pytest.approx([floor, 1, 1, 1])
    assert (people.present[row], people.left_month[row], people.left_cause[row]) == (False, 9, BROKE)
    assert (people.collective[row], people.role[row], people.engagement[row]) == (NONE, 0, 0.0)


def test_space_is_found_at_most_at_the_rent_one_can_pay_and_failing_makes_it_feel_scarce() -> None:
    world: Any = build_world(small({"behaviour.firms.searches": 100}), 3)
    world.buildings.occupied_m2[:] = 0.0
    world.buildings.collective[:] = NONE  # all doors are open
    packed, rents = pack(world), world.buildings.rent_eur_m2_year
    moving.list_vacancies(packed, 0)
    found = moving.find_space(packed, 0, 0, 200.0, 1000.0)
    assert rents[found] == rents.min()
    assert world.town.scarcity[0] == 0.0
    assert moving.find_space(packed, 0, 0, 200.0, rents.min() - 1.0) == NONE
    assert world.town.scarcity[0] == pytest.approx(1 / (24 * 0.02 * world.town.present[0]))


def hall(cell_m: float, **entry: Any) -> Any:
    """An area of 100 x 100 m under one hall of 4,000 m2, drawn in cells of some size."""
    row = "H" * int(100 / cell_m)
    legend = {"H": {"title": "hall", "one_building": True, "floor_m2": 4000.0, **entry}}
    area = {"map": "\n".join([row] * len(row)), "cell_m": cell_m, "legend": legend}
    return Scenario.model_validate({"name": "hall", "start": "2020-01", "months": 12, "area": area})


@pytest.mark.parametrize("cell_m", [25.0, 50.0, 100.0])
def test_a_building_is_let_as_one_floor_whatever_plots_it_lies_on(cell_m: float) -> None:
    world: Any = build_world(hall(cell_m, tenants=1, occupied_share=1.0, smallest_unit_m2=4000.0), 1)
    assert world.entrepreneurs.area_m2[0] == world.buildings.occupied_m2[0] == pytest.approx(4000.0)
    packed = pack(world)
    moving.list_vacancies(packed, 0)
    assert world.town.vacancies[0] == 0
    moving.leave_area(packed, 0, 0, BROKE)
    moving.list_vacancies(packed, 0)
    assert world.vacant[: world.town.vacancies[0]].tolist() == [0] * 4  # four times 50 x 50 m
    assert moving.find_space(packed, 0, 0, 3900.0, 1000.0) == 0


def test_the_legend_may_say_how_much_floor_each_first_tenant_has() -> None:
    world: Any = build_world(hall(50.0, tenants_m2=[2500, 700, 300.0]), 1)
    assert world.entrepreneurs.area_m2[:3] == pytest.approx([2500, 700, 300])
    assert (world.buildings.tenants[0], world.buildings.occupied_m2[0]) == (3, pytest.approx(3500))


def test_the_people_of_a_building_are_seen_on_all_of_its_plots() -> None:
    world: Any = build_world(hall(25.0), 1)
    seen = np.bincount(world.entrepreneurs.plot[world.entrepreneurs.present], minlength=16)
    assert seen.max() - seen.min() <= 1
    people, packed = world.entrepreneurs, pack(world)
    before = people.plot.copy()
    for row in np.flatnonzero(people.present):
        moving.move_out(packed, row)
        moving.take_unit(packed, row, 0, 20.0, 3)
    assert np.array_equal(people.plot, before)


@pytest.mark.parametrize(("distance", "known"), [(0.0, False), (0.25, False), (0.25, True), (1.0, False)])
def test_collectives_that_choose_admit_the_like_and_the_new_as_often_as_is_said(distance: float, known: bool) -> None:
    settings = {"behaviour.firms.admission_tolerance": 0.25, "behaviour.firms.admission_if_not_new": 0.6}
    world: Any = build_world(small(settings), 3)
    person, b = world.entrepreneurs[0], int(world.collectives.home[0])
    world.collectives.mentality[0] = 0.0
    world.stocktaking.activities[0] = 0
    world.stocktaking.activities[0, person.activity] = int(known)
    person.mentality, packed = distance, pack(world)
    admitted = 0
    for number in range(3000):
        person.number = number
        admitted += moving.admitted(packed, 0, b, 5)
    expected = math.exp(-((distance / 0.25) ** 2)) * (0.6 if known else 1.0)
    assert admitted / 3000 == pytest.approx(expected, abs=4 * math.sqrt(max(expected * (1 - expected), 1e-9) / 3000))
