"""The result of a screening for a terminal."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table

from collectief_sim.validation.screening.results import DIFFERENCE, Screened, dozen
from collectief_sim.validation.screening.told import short_name, told


def tell(found: Screened, console: Console) -> None:
    """Print the parameters that matter most to the main differences, under each rule, and how many stand out at all."""
    plan = found.design.plan
    if not console.is_terminal:
        console.width = 170  # in a pipe or file nothing is cut off
    table = Table(
        box=box.SIMPLE_HEAD,
        title=f"What moves the difference between {plan.lever} = {plan.other} and {plan.base}: mean size of the effect (mu*)",
        title_justify="left",
    )
    table.add_column("parameter", no_wrap=True)
    for outcome in plan.main:
        for rule in plan.rules:
            table.add_column(f"{outcome}\n{rule}", justify="right")
    for path in dozen(plan, found.table):
        table.add_row(short_name(path), *(_cell(found, path, o, rule) for o in plan.main for rule in plan.rules))
    console.print(table)
    of = found.table[(found.table["of"] == DIFFERENCE) & found.table["outcome"].isin(plan.main)]
    out = of.groupby("parameter")["stands_out"].any()
    console.print(
        f"{int(out.sum())} of {len(out)} parameters stand out from luck in these differences under some rule; [bold]bold[/bold] "
        f"ones do under this one. {len(found.design.trajectories)} trajectories, {found.seeds} runs of each arm at a point, "
        f"{found.runs:,} runs" + (f", of which {found.failed} failed." if found.failed else ".")
    )


def _cell(found: Screened, path: str, outcome: str, rule: str) -> str:
    table = found.table
    at = table[(table["parameter"] == path) & (table["outcome"] == outcome) & (table["rule"] == rule)]
    row = at[at["of"] == DIFFERENCE].iloc[0]
    number = told(outcome, float(row["mu_star"]))
    return f"[bold]{number}[/bold]" if row["stands_out"] else number
