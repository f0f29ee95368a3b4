"""What a screening is, as its TOML file says: area, rules, the two arms, which parameters are tried and how far."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, Self

from pydantic import ValidationError, model_validator

from collectief_sim.experiment.ledger import LEDGER
from collectief_sim.experiment.worlds import RULE
from collectief_sim.files.texts import short, why_no_name
from collectief_sim.files.toml_files import read_toml
from collectief_sim.scenario.fields import Section, choice, number
from collectief_sim.scenario.problems import explain, suggestion

MOST_SEEDS = 100_000  # at a point: trajectories have luck of their own, this far apart

type Rule = Literal["one_renewal", "running_term", "expected_stay"]


class Range(Section):
    """How far a parameter is tried, where a share around what it is now says little."""

    low: float = number(..., "", None, None, "", "least value")  # type: ignore[arg-type]
    high: float = number(..., "", None, None, "", "most")  # type: ignore[arg-type]

    @model_validator(mode="after")
    def _upwards(self) -> Self:
        if self.low >= self.high:
            raise ValueError(f"low = {self.low:g} is not allowed: it must be below high = {self.high:g}")
        return self


class Screening(Section):
    """Trajectories through the box of all parameters; at every point both arms run on the same luck, under each rule."""

    name: str = choice("screening", "", "short name")
    area: str = choice("stylised-area", "", "name or file of the scenario")
    settings: dict[str, Any] = choice({}, "", "settings by path, at all points")
    rules: list[Rule] = choice(..., "", "how far people look ahead: everything is done under each")
    lever: str = choice("policy.contract_months", "", "the setting in which the two arms differ")
    base: bool | int | float | str = choice(24, "", "its value in the arm of which levels are told")
    other: bool | int | float | str = choice(120, "", "its value in the other arm, which differs from it")
    trajectories: int = number(10, "trajectories", 2, 10_000, "", "walks through the box")
    levels: int = number(4, "levels", 4, 100, "", "values of a parameter that are tried, evenly over its range; even")
    seeds: int = number(
        4, "runs", 2, MOST_SEEDS, "", "runs of each arm at a point; all points of a trajectory share them"
    )
    first_seed: int = number(1, "", 0, 2**32 - 1, "", "first seed, of the trajectories too")
    span: float = number(0.4, "share", 0.01, 0.95, "", "how far around what it is now a parameter is tried")
    outcomes: list[str] = choice(..., "", "outcomes to look at")
    main: list[str] = choice(..., "", "of these, the ones whose difference between the arms is told in full")
    parameters: list[str] = choice(
        ..., "", "sections of the scenario, or single settings, of which all numbers are tried"
    )
    ranges: dict[str, Range] = choice({}, "", "ranges of their own, by path")
    ordered: list[list[str]] = choice([], "", "parameters that must stay in this rising order, by path")
    left_out: dict[str, str] = choice({}, "", "sections or settings that are not tried, with the reason")

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if problem := why_no_name(self.name):
            raise ValueError(f"name: {problem}")
        if self.levels % 2:
            raise ValueError(
                f"levels = {self.levels} is not allowed: it must be an even number, as steps are half of them"
            )
        if self.base == self.other:
            raise ValueError(f"other = {short(self.other)} is not allowed: it must differ from base")
        for name, several in (("rules", self.rules), ("outcomes", self.outcomes), ("parameters", self.parameters)):
            if not several or len(set(several)) < len(several):
                raise ValueError(f"{name}: name at least one, and none twice")
        for outcome in self.outcomes:
            if outcome not in LEDGER:
                raise ValueError(
                    f"outcomes: {outcome!r} is no outcome.{suggestion(outcome, LEDGER)} Known: {', '.join(LEDGER)}"
                )
        for outcome in self.main:
            if outcome not in self.outcomes:
                raise ValueError(
                    f"main: {outcome!r} is not allowed: it must be one of outcomes ({', '.join(self.outcomes)})"
                )
        if not self.main:
            raise ValueError("main: name at least one of outcomes")
        if taken := {RULE, self.lever} & {*self.settings}:
            raise ValueError(f"settings: {min(taken)} is set by rules and arms; leave it out")
        return self

    @property
    def arms(self) -> tuple[Any, Any]:
        """The two values of the lever."""
        return self.base, self.other


def load_screening(file: Path | None = None) -> tuple[Screening, str]:
    """Read a screening, with what to call its file; the one that comes with the package if there is none.

    Raises
    ------
    ScenarioError
        With file, key, value and what is allowed.
    """
    from collectief_sim.experiment.design import folder

    path = file or folder() / "screening.toml"
    try:
        return Screening.model_validate(read_toml(path)), str(path)
    except ValidationError as error:
        raise explain(error, Screening, str(path)) from None
