"""Ctrl-C, also where it comes while a library is loading or compiling and turns it into another error, or into nothing."""

from __future__ import annotations

import _thread
import math
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType, SimpleNamespace
from typing import Any

INTERRUPTED = 130
_heard = SimpleNamespace(interrupt=False, at=-math.inf)
_SOON, _TIDYING = 0.05, 2.0  # seconds; who presses twice means it once, and need not disturb the tidying up


def was_interrupted(error: BaseException) -> bool:
    """Whether an error comes of Ctrl-C."""
    return isinstance(error, KeyboardInterrupt) or (isinstance(error, Exception) and _heard.interrupt)


@contextmanager
def listening() -> Iterator[None]:
    """Remember that Ctrl-C was pressed; it is ignored while all is told. A shell that ignores it is obeyed."""
    _heard.interrupt, _heard.at = False, -math.inf
    before = signal.getsignal(signal.SIGINT)
    ours = before is signal.default_int_handler and threading.current_thread() is threading.main_thread()
    hook = sys.unraisablehook
    ended = ours and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL  # as `kill`, schedulers and containers end us
    if ours:
        signal.signal(signal.SIGINT, _hear)
        if ended:
            signal.signal(signal.SIGTERM, _hear)
        sys.unraisablehook = _swallowed
    try:
        yield
    finally:
        if ours:
            sys.unraisablehook = hook
            signal.signal(signal.SIGINT, signal.SIG_IGN if _heard.interrupt else before)
            if ended:
                signal.signal(signal.SIGTERM, signal.SIG_DFL)


@contextmanager
def if_interrupted(what_is_left: Callable[[], str]) -> Iterator[None]:
    """Say what there is, in place of "nothing was written", where Ctrl-C comes when something may have been."""
    try:
        yield
    except BaseException as error:
        if not was_interrupted(error):
            raise
        from collectief_sim.cli.terminal import warn

        warn(f"Interrupted; {what_is_left()}")
        sys.exit(INTERRUPTED)


def _hear(signum: int, frame: FrameType | None) -> None:
    now = time.monotonic()
    if now - _heard.at > _TIDYING:
        _heard.interrupt, _heard.at = True, now
        raise KeyboardInterrupt


def _swallowed(lost: Any) -> None:
    """An interrupt that came in a callback of a library, where nobody could catch it, is raised again."""
    if lost.exc_type is KeyboardInterrupt:
        _heard.at = -math.inf
        threading.Timer(_SOON, _thread.interrupt_main).start()
    else:
        sys.__unraisablehook__(lost)
