"""Losing a building: what becomes of those in it, where it can be told beforehand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from conftest import small

from collectief_sim.model.build import build_world
from collectief_sim.model.codes import DISPLACED, LOST_BUILDING
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.identities import broken
from collectief_sim.model.processes import displacement, moving
from collectief_sim.model.rows import NONE

NO_ROOM = {"behaviour.firms.vacant_from_m2": 1000.0}


def after_loss_of(b: int, settings: dict[str, object]) -> tuple[Any, np.ndarray]:
    """The world in which a building must be left, and who were in it."""
    world: Any = build_world(small(settings), 1)
    inside = np.flatnonzero(world.entrepreneurs.present & (world.entrepreneurs.building == b))
    packed = pack(world)
    moving.list_vacancies(packed, 0)
    displacement.vacate(packed, b, 0)
    return world, inside


def test_where_there_is_no_room_all_leave_the_area_and_the_collective_ends() -> None:
    world, inside = after_loss_of(0, NO_ROOM)
    people = world.entrepreneurs
    assert len(inside) == world.town.left[0, DISPLACED] > 30
    assert not people.present[inside].any()
    assert (people.left_cause[inside] == DISPLACED).all()
    assert (world.collectives.alive[0], world.collectives.ending[0]) == (False, LOST_BUILDING)
    assert world.buildings.occupied_m2[0] == 0
    assert world.town.scarcity[0] > 0.0


def test_a_collective_with_another_building_goes_on_there() -> None:
    world, _ = after_loss_of(14, NO_ROOM)
    collective = world.collectives[2]
    assert (collective.alive, collective.home, collective.headcount) == (True, 13, world.buildings.tenants[13])


def test_with_a_right_of_return_a_group_moves_together_if_a_building_has_room() -> None:
    world: Any = build_world(small({"policy.right_of_return": True}), 1)
    packed, people = pack(world), world.entrepreneurs
    for row in np.flatnonzero(people.present & (people.building == 13)):
        moving.leave_area(packed, row, 0, DISPLACED)
    displacement.give_up_building(packed, 13, 0)
    people.ability_eur_m2_year[:] = 1000.0
    members = np.flatnonzero(people.collective == 0)
    moving.list_vacancies(packed, 0)
    displacement.vacate(packed, 0, 0)
    came_along = people.collective[members] == 0
    assert world.collectives.home[0] == 13
    assert (people.building[members[came_along]] == 13).all()
    floor = people.area_m2[members[came_along]].sum()
    assert floor <= 900.0 < floor + people.area_m2[members].max()  # as many as there was room for
    assert (world.collectives.return_to[0], world.buildings.promised_to[0]) == (0, 0)


def test_heads_and_floor_add_up_after_a_loss() -> None:
    world, _ = after_loss_of(0, {})
    moving.call_roll(pack(world))
    assert [problem for problem in broken(world, 0) if "series" not in problem] == []
    assert (world.collectives.home[world.collectives.alive] != NONE).all()


def test_who_must_leave_may_find_space_in_the_city_and_more_do_where_it_is_prepared() -> None:
    found = {}
    for support, chance in ((0.0, 0.5), (1.0, 0.9)):
        settings = NO_ROOM | {"policy.relocation_support": support, "people.ability_median_eur_m2_year": 900.0}
        there = lost = 0
        for seed in range(12):
            world: Any = build_world(small(settings), seed)
            packed = pack(world)
            moving.list_vacancies(packed, 0)
            displacement.vacate(packed, 0, 0)
            there, lost = there + int(world.town.resettled[0]), lost + int(world.town.left[0, DISPLACED])
            assert (world.town.public_cost_eur[0] > 0) == (support > 0)  # what is prepared is paid for
        found[support] = there / lost
        assert found[support] == pytest.approx(chance, abs=0.07)


def test_who_cannot_pay_for_other_space_finds_none_alone() -> None:
    settings = NO_ROOM | {"policy.relocation_support": 0.0, "people.ability_median_eur_m2_year": 60.0}
    world, _ = after_loss_of(0, settings)
    assert world.town.resettled[0] == 0


def test_a_right_of_return_that_was_agreed_holds_whoever_is_heard_later() -> None:
    nobody_promised = {"behaviour.ladder.co_decides_at": 1.0, "behaviour.ladder.co_decides_steepness": 50.0}
    world: Any = build_world(small(nobody_promised), 1)
    world.collectives.influence[0], packed = 0.0, pack(world)
    assert not displacement.may_come_back(packed, 0, 0)
    world.buildings.return_agreed[0] = True
    assert displacement.may_come_back(packed, 0, 0)
    assert displacement.group_chance(packed, 0, 0, DISPLACED) == 1.0
