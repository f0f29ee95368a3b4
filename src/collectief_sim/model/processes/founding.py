"""Founding and joining (E18, E19, E23, E28, E29)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from collectief_sim.model.chance import COMES_ALONG, FOUNDS, JOINING, draw_each, pair, stream, uniform
from collectief_sim.model.codes import FOUNDING, GRASSROOTS, STRONGEST, TIES
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.maths import exp, power
from collectief_sim.model.processes.engagement import own_interest
from collectief_sim.model.processes.homes import enter, make_home
from collectief_sim.model.processes.horizon import felt
from collectief_sim.model.processes.moving import join, seen_as
from collectief_sim.model.processes.people import patience_of
from collectief_sim.model.rows import NONE, CollectiveId, Ids, PersonId, ids, next_id

if TYPE_CHECKING:
    from collectief_sim.model.world import World


@rule
def found_and_join(world: World, now: int) -> None:
    """Free pioneers with ties and a motive found collectives; free co-tenants of like mind join one."""
    present = world.roster_start[-1]
    founding_luck, joining_luck = world.luck, world.more_luck
    draw_each(founding_luck, stream(world.seed, FOUNDS, now), world.numbers, present)
    draw_each(joining_luck, stream(world.seed, JOINING, now), world.numbers, present)
    for b in ids(world.buildings):
        building = world.buildings[b]
        if not building.let or building.vacate_month != NONE:
            continue
        for k in range(world.roster_start[b], world.roster_start[b + 1]):
            row, c = world.roster[k], building.collective
            if c == NONE:
                if founds(world, row, founding_luck[k], now):
                    found(world, row, GRASSROOTS, now)
            elif joins(world, row, c, joining_luck[k]):
                join(world, row, c, now)


@formula
def founds(world: World, row: PersonId, u: float, now: int) -> bool:
    """Whether somebody founds a collective this month; not without anybody who comes along."""
    most = world.rules[0].founding.hazard_per_month
    if u >= most or not is_pioneer(world, row):
        return False
    return u < most * readiness(world, row) and company(world, row, now) > 0


@formula
def is_pioneer(world: World, row: PersonId) -> bool:
    """Somebody free with initiative and a motive."""
    founding, e = world.rules[0].founding, world.entrepreneurs[row]
    return e.collective == NONE and e.initiative >= founding.initiative and motive(world, row) >= founding.motive


@formula
def readiness(world: World, row: PersonId) -> float:
    """How far ties to free co-tenants carry somebody who would found, 0-1: half where their bonds add up to `backing_half`."""
    founding, backing = world.rules[0].founding, 0.0
    for place in range(TIES):
        backing += bond_with_free(world, row, place)
    carried = power(backing / founding.backing_half, founding.backing_power) if backing > 0.0 else 0.0
    return carried / (1.0 + carried)


@formula
def company(world: World, row: PersonId, now: int) -> int:
    """How many would found a collective along with somebody."""
    together = 0
    for place in range(TIES):
        together += comes_along(world, row, place, now)
    return together


@formula
def comes_along(world: World, row: PersonId, place: int, now: int) -> bool:
    """Whether a contact founds along: with a chance as large as their bond."""
    bond = bond_with_free(world, row, place)
    if bond <= 0.0:
        return False
    people, other = world.entrepreneurs, world.ties[row].contacts[place]
    both = pair(people[row].number, people[other].number)
    return uniform(stream(world.seed, COMES_ALONG, now), both) < bond


@formula
def motive(world: World, row: PersonId) -> float:
    """What moves a founder: own interest, insecurity, or plain ambition, whichever is strongest (E28)."""
    building = world.buildings[world.entrepreneurs[row].building]
    ambition = 2.0 * max(0.0, world.entrepreneurs[row].initiative - 0.5) * world.entrepreneurs[row].mentality
    return max(own_interest(world, row), 1.0 - felt(world, building, world.rules[0].horizon.through_founding), ambition)


@formula
def bond_with_free(world: World, row: PersonId, place: int) -> float:
    """The bond with a contact who is free and in the same building, 0-1; 0 with all others."""
    people, other = world.entrepreneurs, world.ties[row].contacts[place]
    if other < 0 or not people[other].present or people[other].collective != NONE:
        return 0.0
    return world.ties[row].bonds[place] / STRONGEST if people[other].building == people[row].building else 0.0


@rule
def found(world: World, row: PersonId, form: int, now: int) -> CollectiveId:
    """A new collective: its founder, who leads and binds at first, and those of their contacts who come along."""
    founding, town, founder = world.rules[0].founding, world.town[0], world.entrepreneurs[row]
    c = next_id(world.collectives, town.collectives)
    town.collectives += 1
    b = founder.building
    enter(world, c)
    make_home(world, c, b)
    collective = world.collectives[c]
    collective.alive, collective.form, collective.phase = True, form, FOUNDING
    collective.founder = founder.number
    collective.home = collective.first_home = b
    collective.founded_month = now
    collective.cohesion = founding.cohesion_start
    collective.step = 2
    collective.patience = patience_of(world, founder.number)
    collective.mentality = founder.mentality
    collective.early_homogeneity = collective.early_diversity = math.nan
    join(world, row, c, now)
    founder.leads = founder.binds = True
    founder.role = seen_as(world, row)
    for place in range(TIES):
        if comes_along(world, row, place, now):
            join(world, world.ties[row].contacts[place], c, now)
    return c


@formula
def joins(world: World, row: PersonId, c: CollectiveId, u: float) -> bool:
    """Whether a co-tenant who is free joins this month: how much the group has to offer, and likeness of mind (E19, E23)."""
    founding, collective = world.rules[0].founding, world.collectives[c]
    offer = founding.joining_per_month * (founding.joining_base + collective.cohesion)
    if u >= offer or world.entrepreneurs[row].collective != NONE:
        return False
    distance = abs(world.entrepreneurs[row].mentality - collective.mentality)
    return u < offer * exp(-((distance / founding.joining_tolerance) ** 2))


@rule
def start_with(world: World, rows: Ids[PersonId], form: int, founded: int, cohesion: float) -> None:
    """A collective that exists when the run starts: the first member with most initiative leads and binds."""
    founder = rows[0]
    for row in rows:
        if world.entrepreneurs[row].initiative > world.entrepreneurs[founder].initiative:
            founder = row
    c = found(world, founder, form, 0)
    for row in rows:
        if row != founder:
            join(world, row, c, 0)
    world.collectives[c].founded_month = founded
    world.collectives[c].cohesion = cohesion
