"""The area without its drawing: plots, buildings and zones. The map and its legend compile to it; nothing behind it knows
characters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collectief_sim.scenario.area import Area, LegendEntry

type IntArray = npt.NDArray[np.int64]

NOTHING_BUILT = -1


@dataclass(frozen=True)
class Zone:
    """A kind of place, or one named building: what an entry of the legend says, and how it is called there."""

    name: str
    entry: LegendEntry
    buildings: IntArray  # rows of its buildings
    plots: IntArray  # rows of its plots


@dataclass(frozen=True)
class Ground:
    """Plots row by row from the north-west, and buildings in the order of their first plots."""

    width: int
    height: int
    zones: tuple[Zone, ...]
    zone_of_plot: IntArray  # shape (plots,)
    building_of_plot: IntArray  # shape (plots,); NOTHING_BUILT on open land
    first_plot: IntArray  # shape (buildings,)
    zone_of_building: IntArray  # shape (buildings,)

    def zone(self, name: str) -> Zone:
        """The zone of that name."""
        return next(zone for zone in self.zones if zone.name == name)

    def homes_of(self, zone: Zone) -> IntArray:
        """Where the collective of a zone with one building is at home: that building, and those that are part of it."""
        parts = [other.buildings for other in self.zones if other.entry.part_of == zone.name]
        return np.sort(np.concatenate([zone.buildings, *parts]))


DIRECTIONS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")


def steps_to(ground: Ground, names: Sequence[str]) -> IntArray | None:
    """How many plots it is to the nearest of some places, along streets: shape (plots,); None if there are no such places.

    Parameters
    ----------
    names
        Names of zones, and directions: a side of the map, or a corner.
    """
    there = np.zeros((ground.height, ground.width), bool)
    for name in names:
        if name in DIRECTIONS:
            rows = 0 if "north" in name else -1 if "south" in name else slice(None)
            there[rows, 0 if "west" in name else -1 if "east" in name else slice(None)] = True
        else:
            there.flat[ground.zone(name).plots] = True
    if not there.any():
        return None
    steps = np.where(there, 0, ground.width + ground.height)
    for axis, length in enumerate(there.shape):
        along = np.arange(length)[:, None] if axis == 0 else np.arange(length)
        forth = np.minimum.accumulate(steps - along, axis) + along
        back = np.flip(np.minimum.accumulate(np.flip(steps + along, axis), axis), axis) - along
        steps = np.minimum(forth, back)
    return steps.ravel()


def ground_of(area: Area) -> Ground:
    """What a drawn map comes to."""
    rows = area.rows()
    drawn = np.array([list(row) for row in rows])
    letters = drawn.ravel()
    zone_of_plot = np.zeros(letters.size, np.int64)
    first = np.full(letters.size, NOTHING_BUILT, np.int64)  # of each plot, the first plot of its building
    for number, (letter, entry) in enumerate(area.legend.items()):
        where = np.flatnonzero(letters == letter)
        zone_of_plot[where] = number
        if entry.use in ("work", "mixed"):
            first[where] = where[0] if entry.one_building else where
    first_plot = np.unique(first[first != NOTHING_BUILT])
    building_of_plot = np.where(first == NOTHING_BUILT, NOTHING_BUILT, np.searchsorted(first_plot, first))
    zone_of_building = zone_of_plot[first_plot]
    zones = tuple(
        Zone(letter, entry, np.flatnonzero(zone_of_building == number), np.flatnonzero(zone_of_plot == number))
        for number, (letter, entry) in enumerate(area.legend.items())
    )
    shape: Any = drawn.shape
    return Ground(shape[1], shape[0], zones, zone_of_plot, building_of_plot, first_plot, zone_of_building)
