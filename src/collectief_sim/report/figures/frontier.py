"""What is won against what it costs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from collectief_sim.experiment.analysis import Analysis
from collectief_sim.experiment.ledger import LEDGER
from collectief_sim.report.figures.differences import scale_of
from collectief_sim.report.figures.style import (
    FAINT,
    INK,
    MARKERS,
    Drawing,
    colours_of,
    drawing,
    legend_above,
    look,
    new_figure,
    number_axis,
)
from collectief_sim.report.words import Words

# what it costs, which way is better, and in what it is drawn
COSTS = (
    ("homes_built", "homes", 1, 1.0),
    ("public_cost_eur", "cost", -1, 1e-6),
    ("free_plots_share", "free", 1, 100.0),
)


def frontier(analysis: Analysis, words: Words) -> Drawing:
    """The main outcome against homes built, public cost and municipal freedom, with the policies no other beats."""
    experiment = analysis.results.experiment
    main, arms = experiment.main, list(experiment.all_arms())
    known = np.array([not analysis.results.only_concept(analysis.area, arm) for arm in arms])
    base, other = experiment.pairs()[0]
    here = analysis.arms[analysis.arms["area"] == analysis.area].set_index(["outcome", "arm"])
    costs = [cost for cost in COSTS if cost[0] in here.index.get_level_values(0)]
    colours = colours_of(arms, base, other)
    titles = {arm: experiment.title_of(arm, words.language) for arm in arms}
    best = pd.DataFrame({words("page.arm"): list(titles.values())})
    best[words.label(main)] = [words.value(main, here.loc[(main, arm), "mean"]) for arm in arms]
    with look("frontier"):
        figure = new_figure(8, 4.2)
        for axes, (name, key, good, scale) in zip(
            figure.subplots(1, len(costs), sharey=True, squeeze=False)[0], costs, strict=True
        ):
            x, y = (here.loc[outcome].loc[arms, ["mean", "low", "high"]] for outcome in (name, main))
            scores = good * x["mean"].to_numpy(), (LEDGER[main].good or 1) * y["mean"].to_numpy()
            beaten_by_none = unbeaten(*scores, known)
            _panel(axes, x * scale, y * scale_of(main), beaten_by_none, colours, arms)
            axes.set_xlabel(words(f"figures.frontier.{key}"))
            number_axis(axes.xaxis, words)
            best[words.label(name)] = [
                words.value(name, value) + (" *" if first else "")
                for value, first in zip(x["mean"], beaten_by_none, strict=True)
            ]
        number_axis(figure.axes[0].yaxis, words)
        figure.axes[0].set_ylabel(words.label(main) + (" (%)" if scale_of(main) > 1 else ""))
        handles = [
            figure.axes[0].plot([], [], mark, color=colours[arm], label=titles[arm])[0]
            for arm, mark in zip(arms, marks_of(arms), strict=True)
        ]
        legend_above(figure, handles)
    return drawing(figure, "frontier", words, best, units=words.units(analysis.repetitions), label=words.label(main))


def _panel(axes: Any, x: Any, y: Any, best: np.ndarray, colours: dict[str, str], arms: list[str]) -> None:
    order = [i for i in np.argsort(x["mean"].to_numpy()) if best[i]]
    axes.plot(x["mean"].iloc[order], y["mean"].iloc[order], color=FAINT, lw=1.2, zorder=0)
    for arm, mark in zip(arms, marks_of(arms), strict=True):
        axes.plot([x.loc[arm, "low"], x.loc[arm, "high"]], [y.loc[arm, "mean"]] * 2, color=colours[arm], lw=1)
        axes.plot([x.loc[arm, "mean"]] * 2, [y.loc[arm, "low"], y.loc[arm, "high"]], color=colours[arm], lw=1)
        axes.plot(x.loc[arm, "mean"], y.loc[arm, "mean"], mark, ms=7, color=colours[arm], mec=INK, mew=0.5, alpha=0.85)
    axes.margins(0.12)


def marks_of(arms: list[str]) -> list[str]:
    """A shape for every policy, so that two at the same place are both seen."""
    return [MARKERS[i % len(MARKERS)] for i in range(len(arms))]


def unbeaten(one: np.ndarray, two: np.ndarray, known: np.ndarray | bool = True) -> np.ndarray:
    """Which points are on the frontier: no other is at least as good on both scores and better on one (more is better). Those
    of which only the concept is known are not on it and beat no other.
    """
    at_least = (one[None, :] >= one[:, None]) & (two[None, :] >= two[:, None])
    better = (one[None, :] > one[:, None]) | (two[None, :] > two[:, None])
    return ~(at_least & better & known).any(axis=1) & known
