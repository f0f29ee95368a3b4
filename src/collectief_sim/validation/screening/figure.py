"""The figure of docs/screening.md: the dozen that matter most to what the lease does, under each rule, against luck."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np

from collectief_sim.experiment.ledger import LEDGER
from collectief_sim.report.figures.style import DASHES, FAINT, INK, MARKERS, look, new_figure, wrapped
from collectief_sim.validation.screening.results import DIFFERENCE, DOZEN, Screened
from collectief_sim.validation.screening.told import named, short_name

if TYPE_CHECKING:
    import pandas as pd

_COLOURS = ("#1f5f8b", "#b3541e", "#4d4d4d", "#009e73")
_APART = 0.24  # of the height of a row, between rules


def drawn(found: Screened) -> str:
    """The figure as SVG, the same for the same numbers."""
    plan = found.design.plan
    with look("screening"):
        figure = new_figure(11, 6.6)
        figure.suptitle(wrapped(title(found), 105), fontsize=12, fontweight="bold", x=0.01, ha="left", color=INK)
        panels = figure.subplots(1, len(plan.main), squeeze=False)[0]
        for axes, outcome in zip(panels, plan.main, strict=True):
            _panel(axes, found, outcome)
        figure.legend(handles=_legend(found), loc="outside lower left", ncols=2, fontsize=8)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines()) + "\n"


def title(found: Screened) -> str:
    """What the figure shows, in a sentence: how many numbers change what the lease does by more than luck."""
    plan, table = found.design.plan, found.table
    told = []
    for outcome in plan.main:
        mine = table[(table["of"] == DIFFERENCE) & (table["outcome"] == outcome)]
        out = int(mine.groupby("parameter")["stands_out"].any().sum())
        told.append(f"{out or 'none'} for {outcome.replace('_', ' ')}")
    what = f"what {plan.lever.rpartition('.')[2]} {plan.other} does against {plan.base}"
    return f"Of {len(found.design.tried)} numbers few change {what} by more than luck: {', '.join(told)}"


def _panel(axes: Any, found: Screened, outcome: str) -> None:
    """The dozen with the largest mean size under any rule; hollow where it could be luck."""
    plan = found.design.plan
    table = found.table[(found.table["of"] == DIFFERENCE) & (found.table["outcome"] == outcome)]
    paths = list(
        table.groupby("parameter", sort=False)["mu_star"]
        .max()
        .sort_values(ascending=False, kind="stable")
        .index[:DOZEN]
    )
    scale = 100.0 if LEDGER[outcome].form == "share" else 1.0
    heights = np.arange(len(paths))[::-1].astype(float)
    for i, rule in enumerate(plan.rules):
        mine: pd.DataFrame = table[table["rule"] == rule].set_index("parameter").loc[paths]
        at = heights + _APART * ((len(plan.rules) - 1) / 2 - i)
        sizes, out = scale * mine["mu_star"].to_numpy(float), mine["stands_out"].to_numpy(bool)
        axes.hlines(at, 0, scale * mine["noise"], color=FAINT, lw=4, alpha=0.45)
        axes.hlines(at, 0, sizes, color=_COLOURS[i], lw=1, ls=DASHES[i])
        for some, fill in ((out, _COLOURS[i]), (~out, "white")):
            axes.plot(sizes[some], at[some], MARKERS[i], color=_COLOURS[i], mfc=fill, ms=5)
    axes.set_yticks(heights, [short_name(path) for path in paths], fontsize=8)
    axes.set_xlim(left=0)
    axes.set_xlabel(f"mean size of the effect on the difference (mu*)\n{named(outcome)}", fontsize=9)


def _legend(found: Screened) -> list[Any]:
    from matplotlib.lines import Line2D

    rules = [
        Line2D(
            [],
            [],
            color=_COLOURS[i],
            marker=MARKERS[i],
            ls=DASHES[i],
            ms=5,
            lw=1,
            label=f"rule: {rule.replace('_', ' ')}",
        )
        for i, rule in enumerate(found.design.plan.rules)
    ]
    hollow = Line2D([], [], color=INK, marker="o", mfc="white", ls="", ms=5, label="hollow: could be luck")
    return [*rules, Line2D([], [], color=FAINT, lw=4, alpha=0.45, label="up to here luck alone comes"), hollow]
