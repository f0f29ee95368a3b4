"""Holders of floor: what they buy, on what terms they let, what it costs them, and when they must sell"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from conftest import small

from collectief_sim.mesa_face.model import CollectiefModel
from collectief_sim.model.build import build_world
from collectief_sim.model.codes import (
    BOUGHT,
    COLLECTIVE,
    DEVELOPMENT_COMPANY,
    HOMES,
    INVESTOR,
    LAND_TRUST,
    MUNICIPALITY,
    SHORT_OF_MONEY,
    SOLD_BY_NEED,
    STABLE,
)
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.identities import broken, holders, money
from collectief_sim.model.processes import holders as holding
from collectief_sim.model.processes import holdings, loans, ownership, plans, sales
from collectief_sim.model.processes.stages import start_plan
from collectief_sim.model.rows import NONE
from collectief_sim.model.simulation import run
from collectief_sim.scenario import ScenarioError, load

TRUST = {"forms.land_trust.on": True, "forms.land_trust.preparing_months": 1, "forms.land_trust.in_time_share": 1.0}
COMPANY = {
    "forms.development_company.on": True,
    "forms.development_company.preparing_months": 1,
    "forms.development_company.in_time_share": 1.0,
}
ALL = TRUST | COMPANY | {"forms.makers_fund.on": True}
HOME, NOW = 0, 7  # the hall of the first collective; a month in which all are prepared


def world_with(overrides: dict[str, object], purse: float = 1e8) -> Any:
    """A world in which the first collective is stable in a private hall, and holders have money."""
    world: Any = build_world(small(overrides), seed=1)
    world.collectives.phase[0] = STABLE
    world.buildings.owner_kind[HOME], world.buildings.operated[HOME] = INVESTOR, False
    world.holders.purse_eur = world.holders.paid_in_eur = purse
    return world


def test_a_trust_buys_where_a_settled_collective_is_and_gives_it_a_lease_of_thirty_years() -> None:
    world = world_with(TRUST)
    packed, building = pack(world), world.buildings[HOME]
    start_plan(packed, HOME, HOMES, 0)
    price = loans.price_of(packed, HOME)
    sales.change_hands(packed, HOME, NOW)
    assert (building.owner_kind, building.owner) == (LAND_TRUST, 0)
    assert building.lease_end_month == NOW + 360
    assert building.plan_month == NONE
    assert building.rent_eur_m2_year == pytest.approx(0.75 * world.plots.market_rent_eur_m2_year[building.plot])
    assert world.holdings.price_eur[HOME] == pytest.approx(price)
    assert world.holdings.loan_eur[HOME] == pytest.approx(0.75 * price)
    assert world.holders.purse_eur[0] == pytest.approx(1e8 - 0.25 * price)
    assert not plans.may_become_housing(packed, HOME)
    assert list(holders(world, NOW)) == []


@pytest.mark.parametrize("lacking", ["collective", "money", "time", "luck"])
def test_a_trust_leaves_a_building_to_others_where_something_lacks(lacking: str) -> None:
    world = world_with(TRUST | ({"forms.land_trust.in_time_share": 0.0} if lacking == "luck" else {}))
    if lacking == "collective":
        world.collectives.phase[0] = 0
    if lacking == "money":
        world.holders.purse_eur = world.holders.paid_in_eur = 1.0
    sales.change_hands(pack(world), HOME, 0 if lacking == "time" else NOW)
    assert world.buildings.owner_kind[HOME] == INVESTOR
    assert world.holders.buildings[0] == 0


def test_a_company_buys_without_a_collective_and_leases_run_on() -> None:
    world = world_with(COMPANY)
    alone = int(np.flatnonzero((world.buildings.owner_kind == INVESTOR) & (world.buildings.collective == NONE))[0])
    before = world.buildings[alone].lease_end_month, world.buildings[alone].rent_eur_m2_year
    sales.change_hands(pack(world), alone, NOW)
    assert world.buildings.owner_kind[alone] == DEVELOPMENT_COMPANY
    assert (world.buildings[alone].lease_end_month, world.buildings[alone].rent_eur_m2_year) == before


def test_a_rival_may_be_chosen_where_a_municipality_selects_by_how_good_the_plan_is() -> None:
    won = {}
    for case in (0.0, 1.0):
        settings = {"forms.development_company.case": case, "policy.openness": 0.0}
        world = world_with(COMPANY | settings | {"behaviour.ownership.plan_weight": 1.0})
        world.buildings.owner_kind[HOME] = MUNICIPALITY
        packed = pack(world)
        won[case] = sum(holding.gets_it(packed, 0, HOME, now) for now in range(400))
    assert 150 < won[0.0] < 250  # a rival turns up half of the time
    assert won[1.0] == 400


def test_what_was_emptied_is_fitted_out_and_let_again() -> None:
    world = world_with(COMPANY | {"behaviour.sales.investor_per_year": 1.0})
    packed, building = pack(world), world.buildings[HOME]
    price = loans.price_of(packed, HOME)
    start_plan(packed, HOME, HOMES, 0)
    building.let = False
    for now in range(NOW, NOW + 120):
        holding.take_on_the_empty(packed, 0, now)
    assert building.owner_kind == DEVELOPMENT_COMPANY
    assert building.let
    assert world.holders.own_eur[0] == pytest.approx(0.33 * price + 83.0 * building.floor_m2)


def test_rents_pay_the_bank_then_upkeep_then_those_who_run_it() -> None:
    world = world_with(TRUST)
    packed, building = pack(world), world.buildings[HOME]
    sales.change_hands(packed, HOME, NOW)
    purse, rents = float(world.holders.purse_eur[0]), building.rent_eur_m2_year * building.occupied_m2 / 12
    loan, due = float(world.holdings.loan_eur[HOME]), float(world.holdings.due_eur_month[HOME])
    holdings.keep_books(packed, 0)
    running = 0.01 * 1e8 / 12
    costs = due + 8.5 * building.floor_m2 / 12 + running
    assert world.holders.purse_eur[0] == pytest.approx(purse + rents - costs)
    assert world.holdings.loan_eur[HOME] == pytest.approx(loan * (1 + 0.04 / 12) - due)
    assert list(holders(world, NOW)) == []


def test_who_cannot_pay_a_bank_has_to_sell_and_the_lender_may_lose() -> None:
    world = world_with(COMPANY)
    packed, building = pack(world), world.buildings[HOME]
    sales.change_hands(packed, HOME, NOW)
    world.holders.paid_in_eur -= world.holders.purse_eur
    world.holders.purse_eur = building.rent_eur_m2_year = 0.0
    world.plots.market_rent_eur_m2_year *= 0.5  # nor is it worth what it was
    for now in range(NOW, NOW + 6):
        assert building.owner_kind == DEVELOPMENT_COMPANY
        holding.hold_floor(packed, now)
    assert building.owner_kind == INVESTOR
    assert building.neglected_months >= 5  # there was nothing for upkeep either
    assert world.happenings.what[world.town[0].happenings - 1] == SOLD_BY_NEED
    assert world.holders.lost_eur[0] > 0
    assert world.holders.buildings[0] == 0
    assert list(holders(world, NOW)) == []


def test_a_company_sells_on_to_a_collective_that_can_pay_and_can_buy_again() -> None:
    world = world_with(COMPANY)
    packed = pack(world)
    assert ownership.offers_per_year(packed, 0) == pytest.approx(0.02)
    sales.change_hands(packed, HOME, NOW)
    assert ownership.offers_per_year(packed, 0) == pytest.approx(0.2)
    owed, purse = float(world.holdings.loan_eur[HOME]), float(world.holders.purse_eur[0])
    price = loans.price_of(packed, HOME)
    ownership.take_over(packed, 0, HOME, NOW)
    assert world.buildings.owner_kind[HOME] == COLLECTIVE
    assert world.holders.purse_eur[0] == pytest.approx(purse + price - owed)
    assert world.holdings.price_eur[HOME] == world.holders.buildings[0] == 0
    assert list(holders(world, NOW)) == []


def test_a_trust_buys_what_a_collective_prepared_for_and_cannot_pay() -> None:
    world = world_with(TRUST | {"behaviour.ownership.dearer_accepted": 5.0})
    packed = pack(world)
    world.collectives.reserve_eur[0] = world.collectives.engagement[0] = 0.0
    assert ownership.boldness(packed, 0, 0) < ownership.boldness(packed, 0, NOW) == 1.0
    ownership.begin_to_prepare(packed, 0, NOW)
    ownership.conclude(packed, 0, NOW)
    assert world.collectives.purchases_failed[0][SHORT_OF_MONEY] == 1
    assert world.buildings.owner_kind[HOME] == LAND_TRUST
    assert [*holders(world, NOW), *money(world, NOW)] == []


def test_a_trust_takes_over_from_a_company_which_then_can_buy_again() -> None:
    world = world_with(TRUST | COMPANY)
    packed = pack(world)
    company, trust = (int(np.flatnonzero(world.holders.kind == kind)[0]) for kind in (DEVELOPMENT_COMPANY, LAND_TRUST))
    holdings.acquire(packed, company, HOME, NOW)
    holdings.step_in(packed, HOME, NOW)
    assert (world.buildings.owner_kind[HOME], world.buildings.owner[HOME]) == (LAND_TRUST, trust)
    assert list(world.holders.buildings[[company, trust]]) == [0, 1]
    assert list(holders(world, NOW)) == []


def test_a_crowd_brings_money_as_it_sees_what_collectives_do_and_stops_when_there_is_enough() -> None:
    world = world_with(TRUST, purse=0.0)
    packed, collective = pack(world), world.collectives[0]
    holding.gather_capital(packed, 0, NOW)
    assert world.holders.purse_eur[0] == 0  # nobody has seen anything yet
    collective.socio_economic = collective.planning = collective.circular = 1.0
    seen = holding.seen_by_a_crowd(packed)
    holding.gather_capital(packed, 0, NOW)
    assert world.holders.purse_eur[0] == pytest.approx(1e6 * seen)
    for now in range(NOW, NOW + 99):
        holding.gather_capital(packed, 0, now)
    assert world.holders.purse_eur[0] == world.holders.paid_in_eur[0] == pytest.approx(1e6)


def test_public_capital_is_a_public_cost_and_that_of_a_crowd_is_not() -> None:
    for settings, cost in ((COMPANY, 3e6), (TRUST, 0.0)):
        world = world_with(settings, purse=0.0)
        holding.gather_capital(pack(world), 0, 0)
        assert world.town[0].public_cost_eur == cost
        assert world.holders.paid_in_eur[0] > 0


def test_with_all_of_them_and_little_money_identities_hold_every_month() -> None:
    settings = ALL | {"behaviour.sales.investor_per_year": 0.9, "forms.development_company.rent_share": 0.3}
    model = CollectiefModel(small(settings, months=120), rng=3)
    while model.running:
        model.step()
        assert broken(model.world, model.months_done) == []
    assert model.world.holders.rents_eur.sum() > 0
    assert BOUGHT in model.world.happenings.what[: model.world.town[0].happenings]


def test_where_none_exists_there_is_nothing_in_the_books() -> None:
    result = run(small(), 1)
    assert len(result.world.holders) == len(result.world.makers_funds) == 0
    assert result.outcomes["held_floor_m2"] == result.outcomes["capital_put_in_eur"] == 0


@pytest.mark.parametrize(
    ("overrides", "told"),
    [
        ({"forms.land_trust.on": True, "forms.land_trust.capital_eur": 0.0}, "without capital it can do nothing"),
        ({"forms.makers_fund.on": True, "forms.makers_fund.capital_eur": 0.0}, "without capital it can do nothing"),
        ({"forms.development_company.loan_share": 1.0}, "0.9"),  # a loan as large as the price
        ({"forms.development_company.rent_share": 0.0}, "0.01"),
        ({"forms.land_trust.first_term_months": 0}, "600"),
        ({"forms.land_trust.on": True, "forms.land_trust.since": "2080-01"}, "outside the run"),
        ({"area.legend.a.owner": "land_trust"}, "owner"),
    ],
)
def test_a_holder_that_cannot_be_is_refused(overrides: dict[str, object], told: str) -> None:
    with pytest.raises(ScenarioError, match=told):
        load("stylised-area", overrides)
