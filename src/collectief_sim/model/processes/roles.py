"""Roles: hours asked and given, who is called up to lead or bind, and who steps back (E16, E17, E24, E28, E29, E34)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated

from collectief_sim.model.codes import ACTIVITIES, ENGAGED, OPERATOR_LED
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.processes.homes import living
from collectief_sim.model.processes.moving import seen_as
from collectief_sim.model.processes.rates import unit
from collectief_sim.model.rows import (
    NONE,
    BuildingId,
    CollectiveId,
    Counts,
    IntArray,
    Number,
    Person,
    PersonId,
    fetch_ahead,
    ids,
)
from collectief_sim.model.tables import Collective, Entrepreneur

if TYPE_CHECKING:
    from collectief_sim.model.world import World


class Stocktaking:
    """What is counted of a collective every month, going round its members once."""

    mentality: Annotated[Number, "sum"]
    squares: Annotated[Number, "sum of squared mentality"]
    engagement: Annotated[Number, "sum"]
    leading: Annotated[Number, "hours given, sum"]
    binding: Annotated[Number, "hours given, sum"]
    tenure: Annotated[Number, "months that those who lead have been members, sum"]
    area_m2: Annotated[Number, "sum [m2]"]
    best_trekker: Annotated[Number, "how suited the best candidate is to lead"]
    best_binder: Annotated[Number, "how suited the best candidate is to bind"]
    least_trekker: Annotated[Number, "engagement of the least engaged of those who lead"]
    least_binder: Annotated[Number, "engagement of the least engaged of those who bind"]
    next_trekker: Annotated[Person, "member most suited to lead next"]
    next_binder: Annotated[Person, "member most suited to bind next"]
    tired_trekker: Annotated[Person, "trekker who is least engaged"]
    tired_binder: Annotated[Person, "binder who is least engaged"]
    activities: Annotated[Counts, len(ACTIVITIES), "members by what they do (ACTIVITIES)"]


@rule
def share_the_work(world: World, now: int) -> None:
    """Count heads and hours in every collective, then fill or empty its core roles, one person a month."""
    take_stock(world, now)
    for c in living(world):
        if world.collectives[c].alive:
            reckon(world, c, now)
            change_roles(world, c)


@rule
def take_stock(world: World, now: int) -> None:
    """Go round all members once: sums per collective, roles people have grown out of, and who could be asked next."""
    for c in living(world):
        if world.collectives[c].alive:
            start_counting(world, c)
    for b in ids(world.buildings):
        if world.buildings[b].collective != NONE:
            count_members(world, b, now)


@rule
def start_counting(world: World, c: CollectiveId) -> None:
    """Set all that is counted of a collective to nothing."""
    collective, stock = world.collectives[c], world.stocktaking[c]
    collective.headcount = collective.trekkers = collective.binders = collective.core = 0
    collective.engaged = collective.less_engaged = 0
    stock.next_trekker = stock.next_binder = stock.tired_trekker = stock.tired_binder = NONE
    stock.activities[:] = 0
    stock.mentality = stock.squares = stock.engagement = 0.0
    stock.leading = stock.binding = stock.tenure = stock.area_m2 = 0.0
    stock.best_trekker = stock.best_binder = 0.0
    stock.least_trekker = stock.least_binder = math.inf


@rule
def count_members(world: World, b: BuildingId, now: int) -> None:
    """Add the members in one building to what is counted of their collective (in local variables, which is quicker)."""
    c = world.buildings[b].collective
    collective, stock = world.collectives[c], world.stocktaking[c]
    mentality, squares, engagement = stock.mentality, stock.squares, stock.engagement
    leading, binding, tenure, area = stock.leading, stock.binding, stock.tenure, stock.area_m2
    members = trekkers = binders = core = engaged = 0
    for k in range(world.roster_start[b], world.roster_start[b + 1]):
        fetch_ahead(world.entrepreneurs, world.roster, k)
        row = world.roster[k]
        e = world.entrepreneurs[row]
        if e.collective == NONE:
            continue  # a neighbour; nobody here is a member elsewhere
        hours_leading, hours_binding = take_up_role(world, row)
        members += 1
        trekkers += e.leads
        binders += e.binds
        core += e.leads | e.binds
        engaged += e.role == ENGAGED
        stock.activities[e.activity] += 1
        mentality += e.mentality
        squares += e.mentality * e.mentality
        engagement += e.engagement
        leading += hours_leading
        binding += hours_binding
        tenure += now - e.joined_month if e.leads else 0.0
        area += e.area_m2
        note_who_could_be_asked(world, row, now)
    stock.mentality, stock.squares, stock.engagement = mentality, squares, engagement
    stock.leading, stock.binding, stock.tenure, stock.area_m2 = leading, binding, tenure, area
    collective.headcount += members
    collective.trekkers += trekkers
    collective.binders += binders
    collective.core += core
    collective.engaged += engaged
    collective.less_engaged += members - core - engaged


@rule
def take_up_role(world: World, row: PersonId) -> tuple[float, float]:
    """What a member is seen as, roles laid down when worn out; leading and binding hours they give."""
    e, roles = world.entrepreneurs[row], world.rules[0].roles
    if e.engagement < roles.worn_out_share * world.rules[0].engagement.threshold:
        e.leads = e.binds = False
    leading, binding = hours(world, row)
    e.role = seen_as(world, row)
    return leading, binding


@rule
def note_who_could_be_asked(world: World, row: PersonId, now: int) -> None:
    """Remember the least engaged of the core, and the most suitable people for a core role."""
    e, roles = world.entrepreneurs[row], world.rules[0].roles
    stock = world.stocktaking[e.collective]
    if e.leads and e.engagement < stock.least_trekker:
        stock.least_trekker, stock.tired_trekker = e.engagement, row
    if e.binds and e.engagement < stock.least_binder:
        stock.least_binder, stock.tired_binder = e.engagement, row
    suited = e.initiative * e.engagement
    willing = e.initiative >= roles.trekker_initiative and not e.leads
    if suited > stock.best_trekker and willing and may_be_asked(world, row, e.binds, now):
        stock.best_trekker, stock.next_trekker = suited, row
    suited = e.sociability * e.engagement
    willing = e.sociability >= roles.binder_sociability and not e.binds
    if suited > stock.best_binder and willing and may_be_asked(world, row, e.leads, now):
        stock.best_binder, stock.next_binder = suited, row


@formula
def may_be_asked(world: World, row: PersonId, has_the_other_role: bool, now: int) -> bool:
    """Engaged and experienced enough for a core role; only in a small collective may one person hold both (E17, E24)."""
    e, roles = world.entrepreneurs[row], world.rules[0].roles
    if has_the_other_role and world.collectives[e.collective].peak_size > roles.both_size:
        return False
    return e.engagement >= world.rules[0].engagement.threshold and years_by(e, now) >= roles.experience_years


@formula
def hours(world: World, row: PersonId) -> tuple[float, float]:
    """Leading and binding hours somebody gives a month."""
    e, roles = world.entrepreneurs[row], world.rules[0].roles
    share = roles.both_share if e.leads and e.binds else 1.0
    spare = roles.engaged_hours if e.engagement >= world.rules[0].engagement.threshold else 0.0
    leading = roles.trekker_hours * e.engagement * share if e.leads else spare
    binding = roles.binder_hours * e.engagement * share if e.binds else spare
    return leading, binding


@formula
def years_by(e: Entrepreneur, now: int) -> float:
    """Years as an entrepreneur by now (E24)."""
    return e.experience_years + (now - max(0, e.arrival_month)) / 12.0


@rule
def reckon(world: World, c: CollectiveId, now: int) -> None:
    """Turn the sums into what the collective is: how alike, how varied, how busy, how much is left over."""
    collective, roles, stock = world.collectives[c], world.rules[0].roles, world.stocktaking[c]
    size = max(1, collective.headcount)
    collective.mentality = stock.mentality / size
    spread = math.sqrt(max(0.0, stock.squares / size - collective.mentality**2))
    collective.homogeneity = unit(1.0 - spread / world.rules[0].cohesion.mentality_spread)
    collective.diversity = diversity(stock.activities, size)
    collective.engagement = stock.engagement / size
    collective.tenure_months = stock.tenure / max(1, collective.trekkers)
    collective.area_m2 = stock.area_m2
    home = world.buildings[collective.home]
    collective.leading_asked = roles.leading_hours + roles.leading_hours_per_member * collective.headcount
    collective.binding_asked = roles.binding_hours + roles.binding_hours_per_member * collective.headcount
    operated = home.operated and collective.form == OPERATOR_LED
    collective.leading_given = stock.leading + (roles.operator_leading_hours if operated else 0.0)
    collective.leading_given += max(0.0, collective.zone_hours)
    collective.leading_given += world.rules[0].policy.governance_support_hours_month + shared_hours(
        world, collective, now
    )
    collective.binding_given = stock.binding + (roles.operator_binding_hours if operated else 0.0)
    left_over = (
        collective.leading_given - collective.leading_asked - home.negotiating_hours - collective.preparing_hours
    )
    collective.spare_hours = max(0.0, left_over)
    collective.surplus_hours = max(0.0, left_over + min(0.0, collective.zone_hours))
    collective.zone_hours = 0.0


@formula
def shared_hours(world: World, collective: Collective, now: int) -> float:
    """What an area cooperative costs its members in its first years, and gives them later [hours/month] (E34)."""
    if collective.area_cooperative == NONE:
        return 0.0
    rules = world.rules[0].area_cooperatives
    age = now - world.area_cooperatives[collective.area_cooperative].founded_month
    return -rules.setup_hours_month if age < rules.setup_months else rules.shared_hours_month


@formula
def diversity(counts: IntArray, size: int) -> float:
    """Chance that two members do different things, scaled to reach 1 (Gini-Simpson over the kinds of activity)."""
    same = 0.0
    for activity in range(len(ACTIVITIES)):
        same += (counts[activity] / size) ** 2
    return unit((1.0 - same) * len(ACTIVITIES) / (len(ACTIVITIES) - 1.0))


@rule
def change_roles(world: World, c: CollectiveId) -> None:
    """Shortage calls up the most suitable member; a surplus lets the least engaged of the core step back."""
    collective, stock = world.collectives[c], world.stocktaking[c]
    people, roles = world.entrepreneurs, world.rules[0].roles
    if collective.leading_given < collective.leading_asked:
        if stock.next_trekker != NONE:
            people[stock.next_trekker].leads = True
            if stock.next_binder == stock.next_trekker and collective.peak_size > roles.both_size:
                stock.next_binder = NONE  # one role each, in a larger collective
    elif collective.trekkers > 1 and stock.tired_trekker != NONE:
        without = collective.leading_given - hours(world, stock.tired_trekker)[0]
        if without > roles.slack * collective.leading_asked:
            people[stock.tired_trekker].leads = False
    if collective.binding_given < collective.binding_asked:
        if stock.next_binder != NONE:
            people[stock.next_binder].binds = True
    elif collective.binders > 1 and stock.tired_binder != NONE:
        without = collective.binding_given - hours(world, stock.tired_binder)[1]
        if without > roles.slack * collective.binding_asked:
            people[stock.tired_binder].binds = False
