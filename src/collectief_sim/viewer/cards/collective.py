"""The card of a collective: who is in it, what it asks and gives, where it stands, and its life."""

from __future__ import annotations

from typing import Any

from collectief_sim.model.codes import ENDINGS, FORMS, PHASES, PURCHASE_FAILURES, RADII, THEMES
from collectief_sim.model.processes.ladder import ear_for, step_seen
from collectief_sim.model.rows import NONE, CollectiveId, columns
from collectief_sim.model.simulation import Simulation
from collectief_sim.viewer.cards.happenings import of_collective
from collectief_sim.viewer.cards.life import Card, Event, changed
from collectief_sim.viewer.cards.plot import building_card

_HOURS = ("leading_asked", "leading_given", "binding_asked", "binding_given")
_SHARES = ("cohesion", "homogeneity", "diversity", "engagement", "standing", "influence", "reserve_eur")
_LOANS = ("loan_eur", "fund_loan_eur")


def collective_card(model: Simulation, number: int) -> Card:
    """A collective as it stands.

    Raises
    ------
    LookupError
        If there is no such collective yet.
    """
    if number >= model.world.town[0].collectives:
        raise LookupError(f"there is no collective {number} by month {model.months_done}")
    life = columns(model.world.collectives)[number]
    card = {
        "number": number,
        "alive": bool(life.alive),
        "form": FORMS[life.form],
        "phase": PHASES[life.phase],
        "founded": int(life.founded_month),
        "ended": None if life.ended_month == NONE else int(life.ended_month),
        "cause": ENDINGS[life.ending],
        "peak_size": int(life.peak_size),
        "forms": of_collective(model, number),
    }
    return card | _standing(model, number, life) if life.alive else card


def _standing(model: Simulation, number: int, life: Any) -> Card:
    return {
        "members": int(life.headcount),
        "roles": {
            "trekker": int(life.trekkers),
            "binder": int(life.core - life.trekkers),
            "engaged": int(life.engaged),
            "less engaged": int(life.less_engaged),
        },
        **{name: float(life[name]) for name in (*_SHARES, *_LOANS)},
        "heard": float(ear_for(model.for_rules, CollectiveId(number))),
        "buying_since": None if life.buying_since_month == NONE else int(life.buying_since_month),
        "hours": {name: float(life[name]) for name in _HOURS},
        "step": int(step_seen(model.for_rules, life)),
        "outreach": {theme: float(life[theme]) for theme in THEMES},
        "radius": RADII[life.radius],
        "building": building_card(model, life.home),
    }


class CollectiveLife:
    """What happened to a collective: founded, phases, steps, homes, forms, cooperatives, purchases, notice, end."""

    def __init__(self, number: int) -> None:
        self.number, self.events = number, list[Event]()
        self._before: dict[str, Any] = {}

    def note(self, model: Simulation, done: int) -> None:
        """Add what happened since this was last called."""
        if self.number >= model.world.town[0].collectives:
            return
        before, now = self._before, _state(model, self.number)
        if not before:
            self.events.append({"month": now["founded"], "what": "founded", "value": now["form"]})
        elif before["alive"]:
            self.events += _events(before, now, done - 1)
        self._before = now


def _state(model: Simulation, number: int) -> dict[str, Any]:
    """What events are made of."""
    life = columns(model.world.collectives)[number]
    home = columns(model.world.buildings)[life.home]
    return {
        "founded": int(life.founded_month),
        "alive": bool(life.alive),
        "phase": PHASES[life.phase],
        "step": int(life.step),
        "home": int(home.plot),
        "notice": bool(life.alive and home.vacate_month != NONE),
        "form": FORMS[life.form],
        "cooperative": bool(life.area_cooperative != NONE),
        "cause": ENDINGS[life.ending],
        "buying": int(life.purchases_tried),
        "failed": life.purchases_failed.tolist(),
        "bought": int(life.bought_month),
        "foreclosed": int(life.foreclosed_month),
    }


def _events(before: dict[str, Any], now: dict[str, Any], month: int) -> list[Event]:
    if not now["alive"]:
        return [{"month": month, "what": "ended", "value": now["cause"]}]
    found = changed(month, before, now, ("phase", "step", "home", "form", "cooperative"))
    if now["notice"] and not before["notice"]:
        found.append({"month": month, "what": "notice", "value": True})
    return found + _purchases(before, now, month)


def _purchases(before: dict[str, Any], now: dict[str, Any], month: int) -> list[Event]:
    """What came of a purchase: begun, failed (and why), done, lost again."""
    causes = [
        cause for cause, was, is_ in zip(PURCHASE_FAILURES, before["failed"], now["failed"], strict=True) if is_ > was
    ]
    found: list[Event] = [{"month": month, "what": "purchase_failed", "value": cause} for cause in causes]
    return found + [
        {"month": month, "what": what, "value": True}
        for what in ("buying", "bought", "foreclosed")
        if now[what] != before[what]
    ]
