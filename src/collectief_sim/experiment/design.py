"""What an experiment is: named arms on one scenario, and how often each is repeated."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Self

from pydantic import ValidationError, model_validator

from collectief_sim.errors import ScenarioError
from collectief_sim.scenario import Scenario, load
from collectief_sim.scenario.fields import Section, choice, number
from collectief_sim.scenario.files import override
from collectief_sim.scenario.problems import explain, suggestion


class Arm(Section):
    """One policy: settings of the scenario that differ."""

    title: str = choice("", "", "name shown to people")
    settings: dict[str, Any] = choice({}, "", "settings by path")


class Experiment(Section):
    """Arms on a scenario, compared pair by pair: replicate r of every arm has seed `first_seed` + r."""

    name: str = choice(..., "", "short name")
    title: str = choice("", "", "name shown to people")
    scenario: str = choice(..., "", "name or file of the scenario")
    replicates: int = number(100, "runs per arm", 2, 1_000_000, "", "how often each arm is run")
    first_seed: int = number(1, "", 0, 2**62, "", "seed of the first replicate")
    arms: dict[str, Arm] = choice(..., "", "the policies to compare; the first is what others are compared with")

    @model_validator(mode="after")
    def _arms_differ(self) -> Self:
        if len(self.arms) < 2:
            raise ValueError("arms: an experiment compares at least two")
        return self

    def scenarios(self) -> dict[str, Scenario]:
        """The scenario of each arm.

        Raises
        ------
        ScenarioError
            If an arm has an unknown setting, or two arms come to the same scenario.
        """
        base = load(self.scenario)
        specs: dict[str, Scenario] = {}
        for name, arm in self.arms.items():
            specs[name] = override(base, arm.settings, f"experiment {self.name}, arm {name}:")
            twin = next((other for other in specs if other != name and specs[other] == specs[name]), None)
            if twin is not None:
                raise ScenarioError(f"experiment {self.name}: arms {twin!r} and {name!r} are the same.")
        return specs


def available() -> dict[str, Path]:
    """The experiments that come with the package, by name."""
    return {path.stem: path for path in sorted(folder().glob("*.toml")) if "arms" in path.read_text(encoding="utf-8")}


def folder() -> Path:
    """Where the experiments that come with the package are."""
    package = Path(__file__).parents[1]
    shipped = package / "experiments"
    return shipped if shipped.is_dir() else package.parents[1] / "experiments"


def load_experiment(name_or_file: str) -> Experiment:
    """Read an experiment by name or from a file; raises :class:`ScenarioError`."""
    known = available()
    path = known.get(name_or_file, Path(name_or_file))
    if not path.is_file():
        raise ScenarioError(
            f"no experiment called {name_or_file!r}.{suggestion(name_or_file, known)} Known are {', '.join(known)}."
        )
    try:
        return Experiment.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(f"{path}: not valid TOML: {error}.") from None
    except UnicodeDecodeError:
        raise ScenarioError(f"{path}: not a text file in UTF-8.") from None
    except ValidationError as error:
        raise explain(error, Experiment, str(path)) from None
