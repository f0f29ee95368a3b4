"""A calibration as data: what is free and how far, what is known and how well, and how many runs (experiments/calibration.toml).

Everything that decides what is ruled out stands in that file before anything runs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import ValidationError, model_validator

from collectief_sim.files.errors import ScenarioError
from collectief_sim.files.toml_files import read_toml
from collectief_sim.scenario import load
from collectief_sim.scenario.fields import Section, choice, number
from collectief_sim.scenario.files import as_set, override
from collectief_sim.scenario.problems import explain, suggestion
from collectief_sim.validation.arms import AREA
from collectief_sim.validation.patterns import ALL, Pattern

NEVER_TARGETS = ("P7", "P8", "P11", "C5")  # the answer itself, and the prediction for Utrecht
MOST_HINGES = 12
MOST_POINTS = 10_000


class Range(Section):
    """Where a setting may lie."""

    low: float = number(..., "", None, None, "", "least value")  # type: ignore[arg-type]
    high: float = number(..., "", None, None, "", "most")  # type: ignore[arg-type]
    why: str = choice(..., "", "where the range comes from")

    @model_validator(mode="after")
    def _upright(self) -> Self:
        if not self.low < self.high:
            raise ValueError(f"low = {self.low:g} must be below high = {self.high:g}")
        return self


class Target(Section):
    """A figure the model should give: check 2 of pattern P15 is "P15.2"."""

    low: float | None = number(None, "", None, None, "", "least that is known; open if absent")
    high: float | None = number(None, "", None, None, "", "most that is known; open if absent")
    spread: float = number(..., "", 1e-9, None, "", "standard deviation, with model error")  # type: ignore[arg-type]
    scale: Literal["plain", "log"] = choice("plain", "", '"log" where a figure is a ratio; so is `spread` then')
    one_history: bool = choice(False, "", "what is known is of one history, so that the spread between runs counts too")
    source: str = choice(..., "", "evidence id, and why this band")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.low is None and self.high is None:
            raise ValueError("give low, high or both")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"low = {self.low:g} must not be above high = {self.high:g}")
        if self.scale == "log" and min(end for end in (self.low, self.high) if end is not None) <= 0:
            raise ValueError('scale = "log" needs ends above 0')
        return self


class Wave(Section):
    """How many points are tried at once, and how often each is run."""

    points: int = number(..., "points", 8, MOST_POINTS, "", "points, for each rule")  # type: ignore[arg-type]
    seeds: int = number(..., "runs", 8, 10_000, "", "runs of each point and arm")  # type: ignore[arg-type]


class Demography(Section):
    """What is fitted first and alone: how firms come, close and move."""

    free: dict[str, Range] = choice(..., "", "settings by path")
    targets: list[str] = choice(..., "", "figures that it is fitted to")
    waves: list[Wave] = choice(..., "", "its waves")


class Calibration(Section):
    """A calibration: waves of points, each wave in what the one before it left (Vernon et al. 2010)."""

    rules: list[Literal["running_term", "one_renewal", "expected_stay"]] = choice(
        ..., "", "how far people look ahead: each is matched by itself"
    )
    cutoff: float = number(3.0, "standard deviations", 1, 10, "", "from which a point is ruled out by a figure")
    first_seed: int = number(100_001, "", 0, 2**62, "", "first seed: not one that validation uses")
    demography: Demography = choice(..., "", "what is fitted first and alone")
    hinges: dict[str, Range] = choice(..., "", "settings that decide much and are known badly, by path")
    drawn: dict[str, Range] = choice(
        {}, "", "settings with a source for their range: every world draws its own, by path"
    )
    targets: dict[str, Target] = choice(..., "", "figures to match")
    waves: list[Wave] = choice(..., "", "the waves")
    candidates: Wave = choice(..., "", "what the last wave leaves, run for real")

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if not self.rules or len(set(self.rules)) < len(self.rules):
            raise ValueError("rules: name at least one, and none twice")
        if len(self.hinges) > MOST_HINGES:
            raise ValueError(
                f"hinges: {len(self.hinges)} are more than {MOST_HINGES}, which a few hundred points can tell apart"
            )
        if not self.waves or not self.demography.waves:
            raise ValueError("waves: give at least one")
        twice = [name for name in self.hinges if name in self.drawn or name in self.demography.free]
        twice += [name for name in self.drawn if name in self.demography.free]
        if twice:
            raise ValueError(f"{twice[0]} is free in two ways")
        for name in self.demography.targets:
            if name not in self.targets:
                raise ValueError(f"demography: targets: there is no target {name!r}.{suggestion(name, self.targets)}")
        return self

    @property
    def free(self) -> dict[str, Range]:
        """Every setting that differs between worlds, besides the rule."""
        return {**self.demography.free, **self.hinges, **self.drawn}

    def patterns(self, targets: list[str] | None = None) -> list[Pattern]:
        """The patterns whose checks are targets."""
        wanted = {name.partition(".")[0] for name in (self.targets if targets is None else targets)}
        return [pattern for pattern in ALL if pattern.id in wanted]


def plan_file() -> Path:
    """The calibration that comes with the package."""
    from collectief_sim.experiment.design import folder

    return folder() / "calibration.toml"


def load_calibration(file: Path | None = None) -> Calibration:
    """Read a calibration; without a file the one that comes with the package. Raises :class:`ScenarioError`."""
    path = file or plan_file()
    try:
        plan = Calibration.model_validate(read_toml(path))
    except ValidationError as error:
        raise explain(error, Calibration, str(path)) from None
    area = load(AREA)
    for end in ("low", "high"):
        settings = {name: as_set(area, name, getattr(limits, end)) for name, limits in plan.free.items()}
        override(area, settings, f"{path}:")
    known = {f"{pattern.id}.{i}" for pattern in ALL for i in range(1, pattern.figures + 1)}
    for name in plan.targets:
        pattern = name.partition(".")[0]
        if name not in known:
            allowed = [other for other in known if other.partition(".")[0] == pattern]
            more = f" {pattern} has {', '.join(sorted(allowed))}." if allowed else ""
            raise ScenarioError(
                f'{path}: targets: {name!r} must be a pattern and the number of its check, as "P15.2".{more}'
            )
        if pattern in NEVER_TARGETS:
            raise ScenarioError(
                f"{path}: targets: {name!r} is what the model is judged by, and never fitted: {', '.join(NEVER_TARGETS)}."
            )
    return plan
