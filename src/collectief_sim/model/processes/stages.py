"""The stages of a plan: how long each takes, and what people are told of it (F20-F25, F36-F38).

Luck goes by building and number of the plan, never by month: a plan that a lease delays keeps its luck.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectief_sim.model.chance import (
    APPEAL_TAKES,
    APPEALS,
    SLIPS,
    SLIPS_BY,
    STAGE_TAKES,
    stream,
    uniform,
)
from collectief_sim.model.codes import (
    AGREEMENT,
    GRANTED,
    HOMES,
    IDEA,
    MUNICIPALITY,
    NO_PLAN,
    PERMIT,
    RENOVATION,
    STUDY,
    ZONING,
)
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.maths import exp, normal_quantile
from collectief_sim.model.processes.rates import unit
from collectief_sim.model.rows import NONE, BuildingId
from collectief_sim.model.tables import Building

if TYPE_CHECKING:
    from collectief_sim.model.world import World


@rule
def start_plan(world: World, b: BuildingId, aim: int, now: int) -> None:
    """From now on the landlord wants something else with a building: homes, or a renovation."""
    building = world.buildings[b]
    building.plan_month, building.aim = now, aim
    building.plans += 1
    world.town[0].plans_for_homes += aim == HOMES
    building.spared_share = building.kept_share = 0.0
    building.return_agreed = False
    start_stage(world, b, IDEA, now)


@rule
def forget_plan(building: Building) -> None:
    """There is no plan any more, and nothing that was told of it holds."""
    building.plan_month, building.stage, building.stage_until_month = NONE, NO_PLAN, NONE
    building.announced_month, building.listed = NONE, False


@rule
def start_stage(world: World, b: BuildingId, stage: int, now: int) -> None:
    """A plan enters a stage; from the first public one on, tenants are told when they would have to be out."""
    building = world.buildings[b]
    building.stage = stage
    building.stage_until_month = now + int(months_of_stage(world, building, stage) + 0.5)
    if building.listed or stage >= first_public_stage(building):
        announce(world, building, now)


@formula
def first_public_stage(building: Building) -> int:
    """From which stage on a plan is known: of homes when work on the environment plan begins, with an information evening, half a
    year before the draft is on display (F22); of a renovation when it is studied (F36).
    """
    return ZONING if building.aim == HOMES else STUDY


@formula
def following(building: Building) -> int:
    """The stage after this one: a renovation needs no agreement and no change of the environment plan."""
    return PERMIT if building.aim == RENOVATION and building.stage == STUDY else building.stage + 1


@rule
def announce(world: World, building: Building, now: int) -> None:
    """Tell tenants by when the building is to be empty, as things stand: the date moves with each stage that slips (F117).

    On a demolition list the date of the list holds until the plan has overtaken it.
    """
    months = 0.0
    for stage in range(building.stage, GRANTED):
        months += usual_months(world, building, stage)
    building.announced_month = max(now + int(months + 0.5), building.announced_month if building.listed else NONE)


@formula
def usual_months(world: World, building: Building, stage: int) -> float:
    """The median time of a stage [months]."""
    rules, aim = world.rules[0].calendar, building.aim
    if stage == PERMIT:
        return float(world.rules[0].policy.decision_months)
    if stage == GRANTED:
        return rules.building_months if aim == HOMES else rules.renovation_months
    if aim == RENOVATION and stage > STUDY:
        return 0.0
    months = rules.idea_months
    if stage == STUDY:
        months = rules.study_months
    elif stage == AGREEMENT:
        months = rules.agreement_months
    elif stage == ZONING:
        months = rules.zoning_months
    return months * (rules.municipal_factor if building.owner_kind == MUNICIPALITY else 1.0)


@formula
def spread(world: World, stage: int) -> float:
    """How widely the time of a stage varies (sigma of its logarithm)."""
    rules = world.rules[0].calendar
    if stage == IDEA:
        return rules.idea_sigma
    if stage == STUDY:
        return rules.study_sigma
    if stage == AGREEMENT:
        return rules.agreement_sigma
    if stage == ZONING:
        return rules.zoning_sigma
    return rules.permit_sigma if stage == PERMIT else rules.building_sigma


@rule
def months_of_stage(world: World, building: Building, stage: int) -> float:
    """The time that this plan spends in a stage, slips and appeals included [months]."""
    rules, plan = world.rules[0].calendar, int(building.plans) * 8 + stage
    u = uniform(stream(world.seed, STAGE_TAKES, plan), building.plot)
    months = usual_months(world, building, stage) * exp(spread(world, stage) * normal_quantile(max(u, 1e-12)))
    if stage != GRANTED and uniform(stream(world.seed, SLIPS, plan), building.plot) < rules.slip_chance:
        months += rules.slip_most_months * uniform(stream(world.seed, SLIPS_BY, plan), building.plot)
    if stage == ZONING and uniform(stream(world.seed, APPEALS, plan), building.plot) < appeal_chance(world, building):
        width = rules.appeal_most_months - rules.appeal_least_months
        months += rules.appeal_least_months + width * uniform(stream(world.seed, APPEAL_TAKES, plan), building.plot)
    return months


@formula
def appeal_chance(world: World, building: Building) -> float:
    """The chance that somebody appeals: neighbours often do, and so does a collective that has hours for it (F23, F24).

    It needs no municipality that listens.
    """
    rules, c = world.rules[0].calendar, building.collective
    if c == NONE:
        return rules.appeal_chance
    able = unit(world.collectives[c].leading_given / rules.appeal_hours)
    return rules.appeal_chance + able * (1.0 - rules.appeal_chance)
