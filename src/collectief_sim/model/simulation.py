"""One run: a pure function of scenario and seed, the same for command line, batches, viewer and Mesa."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, Self

from collectief_sim.files.errors import ScenarioError
from collectief_sim.files.texts import short
from collectief_sim.model.build import build_world, enact
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.in_html import in_html
from collectief_sim.model.month import may_found_everywhere, month, month_by_month
from collectief_sim.model.outcomes import (
    buildings_table,
    collectives_columns,
    happenings_table,
    lives_of,
    makers_columns,
    outcomes_of,
    series_table,
)
from collectief_sim.model.processes.happenings import may_note_everything
from collectief_sim.model.rows import columns
from collectief_sim.model.sorting import has_rows, sort_rows
from collectief_sim.model.world import World, own, read_only, snapshot
from collectief_sim.scenario import Scenario, load
from collectief_sim.scenario.files import override

if TYPE_CHECKING:
    import pandas as pd

A_YEAR = 12  # months simulated at a time: little waiting for who presses Ctrl-C, even in an area of a million


class Simulation:
    """A run on its way: the tables of a scenario and a seed, and the months that have passed over them.

    Parameters
    ----------
    spec
        What to simulate: a scenario, or the name or file of one.
    seed
        The luck: a whole number of 0 or more. Runs with the same seed share all luck, whatever the policy.
    months
        Stop after so many months; the scenario's own length if absent, and at most that.
    stays
        Whether the stays of all who leave the area are kept, which takes 56 bytes for everybody who may ever come.

    Raises
    ------
    ValueError
        If `seed` or `months` is out of range.

    Notes
    -----
    `world` is read-only: rules change the tables, and what others may change has a method (`change`). A simulation can be
    copied and pickled at any time, also while another thread lets months pass; the copy shares nothing with it.
    """

    def __init__(self, spec: Scenario, seed: int = 1, months: int | None = None, stays: bool = True) -> None:
        if months is not None and not 1 <= months <= spec.months:
            raise ValueError(f"months must be from 1 to {spec.months}, not {months}")
        self.spec, self.first_spec, self.seed = spec, spec, seed
        self.length = spec.months if months is None else months
        self.months_done = 0
        self._changes: list[tuple[int, dict[str, Any]]] = []
        self._coming = spec.dated_changes()
        self._broken = ""
        self.lock = RLock()  # a copy is of a whole month, whatever another thread does
        self._hold(build_world(spec, seed, stays))

    def _hold(self, world: World) -> None:
        """Make these tables ours: `_world` is written to by rules, through `_packed`; `world` is what others see."""
        self._world, self._packed, self.world = world, pack(world), read_only(world)

    @property
    def for_rules(self) -> World:
        """The tables as rules and formulas take them: to ask a formula something, as in ``step_seen(run.for_rules, …)``.

        Rules that are given this change the run, and nobody remembers that they did.
        """
        return self._packed

    # ---- copies ----

    def __getstate__(self) -> dict[str, Any]:
        with self.lock:
            state: dict[str, Any] = self.__dict__ | {"_world": snapshot(self._world)}
        del state["_packed"], state["world"], state["lock"]  # made of addresses and views, they mean nothing elsewhere
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.lock = RLock()
        self._hold(own(self._world))

    def __copy__(self) -> Self:
        """A copy is never half a copy: two runs that share tables would change each other."""
        return copy.deepcopy(self)

    # ---- time ----

    @property
    def running(self) -> bool:
        """Whether months are left."""
        return not self._broken and self.months_done < self.length

    def advance(self, months: int = 1, rule: Callable[[World, int], None] = month) -> None:
        """Let so many months pass, or as many as are left.

        Parameters
        ----------
        months
            How many.
        rule
            What happens in a month: that of `month.py`, or one in which a process was swapped.

        Raises
        ------
        RuntimeError
            If an earlier month broke off halfway: its tables are neither those of one month nor of the next.
        """
        self.check_whole()
        last = min(self.months_done + months, self.length)
        try:
            with self.lock:
                while self.months_done < last:
                    self._pass(last, rule)
        except BaseException as error:
            self._broken = f"month {self.months_done} broke off halfway ({type(error).__name__}: {error})"
            raise

    def _pass(self, last: int, rule: Callable[[World, int], None]) -> None:
        self._enact_what_is_due()
        self._make_room()
        if rule is month:
            last = min([last, *(when for when, _ in self._coming[:1])])
            self.months_done = month_by_month(self._packed, self.months_done, last)  # many at a time are quicker
        else:
            rule(self._packed, self.months_done)
            self.months_done += 1

    def finish(self, after_month: Callable[[int], None] | None = None) -> None:
        """Let all months pass that are left; `after_month` is called after each with the number of months done."""
        while self.running:
            self.advance(1 if after_month else A_YEAR)
            if after_month is not None:
                after_month(self.months_done)

    def check_whole(self) -> None:
        """Refuse to go on after a month that broke off.

        Raises
        ------
        RuntimeError
            If one did.
        """
        if self._broken:
            raise RuntimeError(f"{self._broken}; this model cannot go on, make a new one")

    def _make_room(self) -> None:
        """See to it that no table runs out of rows within a month."""
        while not may_found_everywhere(self._packed):
            self._hold(self._world.with_more_collectives())
        while not may_note_everything(self._packed):
            self._hold(self._world.with_more_happenings())
        if not has_rows(self._packed, self.months_done):
            self._hold(sort_rows(self._world, self.months_done))

    # ---- policy on the way ----

    def change(self, overrides: Mapping[str, Any]) -> None:
        """From the coming month on, other settings of ``policy`` hold, or another housing pressure; `changes` remembers it.

        Raises
        ------
        ScenarioError
            If a setting is none of those, does not exist or is out of range.
        """
        if not isinstance(overrides, Mapping):
            raise ScenarioError(f"change: {short(overrides)} is not allowed: it must be settings by path.")
        for path in overrides:
            if not str(path).startswith("policy.") and path != "market.housing_pressure":
                raise ScenarioError(f"{path}: only policy and market.housing_pressure can change while a run goes on.")
        self.check_whole()
        with self.lock:
            self._enact_what_is_due()  # what the scenario dates is there first, and this on top of it
            self._enact(overrides)
            self._changes.append((self.months_done, dict(overrides)))

    def _enact_what_is_due(self) -> None:
        while self._coming and self._coming[0][0] <= self.months_done:
            self._enact(self._coming.pop(0)[1])

    def _enact(self, overrides: Mapping[str, Any]) -> None:
        """Make these settings hold; what the scenario dates from now on must still be possible after them."""
        months, changes = dict(self._coming), self.spec.changes.items()
        coming = {name: one for name, one in changes if not one.on or self.spec.month_of(one.date) in months}
        after = override(self.spec.model_copy(update={"changes": coming}), overrides, "change:")
        enact(self._world, self.spec, after)
        self.spec = after

    @property
    def changes(self) -> tuple[tuple[int, dict[str, Any]], ...]:
        """What `change` did so far: from which month on, and the settings. What the scenario itself dates is not in it."""
        return tuple((month, dict(settings)) for month, settings in self._changes)

    # ---- results ----

    @property
    def outcomes(self) -> dict[str, float | int | None]:
        """The outcomes so far (see `outcomes.py`)."""
        return outcomes_of(self.world, self.months_done)

    @property
    def series(self) -> pd.DataFrame:
        """The monthly series so far: a row a month (:class:`collectief_sim.model.tables.Month`)."""
        dates = [self.spec.date_of(month) for month in range(self.months_done)]
        return series_table(dates, columns(self.world.series)[: self.months_done])

    def _repr_html_(self) -> str:
        """How far it came and what came out so far, for notebooks."""
        with self.lock:
            done = self.months_done
            collectives = columns(self.world.series).collectives[:done].tolist()
            return in_html(self.spec, self.seed, collectives, self.outcomes if done else {}, self._broken)


@dataclass(frozen=True)
class Result:
    """What came out of a run."""

    simulation: Simulation
    outcomes: dict[str, float | int | None]

    @property
    def scenario(self) -> Scenario:
        """The scenario that was run, as it was at the start: what it dates is in it."""
        return self.simulation.first_spec

    @property
    def seed(self) -> int:
        """The luck it had."""
        return self.simulation.seed

    @property
    def months(self) -> int:
        """How many months were simulated."""
        return self.simulation.months_done

    @property
    def world(self) -> World:
        """The tables at the end, read-only."""
        return self.simulation.world

    @property
    def series(self) -> pd.DataFrame:
        """A row a month (:class:`collectief_sim.model.tables.Month`)."""
        return self.simulation.series

    @property
    def collectives(self) -> pd.DataFrame:
        """A row per collective: its life in dates, and what it was."""
        import pandas as pd

        lives, homes = lives_of(self.world, self.scenario.area.ground)
        return pd.DataFrame({"collective": range(len(lives)), **collectives_columns(lives, homes)})

    @property
    def happenings(self) -> pd.DataFrame:
        """A row for each thing that a form of cooperation brought about: when, where, for whom, and what money it took."""
        return happenings_table(self.world, self._titles, self.scenario.date_of)

    @property
    def buildings(self) -> pd.DataFrame:
        """A row per building, as it stands at the end: whose it is, who is in it, on which lease, and what is planned."""
        return buildings_table(self.world, self.scenario.area.ground, self._titles)

    @property
    def _titles(self) -> list[str]:
        """What the zones are called, by number."""
        return [zone.entry.title or zone.name for zone in self.scenario.area.ground.zones]

    @property
    def makers(self) -> pd.DataFrame:
        """A row per entrepreneur who ever had space in the area: when they came and went, why, and at what rent."""
        import pandas as pd

        return pd.DataFrame(makers_columns(self.simulation.for_rules, self.months))

    def _repr_html_(self) -> str:
        """What came out, for notebooks."""
        return self.simulation._repr_html_()


def run(
    scenario: Scenario | str | Path,
    seed: int = 1,
    months: int | None = None,
    progress: Callable[[int], None] | None = None,
    stays: bool = True,
) -> Result:
    """Simulate a scenario.

    Parameters
    ----------
    scenario
        What to simulate: a scenario, or the name or file of one.
    seed
        A whole number of 0 or more: the luck. Runs with the same seed share all luck, whatever the policy.
    months
        Stop after so many months; the scenario's own length if absent, and at most that.
    progress
        Called after every month with the number of months done.
    stays
        Whether to keep the stays of all who leave, for `Result.makers`.

    Raises
    ------
    ValueError
        If `seed` or `months` is out of range.
    """
    spec = scenario if isinstance(scenario, Scenario) else load(scenario)
    simulation = Simulation(spec, seed, months, stays)
    simulation.finish(progress)
    return Result(simulation, simulation.outcomes)
