"""One run: a pure function of scenario and seed, the same for command line, batches, viewer and tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from collectief_sim.model import CollectiefModel
from collectief_sim.outcomes import collectives_columns, entrepreneurs_table, lives_of
from collectief_sim.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Result:
    """What came out of a run."""

    model: CollectiefModel
    seed: int
    months: int
    outcomes: dict[str, float | int | None]

    @property
    def scenario(self) -> Scenario:
        """The scenario that was run."""
        return self.model.spec

    @property
    def series(self) -> pd.DataFrame:
        """A row a month (:class:`collectief_sim.state.Month`)."""
        return self.model.series

    @property
    def collectives(self) -> pd.DataFrame:
        """A row per collective: its life in dates, and what it was."""
        import pandas as pd

        lives, homes = lives_of(self.model.world)
        return pd.DataFrame({"collective": range(len(lives)), **collectives_columns(lives, homes)})

    @property
    def entrepreneurs(self) -> pd.DataFrame:
        """A row per entrepreneur who ever had space in the area: when they came and went, and why."""
        return entrepreneurs_table(self.model.world)


def run(
    scenario: Scenario, seed: int = 1, months: int | None = None, progress: Callable[[int], None] | None = None
) -> Result:
    """Simulate a scenario.

    Parameters
    ----------
    scenario
        What to simulate.
    seed
        A whole number of 0 or more: the luck. Runs with the same seed share all luck, whatever the policy.
    months
        Stop after so many months; the scenario's own length if absent, and at most that.
    progress
        Called after every month with the number of months done.

    Raises
    ------
    ValueError
        If `seed` or `months` is out of range.
    """
    if months is not None and not 1 <= months <= scenario.months:
        raise ValueError(f"months must be from 1 to {scenario.months}, not {months}")
    model = CollectiefModel(scenario, rng=seed, months=months)
    model.finish(progress)
    return Result(model, seed, model.months_done, model.outcomes)
