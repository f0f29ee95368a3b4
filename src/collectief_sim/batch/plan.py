"""What a batch will run: arms, each with the same replicate seeds, as an ordered list of runs with a key each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

from collectief_sim.files.errors import ScenarioError
from collectief_sim.scenario import Scenario
from collectief_sim.scenario.files import override

SECONDS_OF_WORK = 0.9  # in one chunk, about: less and handing out costs too much, more and an interrupt loses too much
MOST_RUNS = 1_000_000
_SECONDS_PER_MONTH_OF_ONE = 4.3e-8  # what simulating one entrepreneur for one month costs on a usual machine, about


@dataclass(frozen=True)
class Arm:
    """A scenario to be run, and in what it differs from the others."""

    name: str
    scenario: Scenario
    varied: Mapping[str, Any]  # settings by path
    pool: str = ""  # of arms that are shown together: the same policy in one world and another
    luck: int = 0  # added to all its seeds: arms that have the same are paired, a world of its own has luck of its own
    world: int = 0  # the number of the world it is in, from 1; 0 where there is but one
    policy: str = ""  # what an experiment calls it in each of its areas and worlds; its name if it is of none


def labels(arm: Arm, key: str, seed: int) -> dict[str, str | int]:
    """What every row of results says of its run."""
    area = arm.scenario.name
    named = {"key": key, "cell": arm.name, "area": area, "arm": arm.policy or arm.name}
    return {**named, "world": arm.world, "seed": seed}


@dataclass(frozen=True)
class Run:
    """One run of a plan."""

    index: int  # place in the plan
    key: str  # of the resolved scenario and the seed: the same run has the same key in any plan
    arm: int
    seed: int


@dataclass(frozen=True)
class Plan:
    """Arms and replicates: replicate r of every arm has seed `first_seed` + r (+ its luck), so that arms pair."""

    arms: tuple[Arm, ...]
    replicates: int
    first_seed: int
    series: bool  # whether the monthly series are kept
    chunk_runs: int  # runs that are handed out and written together
    makers: bool = False  # whether a row per maker is kept

    @classmethod
    def of(
        cls, arms: Sequence[Arm], replicates: int, first_seed: int = 1, series: bool = True, makers: bool = False
    ) -> Plan:
        """A plan with chunks of a good fraction of a second.

        Raises
        ------
        ScenarioError
            If there is nothing to run, a seed is out of range, or two arms come to the same scenario.
        """
        if not arms or replicates < 1:
            raise ScenarioError("a batch needs at least one scenario and one replicate.")
        if len(arms) * replicates > MOST_RUNS:
            raise ScenarioError(
                f"{len(arms)} arms x {replicates} replicates are more than {MOST_RUNS:,} runs; split them."
            )
        last = 2**63 - replicates - max(arm.luck for arm in arms)
        if not 0 <= first_seed <= last:
            raise ScenarioError(f"--seed {first_seed}: with {replicates} replicates, from 0 to {last}.")
        _check_apart(arms)
        months = max(arm.scenario.months * size(arm.scenario) for arm in arms)
        chunk_runs = round(SECONDS_OF_WORK / (months * _SECONDS_PER_MONTH_OF_ONE))
        return cls(tuple(arms), replicates, first_seed, series, min(200, max(1, chunk_runs)), makers)

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """All runs in order: all arms of a replicate stand together, so that what is done so far can be compared."""
        whole = [identity(arm.scenario) for arm in self.arms]
        seeds = range(self.first_seed, self.first_seed + self.replicates)
        pairs = [(seed + self.arms[arm].luck, arm) for seed, arm in product(seeds, range(len(self.arms)))]
        return tuple(Run(i, key_of(whole[arm], seed), arm, seed) for i, (seed, arm) in enumerate(pairs))

    @cached_property
    def digest(self) -> str:
        """A hash of all that is planned but how often: of two plans with the same digest, one is the beginning of the
        other.
        """
        parts = [
            *(f"{arm.name} {identity(arm.scenario)} {arm.luck}" for arm in self.arms),
            f"{self.first_seed} {self.series} {self.chunk_runs}{' makers' if self.makers else ''}",
        ]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]

    @property
    def paths(self) -> list[str]:
        """The settings in which arms differ."""
        return list(dict.fromkeys(path for arm in self.arms for path in arm.varied))


def _check_apart(arms: Sequence[Arm]) -> None:
    """Refuse arms that come to the same scenario, or that cannot be told apart by name."""
    by_identity: dict[str, str] = {}
    names: set[str] = set()
    for arm in arms:
        whole = identity(arm.scenario)
        if whole in by_identity:
            raise ScenarioError(f"arms {by_identity[whole]!r} and {arm.name!r} are the same.")
        if arm.name in names:
            raise ScenarioError(f"two arms are called {arm.name!r}: give one of the scenarios another `name`.")
        by_identity[whole] = arm.name
        names.add(arm.name)


def cross(scenarios: Sequence[Scenario], vary: Mapping[str, Sequence[Any]]) -> list[Arm]:
    """Every scenario with every combination of values.

    Raises
    ------
    ScenarioError
        If a path does not exist in a scenario or a value is not allowed.
    """
    several = len(scenarios) > 1
    arms = []
    for scenario, values in product(scenarios, product(*vary.values())):
        varied = dict(zip(vary, values, strict=True))
        settings = ", ".join(f"{path.rpartition('.')[2]}={_text(value)}" for path, value in varied.items())
        name = ", ".join(part for part in (scenario.name if several or not varied else "", settings) if part)
        arms.append(Arm(name, override(scenario, varied, "--vary") if varied else scenario, varied))
    return arms


def identity(scenario: Scenario) -> str:
    """A hash of all settings of a scenario; what it is called and where its numbers come from does not matter."""
    words = {"name", "title", "title_nl", "description", "description_nl"}
    settings = scenario.model_dump(mode="json", exclude=words)
    data = json.dumps(_without_sources(settings), sort_keys=True)
    return hashlib.sha256(data.encode()).hexdigest()


def key_of(scenario_identity: str, seed: int) -> str:
    """The key of a run: a hash of its scenario and seed."""
    return hashlib.sha256(f"{scenario_identity} {seed}".encode()).hexdigest()[:20]


def size(scenario: Scenario) -> int:
    """Roughly how many entrepreneurs there are at first: floor over floor per entrepreneur, at least 1."""
    area = scenario.area
    plots = "".join(area.rows())
    floor = sum(e.floor_m2 * (1 if e.one_building else plots.count(s)) for s, e in area.legend.items())
    return max(1, round(floor / scenario.people.area_median_m2))


def chunks(runs: Iterable[Run], chunk_runs: int) -> list[tuple[Run, ...]]:
    """Runs as they are handed out and written together: those of one stretch of the plan, whatever is still missing."""
    together: dict[int, list[Run]] = {}
    for run in runs:
        together.setdefault(run.index // chunk_runs, []).append(run)
    return [tuple(some) for some in together.values()]


def _without_sources(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _without_sources(value) for key, value in data.items() if key != "sources"}
    return data


def _text(value: Any) -> str:
    return json.dumps(value) if isinstance(value, bool) else str(value)
