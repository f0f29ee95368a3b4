"""Elementary effects: what an outcome changes when one parameter goes from one end of its range to the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

type Array = npt.NDArray[np.float64]

ONCE_IN = 20  # cases in which luck alone makes any parameter of a table stand out, by its size or by its mean


_ROUNDING = 1e-9  # below it effects are what is left of sums that should be nought
_HALF = 0.5 / ONCE_IN  # for each of the two
_HALF_NORMAL = np.pi / 2 - 1  # variance over squared mean of the size of normal luck


@dataclass(frozen=True)
class Effects:
    """Of every parameter, each of shape (parameters,)."""

    mu: Array  # mean effect
    mu_star: Array  # mean size of the effect, whatever its sign
    sigma: Array  # standard deviation of the effect between places in the box
    noise: Array  # what mu_star stays below by luck alone
    noise_mu: Array  # what mu stays below by luck alone, up or down

    @property
    def stands_out(self) -> npt.NDArray[np.bool_]:
        """Whether it is more than luck, all parameters together, in 19 of 20 cases: by its mean, or by its size."""
        beyond = (self.mu_star > self.noise) | (np.abs(self.mu) > self.noise_mu)
        return beyond & (self.mu_star > _ROUNDING)


def elementary(values: Array, moved: npt.NDArray[np.intp], sizes: Array) -> Array:
    """The effect of each step, luck by luck.

    Parameters
    ----------
    values
        An outcome, shape (trajectories, points, seeds).
    moved
        Which parameter each step moves, shape (trajectories, parameters).
    sizes
        By what part of its range it moved, upwards or downwards, as it was really run; the same shape.

    Returns
    -------
    Array
        Shape (trajectories, parameters, seeds), by parameter.
    """
    steps = np.diff(values, axis=1) / sizes[..., None]
    found = np.empty_like(steps)
    np.put_along_axis(found, moved[..., None], steps, axis=1)
    return found


def summed_up(effects: Array) -> Effects:
    """Mean, mean size and spread over trajectories, and the noise level.

    The mean over seeds is the effect, with luck in it. Weighed the other way, some seeds plus and some minus so that all
    that is the same in them falls away (orthogonal contrasts), the same seeds give just as much luck, and no effect. What a
    mean size comes to by luck is the mean size of these, and how much a mean varies by luck follows from their squares. The
    two levels are so many times that as it takes for all parameters to stay below both in 19 of 20 cases in which none
    matters. Luck falls out of a mean and not out of a mean size: an effect that always goes one way is seen by the first, one
    that changes sign by the second alone.

    A parameter that nothing reads has neither effect nor luck, as the luck of a trajectory is the same at all its points.
    """
    known = np.isfinite(effects).all(axis=2)
    sizes = known.sum(axis=0)
    mean = np.where(known, _filled(effects, known).mean(axis=2), 0.0)
    luck = np.abs(_contrasts(_filled(effects, known)))
    with np.errstate(invalid="ignore", divide="ignore"):
        mu, mu_star = mean.sum(axis=0) / sizes, np.abs(mean).sum(axis=0) / sizes
        sigma = np.sqrt((np.where(known, mean - mu, 0.0) ** 2).sum(axis=0) / (sizes - 1))
    return Effects(mu, mu_star, sigma, _level_of_sizes(luck, known), _level_of_means(luck, known))


def _filled(effects: Array, known: npt.NDArray[np.bool_]) -> Array:
    """Effects without holes: a trajectory on which an outcome is not known for a parameter does not count there."""
    return np.where(known[..., None], effects, 0.0)


def _contrasts(effects: Array) -> Array:
    """Seeds weighed against each other, as lucky as their mean: shape (trajectories, parameters, seeds - 1)."""
    seeds = effects.shape[2]
    weights = np.zeros((seeds, seeds - 1))
    for column in range(seeds - 1):
        weights[: column + 1, column] = 1.0
        weights[column + 1, column] = -(column + 1.0)
    return np.asarray(effects @ (weights / np.sqrt((weights**2).sum(axis=0) * seeds)))


def _level_of_sizes(luck: Array, known: npt.NDArray[np.bool_]) -> Array:
    """The usual size of luck times what it takes: the ratio of two means of sizes is about one of gammas, which has an F
    distribution. Where some trajectories have more luck than others, in effect and contrasts alike, it is wider.
    """
    from scipy import stats

    places, contrasts = known.sum(axis=0), luck.shape[2]
    each = np.where(known, luck.mean(axis=2), 0.0)
    whole = each.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        freedom = 2.0 / _HALF_NORMAL * whole**2 / (each**2).sum(axis=0)
        times = stats.f.ppf(1 - _HALF / luck.shape[1], freedom, freedom * contrasts)
    return np.where(places > 0, np.where(whole > 0, whole / np.maximum(1, places) * times, 0.0), np.nan)


def _level_of_means(luck: Array, known: npt.NDArray[np.bool_]) -> Array:
    """How much a mean over trajectories varies by luck, times what it takes (Student's t). Trajectories that differ in how
    much luck they have count for fewer (Satterthwaite).
    """
    from scipy import stats

    places = known.sum(axis=0)
    squares = np.where(known, (luck**2).mean(axis=2), 0.0)
    whole = squares.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        freedom = luck.shape[2] * whole**2 / (squares**2).sum(axis=0)
        above = np.sqrt(whole) / places * stats.t.ppf(1 - _HALF / 2 / luck.shape[1], np.maximum(1.0, freedom))
    return np.where(places > 0, np.where(whole > 0, above, 0.0), np.nan)
