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


def test_the_horizon_is_what_remains_plus_a_trusted_renewal() -> None:
    world, building = lease_of()
    building.horizon_end_month, building.collective = 100, NONE
    world.town.trust = 0.25
    stay = world.rules[0].leases.stay_of_eviction_months
    assert leases.secured_horizon(pack(world), building, 0) == pytest.approx(100 + stay + 0.25 * 120)


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
