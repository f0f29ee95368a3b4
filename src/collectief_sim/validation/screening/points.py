"""The points of a screening, and what is run there: a plan for the batch engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from pydantic import ValidationError

from collectief_sim.batch.plan import Arm, Plan
from collectief_sim.experiment.worlds import RULE
from collectief_sim.files.errors import ScenarioError
from collectief_sim.scenario import Scenario
from collectief_sim.scenario.fields import Section
from collectief_sim.scenario.problems import explain
from collectief_sim.validation.screening.box import Tried
from collectief_sim.validation.screening.design import MOST_SEEDS, Screening

type Array = npt.NDArray[np.float64]
type Values = tuple[float, ...]
type Known = dict[tuple[str, tuple[tuple[str, Any], ...]], Section]  # sections that are made already

_DRAWS = 50  # how often trajectories are drawn anew because two share a point


@dataclass(frozen=True)
class Trajectory:
    """A walk through the box on which every parameter moves once: a start, and which goes where, step by step."""

    start: Values
    steps: tuple[tuple[int, float], ...]  # place of the parameter, and its new value

    def points(self) -> list[Values]:
        """All points in order, one more than there are parameters."""
        found = [self.start]
        for place, value in self.steps:
            found.append((*found[-1][:place], value, *found[-1][place + 1 :]))
        return found


def trajectories_of(plan: Screening, tried: list[Tried]) -> list[Trajectory]:
    """Walks as SALib draws them, of which no two share a point (they would share runs, but not luck).

    Raises
    ------
    ScenarioError
        If there is no room for so many.
    """
    found: list[Trajectory] = []
    taken: set[Values] = set()
    for draw in range(_DRAWS):
        for trajectory in _drawn(plan, tried, plan.first_seed + draw):
            points = set(trajectory.points())
            if len(found) < plan.trajectories and taken.isdisjoint(points):
                found.append(trajectory)
                taken |= points
        if len(found) == plan.trajectories:
            return found
    raise ScenarioError(
        f"trajectories = {plan.trajectories}: with {len(tried)} parameters of {plan.levels} levels there is room for "
        f"{len(found)} that share no point; ask for fewer, or for more levels."
    )


def _drawn(plan: Screening, tried: list[Tried], seed: int) -> Iterator[Trajectory]:
    from SALib.sample import morris

    problem = {"num_vars": len(tried), "names": [one.path for one in tried], "bounds": [[0.0, 1.0]] * len(tried)}
    drawn = morris.sample(problem, plan.trajectories, num_levels=plan.levels, seed=seed % 2**32)
    for shares in drawn.reshape(plan.trajectories, len(tried) + 1, len(tried)):
        moved = np.abs(np.diff(shares, axis=0)).argmax(axis=1).tolist()
        start = tuple(one.value(share) for one, share in zip(tried, shares[0].tolist(), strict=True))
        steps = tuple((place, tried[place].value(shares[i + 1, place].item())) for i, place in enumerate(moved))
        yield Trajectory(start, steps)


def arm_name(rule: str, trajectory: int, point: int, value: Any) -> str:
    """What an arm is called in the tables of results."""
    return f"{rule}, trajectory {trajectory + 1}, point {point}: {value}"


def plan_of(
    plan: Screening,
    area: Scenario,
    tried: list[Tried],
    trajectories: list[Trajectory],
    told: Callable[[int], None] = lambda done: None,
) -> Plan:
    """Every point under every rule in both arms; `told` hears how many arms there are so far.

    All of a trajectory has the same luck: its points differ by what moved alone. Each trajectory has luck of its own.
    """
    arms: list[Arm] = []
    known: Known = {}
    for number, trajectory in enumerate(trajectories):
        for point, values in enumerate(trajectory.points()):
            settings = {one.path: value for one, value in zip(tried, values, strict=True)}
            for rule in plan.rules:
                for value in plan.arms:
                    varied = {RULE: rule, plan.lever: value}
                    name = arm_name(rule, number, point, value)
                    pool = f"{rule}: {value}"
                    scenario = cast(Scenario, _with(area, settings | varied, name, known))
                    arms.append(Arm(name, scenario, varied, pool, number * MOST_SEEDS))
            told(len(arms))
    return Plan.of(arms, plan.seeds, plan.first_seed, series=False)


def _with(section: Section, settings: Mapping[str, Any], name: str, known: Known, prefix: str = "") -> Section:
    """A section with many settings at once, of which is known that they exist.

    What another point has too is the same object: thousands of scenarios that differ in one number take little memory.
    """
    key = (prefix, tuple(settings.items()))
    if key in known:
        return known[key]
    data = {field: getattr(section, field) for field in type(section).model_fields}
    inner: dict[str, dict[str, Any]] = {}
    for path, value in settings.items():
        first, _, rest = path.partition(".")
        if rest:
            inner.setdefault(first, {})[rest] = value
        else:
            data[first] = value
            data["sources"] = {**data["sources"], first: "screening"}
    for first, some in inner.items():
        data[first] = _with(data[first], some, name, known, f"{prefix}{first}.")
    try:
        known[key] = type(section).model_validate(data)
    except ValidationError as error:
        raise explain(error, type(section), f"{name}: {prefix}".removesuffix(": ")) from None
    return known[key]
