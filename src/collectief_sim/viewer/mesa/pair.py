"""Two policies, one luck: two models that Mesa steps as one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import mesa

from collectief_sim.mesa_face.model import CollectiefModel
from collectief_sim.scenario import Scenario


class TwoPolicies(mesa.Model):
    """The same people and the same luck under policy A and under policy B.

    Parameters
    ----------
    spec
        A scenario, or the name or file of one.
    rng
        The seed of both.
    other
        The scenario of B, if it is not that of A.
    scenario
        What Mesa hands over when its page makes a model anew: not used.
    **settings
        Settings by path or last name, see `CollectiefModel`: those that begin with ``a_`` or ``b_`` are of one policy,
        all others of both: ``TwoPolicies(a_contract_months=24, b_contract_months=120, housing_pressure=1.5)``.

    Raises
    ------
    ScenarioError
        If there is no such scenario or setting, or a value is not allowed.
    """

    running: bool

    def __init__(
        self,
        spec: Scenario | str | Path = "stylised-area",
        rng: Any = 1,
        other: Scenario | str | Path | None = None,
        scenario: mesa.experimental.scenarios.Scenario | None = None,
        **settings: Any,
    ) -> None:
        self.a = CollectiefModel(spec, rng, scenario=scenario, **_settings_of("a_", settings))
        self.b = CollectiefModel(spec if other is None else other, self.a.seed, **_settings_of("b_", settings))
        super().__init__(rng=self.a.seed)

    @property
    def models(self) -> tuple[CollectiefModel, CollectiefModel]:
        """Both."""
        return self.a, self.b

    def step(self) -> None:
        """Simulate one month of each that is not over."""
        for model in self.models:
            model.step()
        self.running = any(model.running for model in self.models)

    def _advance_time(self, until: float) -> None:
        """Mesa's clock goes no further than the longer of both runs."""
        last = min(float(until), float(max(model.simulation.length for model in self.models)))
        if last > self.time:
            super()._advance_time(last)


def _settings_of(prefix: str, settings: dict[str, Any]) -> dict[str, Any]:
    """The settings of one policy, and those of both."""
    shared = {name: value for name, value in settings.items() if not name.startswith(("a_", "b_"))}
    return shared | {name[2:]: value for name, value in settings.items() if name.startswith(prefix)}
