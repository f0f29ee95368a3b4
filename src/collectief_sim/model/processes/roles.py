"""Roles: hours asked and given, who is called up to lead or bind, and who steps back (E16, E17, E24, E28, E29, E34)."""

from __future__ import annotations

import math

import numpy as np

from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.processes.rates import unit
from collectief_sim.model.state import (
    ACTIVITIES,
    BINDER,
    ENGAGED,
    LESS_ENGAGED,
    NONE,
    OPERATOR_LED,
    TREKKER,
    Table,
    World,
)

# columns of the monthly stocktaking (`scratch_collectives`), one row per collective: sums over its members, ...
_MENTALITY, _SQUARE, _ENGAGEMENT, _LEADING, _BINDING, _TENURE, _AREA = 0, 1, 2, 3, 4, 5, 6
# ... and how suited the best candidates for a role are, and how engaged those in a role who are least so
_NEXT_TREKKER, _NEXT_BINDER, _TIRED_TREKKER, _TIRED_BINDER = 7, 8, 9, 10
SUMS = 11


@rule
def share_the_work(world: World, now: int) -> None:
    """Count heads and hours in every collective, then fill or empty its core roles, one person a month."""
    take_stock(world, now)
    for c in range(world.town[0].collectives):
        if world.collectives[c].alive:
            reckon(world, c, now)
            change_roles(world, c)


@rule
def take_stock(world: World, now: int) -> None:
    """Go round all members once: sums per collective, roles people have grown out of, and who could be asked next."""
    for c in range(world.town[0].collectives):
        if world.collectives[c].alive:
            start_counting(world, c)
    for head in world.buildings:
        if world.plots[head].collective != NONE:
            count_members(world, head, now)


@rule
def start_counting(world: World, c: int) -> None:
    """Set all that is counted of a collective to nothing."""
    collective, sums = world.collectives[c], world.scratch_collectives[c]
    collective.headcount = collective.trekkers = collective.binders = collective.core = 0
    collective.engaged = collective.less_engaged = 0
    collective.next_trekker = collective.next_binder = NONE
    collective.tired_trekker = collective.tired_binder = NONE
    world.activity_count[c, :] = 0
    sums[:] = 0.0
    sums[_TIRED_TREKKER] = sums[_TIRED_BINDER] = math.inf


@rule
def count_members(world: World, head: int, now: int) -> None:
    """Add the members in one building to what is counted of their collective (in local variables, which is quicker)."""
    c = world.plots[head].collective
    collective, sums = world.collectives[c], world.scratch_collectives[c]
    mentality, square, engagement = sums[_MENTALITY], sums[_SQUARE], sums[_ENGAGEMENT]
    leading, binding, tenure, area = sums[_LEADING], sums[_BINDING], sums[_TENURE], sums[_AREA]
    members = trekkers = binders = core = engaged = 0
    for k in range(world.roster_start[head], world.roster_start[head + 1]):
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
        world.activity_count[c, e.activity] += 1
        mentality += e.mentality
        square += e.mentality * e.mentality
        engagement += e.engagement
        leading += hours_leading
        binding += hours_binding
        tenure += now - e.joined_month if e.leads else 0.0
        area += e.area_m2
        note_who_could_be_asked(world, row, now)
    sums[_MENTALITY], sums[_SQUARE], sums[_ENGAGEMENT] = mentality, square, engagement
    sums[_LEADING], sums[_BINDING], sums[_TENURE], sums[_AREA] = leading, binding, tenure, area
    collective.headcount += members
    collective.trekkers += trekkers
    collective.binders += binders
    collective.core += core
    collective.engaged += engaged
    collective.less_engaged += members - core - engaged


@rule
def take_up_role(world: World, row: int) -> tuple[float, float]:
    """What a member is seen as, roles laid down when worn out; leading and binding hours they give."""
    e, roles = world.entrepreneurs[row], world.rules[0].roles
    threshold = world.rules[0].engagement.threshold
    if e.engagement < roles.worn_out_share * threshold:
        e.leads = e.binds = False
    leading, binding = hours(world, row)
    e.workload_hours = leading + binding
    e.role = TREKKER if e.leads else BINDER if e.binds else ENGAGED if e.engagement >= threshold else LESS_ENGAGED
    return leading, binding


@rule
def note_who_could_be_asked(world: World, row: int, now: int) -> None:
    """Remember the least engaged of the core, and the most suitable people for a core role."""
    e, roles = world.entrepreneurs[row], world.rules[0].roles
    collective, best = world.collectives[e.collective], world.scratch_collectives[e.collective]
    if e.leads and e.engagement < best[_TIRED_TREKKER]:
        best[_TIRED_TREKKER], collective.tired_trekker = e.engagement, row
    if e.binds and e.engagement < best[_TIRED_BINDER]:
        best[_TIRED_BINDER], collective.tired_binder = e.engagement, row
    suited = e.initiative * e.engagement
    willing = e.initiative >= roles.trekker_initiative and not e.leads
    if suited > best[_NEXT_TREKKER] and willing and may_be_asked(world, row, e.binds, now):
        best[_NEXT_TREKKER], collective.next_trekker = suited, row
    suited = e.sociability * e.engagement
    willing = e.sociability >= roles.binder_sociability and not e.binds
    if suited > best[_NEXT_BINDER] and willing and may_be_asked(world, row, e.leads, now):
        best[_NEXT_BINDER], collective.next_binder = suited, row


@formula
def may_be_asked(world: World, row: int, has_the_other_role: bool, now: int) -> bool:
    """Engaged and experienced enough for a core role; only in a small collective may one person hold both (E17, E24)."""
    e, roles = world.entrepreneurs[row], world.rules[0].roles
    if has_the_other_role and world.collectives[e.collective].peak_size > roles.both_size:
        return False
    return e.engagement >= world.rules[0].engagement.threshold and experience(world, row, now) >= roles.experience_years


@formula
def hours(world: World, row: int) -> tuple[float, float]:
    """Leading and binding hours somebody gives a month."""
    e, roles = world.entrepreneurs[row], world.rules[0].roles
    share = roles.both_share if e.leads and e.binds else 1.0
    spare = roles.engaged_hours if e.engagement >= world.rules[0].engagement.threshold else 0.0
    leading = roles.trekker_hours * e.engagement * share if e.leads else spare
    binding = roles.binder_hours * e.engagement * share if e.binds else spare
    return leading, binding


@formula
def experience(world: World, row: int, now: int) -> float:
    """Years as an entrepreneur by now (E24)."""
    e = world.entrepreneurs[row]
    return e.experience_years + (now - max(0, e.arrival_month)) / 12.0


@rule
def reckon(world: World, c: int, now: int) -> None:
    """Turn the sums into what the collective is: how alike, how varied, how busy, how much is left over."""
    collective, roles, sums = world.collectives[c], world.rules[0].roles, world.scratch_collectives[c]
    size = max(1, collective.headcount)
    collective.mentality = sums[_MENTALITY] / size
    spread = math.sqrt(max(0.0, sums[_SQUARE] / size - collective.mentality**2))
    collective.homogeneity = unit(1.0 - spread / world.rules[0].cohesion.mentality_spread)
    collective.diversity = diversity(world.activity_count[c], size)
    collective.engagement = sums[_ENGAGEMENT] / size
    collective.tenure_months = sums[_TENURE] / max(1, collective.trekkers)
    collective.area_m2 = sums[_AREA]
    home = world.plots[collective.home]
    collective.leading_asked = roles.leading_hours + roles.leading_hours_per_member * collective.headcount
    collective.binding_asked = roles.binding_hours + roles.binding_hours_per_member * collective.headcount
    operated = home.operated and collective.form == OPERATOR_LED
    collective.leading_given = sums[_LEADING] + (roles.operator_leading_hours if operated else 0.0)
    collective.leading_given += world.rules[0].policy.governance_support_hours_month + shared_hours(
        world, collective, now
    )
    collective.binding_given = sums[_BINDING] + (roles.operator_binding_hours if operated else 0.0)
    left_over = collective.leading_given - collective.leading_asked - home.negotiating_hours
    collective.surplus_hours = max(0.0, left_over)


@formula
def shared_hours(world: World, collective: Table, now: int) -> float:
    """What an area cooperative costs its members in its first years, and gives them later [hours/month] (E34)."""
    if collective.area_cooperative == NONE:
        return 0.0
    rules = world.rules[0].area_cooperatives
    age = now - world.area_cooperatives[collective.area_cooperative].founded_month
    return -rules.setup_hours_month if age < rules.setup_months else rules.shared_hours_month


@formula
def diversity(counts: np.ndarray, size: int) -> float:
    """Chance that two members do different things, scaled to reach 1 (Gini-Simpson over the kinds of activity)."""
    same = 0.0
    for activity in range(len(ACTIVITIES)):
        same += (counts[activity] / size) ** 2
    return unit((1.0 - same) * len(ACTIVITIES) / (len(ACTIVITIES) - 1.0))


@rule
def change_roles(world: World, c: int) -> None:
    """Shortage calls up the most suitable member; a surplus lets the least engaged of the core step back."""
    collective, people, roles = world.collectives[c], world.entrepreneurs, world.rules[0].roles
    if collective.leading_given < collective.leading_asked:
        if collective.next_trekker != NONE:
            people[collective.next_trekker].leads = True
            if collective.next_binder == collective.next_trekker and collective.peak_size > roles.both_size:
                collective.next_binder = NONE  # one role each, in a larger collective
    elif collective.trekkers > 1 and collective.tired_trekker != NONE:
        without = collective.leading_given - hours(world, collective.tired_trekker)[0]
        if without > roles.slack * collective.leading_asked:
            people[collective.tired_trekker].leads = False
    if collective.binding_given < collective.binding_asked:
        if collective.next_binder != NONE:
            people[collective.next_binder].binds = True
    elif collective.binders > 1 and collective.tired_binder != NONE:
        without = collective.binding_given - hours(world, collective.tired_binder)[1]
        if without > roles.slack * collective.binding_asked:
            people[collective.tired_binder].binds = False
