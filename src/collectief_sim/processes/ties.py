"""Encounters and ties: people who share a building meet, and bonds grow or shrink with likeness (E20, E21, E42)."""

from __future__ import annotations

import math

from collectief_sim.chance import MEETING, MEETING_KIND, MEETING_STRANGER, MEETING_WHOM, NEXT_DOOR, stream, uniform
from collectief_sim.compiled import rule
from collectief_sim.processes.rates import unit
from collectief_sim.state import NONE, World


@rule
def meet(world: World, now: int) -> None:
    """Everybody may meet one person a month: often somebody they know, else a co-tenant, now and then a neighbour."""
    ties = world.rules[0].ties
    meeting, kind = stream(world.seed, MEETING, now), stream(world.seed, MEETING_KIND, now)
    whom = stream(world.seed, MEETING_WHOM, now)
    stranger, next_door = stream(world.seed, MEETING_STRANGER, now), stream(world.seed, NEXT_DOOR, now)
    usual = ties.meetings_per_month + ties.meetings_by_programming * world.rules[0].policy.programming
    for head in world.buildings:
        first, last = world.roster_start[head], world.roster_start[head + 1]
        chance = usual + ties.meetings_by_binders * binding(world, head)
        for k in range(first, last):
            row = world.roster[k]
            if uniform(meeting, row) >= chance:
                continue
            other = familiar_face(world, row, whom) if uniform(kind, row) < ties.familiar_share else NONE
            if other == NONE:
                other = somebody_around(world, row, head, stranger, next_door)
            if other != NONE and other != row and world.entrepreneurs[other].present:
                bring_together(world, row, other, now)


@rule
def binding(world: World, head: int) -> float:
    """How far binding hours meet demand in a building with a collective, 0-1."""
    c = world.plots[head].collective
    if c == NONE:
        return 0.0
    return unit(world.collectives[c].binding_given / max(1.0, world.collectives[c].binding_asked))


@rule
def familiar_face(world: World, row: int, whom: int) -> int:
    """One of the contacts somebody keeps up (who may have left the area), or NONE."""
    return world.ties[row, int(uniform(whom, row) * world.ties.shape[1])].other


@rule
def somebody_around(world: World, row: int, head: int, stranger: int, next_door: int) -> int:
    """A co-tenant, or somebody from one of the adjacent plots; NONE if nobody is there."""
    u = uniform(stranger, row)
    if uniform(next_door, row) < world.rules[0].ties.next_door_share:
        near = world.neighbours[world.entrepreneurs[row].plot, int(u * 8.0)]
        head = world.plots[near].head if near != NONE else NONE
        u = u * 8.0 - math.floor(u * 8.0)
    if head == NONE:
        return NONE
    first, last = world.roster_start[head], world.roster_start[head + 1]
    return world.roster[first + int(u * (last - first))] if last > first else NONE


@rule
def bring_together(world: World, one: int, other: int, now: int) -> None:
    """A meeting moves the bond: up between people who think alike, down between people who do not (E23)."""
    ties = world.rules[0].ties
    distance = abs(world.entrepreneurs[one].mentality - world.entrepreneurs[other].mentality)
    change = ties.step * max(-1.0, 1.0 - distance / ties.distance_neutral)
    mine, theirs = place_for(world, one, other, now), place_for(world, other, one, now)
    before = max(bond(world, one, mine, other, now), bond(world, other, theirs, one, now))
    after = unit(before + change)
    keep_up(world, one, mine, other, after, now)
    keep_up(world, other, theirs, one, after, now)


@rule
def place_for(world: World, one: int, other: int, now: int) -> int:
    """Where `one` keeps `other` among their contacts; for a new contact a free place, or that of the weakest one."""
    weakest, strength = 0, 2.0
    for place in range(world.ties.shape[1]):
        tie = world.ties[one, place]
        if tie.other == other:
            return place
        held = tie.bond * world.fading[now - tie.month] if tie.other != NONE else -1.0
        if held < strength:
            weakest, strength = place, held
    return weakest


@rule
def bond(world: World, one: int, place: int, other: int, now: int) -> float:
    """The bond that `one` keeps up with `other` in a place, faded since the two last met; 0 if that is somebody else's."""
    tie = world.ties[one, place]
    return tie.bond * world.fading[now - tie.month] if tie.other == other else 0.0


@rule
def keep_up(world: World, one: int, place: int, other: int, strength: float, now: int) -> None:
    """Write a bond down with the contacts of `one`, unless that would push out a stronger one."""
    tie = world.ties[one, place]
    if tie.other == other or tie.other == NONE or bond(world, one, place, tie.other, now) < strength:
        tie.other, tie.month, tie.bond = other, now, strength
