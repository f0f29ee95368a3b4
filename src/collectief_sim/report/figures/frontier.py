"""What is won against what it costs: maker-years against homes."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from collectief_sim.experiment.analysis import Analysis
from collectief_sim.experiment.goals import GOALS
from collectief_sim.report.figures import findings
from collectief_sim.report.figures.style import (
    FAINT,
    INK,
    MARKERS,
    Drawing,
    colours_of,
    drawing,
    label_ends,
    look,
    new_figure,
    number_axis,
    steps_of,
)
from collectief_sim.report.policies import BEATEN, WISHED, Row, beaten_by, compared_with_first, wishes
from collectief_sim.report.words import Words

HOMES, STAY = "homes", "stay"


def frontier(analysis: Analysis, words: Words) -> Drawing:
    """Every policy beside the first of the main comparison: homes from left to right, maker-years upwards, with intervals.

    What all policies share, a world or luck, is not in the intervals. Those that another beats on all goals are hollow.
    """
    experiment = analysis.results.experiment
    base, other = experiment.pairs()[0]
    by_arm = compared_with_first(analysis)
    beaten, wished = beaten_by(analysis, by_arm), wishes(experiment)
    arms = [base, *by_arm]
    colours = colours_of(arms, base, other)
    titles = {arm: experiment.title_of(arm, words.language) for arm in arms}
    marks = dict.fromkeys(beaten, BEATEN) | dict.fromkeys(wished, WISHED)
    names = {arm: f"{title} {marks.get(arm, '')}".strip() for arm, title in titles.items()}
    places = {arm: (row[HOMES]["difference"], row[STAY]["difference"]) for arm, row in by_arm.items()} | {base: (0, 0)}
    with look("frontier"):
        figure = new_figure(8, 4.6)
        axes = figure.subplots()
        axes.axvline(0, color=FAINT, lw=0.8)
        axes.axhline(0, color=FAINT, lw=0.8)
        line = [places[arm] for arm in steps_of(experiment) if arm in places]
        axes.plot(*zip(*line, strict=True) if line else ((), ()), color=FAINT, lw=1.2, label="_steps")
        for arm, mark in zip(arms, marks_of(arms), strict=True):
            for row in [by_arm[arm]] if arm in by_arm else []:
                _cross(axes, row, colours[arm])
            face = "white" if arm in marks else colours[arm]
            axes.plot(*places[arm], mark, ms=8, color=colours[arm], mfc=face, mec=INK, mew=0.6, label=titles[arm])
        axes.margins(0.08)
        axes.set_xlabel(words("figures.frontier.x", base=titles[base]))
        axes.set_ylabel(words("figures.frontier.y", base=titles[base]))
        number_axis(axes.xaxis, words)
        number_axis(axes.yaxis, words)
        label_ends(axes, [(*places[arm], names[arm], colours[arm]) for arm in arms])
    title = findings.frontier(analysis, words)
    table, data = _table(by_arm, beaten, titles, words), _data(by_arm, beaten)
    alt = {"values": "; ".join(" ".join(str(cell) for cell in row) for row in table.iloc[:, [0, 1, 3]].to_numpy())}
    return drawing(figure, "frontier", title, words, table, data, base=titles[base], **alt)


def _cross(axes: Any, row: dict[str, Row], colour: str) -> None:
    x, y = row[HOMES], row[STAY]
    axes.plot(ends_of(x), [y["difference"]] * 2, color=colour, lw=1.2, alpha=0.7)
    axes.plot([x["difference"]] * 2, ends_of(y), color=colour, lw=1.2, alpha=0.7)


def ends_of(row: Row) -> tuple[float, float]:
    """Between which nine in ten worlds lie, luck taken off; where there are none, the 95% interval of the mean."""
    kind = "" if math.isnan(row["world_low"]) else "world_"
    return row[f"{kind}low"], row[f"{kind}high"]


def marks_of(arms: list[str]) -> list[str]:
    """A shape for every policy, so that two at the same place are both seen."""
    return [MARKERS[i % len(MARKERS)] for i in range(len(arms))]


def _table(
    by_arm: dict[str, dict[str, Row]], beaten: dict[str, str], titles: dict[str, str], words: Words
) -> pd.DataFrame:
    rows = []
    for arm, row in by_arm.items():
        cells = {words("page.arm"): titles[arm]}
        for goal in (STAY, HOMES):
            outcome = GOALS[goal].outcome
            cells[words.label(outcome)] = words.signed(outcome, row[goal]["difference"])
            cells[f"{words('page.range' if words.worlds else 'page.interval')} ({words.head(outcome)})"] = (
                words.interval(outcome, *ends_of(row[goal]))
            )
        rows.append(cells | {words("figures.frontier.beaten_by"): titles[beaten[arm]] if arm in beaten else "–"})
    return pd.DataFrame(rows)


def _data(by_arm: dict[str, dict[str, Row]], beaten: dict[str, str]) -> pd.DataFrame:
    rows = [row[goal] | {"beaten_by": beaten.get(arm)} for arm, row in by_arm.items() for goal in (STAY, HOMES)]
    return pd.DataFrame(rows)
