"""Could the truth be found at all? Every point of the first wave takes its turn as synthetic truth.

Its figures are what would be known, in bands like ours; emulators of other points, which never saw it, say what they rule out.
Nothing is run for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from collectief_sim.calibration.emulator import Emulator
from collectief_sim.calibration.implausible import implausibility, known_band
from collectief_sim.calibration.plan import Calibration, Target
from collectief_sim.calibration.space import Space, filled
from collectief_sim.calibration.waves import Emulated

type Array = npt.NDArray[np.float64]

_FOLDS = 4
_DRAWS = 2048  # of the prior, that each truth is told apart from
_SEED = 11
FEWEST_LEFT = 5  # draws below which nothing is said of what is left


@dataclass(frozen=True)
class Recovery:
    """What came of it.

    Attributes
    ----------
    kept
        Share of truths that were not ruled out themselves.
    left
        Share of the prior that was left, in the middle of truths.
    found
        For every setting, share of its variance between truths that the middle of what is left predicts.
    """

    kept: float
    left: float
    found: Array


def recovery(plan: Calibration, space: Space, targets: Sequence[str], first: Emulated) -> Recovery:
    """Take every point of the first wave for the truth in turn."""
    tried, draws = first.tried, filled(space, _DRAWS, _SEED)
    fold = np.arange(len(tried.points)) % _FOLDS
    worst_of_draws = np.zeros((len(tried.points), _DRAWS))
    worst_of_truth = np.zeros(len(tried.points))
    for number in range(_FOLDS):
        mine = np.flatnonzero(fold == number)
        for i, name in enumerate(targets):
            emulator = _without(first, fold != number, i, draws)
            for truth in mine:
                known, error = tried.figures[truth, i], tried.errors[truth, i]
                if np.isnan(known) or np.isnan(error):
                    continue  # would not be known in that world, or nobody could say how well
                target = _known_as(plan.targets[name], known, error)
                spread = first.spreads[i]
                worst_of_draws[truth] = np.maximum(worst_of_draws[truth], implausibility(target, *emulator[0], spread))
                at_truth = (emulator[1][0][mine == truth], emulator[1][1][mine == truth])
                off = float(implausibility(target, *at_truth, spread)[0])
                worst_of_truth[truth] = max(worst_of_truth[truth], off)
    left = worst_of_draws < plan.cutoff
    enough = left.sum(axis=1) >= FEWEST_LEFT
    middles = np.array([draws[row].mean(axis=0) for row in left[enough]])
    found = _explained(middles, tried.points[enough]) if enough.sum() > 2 else np.full(len(space.names), np.nan)
    return Recovery(float((worst_of_truth < plan.cutoff).mean()), float(np.median(left.mean(axis=1))), found)


def _without(
    first: Emulated, others: npt.NDArray[np.bool_], i: int, draws: Array
) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """What an emulator of the other folds says of the draws, and of the points of this one."""
    tried = first.tried
    start = first.emulators[i].kernel
    emulator = Emulator(tried.points[others], tried.figures[others, i], tried.errors[others, i], start)
    return emulator.predict(draws), emulator.predict(tried.points[~others])


def _known_as(target: Target, value: float, error: float) -> Target:
    """What would be known of a synthetic truth: a band as wide around it, or on which side of an open end it lies.

    Its simulation error is not known away.
    """
    spread = float(np.hypot(target.spread, error))
    return target.model_copy(update={**_ends_around(value, *known_band(target), target.scale), "spread": spread})


def _ends_around(value: float, low: float, high: float, scale: str) -> dict[str, float | None]:
    if np.isinf(low) or np.isinf(high):
        end = high if np.isinf(low) else low
        below, above = (None, end) if value < end else (end, None)
    else:
        below, above = value - (high - low) / 2, value + (high - low) / 2
    back = np.exp if scale == "log" else float
    return {"low": None if below is None else float(back(below)), "high": None if above is None else float(back(above))}


def _explained(predicted: Array, truth: Array) -> Array:
    """Share of the variance of each setting that a straight line on its prediction explains (R2, adjusted)."""
    found = []
    for column in range(truth.shape[1]):
        x, y = predicted[:, column], truth[:, column]
        together = np.corrcoef(x, y)[0, 1] ** 2 if x.std() > 0 and y.std() > 0 else 0.0
        found.append(1.0 - (1.0 - together) * (len(x) - 1) / max(1, len(x) - 2))
    return np.array(found)
