"""Sales: who buys is bound by leases, and may want the building empty."""

from __future__ import annotations

from typing import Any

from conftest import small

from collectief_sim.model.build import build_world
from collectief_sim.model.codes import INVESTOR, MUNICIPALITY, RENOVATION
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.processes import sales
from collectief_sim.model.rows import NONE


def test_who_buys_is_bound_by_leases_that_run_and_some_want_the_building_empty() -> None:
    cleared = []
    for seed in range(40):
        world: Any = build_world(small({"behaviour.sales.municipal_per_year": 1.0}), seed)
        building = world.buildings[3]
        building.owner_kind, building.collective, building.plan_month = MUNICIPALITY, NONE, NONE
        before = int(building.lease_end_month)
        sales.change_hands(pack(world), 3, 5)
        assert (building.owner_kind, building.lease_end_month) == (INVESTOR, before)
        cleared.append(building.plan_month == 5)
        if cleared[-1]:
            assert building.aim == RENOVATION
    assert 3 <= sum(cleared) <= 22


def test_sales_happen_at_their_rate_and_not_at_all_without_one() -> None:
    for rate, sold in ((0.0, 0), (1.0, 1)):
        rates = {"behaviour.sales.municipal_per_year": rate, "behaviour.sales.investor_per_year": 0.0}
        count = 0
        for seed in range(20):
            world: Any = build_world(small(rates), seed)
            mine = int((world.buildings.owner_kind == MUNICIPALITY).sum())
            for now in range(12):
                sales.sell(pack(world), now)
            count += mine - int((world.buildings.owner_kind == MUNICIPALITY).sum())
        assert (count > 0) == bool(sold)
