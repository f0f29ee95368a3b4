"""Firms: who stays, and for how long."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from conftest import finished, small

from collectief_sim.model.build import build_world
from collectief_sim.model.codes import INVESTOR, RELOCATED
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes import firms

NOBODY_FAILS = {
    "behaviour.firms.luck_sd_months": 0.0,
    "behaviour.firms.relocation_per_year": 0.0,
    "people.ability_median_eur_m2_year": 1000.0,
    "people.growth_mean_per_year": 0.0,
    "people.growth_sd_per_year": 0.0,
    "market.arrivals_per_year_share": 0.0,
    "market.housing_pressure": 0.0,
    "behaviour.plans.renovation_per_year": 0.0,
    "behaviour.sales.municipal_per_year": 0.0,
    "behaviour.sales.investor_per_year": 0.0,
    "behaviour.head_leases.stops_per_year": 0.0,
    "behaviour.head_leases.reserve_start_months": 120.0,
    "behaviour.head_leases.reserve_limit_months": 240.0,
}


def test_a_constant_closure_hazard_gives_geometric_survival() -> None:
    per_year, months = 0.2, 60
    settings = NOBODY_FAILS | {
        "behaviour.firms.closure_per_year": per_year,
        "behaviour.firms.settling_months": 0,
        "months": months,
    }
    model = finished(settings, 2, "stylised-area")
    start = int(model.world.queue_start[0])
    expected = math.exp(-per_year * months / 12)
    error = math.sqrt(expected * (1 - expected) / start)
    assert model.outcomes["entrepreneurs_present"] / start == pytest.approx(expected, abs=4 * error)


def test_without_newcomers_and_failures_everybody_stays() -> None:
    model = finished(NOBODY_FAILS | {"behaviour.firms.closure_per_year": 0.0})
    assert model.outcomes["entrepreneurs_present"] == model.world.queue_start[0]


def test_leaving_costs_the_rent_until_the_lease_lets_go_or_somebody_else_is_found() -> None:
    for ends, most, months in ((3, 6.0, 3), (40, 6.0, 6), (40, 0.0, 0)):
        world: Any = build_world(small({"behaviour.firms.reletting_months": most}), 1)
        row = int(
            np.flatnonzero(world.entrepreneurs.present & ~world.buildings.operated[world.entrepreneurs.building])[0]
        )
        building = world.buildings[world.entrepreneurs.building[row]]
        building.lease_end_month, building.owner_kind = ends, INVESTOR
        rent, ability = float(building.rent_eur_m2_year), float(world.entrepreneurs.ability_eur_m2_year[row])
        cost = firms.exit_cost_months(pack(world), row, 0)
        assert cost == pytest.approx(months * rent / ability)
        world.entrepreneurs.buffer_months[row] = cost
        assert firms.can_leave(pack(world), row, 0)
        world.entrepreneurs.buffer_months[row] = cost - 0.01
        assert firms.can_leave(pack(world), row, 0) == (cost == 0)


def test_who_is_bound_and_short_of_money_stays() -> None:
    """Firms move away of their own accord at a given rate; without exit costs all of them do, with long leases fewer."""
    gone = []
    for most in (0.0, 120.0):
        out = finished(
            {"policy.reach": "all", "policy.contract_months": 240, "behaviour.firms.reletting_months": most},
            3,
            "stylised-area",
        )
        gone.append(int(out.world.town.left[0, RELOCATED]))
    assert gone[1] < 0.6 * gone[0]
