"""Public bills: each measure costs what it says, and together they cost the sum."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import small

from collectief_sim.model.build import build_world
from collectief_sim.model.codes import MUNICIPALITY
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes import bills
from collectief_sim.model.world import World

NOTHING = {"policy.programming": 0.0}
PROGRAMMING = {"policy.programming": 0.5}
SUBSIDY = {"policy.subsidy_share": 1.0, "policy.subsidy_eur_m2_year": 20.0}
HOURS = {"policy.governance_support_hours_month": 10.0}


def first_bill(settings: dict[str, object]) -> tuple[World, float]:
    world: Any = build_world(small(NOTHING | settings), 1)
    bills.pay_public_bills(pack(world), 0)
    return world, float(world.town.public_cost_eur[0])


def test_each_measure_costs_what_it_says() -> None:
    world, nothing = first_bill({})
    assert nothing == 0.0
    assert first_bill(PROGRAMMING)[1] == pytest.approx(0.5 * 150 * world.town.present[0] / 12)
    assert first_bill(SUBSIDY)[1] == pytest.approx(20 * world.buildings.occupied_m2.sum() / 12)
    assert first_bill(HOURS)[1] == pytest.approx(10 * 60 * world.collectives.alive.sum())
    alone = [first_bill(settings)[1] for settings in (PROGRAMMING, SUBSIDY, HOURS)]
    assert first_bill(PROGRAMMING | SUBSIDY | HOURS)[1] == pytest.approx(sum(alone))


def test_a_cap_costs_the_rent_that_the_municipality_forgoes_and_no_more_than_that() -> None:
    world, cost = first_bill({"policy.rent_cap_eur_m2_year": 60.0})
    theirs = world.buildings.owner_kind == MUNICIPALITY
    market_rents = world.plots.market_rent_eur_m2_year[world.buildings.plot]
    forgone = (market_rents - 60) * world.buildings.occupied_m2
    assert cost == pytest.approx(forgone[theirs].sum() / 12)
    assert first_bill({"policy.rent_cap_eur_m2_year": 1000.0})[1] == 0.0


def test_the_purchase_fund_fills_without_costing_anything_yet() -> None:
    world, cost = first_bill({"policy.purchase_fund_eur_year": 1.2e6})
    assert world.town.purchase_fund_eur[0] == world.town.purchase_fund_paid_in_eur[0] == pytest.approx(1e5)
    assert cost == 0.0
