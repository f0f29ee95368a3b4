"""What an experiment is, as its TOML file says: arms, areas, uncertainties, replicates, and what is compared with what."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Any, Self

from pydantic import ValidationError, field_validator, model_validator

from collectief_sim.experiment.coalitions import (
    Coalition,
    Made,
    PathOfPolicy,
    arms_between,
    coalitions,
    longest,
    problem_with,
)
from collectief_sim.experiment.ledger import LEDGER
from collectief_sim.files.errors import ScenarioError
from collectief_sim.files.texts import short, why_no_name
from collectief_sim.files.toml_files import is_file, is_folder, read_toml
from collectief_sim.scenario.fields import Section, choice, number
from collectief_sim.scenario.problems import explain, suggestion

type Text = str | dict[str, str]

LANGUAGES = ("en", "nl")
MOST_REPLICATES = 100_000
MOST_ARMS = 1_000  # more cannot be told apart on any page


def in_language(text: Text, language: str) -> str:
    """A text as written for everybody, or for readers of one language (the first language there is, if theirs is not)."""
    return text if isinstance(text, str) else text.get(language) or next(iter(text.values()), "")


class Arm(Section):
    """One policy: settings of the scenario that differ."""

    title: str | dict[str, str] = choice("", "", 'name shown to people, or { en = "...", nl = "..." }')
    settings: dict[str, Any] = choice({}, "", "settings by path")
    note: str | dict[str, str] = choice("", "", "what it comes to, where settings do not tell")


class Factor(Section):
    """A setting that takes every one of some values, in all combinations with other factors."""

    title: str | dict[str, str] = choice("", "", "name shown to people")
    levels: list[Any] = choice(..., "", "its values; the first is what others are compared with")
    labels: list[str | dict[str, str]] = choice([], "", "names of the values shown to people")

    @model_validator(mode="after")
    def _levels_differ(self) -> Self:
        if len(self.levels) < 2 or any(level in self.levels[:i] for i, level in enumerate(self.levels)):
            raise ValueError("levels: give at least two, all different")
        if self.labels and len(self.labels) != len(self.levels):
            raise ValueError(f"labels: there are {len(self.levels)} levels and {len(self.labels)} labels")
        return self


class Uncertainty(Section):
    """A setting nobody knows exactly: a range, or some alternatives. Every world draws a value; all arms share it."""

    title: str | dict[str, str] = choice("", "", "name shown to people")
    low: float | None = number(None, "", None, None, "", "lowest value of a range")
    high: float | None = number(None, "", None, None, "", "highest value of a range")
    alternatives: list[Any] = choice([], "", 'values to choose from, all as likely; "none" is a limit that is absent')

    @model_validator(mode="after")
    def _range_or_alternatives(self) -> Self:
        ranged = self.low is not None and self.high is not None and self.low < self.high
        if ranged == (len(self.alternatives) > 1) or (self.low is None) != (self.high is None):
            raise ValueError("give either low and high (low below high), or two or more alternatives")
        return self


class Comparison(Section):
    """Two arms to be compared: what changes if one goes from `base` to `other`."""

    base: str = choice(..., "", "name of an arm")
    other: str = choice(..., "", "name of an arm")


class Experiment(Section):
    """Arms compared pair by pair: replicate r of every arm has seed `first_seed` + r; every world has seeds of its own."""

    name: str = choice(..., "", "short name")
    title: str | dict[str, str] = choice("", "", "name shown to people")
    question: str | dict[str, str] = choice("", "", "what it is to answer")
    areas: list[str] = choice(..., "", "names or files of scenarios; the first is the one reported in detail")
    settings: dict[str, Any] = choice({}, "", "settings by path, in all arms")
    replicates: int = number(100, "runs per arm", 2, MOST_REPLICATES, "", "how often each arm is run, in each world")
    precision: float | None = number(
        None, "", 1e-6, 1e12, "", "add replicates until the main differences are known within plus or minus this"
    )
    first_seed: int = number(1, "", 0, 2**62, "", "seed of the first replicate")
    arms: dict[str, Arm] = choice({}, "", "the policies to compare")
    factors: dict[str, Factor] = choice({}, "", "settings of which every combination is an arm")
    paths: dict[str, PathOfPolicy] = choice({}, "", "ways in which the second of two arms works, to be told apart")
    uncertainties: dict[str, Uncertainty] = choice({}, "", "settings nobody knows exactly, by path")
    worlds: int = number(1, "", 1, 100_000, "", "how many combinations of uncertain settings are tried")
    from_set: bool = choice(False, "", "worlds are of the set that nothing known rules out (experiments/worlds.csv)")
    main: str = choice("survival_120_months", "", "the outcome the answer begins with")
    outcomes: list[str] = choice([], "", "outcomes to report; all if absent")
    comparisons: list[Comparison] = choice([], "", "the first is the main one; all arms with the first if absent")

    @field_validator("factors", mode="before")
    @classmethod
    def _factors_are_tables(cls, factors: Any) -> Any:
        for path, factor in factors.items() if isinstance(factors, Mapping) else ():
            if not isinstance(factor, Mapping):
                raise ValueError(
                    f'"{path}" = {short(factor)} is not allowed: it must be a table with its levels, for instance '
                    f'"policy.contract_months" = {{ levels = [24, 120] }}'
                )
        return factors

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if not self.areas or len(set(self.areas)) < len(self.areas):
            raise ValueError("areas: name at least one scenario, and none twice")
        if bool(self.arms) == bool(self.factors):
            raise ValueError("give either arms or factors")
        arms = math.prod(len(factor.levels) for factor in self.factors.values()) if self.factors else len(self.arms)
        if arms > MOST_ARMS:
            raise ValueError(f"factors: their levels make {arms:,} arms, allowed are {MOST_ARMS:,}")
        if self.paths:
            self._two_arms_and_what_is_between()
        if len(self.all_arms()) < 2:
            raise ValueError("arms: an experiment compares at least two")
        if self.from_set and self.uncertainties:
            raise ValueError("from_set: worlds are of the set, or drawn from uncertainties; not both")
        if self.has_worlds != (self.worlds > 1):
            raise ValueError(
                "worlds: more than one world needs uncertainties or from_set = true, and these need worlds = 2 or more"
            )
        if self.has_worlds and self.precision is not None:
            raise ValueError(
                "precision: over worlds more replicates do not help; add worlds, or leave them out (--defaults)"
            )
        twice = (self.settings.keys() | self.factors.keys()) & self.uncertainties.keys()
        if twice or self.settings.keys() & self.factors.keys():
            raise ValueError(f"{min(twice or self.settings.keys() & self.factors.keys())} is given twice")
        for name, arm in self.arms_to_run().items():
            for path in arm.settings.keys() & self.uncertainties.keys():
                raise ValueError(f"arms.{name}: {path} is uncertain in this experiment too; take it out of either")
        self._names_are_known()
        return self

    def _two_arms_and_what_is_between(self) -> None:
        if problem := problem_with(self.paths):
            raise ValueError(f"paths: {problem}")
        if len(self.arms) != 2 or self.comparisons:
            raise ValueError("paths: with them give two arms, without and with the policy, and no comparisons")
        _, other = self.arms
        if self.arms[other].settings:
            raise ValueError(f"arms.{other}: its settings are those of all paths together; leave them out here")

    def _names_are_known(self) -> None:
        if problem := why_no_name(self.name):
            raise ValueError(f"name: {problem}")
        for name in self.arms_to_run():
            if not name or not name.isprintable():
                raise ValueError(f"arms: {name!r} is no name that can be printed")
        titles = [self.title, self.question, *(text for arm in self.arms.values() for text in (arm.title, arm.note))]
        titles += [uncertain.title for uncertain in self.uncertainties.values()]
        titles += [text for path in self.paths.values() for text in (path.title, path.note)]
        titles += [text for factor in self.factors.values() for text in (factor.title, *factor.labels)]
        for text in titles:
            if isinstance(text, dict) and (not text or not text.keys() <= set(LANGUAGES)):
                raise ValueError(f"title: {text} must be one text, or texts for {' and '.join(LANGUAGES)}")
        self._titles_differ()
        for where, name in [("main", self.main), *(("outcomes", name) for name in self.outcomes)]:
            if name not in LEDGER:
                raise ValueError(
                    f"{where}: {name!r} is no outcome.{suggestion(name, LEDGER)} Known: {', '.join(LEDGER)}"
                )
        for comparison in self.comparisons:
            for name in (comparison.base, comparison.other):
                if name not in self.all_arms():
                    raise ValueError(f"comparisons: there is no arm {name!r}.{suggestion(name, self.all_arms())}")
            if comparison.base == comparison.other:
                raise ValueError(f"comparisons: arm {comparison.base!r} is compared with itself")

    def _titles_differ(self) -> None:
        for language in LANGUAGES:
            called: dict[str, str] = {}
            for name, arm in self.arms_to_run().items():
                title = in_language(arm.title, language) or name
                if called.setdefault(title, name) != name:
                    raise ValueError(
                        f"arms: {called[title]} and {name} are both called {short(title)}; give each its own title"
                    )

    @property
    def has_worlds(self) -> bool:
        """Whether it runs in several worlds, each with settings of its own that nobody knows exactly."""
        return self.from_set or bool(self.uncertainties)

    def all_arms(self) -> dict[str, Arm]:
        """The arms by name, which are policies; with factors, a full factorial."""
        if self.paths:
            _, other = self.arms
            return {**self.arms, other: self.arms[other].model_copy(update={"settings": self._longest()})}
        return self.arms or {name: self._combination(places) for name, places in self.levels().items()}

    def arms_to_run(self) -> dict[str, Arm]:
        """The same, and those that are run besides to tell paths apart: no policy that anybody could choose."""
        if not self.paths:
            return self.all_arms()
        between = {made.name: self._between(made) for made in arms_between(self.paths, *self.arms)}
        return between | self.all_arms()

    def coalitions(self) -> list[Coalition]:
        """Every choice of paths that are open, with the arms that tell what the policy does by those alone."""
        return coalitions(self.paths, *self.arms)

    def path_title(self, path: str, language: str) -> str:
        """A path, as people call it."""
        return in_language(self.paths[path].title, language) or path

    def _longest(self) -> dict[str, Any]:
        base, _ = self.arms.values()
        return {**base.settings, **longest(self.paths)}

    def _between(self, made: Made) -> Arm:
        """An arm with some paths closed; a minus before each in its title."""
        base, other = self.arms
        name = other if made.other else base
        titles = {
            language: " − ".join(
                [
                    in_language(self.arms[name].title, language) or name,
                    *(self.path_title(path, language) for path in made.closed),
                ]
            )
            for language in LANGUAGES
        }
        return Arm(title=titles, settings={**self.arms[base].settings, **made.settings})

    def levels(self) -> dict[str, dict[str, int]]:
        """With factors: by arm, which of its values each factor has (0 is the first)."""
        choices = product(*(range(len(factor.levels)) for factor in self.factors.values()))
        combinations = [dict(zip(self.factors, places, strict=True)) for places in choices] if self.factors else []
        return {", ".join(self._setting(path, i) for path, i in places.items()): places for places in combinations}

    def _setting(self, path: str, place: int) -> str:
        return f"{path.rpartition('.')[2]}={self.factors[path].levels[place]}"

    def _combination(self, places: Mapping[str, int]) -> Arm:
        settings = {path: self.factors[path].levels[place] for path, place in places.items()}
        titles = {
            language: " · ".join(self.level_label(path, i, language) for path, i in places.items())
            for language in LANGUAGES
        }
        return Arm(title=titles, settings=settings)

    def level_label(self, path: str, place: int, language: str) -> str:
        """A level of a factor, as people call it."""
        factor = self.factors[path]
        title = in_language(factor.title, language) or path.rpartition(".")[2]
        value = in_language(factor.labels[place], language) if factor.labels else str(factor.levels[place])
        return f"{title} {value}"

    def title_of(self, arm: str, language: str) -> str:
        """An arm, as people call it."""
        return in_language(self.all_arms()[arm].title, language) or arm

    def pairs(self) -> list[tuple[str, str]]:
        """The comparisons to make, the main one first."""
        if self.comparisons:
            return [(comparison.base, comparison.other) for comparison in self.comparisons]
        base, *others = self.all_arms()
        return [(base, other) for other in others]

    def reported(self) -> list[str]:
        """The outcomes to report, in the order of the ledger, the main one among them."""
        return [name for name in LEDGER if name == self.main or not self.outcomes or name in self.outcomes]


def available() -> dict[str, Path]:
    """The experiments that come with the package, by name."""
    return {
        path.stem: path for path in sorted(folder().glob("*.toml")) if "\nareas" in path.read_text(encoding="utf-8")
    }


def folder() -> Path:
    """Where the experiments that come with the package are."""
    package = Path(__file__).parents[1]
    shipped = package / "experiments"
    return shipped if shipped.is_dir() else package.parents[1] / "experiments"


def find(name_or_file: str) -> Path:
    """The file of an experiment; raises :class:`ScenarioError` if there is none."""
    known = available()
    path = known.get(name_or_file, Path(name_or_file))
    if not name_or_file or not (is_file(path) or is_folder(path)):
        if path.suffix == ".toml" or len(path.parts) > 1:
            raise ScenarioError(f"{path}: no such file.")
        raise ScenarioError(
            f"no experiment called {short(name_or_file)}.{suggestion(name_or_file, known)} Known are {', '.join(known)}."
        )
    return path


def _beside(experiment: Path, area: Any) -> Any:
    """An area's file that is not found from here may lie beside the experiment's."""
    if not isinstance(area, str) or not area.endswith(".toml") or is_file(Path(area)):
        return area
    there = experiment.parent / area
    return str(there) if is_file(there) else area


def load_experiment(name_or_file: str) -> Experiment:
    """Read an experiment by name or from a file; raises :class:`ScenarioError`."""
    path = find(name_or_file)
    try:
        data = read_toml(path)
        if isinstance(data.get("areas"), list):
            data["areas"] = [_beside(path, area) for area in data["areas"]]
        return Experiment.model_validate(data)
    except ValidationError as error:
        raise explain(error, Experiment, str(path)) from None
