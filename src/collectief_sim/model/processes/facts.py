"""Dated facts about places come into force, end, or are taken back (E38, F10, F96, F117)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectief_sim.model.chance import FACT_REVERSED, stream, uniform
from collectief_sim.model.codes import AGREEMENT, COLLECTIVE, DEMOLITION_LIST, HOMES, NO_HOMES, RENOVATION, STUDY
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
                    impose(world, fact, b, now)
        elif fact.holds and (ends(fact, now) or uniform(luck, fact.key) < chance_per_month(fact.reversed_per_year)):
            fact.holds, fact.lifted_month = False, now
            for b in ids(world.buildings):
                if world.buildings[b].zone == fact.zone:
                    lift(world, fact, b, now)


@rule
def ends(fact: DatedFact, now: int) -> bool:
    """Whether a ban on homes is over by its date; a list is not: what stands on it may be late."""
    return fact.kind == NO_HOMES and fact.until_month == now


@rule
def impose(world: World, fact: DatedFact, b: BuildingId, now: int) -> None:
    """No homes here for now; or a plan that everybody knows, with a date by which the building is to be empty."""
    building = world.buildings[b]
    if fact.kind == NO_HOMES:
        building.barred += 1
        return
    aim = HOMES if fact.kind == DEMOLITION_LIST else RENOVATION
    possible = building.site_until_month == NONE and building.owner_kind != COLLECTIVE
    if possible and (aim == RENOVATION or not building.housing_excluded):
        if building.plan_month == NONE or building.aim != aim:
            start_plan(world, b, aim, now)
            start_stage(world, b, AGREEMENT if aim == HOMES else STUDY, now)  # what comes before is done
        building.listed = True
        building.announced_month = fact.until_month


@rule
def lift(world: World, fact: DatedFact, b: BuildingId, now: int) -> None:
    """Homes are allowed again; or the list is withdrawn, and with it the plan of what is still on it."""
    building = world.buildings[b]
    if fact.kind == NO_HOMES:
        building.barred -= 1
    elif building.listed and building.site_until_month == NONE:
        drop_plan(world, b, now)
