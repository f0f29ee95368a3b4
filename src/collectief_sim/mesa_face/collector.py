"""The monthly series and the outcomes where Mesa's tools look for what was collected; nothing is collected twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mesa import DataCollector

from collectief_sim.model.outcomes import series_columns
from collectief_sim.model.rows import columns

if TYPE_CHECKING:
    import pandas as pd

    from collectief_sim.mesa_face.model import CollectiefModel


class SeriesCollector(DataCollector):
    """What Mesa's ``batch_run`` and plots read of a model that has no collector of its own.

    Columns are those of the monthly series, the seed, and the outcomes, which stand in the last month only (None before).
    A column of the series that is called like an outcome has ``_in_month`` behind its name.
    """

    def __init__(self, model: CollectiefModel) -> None:
        self._model = model
        self._series: dict[str, list[Any]] = {}
        self._columns: dict[str, list[Any]] = {}
        super().__init__()

    def collect(self, model: CollectiefModel) -> None:
        """Nothing to do: rules record every month."""

    @property
    def model_vars(self) -> dict[str, list[Any]]:
        """Every column as a list, a value a month."""
        months = self._model.months_done
        if not self._columns or len(self._columns["seed"]) != months:
            outcomes = self._model.outcomes
            self._extend(months, outcomes)
            last = {name: [*[None] * (months - 1), value][:months] for name, value in outcomes.items()}
            self._columns = {**self._series, "seed": [self._model.seed] * months, **last}
        return self._columns

    @model_vars.setter
    def model_vars(self, columns: dict[str, list[Any]]) -> None:
        """What Mesa sets to begin with."""

    def _extend(self, months: int, outcomes: Mapping[str, Any]) -> None:
        """Add the months since somebody last looked."""
        known = len(next(iter(self._series.values()), ()))
        for name, values in series_columns(columns(self._model.world.series)[known:months]).items():
            called = f"{name}_in_month" if name in outcomes else name
            self._series.setdefault(called, []).extend(values.tolist())

    @property
    def _collection_steps(self) -> list[int]:
        return list(range(1, self._model.months_done + 1))

    @_collection_steps.setter
    def _collection_steps(self, steps: list[int]) -> None:
        """What Mesa sets to begin with."""

    def get_model_vars_dataframe(self) -> pd.DataFrame:
        """The series as a data frame."""
        return self._model.series
