"""What is told while rules are compiled, if it takes long."""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

log = logging.getLogger("collectief_sim")

WORTH_TELLING = 1.5  # seconds of compiling; what takes less nobody notices


class Progress:
    """How deep we are in compiling, and whether that was told."""

    def __init__(self) -> None:
        self.depth, self.started = 0, 0.0
        self.first_run: bool | None = None  # whether there was nothing at all when the first rule was looked for
        self._why_not_kept, self._told = "", False

    @contextmanager
    def compiling(self, why_not_kept: str) -> Iterator[None]:
        """A function was not found and is compiled now; those it calls come before it is done."""
        if self.depth == 0:
            self.started, self._why_not_kept = time.perf_counter(), why_not_kept
        self.depth += 1
        self._tell_if_long()
        collecting = gc.isenabled()
        gc.disable()  # next to nothing of what a compiler makes is garbage before it is done; looking takes a tenth more
        try:
            yield
        finally:
            self.depth -= 1
            if collecting:
                gc.enable()

    def _tell_if_long(self) -> None:
        if not self._told and time.perf_counter() - self.started > WORTH_TELLING:
            self._told = True
            log.warning(self._message())

    def _message(self) -> str:
        if self._why_not_kept:
            return f"{self._why_not_kept}: rules are compiled in memory, each time anew; this takes up to half a minute ..."
        if self.first_run:
            return "First run here: compiling the rules, once; this takes half a minute ..."
        return "Rules have changed: compiling those that did, once; this takes up to half a minute ..."


progress = Progress()
compiling = progress.compiling


@cache
def tell_once(message: str) -> None:
    """Tell something, but not again and again."""
    log.warning(message)
