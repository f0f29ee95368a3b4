"""A figure with its interval, and what is thought of it."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

type Array = npt.NDArray[np.float64]

RESAMPLES = 1000


@dataclass(frozen=True)
class Figure:
    """A number that is a function of sums over runs, with how far luck may have it off.

    Attributes
    ----------
    of_sums
        Takes sums with shape (..., k), gives values with shape (...).
    runs
        One row a run, shape (n, k).
    grain
        Takes the same sums, gives what one event more would change: no figure is known better than that, least of all
        where nothing happened and runs agree. Absent where there are no events to count.
    """

    of_sums: Callable[[Array], Array]
    runs: Array
    grain: Callable[[Array], Array] | None = None

    @cached_property
    def value(self) -> float:
        """The number over all runs."""
        return float(self._of(self.runs.sum(axis=0)))

    @property
    def low(self) -> float:
        """Lower end of its 95% interval."""
        return self._interval[0]

    @property
    def high(self) -> float:
        """Upper end of its 95% interval."""
        return self._interval[1]

    @cached_property
    def error(self) -> float:
        """Standard error by the jackknife (each run left out in turn), at least one event; nan if it cannot be had."""
        if len(self.runs) < 2:
            return math.nan
        whole = self.runs.sum(axis=0)
        without = self._of(whole - self.runs)
        with np.errstate(all="ignore"):  # a ratio without anything below the line
            least = 0.0 if self.grain is None else float(self.grain(whole))
            return max(float(np.sqrt((len(without) - 1) * without.var())), least)

    @cached_property
    def _interval(self) -> tuple[float, float]:
        """Percentile bootstrap over runs."""
        from scipy.stats import bootstrap

        def statistic(chosen: npt.NDArray[np.int64], axis: int = -1) -> Array:
            return self._of(self.runs[chosen].sum(axis=-2))

        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a figure that is the same in every resample has an interval of no width
            spread = bootstrap(
                (np.arange(len(self.runs)),),
                statistic,
                vectorized=True,
                n_resamples=RESAMPLES,
                batch=50,
                method="percentile",
                rng=np.random.default_rng(1),
            )
            draws = spread.bootstrap_distribution
            low, high = np.nanpercentile(draws, [2.5, 97.5]) if np.isfinite(draws).any() else (math.nan, math.nan)
        return float(low), float(high)

    def _of(self, sums: Array) -> Array:
        with np.errstate(all="ignore"):
            return np.asarray(self.of_sums(sums))


HOLDS, BARELY, UNSURE, FAILS = "holds", "barely", "unsure", "fails"


@dataclass(frozen=True)
class Check:
    """One figure against its accepted band."""

    what: str
    figure: Figure
    band: tuple[float, float]
    why: str
    form: str = "{:.2f}"

    @property
    def verdict(self) -> str:
        """What more runs could still change: whole interval in the band, figure in it, interval touching it, or none."""
        low, high = self.band
        if low <= self.figure.value <= high:
            return HOLDS if low <= self.figure.low and self.figure.high <= high else BARELY
        return UNSURE if self.figure.low <= high and self.figure.high >= low else FAILS
