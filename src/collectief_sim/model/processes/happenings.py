"""The chronicle: what forms of cooperation brought about, with month, place and money, so that a run can tell it (E36)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.rows import NONE, BuildingId, CollectiveId, next_id

if TYPE_CHECKING:
    from collectief_sim.model.world import World

MOST_A_MONTH = 8  # happenings in one building in one month; beyond that they are not told
NOWHERE, NOBODY = BuildingId(NONE), CollectiveId(NONE)


@rule
def note(world: World, what: int, form: int, c: CollectiveId, b: BuildingId, amount_eur: float, now: int) -> None:
    """Write down that something happened (a place in HAPPENINGS), by which form (a place in FORM_NAMES)."""
    town = world.town[0]
    if town.happenings >= len(world.happenings):
        return
    happening = world.happenings[next_id(world.happenings, town.happenings)]
    town.happenings += 1
    happening.month, happening.what, happening.form = now, what, form
    happening.collective, happening.building, happening.amount_eur = c, b, amount_eur


@formula
def may_note_everything(world: World) -> bool:
    """Whether there are rows for all that may happen in a month; where no form exists nothing does."""
    room = len(world.happenings)
    return room == 0 or world.town[0].happenings + MOST_A_MONTH * len(world.buildings) <= room
