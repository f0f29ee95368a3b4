"""Collectives buying their building: what they save, when they can, and what it costs them."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import small

from collectief_sim.model.build import build_world
from collectief_sim.model.codes import COLLECTIVE, MUNICIPALITY, OWNER, STABLE
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes.ownership import buy_if_able, save_and_buy

EQUITY_SHARE, PRICE_YEARS, COST_OF_CAPITAL = 0.15, 14.0, 0.055


def buyer(step: int = 4, phase: int = STABLE, reserve_missing: float = 0.0) -> Any:
    """A world in which the first collective, in a municipal building, has one euro more than the equity it needs to buy."""
    world: Any = build_world(small(), 1)
    assert world.buildings.owner_kind[0] == MUNICIPALITY
    plots = world.plots[world.plots.building == 0]
    equity = EQUITY_SHARE * PRICE_YEARS * world.buildings.floor_m2[0] * plots.market_rent_eur_m2_year[0]
    world.collectives.step[0], world.collectives.phase[0] = step, phase
    world.collectives.reserve_eur[0] = equity + 1.0 - reserve_missing
    return world


def test_who_buys_pays_the_equity_and_from_then_on_rent_at_cost() -> None:
    world = buyer()
    assert buy_if_able(pack(world), 0, 7)
    building, collective = world.buildings[0], world.collectives[0]
    assert (building.owner_kind, building.owner, collective.form) == (COLLECTIVE, 0, OWNER)
    assert collective.reserve_eur == pytest.approx(1.0, abs=1e-3)
    market = world.plots.market_rent_eur_m2_year[building.plot]
    assert building.rent_eur_m2_year == pytest.approx(PRICE_YEARS * (1 - EQUITY_SHARE) * COST_OF_CAPITAL * market)
    assert world.town.public_cost_eur[0] == 0.0


def test_the_public_fund_pays_no_more_than_what_is_missing() -> None:
    world = buyer(reserve_missing=1001.0)
    world.town.purchase_fund_eur = 5000.0
    assert buy_if_able(pack(world), 0, 7)
    assert world.collectives.reserve_eur[0] == pytest.approx(0.0, abs=1e-3)
    assert world.town.purchase_fund_eur[0] == pytest.approx(4000.0)
    assert world.town.public_cost_eur[0] == pytest.approx(1000.0)


@pytest.mark.parametrize("lacking", [{"step": 3}, {"phase": 0}, {"reserve_missing": 2.0}])
def test_who_is_not_heard_not_stable_or_short_of_money_does_not_buy(lacking: dict[str, Any]) -> None:
    world = buyer(**lacking)
    before = world.collectives.reserve_eur[0]
    assert not buy_if_able(pack(world), 0, 7)
    assert world.buildings.owner_kind[0] == MUNICIPALITY
    assert world.collectives.reserve_eur[0] == before


def test_members_save_by_the_floor_they_use() -> None:
    world: Any = build_world(small(), 1)
    world.collectives.area_m2[:3] = (100.0, 200.0, 300.0)
    for now in range(12):
        save_and_buy(pack(world), now)
    assert world.collectives.reserve_eur[:3] == pytest.approx([400.0, 800.0, 1200.0])
