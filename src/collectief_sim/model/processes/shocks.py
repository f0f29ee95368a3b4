"""Shocks from outside: fire, slump, another coalition (E10, E41, F14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectief_sim.model.chance import RANDOM_FIRE, stream, uniform
from collectief_sim.model.codes import BUILDING_SITE, COALITION_EVENT, FIRE, FIRE_EVENT, SLUMP_EVENT
from collectief_sim.model.compiling import rule
from collectief_sim.model.processes.displacement import lose_building
from collectief_sim.model.processes.rates import chance_per_month, unit
from collectief_sim.model.processes.terms import start_lease
from collectief_sim.model.rows import NONE, BuildingId, CollectiveId, ids

if TYPE_CHECKING:
    from collectief_sim.model.world import World


@rule
def strike(world: World, now: int) -> None:
    """What is due this month happens; slumps end; burnt buildings come back."""
    town = world.town[0]
    for i in ids(world.events):
        event = world.events[i]
        if event.month != now:
            continue
        if event.kind == FIRE_EVENT:
            burn(world, event.building, now)
        elif event.kind == SLUMP_EVENT:
            town.earnings_factor, town.housing_factor = event.earnings_factor, event.housing_factor
            town.slump_until_month = now + event.lasts_months
        elif event.kind == COALITION_EVENT:
            town.openness = event.openness
    if now == town.slump_until_month:
        town.earnings_factor = town.housing_factor = 1.0
    random_fires(world, now)
    rebuild(world, now)


@rule
def random_fires(world: World, now: int) -> None:
    """Fires nobody scheduled; none by default, as no base rate is known (F14)."""
    chance = chance_per_month(world.rules[0].shocks.random_fires_per_year)
    if chance <= 0.0:
        return
    luck = stream(world.seed, RANDOM_FIRE, now)
    for b in ids(world.buildings):
        if uniform(luck, world.buildings[b].plot) < chance:
            burn(world, b, now)


@rule
def burn(world: World, b: BuildingId, now: int) -> None:
    """A building burns: solidarity and money at once, then doubt; its people are rehoused as a group or
    look for themselves.
    """
    building, rules = world.buildings[b], world.rules[0].shocks
    if not building.let:
        return  # nobody is there
    building.let = False
    building.vacate_month = NONE
    building.site_until_month = now + rules.rebuilding_months
    world.town[0].work_floor_m2 -= world.buildings[b].floor_m2
    if building.collective != NONE:
        show_solidarity(world, building.collective, b, now)
    lose_building(world, b, now, FIRE)


@rule
def show_solidarity(world: World, c: CollectiveId, burnt: BuildingId, now: int) -> None:
    """Engagement and money rise first; the setback follows when solidarity is over."""
    collective, rules = world.collectives[c], world.rules[0].shocks
    collective.doubt = max(collective.doubt, rules.doubt)
    collective.setback_due_month = now + rules.setback_delay_months
    b = collective.first_of_homes
    while b != NONE:
        row = world.buildings[b].first_tenant
        while row != NONE:
            e = world.entrepreneurs[row]
            if e.collective == c:
                e.engagement = unit(e.engagement + rules.solidarity)
                collective.reserve_eur += rules.fund_eur_member if b == burnt else 0.0
            row = e.next_tenant
        b = world.buildings[b].next_home


@rule
def rebuild(world: World, now: int) -> None:
    """A burnt building stands again and is let anew; a building site is finished by its developer instead."""
    for b in ids(world.buildings):
        building = world.buildings[b]
        if (
            building.site_until_month != NONE
            and world.plots[building.plot].use != BUILDING_SITE
            and now >= building.site_until_month
        ):
            building.site_until_month = NONE
            world.town[0].work_floor_m2 += world.buildings[b].floor_m2
            start_lease(world, b, now)
