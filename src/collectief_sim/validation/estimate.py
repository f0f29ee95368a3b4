"""A figure with its interval, and what is thought of it."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

type Array = npt.NDArray[np.float64]

RESAMPLES = 1000


@dataclass(frozen=True)
class Figure:
    """A number with its 95% interval over seeds."""

    value: float
    low: float
    high: float


def figure(of_sums: Callable[[Array], Array], runs: Array) -> Figure:
    """A function of sums over runs, with a percentile bootstrap over runs.

    Parameters
    ----------
    of_sums
        Takes sums with shape (..., k), gives values with shape (...).
    runs
        One row a run, shape (n, k).
    """
    from scipy.stats import bootstrap

    def statistic(chosen: npt.NDArray[np.int64], axis: int = -1) -> Array:
        return of_sums(runs[chosen].sum(axis=-2))

    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a figure that is the same in every resample has an interval of no width
        value = float(of_sums(runs.sum(axis=0)))
        spread = bootstrap(
            (np.arange(len(runs)),),
            statistic,
            vectorized=True,
            n_resamples=RESAMPLES,
            batch=50,
            method="percentile",
            rng=np.random.default_rng(1),
        )
        draws = spread.bootstrap_distribution
        low, high = np.nanpercentile(draws, [2.5, 97.5]) if np.isfinite(draws).any() else (math.nan, math.nan)
    return Figure(value, float(low), float(high))


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
