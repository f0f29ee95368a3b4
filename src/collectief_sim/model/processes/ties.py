"""Encounters and ties: people who share a building meet, and bonds grow or shrink with likeness (E20, E21, E42)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from collectief_sim.model.chance import BEFORE_START, MEETING, MEETING_STRANGER, MEETING_WHOM, draw_each, stream
from collectief_sim.model.codes import BOND_BITS, STRONGEST, TIES
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.processes.levies import meetings_paid
from collectief_sim.model.processes.rates import unit
from collectief_sim.model.rows import NONE, BuildingId, PersonId, PlotId, fetch_ahead, ids

if TYPE_CHECKING:
    from collectief_sim.model.world import World

_BELOW_ONE = 1.0 - 2.0**-53  # a quotient may be rounded up to 1


@rule
def meet(world: World, now: int) -> None:
    """Everybody may meet one person a month; who meets whom is settled before any bond changes."""
    ties = world.rules[0].ties
    programming = min(1.0, world.rules[0].policy.programming + meetings_paid(world))
    usual = ties.meetings_per_month + ties.meetings_by_programming * programming
    fade(world)
    meetings = find_company(world, seek_company(world, usual, now), now)
    for i in range(meetings):
        fetch_ahead(world.ties, world.seekers, i)
        fetch_ahead(world.ties, world.company, i)
        fetch_ahead(world.entrepreneurs, world.seekers, i)
        fetch_ahead(world.entrepreneurs, world.company, i)
        bring_together(world, world.seekers[i], world.company[i])


@rule
def grow_in(world: World, months: int) -> None:
    """Bonds of first tenants from before the start: so many months of nothing but encounters, of whoever was there already.

    No policy enters, so that all arms start with the same ties.
    """
    for ago in range(months, 0, -1):
        fade(world)
        now = BEFORE_START + ago
        meetings = find_company(world, seek_company(world, world.rules[0].ties.meetings_per_month, now), now)
        for i in range(meetings):
            one, other = world.seekers[i], world.company[i]
            if max(world.entrepreneurs[one].since_month, world.entrepreneurs[other].since_month) <= -ago:
                bring_together(world, one, other)


@rule
def fade(world: World) -> None:
    """Bonds fade from month to month."""
    kept = int((1.0 - world.rules[0].ties.fade_per_month) * STRONGEST)
    for k in range(world.roster_start[-1]):
        row = world.roster[k]
        bonds = world.ties[row].bonds
        for place in range(TIES):
            bonds[place] = (int(bonds[place]) * kept) >> BOND_BITS


@rule
def seek_company(world: World, usual: float, now: int) -> int:
    """List who meets somebody this month in the `seekers`, where the usual chance holds or more; how many they are."""
    ties, luck = world.rules[0].ties, world.luck
    draw_each(luck, stream(world.seed, MEETING, now), world.numbers, world.roster_start[-1])
    count = 0
    for b in ids(world.buildings):
        chance = usual + ties.meetings_by_binders * binding(world, b)
        for k in range(world.roster_start[b], world.roster_start[b + 1]):
            world.seekers[count] = world.roster[k]  # written always: quicker than a branch
            world.seeker_numbers[count] = world.numbers[k]
            count += luck[k] < chance  # kept only if they meet
    return count


@formula
def binding(world: World, b: BuildingId) -> float:
    """How far binding hours meet demand in a building with a collective, 0-1."""
    c = world.buildings[b].collective
    if c == NONE:
        return 0.0
    return unit(world.collectives[c].binding_given / max(1.0, world.collectives[c].binding_asked))


@rule
def find_company(world: World, seekers: int, now: int) -> int:
    """Choose whom they meet: often a contact they keep up, else a co-tenant, now and then somebody next door. How many
    meetings come about; they are listed in `seekers` and `company`.

    Both kinds are looked up for everybody before one is taken (also where there is none: row -1 is the last one), because
    the choice is too random for a processor to guess.
    """
    ties, whom, stranger = world.rules[0].ties, world.luck, world.more_luck
    draw_each(whom, stream(world.seed, MEETING_WHOM, now), world.seeker_numbers, seekers)
    draw_each(stranger, stream(world.seed, MEETING_STRANGER, now), world.seeker_numbers, seekers)
    for i in range(seekers):
        fetch_ahead(world.entrepreneurs, world.seekers, i)
        fetch_ahead(world.ties, world.seekers, i)
        row, u = world.seekers[i], whom[i]
        contact = world.ties[row].contacts[place_among(TIES, u, ties.familiar_share)]
        known = (u < ties.familiar_share) & (contact != NONE)
        other = somebody_near(world, row, stranger[i])
        world.company[i] = contact if known else other
    return list_meetings(world, seekers)


@rule
def list_meetings(world: World, seekers: int) -> int:
    """Keep those in the lists of `seekers` and `company` who meet somebody who is there; how many they are."""
    meetings = 0
    for i in range(seekers):
        fetch_ahead(world.entrepreneurs, world.company, i)
        row, other = world.seekers[i], world.company[i]
        world.seekers[meetings], world.company[meetings] = row, other
        meetings += (other >= 0) & (other != row) & world.entrepreneurs[other].present
    return meetings


@formula
def place_among(places: int, u: float, share: float) -> int:
    """Which of so many places (a power of 2) a uniform number falls on, if it is within the first `share`."""
    return int(u / max(share, 1e-9) * places) & (places - 1)


@formula
def somebody_near(world: World, row: PersonId, u: float) -> PersonId:
    """Somebody in the same building, or next door if a uniform number is within the share of those; NONE if nobody."""
    share = world.rules[0].ties.next_door_share
    if u < share:
        side = place_among(8, u, share)
        return somebody_in(world, building_beside(world, world.entrepreneurs[row].plot, side), u / share * 8.0 - side)
    return somebody_in(world, world.entrepreneurs[row].building, (u - share) / (1.0 - share))


@formula
def building_beside(world: World, plot: PlotId, side: int) -> BuildingId:
    """The building on one of the eight plots around a plot; NONE if there is none."""
    near = world.neighbours[plot, side]
    return world.plots[near].building if near != NONE else BuildingId(NONE)


@formula
def somebody_in(world: World, b: BuildingId, u: float) -> PersonId:
    """One of the people in a building, by a uniform number; NONE if nobody is there."""
    if b == NONE:
        return PersonId(NONE)
    first, last = world.roster_start[b], world.roster_start[b + 1]
    return world.roster[first + int(min(u, _BELOW_ONE) * (last - first))] if last > first else PersonId(NONE)


@rule
def bring_together(world: World, one: PersonId, other: PersonId) -> None:
    """A meeting moves the bond: up between people who think alike, down between people who do not (E23)."""
    ties = world.rules[0].ties
    distance = abs(world.entrepreneurs[one].mentality - world.entrepreneurs[other].mentality)
    change = int(STRONGEST * ties.step * max(-1.0, 1.0 - distance / ties.distance_neutral))
    mine, theirs = place_for(world, one, other), place_for(world, other, one)
    before = max(bond(world, one, mine, other), bond(world, other, theirs, one))
    after = min(STRONGEST, max(0, before + change))
    keep_up(world, one, mine, other, after)
    keep_up(world, other, theirs, one, after)


@formula
def place_for(world: World, one: PersonId, other: PersonId) -> int:
    """Where `one` keeps `other` among their contacts; for a new contact a free place, or that of the weakest one."""
    first = sort_key(world, one, 0, other)
    for place in range(1, TIES):
        first = min(first, sort_key(world, one, place, other))
    return int(first - 1) & (TIES - 1)  # the last bits, in which places count from 1


@formula
def sort_key(world: World, one: PersonId, place: int, other: PersonId) -> np.int32:
    """The bond in a place, with that place in the last bits: 16 * bond + place + 1. Far below all others for `other`.

    It fits 32 bits and all eight are worked out alike (hence no place 0), so that the compiler makes one vectorised
    minimum of them: half the time of a meeting.
    """
    known = world.ties[one].contacts[place] == np.int32(other)
    return np.int32((world.ties[one].bonds[place] - known * 2 * STRONGEST) * 2 * TIES + place + 1)


@formula
def bond(world: World, one: PersonId, place: int, other: PersonId) -> int:
    """The bond that `one` keeps up with `other` in a place, in parts of STRONGEST; 0 if that place is somebody else's."""
    return world.ties[one].bonds[place] * (world.ties[one].contacts[place] == other)


@rule
def keep_up(world: World, one: PersonId, place: int, other: PersonId, strength: int) -> None:
    """Write a bond down with the contacts of `one`, unless that would push out a stronger one."""
    ties = world.ties[one]
    contact, held = ties.contacts[place], ties.bonds[place]
    new = (contact == other) | (held < strength)
    # written either way, which is quicker than a branch that cannot be guessed
    ties.contacts[place] = PersonId(contact + new * (other - contact))
    ties.bonds[place] = held + new * (strength - held)
