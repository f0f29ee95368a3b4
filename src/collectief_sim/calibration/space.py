"""Points of the unit cube, and the settings they stand for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from collectief_sim.calibration.plan import Range
from collectief_sim.scenario import load
from collectief_sim.scenario.files import as_set
from collectief_sim.validation.arms import AREA

type Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Space:
    """Settings that are free, each between its ends."""

    names: tuple[str, ...]
    low: Array
    high: Array

    @classmethod
    def of(cls, free: dict[str, Range]) -> Space:
        """The space of some settings."""
        ends = [(limits.low, limits.high) for limits in free.values()]
        low, high = (np.array(end, float) for end in zip(*ends, strict=True))
        return cls(tuple(free), low, high)

    def narrowed(self, to: dict[str, tuple[float, float]]) -> Space:
        """The same with other ends for some settings."""
        low = np.array([to[name][0] if name in to else end for name, end in zip(self.names, self.low, strict=True)])
        high = np.array([to[name][1] if name in to else end for name, end in zip(self.names, self.high, strict=True)])
        return replace(self, low=low, high=high)

    def values(self, points: Array) -> Array:
        """Settings of points, shape (n, settings), rounded to what people can read."""
        raw = self.low + points * (self.high - self.low)
        digits = 3 - np.floor(np.log10(np.maximum(1e-12, self.high - self.low))).astype(int)
        return np.column_stack([np.round(raw[:, i], digits[i]) for i in range(len(self.names))])

    def settings(self, values: Array) -> dict[str, Any]:
        """The settings of one row of values, by path."""
        area = load(AREA)
        return {name: as_set(area, name, float(value)) for name, value in zip(self.names, values, strict=True)}


def filled(space: Space, count: int, seed: int) -> Array:
    """Points that fill the unit cube evenly (Sobol, scrambled), shape (count, settings)."""
    from scipy.stats import qmc

    sobol = qmc.Sobol(len(space.names), rng=np.random.default_rng(seed))
    return np.asarray(sobol.random_base2(int(np.ceil(np.log2(max(2, count)))))[:count])
