"""The result of a screening for a terminal."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table

from collectief_sim.validation.screening.results import DIFFERENCE, DOZEN, LEVEL, Screened
from collectief_sim.validation.screening.told import named, short_name, told

_SHOWN = ("parameter", "mu_star", "stands_out")


def tell(found: Screened, console: Console) -> None:
    """Print the dozen that matter most to each main difference, under each rule, and how many stand out at all."""
    plan, table = found.design.plan, found.table
    if not console.is_terminal:
        console.width = 170  # in a pipe or file nothing is cut off
    for outcome in plan.main:
        console.print(_dozen_of(found, outcome))
    for of, what in (
        (LEVEL, f"with {plan.lever} = {plan.base}"),
        (DIFFERENCE, f"in what {plan.other} does against that"),
    ):
        out = table[table["of"] == of].groupby("parameter")["stands_out"].any()
        console.print(f"{int(out.sum())} of {len(out)} parameters stand out from luck {what}.")
    console.print(
        f"{len(found.design.trajectories)} trajectories, {found.seeds} runs of each arm at a point, {found.runs:,} runs"
        + (f", of which {found.failed} failed." if found.failed else ".")
    )


def _dozen_of(found: Screened, outcome: str) -> Table:
    plan = found.design.plan
    shown = Table(
        box=box.SIMPLE_HEAD,
        title=f"{named(outcome)}: what changes the difference that {plan.lever} = {plan.other} makes against {plan.base}; "
        "mean size of the effect (mu*), bold where it is more than luck",
        title_justify="left",
    )
    shown.add_column("", justify="right")
    cells = []
    for rule in plan.rules:
        shown.add_column(rule)
        table = found.table[(found.table["outcome"] == outcome) & (found.table["rule"] == rule)]
        first = table[table["of"] == DIFFERENCE].sort_values("rank", kind="stable").head(DOZEN)
        cells.append([_cell(outcome, *row) for row in zip(*(first[name] for name in _SHOWN), strict=True)])
    for place, row in enumerate(zip(*cells, strict=True), 1):
        shown.add_row(str(place), *row)
    return shown


def _cell(outcome: str, path: str, size: float, stands_out: bool) -> str:
    told_ = f"{short_name(path)} {told(outcome, size)}"
    return f"[bold]{told_}[/bold]" if stands_out else told_
