"""Land and rents: limits of appraisal, caps and indexation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from conftest import finished, small

from collectief_sim.model.build import build_world
from collectief_sim.model.codes import COLLECTIVE, MUNICIPALITY
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes import land
from collectief_sim.model.rows import NONE
from collectief_sim.scenario.ground import steps_to


def test_rents_are_capped_for_municipal_tenants_only() -> None:
    model = finished({"policy.rent_cap_eur_m2_year": 60.0, "policy.contract_months": 12})
    rows = model.world.buildings
    let = rows[rows.let & (rows.owner_kind != COLLECTIVE)]
    municipal = let.owner_kind == MUNICIPALITY
    assert (let.rent_eur_m2_year[municipal] <= 60 * model.world.town.price_index[0] + 1e-9).all()
    assert (let.rent_eur_m2_year[~municipal] > 70).any()
    assert model.outcomes["public_cost_eur"] > finished({"policy.contract_months": 12}).outcomes["public_cost_eur"]


def test_land_values_settle_without_growth() -> None:
    still = {
        "market.value_towards": ["h"],
        "market.work_rent_growth_per_year": 0.0,
        "market.housing_value_growth_per_year": 0.0,
        "behaviour.land.standing_bonus_per_year": 0.0,
        "behaviour.land.new_homes_bonus_per_year": 0.0,
    }
    world = build_world(small(still), 1)
    before = world.plots.market_rent_eur_m2_year.copy()
    packed = pack(world)
    for year in range(1, 300):
        land.appraise(packed, 12 * year)
    after = world.plots.market_rent_eur_m2_year
    assert after.std() < 0.05 * before.std()
    assert before.min() <= after.min() <= after.max() <= before.max()


def test_a_running_rent_is_indexed_once_a_year_and_a_new_term_starts_at_the_market() -> None:
    world: Any = build_world(small({"policy.rent_indexation_per_year": 0.03}), 1)
    building, packed = world.buildings[2], pack(world)
    market = world.plots.market_rent_eur_m2_year[building.plot]
    building.term_start_month, building.rent_eur_m2_year = 4, 50.0
    rents = []
    for now in range(4, 41):
        land.adapt_rents(packed, now)
        rents.append(float(building.rent_eur_m2_year))
    assert rents == pytest.approx([market * 1.03 ** (month // 12) for month in range(37)])


@pytest.mark.parametrize(
    ("towards", "steps"),
    [
        (["h"], [[0, 0, 1, 2, 3, 4, 5, 6], [0, 1, 2, 3, 4, 5, 6, 7], [1, 2, 3, 4, 5, 6, 7, 8]]),
        (["north"], [[0] * 8, [1] * 8, [2] * 8]),
        (["south-east"], [[12, 11, 10, 9, 8, 7, 6, 5], [11, 10, 9, 8, 7, 6, 5, 4], [10, 9, 8, 7, 6, 5, 4, 3]]),
        (["h", "east"], [[0, 0, 1, 2, 3, 2, 1, 0], [0, 1, 2, 3, 3, 2, 1, 0], [1, 2, 3, 4, 3, 2, 1, 0]]),
    ],
)
def test_values_rise_towards_what_the_scenario_names(towards: list[str], steps: list[list[int]]) -> None:
    spec = small({"market.value_towards": towards})
    found = steps_to(spec.area.ground, towards)
    assert found is not None
    assert found.reshape(6, 8)[:3].tolist() == steps
    world: Any = build_world(spec, 1)
    built = world.plots.building != NONE
    assert world.plots.market_rent_eur_m2_year[built].mean() == pytest.approx(spec.market.work_rent_eur_m2_year)
    order = np.argsort(found, kind="stable")
    assert (np.diff(world.plots.market_rent_eur_m2_year[order]) <= 1e-9).all()
    spread = world.plots.market_rent_eur_m2_year.max() - world.plots.market_rent_eur_m2_year.min()
    assert spread == pytest.approx(0.3 * spec.market.work_rent_eur_m2_year)


def test_an_area_that_names_nothing_is_flat() -> None:
    world: Any = build_world(small(), 1)
    assert (world.plots.market_rent_eur_m2_year == 95.0).all()
    assert (world.plots.housing_value_eur_m2_year == 95.0 * 1.6).all()


@pytest.mark.parametrize(("cell_m", "months"), [(25.0, 48), (50.0, 12), (100.0, 3)])
def test_values_spread_as_fast_over_plots_of_any_size(cell_m: float, months: int) -> None:
    world: Any = build_world(small({"area.cell_m": cell_m, "market.value_towards": ["h"]}), 1)
    before, corner = world.plots.market_rent_eur_m2_year.copy(), 47
    near = world.neighbours[corner][world.neighbours[corner] != NONE]
    land.appraise(pack(world), 12)
    moved = world.plots.market_rent_eur_m2_year[corner] / 1.02 - before[corner]
    assert moved / (before[near].mean() - before[corner]) == pytest.approx(1 - 0.98**months)
