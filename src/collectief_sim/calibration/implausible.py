"""How far a figure is from what is known, in standard deviations of all that may have it off (Craig et al. 1997)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from collectief_sim.calibration.plan import Target

type Array = npt.NDArray[np.float64]

_LEAST, _MOST = 1e-6, 1e6  # ratios beyond are as good as nothing, and as everything


def on_scale(target: Target, values: Array, errors: Array) -> tuple[Array, Array]:
    """Figures and their errors as a target compares them: themselves, or logarithms."""
    if target.scale == "plain":
        return values, errors
    held = np.clip(values, _LEAST, _MOST)
    return np.log(held), errors / held


def known_band(target: Target) -> tuple[float, float]:
    """What is known, on the same scale; infinite where it is open."""
    low = -np.inf if target.low is None else target.low
    high = np.inf if target.high is None else target.high
    if target.scale == "plain":
        return low, high
    return (np.log(low) if target.low is not None else -np.inf), np.log(high)


def beyond(band: tuple[float, float], values: Array) -> Array:
    """How far values lie outside a band; 0 inside."""
    low, high = band
    return np.maximum(0.0, np.maximum(low - values, values - high))


def implausibility(target: Target, values: Array, errors: Array, runs_spread: Array | float = 0.0) -> Array:
    """Standard deviations off, of figures on the scale of a target.

    Parameters
    ----------
    values, errors
        Figures, and how far simulation or an emulator may have them off.
    runs_spread
        Standard deviation between single runs, which counts where what is known is of one history.

    Returns
    -------
    array
        0 within what is known. Infinite where there is no figure, or one outside of which nobody can say how far it is off.
    """
    once = np.asarray(runs_spread, float) ** 2 if target.one_history else 0.0
    outside = beyond(known_band(target), values)
    off = outside / np.sqrt(target.spread**2 + errors**2 + once)
    return np.where(outside == 0.0, 0.0, np.where(np.isnan(off), np.inf, off))
