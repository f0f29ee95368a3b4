"""The model as Mesa knows it: build the area, then month after month the list of processes in `month.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import mesa
import numpy as np
from mesa.discrete_space import OrthogonalMooreGrid

from collectief_sim.agents import Municipality
from collectief_sim.build import build_world, enact
from collectief_sim.errors import ScenarioError
from collectief_sim.month import has_room, month, month_by_month
from collectief_sim.outcomes import outcomes_of, series_table
from collectief_sim.packing import pack
from collectief_sim.scenario import Scenario, load
from collectief_sim.scenario.files import override
from collectief_sim.state import NONE, STRONGEST, World
from collectief_sim.views import SeriesCollector, Views

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

A_YEAR = 12  # months simulated at a time: little waiting for who presses Ctrl-C, even in an area of a million


class CollectiefModel(mesa.Model):
    """An area with its entrepreneurs, collectives, developers and municipality.

    Parameters
    ----------
    spec
        A scenario, or the name or file of one.
    rng
        The seed: a whole number of 0 or more. A run is a pure function of scenario and seed.
    overrides
        Settings by path, for instance ``{"policy.contract_months": 120}``.
    months
        Stop after so many months, if that is before the scenario's end.

    Notes
    -----
    All state is in the tables of ``model.world``; agents and the grid are views of them, made when first asked for, so
    that runs nobody looks at do not pay. Mesa's own ``model.random`` is not used by any rule.
    """

    running: bool
    month: ClassVar[Callable[[World, int], None]] = staticmethod(month)  # swap this to swap a process

    def __init__(
        self,
        spec: Scenario | str = "stylised-area",
        rng: int | None = 1,
        overrides: Mapping[str, Any] | None = None,
        months: int | None = None,
    ) -> None:
        seed = int(np.random.SeedSequence().generate_state(1)[0]) if rng is None else int(rng)
        super().__init__(rng=seed)
        self.seed = seed
        scenario = load(spec) if isinstance(spec, str) else spec
        self.spec = override(scenario, overrides) if overrides else scenario
        self.world = build_world(self.spec, seed)
        self._packed = pack(self.world)
        self.months_done = 0
        self._length = min(self.spec.months, months or self.spec.months)
        self._views: Views | None = None

    # ---- time ----

    def step(self) -> None:
        """Simulate one month."""
        self._simulate(1)
        if self._views is not None:
            self._views.keep_in_step()

    def finish(self, after_month: Callable[[int], None] | None = None) -> None:
        """Simulate all months that are left. The same months as by `step`, but Mesa's clock is set only at the end.

        Parameters
        ----------
        after_month
            Called after every month with the number of months done.
        """
        while self.running:
            self._simulate(1 if after_month else A_YEAR)
            if after_month is not None:
                after_month(self.months_done)
        self.steps, self.time = self.months_done, float(self.months_done)
        if self._views is not None:
            self._views.keep_in_step()

    def change(self, overrides: Mapping[str, Any]) -> None:
        """From the coming month on, other settings of ``policy`` hold, or another housing pressure.

        Raises
        ------
        ScenarioError
            If a setting is none of those, does not exist or is out of range.
        """
        for path in overrides:
            if not path.startswith("policy.") and path != "market.housing_pressure":
                raise ScenarioError(f"{path}: only policy and market.housing_pressure can change while a run goes on.")
        after = override(self.spec, overrides)
        enact(self.world, self.spec, after)
        self.spec = after

    def _simulate(self, months: int) -> None:
        """Up to so many months, at least one; many at a time are a little quicker."""
        if not self.running:
            raise RuntimeError(f"this run is over after {self.months_done} months; make a new model to go on")
        try:
            self._make_room()
            if type(self).month is month:
                last = min(self.months_done + months, self._length)
                self.months_done = month_by_month(self._packed, self.months_done, last)
            else:
                type(self).month(self._packed, self.months_done)
                self.months_done += 1
        except BaseException:
            self.running = False  # Mesa would otherwise let time go on without us
            raise
        self.running = self.months_done < self._length

    def _make_room(self) -> None:
        """Let the tables of collectives grow before they could run out of rows within a month."""
        while not has_room(self._packed):
            self.world = self.world.with_more_collectives()
            self._packed = pack(self.world)

    # ---- results ----

    @property
    def outcomes(self) -> dict[str, float | int | None]:
        """The outcomes so far (see `outcomes.py`)."""
        return outcomes_of(self.world, self.months_done)

    @property
    def series(self) -> pd.DataFrame:
        """The monthly series so far: a row a month."""
        dates = [self.spec.date_of(month) for month in range(self.months_done)]
        return series_table(dates, self.world.series[: self.months_done])

    @property
    def datacollector(self) -> SeriesCollector:
        """The monthly series in the form in which Mesa's tools look for it."""
        return SeriesCollector(self)

    def tie_network(self, at_least: float = 0.0) -> nx.Graph:
        """The ties between present entrepreneurs with a bond of `at_least` as a graph; nodes are rows, weight is bond."""
        import networkx as nx

        people, contacts = self.world.entrepreneurs, self.world.contacts
        network = nx.Graph()
        network.add_nodes_from(np.flatnonzero(people.present).tolist())
        one, place = np.nonzero((contacts != NONE) & people.present[:, None])
        other, bond = contacts[one, place], self.world.bonds[one, place] / STRONGEST
        keep = people.present[other] & (bond >= at_least) & (bond > 0)
        network.add_weighted_edges_from(zip(one[keep].tolist(), other[keep].tolist(), bond[keep].tolist(), strict=True))
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
    def grid(self) -> OrthogonalMooreGrid:
        """The area as a Mesa grid of plots, x to the east and y to the south; its layers are fields of the plot table."""
        return self.views.grid
