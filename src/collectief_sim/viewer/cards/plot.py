"""The card of a plot: what stands there, who is in it, and its collective."""

from __future__ import annotations

from typing import Any

import numpy as np

from collectief_sim.model.codes import ACTIVITIES, AIMS, OWNERS, ROLES, STAGES
from collectief_sim.model.rows import NONE, BuildingId, columns
from collectief_sim.model.simulation import Simulation
from collectief_sim.scenario.fields import titles
from collectief_sim.viewer.cards.happenings import of_building
from collectief_sim.viewer.cards.life import Card


def plot_card(model: Simulation, plot: int) -> Card:
    """A plot as it stands.

    Raises
    ------
    LookupError
        If there is no such plot.
    """
    world = model.world
    if not 0 <= plot < len(world.plots):
        raise LookupError(f"there is no plot {plot}")
    land = columns(world.plots)
    b, zone = land.building[plot], model.spec.area.ground.zones[land.zone[plot]]
    place = {"plot": plot, "titles": titles(zone.entry)}
    if b == NONE:
        return {**place, "building": None}
    everybody = columns(world.entrepreneurs)
    people = everybody[np.flatnonzero(everybody.present & (everybody.building == b))]
    people = people[np.argsort(people.number)]
    who = zip(people.number.tolist(), people.role.tolist(), people.activity.tolist(), strict=True)
    collective = int(world.buildings[b].collective)
    return {
        **place,
        "building": building_card(model, b),
        "collective": None if collective == NONE else collective,
        "people": [{"row": row, "role": ROLES[role], "activity": ACTIVITIES[activity]} for row, role, activity in who],
    }


def building_card(model: Simulation, b: BuildingId) -> Card:
    """A building: owner, lease, plan, floor."""
    month = model.months_done
    building = model.world.buildings[b]
    plot = model.world.plots[building.plot]
    owner = OWNERS[building.owner_kind]
    leased = bool(building.let) and owner != "collective"
    return {
        "plot": int(building.plot),
        "x": int(plot.x),
        "y": int(plot.y),
        "titles": titles(model.spec.area.ground.zones[building.zone].entry),
        "owner": owner,
        "operated": bool(building.operated),
        "rented_whole": bool(building.head_tenant != NONE),
        "let": bool(building.let),
        "floor_m2": float(building.floor_m2),
        "occupied_m2": float(building.occupied_m2),
        "rent_eur_m2_year": float(building.rent_eur_m2_year),
        "market_rent_eur_m2_year": float(plot.market_rent_eur_m2_year),
        "lease_months_left": int(building.lease_end_month) - month if leased else None,
        "horizon_months": float(building.horizon_months),
        "plan": plan_of(building),
        "announced_in_months": None if building.announced_month == NONE else int(building.announced_month) - month,
        "temporary": bool(building.temporary and leased),
        "no_homes_now": bool(building.barred > 0),
        "vacate_in_months": None if building.vacate_month == NONE else int(building.vacate_month) - month,
        "zoned_for_work": bool(building.housing_excluded),
        "homes": float(building.homes),
        "renewed": bool(building.renewed),
        "affordable_share": float(building.affordable_share) if building.renewed else None,
        "forms": of_building(model, b),
    }


def plan_of(building: Any) -> Card | None:
    """What the owner wants with a building, and how far that is; None if all stays as it is."""
    if building.plan_month == NONE:
        return None
    known = bool(building.announced_month != NONE)
    return {
        "aim": AIMS[building.aim],
        "stage": STAGES[building.stage],
        "month": int(building.plan_month),
        "known": known,
    }
