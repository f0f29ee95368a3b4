"""Calibration by history matching: throw away what cannot be right, wave by wave (Craig et al. 1997; Vernon et al. 2010).

First, which parameters can the targets tell apart at all? Points fill the whole box of free parameters; each takes its
turn as synthetic truth, and is predicted from the figures it produced. What cannot be recovered stays as it is.

Then each wave runs a space-filling design (Sobol) of the others, a few seeds a point, and computes for every target how
many standard deviations the model is off (implausibility; known spread and simulation noise together). The next wave
fills the box that holds the least implausible points.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydantic import ValidationError

from collectief_sim.files.errors import ScenarioError
from collectief_sim.files.toml_files import read_toml
from collectief_sim.scenario import load
from collectief_sim.scenario.fields import Section, choice, number
from collectief_sim.scenario.files import override
from collectief_sim.scenario.problems import explain
from collectief_sim.validation.arms import arms_called
from collectief_sim.validation.patterns import ALL, Pattern, Runs
from collectief_sim.validation.run import arms_for, gather

type Array = npt.NDArray[np.float64]

TOLD_APART = 0.25  # share of its variance from which a parameter counts as recovered, and is fitted


class Range(Section):
    """Where a free parameter may lie."""

    low: float = number(..., "", None, None, "", "least value")  # type: ignore[arg-type]
    high: float = number(..., "", None, None, "", "most")  # type: ignore[arg-type]


class Target(Section):
    """A figure the model should give: check 2 of pattern P15 is "P15.2"."""

    value: float = number(..., "", None, None, "", "what is known")  # type: ignore[arg-type]
    spread: float = number(..., "", 1e-9, None, "", "standard deviation of what is known, model error included")  # type: ignore[arg-type]
    source: str = choice(..., "", "evidence id")


class Calibration(Section):
    """A calibration as data (experiments/calibration.toml)."""

    points: int = number(128, "points", 8, 100_000, "", "points a wave")
    waves: int = number(3, "waves", 1, 20, "", "how often the box is narrowed")
    keep_share: float = number(0.15, "share", 0.01, 1, "", "least implausible points that span the next box")
    seeds: int = number(6, "runs", 2, 10_000, "", "runs a point and arm")
    finalists: int = number(8, "points", 1, 1000, "", "best points that are run again on fresh seeds")
    final_seeds: int = number(48, "runs", 2, 100_000, "", "runs of each of them and arm")
    first_seed: int = number(100_001, "", 0, 2**62, "", "first seed: not one that validation uses")
    parameters: dict[str, Range] = choice(..., "", "free parameters by path")
    targets: dict[str, Target] = choice(..., "", "figures to match")

    def runs(self) -> int:
        """Runs of each arm."""
        return (1 + self.waves) * self.points * self.seeds + min(
            self.finalists, self.waves * self.points
        ) * self.final_seeds

    def patterns(self) -> list[Pattern]:
        """The patterns whose checks are targets."""
        wanted = {name.split(".")[0] for name in self.targets}
        return [pattern for pattern in ALL if pattern.id in wanted]


def load_calibration(file: Path | None = None) -> Calibration:
    """Read a calibration; without a file the one that comes with the package. Raises :class:`ScenarioError`."""
    from collectief_sim.experiment.design import folder

    path = file or folder() / "calibration.toml"
    try:
        plan = Calibration.model_validate(read_toml(path))
    except ValidationError as error:
        raise explain(error, Calibration, str(path)) from None
    override(
        load("stylised-area"), {name: limits.low for name, limits in plan.parameters.items()}, f"{path}: parameters:"
    )
    known = {pattern.id for pattern in ALL}
    for name in plan.targets:
        if name.split(".")[0] not in known or not name.partition(".")[2].isdigit():
            raise ScenarioError(f'{path}: targets: {name!r} must be a pattern and the number of its check, as "P15.2".')
    return plan


@dataclass(frozen=True)
class Wave:
    """A design and what came of it."""

    points: Array  # shape (points, parameters)
    figures: Array  # shape (points, targets)
    noise: Array  # the same: standard error over seeds
    implausibility: Array  # shape (points, targets): standard deviations off

    @property
    def worst(self) -> Array:
        """Implausibility of each point: the largest over the targets."""
        return np.nan_to_num(self.implausibility, nan=np.inf).max(axis=1)


def box_of(plan: Calibration) -> Array:
    """Least and most of every parameter, shape (parameters, 2)."""
    return np.array([[limits.low, limits.high] for limits in plan.parameters.values()])


def fill(plan: Calibration, box: Array, wave: int) -> Array:
    """Points that fill a box evenly (Sobol), shape (points, parameters)."""
    from scipy.stats import qmc

    unit = qmc.Sobol(len(box), rng=np.random.default_rng(wave)).random(plan.points)
    return np.asarray(qmc.scale(unit, box[:, 0], box[:, 1]))


def run_points(
    plan: Calibration, points: Array, seeds: range, progress: Callable[[int], None], workers: int | None
) -> Wave:
    """Run every point, and see how far off it is."""
    arms = arms_for(plan.patterns())
    specs = {
        f"{i}: {name}": spec
        for i, point in enumerate(points)
        for name, spec in arms_called(arms, dict(zip(plan.parameters, map(float, point), strict=True))).items()
    }
    runs = gather(specs, seeds, workers, progress)
    results = [read(plan, {name: runs[f"{i}: {name}"] for name in arms}) for i in range(len(points))]
    figures, noise = (np.array(part) for part in zip(*results, strict=True))
    known = np.array([[target.value, target.spread] for target in plan.targets.values()])
    off = (figures - known[:, 0]) / np.sqrt(known[:, 1] ** 2 + noise**2)
    return Wave(points, figures, noise, np.abs(off))


def read(plan: Calibration, runs: Runs) -> tuple[list[float], list[float]]:
    """The target figures of one setting of the parameters, and their standard errors."""
    checks = {f"{p.id}.{i}": c.figure for p in plan.patterns() for i, c in enumerate(p.checks(runs), 1)}
    missing = [name for name in plan.targets if name not in checks]
    if missing:
        raise ScenarioError(f"targets: there is no check {missing[0]!r}. Known are {', '.join(checks)}.")
    figures = [checks[name] for name in plan.targets]
    return [f.value for f in figures], [(f.high - f.low) / 3.92 for f in figures]


def narrowed(plan: Calibration, waves: list[Wave]) -> Array:
    """The box of the least implausible points of all waves so far."""
    points = np.concatenate([wave.points for wave in waves])
    best = order(waves)[: max(4, int(plan.keep_share * plan.points))]
    return np.column_stack([points[best].min(axis=0), points[best].max(axis=0)])


def order(waves: list[Wave]) -> npt.NDArray[np.intp]:
    """All points of all waves, the least implausible first."""
    return np.argsort(np.concatenate([wave.worst for wave in waves]), kind="stable")


def recovered(wave: Wave) -> Array:
    """Share of the variance of each parameter that the figures explain, each point predicted without itself.

    Least squares of the parameters on the figures and their squares, leave-one-out by the hat matrix; 1 is perfectly
    recovered, 0 or below not at all.
    """
    sound = np.isfinite(wave.figures).all(axis=1)
    z = wave.figures[sound]
    z = (z - z.mean(axis=0)) / np.maximum(z.std(axis=0), 1e-12)
    x = np.column_stack([np.ones(len(z)), z, z**2])
    hat = x @ np.linalg.pinv(x)
    points = wave.points[sound]
    left_out = (points - hat @ points) / (1 - np.diag(hat))[:, None]
    return 1 - (left_out**2).sum(axis=0) / ((points - points.mean(axis=0)) ** 2).sum(axis=0)


@dataclass(frozen=True)
class Fit:
    """What a calibration found."""

    recovered: dict[str, float]  # every free parameter: share of its variance that the figures explain
    plan: Calibration  # with the parameters that could be recovered
    waves: list[Wave]
    final: Wave


def calibrate(
    plan: Calibration, progress: Callable[[int], None] = lambda done: None, workers: int | None = None
) -> Fit:
    """Find out which parameters the targets can tell apart, fit those, and leave the others as they are.

    The best points run again on fresh seeds: on the seeds that chose them they look better than they are.
    """
    seeds = range(plan.first_seed, plan.first_seed + plan.seeds)
    first = run_points(plan, fill(plan, box_of(plan), 0), seeds, progress, workers)
    shares = dict(zip(plan.parameters, map(float, recovered(first)), strict=True))
    told_apart = {name: limits for name, limits in plan.parameters.items() if shares[name] >= TOLD_APART}
    fitted = plan.model_copy(update={"parameters": told_apart or plan.parameters})
    waves: list[Wave] = []
    for wave in range(1, plan.waves + 1):
        box = narrowed(fitted, waves) if waves else box_of(fitted)
        waves.append(run_points(fitted, fill(fitted, box, wave), seeds, progress, workers))
    best = np.concatenate([wave.points for wave in waves])[order(waves)[: plan.finalists]]
    final = run_points(fitted, best, range(seeds.stop, seeds.stop + plan.final_seeds), progress, workers)
    return Fit(shares, fitted, waves, final)
