"""An experiment's outcomes as one JSON object."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from collectief_sim import __version__
from collectief_sim.batch.of_set import used_in
from collectief_sim.experiment.analysis import Analysis, records

if TYPE_CHECKING:
    import pandas as pd


def as_record(analysis: Analysis) -> dict[str, Any]:
    """Everything as one JSON object: means per area and arm, all comparisons; undefined values are None."""
    results, experiment = analysis.results, analysis.results.experiment
    used = used_in(results.folder)
    means: dict[str, dict[str, dict[str, float | None]]] = {}
    for row in records(analysis.arms):
        means.setdefault(row["area"], {}).setdefault(row["arm"], {})[row["outcome"]] = _plain(row["mean"])
    return {
        "experiment": experiment.name,
        "version": __version__,
        "folder": str(results.folder),
        "replicates": results.manifest["plan"]["replicates"],
        "first_seed": experiment.first_seed,
        "of_set": used.as_record() if used else None,
        "planned": results.planned,
        "done": len(results.runs),
        "failed": results.failed,
        "main": experiment.main,
        "arms": means,
        "comparisons": [_compared(rows, key) for key, rows in _by_pair(analysis.comparison)],
        "effects": [_plain_row(row) for row in records(analysis.effects)],
        "paths": [_plain_row(row) for row in records(analysis.paths)],
        "agreement": [_plain_row(row) for row in records(analysis.agreement)],
        "sensitivity": [_plain_row(row) for row in records(analysis.sensitivity)],
    }


def _by_pair(table: pd.DataFrame) -> Any:
    return table.groupby(["area", "base", "other"], sort=False)


def _compared(rows: pd.DataFrame, key: tuple[str, str, str]) -> dict[str, Any]:
    area, base, other = key
    numbers = rows.drop(columns=["area", "base", "other"]).set_index("outcome").to_dict("index")
    outcomes = {str(name): _plain_row(values) for name, values in numbers.items()}
    return {"area": area, "base": base, "other": other, "outcomes": outcomes}


def _plain_row(values: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(key): _plain(value) for key, value in values.items()}


def _plain(value: Any) -> Any:
    """A value as JSON has it: no NaN, no NumPy."""
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value
