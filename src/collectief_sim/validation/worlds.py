"""Judging many worlds: which patterns show in which of those that nothing known rules out."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from collectief_sim.experiment.worlds import World
from collectief_sim.validation.arms import arms_called
from collectief_sim.validation.estimate import Check
from collectief_sim.validation.patterns import ALL, Pattern
from collectief_sim.validation.run import arms_for, gather_sets

type Array = npt.NDArray[np.float64]

ERRORS = 2.0  # simulation errors outside a band beyond which luck is no excuse
FIRST_SEED = 1
HALF = 0.5  # of the worlds: a pattern that more of them miss is missed


@dataclass(frozen=True)
class OverWorlds:
    """One figure in every world; nan where a world has none."""

    what: str
    band: tuple[float, float]
    why: str
    form: str
    figures: tuple[float, ...]
    errors: tuple[float, ...]

    @property
    def off(self) -> Array:
        """How far each is outside its band; 0 inside, also where figure and band have no end."""
        low, high = self.band
        figures = np.array(self.figures)
        with np.errstate(invalid="ignore"):  # no end less no end
            return np.where((low <= figures) & (figures <= high), 0.0, np.maximum(low - figures, figures - high))

    @property
    def shown(self) -> npt.NDArray[np.bool_]:
        """Which worlds have the figure in its band; a world without a figure does not show it."""
        return self.off <= 0

    @property
    def shows(self) -> float:
        """Share of worlds that show it."""
        return float(self.shown.mean())

    @property
    def missed(self) -> npt.NDArray[np.bool_]:
        """Which worlds have the figure outside its band by more than luck, or have none."""
        errors = np.nan_to_num(np.array(self.errors), nan=math.inf)
        return np.isnan(self.off) | (self.off > ERRORS * errors)

    @property
    def misses(self) -> float:
        """Share of worlds that miss it."""
        return float(self.missed.mean())

    def quantile(self, share: float) -> float:
        """The figure that so many worlds stay below."""
        sound = [figure for figure in self.figures if math.isfinite(figure)]
        return float(np.quantile(sound, share)) if sound else math.nan


def shows(checks: Sequence[OverWorlds]) -> float:
    """Share of worlds that show a whole pattern: all its figures at once."""
    return float(np.all([check.shown for check in checks], axis=0).mean())


def misses(checks: Sequence[OverWorlds]) -> float:
    """Share of worlds that miss any figure of a pattern."""
    return float(np.any([check.missed for check in checks], axis=0).mean())


def taken_from(settings: Mapping[str, Any], worlds: Sequence[World]) -> list[str]:
    """Which of some settings take the place of what a world sets by itself, and so make another world of it."""
    return [
        name
        for name, value in settings.items()
        if any(
            path.startswith(f"{name}.") or (path == name and own != value)
            for world in worlds
            for path, own in world.settings.items()
        )
    ]


type JudgedOver = list[tuple[Pattern, list[OverWorlds]]]


def judge_worlds(
    worlds: Sequence[World],
    seeds: int,
    settings: Mapping[str, Any],
    workers: int | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> JudgedOver:
    """Every pattern in every world, each with luck of its own; `settings` are laid over all worlds."""
    arms = arms_for(ALL)
    sets = {world.number: arms_called(arms, {**world.settings, **settings}) for world in worlds}
    found = {
        number: [[_once(check) for check in pattern.checks(runs)] for pattern in ALL]
        for number, runs in gather_sets(sets, lambda number: _seeds(number, seeds), workers, progress)
    }
    return [(pattern, _over([found[world.number][i] for world in worlds])) for i, pattern in enumerate(ALL)]


def _seeds(world: int, count: int) -> range:
    return range(FIRST_SEED + world * count, FIRST_SEED + (world + 1) * count)


@dataclass(frozen=True)
class _Once:
    """A figure of one world, without the runs it is of."""

    what: str
    band: tuple[float, float]
    why: str
    form: str
    value: float
    error: float


def _once(check: Check) -> _Once:
    return _Once(check.what, check.band, check.why, check.form, check.figure.value, check.figure.error)


def _over(checks: list[list[_Once]]) -> list[OverWorlds]:
    """Checks of all worlds, one figure at a time."""
    return [
        OverWorlds(one.what, one.band, one.why, one.form, tuple(o.value for o in same), tuple(o.error for o in same))
        for same in zip(*checks, strict=True)
        for one in same[:1]
    ]
