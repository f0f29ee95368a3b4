"""Engagement: what members put in, out of own interest, belonging and trust in the future (E16, E21, E23, E28, E38)."""

from __future__ import annotations

from collectief_sim.chance import ENGAGEMENT_NOISE, MEMBER_LEAVES, stream, uniform
from collectief_sim.compiled import rule
from collectief_sim.processes.firms import ability_to_pay
from collectief_sim.processes.land import rent_paid
from collectief_sim.processes.moving import leave_collective
from collectief_sim.processes.rates import approach, logistic, unit
from collectief_sim.state import FOUNDING, NONE, World


@rule
def engage(world: World, now: int) -> None:
    """Every member's engagement moves towards what their situation asks for; who feels nothing any more leaves."""
    rules = world.rules[0].engagement
    noise, leaving = stream(world.seed, ENGAGEMENT_NOISE, now), stream(world.seed, MEMBER_LEAVES, now)
    width = rules.noise_sd * 3.4641016151377544
    for k in range(world.roster_start[-1]):
        row = world.roster[k]
        e = world.entrepreneurs[row]
        if e.collective == NONE:
            continue
        target = logistic(drive(world, row))
        e.engagement = unit(approach(e.engagement, target, rules.inertia_months) + width * (uniform(noise, row) - 0.5))
        if (
            e.engagement < 0.2
            and not e.leads
            and uniform(leaving, row) < rules.leaving_per_month * (1.0 - e.engagement / 0.2)
        ):
            leave_collective(world, row)


@rule
def drive(world: World, row: int) -> float:
    """What pulls a member in or pushes them out (logit)."""
    rules, e = world.rules[0].engagement, world.entrepreneurs[row]
    collective = world.collectives[e.collective]
    home = world.plots[collective.home]
    safe = home.security
    value = rules.constant
    value += rules.need_weight * own_interest(world, row) * (rules.need_floor + (1.0 - rules.need_floor) * safe)
    value += rules.cohesion_weight * collective.cohesion
    value += rules.security_weight * safe
    value -= rules.distance_weight * abs(e.mentality - collective.mentality)
    if e.leads or e.binds:
        value += rules.role_taste - rules.overload_weight * overload(world, row)
    if collective.phase == FOUNDING:
        value += rules.building_weight * home.adaptability
    return value


@rule
def own_interest(world: World, row: int) -> float:
    """Need 0-1: rent pressing on what one can pay, and scarcity of other space. Without it energy falls (E28)."""
    start = world.rules[0].engagement.rent_pressure_from
    ratio = rent_paid(world, world.entrepreneurs[row].building) / ability_to_pay(world, row)
    pressure = unit((ratio - start) / (1.0 - start)) if start < 1.0 else 0.0
    return 0.5 * pressure + 0.5 * world.town[0].scarcity


@rule
def overload(world: World, row: int) -> float:
    """How far the hours asked exceed the hours given in the roles somebody carries, 0-1 (E28, F16)."""
    e = world.entrepreneurs[row]
    collective = world.collectives[e.collective]
    worst = 0.0
    if e.leads:
        worst = collective.leading_asked / max(1.0, collective.leading_given) - 1.0
    if e.binds:
        worst = max(worst, collective.binding_asked / max(1.0, collective.binding_given) - 1.0)
    return unit(worst)
