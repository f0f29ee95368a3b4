"""Land and rents: limits of appraisal, caps and indexation."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import finished, small

from collectief_sim.model.build import build_world
from collectief_sim.model.codes import COLLECTIVE, MUNICIPALITY
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes import land


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
        "market.work_rent_growth_per_year": 0.0,
        "market.housing_value_growth_per_year": 0.0,
        "behaviour.land.standing_bonus_per_year": 0.0,
        "behaviour.land.new_homes_bonus_per_year": 0.0,
    }
    world = build_world(small(still), 1)
    before = world.plots.market_rent_eur_m2_year.copy()
    packed = pack(world)
    for year in range(1, 60):
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
