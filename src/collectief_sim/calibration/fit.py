"""A whole calibration: firms first, then the hinges under every rule, then candidates for real: the set of worlds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from collectief_sim.calibration.emulator import libraries
from collectief_sim.calibration.folder import opened
from collectief_sim.calibration.plan import Calibration
from collectief_sim.calibration.points import Progress, Task, Tried, run_points
from collectief_sim.calibration.recovery import Recovery, recovery
from collectief_sim.calibration.space import Space
from collectief_sim.calibration.waves import Matched, match
from collectief_sim.experiment.worlds import RULE
from collectief_sim.validation.run import arms_for

type Array = npt.NDArray[np.float64]
type Say = Callable[[str], None]


@dataclass(frozen=True)
class OfRule:
    """What was found under one rule of looking ahead."""

    matched: Matched
    recovered: Recovery
    candidates: Tried | None  # None if emulators left nothing to try

    def worst(self, plan: Calibration) -> Array:
        """Standard deviations that each candidate is off in its worst figure, from real runs."""
        if self.candidates is None:
            return np.empty(0)
        return np.asarray(self.candidates.implausibility(plan, self.matched.targets).max(axis=1))


@dataclass(frozen=True)
class Fit:
    """What a calibration found."""

    plan: Calibration
    demography: Matched
    rules: dict[str, OfRule]

    def worlds(self) -> list[dict[str, Any]]:
        """What nothing known rules out: settings by path, rule by rule, in the order they were tried."""
        return [
            {RULE: rule, **found.matched.space.settings(values)}
            for rule, found in self.rules.items()
            if found.candidates is not None
            for values in found.candidates.values[found.worst(self.plan) < self.plan.cutoff]
        ]


def runs_of(plan: Calibration) -> int:
    """All runs of a calibration."""
    alone = len(arms_for(plan.patterns(plan.demography.targets)))
    firms = alone * sum(wave.points * wave.seeds for wave in plan.demography.waves)
    each = sum(wave.points * wave.seeds for wave in [*plan.waves, plan.candidates])
    return firms + len(plan.rules) * len(arms_for(plan.patterns())) * each


def calibrate(plan: Calibration, folder: Path, progress: Progress, say: Say, workers: int | None = None) -> Fit:
    """Carry out a calibration in a folder; what is there already is not run again.

    Parameters
    ----------
    progress
        Is told of runs as they are done.
    say
        Is told what goes on, in a few words.
    """
    libraries()  # before anything runs: without them it would all be for nothing
    with opened(folder, plan):
        return _calibrated(plan, folder, progress, say, workers)


def _calibrated(plan: Calibration, folder: Path, progress: Progress, say: Say, workers: int | None) -> Fit:
    say("firms")
    space = Space.of(plan.demography.free)
    firms = match(
        plan,
        space,
        tuple(plan.demography.targets),
        plan.rules[0],
        plan.demography.waves,
        plan.waves[0].points,
        folder,
        progress,
        workers,
        "firms",
    )
    whole = Space.of(plan.free).narrowed(ends_of(firms))
    return Fit(plan, firms, {rule: _of_rule(plan, whole, rule, folder, progress, say, workers) for rule in plan.rules})


def ends_of(matched: Matched) -> dict[str, tuple[float, float]]:
    """Where settings still may lie, after a matching; as they were where nothing is left."""
    if not len(matched.left):
        return {}
    values = matched.space.values(matched.left)
    ends = zip(values.min(axis=0), values.max(axis=0), strict=True)
    return {name: (float(low), float(high)) for name, (low, high) in zip(matched.space.names, ends, strict=True)}


def _of_rule(
    plan: Calibration, space: Space, rule: str, folder: Path, progress: Progress, say: Say, workers: int | None
) -> OfRule:
    say(rule)
    targets = tuple(plan.targets)
    matched = match(plan, space, targets, rule, plan.waves, plan.candidates.points, folder, progress, workers, rule)
    say(f"{rule}: candidates")
    task = Task(
        f"{rule}-candidates",
        rule,
        space,
        matched.left,
        plan.first_seed + sum(wave.points * wave.seeds for wave in plan.waves),  # fresh: those that chose them flatter
        plan.candidates.seeds,
        targets,
    )
    candidates = run_points(plan, task, folder, progress, workers) if len(matched.left) else None
    return OfRule(matched, recovery(plan, space, targets, matched.waves[0]), candidates)
