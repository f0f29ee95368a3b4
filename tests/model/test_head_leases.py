"""Head leases: what operators and collectives that rent a building as a whole live on, and what becomes of it when they stop."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from conftest import small

from collectief_sim.model.build import build_world
from collectief_sim.model.codes import FELL_APART, GRASSROOTS, HEAD_TENANT, OPERATOR_LED, OWNER, RENOVATION, STUDY
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.identities import broken
from collectief_sim.model.processes import head_leases
from collectief_sim.model.processes.cohesion import end_collective
from collectief_sim.model.processes.engagement import engage
from collectief_sim.model.processes.moving import join, leave_collective, move_in
from collectief_sim.model.processes.ownership import take_over
from collectief_sim.model.processes.terms import months_bound
from collectief_sim.model.rows import NONE
from collectief_sim.model.simulation import Simulation

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


# ---- a collective that rents as a whole ----

RENTED = {"area.legend.L.operator": "", "area.legend.L.collective.form": "head_tenant"}
BY_STATUTE = RENTED | {"area.legend.L.collective.members_only": True}


def rented(settings: dict[str, object] | None = None) -> Any:
    """A world whose hall is rented as a whole by its collective, with a reserve of three months."""
    world: Any = build_world(small(RENTED | (settings or {})), 1)
    building = world.buildings[B]
    assert (building.head_tenant, world.collectives.form[0]) == (0, HEAD_TENANT)
    assert building.head_reserve_eur == pytest.approx(3 / 12 * building.rent_eur_m2_year * building.floor_m2)
    return world


def test_a_collective_bears_empty_floor_from_what_its_head_lease_brought_in_and_then_from_its_fund() -> None:
    world = rented()
    building, collective = world.buildings[B], world.collectives[0]
    rent = float(building.rent_eur_m2_year) / 12
    building.occupied_m2 = 0.0
    due = rent * building.floor_m2
    building.head_reserve_eur, collective.reserve_eur = 0.4 * due, due
    head_leases.run_buildings(pack(world), 0)
    assert (building.head_reserve_eur, collective.reserve_eur) == pytest.approx((0.0, 0.4 * due))
    assert (building.head_tenant, collective.form) == (0, HEAD_TENANT)
    head_leases.run_buildings(pack(world), 1)
    assert (building.head_tenant, collective.form, float(collective.reserve_eur)) == (NONE, GRASSROOTS, 0.0)
    assert collective.alive


def test_its_members_can_leave_at_short_notice_whatever_is_left_of_the_head_lease() -> None:
    world = rented({"policy.contract_months": 120})
    building = world.buildings[B]
    building.lease_end_month = 100
    assert months_bound(pack(world), building, 10) == 1
    building.head_tenant = NONE
    assert months_bound(pack(world), building, 10) == 90


@pytest.mark.parametrize("taken_over", [True, False])
def test_without_its_head_lease_the_collective_rents_as_others_do_or_gets_notice(taken_over: bool) -> None:
    world = rented({"behaviour.head_leases.taken_over_share": float(taken_over)})
    building = world.buildings[B]
    head_leases.stop(pack(world), B, 5)
    assert (building.head_tenant, world.collectives.form[0]) == (NONE, GRASSROOTS)
    assert (building.vacate_month == NONE) == taken_over
    assert building.term_start_month == 5 or not taken_over


def test_a_collective_does_not_stop_for_reasons_of_its_own() -> None:
    world = rented({"behaviour.head_leases.stops_per_year": 5.0})
    world.buildings.head_reserve_eur[B] = world.collectives.reserve_eur[0] = 1e9
    for now in range(60):
        head_leases.run_buildings(pack(world), now)
    assert (world.buildings.head_tenant[B], world.collectives.form[0]) == (0, HEAD_TENANT)


def test_a_head_lease_ends_with_its_collective() -> None:
    world = rented({"behaviour.head_leases.taken_over_share": 1.0})
    end_collective(pack(world), 0, 4, FELL_APART)
    head_leases.run_buildings(pack(world), 5)
    building = world.buildings[B]
    assert (building.head_tenant, building.term_start_month, float(building.head_reserve_eur)) == (NONE, 5, 0.0)


def test_who_loses_the_building_keeps_what_the_head_lease_had_brought_in() -> None:
    world = rented()
    building, collective = world.buildings[B], world.collectives[0]
    put_by, building.let = float(building.head_reserve_eur), False
    head_leases.run_buildings(pack(world), 0)
    assert (building.head_tenant, float(collective.reserve_eur)) == (NONE, pytest.approx(put_by))


def test_who_buys_owns_with_the_reserve_in_its_fund_and_the_same_statutes() -> None:
    world = rented(BY_STATUTE)
    building, collective = world.buildings[B], world.collectives[0]
    somebody = int(np.flatnonzero(world.entrepreneurs.collective == 0)[-1])
    leave_collective(pack(world), somebody, 0)  # as they could while statutes did not hold
    put_by = float(building.head_reserve_eur)
    take_over(pack(world), 0, B, 7)
    assert (building.head_tenant, collective.form) == (NONE, OWNER)
    assert (float(building.head_reserve_eur), float(collective.reserve_eur)) == (0.0, pytest.approx(put_by))
    assert world.entrepreneurs.collective[somebody] == 0


def test_the_parts_of_a_head_tenant_are_rented_as_a_whole_too_also_when_it_has_bought_its_home() -> None:
    sheds = {"area.legend.1.operator": "", "area.legend.2.operator": "", "area.legend.2.collective.form": "head_tenant"}
    spec = small(sheds)
    world: Any = build_world(spec, 1)
    part, home = (int(spec.area.ground.zone(name).buildings[0]) for name in "12")
    c = int(world.buildings.collective[home])
    assert (world.buildings.head_tenant[[part, home]] == c).all()
    take_over(pack(world), c, home, 0)
    world.buildings.head_reserve_eur[part] = 1e9
    head_leases.run_buildings(pack(world), 1)
    assert (world.buildings.head_tenant[part], world.buildings.head_tenant[home]) == (c, NONE)
    world.buildings.occupied_m2[part] = world.buildings.head_reserve_eur[part] = world.collectives.reserve_eur[c] = 0.0
    head_leases.run_buildings(pack(world), 2)
    assert (world.buildings.head_tenant[part], world.collectives.form[c]) == (NONE, OWNER)


# ---- membership by statute ----


@pytest.mark.parametrize("by_statute", [True, False])
def test_who_rents_is_a_member_by_statute_and_stays_one_without_engagement(by_statute: bool) -> None:
    world: Any = build_world(small(BY_STATUTE if by_statute else RENTED), 1)
    here = world.entrepreneurs.present & (world.entrepreneurs.building == B)
    members, people = int(here.sum()), world.entrepreneurs
    assert (people.collective[here] == 0).all()
    for now in range(60):
        people.engagement[:] = 0.0
        engage(pack(world), now)
    assert (world.collectives.headcount[0] == members) == by_statute
    head_leases.stop(pack(world), B, 60)  # it lets no longer: each may leave
    for now in range(60, 240):
        people.engagement[:] = 0.0
        engage(pack(world), now)
    assert world.collectives.headcount[0] < members / 2


def test_whoever_moves_in_is_a_member_at_once() -> None:
    world = rented(BY_STATUTE)
    newcomer = int(np.flatnonzero(world.entrepreneurs.building != B)[0])
    world.entrepreneurs.collective[newcomer] = NONE
    world.buildings.occupied_m2[B] = 0.0
    before = int(world.collectives.headcount[0])
    move_in(pack(world), newcomer, B, 20.0, 3)
    assert (world.entrepreneurs.collective[newcomer], world.collectives.headcount[0]) == (0, before + 1)


def test_a_cooperative_of_members_who_feel_nothing_falls_apart_all_the_same() -> None:
    dead = {"behaviour.engagement.constant": -10.0, "behaviour.head_leases.reserve_start_months": 120.0}
    model = Simulation(small(BY_STATUTE | dead | {"months": 120}), 1)
    while model.running:
        model.advance(1)
        assert broken(model.world, model.months_done) == []
    life = model.world.collectives[0]
    assert (bool(life.alive), int(life.ending)) == (False, FELL_APART)


def test_statutes_take_nobody_in_where_the_collective_does_not_let() -> None:
    world = rented(BY_STATUTE)
    head_leases.stop(pack(world), B, 0)
    newcomer = int(np.flatnonzero(world.entrepreneurs.building != B)[0])
    world.entrepreneurs.collective[newcomer] = NONE
    world.buildings.occupied_m2[B] = 0.0
    move_in(pack(world), newcomer, B, 20.0, 3)
    assert world.entrepreneurs.collective[newcomer] == NONE
    join(pack(world), newcomer, 0, 4)
    assert world.entrepreneurs.collective[newcomer] == 0
