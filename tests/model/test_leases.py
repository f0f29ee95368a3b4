"""Leases: what people can count on, by closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest
from conftest import small

from collectief_sim.mesa_face.model import CollectiefModel
from collectief_sim.model.build import build_world
from collectief_sim.model.codes import COLLECTIVE, MUNICIPALITY
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes import leases
from collectief_sim.model.rows import NONE


def lease_of(**overrides: object) -> tuple[object, object]:
    world = build_world(small({"policy.contract_months": 120, **overrides}), 1)
    return world, world.buildings[np.flatnonzero(world.buildings.owner_kind == MUNICIPALITY)[0]]


RULES = {
    "running_term": lambda hazard: 0.0,
    "one_renewal": lambda hazard: 120 * math.exp(-hazard * 10),
    "expected_stay": lambda hazard: 12 / hazard,
}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("hazard", [0.05, 0.4])
def test_the_horizon_is_what_remains_and_what_the_rule_expects_beyond(rule: str, hazard: float) -> None:
    world, building = lease_of(**{"behaviour.horizon.rule": rule})
    building.horizon_end_month, building.collective = 60, NONE
    world.landlords.hazard_per_year = hazard
    stay = world.rules[0].leases.stay_of_eviction_months
    wanted = 60 + stay + RULES[rule](hazard)
    assert leases.secured_horizon(pack(world), building, 0) == pytest.approx(min(360, wanted))


def test_who_is_heard_reckons_with_less_and_who_doubts_counts_on_less() -> None:
    world, building = lease_of()
    world.landlords.hazard_per_year = 0.2
    building.collective, collective = 0, world.collectives[0]
    packed = pack(world)
    world.town.openness = 0.5
    for influence, doubt, hazard in (
        (0.0, 0.0, 0.2),
        (0.4, 0.5, 0.2 * (1 - 0.2 * 1.5)),
        (1.0, 1.0, 0.2 * (1 - 0.5 * 1.5)),
    ):
        collective.influence, collective.doubt = influence, doubt
        assert leases.hazard_per_year(packed, building) == pytest.approx(hazard)
        assert leases.expected_beyond(packed, building) == pytest.approx((1 - doubt) * 120 * math.exp(-hazard * 10))


def test_the_hazard_is_learned_per_year_that_buildings_were_let_and_forgotten() -> None:
    world, _ = lease_of()
    numbers = world.rules[0].leases
    world.landlords.years, world.landlords.ended = 100.0, [8.0, 0, 0, 0, 0, 0]
    leases.learn_of_landlords(pack(world))
    kept = 1 - 1 / numbers.hazard_memory_months
    first = numbers.hazard_start_per_year * numbers.hazard_start_years
    known = numbers.hazard_start_years + 100 * kept
    assert world.landlords[MUNICIPALITY].hazard_per_year == pytest.approx((first + 8 * kept) / known)
    assert world.landlords[1].hazard_per_year == pytest.approx(first / known)


def test_years_let_and_buildings_lost_are_counted_for_their_owners() -> None:
    forgetless = {"behaviour.leases.hazard_memory_months": 600.0}
    model = CollectiefModel(small(forgetless), rng=1)
    model.finish()
    years = model.world.landlords.years
    assert years[MUNICIPALITY] > 0
    assert years[COLLECTIVE] == 0  # who owns has no landlord
    assert model.world.landlords.ended.sum() > 0


def test_while_a_decision_is_pending_no_renewal_counts() -> None:
    world, building = lease_of()
    building.horizon_end_month, building.collective = 12, NONE  # 6 months to decide, 6 months' notice
    stay = world.rules[0].leases.stay_of_eviction_months
    assert leases.secured_horizon(pack(world), building, 0) == pytest.approx(12 + stay)


def test_after_notice_only_the_notice_counts() -> None:
    world, building = lease_of()
    building.vacate_month = 5
    assert leases.secured_horizon(pack(world), building, 0) == 5


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
