"""Running points of a wave: all arms of each on the same seeds, a file a point, so that an interrupt costs seconds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from collectief_sim.calibration.implausible import implausibility, on_scale
from collectief_sim.calibration.plan import Calibration
from collectief_sim.calibration.space import Space
from collectief_sim.experiment.worlds import RULE
from collectief_sim.files.disk import json_bytes, write_file
from collectief_sim.files.errors import ScenarioError
from collectief_sim.validation.arms import arms_called
from collectief_sim.validation.patterns import Runs
from collectief_sim.validation.run import arms_for, gather_sets

type Array = npt.NDArray[np.float64]
type Progress = Callable[[int], None]


@dataclass(frozen=True)
class Tried:
    """Points that were run, and what came of them.

    Attributes
    ----------
    points, values
        In the unit cube, and as settings: shape (points, settings).
    figures, errors, spreads
        On the scales of the targets: figure, simulation error, spread between single runs; shape (points, targets).
    """

    points: Array
    values: Array
    figures: Array
    errors: Array
    spreads: Array

    def some(self, which: npt.NDArray[Any]) -> Tried:
        """Only some of the points."""
        parts = (self.points, self.values, self.figures, self.errors, self.spreads)
        return Tried(*(part[which] for part in parts))

    def beside(self, other: Tried) -> Tried:
        """These points and others together."""
        mine = (self.points, self.values, self.figures, self.errors, self.spreads)
        others = (other.points, other.values, other.figures, other.errors, other.spreads)
        return Tried(*(np.concatenate(pair) for pair in zip(mine, others, strict=True)))

    def implausibility(self, plan: Calibration, targets: Iterable[str]) -> Array:
        """Standard deviations off, shape (points, targets)."""
        off = [
            implausibility(plan.targets[name], self.figures[:, i], self.errors[:, i], self.spreads[:, i])
            for i, name in enumerate(targets)
        ]
        return np.column_stack(off)


@dataclass(frozen=True)
class Task:
    """What a wave runs: points of a space under one rule, each with so many seeds of its own, from one on."""

    name: str
    rule: str
    space: Space
    points: Array
    first_seed: int
    seeds: int
    targets: tuple[str, ...]

    def seeds_of(self, point: int) -> range:
        """The seeds of a point: no other point has them, so that their luck is not one."""
        first = self.first_seed + point * self.seeds
        return range(first, first + self.seeds)


def run_points(plan: Calibration, task: Task, folder: Path, progress: Progress, workers: int | None) -> Tried:
    """Run the points of a task that are not in its folder yet, and read all of them."""
    place = folder / task.name
    place.mkdir(parents=True, exist_ok=True)
    values = task.space.values(task.points)
    arms = arms_for(plan.patterns(list(task.targets)))
    missing = [i for i in range(len(values)) if not (place / _file(i)).exists()]
    progress((len(values) - len(missing)) * len(arms) * task.seeds)
    sets = {i: arms_called(arms, {RULE: task.rule, **task.space.settings(values[i])}) for i in missing}
    for i, runs in gather_sets(sets, task.seeds_of, workers, progress):
        write_file(place / _file(i), json_bytes(_record(plan, task, i, values[i], runs)))
    found = [_read(place / _file(i), task, i, values[i]) for i in range(len(values))]
    figures, errors, spreads = (np.array(part, float) for part in zip(*found, strict=True))
    return Tried(task.points, values, figures, errors, spreads)


def _file(i: int) -> str:
    return f"{i:05d}.json"


def _record(plan: Calibration, task: Task, point: int, values: Array, runs: Runs) -> dict[str, Any]:
    """What is kept of a point: its settings, and each figure with its errors, on the scales of the targets."""
    checks = {f"{p.id}.{i}": c for p in plan.patterns(list(task.targets)) for i, c in enumerate(p.checks(runs), 1)}
    figures: dict[str, list[float | None]] = {}
    for name in task.targets:
        figure = checks[name].figure
        value, error = on_scale(plan.targets[name], np.array([figure.value]), np.array([figure.error]))
        figures[name] = _plain([value[0], error[0], error[0] * np.sqrt(task.seeds)])
    settings = {RULE: task.rule, **dict(zip(task.space.names, map(float, values), strict=True))}
    return {"settings": settings, "seeds": _told(task.seeds_of(point)), "figures": figures}


def _told(seeds: range) -> list[int]:
    return [seeds.start, len(seeds)]


def _plain(numbers: Iterable[float]) -> list[float | None]:
    return [float(number) if np.isfinite(number) else None for number in numbers]


def _read(file: Path, task: Task, point: int, values: Array) -> tuple[list[float], list[float], list[float]]:
    """Figures, errors and spreads of a point; refuses what is damaged or of other settings."""
    try:
        found = json.loads(file.read_bytes())
        figures = [found["figures"][name] for name in task.targets]
        settings, seeds = found["settings"], found["seeds"]
    except (OSError, ValueError, KeyError, TypeError):
        raise ScenarioError(f"{file}: damaged; delete this file, and start again: the others are kept.") from None
    mine = {RULE: task.rule, **dict(zip(task.space.names, map(float, values), strict=True))}
    if settings != mine or seeds != _told(task.seeds_of(point)):
        raise ScenarioError(f"{file}: is of other settings than this calibration tries; choose another --out.")
    numbers = [[np.nan if number is None else number for number in row] for row in figures]
    value, error, spread = zip(*numbers, strict=True)
    return list(value), list(error), list(spread)
