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
    NO_PLAN,
    RENOVATION,
    WORK,
)
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes import developing
from collectief_sim.model.rows import NONE
from collectief_sim.scenario import Scenario

PAYS = {"market.housing_pressure": 6.0}
NEVER_PAYS = {"market.housing_pressure": 0.1}


def emptied(settings: dict[str, object], b: int = 3, **fields: float) -> Any:
    """A world in which a municipal building is emptied and has a permit, so that what it allows can be there in month 35."""
    world = build_world(small(settings), 1)
    assert world.buildings.owner_kind[b] == MUNICIPALITY
    building = world.buildings[b]
    building.let, building.plan_month, building.plans, building.stage, building.stage_until_month = (
        False,
        0,
        1,
        GRANTED,
        35,
    )
    for name, value in fields.items():
        building[name] = value
    return world


@pytest.mark.parametrize(
    ("kept", "spared", "new", "stacked"),
    [
        (0.0, 0.0, 0.0, False),
        (0.25, 0.0, 0.0, False),
        (0.25, 0.5, 0.0, False),
        (0.25, 0.0, 0.5, False),
        (0.2, 0.0, 0.3, True),
    ],
)
def test_a_site_becomes_homes_and_the_floor_that_was_agreed(
    kept: float, spared: float, new: float, stacked: bool
) -> None:
    asked = {"policy.new_floor_in_redevelopment": new, "policy.stacked": stacked}
    world = emptied(PAYS | asked, kept_share=kept, spared_share=spared)
    plot, town, packed = world.plots[world.buildings.plot[3]], world.town[0], pack(world)
    floor, before = float(world.buildings.floor_m2[3]), float(town.work_floor_m2)
    developing.build(packed, 5)
    assert plot.use == BUILDING_SITE
    assert town.work_floor_m2 == pytest.approx(before - floor)
    developing.build(packed, 34)
    assert plot.use == BUILDING_SITE
    developing.build(packed, 35)
    left = spared + (1 - spared) * (kept + new)
    assert plot.use == (MIXED if left else HOUSING)
    assert world.buildings.floor_m2[3] == pytest.approx(left * floor)
    assert town.work_floor_m2 == pytest.approx(before - (1 - left) * floor)
    assert town.homes == pytest.approx(40 * (1 - spared) * (1 if stacked else 1 - 0.5 * (kept + new)))
    building = world.buildings[3]
    assert (building.plan_month, building.stage, building.homes_month) == (NONE, NO_PLAN, 35)
    assert building.let == building.housing_excluded == (left > 0)  # what is there cannot be planned away again
    if left:
        affordable = (spared + (1 - spared) * kept) / left
        dear = 1.3 * float(plot.market_rent_eur_m2_year)
        assert building.rent_eur_m2_year == pytest.approx(affordable * min(110.0, dear) + (1 - affordable) * dear)


def test_a_building_site_takes_a_year_at_least() -> None:
    world = emptied(PAYS, stage_until_month=6)
    developing.build(pack(world), 5)
    assert world.buildings.site_until_month[3] == 17


def test_a_renovated_building_has_its_floor_back_at_the_rent_of_new_floor() -> None:
    world = emptied({"market.housing_pressure": 0.0}, aim=RENOVATION, neglected_months=40)
    plot, town, packed = world.plots[world.buildings.plot[3]], world.town[0], pack(world)
    floor, before = float(world.buildings.floor_m2[3]), float(town.work_floor_m2)
    for now in (5, 35):
        developing.build(packed, now)
    building = world.buildings[3]
    assert (plot.use, float(world.buildings.floor_m2[3]), float(town.work_floor_m2), float(town.homes)) == (
        WORK,
        floor,
        before,
        0.0,
    )
    assert (building.let, building.renewed, building.neglected_months, building.homes_month) == (True, True, 0, NONE)
    assert building.rent_eur_m2_year == pytest.approx(1.3 * plot.market_rent_eur_m2_year)


def test_what_does_not_pay_is_built_only_with_public_money_and_costs_what_is_short() -> None:
    for budget, built in ((0.0, False), (1e9, True)):
        world = emptied(NEVER_PAYS)
        world.town.building_budget_eur = budget
        plot = world.plots[world.buildings.plot[3]]
        value = 0.1 * plot.housing_value_eur_m2_year / plot.market_rent_eur_m2_year
        short = (1.25 - value) * world.buildings.floor_m2[3] * plot.market_rent_eur_m2_year * 14.0
        developing.build(pack(world), 5)
        assert (plot.use == BUILDING_SITE) == built
        assert world.town.public_cost_eur[0] == pytest.approx(short if built else 0.0)
        assert budget - world.town.building_budget_eur[0] == pytest.approx(short if built else 0.0)


def test_a_developer_buys_in_june_what_returns_most_and_plans_homes() -> None:
    everything = {"behaviour.developing.sale_per_year": 1.0, "behaviour.developing.capital_start_eur": 1e8}
    world: Any = build_world(small(PAYS | everything), 1)
    buildings, investors = world.buildings, world.buildings.owner_kind == INVESTOR
    dearest = np.flatnonzero(investors & (buildings.collective == NONE))[1]
    world.plots.housing_value_eur_m2_year[buildings.plot[dearest]] *= 1.5
    packed, plots = pack(world), world.plots[buildings.plot]
    developing.buy(packed, 4)
    assert np.array_equal(buildings.owner_kind == INVESTOR, investors)
    ratio = np.where(investors, plots.housing_value_eur_m2_year / plots.market_rent_eur_m2_year, -math.inf)
    best = int(ratio.argmax())
    price = buildings.floor_m2[best] * plots.market_rent_eur_m2_year[best] * 14.0
    developing.buy(packed, 5)
    assert (buildings.owner_kind[best], buildings.owner[best], buildings.plan_month[best]) == (DEVELOPER, 0, 5)
    assert world.developers.capital_eur[0] == pytest.approx(1e8 + 6e5 - price)
    assert (buildings.owner_kind == DEVELOPER).sum() == 2  # with the one that was there


@pytest.mark.parametrize("cell_m", [25.0, 50.0, 100.0])
@pytest.mark.parametrize(("density", "homes"), [(None, 160.0), (80.0, 80.0)])
def test_homes_follow_ground_however_it_is_drawn(cell_m: float, density: float | None, homes: float) -> None:
    row = "H" * int(100 / cell_m)
    entry = {"title": "hall", "one_building": True, "floor_m2": 4000.0, "homes_per_hectare": density}
    area = {"map": "\n".join([row] * len(row)), "cell_m": cell_m, "legend": {"H": entry}}
    spec = Scenario.model_validate(
        {"name": "hall", "start": "2020-01", "months": 60, "area": area} | {"market": {"housing_pressure": 6.0}}
    )
    world: Any = build_world(spec, 1)
    building = world.buildings[0]
    building.let, building.plan_month, building.plans, building.stage, building.stage_until_month = (
        False,
        0,
        1,
        GRANTED,
        35,
    )
    for month in (5, 35):
        developing.build(pack(world), month)
    assert world.town.homes[0] == pytest.approx(homes)


def test_since_selection_is_open_a_return_can_be_lost_and_a_good_case_keeps_it() -> None:
    lost = {}
    for date, hours in (("9999-12", 0.0), ("2021-11", 0.0), ("2021-11", 1e6)):
        count = 0
        for seed in range(60):
            world: Any = build_world(small({"behaviour.ownership.open_selection_from": date}), seed)
            world.collectives.plan_hours[0], world.collectives.influence[0] = hours, 1.0 if hours else 0.0
            count += developing.passed_over(pack(world), 0, 40)
        lost[date, hours] = count
    assert lost["9999-12", 0.0] == 0
    assert 18 <= lost["2021-11", 0.0] <= 42  # a rival turns up half of the time
    assert lost["2021-11", 1e6] < lost["2021-11", 0.0] / 2
