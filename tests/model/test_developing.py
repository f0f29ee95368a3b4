"""Developers and the municipality: who may build, what it costs, and what stands there afterwards."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from conftest import small

from collectief_sim.model.build import build_world
from collectief_sim.model.codes import (
    BUILDING_SITE,
    DEVELOPER,
    GRANTED,
    HOUSING,
    INVESTOR,
    MIXED,
    MUNICIPALITY,
    NO_PERMIT,
)
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes import developing
from collectief_sim.model.rows import NONE

PAYS = {"market.housing_pressure": 6.0}
NEVER_PAYS = {"market.housing_pressure": 0.1}


def emptied(settings: dict[str, object], kept_share: float = 0.0, b: int = 3) -> Any:
    """A world in which a municipal building is emptied and has a permit."""
    world = build_world(small(settings), 1)
    assert world.buildings.owner_kind[b] == MUNICIPALITY
    building = world.buildings[b]
    building.let, building.plan_month, building.permit, building.kept_share = False, 0, GRANTED, kept_share
    return world


@pytest.mark.parametrize("kept", [0.0, 0.25])
def test_a_site_becomes_homes_and_the_floor_its_permit_keeps(kept: float) -> None:
    world = emptied(PAYS, kept)
    plot, town, packed = world.plots[world.buildings.plot[3]], world.town[0], pack(world)
    floor, before = float(plot.floor_m2), float(town.work_floor_m2)
    developing.build(packed, 5)
    assert plot.use == BUILDING_SITE
    assert town.work_floor_m2 == pytest.approx(before - floor)
    developing.build(packed, 34)
    assert plot.use == BUILDING_SITE
    developing.build(packed, 35)
    assert plot.use == (MIXED if kept else HOUSING)
    assert plot.floor_m2 == pytest.approx(kept * floor)
    assert town.work_floor_m2 == pytest.approx(before - (1 - kept) * floor)
    assert town.homes == pytest.approx(40 * (1 - 0.5 * kept))
    building = world.buildings[3]
    assert (building.plan_month, building.permit, building.homes_month) == (NONE, NO_PERMIT, 35)
    assert building.let == building.housing_excluded == (kept > 0)  # what is kept cannot be planned away again
    if kept:
        assert building.rent_eur_m2_year <= 110.0


def test_what_does_not_pay_is_built_only_with_public_money_and_costs_what_is_short() -> None:
    for budget, built in ((0.0, False), (1e9, True)):
        world = emptied(NEVER_PAYS)
        world.town.building_budget_eur = budget
        plot = world.plots[world.buildings.plot[3]]
        value = 0.1 * plot.housing_value_eur_m2_year / plot.market_rent_eur_m2_year
        short = (1.25 - value) * plot.floor_m2 * plot.market_rent_eur_m2_year * 14.0
        developing.build(pack(world), 5)
        assert (plot.use == BUILDING_SITE) == built
        assert world.town.public_cost_eur[0] == pytest.approx(short if built else 0.0)
        assert budget - world.town.building_budget_eur[0] == pytest.approx(short if built else 0.0)


@pytest.mark.parametrize(("influence", "chance"), [(0.0, 0.6), (0.1, 0.54), (0.4, 0.36), (1.0, 0.0)])
def test_a_permit_is_less_likely_the_more_a_collective_is_heard(influence: float, chance: float) -> None:
    world: Any = build_world(small(PAYS), 1)
    world.collectives.influence[0], world.buildings.plan_month[0] = influence, 0
    for u in np.linspace(0.0, 0.99, 100):
        developing.decide_permit(pack(world), 0, 12, u)
        assert (world.buildings.permit[0] == GRANTED) == (u < chance - 1e-12)


def test_a_plan_waits_a_year_and_then_for_the_municipality_to_decide() -> None:
    settings = PAYS | {"policy.decision_months": 9, "behaviour.developing.permit_chance": 1.0}
    world: Any = build_world(small(settings), 1)
    world.buildings.plan_month[3] = 4
    granted = []
    for now in range(4, 40):
        developing.apply_for_permits(pack(world), now)
        granted.append(world.buildings.permit[3] == GRANTED)
    assert granted.index(True) == 12 + 9


def test_a_developer_buys_in_june_what_returns_most_and_plans_homes() -> None:
    everything = {"behaviour.developing.sale_per_year": 1.0, "behaviour.developing.capital_start_eur": 1e8}
    world: Any = build_world(small(PAYS | everything), 1)
    buildings, plots = world.buildings, world.plots[world.buildings.plot]
    packed, investors = pack(world), buildings.owner_kind == INVESTOR
    developing.buy(packed, 4)
    assert np.array_equal(buildings.owner_kind == INVESTOR, investors)
    ratio = np.where(investors, plots.housing_value_eur_m2_year / plots.market_rent_eur_m2_year, -math.inf)
    best = int(ratio.argmax())
    price = plots.floor_m2[best] * plots.market_rent_eur_m2_year[best] * 14.0
    developing.buy(packed, 5)
    assert (buildings.owner_kind[best], buildings.owner[best], buildings.plan_month[best]) == (DEVELOPER, 0, 5)
    assert world.developers.capital_eur[0] == pytest.approx(1e8 + 6e5 - price)
    assert (buildings.owner_kind == DEVELOPER).sum() == 2  # with the one that was there
