"""Outreach: value created for others in three themes, weighed against the time one may stay (E31-E33, E38)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectief_sim.model.codes import AREA_ACTIVE, FOUNDING, STABLE
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.maths import exp
from collectief_sim.model.processes.homes import living
from collectief_sim.model.processes.horizon import appetite
from collectief_sim.model.rows import NONE
from collectief_sim.model.tables import Collective

if TYPE_CHECKING:
    from collectief_sim.model.world import World


@rule
def reach_out(world: World, now: int) -> None:
    """Collectives that are ready put their surplus hours into what will still pay back; outreach fades without work."""
    for c in living(world):
        collective = world.collectives[c]
        if collective.alive:
            fade(world, collective)
            invest(world, collective)
            collective.radius = radius(world, collective)
            have_impact(world, collective, now)


@rule
def fade(world: World, collective: Collective) -> None:
    """All outreach fades."""
    left = 1.0 - 1.0 / world.rules[0].outreach.fade_months
    collective.socio_economic *= left
    collective.planning *= left
    collective.circular *= left


@rule
def invest(world: World, collective: Collective) -> None:
    """Divide surplus hours over the themes: each as far as its payback fits the horizon and what goes before it stands.

    Hours for plans count as far as somebody listens; where hours are short, what is not listened to leaves them to others.
    """
    rules, follows = world.rules[0].outreach, world.rules[0].horizon.through_outreach
    socio_economic = appetite(world, collective, rules.socio_economic_payback_months, follows)
    planning = appetite(world, collective, rules.planning_payback_months, follows) * listened(world, collective)
    planning *= min(1.0, collective.socio_economic / rules.former_theme_needed)
    circular = appetite(world, collective, rules.circular_payback_months, follows)
    before = max(collective.planning, rules.circular_from_value * collective.socio_economic)
    circular *= min(1.0, before / rules.former_theme_needed)
    effect = readiness(collective) * collective.surplus_hours * min(1.0, collective.headcount / rules.size_for_full)
    effect /= rules.hours_for_full * rules.fade_months * max(1.0, socio_economic + planning + circular)
    collective.socio_economic = min(rules.limit, collective.socio_economic + effect * socio_economic)
    collective.planning = min(rules.limit, collective.planning + effect * planning)
    collective.circular = min(rules.limit, collective.circular + effect * circular)


@formula
def readiness(collective: Collective) -> float:
    """How far a collective is ready to work for others, 0-1: once it is stable; before that, as far as its members were picked
    for it (E12, E31).
    """
    return 1.0 if collective.phase != FOUNDING else collective.picked_for_others


@formula
def listened(world: World, collective: Collective) -> float:
    """The part of what a collective does on plans that is listened to, 0-1: some of it at first, the more the greater its
    influence, and nothing by a municipality that does not listen at all (E37, E41, E47).
    """
    rules = world.rules[0].outreach
    influence = rules.planning_uninfluential + (1.0 - rules.planning_uninfluential) * collective.influence
    return 1.0 - exp(-world.town[0].openness * influence / rules.planning_heard)


@formula
def radius(world: World, collective: Collective) -> int:
    """How far the value reaches, building to region (E33)."""
    rules = world.rules[0].outreach
    total = collective.socio_economic + collective.planning + collective.circular
    reached = int(total >= rules.neighbourhood) + int(total >= rules.area)
    return reached + int(total >= rules.city) + int(total >= rules.region)


@rule
def have_impact(world: World, collective: Collective, now: int) -> None:
    """Area-level impact: real outreach in socio-economic matters and in one theme more, which tells two ways apart: through
    planning, and through value made by circular work.
    """
    rules = world.rules[0].outreach
    rooted = collective.socio_economic >= rules.impact_outreach and collective.radius >= 2
    plans = rooted and collective.planning >= rules.impact_outreach
    works = rooted and collective.circular >= rules.impact_outreach
    collective.months_of_planning_impact = collective.months_of_planning_impact + 1 if plans else 0
    collective.months_of_value_impact = collective.months_of_value_impact + 1 if works else 0
    planned = collective.months_of_planning_impact >= rules.impact_months
    worked = collective.months_of_value_impact >= rules.impact_months
    if planned and collective.planning_impact_month == NONE:
        collective.planning_impact_month = now
    if worked and collective.value_impact_month == NONE:
        collective.value_impact_month = now
    if planned or worked:
        collective.phase = AREA_ACTIVE
        if collective.area_level_month == NONE:
            collective.area_level_month = now
    elif collective.phase == AREA_ACTIVE and not (plans or works):
        collective.phase = STABLE
