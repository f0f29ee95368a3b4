"""A quick stand-in for a figure of the model, which knows how unsure it is: a Gaussian process (scikit-learn)."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from collectief_sim.files.errors import ScenarioError

type Array = npt.NDArray[np.float64]

FEWEST = 8  # points below which a figure is not emulated at all
_BLOCK = 4096  # points that are predicted at a time, so that memory stays small


@dataclass(frozen=True)
class LeftOut:
    """Each point predicted without itself."""

    mean: Array
    error: Array  # standard deviation of what would be seen there, simulation error included
    seen: Array

    @property
    def off(self) -> Array:
        """Standard deviations off."""
        return (self.seen - self.mean) / self.error

    @property
    def explained(self) -> float:
        """Share of the variance that is predicted."""
        return 1.0 - float(((self.seen - self.mean) ** 2).sum() / ((self.seen - self.seen.mean()) ** 2).sum())


class Emulator:
    """Predicts one figure at points of the unit cube.

    Parameters
    ----------
    points
        Shape (n, parameters), each from 0 to 1.
    values, errors
        Shape (n,): the figure there, with its simulation error. Points without a figure are left out.
    start
        Kernel of an emulator of the same figure, from which the fit begins: that is quicker.
    """

    def __init__(self, points: Array, values: Array, errors: Array, start: Any = None) -> None:
        sound = np.isfinite(values) & np.isfinite(errors)
        self.points, values, errors = points[sound], values[sound], errors[sound]
        self.enough = len(values) >= FEWEST
        self.level = float(values.mean()) if self.enough else 0.0
        self.unit = float(values.std()) if self.enough else 0.0
        self.flat = self.unit <= 1e-12 * max(1.0, abs(self.level))
        self._scaled = (values - self.level) / self.unit if not self.flat else values * 0.0
        self._noise = (errors / self.unit) ** 2 if not self.flat else errors * 0.0
        self.stretch = 1.0  # of its errors, where leaving points out shows that they are too small
        self._process = self._fitted(start) if self.enough and not self.flat else None
        if self._process is not None:
            self.stretch = max(1.0, float(np.sqrt(np.mean(self.left_out().off ** 2))))

    @property
    def kernel(self) -> Any:
        """What was fitted; None if nothing was."""
        return None if self._process is None else self._process.kernel_

    def predict(self, points: Array) -> tuple[Array, Array]:
        """Mean and standard deviation of the figure itself, simulation error left out; both of shape (n,)."""
        if self._process is None:
            unsure = 0.0 if self.enough else np.inf  # flat: the same everywhere
            return np.full(len(points), self.level), np.full(len(points), unsure)
        with libraries()[2](1):
            parts = [self._process.predict(_centred(some), return_std=True) for some in _in_blocks(points)]
        mean, error = (np.concatenate(part) for part in zip(*parts, strict=True))
        return self.level + self.unit * mean, self.stretch * self.unit * error

    def left_out(self) -> LeftOut:
        """Each point predicted without itself, in closed form (Rasmussen and Williams 2006, 5.4.2)."""
        if self._process is None:
            raise ValueError("nothing was fitted: the figure is the same everywhere, or there are too few points")
        among = self._process.kernel_(_centred(self.points)) + np.diag(self._noise)
        inverse = np.linalg.inv(among)
        variance = 1.0 / np.diag(inverse)
        mean = self._scaled - (inverse @ self._scaled) * variance
        seen = self.level + self.unit * self._scaled
        return LeftOut(self.level + self.unit * mean, self.stretch * self.unit * np.sqrt(variance), seen)

    def _fitted(self, start: Any) -> Any:
        process, kernels, limits = libraries()
        wide = kernels.RBF(np.full(self.points.shape[1], 3.0), (0.3, 100.0))
        usual = (
            kernels.ConstantKernel(0.5, (1e-3, 1e2)) * wide
            + kernels.ConstantKernel(0.5, (1e-3, 1e2)) * kernels.DotProduct(1.0, "fixed")
            + kernels.WhiteKernel(1e-2, (1e-6, 1.0))
        )
        fitted = process(start or usual, alpha=np.maximum(1e-8, self._noise))
        with limits(1), warnings.catch_warnings():  # one thread: or sums depend on how many cores there are
            warnings.simplefilter("ignore")  # a length at its bound means that a parameter does nothing
            fitted.fit(_centred(self.points), self._scaled)
        return fitted


def libraries() -> tuple[Any, Any, Any]:
    """Scikit-learn's process and kernels, and how to limit threads; raises :class:`ScenarioError` if they are not installed."""
    try:
        from sklearn.gaussian_process import GaussianProcessRegressor, kernels
        from threadpoolctl import threadpool_limits
    except ImportError:
        raise ScenarioError(
            "calibrate needs scikit-learn: pip install 'collectief-sim[calibrate]', or uv sync --extra calibrate."
        ) from None
    return GaussianProcessRegressor, kernels, threadpool_limits


def _centred(points: Array) -> Array:
    return 2.0 * points - 1.0


def _in_blocks(points: Array) -> list[Array]:
    return np.array_split(points, max(1, -(-len(points) // _BLOCK)))
