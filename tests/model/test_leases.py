"""Leases: what people can count on, by closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest
from conftest import small

from collectief_sim.mesa_face.model import CollectiefModel
from collectief_sim.model.build import build_world
from collectief_sim.model.codes import COLLECTIVE, GRANTED, HOMES, MUNICIPALITY, STUDY, ZONING
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes import land, leases, stages
from collectief_sim.model.rows import NONE


def lease_of(**overrides: object) -> tuple[object, object]:
    world = build_world(small({"policy.contract_months": 120, **overrides}), 1)
    return world, world.buildings[np.flatnonzero(world.buildings.owner_kind == MUNICIPALITY)[0]]


def test_years_let_and_buildings_lost_are_counted_for_their_owners() -> None:
    busy = {"behaviour.leases.hazard_memory_months": 600.0, "market.housing_pressure": 3.0, "months": 240}
    model = CollectiefModel(small(busy), rng=1)
    model.finish()
    years = model.world.landlords.years
    assert years[MUNICIPALITY] > 0
    assert years[COLLECTIVE] == 0  # who owns has no landlord
    assert model.world.landlords.ended.sum() > 0


def test_an_owner_counts_on_the_cap() -> None:
    model = CollectiefModel(small(), rng=1)
    model.step()
    owned = model.world.buildings[model.world.buildings.owner_kind == COLLECTIVE]
    assert len(owned) == 1
    assert owned.horizon_months[0] == model.spec.behaviour.leases.owner_horizon_months
    assert owned.security[0] == pytest.approx(1 - math.exp(-360 / 60))


def test_the_channels_of_a_contract_come_apart() -> None:
    channels = {"policy.hazard_months": 12, "policy.horizon_months": 240, "policy.voice_months": 60}
    world = build_world(small(channels), 1)
    heads = world.buildings[world.buildings.owner_kind == MUNICIPALITY]
    assert (heads.lease_end_month <= 12).all()
    assert heads.horizon_end_month.max() > 60
    assert (heads.voice_end_month <= 60).all()
    assert heads.voice_end_month.max() > 12


def test_channels_that_follow_the_lease_stay_with_it() -> None:
    model = CollectiefModel(small({"policy.contract_months": 24, "policy.renewal_months": 12}), rng=1)
    while model.running:
        model.step()
        rows = model.world.buildings
        tenants = rows[rows.let & (rows.vacate_month == NONE) & (rows.owner_kind != COLLECTIVE)]
        assert np.array_equal(tenants.horizon_end_month, tenants.lease_end_month)
        assert np.array_equal(tenants.voice_end_month, tenants.lease_end_month)


def row_of(world: object, building: object) -> int:
    """The row of a building."""
    return int(np.flatnonzero(world.buildings.plot == building.plot)[0])


def with_plan(stage: int, **settings: object) -> tuple[object, object]:
    """A building whose lease ends in month 6, with a plan that is known."""
    world = build_world(small({"policy.contract_months": 120, **settings}), 1)
    b = int(np.flatnonzero(world.buildings.owner_kind == MUNICIPALITY)[0])
    building = world.buildings[b]
    stages.start_plan(pack(world), b, HOMES, 0)
    stages.start_stage(pack(world), b, stage, 0)
    building.lease_end_month, building.term_start_month, building.housing_excluded = 6, -114, False
    return world, building


@pytest.mark.parametrize(
    ("stage", "share", "notice"),
    [(STUDY, 0.0, False), (ZONING, 0.0, True), (ZONING, 1.0, False), (GRANTED, 1.0, True), (GRANTED, 0.0, True)],
)
def test_notice_is_given_before_or_after_the_permit_and_not_for_an_idea(stage: int, share: float, notice: bool) -> None:
    world, building = with_plan(stage, **{"policy.temporary_use_share": share})
    if building.announced_month != NONE:
        building.announced_month = 15
    leases.decide(pack(world), row_of(world, building), 0)
    assert (building.vacate_month != NONE) == notice
    if notice:
        assert building.vacate_month == 6 + 2
    else:  # what nobody knows of renews as ever, who waits lets for the time being
        assert building.temporary == (stage == ZONING)
        assert building.lease_end_month == 6 + (12 if building.temporary else 120)


@pytest.mark.parametrize(("barred", "listed", "notice"), [(0, False, True), (1, False, False), (1, True, True)])
def test_nobody_empties_a_building_for_homes_that_are_forbidden(barred: int, listed: bool, notice: bool) -> None:
    world, building = with_plan(ZONING, **{"policy.temporary_use_share": 0.0})
    building.announced_month, building.barred, building.listed = 15, barred, listed
    assert leases.needs_it_empty(pack(world), building) == notice


def test_no_notice_long_before_the_date_that_was_announced() -> None:
    world, building = with_plan(ZONING, **{"policy.temporary_use_share": 0.0})
    building.announced_month = 18
    leases.decide(pack(world), row_of(world, building), 0)
    assert (building.vacate_month, building.temporary, building.lease_end_month) == (NONE, True, 18)


@pytest.mark.parametrize(("listed", "notice"), [(True, False), (False, True)])
def test_a_date_fixed_for_a_place_is_not_brought_forward_by_an_early_permit(listed: bool, notice: bool) -> None:
    world, building = with_plan(GRANTED)
    building.announced_month, building.listed = 18, listed
    leases.decide(pack(world), row_of(world, building), 0)
    assert (building.vacate_month != NONE) == notice
    if listed:
        assert (building.temporary, building.lease_end_month) == (True, 18)
        leases.decide(pack(world), row_of(world, building), 10)
        assert building.vacate_month == 18 + 2


def test_a_break_ends_a_term_for_a_plan_with_a_permit_and_for_nothing_else() -> None:
    for stage, at in ((ZONING, NONE), (GRANTED, 60 + 2)):
        world, building = with_plan(stage, **{"policy.landlord_break_months": 60})
        building.term_start_month, building.lease_end_month, building.horizon_end_month = 0, 120, 120
        leases.end_or_renew(pack(world), row_of(world, building), 10)
        assert building.vacate_month == at
    assert leases.unbreakable_until(building) == 60


def test_tenants_are_bought_out_where_homes_bring_more_than_that_costs() -> None:
    for price, pressure, bought in ((50.0, 6.0, True), (50.0, 0.1, False), (None, 6.0, False)):
        world, building = with_plan(
            GRANTED, **{"policy.buy_out_eur_m2_year": price, "market.housing_pressure": pressure}
        )
        building.term_start_month, building.lease_end_month = 0, 66
        b = row_of(world, building)
        inside = world.entrepreneurs.present & (world.entrepreneurs.building == b)
        before, used = (
            world.entrepreneurs.buffer_months[inside].copy(),
            world.buildings.occupied_m2[b],
        )
        leases.end_or_renew(pack(world), b, 0)
        assert (building.vacate_month != NONE) == bought
        assert world.town.public_cost_eur[0] == pytest.approx(50 * 5 * used if bought else 0)
        gained = (world.entrepreneurs.buffer_months[inside] - before) * world.entrepreneurs.ability_eur_m2_year[inside]
        assert gained == pytest.approx(12 * 50 * 5 if bought else 0)


@pytest.mark.parametrize(("contract", "rest", "breaks_at"), [(24, 24, 24), (24, 60, 24), (24, 12, 12), (120, 24, 24)])
def test_a_break_at_the_end_of_a_term_is_its_end_for_first_tenants_too(
    contract: int, rest: int, breaks_at: int
) -> None:
    settings = {"policy.contract_months": contract, "policy.landlord_break_months": contract}
    world = build_world(small(settings | {"area.legend.L.lease_ends_after_months": rest}), 1)
    municipal = world.buildings.owner_kind == MUNICIPALITY
    building = world.buildings[np.flatnonzero(municipal & (world.buildings.lease_end_month == rest))[0]]
    assert leases.unbreakable_until(building) == breaks_at
    assert leases.earliest_end(pack(world), building, 0) == breaks_at


def test_a_lease_that_starts_with_the_run_has_the_rent_that_it_was_given() -> None:
    given = {"area.legend.L.lease_ends_after_months": 24, "area.legend.L.rent_eur_m2_year": 33.0}
    world = build_world(small({"policy.contract_months": 24, **given}), 1)
    building = world.buildings[np.flatnonzero(world.buildings.rent_eur_m2_year == 33)[0]]
    assert building.term_start_month == 0
    for now, rent in ((0, 33), (11, 33), (12, 33 * 1.02)):
        land.adapt_rents(pack(world), now)
        assert building.rent_eur_m2_year == pytest.approx(rent)


def test_a_break_after_the_end_of_a_shorter_renewal_does_nothing() -> None:
    world, building = with_plan(GRANTED, **{"policy.landlord_break_months": 60, "policy.renewal_months": 12})
    building.term_start_month, building.lease_end_month, building.vacate_month = 0, 12, NONE
    assert leases.earliest_end(pack(world), building, 0) == 12
    leases.end_or_renew(pack(world), row_of(world, building), 0)
    assert building.vacate_month == NONE  # it is decided when the term ends
    building.announced_month, building.collective, building.horizon_end_month = 5, NONE, 12
    assert leases.running_term(pack(world), building, 0) == 12


def test_a_break_is_no_ground_to_end_a_temporary_lease() -> None:
    world, building = with_plan(GRANTED, **{"policy.landlord_break_months": 1})
    building.term_start_month, building.lease_end_month, building.temporary = 0, 12, True
    leases.end_or_renew(pack(world), row_of(world, building), 2)
    assert building.vacate_month == NONE


@pytest.mark.parametrize(("passed", "paid_years", "vacate"), [(0, 2.5, 6 + 2), (26, 4 / 12, 32 + 2), (30, 0, 36 + 2)])
def test_who_may_break_pays_only_for_the_time_until_then(passed: int, paid_years: float, vacate: int) -> None:
    settings = {"policy.landlord_break_months": 36, "policy.buy_out_eur_m2_year": 50.0, "market.housing_pressure": 6.0}
    world, building = with_plan(GRANTED, **settings)
    building.term_start_month, building.lease_end_month = 0, 120
    leases.end_or_renew(pack(world), row_of(world, building), passed)
    assert building.vacate_month == vacate
    assert world.town.public_cost_eur[0] == pytest.approx(50 * paid_years * building.occupied_m2)


def test_a_decision_that_takes_longer_than_the_term_is_always_pending() -> None:
    world, building = lease_of(**{"policy.contract_months": 12, "policy.decision_months": 60})
    building.collective = NONE
    for left in range(7, 13):
        building.horizon_end_month = left
        assert leases.decision_pending(pack(world), building, left, 0)
        assert leases.secured_horizon(pack(world), building, 0) == pytest.approx(left + 2)


def test_a_notice_longer_than_a_temporary_lease_is_kept() -> None:
    world, building = with_plan(GRANTED, **{"policy.notice_months": 24})
    building.lease_end_month, building.temporary = 12, True
    leases.end_or_renew(pack(world), row_of(world, building), 3)
    assert building.vacate_month == 3 + 24 + 2


def test_the_hazard_channel_does_not_shorten_what_people_count_on() -> None:
    world, building = lease_of(**{"policy.hazard_months": 12, "policy.horizon_months": 240})
    building.lease_end_month, building.horizon_end_month, building.collective = 12, 200, NONE
    assert leases.running_term(pack(world), building, 0) == 200
    building.announced_month = 20
    assert leases.secured_horizon(pack(world), building, 0) == pytest.approx(200 + 2)
