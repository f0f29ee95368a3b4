"""History matching: wave by wave, throw away what cannot be right (Craig et al. 1997; Vernon et al. 2010).

Points of a wave are run; an emulator of each figure is fitted to them; the next wave tries points that no emulator so far
rules out. What is left is not a best fit, but everything that nothing known rules out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from collectief_sim.calibration.emulator import Emulator
from collectief_sim.calibration.implausible import implausibility
from collectief_sim.calibration.plan import Calibration, Wave
from collectief_sim.calibration.points import Progress, Task, Tried, run_points
from collectief_sim.calibration.space import Space, filled

type Array = npt.NDArray[np.float64]

MOST_DRAWS = 2**20  # of the prior, to find what is left of it
_BLOCK = 2**15
_STEPS = 200  # of a walk through what is left, where draws hardly ever hit it
_SEED = 7  # of draws and walks: they decide where points lie, never how a run goes


@dataclass(frozen=True)
class Emulated:
    """A wave with an emulator of every figure."""

    tried: Tried
    emulators: tuple[Emulator, ...]
    spreads: Array  # between single runs, per target

    def plausible(self, plan: Calibration, targets: Sequence[str], points: Array) -> npt.NDArray[np.bool_]:
        """Which points no emulator of this wave rules out."""
        left = np.ones(len(points), bool)
        for i in self._strictest_first(plan, targets):
            if left.any():
                target = plan.targets[targets[i]]
                mean, error = self.emulators[i].predict(points[left])
                left[left] = implausibility(target, mean, error, self.spreads[i]) < plan.cutoff
        return left

    def _strictest_first(self, plan: Calibration, targets: Sequence[str]) -> list[int]:
        off = self.tried.implausibility(plan, targets)
        return [int(i) for i in np.argsort(-(off >= plan.cutoff).mean(axis=0), kind="stable")]


@dataclass(frozen=True)
class Matched:
    """What a history matching under one rule found."""

    space: Space
    targets: tuple[str, ...]
    waves: tuple[Emulated, ...]
    shares: tuple[float, ...]  # of the prior that is left after each wave
    left: Array  # points that nothing rules out, shape (n, settings)


def emulate(tried: Tried) -> Emulated:
    """Fit an emulator of every figure to the points of a wave."""
    columns = range(tried.figures.shape[1])
    emulators = tuple(Emulator(tried.points, tried.figures[:, i], tried.errors[:, i]) for i in columns)
    spreads = [
        float(np.nanmean(tried.spreads[:, i])) if np.isfinite(tried.spreads[:, i]).any() else 0.0 for i in columns
    ]
    return Emulated(tried, emulators, np.array(spreads))


def match(
    plan: Calibration,
    space: Space,
    targets: tuple[str, ...],
    rule: str,
    waves: Sequence[Wave],
    wanted: int,
    folder: Path,
    progress: Progress,
    workers: int | None,
    name: str,
) -> Matched:
    """All waves of one matching; `wanted` points of what is left at the end."""
    done: list[Emulated] = []
    shares: list[float] = []
    points, first_seed = filled(space, waves[0].points, _SEED), plan.first_seed
    for number, wave in enumerate(waves, 1):
        task = Task(f"{name}-wave-{number}", rule, space, points, first_seed, wave.seeds, targets)
        first_seed += wave.points * wave.seeds
        tried = run_points(plan, task, folder, progress, workers)
        for before in done[:1]:  # points of the first wave that lie in what is left help as well
            tried = tried.beside(before.tried.some(_plausible(plan, targets, done, before.tried.points)))
        done.append(emulate(tried))
        more = waves[number].points if number < len(waves) else wanted
        share, points = what_is_left(plan, space, targets, done, more, number)
        shares.append(share)
        if not len(points):
            break
    return Matched(space, targets, tuple(done), tuple(shares), points)


def what_is_left(
    plan: Calibration, space: Space, targets: Sequence[str], waves: Sequence[Emulated], wanted: int, number: int
) -> tuple[float, Array]:
    """The share of the prior that no emulator rules out, and up to so many points of it; none if there is nothing left."""
    found, draws = np.empty((0, len(space.names))), 0
    stream = filled(space, MOST_DRAWS, _SEED + number)
    while draws < MOST_DRAWS and len(found) < 4 * wanted:
        block = stream[draws : draws + _BLOCK]
        draws += len(block)
        found = np.concatenate([found, block[_plausible(plan, targets, waves, block)]])
    share = len(found) / draws
    if 0 < len(found) < wanted:
        found = _walk(plan, targets, waves, found, wanted)
    return share, found[:wanted]


def _plausible(
    plan: Calibration, targets: Sequence[str], waves: Sequence[Emulated], points: Array
) -> npt.NDArray[np.bool_]:
    left = np.ones(len(points), bool)
    for wave in reversed(waves):  # the last is the strictest
        if left.any():
            left[left] = wave.plausible(plan, targets, points[left])
    return left


def _walk(plan: Calibration, targets: Sequence[str], waves: Sequence[Emulated], found: Array, wanted: int) -> Array:
    """More points of what is left, where draws hardly ever hit it: walks from those that did, steps that stay inside."""
    rng = np.random.default_rng(_SEED)
    at = found[rng.integers(0, len(found), wanted)]
    spread = np.maximum(0.02, found.std(axis=0))
    for _ in range(_STEPS):
        moved = at + rng.normal(size=at.shape) * spread * 2.4 / np.sqrt(at.shape[1]) * rng.choice(
            [0.1, 0.3, 1.0], (wanted, 1)
        )
        inside = ((moved >= 0.0) & (moved <= 1.0)).all(axis=1)
        inside[inside] = _plausible(plan, targets, waves, moved[inside])
        at = np.where(inside[:, None], moved, at)
    return at
