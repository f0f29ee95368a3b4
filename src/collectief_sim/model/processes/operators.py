"""Operators: who runs a building on a head lease bears its empty units, and may stop (E29, E9, F36, F48, F68)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectief_sim.model.chance import OPERATOR_STOPS, TAKEN_OVER, stream, uniform
from collectief_sim.model.codes import GRASSROOTS, OPERATOR_LED, RENOVATION, STUDY
from collectief_sim.model.compiling import rule
from collectief_sim.model.processes.leases import give_notice
from collectief_sim.model.processes.rates import chance_per_month
from collectief_sim.model.processes.stages import start_plan, start_stage
from collectief_sim.model.processes.terms import start_lease
from collectief_sim.model.rows import NONE, BuildingId, ids

if TYPE_CHECKING:
    from collectief_sim.model.world import World


@rule
def run_buildings(world: World, now: int) -> None:
    """Operators live on what they add to the rent and pay for what stands empty; some fail, some stop."""
    rules, luck = world.rules[0].operators, stream(world.seed, OPERATOR_STOPS, now)
    stops = chance_per_month(rules.stops_per_year)
    for b in ids(world.buildings):
        building = world.buildings[b]
        if not building.operated or not building.let:
            continue
        rent, used = building.rent_eur_m2_year / 12.0, building.occupied_m2
        empty = building.floor_m2 - used
        most = rules.reserve_limit_months * rent * building.floor_m2
        building.operator_reserve_eur += rent * (rules.margin_share * used - empty)
        building.operator_reserve_eur = min(building.operator_reserve_eur, most)
        if building.operator_reserve_eur < 0.0 or uniform(luck, building.plot) < stops:
            stop(world, b, now)


@rule
def stop(world: World, b: BuildingId, now: int) -> None:
    """Without the head lease who rents under it has no right to stay: the owner goes on with them, or gives notice."""
    building, c = world.buildings[b], world.buildings[b].collective
    building.operated = False
    building.operator_reserve_eur = 0.0
    if c != NONE and world.collectives[c].form == OPERATOR_LED:
        world.collectives[c].form = GRASSROOTS
    if building.vacate_month != NONE:
        return
    if uniform(stream(world.seed, TAKEN_OVER, now), building.plot) < world.rules[0].operators.taken_over_share:
        start_lease(world, b, now)
    else:
        if building.plan_month == NONE:
            start_plan(world, b, RENOVATION, now)
            start_stage(world, b, STUDY, now)
        give_notice(world, building, now, now)
