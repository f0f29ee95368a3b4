"""An experiment's outcomes for a terminal, and as one JSON object."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from collectief_sim import __version__
from collectief_sim.experiment.analysis import Analysis, records, rows_of
from collectief_sim.experiment.ledger import LEDGER

if TYPE_CHECKING:
    import pandas as pd

# what people look at first, and what they call it in little space
LINES = {
    "survival_120_months": "10 years old",
    "area_level_within_240_months": "area level",
    "entrepreneurs_displaced": "displaced",
    "work_floor_share": "work floor",
    "mean_rent_eur_m2_year": "rent",
    "homes_built": "homes",
    "public_cost_eur": "public cost",
    "free_plots_share": "free plots",
}
_FORMS = {"share": "{:.0%}", "number": "{:.1f}", "large": "{:,.0f}", "months": "{:.0f}", "money": "{:,.0f}"}


def tell(analysis: Analysis, console: Console) -> None:
    """Print a table of arms for the first area."""
    experiment = analysis.results.experiment
    means = rows_of(analysis.arms, area=analysis.area).pivot(index="arm", columns="outcome", values="mean")
    shown = {name: label for name, label in LINES.items() if name in means} or {experiment.main: experiment.main}
    table = Table(
        box=box.SIMPLE_HEAD, title=f"{analysis.area}: means of {analysis.repetitions} repetitions", title_justify="left"
    )
    table.add_column("policy")
    for label in shown.values():
        table.add_column(label, justify="right")
    for arm in experiment.all_arms():
        cells = (_cell(means.loc[arm, name], _FORMS[LEDGER[name].form]) for name in shown)
        table.add_row(escape(experiment.title_of(arm, "en")), *cells)
    console.print(table)


def _cell(value: Any, form: str) -> str:
    return "-" if math.isnan(value) else form.format(value)


def as_record(analysis: Analysis) -> dict[str, Any]:
    """Everything as one JSON object: means per area and arm, all comparisons; undefined values are None."""
    results, experiment = analysis.results, analysis.results.experiment
    means: dict[str, dict[str, dict[str, float | None]]] = {}
    for row in records(analysis.arms):
        means.setdefault(row["area"], {}).setdefault(row["arm"], {})[row["outcome"]] = _plain(row["mean"])
    return {
        "experiment": experiment.name,
        "version": __version__,
        "folder": str(results.folder),
        "replicates": results.manifest["plan"]["replicates"],
        "first_seed": experiment.first_seed,
        "planned": results.planned,
        "done": len(results.runs),
        "failed": results.failed,
        "main": experiment.main,
        "arms": means,
        "comparisons": [_compared(rows, key) for key, rows in _by_pair(analysis.comparison)],
        "effects": [_plain_row(row) for row in records(analysis.effects)],
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
