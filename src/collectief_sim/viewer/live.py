"""The history of a run that is going on: its series so far, and the month it has come to."""

from __future__ import annotations

from typing import Any

from collectief_sim.model.simulation import Simulation
from collectief_sim.viewer.frames import Frame, frame_of
from collectief_sim.viewer.history import History, assembled, at_start, events_between


class Live:
    """What is shown of one run while it goes on."""

    def __init__(self, run: Simulation) -> None:
        self.run = run
        self._start = at_start(run.first_spec, run.seed)
        self._events: list[dict[str, Any]] = []
        self._shown: Frame | None = None

    def now(self) -> History:
        """The history so far, with the one frame of now. A fire is told if somebody looked since the month before it."""
        frame, before = frame_of(self.run), self._shown
        if before is not None and before.month < frame.month:
            self._events += events_between(self.run, before, frame, before.month)
        self._shown = frame
        return assembled(self.run, self._start, [frame], list(self._events))
