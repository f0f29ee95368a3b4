"""Judging many worlds: which patterns show in which of those that nothing known rules out."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from collectief_sim.experiment.worlds import World
from collectief_sim.validation.arms import arms_called
from collectief_sim.validation.estimate import Check
from collectief_sim.validation.patterns import ALL, Pattern
from collectief_sim.validation.run import arms_for, gather_sets

ERRORS = 2.0  # simulation errors outside a band beyond which luck is no excuse
FIRST_SEED = 1


@dataclass(frozen=True)
class OverWorlds:
    """One figure in every world that has one."""

    what: str
    band: tuple[float, float]
    why: str
    form: str
    figures: tuple[float, ...]
    errors: tuple[float, ...]
    worlds: int

    @property
    def shows(self) -> float:
        """Share of worlds with the figure in its band; a world without a figure does not show it."""
        return self._share(lambda off, error: off <= 0)

    @property
    def misses(self) -> float:
        """Share of worlds with the figure outside its band by more than luck."""
        absent = 1.0 - len(self.figures) / self.worlds
        return absent + self._share(lambda off, error: off > ERRORS * error)

    def quantile(self, share: float) -> float:
        """The figure that so many worlds stay below."""
        return float(np.quantile(self.figures, share)) if self.figures else math.nan

    def _share(self, counts: Callable[[float, float], bool]) -> float:
        low, high = self.band
        off = [max(low - figure, figure - high) for figure in self.figures]
        return sum(counts(*pair) for pair in zip(off, self.errors, strict=True)) / self.worlds


type JudgedOver = list[tuple[Pattern, list[OverWorlds]]]


def judge_worlds(
    worlds: Sequence[World],
    seeds: int,
    settings: Mapping[str, Any],
    workers: int | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> JudgedOver:
    """Every pattern in every world, each with runs of its own; `settings` are laid over all worlds."""
    arms = arms_for(ALL)
    sets = {world.number: arms_called(arms, {**world.settings, **settings}) for world in worlds}
    found = {
        number: [[_once(check) for check in pattern.checks(runs)] for pattern in ALL]
        for number, runs in gather_sets(sets, range(FIRST_SEED, FIRST_SEED + seeds), workers, progress)
    }
    return [(pattern, _over([found[world.number][i] for world in worlds])) for i, pattern in enumerate(ALL)]


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
    told = []
    for same in zip(*checks, strict=True):
        sound = [one for one in same if math.isfinite(one.value)]
        errors = tuple(one.error if math.isfinite(one.error) else math.inf for one in sound)
        values, one = tuple(one.value for one in sound), same[0]
        told.append(OverWorlds(one.what, one.band, one.why, one.form, values, errors, len(same)))
    return told
