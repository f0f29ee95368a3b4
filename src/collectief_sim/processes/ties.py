"""Encounters and ties: people who share a building meet, and bonds grow or shrink with likeness (E20, E21, E42)."""

from __future__ import annotations

import numpy as np

from collectief_sim.chance import MEETING, MEETING_KIND, MEETING_STRANGER, MEETING_WHOM, NEXT_DOOR, stream, uniform
from collectief_sim.compiled import formula, rule
from collectief_sim.processes.rates import unit
from collectief_sim.state import NONE, TIES, World

_NOTHING, _FORGOTTEN = (
    np.float32(0.0),
    np.float32(0.001),
)  # a bond this weak is rounded to none, as numbers near zero are slow to reckon with


@rule
def meet(world: World, now: int) -> None:
    """Everybody may meet one person a month; who meets whom is settled before any bond changes."""
    fade(world)
    meetings = seek_company(world, now)
    find_company(world, meetings, now)
    for i in range(meetings):
        one, other = world.scratch_people[0, i], world.scratch_people[1, i]
        if other != NONE and other != one and world.entrepreneurs[other].present:
            bring_together(world, one, other)


@rule
def fade(world: World) -> None:
    """Bonds fade from month to month."""
    kept = np.float32(1.0 - world.rules[0].ties.fade_per_month)
    for k in range(world.roster_start[-1]):
        bonds = world.bonds[world.roster[k]]
        for place in range(TIES):
            bonds[place] = bonds[place] * kept if bonds[place] > _FORGOTTEN else _NOTHING


@rule
def seek_company(world: World, now: int) -> int:
    """List who meets somebody this month in the first column of `scratch_people`; how many they are."""
    ties, luck = world.rules[0].ties, stream(world.seed, MEETING, now)
    usual = ties.meetings_per_month + ties.meetings_by_programming * world.rules[0].policy.programming
    count = 0
    for head in world.buildings:
        chance = usual + ties.meetings_by_binders * binding(world, head)
        for k in range(world.roster_start[head], world.roster_start[head + 1]):
            row = world.roster[k]
            world.scratch_people[0, count] = row  # written always, kept only if they meet: quicker than a branch
            count += uniform(luck, row) < chance
    return count


@formula
def binding(world: World, head: int) -> float:
    """How far binding hours meet demand in a building with a collective, 0-1."""
    c = world.plots[head].collective
    if c == NONE:
        return 0.0
    return unit(world.collectives[c].binding_given / max(1.0, world.collectives[c].binding_asked))


@rule
def find_company(world: World, meetings: int, now: int) -> None:
    """Choose whom they meet: often a contact they keep up, else a co-tenant, now and then somebody next door.

    All three are looked up for everybody and then one is taken, because the choice is too random for a processor to
    guess: twice as fast as looking up only what is needed.
    """
    ties = world.rules[0].ties
    kind, whom = stream(world.seed, MEETING_KIND, now), stream(world.seed, MEETING_WHOM, now)
    stranger, next_door = stream(world.seed, MEETING_STRANGER, now), stream(world.seed, NEXT_DOOR, now)
    for i in range(meetings):
        row = world.scratch_people[0, i]
        contact = world.contacts[row, int(uniform(whom, row) * TIES)]
        u = uniform(stranger, row) * 8.0
        side = int(u)
        out = uniform(next_door, row) < ties.next_door_share
        head = building_beside(world, world.entrepreneurs[row].plot, side) if out else world.entrepreneurs[row].building
        other = somebody_in(world, head, u - side if out else u / 8.0)
        familiar = (uniform(kind, row) < ties.familiar_share) & (contact != NONE)
        world.scratch_people[1, i] = contact if familiar else other


@formula
def building_beside(world: World, plot: int, side: int) -> int:
    """The building on one of the eight plots around a plot; NONE if there is none."""
    near = world.neighbours[plot, side]
    return world.plots[near].head if near != NONE else NONE


@formula
def somebody_in(world: World, head: int, u: float) -> int:
    """One of the people in a building, by a uniform number; NONE if nobody is there."""
    if head == NONE:
        return NONE
    first, last = world.roster_start[head], world.roster_start[head + 1]
    return world.roster[first + int(u * (last - first))] if last > first else NONE


@rule
def bring_together(world: World, one: int, other: int) -> None:
    """A meeting moves the bond: up between people who think alike, down between people who do not (E23)."""
    ties = world.rules[0].ties
    distance = abs(world.entrepreneurs[one].mentality - world.entrepreneurs[other].mentality)
    change = ties.step * max(-1.0, 1.0 - distance / ties.distance_neutral)
    mine, theirs = place_for(world, one, other), place_for(world, other, one)
    after = unit(max(bond(world, one, mine, other), bond(world, other, theirs, one)) + change)
    keep_up(world, one, mine, other, after)
    keep_up(world, other, theirs, one, after)


@formula
def place_for(world: World, one: int, other: int) -> int:
    """Where `one` keeps `other` among their contacts; for a new contact a free place, or that of the weakest one."""
    contacts, bonds = world.contacts[one], world.bonds[one]
    best, least = 0, np.float32(2.0)
    for place in range(TIES):
        claim = np.float32(-1.0) if contacts[place] == other else bonds[place]
        lower = claim < least
        best = place if lower else best
        least = claim if lower else least
    return best


@formula
def bond(world: World, one: int, place: int, other: int) -> float:
    """The bond that `one` keeps up with `other` in a place; 0 if that place is somebody else's."""
    return float(world.bonds[one, place]) if world.contacts[one, place] == other else 0.0


@rule
def keep_up(world: World, one: int, place: int, other: int, strength: float) -> None:
    """Write a bond down with the contacts of `one`, unless that would push out a stronger one."""
    contact, held = world.contacts[one, place], world.bonds[one, place]
    new = (contact == other) | (held < strength)
    world.contacts[one, place] = other if new else contact  # written either way: quicker than a branch
    world.bonds[one, place] = strength if new else held
