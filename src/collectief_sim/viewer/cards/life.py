"""Lives: what happened to somebody, as dated events, noted while months pass."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from collectief_sim.model.simulation import Simulation

type Card = dict[str, Any]
type Event = dict[str, Any]


class Life(Protocol):
    """What is noted of one collective or entrepreneur."""

    events: list[Event]

    def note(self, model: Simulation, done: int) -> None:
        """Add what happened since this was last called; `done` months have passed."""


def changed(month: int, before: Mapping[str, Any], now: Mapping[str, Any], names: tuple[str, ...]) -> list[Event]:
    """An event for each of these that is not what it was."""
    return [
        {"month": month, "what": name, "value": now[name], "before": before[name]}
        for name in names
        if now[name] != before[name]
    ]
