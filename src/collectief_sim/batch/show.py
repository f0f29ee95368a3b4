"""What is in a results folder: for a terminal, and as one JSON object."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from collectief_sim.batch.integrity import check_sound
from collectief_sim.batch.store import scenario_file
from collectief_sim.files.disk import contents as contents_of
from collectief_sim.model.catalogue import OUTCOMES
from collectief_sim.model.catalogue.declaring import Form
from collectief_sim.scenario.forms import Forms

if TYPE_CHECKING:
    import pandas as pd

# what people look at first
LINES = (
    "collectives_founded",
    "survival_60_months",
    "survival_120_months",
    "collectives_area_level",
    "area_level_share",
    "entrepreneurs_displaced",
    "work_floor_share",
    "mean_rent_eur_m2_year",
    "vacancy_share",
    "homes_built",
    "public_cost_eur",
)
_ON = re.compile(r"^\[forms\.(\w+)\]\n(?:(?!\[).*\n)*?on = true$", re.MULTILINE)  # forms that a scenario file has
_FORMS: dict[Form, str] = {
    "share": "{:.1%}",
    "number": "{:.2f}",
    "large": "{:,.0f}",
    "months": "{:.1f}",
    "money": "{:,.0f}",
}


def contents(folder: Path) -> dict[str, Any]:
    """What was planned and what is there, with mean and 95% interval of every outcome per arm.

    The worlds of an arm are taken together, each world as one.

    Raises
    ------
    ScenarioError
        If it is no results folder, or something in it is damaged or missing.
    """
    manifest, found = check_sound(folder)
    plan = manifest["plan"]
    done, failed = set(found.done), set(found.failed)
    runs = read(folder, "runs", found.chunks)
    arms = {} if runs is None else _arms(runs, plan)
    return {
        "folder": str(folder),
        "command": manifest["command"],
        "code": manifest["code"],
        "planned": plan["runs"],
        "done": len(done),
        "failed": len(failed),
        "missing": plan["runs"] - len(done | failed),
        "also_by": [one["code"] for one in manifest["also_by"]],
        "set_aside": found.set_aside,
        "concept_only": _concepts(folder, len(plan["arms"])),
        "arms": {name: arms.get(name, {"runs": 0, "outcomes": {}}) for name in _pools(plan)},
    }


def read(folder: Path, table: str, chunks: Sequence[str] | None = None) -> pd.DataFrame | None:
    """One table of a results folder as a whole, in the order of the plan; None if there is nothing to read.

    Give the chunks that are sound if they are known already: looking at all takes longer than reading one table.
    """
    import pandas as pd

    stems = check_sound(folder)[1].chunks if chunks is None else chunks
    files = [file for file in (folder / table / f"{stem}.parquet" for stem in stems) if file.exists()]
    if not files:
        return None
    whole = pd.concat([pd.read_parquet(contents_of(file)) for file in files], ignore_index=True)
    return whole if "cell" in whole else whole.assign(cell=whole["arm"])  # as folders had it before 0.2.0


def _concepts(folder: Path, arms: int) -> list[str]:
    """What forms of cooperation are called that an arm has and of which only the concept is known; looked up in the text, as
    there may be thousands of scenarios.
    """
    present: set[str] = set()
    for place in range(arms):
        present.update(_ON.findall((folder / scenario_file(place)).read_text(encoding="utf-8")))
    concepts = {name: form.called.en for name, form in Forms().named().items() if form.grounds == "concept only"}
    return [called for name, called in concepts.items() if name in present]


def _pools(plan: dict[str, Any]) -> dict[str, list[str]]:
    """The arms that are shown together, by what they are called then; most arms stand alone."""
    pools: dict[str, list[str]] = {}
    for arm in plan["arms"]:
        pools.setdefault(arm.get("pool", arm["name"]), []).append(arm["name"])
    return pools


def _arms(runs: pd.DataFrame, plan: dict[str, Any]) -> dict[str, Any]:
    """Mean of every outcome with its 95% interval, and the difference from the first arm over the same luck."""
    found: dict[str, Any] = {}
    base: pd.DataFrame | None = None
    for pool, names in _pools(plan).items():
        mine = runs[runs["cell"].isin(names)]
        if mine.empty:
            continue
        units = _units(mine, names)
        outcomes = {str(name): _mean(units[name]) for name in units}
        if base is not None:
            for name, estimate in outcomes.items():
                estimate["difference"] = _mean(units[name] - base[name])
        if pool == next(iter(_pools(plan))):
            base = units
        found[pool] = {"runs": len(mine), "outcomes": outcomes}
    return found


def _units(runs: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Outcomes by what chance repeats: the seed, or the world if there are several, of which the runs are averaged."""
    outcomes = list(runs.columns)[list(runs.columns).index("months") + 1 :]
    unit = runs["seed"] if len(names) == 1 else runs["cell"].map(names.index)
    return runs[outcomes].groupby(unit).mean()


def _mean(values: pd.Series) -> dict[str, Any]:
    """A mean with its 95% interval (Student's t over runs, or worlds); undefined values are left out."""
    from scipy import stats

    values = values.dropna()
    half = float(stats.t.ppf(0.975, len(values) - 1) * values.sem()) if len(values) > 1 else math.nan
    mean = float(values.mean())
    estimate = {"mean": mean, "low": mean - half, "high": mean + half}
    return {key: value if math.isfinite(value) else None for key, value in estimate.items()} | {"runs": len(values)}


def tell(found: dict[str, Any], console: Console) -> None:
    """Print it: how far it is, then a table of arms."""
    console.print(f"[bold]{escape(found['folder'])}[/bold]  made by: {escape(found['command'])}")
    console.print(
        f"{found['done']} of {found['planned']} runs done, {found['failed']} failed, {found['missing']} missing"
    )
    if found["also_by"]:
        console.print(
            f"mixed, by --force-version: made by {escape(found['code'])} and {escape(', '.join(found['also_by']))}"
        )
    if found["set_aside"]:
        console.print(f"set aside because damaged: {escape(', '.join(found['set_aside']))}")
    if found["concept_only"]:
        named = escape(", ".join(found["concept_only"]))
        console.print(
            f"[yellow]No more than the concept is known of: {named}. To be tried, no finding and no advice.[/yellow]"
        )
    arms = found["arms"]
    for some in _by_fours(list(arms)):
        console.print(_table("per run: mean (95% interval)", some, arms, lambda estimate: estimate))
    first, *others = arms
    for some in _by_fours(others):
        title = f"more or less than {escape(first)}, same seeds\n[dim](% are percentage points)[/dim]"
        console.print(_table(title, some, arms, lambda estimate: estimate and estimate.get("difference"), "+"))
    console.print(
        "The interval is simulation error over runs (or worlds), not certainty about a city. "
        "All outcomes: --json, or runs/*.parquet."
    )


def _table(
    title: str, some: list[str], arms: dict[str, Any], part: Callable[[Any], dict[str, Any] | None], sign: str = ""
) -> Table:
    """One table of arms; `part` picks what is shown of an estimate."""
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column(title)
    for arm in some:
        table.add_column(f"{escape(arm)}\n[dim]{arms[arm]['runs']} runs[/dim]", justify="right")
    for name in LINES:
        outcome = OUTCOMES[name]
        form = _FORMS[outcome.form].replace("{:", "{:" + sign)
        table.add_row(outcome.label.en, *(_cell(part(arms[arm]["outcomes"].get(name)), form) for arm in some))
    return table


def _by_fours(arms: list[str]) -> list[list[str]]:
    return [arms[i : i + 4] for i in range(0, len(arms), 4)]


def _cell(estimate: dict[str, Any] | None, form: str) -> str:
    if estimate is None or estimate["mean"] is None:
        return "-"
    if estimate["low"] is None:
        return form.format(estimate["mean"])
    return f"{form.format(estimate['mean'])} ({form.format(estimate['low'])} to {form.format(estimate['high'])})"
