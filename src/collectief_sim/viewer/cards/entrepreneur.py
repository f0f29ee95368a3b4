"""The card of an entrepreneur: role, ties, rent against what they can pay, and their history."""

from __future__ import annotations

from typing import Any

from collectief_sim.model.codes import ACTIVITIES, LEAVING_CAUSES, ROLES, STRONGEST
from collectief_sim.model.processes.firms import ability_of
from collectief_sim.model.processes.land import rent_paid
from collectief_sim.model.processes.roles import hours, years_by
from collectief_sim.model.questions import row_of
from collectief_sim.model.rows import NONE, PersonId, columns
from collectief_sim.model.simulation import Simulation
from collectief_sim.viewer.cards.life import Card, Event, changed

_CORE = {"trekker", "binder"}


def entrepreneur_card(model: Simulation, number: int, person: Any) -> Card:
    """An entrepreneur as they stand; of one who left what was last known: `person`, their row while they had one."""
    packed = model.for_rules
    card = {
        "row": number,
        "present": bool(person.present),
        "activity": ACTIVITIES[person.activity],
        **{name: float(person[name]) for name in ("mentality", "initiative", "sociability", "buffer_months")},
        "experience_years": float(years_by(person, model.months_done)),
        "ability_eur_m2_year": float(ability_of(packed, person)),
    }
    if not person.present:
        return card
    row = row_of(model.world, number)
    return card | {
        "role": ROLES[person.role],
        "collective": None if person.collective == NONE else int(person.collective),
        "hours": _hours(model, row),
        **{name: float(person[name]) for name in ("engagement", "area_m2", "need_m2")},
        "rent_eur_m2_year": float(rent_paid(packed, person.building)),
        "building": _plot_of(model, person.building),
        "ties": _ties(model, row),
    }


class EntrepreneurLife:
    """What happened to an entrepreneur: came, moved, joined, led, left. `person` is their row as last seen."""

    def __init__(self, number: int) -> None:
        self.number, self.events = number, list[Event]()
        self.person: Any = None
        self._before: dict[str, Any] = {}

    def note(self, model: Simulation, done: int) -> None:
        """Add what happened since this was last called."""
        place = row_of(model.world, self.number)
        if place is None:
            return
        self.person = columns(model.world.entrepreneurs)[place].copy()
        now = _state(model, self.person)
        self.events += _events(self._before, now, done - 1)
        self._before = now


def _state(model: Simulation, person: Any) -> dict[str, Any]:
    return {
        "present": bool(person.present),
        "building": _plot_of(model, person.building),
        "collective": int(person.collective),
        "role": ROLES[person.role],
        "cause": LEAVING_CAUSES[person.left_cause],
    }


def _events(before: dict[str, Any], now: dict[str, Any], month: int) -> list[Event]:
    was = before.get("present", False)
    if not was:
        return [{"month": month, "what": "arrived", "value": now["building"]}] if now["present"] else []
    if not now["present"]:
        return [{"month": month, "what": "left", "value": now["cause"]}]
    found = [one | {"what": "moved"} for one in changed(month, before, now, ("building",))]
    if now["collective"] != before["collective"]:
        joined = now["collective"] != NONE
        value = now["collective"] if joined else before["collective"]
        found.append({"month": month, "what": "joined" if joined else "left_collective", "value": value})
    if _CORE & {now["role"], before["role"]}:
        found += changed(month, before, now, ("role",))
    return found


def _plot_of(model: Simulation, building: int) -> int:
    """Where a building is looked up: its first plot."""
    return int(columns(model.world.buildings).plot[building]) if building != NONE else NONE


def _hours(model: Simulation, row: PersonId | None) -> float:
    """What somebody gives their collective [hours/month]; nothing if they are in none."""
    if row is None or columns(model.world.entrepreneurs).collective[row] == NONE:
        return 0.0
    leading, binding = hours(model.for_rules, row)
    return leading + binding


def _ties(model: Simulation, row: PersonId | None) -> list[Card]:
    """Whom they keep up with, and how strongly; strongest first, and which of those know each other."""
    people, kept = columns(model.world.entrepreneurs), columns(model.world.ties)

    def kept_up(one: int) -> dict[int, float]:
        """Contacts who are there, with their bonds."""
        pairs = zip(kept.contacts[one].tolist(), kept.bonds[one].tolist(), strict=True)
        return {other: bond for other, bond in pairs if other >= 0 and bond > 0 and people.present[other]}

    mine = kept_up(int(row)) if row is not None else {}
    order = sorted(mine, key=lambda other: -mine[other])
    number = {other: int(people.number[other]) for other in order}
    return [
        {
            "row": number[other],
            "bond": mine[other] / STRONGEST,
            "role": ROLES[people.role[other]],
            "knows": [number[third] for third in order if third in kept_up(other)],
        }
        for other in order
    ]
