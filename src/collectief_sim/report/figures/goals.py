"""The figure of the first page: what the main comparison changes for every goal, as a share of what there was, on one scale."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from collectief_sim.experiment.analysis import Analysis
from collectief_sim.experiment.goals import GOALS
from collectief_sim.report.concepts import main_is_concept
from collectief_sim.report.figures.differences import shared_goals
from collectief_sim.report.figures.findings import capital
from collectief_sim.report.figures.style import FAINT, INK, MAIN, Drawing, as_svg, look, new_figure, number_axis
from collectief_sim.report.sureness import clause
from collectief_sim.report.words import Words

_WIDEST = 15.0  # percent: beyond this a bar ends in an arrow, or small changes could not be seen
_LEAST = 4.0
_COLOURS = {"better": MAIN[1], "worse": MAIN[0]}


def goals(analysis: Analysis, words: Words) -> Drawing:
    """A line a goal: nine in ten worlds as a bar, the mean as a dot, the numbers at its end."""
    rows = shared_goals(analysis)
    widest = sorted(max(map(abs, _ends(row))) for row in rows)
    reach = min(_WIDEST, max(_LEAST, *(1.15 * one for one in widest[-2:-1])))  # one that goes far beyond gets an arrow
    with look("goals"):
        figure = new_figure(8, 0.7 + 0.46 * len(rows))
        axes = figure.subplots()
        axes.axvline(0, color=FAINT, lw=0.8)
        for place, row in enumerate(rows):
            _line(axes, place, row, reach, words)
        axes.set_yticks(range(len(rows)), [words(f"first.parties.{row['goal']}") for row in rows])
        axes.set(ylim=(len(rows) - 0.4, -0.6), xlim=(-reach, reach))
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        number_axis(axes.xaxis, words, sign="%")
        axes.set_xlabel(words("figures.goals.x"), fontsize=9)
    title = finding_of(analysis, words)
    caption = words("figures.goals.caption" if analysis.results.experiment.has_worlds else "figures.goals.caption_runs")
    svg, data = as_svg(figure, "goals"), pd.DataFrame(rows, columns=list(analysis.verdicts))
    return Drawing("goals", title, caption, title, svg, _table(rows, words), data, figure)


def finding_of(analysis: Analysis, words: Words) -> str:
    """What the figure shows, in a sentence: for whom it is better, and for whom worse."""
    experiment = analysis.results.experiment
    if main_is_concept(analysis):
        return words("figures.concept", subject=words("figures.goals.subject"))
    arm = experiment.title_of(experiment.pairs()[0][1], words.language)
    rows = shared_goals(analysis)
    sided = [clause(row, words, sized=False) for way in ("better", "worse") for row in rows if row["way"] == way]
    even = [words(f"first.goals.{row['goal']}") for row in rows if row["way"] == "even"]
    parts = [
        *([words.listed(sided)] if sided else []),
        *([words("figures.goals.even", goals=words.listed(even))] if even else []),
    ]
    if not parts and any(row["way"] == "few" for row in rows):
        return words("figures.few", subject=words("figures.goals.subject"))
    return f"{capital(arm)}: {'; '.join(parts) or words('figures.goals.nothing')}"


def _ends(row: dict[str, Any]) -> tuple[float, float]:
    low, high = ("low", "high") if math.isnan(row["world_low"]) else ("world_low", "world_high")
    ends = (100 * row[low] / row["mean_base"], 100 * row[high] / row["mean_base"])
    middle = 100 * row["difference"] / row["mean_base"]
    return (middle, middle) if math.isnan(ends[0]) else ends


def _line(axes: Any, place: int, row: dict[str, Any], reach: float, words: Words) -> None:
    low, high = _ends(row)
    middle, colour = 100 * row["difference"] / row["mean_base"], _COLOURS.get(row["way"], FAINT)
    inside = [max(-reach, min(reach, end)) for end in (low, high)]
    axes.plot(inside, [place, place], color=colour, lw=7, alpha=0.35, solid_capstyle="butt")
    for end, beyond, mark in ((reach, high > reach, ">"), (-reach, low < -reach, "<")):
        if beyond:
            axes.plot(0.985 * end, place, mark, color=colour, ms=7, clip_on=False)
    if abs(middle) <= reach:
        axes.plot(middle, place, "o", color=colour, ms=8)
    percent = words.number(middle, 1 if abs(middle) < 10 else 0)
    plus = "+" if middle > 0 and percent.strip("0.,") else ""
    told = f"{plus}{percent}%  ({words.signed(row['outcome'], row['difference'])})"
    axes.annotate(told, (1.02, place), xycoords=("axes fraction", "data"), va="center", fontsize=9, color=INK)


def _table(rows: list[dict[str, Any]], words: Words) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                words("first.who"): words(f"first.parties.{row['goal']}"),
                words("page.outcome"): words.label(GOALS[row["goal"]].outcome),
                words("page.difference"): words.signed(row["outcome"], row["difference"]),
                "%": words.number(100 * row["difference"] / row["mean_base"], 1),
            }
            for row in rows
        ]
    )
