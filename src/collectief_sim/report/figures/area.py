"""What becomes of the area: maps, the participation ladder."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.colors import ListedColormap
from matplotlib.patches import Patch

from collectief_sim.experiment.analysis import Analysis
from collectief_sim.experiment.typical_run import KINDS
from collectief_sim.model.outcomes import LADDER_STEPS
from collectief_sim.report.figures import findings
from collectief_sim.report.figures.style import FAINT, STEPS, Drawing, drawing, legend_above, look, new_figure, wrapped
from collectief_sim.report.words import Words

KIND_COLOURS = ("#eef1f2", "#8fb3cf", "#1f5f8b", "#c9b458", "#d9a58f", "#6b6b6b")  # told apart without red and green
_EVERY = 6  # months between the points of a curve over time


def ladder(analysis: Analysis, words: Words) -> Drawing:
    """Collectives by ladder step over time in the main comparison, on one scale."""
    experiment = analysis.results.experiment
    arms, drawn, table = list(experiment.all_arms()), experiment.pairs()[0], analysis.ladder
    steps = [f"ladder_{step}" for step in LADDER_STEPS]
    top = max(1.0, table[table["arm"].isin(drawn)][steps].sum(axis=1).max() * 1.05)
    with look("ladder"):
        figure = new_figure(8, 3.4)
        for axes, arm in zip(figure.subplots(1, 2, sharex=True, sharey=True), drawn, strict=True):
            rows = table[(table["arm"] == arm) & (table["month"] % _EVERY == 0)]
            axes.stackplot(rows["month"] / 12, rows[steps].to_numpy().T, colors=STEPS, edgecolor="white", lw=0.2)
            axes.set(ylim=(0, top), xlim=(0, table["month"].max() / 12))
            axes.set_title(wrapped(experiment.title_of(arm, words.language), 44), fontsize=9)
        figure.supxlabel(words("figures.ladder.x"), fontsize=9)
        figure.supylabel(words("figures.ladder.y"), fontsize=9)
        labels = [words("figures.ladder.step", step=step) for step in LADDER_STEPS]
        patches = [Patch(fc=colour, ec=FAINT, label=label) for colour, label in zip(STEPS, labels, strict=True)]
        legend_above(figure, patches, handlelength=1, columnspacing=1)
    end = int(table["month"].max())
    last = table[table["month"] == end].set_index("arm").loc[arms]
    titles = [experiment.title_of(arm, words.language) for arm in arms]
    head = words("figures.ladder.at_the_end", year=round(end / 12))
    shown = pd.DataFrame(
        {head: titles}
        | {label: [words.number(v, 1) for v in last[step]] for label, step in zip(labels, steps, strict=True)}
    )
    upper = last[steps[3:]].sum(axis=1)
    values = "; ".join(f"{title}: {words.number(n, 1)} (4+)" for title, n in zip(titles, upper, strict=True))
    return drawing(figure, "ladder", findings.ladder(analysis, words), words, shown, table, values=values)


def maps(analysis: Analysis, words: Words) -> Drawing:
    """Maps of one typical run of each of the main two at a few moments, with one legend."""
    experiment = analysis.results.experiment
    table = analysis.maps[analysis.maps["arm"].isin(experiment.pairs()[0])]
    drawn = dict(list(table.groupby(["arm", "month"])))
    there = {arm for arm, _ in drawn}
    arms = [arm for arm in experiment.all_arms() if arm in there]
    months = sorted(table["month"].unique())
    shape = (table["y"].max() + 1, table["x"].max() + 1)
    with look("maps"):
        figure = new_figure(8, 0.8 + 1.95 * len(arms) * shape[0] / shape[1])
        panels = figure.subplots(len(arms), len(months), squeeze=False)
        for line, arm in zip(panels, arms, strict=True):
            for axes, month in zip(line, months, strict=True):
                draw_map(axes, drawn[arm, month], shape)
            line[0].set_ylabel(wrapped(experiment.title_of(arm, words.language), 22), fontsize=8)
        for axes, month in zip(panels[0], months, strict=True):
            axes.set_title(words("figures.maps.year", year=round(month / 12)), fontsize=9)
        seen = sorted(table["kind"].unique())
        patches = [Patch(fc=KIND_COLOURS[kind], ec=FAINT, label=words(f"kinds.{KINDS[kind]}")) for kind in seen]
        legend_above(figure, patches)
    counted = table[table["month"] == months[-1]].groupby(["arm", "kind"]).size().unstack(fill_value=0).loc[arms]
    titles = [experiment.title_of(arm, words.language) for arm in arms]
    shown = pd.DataFrame(
        {words("page.arm"): titles} | {words(f"kinds.{KINDS[kind]}"): counted[kind].to_numpy() for kind in counted}
    )
    runs, seed = analysis.results.runs, int(table["seed"].iloc[0])
    work = counted[[kind for kind in counted if KINDS[kind] in findings.WORK]].sum(axis=1)
    values = "; ".join(f"{title} {n}" for title, n in zip(titles, work, strict=True))
    return drawing(
        figure,
        "maps",
        findings.maps(analysis, words),
        words,
        shown,
        table,
        seed=seed,
        world=next(iter(runs.loc[runs["seed"] == seed, "world"].tolist()), "–"),  # which may be lost since
        values=values,
    )


def draw_map(axes: Any, plots: pd.DataFrame, shape: tuple[int, int]) -> None:
    """One map: what is on each plot, and a dot for the building of a collective, larger the higher it stands."""
    grid = np.zeros(shape, int)
    grid[plots["y"], plots["x"]] = plots["kind"]
    axes.imshow(grid, cmap=ListedColormap(KIND_COLOURS), vmin=0, vmax=len(KINDS) - 1, interpolation="nearest")
    homes = plots[plots["ladder_step"] > 0]
    axes.scatter(homes["x"], homes["y"], s=1.5 * homes["ladder_step"], color="black", lw=0)
    axes.set(xticks=[], yticks=[])
    for spine in axes.spines.values():
        spine.set_visible(False)
