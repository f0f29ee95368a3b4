"""An experiment's answer for a terminal, and as one JSON object."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from collectief_sim import __version__
from collectief_sim.experiment.design import Experiment
from collectief_sim.experiment.paired import compare

if TYPE_CHECKING:
    import pandas as pd

# outcome, what people call it, how to print it: what it does for collectives first, then what it costs
LINES = [
    ("collectives_founded", "collectives founded", "{:.1f}"),
    ("collectives_alive", "collectives alive at the end", "{:.1f}"),
    ("survival_60_months", "survive 5 years", "{:.0%}"),
    ("survival_120_months", "survive 10 years", "{:.0%}"),
    ("survival_240_months", "survive 20 years", "{:.0%}"),
    ("collectives_area_level", "reach area-level impact", "{:.2f}"),
    ("area_level_share", "... as share of those founded", "{:.1%}"),
    ("ended_fell_apart", "ended: fell apart", "{:.1f}"),
    ("ended_too_small", "ended: too small", "{:.1f}"),
    ("ended_displaced", "ended: lost their building", "{:.1f}"),
    ("trekkers_per_collective", "trekkers per collective", "{:.2f}"),
    ("binders_per_collective", "binders per collective", "{:.2f}"),
    ("entrepreneurs_present", "entrepreneurs at the end", "{:.0f}"),
    ("entrepreneurs_displaced", "entrepreneurs displaced", "{:.0f}"),
    ("work_floor_share", "work floor left", "{:.0%}"),
    ("affordable_floor_share", "affordable work floor left", "{:.0%}"),
    ("mean_rent_eur_m2_year", "mean rent (EUR/m2/year)", "{:.0f}"),
    ("vacancy_share", "vacancy", "{:.1%}"),
    ("homes_built", "homes built", "{:,.0f}"),
    ("public_cost_eur", "public cost (EUR)", "{:,.0f}"),
]


def tell(plan: Experiment, table: pd.DataFrame, console: Console) -> None:
    """Print a table per comparison: means per arm, paired difference and its 95% interval."""
    base, *others = plan.arms
    for other in others:
        result = compare(table, base, other)
        names = [escape(plan.arms[arm].title or arm) for arm in (base, other)]
        runs = int(table["arm"].eq(base).sum())
        console.print(
            f"\n[bold]{escape(plan.title or plan.name)}[/bold] on {escape(plan.scenario)}: {runs} paired runs per arm"
        )
        grid = Table(box=box.SIMPLE_HEAD)
        grid.add_column("per run (mean)")
        for column in (*names, "difference", "95% interval", "clear?"):
            grid.add_column(column, justify="right")
        for outcome, label, form in LINES:
            grid.add_row(label, *_cells(result.loc[outcome], form))
        console.print(grid)
        console.print(
            "The interval is simulation error over seeds, not certainty about a city; a difference is called clear when "
            "its interval leaves out 0.\nThese are 20 comparisons at 95%: about one would look clear by chance alone.\n"
        )


def _cells(row: Any, form: str) -> list[str]:
    if not row["pairs"]:
        return ["-", "-", "-", "-", ""]
    sign = "+" if row["difference"] > 0 else ""
    clear = "yes" if row["low"] > 0 or row["high"] < 0 else "no"
    interval = f"{form.format(row['low'])} to {form.format(row['high'])}"
    return [form.format(row["base"]), form.format(row["other"]), sign + form.format(row["difference"]), interval, clear]


def as_record(plan: Experiment, table: pd.DataFrame) -> dict[str, object]:
    """The same as one JSON object: means per arm and all paired comparisons; undefined values are None."""
    base, *others = plan.arms
    arms = table.drop(columns="seed").groupby("arm", observed=True).mean()
    return {
        "experiment": plan.name,
        "scenario": plan.scenario,
        "version": __version__,
        "replicates": int(table["arm"].eq(base).sum()),
        "first_seed": int(table["seed"].min()),
        "arms": {str(arm): _plain(values) for arm, values in arms.iterrows()},
        "comparisons": [
            {
                "base": base,
                "other": other,
                "outcomes": {str(k): _plain(v) for k, v in compare(table, base, other).iterrows()},
            }
            for other in others
        ],
    }


def _plain(values: pd.Series) -> dict[str, float | None]:
    return {str(key): None if math.isnan(value) else float(value) for key, value in values.items()}
