"""Sorting the rows of people anew, so that neighbours in the area are neighbours in memory, and rows of those who left go.

Which row somebody has means nothing: luck goes by numbers, and who comes before whom by the roster. So results do not depend
on when it is done, which is whenever the next newcomers would find no row.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from collectief_sim.model.codes import GONE
from collectief_sim.model.compiling import formula
from collectief_sim.model.rows import NONE, IntArray, columns, table
from collectief_sim.model.tables import Entrepreneur, Ties
from collectief_sim.model.world import World

A_YEAR = 12  # months of newcomers there is room for, ...
AT_LEAST = 4_000  # ... or for so many, which a processor has at hand anyway


@formula
def has_rows(world: World, now: int) -> bool:
    """Whether there is a row for everybody who may arrive this month."""
    arriving = world.queue_start[now + 1] - world.queue_start[now]
    return world.town[0].places + arriving <= len(world.entrepreneurs)


def rows_needed(queue_start: IntArray, now: int, present: int) -> int:
    """Rows for those who are there, and for all who may come within a year, or longer if those are few."""
    few = int(np.searchsorted(queue_start, queue_start[now] + AT_LEAST))
    last = min(max(now + A_YEAR, few), len(queue_start) - 1)
    return max(1, present + int(queue_start[last] - queue_start[now]))


def sort_rows(world: World, now: int) -> World:
    """The same world with the rows of people in the order of the roster, and room for the newcomers of a year.

    Tables that hold rows of people follow; scratch of processes is new.
    """
    present = int(world.town[0].present)
    listed = columns(world.roster)[: world.roster_start[-1]]
    order = listed[columns(world.entrepreneurs).present[listed]]  # who left since the roll was called goes
    count = rows_needed(world.queue_start, now, present)
    # the new row of each old one; the last is that of NONE
    place = np.full(len(world.entrepreneurs) + 1, NONE, np.int64)
    place[order] = np.arange(present)
    people: Any = table(Entrepreneur, count)
    old = columns(world.entrepreneurs)
    _bytes(people)[:present] = _bytes(old)[order]  # with what lies between fields, so that copies are equal to the bit
    for field in ("next_tenant", "previous_tenant"):
        people[field][:present] = place[people[field][:present]]
    buildings = columns(world.buildings)
    for field in ("first_tenant", "last_tenant"):
        buildings[field] = place[buildings[field]]
    lists = lists_of_people(count)
    lists["numbers"][:present] = people.number[:present]
    ties: Any = table(Ties, count)
    ties.contacts[:present] = _follow(columns(world.ties).contacts[order], place)
    ties.bonds[:present] = columns(world.ties).bonds[order]
    world.town[0].places = world.town[0].listed = present
    upto = np.cumsum(np.bincount(people.building[:present], minlength=len(buildings)))
    world.roster_start[:] = [0, *upto, present]
    return world._replace(entrepreneurs=people, ties=ties, **lists)


def _bytes(rows: Any) -> np.ndarray:
    """Rows as they lie in memory: shape (rows, bytes)."""
    return rows.view(np.ndarray).view(np.uint8).reshape(len(rows), rows.dtype.itemsize)


def _follow(contacts: np.ndarray, place: IntArray) -> np.ndarray:
    """Contacts by their new rows; who left is GONE."""
    there = place[np.maximum(contacts, NONE)]
    return np.where(contacts == NONE, NONE, np.where(there == NONE, GONE, there))


def lists_of_people(count: int) -> dict[str, Any]:
    """Lists of so many people, as they are before the roll is called."""
    numbers = {name: np.arange(count, dtype=np.int32) for name in ("roster", "numbers")}
    scratch = {name: np.zeros(count, np.int64) for name in ("seekers", "company", "seeker_numbers")}
    return numbers | scratch | {"luck": np.zeros(count), "more_luck": np.zeros(count)}
