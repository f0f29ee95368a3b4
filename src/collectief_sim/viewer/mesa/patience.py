"""Mesa's player waits for a picture that is being drawn, and the last one is not left out.

Mesa steps on a thread of its own and counts `update_counter` up after every step. A click is answered on another thread, which
draws whatever has changed and starts anew if something changes meanwhile. A player that is quicker than a picture would keep it
drawing until Solara gives up and shows a traceback in the place of the page.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event
from typing import Any

import reacton.core
import solara
from mesa.visualization.utils import force_update, update_counter

LONGEST = 2.0  # seconds: a picture that takes longer is not waited for
_PAUSE = 0.001
_WATCH = 0.3  # seconds between two looks at whether something was not drawn


def use_patience() -> None:
    """Let whoever counts `update_counter` up wait until another thread has drawn. A hook, for components."""
    context = reacton.core.get_render_context()

    def subscribed() -> Callable[[], None]:
        stop: Callable[[], None] = update_counter.subscribe(lambda _: wait_for_drawing(context))
        return stop

    solara.use_effect(subscribed, [])


def wait_for_drawing(context: Any) -> None:
    """Wait as long as something is being drawn, but not longer than `LONGEST`."""
    ends = time.monotonic() + LONGEST
    while context.thread_lock.locked() and time.monotonic() < ends:
        time.sleep(_PAUSE)


def use_last_picture(months: Callable[[], tuple[int, int]]) -> None:
    """Have drawn what stayed undrawn. A hook, for components.

    With *Use Threads* Mesa's player may end before the thread that draws has seen the last months.

    Parameters
    ----------
    months
        Tells which month was drawn last, and which one the model has come to.
    """

    def watch(cancel: Event) -> None:
        before = -1
        while not cancel.wait(_WATCH):
            drawn, now = months()
            if drawn != now == before:  # it stands still, and is not seen
                force_update()
            before = now

    solara.use_thread(watch, dependencies=[months], intrusive_cancel=False)
