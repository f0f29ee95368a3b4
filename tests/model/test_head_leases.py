"""Operators: what they live on, and what becomes of a building when they stop."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import small

from collectief_sim.model.build import build_world
from collectief_sim.model.codes import GRASSROOTS, OPERATOR_LED, RENOVATION, STUDY
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes import head_leases
from collectief_sim.model.rows import NONE

NEVER = {"behaviour.head_leases.stops_per_year": 0.0}
B = 0  # the hall, run by an operator with a collective


def test_an_operator_earns_on_what_is_let_and_pays_for_what_is_not() -> None:
    world: Any = build_world(small(NEVER), 1)
    building = world.buildings[B]
    floor, used = float(building.floor_m2), float(building.occupied_m2)
    before, rent = float(building.head_reserve_eur), float(building.rent_eur_m2_year) / 12
    assert before == pytest.approx(3 * rent * floor)
    head_leases.run_buildings(pack(world), 0)
    assert building.head_reserve_eur - before == pytest.approx(rent * (0.15 * used - (floor - used)))
    for now in range(400):
        head_leases.run_buildings(pack(world), now)
    assert building.head_reserve_eur <= 12 * rent * floor + 1e-6


def test_an_operator_without_reserve_fails() -> None:
    world: Any = build_world(small(NEVER | {"behaviour.head_leases.taken_over_share": 1.0}), 1)
    world.buildings.occupied_m2[B] = 0.0
    for now in range(4):
        head_leases.run_buildings(pack(world), now)
    assert not world.buildings[B].operated


@pytest.mark.parametrize("taken_over", [True, False])
def test_without_the_head_lease_people_stay_only_if_the_owner_goes_on_with_them(taken_over: bool) -> None:
    world: Any = build_world(small({"behaviour.head_leases.taken_over_share": float(taken_over)}), 1)
    building, collective = world.buildings[B], world.collectives[0]
    building.collective, collective.form = 0, OPERATOR_LED
    head_leases.stop(pack(world), B, 5)
    assert (building.operated, collective.form) == (False, GRASSROOTS)
    if taken_over:
        assert (building.term_start_month, building.vacate_month) == (5, NONE)
    else:
        assert (building.aim, building.stage) == (RENOVATION, STUDY)
        assert building.vacate_month == 5 + 6 + 2  # notice of the municipality, and the legal stay


def test_none_stops_where_that_is_switched_off() -> None:
    world: Any = build_world(small(NEVER), 1)
    world.buildings.head_reserve_eur[:] = 1e9
    for now in range(60):
        head_leases.run_buildings(pack(world), now)
    assert world.buildings.operated[B]
