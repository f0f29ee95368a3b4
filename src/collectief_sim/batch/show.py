"""What is in a results folder: for a terminal, and as one JSON object."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from collectief_sim.batch.integrity import check_sound, table_in
from collectief_sim.batch.of_set import OfSet, used_in
from collectief_sim.batch.store import scenario_file
from collectief_sim.model.catalogue import OUTCOMES
from collectief_sim.model.catalogue.declaring import Form
from collectief_sim.scenario.forms import Forms
from collectief_sim.scenario.languages import Said

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

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
    "municipality_net_eur",
)
ENOUGH_FOR_NINE_IN_TEN = 10  # worlds; of fewer all are told
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

    The worlds of an arm are taken together, each as the mean of its runs: the interval is over worlds, and between which ends
    nine in ten worlds (or all, where they are few) lie is told too.

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
    used = used_in(folder)
    return {
        "folder": str(folder),
        "command": manifest["command"],
        "code": manifest["code"],
        "planned": plan["runs"],
        "done": len(done),
        "failed": len(failed),
        "missing": plan["runs"] - len(done | failed),
        "of_set": used.as_record() if used else None,
        "also_by": [one["code"] for one in manifest["also_by"]],
        "set_aside": found.set_aside,
        "concept_only": _concepts(folder, len(plan["arms"])),
        "arms": {name: arms.get(name, {"runs": 0, "worlds": 0, "outcomes": {}}) for name in _pools(plan)},
    }


def read(
    folder: Path,
    table: str,
    chunks: Sequence[str] | None = None,
    columns: Sequence[str] | None = None,
    keys: Iterable[str] | None = None,
) -> pd.DataFrame | None:
    """One table of a results folder as a whole, in the order of the plan; None if there is nothing to read.

    Give the chunks that are sound if they are known already: looking at all takes longer than reading one table. All columns
    of all runs are read, unless some `columns`, or the `keys` of some runs, are given.
    """
    import pyarrow as pa

    stems = check_sound(folder)[1].chunks if chunks is None else chunks
    files = [file for file in (folder / table / f"{stem}.parquet" for stem in stems) if file.exists()]
    if not files:
        return None
    whole = pa.concat_tables([table_in(file, columns) for file in files], promote_options="permissive")
    if "arm" in whole.column_names and "cell" not in whole.column_names:
        whole = whole.append_column("cell", whole["arm"])  # as folders had it before 0.2.0
    return (whole if keys is None else _of_runs(whole, keys)).to_pandas()


def _of_runs(table: pa.Table, keys: Iterable[str]) -> pa.Table:
    import pyarrow as pa
    from pyarrow import compute

    return table.filter(compute.is_in(table["key"], pa.array(keys, table["key"].type)))


def _concepts(folder: Path, arms: int) -> list[str]:
    """What forms of cooperation are called that an arm has and of which only the concept is known."""
    found = [called for place in range(arms) for called in concepts_in(folder / scenario_file(place))]
    return [called.en for called in _of_concept().values() if called in found]


def concepts_in(file: Path) -> list[Said]:
    """The same of a scenario that a folder keeps; looked up in the text, as there may be thousands of them."""
    present = _ON.findall(file.read_text(encoding="utf-8"))
    return [called for name, called in _of_concept().items() if name in present]


@cache
def _of_concept() -> dict[str, Said]:
    return {name: form.called for name, form in Forms().named().items() if form.grounds == "concept only"}


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
        several = len(names) > 1
        outcomes = {str(name): _bounded(_mean(units[name], several), str(name), units[name]) for name in units}
        if base is not None:
            for name, estimate in outcomes.items():
                estimate["difference"] = _mean(units[name] - base[name], several)
        if pool == next(iter(_pools(plan))):
            base = units
        found[pool] = {"runs": len(mine), "worlds": len(units) if several else 0, "outcomes": outcomes}
    return found


def _units(runs: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Outcomes by what chance repeats: the seed, or the world if there are several, of which the runs are averaged."""
    outcomes = list(runs.columns)[list(runs.columns).index("months") + 1 :]
    unit = runs["seed"] if len(names) == 1 else runs["cell"].map(names.index)
    return runs[outcomes].groupby(unit).mean()


def _mean(values: pd.Series, worlds: bool) -> dict[str, Any]:
    """A mean with its 95% interval (Student's t over runs, or worlds), and the range of worlds; undefined values are left out."""
    from scipy import stats

    values = values.dropna()
    half = float(stats.t.ppf(0.975, len(values) - 1) * values.sem()) if len(values) > 1 else math.nan
    mean = float(values.mean())
    estimate = {"mean": mean, "low": mean - half, "high": mean + half}
    if worlds:
        ends = (0.05, 0.95) if len(values) >= ENOUGH_FOR_NINE_IN_TEN else (0.0, 1.0)
        estimate |= dict(zip(("worlds_low", "worlds_high"), map(float, values.quantile(ends)), strict=True))
    known = {key: value if math.isfinite(value) else None for key, value in estimate.items()}
    return known | {"worlds" if worlds else "runs": len(values)}


def _bounded(estimate: dict[str, Any], name: str, values: pd.Series) -> dict[str, Any]:
    """An interval ends where the outcome does: nothing but money is less than none, and no share is more than all."""
    outcome = OUTCOMES.get(name)
    if estimate["low"] is None or outcome is None or outcome.form == "money" or values.min() < 0:
        return estimate
    estimate["low"] = max(0.0, estimate["low"])
    if outcome.form == "share" and values.max() <= 1:
        estimate["high"] = min(1.0, estimate["high"])
    return estimate


def tell(found: dict[str, Any], console: Console) -> None:
    """Print it: how far it is, then a table of arms."""
    console.print(f"[bold]{escape(found['folder'])}[/bold]  made by: {escape(found['command'])}")
    console.print(
        f"{found['done']} of {found['planned']} runs done, {found['failed']} failed, {found['missing']} missing"
    )
    used, worlds = found["of_set"], any(arm["worlds"] for arm in found["arms"].values())
    if used:
        console.print(escape(f"{OfSet(**used).told().en}."))
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
        console.print(_table(_head(some, arms), some, arms, lambda estimate: estimate))
    first, *others = arms
    for some in _by_fours(others):
        same = "worlds and seeds" if worlds else "seeds"
        title = f"more or less than {escape(first)}, same {same}\n[dim](% are percentage points)[/dim]"
        console.print(_table(title, some, arms, lambda estimate: estimate and estimate.get("difference"), "+"))
    about = (
        "how well the mean over all worlds is known from these, each the mean of its runs (of whose luck there is some in both)"
        if worlds
        else "simulation error over runs"
    )
    console.print(
        "Public cost is that of measures alone; the balance of the municipality has rent, maintenance, land, deficits and "
        "sales too (docs/money.md)."
    )
    console.print()
    console.print(f"The interval is {about}, not certainty about a city. All outcomes: --json, or runs/*.parquet.")


def _table(
    title: str, some: list[str], arms: dict[str, Any], part: Callable[[Any], dict[str, Any] | None], sign: str = ""
) -> Table:
    """One table of arms; `part` picks what is shown of an estimate."""
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column(title)
    for arm in some:
        worlds = f"{arms[arm]['worlds']} worlds, " if arms[arm]["worlds"] else ""
        table.add_column(f"{escape(arm)}\n[dim]{worlds}{arms[arm]['runs']} runs[/dim]", justify="right")
    for name in LINES:
        outcome = OUTCOMES[name]
        form = _FORMS[outcome.form].replace("{:", "{:" + sign)
        table.add_row(outcome.label.en, *(_cell(part(arms[arm]["outcomes"].get(name)), form) for arm in some))
    return table


def _head(some: list[str], arms: dict[str, Any]) -> str:
    """What is told of each outcome."""
    most = max((arms[arm]["worlds"] for arm in some), default=0)
    if not most:
        return "per run: mean (95% interval)"
    range_of = "nine in ten worlds" if most >= ENOUGH_FOR_NINE_IN_TEN else "lowest and highest world"
    return f"per world: mean (95% interval)\n[dim]below it: {range_of}[/dim]"


def _by_fours(arms: list[str]) -> list[list[str]]:
    return [arms[i : i + 4] for i in range(0, len(arms), 4)]


def _cell(estimate: dict[str, Any] | None, form: str) -> str:
    if estimate is None or estimate["mean"] is None:
        return "-"
    text = form.format(estimate["mean"])
    if estimate["low"] is not None:
        text += f" ({form.format(estimate['low'])} to {form.format(estimate['high'])})"
    if estimate.get("worlds_low") is None:
        return text
    return f"{text}\n[dim]{form.format(estimate['worlds_low'])} to {form.format(estimate['worlds_high'])}[/dim]"
