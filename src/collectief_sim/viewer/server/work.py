"""Simulations that pages ask for: two at a time, some more in the queue, none too long, and none for nobody.

Everything else a page asks for never waits for them: they have threads of their own.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from anyio import CancelScope, CapacityLimiter, to_thread
from starlette.requests import Request

from collectief_sim.files.errors import ScenarioError
from collectief_sim.viewer.history import Check

AT_ONCE = 2
PLACES = 16  # at work, in the queue, or with an answer on its way: each may hold a history in memory
SECONDS = 60.0
RETRY_SECONDS = 2


class BusyError(Exception):
    """Too many simulations wait already."""


class GoneError(Exception):
    """Nobody waits for this simulation any more."""


class TooLongError(ScenarioError):
    """A simulation took longer than somebody may be expected to wait."""


class Workshop:
    """Where simulations are made.

    Parameters
    ----------
    at_once
        How many at a time.
    places
        How many may be asked for and not yet answered; more are turned away.
    seconds
        How long each may take, from when its turn comes.
    """

    def __init__(self, at_once: int = AT_ONCE, places: int = PLACES, seconds: float = SECONDS) -> None:
        self._benches = CapacityLimiter(at_once)
        self._readers = CapacityLimiter(2)
        self._places, self._seconds = places, seconds
        self.taken = 0

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place in the queue, until the answer has been handed over; raises :class:`BusyError`."""
        if self.taken >= self._places:
            raise BusyError
        self.taken += 1
        try:
            yield
        finally:
            self.taken -= 1

    async def read[R](self, job: Callable[[], R]) -> R:
        """Do something short before a simulation, without waiting for others."""
        return await to_thread.run_sync(job, limiter=self._readers)

    async def make[R](self, request: Request, job: Callable[[Check], R]) -> R:
        """Simulate for somebody; `job` is given what it has to call every month.

        Raises
        ------
        GoneError
            If they left before it was done; it is stopped then.
        TooLongError
            If it takes too long.
        """
        stop = threading.Event()
        with CancelScope() as waiting:
            watcher = asyncio.create_task(_until_gone(request, stop, waiting))
            try:
                return await to_thread.run_sync(self._timed, job, stop, limiter=self._benches)
            finally:
                watcher.cancel()
        raise GoneError

    def _timed[R](self, job: Callable[[Check], R], stop: threading.Event) -> R:
        ends = time.monotonic() + self._seconds

        def check() -> None:
            if stop.is_set():
                raise GoneError
            if time.monotonic() > ends:
                raise TooLongError(
                    f"this simulation was stopped: it takes longer than {self._seconds:g} seconds. Choose a smaller "
                    "area or fewer months; `collectief run` has no such limit."
                )

        check()
        return job(check)


async def _until_gone(request: Request, stop: threading.Event, waiting: CancelScope) -> None:
    """Wait until the asker has gone; then stop the simulation, or take it out of the queue."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
    stop.set()
    waiting.cancel()
