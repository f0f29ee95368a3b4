"""Engagement: what members put in, out of own interest, belonging and trust in the future (E16, E21, E23, E28, E38)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from collectief_sim.model.chance import ENGAGEMENT_NOISE, MEMBER_LEAVES, stream, uniform
from collectief_sim.model.codes import FOUNDING
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.maths import exp
from collectief_sim.model.processes.firms import ability_to_pay
from collectief_sim.model.processes.homes import living
from collectief_sim.model.processes.horizon import felt
from collectief_sim.model.processes.land import rent_paid
from collectief_sim.model.processes.moving import leave_collective
from collectief_sim.model.processes.rates import approach, logistic, unit
from collectief_sim.model.processes.terms import in_own_hands
from collectief_sim.model.rows import NONE, BuildingId, CollectiveId, Number, PersonId, fetch_ahead
from collectief_sim.model.tables import Building

if TYPE_CHECKING:
    from collectief_sim.model.world import World


class Drive:
    """What moves all members of a collective alike this month."""

    pull: Annotated[Number, "what pulls members in (logit)"]
    need: Annotated[Number, "weight of their own interest"]
    leading_overload: Annotated[Number, "of those who lead, 0-1"]
    binding_overload: Annotated[Number, "of those who bind, 0-1"]


@rule
def engage(world: World, now: int) -> None:
    """Every member's engagement moves towards what their situation asks for; who feels nothing any more leaves, but where
    the statutes make everybody a member who rents.
    """
    rules = world.rules[0].engagement
    noise, leaving = stream(world.seed, ENGAGEMENT_NOISE, now), stream(world.seed, MEMBER_LEAVES, now)
    width = rules.noise_sd * 3.4641016151377544
    for c in living(world):
        if world.collectives[c].alive:
            reckon_shared_drive(world, c)
    for k in range(world.roster_start[-1]):
        fetch_ahead(world.entrepreneurs, world.roster, k)
        row = world.roster[k]
        e = world.entrepreneurs[row]
        if e.collective == NONE:
            continue
        target = logistic(drive(world, row, world.drives[e.collective]))
        e.engagement = unit(
            approach(e.engagement, target, rules.inertia_months) + width * (uniform(noise, e.number) - 0.5)
        )
        listless = e.engagement < rules.leaving_below and not e.leads and not member_by_statute(world, row)
        if listless and uniform(leaving, e.number) < rules.leaving_per_month * (
            1.0 - e.engagement / rules.leaving_below
        ):
            leave_collective(world, row, now)


@formula
def member_by_statute(world: World, row: PersonId) -> bool:
    """Whether a member stays one as long as they rent: the statutes say so, and the building is in their hands (E14)."""
    e = world.entrepreneurs[row]
    return world.collectives[e.collective].members_only and in_own_hands(world.buildings[e.building])


@rule
def reckon_shared_drive(world: World, c: CollectiveId) -> None:
    """What moves all members of a collective alike: cohesion, security, the building, and how overloaded its roles are."""
    rules, collective, shared = world.rules[0].engagement, world.collectives[c], world.drives[c]
    home = world.buildings[collective.home]
    shared.pull = rules.constant + rules.cohesion_weight * collective.cohesion
    secure = felt(world, home, world.rules[0].horizon.through_engagement)
    shared.pull += rules.security_weight * secure
    if collective.phase == FOUNDING:
        shared.pull += rules.building_weight * home.adaptability
    shared.need = rules.need_weight * (rules.need_floor + (1.0 - rules.need_floor) * secure)
    shared.leading_overload = overload(collective.leading_asked, collective.leading_given)
    shared.binding_overload = overload(collective.binding_asked, collective.binding_given)


@formula
def drive(world: World, row: PersonId, shared: Drive) -> float:
    """What pulls a member in or pushes them out (logit)."""
    rules, e = world.rules[0].engagement, world.entrepreneurs[row]
    value = shared.pull + shared.need * own_interest(world, row)
    value -= rules.distance_weight * abs(e.mentality - world.collectives[e.collective].mentality)
    worst = max(e.leads * shared.leading_overload, e.binds * shared.binding_overload)
    return value + (e.leads | e.binds) * rules.role_taste - rules.overload_weight * worst


@formula
def overload(asked: float, given: float) -> float:
    """How far the hours asked for a role exceed the hours given, 0-1 (E28, F16)."""
    return unit(asked / max(1.0, given) - 1.0)


@formula
def own_interest(world: World, row: PersonId) -> float:
    """Own interest 0-1: money pressing, a place under threat, costs and space that are shared. Each fills part of what the
    others leave, so that who has one reason does not need another. Without it energy falls (E1, E3, E28).
    """
    rules, b = world.rules[0].engagement, world.entrepreneurs[row].building
    unmoved = 1.0 - rules.threat_weight * threatened(world, world.buildings[b])
    unmoved *= 1.0 - rules.shared_weight * shared(world, b)
    return 1.0 - unmoved * (1.0 - money_need(world, row))


@formula
def money_need(world: World, row: PersonId) -> float:
    """Need 0-1 of money and space: rent pressing on what one can pay, and scarcity of other space."""
    rules = world.rules[0].engagement
    start = rules.rent_pressure_from
    ratio = rent_paid(world, world.entrepreneurs[row].building) / ability_to_pay(world, row)
    pressure = unit((ratio - start) / (1.0 - start)) if start < 1.0 else 0.0
    return pressure + rules.scarcity_share * (world.town[0].scarcity - pressure)


@formula
def threatened(world: World, building: Building) -> float:
    """How far people know that their place is to go, 0-1: in full under notice, less while a plan is announced."""
    if building.vacate_month != NONE:
        return 1.0
    return world.rules[0].engagement.plan_threat if building.announced_month != NONE else 0.0


@formula
def shared(world: World, b: BuildingId) -> float:
    """How far people in a building have costs and space in common, 0-1: in full where it is theirs or they rent it as a whole,
    and so bear together what stands empty; else as far as it is run as one, and there is a fund.
    """
    rules, building = world.rules[0].engagement, world.buildings[b]
    if in_own_hands(building):
        return 1.0
    apart = 1.0 - rules.operated_share * building.operated
    if building.collective == NONE:
        return 1.0 - apart
    collective = world.collectives[building.collective]
    saved = collective.reserve_eur / max(1.0, collective.area_m2)
    return 1.0 - apart * (1.0 - rules.fund_share * (1.0 - exp(-saved / rules.fund_eur_m2)))
