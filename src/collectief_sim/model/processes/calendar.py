"""The calendar of redevelopment: idea, study, agreement, zoning, permit; plans slip, shrink and stop (F9, F10, F20-F34)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectief_sim.model.chance import HALVED, PLAN_STOPS, stream, uniform
from collectief_sim.model.codes import AGREEMENT, GRANTED, HOMES, PERMIT, ZONING
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.processes.deficits import waits_for_budget
from collectief_sim.model.processes.displacement import promised_return
from collectief_sim.model.processes.ladder import heard
from collectief_sim.model.processes.plans import drop_plan, may_become_housing
from collectief_sim.model.processes.stages import announce, following, start_stage
from collectief_sim.model.rows import NONE, BuildingId, ids

if TYPE_CHECKING:
    from collectief_sim.model.world import World

HALF = 0.5  # what is left of a plan that is halved


@rule
def advance(world: World, now: int) -> None:
    """Plans whose stage has taken its time go on to the next one, wait for what bars them, or stop."""
    for b in ids(world.buildings):
        building = world.buildings[b]
        in_hand = building.plan_month != NONE and building.stage < GRANTED
        if in_hand and now >= building.stage_until_month:
            end_stage(world, b, now)


@rule
def end_stage(world: World, b: BuildingId, now: int) -> None:
    """What a stage ends in: the plan stops, waits until homes are allowed here, or goes on with what was agreed."""
    building = world.buildings[b]
    u = uniform(stream(world.seed, PLAN_STOPS, int(building.plans) * 8 + building.stage), building.plot)
    if (building.aim == HOMES and not may_become_housing(world, b)) or u < stop_chance(world, b):
        drop_plan(world, b, now)
        return
    if building.stage == PERMIT and building.aim == HOMES and (building.barred > 0 or waits_for_budget(world, b)):
        # no permit as long as a programme or a contour forbids homes, or nobody pays what they fall short of
        building.stage_until_month = now + 1
        announce(world, building, now)
        return
    if building.stage == AGREEMENT:
        agree(world, b)
    start_stage(world, b, following(building), now)


@formula
def stop_chance(world: World, b: BuildingId) -> float:
    """The chance that a plan is dropped at the end of its stage: more where a collective stands high, and where the council
    hears one that is against it (E37, E47, F29).
    """
    building, rules = world.buildings[b], world.rules[0].calendar
    c = building.collective
    standing = world.collectives[c].standing if c != NONE else 0.0
    chance = rules.stop_chance * (1.0 + rules.stop_by_standing * standing)
    if building.stage == ZONING:
        chance += rules.refusal_if_heard * heard(world, b)
    return min(1.0, chance)


@rule
def agree(world: World, b: BuildingId) -> None:
    """The agreement with a private owner, or the conditions of an issue of municipal land: what is in it for tenants is what
    the municipality asks, by policy or because a collective is heard (E45); and a plan may come out half as large.
    """
    building, rules = world.buildings[b], world.rules[0].calendar
    building.kept_share = world.rules[0].policy.affordable_share_in_redevelopment
    if building.collective != NONE and promised_return(world, building.collective):
        building.return_agreed = True
        building.kept_share = max(building.kept_share, rules.partnership_work_share)
    if uniform(stream(world.seed, HALVED, int(building.plans)), building.plot) < rules.halving_chance:
        building.spared_share = HALF
