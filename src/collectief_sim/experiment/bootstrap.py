"""Intervals of means by the bootstrap, for many samples at once: samples of one size share their resamples."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

type FloatArray = npt.NDArray[np.float64]

RESAMPLES = 1999
TAIL = 0.025  # on either side of a 95% interval
_AT_ONCE = 256  # samples: their resampled means are some megabytes
_TIE = 1e-12  # of the largest value: means nearer than this are the same, but for the order in which they were added up


def intervals(samples: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The ends of 95% intervals of means: the wider of Student's t and the bootstrap, bias-corrected and accelerated (BCa).

    Each alone is too narrow somewhere at the sizes there are: BCa (Efron 1987) where a few values lie far out on both sides,
    Student's where they do on one. The wider of both covers at its rate with either, and is hardly wider where nothing is
    skewed (tests/test_coverage.py).

    Parameters
    ----------
    samples
        One in a row: shape (samples, size), without anything undefined.
    """
    low, high = bootstrapped(samples)
    mean, half = samples.mean(axis=1), half_width(samples)
    return np.minimum(low, mean - half), np.maximum(high, mean + half)


def half_width(samples: FloatArray) -> FloatArray:
    """Half the width of Student's 95% intervals."""
    from scipy.special import stdtrit

    size = samples.shape[1]
    return np.asarray(stdtrit(size - 1, 1 - TAIL) * samples.std(axis=1, ddof=1) / np.sqrt(size))


def bootstrapped(samples: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The same by the bootstrap alone.

    They are those of `scipy.stats.bootstrap` on the same resamples, to rounding, at tails that allow for a bootstrap being
    narrower in small samples, as Student's t does (Hesterberg 2015). Where there is no acceleration, as in a sample that never
    varies, they are plain percentiles.
    """
    low, high = np.empty(len(samples)), np.empty(len(samples))
    times = times_drawn(samples.shape[1])
    for first in range(0, len(samples), _AT_ONCE):
        some = slice(first, first + _AT_ONCE)
        low[some], high[some] = _intervals(samples[some], times)
    return low, high


def tail(size: int) -> float:
    """The share of resamples that is left out on either side, for a sample of this size."""
    from scipy.special import ndtr, stdtrit

    return float(ndtr(np.sqrt(size / (size - 1)) * stdtrit(size - 1, TAIL)))


@lru_cache(maxsize=2)
def times_drawn(size: int) -> FloatArray:
    """How often each value of a sample is in each resample: shape (size, RESAMPLES)."""
    picks = np.random.default_rng(1).integers(0, size, (RESAMPLES, size))
    places = picks + size * np.arange(RESAMPLES)[:, None]
    return np.bincount(places.ravel(), minlength=RESAMPLES * size).reshape(RESAMPLES, size).T.astype(float)


@lru_cache(maxsize=2)
def places_drawn(size: int) -> npt.NDArray[np.intp]:
    """Where in a table of that shape what was drawn is, as often as it was."""
    times = times_drawn(size)
    return np.repeat(np.arange(times.size), times.ravel().astype(np.intp))


def _intervals(samples: FloatArray, times: FloatArray) -> tuple[FloatArray, FloatArray]:
    from scipy.special import ndtr, ndtri

    out = tail(samples.shape[1])
    means = samples.mean(axis=1, keepdims=True)
    resampled = np.sort(samples @ times / samples.shape[1], axis=1)
    tie = _TIE * np.abs(samples).max(axis=1, keepdims=True)
    below = ((resampled < means - tie).mean(axis=1) + (resampled <= means + tie).mean(axis=1)) / 2
    apart = samples - means
    with np.errstate(invalid="ignore", divide="ignore"):
        acceleration = (apart**3).sum(axis=1) / (6 * (apart**2).sum(axis=1) ** 1.5)
        ends = []
        for normal in (ndtri(out), -ndtri(out)):
            moved = ndtri(below) + normal
            ends.append(ndtr(ndtri(below) + moved / (1 - acceleration * moved)))
    known = np.isfinite(ends).all(axis=0)
    low, high = (np.where(known, end, tail) for end, tail in zip(ends, (out, 1 - out), strict=True))
    return _quantiles(resampled, low), _quantiles(resampled, high)


def _quantiles(ordered: FloatArray, shares: FloatArray) -> FloatArray:
    """A quantile of each row, which is in order, with its own share (linear between values, as NumPy has it)."""
    place = shares * (ordered.shape[1] - 1)
    under = np.minimum(place.astype(int), ordered.shape[1] - 2)
    rows = np.arange(len(ordered))
    value, next_one = ordered[rows, under], ordered[rows, under + 1]
    return np.asarray(value + (place - under) * (next_one - value))
