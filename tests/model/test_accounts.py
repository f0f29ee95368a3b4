"""Accounts: what owners get is what makers, subsidies and head tenants pay; nothing in a run goes by them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from conftest import finished, small

from collectief_sim.mesa_face.model import CollectiefModel
from collectief_sim.model.build import build_world
from collectief_sim.model.catalogue.accounting import Money
from collectief_sim.model.codes import COLLECTIVE, DISPLACED, FIRE, INVESTOR, MUNICIPALITY
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes import accounts, displacement
from collectief_sim.model.rows import columns
from collectief_sim.model.simulation import Result, run
from collectief_sim.scenario import load

SUBSIDISED = {"policy.subsidy_share": 0.5, "policy.subsidy_eur_m2_year": 20.0}
PRICES = {
    "prices.upkeep_eur_m2_year_high": 400.0,
    "prices.moving_eur_m2_low": 1.0,
    "prices.fit_out_years": 3.0,
    "prices.deficit_more_eur_home": 1e5,
    "prices.state_share": 0.0,
}


def kept(settings: dict[str, object], months: int = 1) -> Any:
    world: Any = build_world(small(settings), 1)
    for month in range(months):
        accounts.keep(pack(world), month)
    return world


def test_rent_is_paid_for_the_floor_somebody_uses() -> None:
    world = kept(SUBSIDISED)
    people, buildings, makers = world.entrepreneurs[world.entrepreneurs.present], world.buildings, world.makers_account
    given = np.where(buildings.subsidised, np.minimum(20.0, buildings.rent_eur_m2_year), 0.0)
    due = (people.area_m2 * (buildings.rent_eur_m2_year - given)[people.building]).sum() / 12
    assert makers.rents_eur[0] == pytest.approx(due)
    assert makers.subsidies_eur[0] == pytest.approx((people.area_m2 * given[people.building]).sum() / 12)
    assert makers.subsidies_eur[0] > 0.0


def test_who_rents_the_whole_pays_for_what_is_empty() -> None:
    world = kept({})
    one = world.buildings[world.buildings.operated]
    rent, empty = one.rent_eur_m2_year / 12, one.floor_m2 - one.occupied_m2
    assert len(one) > 1
    assert world.makers_account.service_eur[0] == pytest.approx((0.15 * rent * one.occupied_m2).sum())
    left = (rent * (0.15 * one.occupied_m2 - empty)).sum()  # as its reserve has it, before its limit
    assert world.makers_account.head_tenants_eur[0] == pytest.approx(left)
    direct = world.buildings[~world.buildings.operated & (world.buildings.owner_kind == MUNICIPALITY)]
    missed = (direct.rent_eur_m2_year * (direct.floor_m2 - direct.occupied_m2)).sum() / 12
    assert Money(world).counted("municipality", "missed_eur") == pytest.approx(missed)


def test_floor_is_let_or_empty_month_by_month() -> None:
    world = kept({}, months=5)
    books = Money(world).by_kind
    floor = books["let_m2_months"] + books["empty_m2_months"]
    assert floor.sum() == pytest.approx(5 * world.buildings.floor_m2.sum())
    assert floor[COLLECTIVE] == pytest.approx(
        5 * world.buildings.floor_m2[world.buildings.owner_kind == COLLECTIVE].sum()
    )


def test_nobody_maintains_what_is_announced_to_go() -> None:
    world: Any = build_world(small(), 1)
    world.buildings.announced_month[:] = 40
    accounts.keep(pack(world), 0)
    assert world.deeds.kept_up_m2_months.sum() == 0.0
    assert world.deeds.let_m2_months.sum() > 0.0


@pytest.mark.parametrize(
    ("seller", "buyer"), [(MUNICIPALITY, INVESTOR), (COLLECTIVE, INVESTOR), (INVESTOR, COLLECTIVE)]
)
def test_what_is_sold_is_bought(seller: int, buyer: int) -> None:
    world = kept({})
    b = int(np.flatnonzero(world.buildings.owner_kind == seller)[0])
    rents, rent = Money(world).by_kind["rents_eur"], float(world.deeds.rents_eur[b]) / 12
    world.buildings.owner_kind[b] = buyer
    accounts.keep(pack(world), 1)
    worth = world.buildings.floor_m2[b] * world.plots.market_rent_eur_m2_year[world.buildings.plot[b]] * 14
    part = {MUNICIPALITY: 1 - 0.25 * world.buildings.adaptability[b], COLLECTIVE: 0.9, INVESTOR: 1.0}[seller]
    assert world.accounts.sold_eur[seller] == pytest.approx(part * worth)
    assert world.accounts.bought_eur[buyer] == world.accounts.sold_eur[seller]
    now = Money(world).by_kind["rents_eur"]
    assert now[[seller, buyer]] == pytest.approx(rents[[seller, buyer]] * 2 + [-rent, rent])  # what it had it keeps
    accounts.keep(pack(world), 2)
    assert world.accounts.sold_eur.sum() == pytest.approx(part * worth)  # once


@pytest.mark.parametrize("cause", [DISPLACED, FIRE])
def test_who_must_leave_loses_what_is_not_written_off(cause: int) -> None:
    world: Any = build_world(small({"policy.relocation_support": 0.0}), 1)
    b = int(np.flatnonzero(world.buildings.tenants > 3)[0])
    there = world.entrepreneurs.present & (world.entrepreneurs.building == b)
    world.entrepreneurs.since_month[there] = -30  # two full years, and half of one
    area = float(world.entrepreneurs.area_m2[there].sum())
    world.buildings.let[b] = False
    displacement.lose_building(pack(world), b, 0, cause)
    makers, money = world.makers_account[0], Money(world)
    assert makers.fit_out_m2 == pytest.approx(area if cause == DISPLACED else 0.0)
    assert money.fit_out(0) == pytest.approx(-makers.fit_out_m2 * (1 - 2.5 / 15) * 83)
    assert makers.moved_m2 == pytest.approx(area)  # nobody was moved at public cost
    assert money.moving(-1) == pytest.approx(-150 * area)


def tables(result: Result) -> dict[str, bytes]:
    """All that a run did, byte by byte, but for the prices it was given."""
    parts = result.world._asdict()
    return {name: np.asarray(columns(part)).tobytes() for name, part in parts.items() if name not in ("rules", "seed")}


def test_prices_never_change_a_run() -> None:
    usual, other = (run(load("keilekwartier", {"months": 120, **prices}), 3) for prices in ({}, PRICES))
    assert tables(usual) == tables(other)
    changed = {name for name, value in usual.outcomes.items() if value != other.outcomes[name]}
    assert changed
    assert {name.removesuffix("_low").removesuffix("_high") for name in changed} <= {
        *("municipality_upkeep_eur", "municipality_land_eur", "municipality_deficits_eur", "municipality_net_eur"),
        *("owners_upkeep_eur", "owners_land_eur", "owners_net_eur", "deficits_eur", "state_deficits_eur"),
        *("makers_moving_eur", "makers_fit_out_eur", "makers_net_eur"),
    }


def test_buy_outs_are_paid_by_owners_to_makers() -> None:
    settings = {"policy.buy_out_eur_m2_year": 1.0, "policy.contract_months": 240, "policy.reach": "all"}
    model: CollectiefModel = finished(settings | {"market.housing_pressure": 2.0}, 2, "stylised-area")
    money = Money(model.world)
    paid = money.counted("municipality", "bought_out_eur") + money.counted("owners", "bought_out_eur")
    assert money.buy_outs == pytest.approx(paid)
    assert paid > 0.0
