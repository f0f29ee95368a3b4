"""The model as Mesa knows it: build the area, then month after month the list of processes in `model/month.py`."""

from __future__ import annotations

import copy
import operator
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

import mesa
import numpy as np
from mesa.time import EventGenerator, Priority, Schedule

from collectief_sim.files.errors import ScenarioError
from collectief_sim.mesa_face.agents import Municipality
from collectief_sim.mesa_face.collector import SeriesCollector
from collectief_sim.mesa_face.views import Views
from collectief_sim.model.codes import STRONGEST
from collectief_sim.model.month import month
from collectief_sim.model.rows import columns
from collectief_sim.model.simulation import A_YEAR, Simulation
from collectief_sim.model.world import World
from collectief_sim.scenario import Scenario, load
from collectief_sim.scenario.files import named, override

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

    from collectief_sim.mesa_face.grid import PlotGrid

LAST_SEED = 2**63 - 1


class CollectiefModel(mesa.Model):
    """An area with its entrepreneurs, collectives, developers and municipality.

    Parameters
    ----------
    spec
        A scenario, or the name or file of one.
    rng
        The seed: a whole number of 0 or more; drawn by chance if None, and from whatever else NumPy takes for a seed. A
        run is a pure function of scenario and ``model.seed``.
    overrides
        Settings by path, for instance ``{"policy.contract_months": 120}``.
    months
        Stop after so many months, if that is before the scenario's end.
    scenario
        What Mesa hands over when its page makes a model anew, a record of parameters that is empty: not used.
    **settings
        Settings by themselves, by path or by their last name where only one is called so: ``contract_months=120``. So
        Mesa's ``batch_run`` and sliders can vary them.

    Raises
    ------
    ScenarioError
        If there is no such scenario or setting, or a value is not allowed.

    Notes
    -----
    All state is in the tables of ``model.world``, which are read-only: rules change them, and what others may change has a
    method (`change`). Agents and the grid are views of them, made when first asked for, so that runs nobody looks at do not
    pay. A model can be copied and pickled at any time; the copy shares nothing with it. Mesa's own ``model.random`` is not
    used by any rule.
    """

    running: bool
    _default_schedule: EventGenerator
    month: ClassVar[Callable[[World, int], None]] = staticmethod(month)  # swap this to swap a process

    def __init__(
        self,
        spec: Scenario | str | Path = "stylised-area",
        rng: Any = 1,
        overrides: Mapping[str, Any] | None = None,
        months: int | None = None,
        scenario: mesa.experimental.scenarios.Scenario | None = None,
        **settings: Any,
    ) -> None:
        _check_is_empty(scenario)
        seed = _seed_of(rng)
        super().__init__(rng=seed)
        start = spec if isinstance(spec, Scenario) else load(spec)
        given = _together(_checked(overrides), named(start, settings))
        resolved = override(start, given, "settings:") if given else start
        length = resolved.months if months is None else _whole("months", months, 1, resolved.months)
        self.simulation = Simulation(resolved, seed, length)
        self._views: Views | None = None
        self._collector: mesa.DataCollector = SeriesCollector(self)

    @property
    def spec(self) -> Scenario:
        """The scenario, with what `change` made of it."""
        return self.simulation.spec

    @property
    def seed(self) -> int:
        """The luck: with the scenario it says all that happens."""
        return self.simulation.seed

    @property
    def months_done(self) -> int:
        """How many months were simulated."""
        return self.simulation.months_done

    @property
    def world(self) -> World:
        """All tables, read-only."""
        return self.simulation.world

    @property
    def for_rules(self) -> World:
        """The tables as rules and formulas take them, see `Simulation.for_rules`."""
        return self.simulation.for_rules

    # ---- copies ----

    def __getstate__(self) -> dict[str, Any]:
        with self.simulation.lock:  # the clock of Mesa and the tables are of the same month
            return self.__dict__ | {"simulation": copy.copy(self.simulation)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        if self._views is not None:
            self._views.show_tables()

    def __copy__(self) -> Self:
        """A copy is never half a copy: two models that share tables would change each other."""
        return copy.deepcopy(self)

    # ---- time ----

    def step(self) -> None:
        """Simulate one month; nothing happens once the run is over, as Mesa's player expects.

        Raises
        ------
        RuntimeError
            If an earlier month broke off halfway: its tables are neither those of one month nor of the next.
        """
        self._simulate(1)
        if self._views is not None:
            self._views.keep_in_step()

    def finish(self, after_month: Callable[[int], None] | None = None) -> None:
        """Simulate all months that are left. The same months as by `step`, but Mesa's clock is set only at the end, unless
        something is scheduled on it or a subclass does more in a step.

        Parameters
        ----------
        after_month
            Called after every month with the number of months done.
        """
        self.simulation.check_whole()
        stepwise = not self.repeatable or len(self._event_list) > 1
        try:
            while self.running:
                if stepwise:
                    self.step()
                else:
                    self._simulate(1 if after_month else A_YEAR)
                if after_month is not None:
                    after_month(self.months_done)
        finally:
            if not stepwise:
                self._set_clock()
        if self._views is not None:
            self._views.keep_in_step()

    def _set_clock(self) -> None:
        """Mesa's clock after months that passed without it, and its next step a month later."""
        self.steps, self.time = self.months_done, float(self.months_done)
        self._default_schedule.stop()
        following = Schedule(interval=1.0, start=self.time + 1)
        self._default_schedule = EventGenerator(self, self._do_step, following, Priority.HIGH).start()

    def _advance_time(self, until: float) -> None:
        """Mesa's clock goes no further than the run, and not at all in a broken one."""
        self.simulation.check_whole()
        last = min(float(until), float(self.simulation.length))
        if last > self.time:
            super()._advance_time(last)

    def change(self, overrides: Mapping[str, Any]) -> None:
        """From the coming month on, other settings of ``policy`` hold, or another housing pressure; `changes` remembers it.

        Raises
        ------
        ScenarioError
            If a setting is none of those, does not exist or is out of range.
        """
        self.simulation.change(overrides)

    @property
    def changes(self) -> tuple[tuple[int, dict[str, Any]], ...]:
        """What `change` did so far: from which month on, and the settings."""
        return self.simulation.changes

    def _simulate(self, months: int) -> None:
        """Up to so many months; many at a time are a little quicker."""
        try:
            if self.running:
                self.simulation.advance(months, type(self).month)
            else:
                self.simulation.check_whole()
        finally:
            self.running = self.running and self.simulation.running

    @property
    def repeatable(self) -> bool:
        """Whether a step is what happens in a month and no more, so that months can be run again."""
        return type(self).step is CollectiefModel.step

    def repeatable_month(self) -> Callable[[World, int], None]:
        """What happens in a month, for who runs it again.

        Raises
        ------
        ScenarioError
            If a step is more than that, as a subclass overrides it.
        """
        kind = type(self)
        if not self.repeatable:
            raise ScenarioError(
                f"{kind.__name__}: overrides `step`, so its months cannot be run again to be looked at; "
                "swap a process by `month` instead (see docs/examples/own_process.py)."
            )
        return kind.month

    # ---- results ----

    @property
    def outcomes(self) -> dict[str, float | int | None]:
        """The outcomes so far (see `model/outcomes.py`)."""
        return self.simulation.outcomes

    @property
    def series(self) -> pd.DataFrame:
        """The monthly series so far: a row a month."""
        return self.simulation.series

    def _repr_html_(self) -> str:
        """How far it came and what came out so far, for notebooks."""
        return self.simulation._repr_html_()

    @property
    def datacollector(self) -> mesa.DataCollector:
        """What Mesa's tools read: the monthly series and the outcomes, or a collector of your own."""
        return self._collector

    @datacollector.setter
    def datacollector(self, collector: mesa.DataCollector) -> None:
        self._collector = collector

    def tie_network(self, at_least: float = 0.0) -> nx.Graph:
        """The ties between present entrepreneurs with a bond of `at_least` as a graph; nodes are numbers, weight is bond."""
        import networkx as nx

        people, ties = columns(self.world.entrepreneurs), columns(self.world.ties)
        network = nx.Graph()
        network.add_nodes_from(np.sort(people.number[people.present]).tolist())
        one, place = np.nonzero((ties.contacts >= 0) & people.present[:, None])
        other, bond = ties.contacts[one, place], ties.bonds[one, place] / STRONGEST
        keep = people.present[other] & (bond >= at_least) & (bond > 0)
        pairs = (people.number[rows[keep]].tolist() for rows in (one, other))
        network.add_weighted_edges_from(zip(*pairs, bond[keep].tolist(), strict=True))
        return network

    # ---- Mesa's view: agents and grid, made on first use ----

    @property
    def views(self) -> Views:
        """Mesa's agents and grid; made on first use, and from then on kept in step with the tables."""
        if self._views is None:
            self._views = Views(self)
        return self._views

    @property
    def agents(self) -> Any:
        """All agents of this month, as Mesa's AgentSet."""
        return self.views and self._all_agents

    @property
    def agents_by_type(self) -> Any:
        """The agents of this month by class."""
        return self.views and self._agents_by_type

    @property
    def agent_types(self) -> list[type]:
        """The classes of agents."""
        return list(self.agents_by_type)

    @property
    def municipality(self) -> Municipality:
        """The municipality."""
        return self.views.municipality

    @property
    def grid(self) -> PlotGrid:
        """The area as a Mesa grid of plots, x to the east and y to the south; its layers are fields of the plot table."""
        return self.views.grid


def _seed_of(rng: Any) -> int:
    """A seed from all that Mesa and NumPy take for one; a whole number is taken as it is."""
    if isinstance(rng, bool | str | float):
        raise ScenarioError(f"rng = {rng!r} is not allowed: it must be a whole number from 0 to {LAST_SEED}.")
    try:
        return _whole("rng", rng, 0, LAST_SEED)
    except TypeError:
        return int(np.random.default_rng(rng).integers(LAST_SEED))


def _check_is_empty(scenario: Any) -> None:
    """Refuse parameters that would be lost: ours are given by themselves."""
    given = getattr(scenario, "__dict__", {}).keys() - {"rng"}
    if given or isinstance(scenario, Scenario | str | Path):
        raise ScenarioError("scenario: give the scenario as `spec`, the seed as `rng`, and settings by themselves.")


def _whole(name: str, value: Any, low: int, high: int) -> int:
    """A whole number, of Python or NumPy, within a range; raises TypeError if it is none."""
    number = operator.index(value)
    if not low <= number <= high:
        raise ScenarioError(f"{name} = {number} is not allowed: it must be a whole number from {low} to {high}.")
    return number


def _together(overrides: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Settings by path, none given twice."""
    twice = sorted(overrides.keys() & settings.keys())
    if twice:
        raise ScenarioError(f"{twice[0]}: is given twice, in overrides and by itself.")
    return overrides | settings


def _checked(overrides: Any) -> dict[str, Any]:
    if not isinstance(overrides, Mapping | None):
        raise ScenarioError(
            f"overrides = {overrides!r} is not allowed: it must be settings by path, for instance "
            '{"policy.contract_months": 120}. (batch_run takes a single one apart: give it settings by themselves, '
            'as in {"contract_months": [24, 120]}.)'
        )
    return dict(overrides or {})
