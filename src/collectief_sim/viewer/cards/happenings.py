"""What forms of cooperation brought about, as cards and the time axis tell it: of a building, a collective, or the whole area."""

from __future__ import annotations

from typing import Any

from collectief_sim.model.catalogue.happenings import HAPPENED
from collectief_sim.model.codes import HAPPENINGS
from collectief_sim.model.rows import NONE, Records, columns
from collectief_sim.model.simulation import Simulation
from collectief_sim.scenario.forms import FORM_NAMES
from collectief_sim.viewer.cards.life import Card

MOST = 8  # the latest that a card tells


def of_building(model: Simulation, b: int) -> list[Card]:
    """The latest about a building."""
    told = _so_far(model)
    return _told(model, told[told.building == b][-MOST:])


def of_collective(model: Simulation, number: int) -> list[Card]:
    """The latest about a collective."""
    told = _so_far(model)
    return _told(model, told[told.collective == number][-MOST:])


def of_area(model: Simulation, first: int = 0, last: int | None = None) -> list[Card]:
    """What is about the whole area, in the months from `first` up to `last`."""
    told = _so_far(model)
    whole = (told.building == NONE) & (told.collective == NONE) & (told.month >= first)
    return _told(model, told[whole if last is None else whole & (told.month < last)])


def _so_far(model: Simulation) -> Records:
    return columns(model.world.happenings)[: model.world.town[0].happenings]


def _told(model: Simulation, some: Any) -> list[Card]:
    """Month, and form and happening in each language."""
    forms = model.spec.forms.named()
    return [
        {
            "month": int(one.month),
            "said": {
                at: f"{forms[FORM_NAMES[one.form]].called.told(at)}: {HAPPENED[HAPPENINGS[one.what]].told(at)}"
                for at in ("en", "nl")
            },
        }
        for one in some
    ]
