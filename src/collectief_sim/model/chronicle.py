"""What happens to buildings and to those at home in them, seen from outside: nothing in a run changes for being watched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from collectief_sim.model.codes import AIMS, BUILDING_SITE, COLLECTIVE, LOST_BUILDING, OWNERS
from collectief_sim.model.rows import NONE, Records, columns
from collectief_sim.model.world import World

if TYPE_CHECKING:
    from collectief_sim.model.simulation import Simulation

type What = Literal[
    "sold",
    "bought",
    "operator_stopped",
    "head_lease_ended",
    "notice",
    "notice_withdrawn",
    "fire",
    "emptied",
    "moved",
    "ended",
]
_WATCHED = ("let", "owner_kind", "operated", "head_tenant", "collective", "vacate_month", "site_until_month")


@dataclass(frozen=True)
class Happened:
    """Something that happened to a building in a month."""

    month: int
    building: int  # its row
    what: What
    collective: int  # row of the collective that was at home there, NONE if there was none
    until_month: int = NONE  # of notice: by when everybody must be out
    aim: str = ""  # of notice: what the plan is for that needs the building empty
    owner: str = ""  # of a sale: the kind of owner it has now
    to_building: int = NONE  # of a move: where the collective goes on


class Chronicle:
    """Call `look` after every month: what happened since is added to `events`."""

    def __init__(self, simulation: Simulation) -> None:
        self.events: list[Happened] = []
        self._simulation = simulation
        self._before = _seen(simulation.world)

    def look(self) -> None:
        """Compare with the last look; what happened is told of the last month that passed."""
        now = _seen(self._simulation.world)
        world, month = self._simulation.world, self._simulation.months_done - 1
        self.events += sorted(
            [*_of_buildings(world, self._before, now, month), *_of_collectives(world, self._before, now, month)],
            key=lambda one: one.building,
        )
        self._before = now


def _seen(world: World) -> dict[str, Any]:
    buildings, lives = columns(world.buildings), columns(world.collectives)[: world.town[0].collectives]
    seen = {name: np.array(buildings[name]) for name in _WATCHED}
    return seen | {"home": np.array(lives.home), "alive": np.array(lives.alive)}


def _of_buildings(world: World, before: dict[str, Any], now: dict[str, Any], month: int) -> Iterator[Happened]:
    differs = np.zeros(len(now["let"]), bool)
    for name in _WATCHED:
        differs |= before[name] != now[name]
    buildings = columns(world.buildings)
    for b in np.flatnonzero(differs).tolist():
        old, new = ({name: part[name][b] for name in _WATCHED} for part in (before, now))
        c = int(old["collective"] if old["collective"] != NONE else new["collective"])
        yield from _of_building(world, buildings, b, c, old, new, month)


def _of_building(
    world: World, buildings: Records, b: int, c: int, old: dict[str, Any], new: dict[str, Any], month: int
) -> Iterator[Happened]:
    if new["owner_kind"] != old["owner_kind"]:
        what: What = "bought" if new["owner_kind"] == COLLECTIVE else "sold"
        yield Happened(month, b, what, c, owner=OWNERS[new["owner_kind"]])
    if old["operated"] and not new["operated"]:
        yield Happened(month, b, "operator_stopped", c)
    if old["head_tenant"] not in (NONE, new["head_tenant"]) and new["owner_kind"] != COLLECTIVE:
        yield Happened(month, b, "head_lease_ended", int(old["head_tenant"]))
    if new["vacate_month"] not in (NONE, old["vacate_month"]):
        aim = AIMS[buildings.aim[b]] if buildings.plan_month[b] != NONE else ""
        yield Happened(month, b, "notice", c, until_month=int(new["vacate_month"]), aim=aim)
    if old["vacate_month"] != NONE and new["vacate_month"] == NONE and new["let"]:
        yield Happened(month, b, "notice_withdrawn", c)
    if old["let"] and not new["let"]:
        site = world.plots[buildings.plot[b]].use == BUILDING_SITE
        burnt = new["site_until_month"] not in (NONE, old["site_until_month"]) and not site
        yield Happened(month, b, "fire" if burnt else "emptied", c)


def _of_collectives(world: World, before: dict[str, Any], now: dict[str, Any], month: int) -> Iterator[Happened]:
    """Collectives that were there before and lost a home: they go on elsewhere, or end."""
    were, endings = before["alive"], columns(world.collectives).ending
    for c in np.flatnonzero(were).tolist():
        home = int(before["home"][c])
        if not now["alive"][c]:
            if endings[c] == LOST_BUILDING:
                yield Happened(month, home, "ended", c)
        elif now["home"][c] != home:
            yield Happened(month, home, "moved", c, to_building=int(now["home"][c]))
