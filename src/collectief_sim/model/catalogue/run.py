"""A run as outcomes read it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from collectief_sim.model.catalogue.accounting import Money

type Table = Any


@dataclass(frozen=True)
class Run:
    """A run of so many months, or as far as it is."""

    world: Any
    lives: Table  # all collectives there were
    series: Table  # a row a month
    last: Table  # the last month
    stable: npt.NDArray[np.bool_]  # of each collective: whether it ever was
    area_level: npt.NDArray[np.bool_]
    recognised: npt.NDArray[np.bool_]
    ended: Mapping[str, int]  # how many collectives, by cause
    alive_at: Callable[[int], float | None]  # the share that reaches an age [months]

    @cached_property
    def money(self) -> Money:
        """Who has what of it, in money."""
        return Money(self.world)


def ratio(part: float, whole: float) -> float | None:
    """Part over whole, None if there is no whole."""
    return float(part) / float(whole) if whole else None


def defined(value: float) -> float | None:
    """A number, or None for NaN."""
    return None if np.isnan(value) else float(value)
