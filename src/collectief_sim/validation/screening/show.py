"""The result of a screening for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding

from collectief_sim.validation.layout import IN_A_PIPE
from collectief_sim.validation.screening.results import DIFFERENCE, LEVEL, Screened, dozen
from collectief_sim.validation.screening.told import named, told

if TYPE_CHECKING:
    import pandas as pd


def tell(found: Screened, console: Console) -> None:
    """Print the dozen that move levels most, with what they move, and what is more than luck in the differences."""
    plan, table = found.design.plan, found.table
    if not console.is_terminal:
        console.width = IN_A_PIPE  # in a pipe or file nothing is cut off
    first, count = dozen(table), len(found.design.tried)
    levels, apart = table[table["of"] == LEVEL], table[table["of"] == DIFFERENCE]
    console.print(
        f"With {plan.lever} = {plan.base}, {_standing_out(levels)} of {count} parameters stand out from luck."
    )
    if first:
        console.print(
            "Those that move outcomes most, and what: from one end of the range to the other, in the mean over rules."
        )
    for place, path in enumerate(first, 1):
        mine = levels[levels["parameter"] == path]
        console.print(f"{place:>3}  {path}, {mine['low'].iloc[0]:g} to {mine['high'].iloc[0]:g}")
        console.print(Padding(_moves(mine), (0, 0, 0, 5)))
    console.print(
        f"In what {plan.other} does against that, {_standing_out(apart)} of {count} parameters stand out from luck."
    )
    for outcome in plan.main:
        _tell_main(apart[apart["outcome"] == outcome], outcome, console)
    console.print(
        f"{len(found.design.trajectories)} trajectories, {found.seeds} runs of each arm at a point, {found.runs:,} runs"
        + (f", of which {found.failed} failed." if found.failed else ".")
    )


def _standing_out(table: pd.DataFrame) -> int:
    return int(table.groupby("parameter")["stands_out"].any().sum())


def _moves(levels: pd.DataFrame) -> str:
    """The outcomes that one parameter moves by more than luck under any rule."""
    by = levels.groupby("outcome", sort=False)
    out, mu = by["stands_out"].any(), by["mu"].mean()
    names = [str(outcome) for outcome in out[out].index]
    return "; ".join(f"{named(name)} {told(name, float(mu[name]), sign=True)}" for name in names)


def _tell_main(apart: pd.DataFrame, outcome: str, console: Console) -> None:
    """What decides one difference: those that stand out, or from what size on they would have."""
    names = list(dict.fromkeys(apart[apart["stands_out"]]["parameter"]))
    seen = float(apart[apart["noise_mu"] > 0]["noise_mu"].median())
    told_ = ", ".join(names) if names else f"none; an effect would have been seen from about {told(outcome, seen)} on"
    console.print(f"  {named(outcome)}: {told_}.")
