"""Dated facts about places come into force, end, or are taken back (E38, F10, F96, F117)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectief_sim.model.chance import FACT_REVERSED, stream, uniform
from collectief_sim.model.codes import (
    AGREEMENT,
    BUILDING_SITE,
    COLLECTIVE,
    DEMOLITION_LIST,
    HOMES,
    NO_HOMES,
    RENOVATION,
    STUDY,
)
from collectief_sim.model.compiling import rule
from collectief_sim.model.processes.plans import drop_plan
from collectief_sim.model.processes.rates import chance_per_month
from collectief_sim.model.processes.stages import start_plan, start_stage
from collectief_sim.model.rows import NONE, BuildingId, ids
from collectief_sim.model.tables import DatedFact

if TYPE_CHECKING:
    from collectief_sim.model.world import World


@rule
def hold(world: World, now: int) -> None:
    """Facts of this month begin to hold; others end by their date, or because somebody changes their mind."""
    luck = stream(world.seed, FACT_REVERSED, now)
    for f in range(len(world.facts)):
        fact = world.facts[f]
        if fact.from_month == now:
            fact.holds = True
            for b in ids(world.buildings):
                if world.buildings[b].zone == fact.zone:
                    impose(world, f, b, now)
        elif fact.holds and (ends(fact, now) or uniform(luck, fact.key) < chance_per_month(fact.reversed_per_year)):
            fact.holds, fact.lifted_month = False, now
            for b in ids(world.buildings):
                if world.buildings[b].zone == fact.zone:
                    lift(world, f, b, now)


@rule
def ends(fact: DatedFact, now: int) -> bool:
    """Whether a ban on homes is over by its date; a list is not: what stands on it may be late."""
    return fact.kind == NO_HOMES and fact.until_month == now


@rule
def impose(world: World, f: int, b: BuildingId, now: int) -> None:
    """No homes here for now; or a plan that everybody knows, with a date by which the building is to be empty.

    A list passes over a building that burnt or is being built on, that its collective owns, or that is on another list still.
    """
    building, fact = world.buildings[b], world.facts[f]
    if fact.kind == NO_HOMES:
        building.barred += 1
        return
    aim = HOMES if fact.kind == DEMOLITION_LIST else RENOVATION
    possible = building.site_until_month == NONE and building.owner_kind != COLLECTIVE and not building.listed
    if possible and (aim == RENOVATION or not building.housing_excluded):
        if building.plan_month == NONE or building.aim != aim:
            start_plan(world, b, aim, now)
            start_stage(world, b, AGREEMENT if aim == HOMES else STUDY, now)  # what comes before is done
        building.listed, building.on_list = True, f
        building.announced_month = fact.until_month


@rule
def lift(world: World, f: int, b: BuildingId, now: int) -> None:
    """Homes are allowed again; or the list is withdrawn, and with it the plan of what is still on it."""
    building = world.buildings[b]
    if world.facts[f].kind == NO_HOMES:
        building.barred -= 1
    elif building.on_list == f:
        building.on_list = NONE
        drop_plan(world, b, now)


@rule
def conclude(world: World, now: int) -> None:
    """A list is over once every building on it is being built on, or has lost its plan: nobody can take it back after that."""
    for f in range(len(world.facts)):
        fact = world.facts[f]
        if fact.holds and fact.kind != NO_HOMES:
            fact.holds = False
            for b in ids(world.buildings):
                if world.buildings[b].on_list == f and still_to_come(world, f, b, now):
                    fact.holds = True


@rule
def still_to_come(world: World, f: int, b: BuildingId, now: int) -> bool:
    """Whether a building is on its list as before; if not, what came of it is written down with the list."""
    building, fact = world.buildings[b], world.facts[f]
    carried_out = world.plots[building.plot].use == BUILDING_SITE
    if building.listed and not carried_out:
        return True
    building.on_list = NONE
    if carried_out:
        fact.carried_out_month = now if fact.carried_out_month == NONE else fact.carried_out_month
    else:
        fact.dropped_month = now if fact.dropped_month == NONE else fact.dropped_month
    return False
