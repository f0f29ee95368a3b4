"""Plans to redevelop: what allows them and what does not move them."""

from __future__ import annotations

import math
from typing import Any

import pytest
from conftest import finished, small

from collectief_sim.model.build import build_world
from collectief_sim.model.codes import COLLECTIVE, NO_PLAN, ZONING
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes import plans
from collectief_sim.model.rows import NONE


def test_the_work_floor_minimum_is_kept() -> None:
    pressure = {
        "market.housing_pressure": 6.0,
        "behaviour.plans.hazard_per_year": 5.0,
        "behaviour.plans.renovation_per_year": 0.0,
        "behaviour.plans.renovation_per_neglected_year": 0.0,
        "behaviour.sales.buyer_clears_share": 0.0,
        "behaviour.head_leases.taken_over_share": 1.0,
        "policy.new_floor_in_redevelopment": 0.0,
    }
    out = finished(pressure | {"policy.work_floor_minimum_share": 0.8}, 1, "stylised-area").outcomes
    assert 0.8 <= out["work_floor_share"] < 0.85


def test_a_shorter_term_alone_does_not_raise_the_chance_of_a_plan() -> None:
    short, long = (build_world(small({"policy.contract_months": months}), 1) for months in (12, 240))
    for b in range(len(short.buildings)):
        assert plans.hazard(pack(short), b) == plans.hazard(pack(long), b)


def test_plans_arise_at_their_hazard() -> None:
    pressure = {"market.housing_pressure": 3.0, "behaviour.plans.renovation_per_year": 0.0}
    expected, found = 0.0, 0
    for seed in range(60):
        world: Any = build_world(small(pressure), seed)
        packed = pack(world)
        expected += sum(1 - math.exp(-plans.hazard(packed, b) / 12) for b in range(len(world.buildings)))
        plans.arise(packed, 0)
        found += (world.buildings.plan_month == 0).sum()
    assert expected > 10
    assert found == pytest.approx(expected, abs=4 * math.sqrt(expected))


def test_who_is_heard_holds_a_plan_back() -> None:
    world: Any = build_world(small({"market.housing_pressure": 3.0}), 1)
    packed, collective = pack(world), world.collectives[0]
    hazards = []
    for influence in (0.0, 0.1, 0.5, 1.0):
        collective.influence = influence
        hazards.append(plans.hazard(packed, 0))
    assert hazards[0] > hazards[1] > hazards[2] > hazards[3] > 0.0


def test_a_building_that_nobody_maintains_must_be_renovated_sooner() -> None:
    world: Any = build_world(small(), 1)
    building, packed = world.buildings[3], pack(world)
    assert plans.renovation_hazard(packed, 3) == pytest.approx(0.005)
    building.announced_month = 30
    for _ in range(24):
        plans.neglect(packed, 3)
    assert plans.renovation_hazard(packed, 3) == pytest.approx(0.005 + 2 * 0.01)
    building.owner_kind = COLLECTIVE
    assert plans.renovation_hazard(packed, 3) == 0.0  # who owns renovates around its own people


def test_places_are_lost_without_any_homes() -> None:
    quiet = {"market.housing_pressure": 0.0, "behaviour.sales.investor_per_year": 0.0}
    lost = []
    for rate in (0.0, 0.2):
        out = finished(quiet | {"behaviour.plans.renovation_per_year": rate}, 1, "stylised-area").outcomes
        assert out["homes_built"] == 0
        lost.append(out["entrepreneurs_displaced"])
    assert lost[1] > lost[0] + 100


def test_a_plan_that_is_dropped_takes_notice_and_promises_with_it_and_the_building_is_let_again() -> None:
    world: Any = build_world(small(), 1)
    building = world.buildings[3]
    building.plan_month, building.stage, building.announced_month = 2, ZONING, 30
    building.vacate_month, building.let, building.promised_to = 9, False, 0
    world.collectives.return_to[0] = 3
    plans.drop_plan(pack(world), 3, 12)
    assert (building.plan_month, building.vacate_month, building.promised_to) == (NONE, NONE, NONE)
    assert (building.stage, building.announced_month) == (NO_PLAN, NONE)
    assert (building.let, building.term_start_month) == (True, 12)
    assert world.collectives.return_to[0] == NONE
