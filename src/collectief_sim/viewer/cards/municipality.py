"""The card of the municipality: how far it listens, what it spent, its plans, and what it still has to decide."""

from __future__ import annotations

from typing import Any

from collectief_sim.model.codes import MUNICIPALITY, PERMIT
from collectief_sim.model.processes.leases import decision_pending
from collectief_sim.model.rows import NONE, columns
from collectief_sim.model.simulation import Simulation
from collectief_sim.viewer.cards.happenings import MOST, of_area
from collectief_sim.viewer.cards.life import Card

_PURSE = ("openness", "public_cost_eur", "building_budget_eur", "purchase_fund_eur")


def municipality_card(model: Simulation, _number: int = 0) -> Card:
    """The municipality as it stands."""
    month, packed = model.months_done, model.for_rules
    town, buildings = columns(model.world.town)[0], columns(model.world.buildings)
    ours = buildings[(buildings.owner_kind == MUNICIPALITY) & buildings.let]
    deciding = [
        one
        for one in ours
        if one.vacate_month == NONE and decision_pending(packed, one, int(one.lease_end_month), month)
    ]
    waiting = buildings[buildings.stage == PERMIT]

    def where(building: Any, months: int) -> Card:
        plot = model.world.plots[building.plot]
        return {"x": int(plot.x), "y": int(plot.y), "months": months}

    return {
        **{name: float(town[name]) for name in _PURSE},
        "hazard_per_year": float(columns(model.world.landlords)[MUNICIPALITY].hazard_per_year),
        "buildings": len(ours),
        "plans": int((ours.plan_month != NONE).sum()),
        "under_notice": int((ours.vacate_month != NONE).sum()),
        "leases_to_decide": [where(one, int(one.lease_end_month) - month) for one in deciding],
        "permits_to_decide": [where(one, max(0, int(one.stage_until_month) - month)) for one in waiting],
        "zoned_for_work": int(buildings.housing_excluded.sum()),
        "forms": of_area(model)[-MOST:],
    }
