"""How long collectives last, whether they reach their area, and how they end."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from collectief_sim.experiment.analysis import Analysis, rows_of
from collectief_sim.experiment.compare import FEWEST
from collectief_sim.report.concepts import main_is_concept
from collectief_sim.report.figures.style import (
    DASHES,
    FAINT,
    Drawing,
    colours_of,
    drawing,
    label_ends,
    look,
    new_figure,
    percent_axis,
)
from collectief_sim.report.words import Words

AGES = (0, 24, 60, 120, 180, 240, 300, 360)  # months, at which numbers are given
_CLEAR_BELOW = 0.05  # p
_CAUSES = ("fell_apart", "too_small", "displaced")
_CAUSE_COLOURS = ("#e69f00", "#8c6d31", "#7a2e1d", "#9dbfd6")
_CAUSE_HATCHES = ("//", "..", "xx", "")


def survival(analysis: Analysis, words: Words) -> Drawing:
    """Kaplan-Meier curves of all arms, with bands for the main comparison and the numbers at risk below."""
    base, other = analysis.results.experiment.pairs()[0]
    p = float(rows_of(analysis.tests, area=analysis.area, base=base, other=other)["p"].iloc[0])
    known = "clearly" if p < _CLEAR_BELOW else "not_clearly"
    known = known if analysis.repetitions >= FEWEST else "few"
    how = words(f"figures.survival.{'concept' if main_is_concept(analysis) else known}")
    told = words.p_value(p)
    return _curves(analysis, words, "survival", "survival", 120, how=how, p=told if "<" in told else f"= {told}")


def area_level(analysis: Analysis, words: Words) -> Drawing:
    """Cumulative incidence of area-level impact."""
    return _curves(analysis, words, "area_level", "area_level", 240)


def _curves(analysis: Analysis, words: Words, key: str, curve: str, told_at: int, **told: str) -> Drawing:
    experiment = analysis.results.experiment
    base, other = experiment.pairs()[0]
    arms = list(experiment.all_arms())
    table = rows_of(analysis.curves_here, curve=curve)
    colours = colours_of(arms, base, other)
    with look(key):
        figure = new_figure(8, 5.4)
        axes, below = figure.subplots(2, 1, height_ratios=[6, 1], sharex=True)
        for i, arm in enumerate(sorted(arms, key=lambda arm: arm in (base, other))):
            _one_curve(
                axes,
                table[table["arm"] == arm],
                experiment.title_of(arm, words.language),
                colours[arm],
                arm in (base, other),
                i,
            )
        axes.set(ylabel=words(f"figures.{key}.y"), ylim=(0, None))
        if curve == "survival":
            axes.set_ylim(0, 1.02)
        percent_axis(axes.yaxis, words)
        axes.set_xlim(0, table["age_months"].max() / 12)
        ends = [
            (*_last(table[table["arm"] == arm]), experiment.title_of(arm, words.language), colours[arm]) for arm in arms
        ]
        label_ends(axes, [end for end in ends if np.isfinite(end[1])])
        _at_risk(below, table, [base, other], colours, words("figures.survival.at_risk"))
        below.set_xlabel(words(f"figures.{key}.x"))
    values = words.listed(
        [f"{experiment.title_of(arm, words.language)} {_share(table, arm, told_at, words)}" for arm in arms]
    )
    return drawing(figure, key, words, _at_ages(table, experiment, words), values=values, **told)


def _one_curve(axes: Any, rows: pd.DataFrame, label: str, colour: str, main: bool, place: int) -> None:
    years = rows["age_months"] / 12
    dashes = "-" if main else DASHES[1 + place % (len(DASHES) - 1)]
    axes.step(years, rows["estimate"], where="post", color=colour, lw=2.4 if main else 1.2, ls=dashes, label=label)
    if main:
        axes.fill_between(years, rows["low"], rows["high"], step="post", color=colour, alpha=0.18, lw=0)


def _last(rows: pd.DataFrame) -> tuple[float, float]:
    """Where a curve ends: years and share; NaN if there is none."""
    seen = rows.dropna(subset="estimate")
    return (seen["age_months"].iloc[-1] / 12, seen["estimate"].iloc[-1]) if len(seen) else (np.nan, np.nan)


def _at_risk(axes: Any, table: pd.DataFrame, arms: list[str], colours: dict[str, str], title: str) -> None:
    """Numbers at risk below a curve."""
    for row, arm in enumerate(arms):
        counts = table[table["arm"] == arm].set_index("age_months")["at_risk"]
        for age in AGES:
            if age in counts.index:
                axes.text(age / 12, -row, f"{counts[age]}", color=colours[arm], ha="center", va="center", fontsize=8)
    axes.set(
        ylim=(-len(arms) + 0.4, 0.6), yticks=[], xticks=[age / 12 for age in AGES if age <= table["age_months"].max()]
    )
    axes.set_title(title, fontsize=8, loc="left")
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)


def _share(table: pd.DataFrame, arm: str, age: int, words: Words) -> str:
    found = table[(table["arm"] == arm) & (table["age_months"] == age)]["estimate"]
    return words.value("survival_120_months", float(found.iloc[0])) if len(found) else "–"


def _at_ages(table: pd.DataFrame, experiment: Any, words: Words) -> pd.DataFrame:
    """The curves as numbers, at some ages."""
    rows = []
    for arm in experiment.all_arms():
        mine = table[table["arm"] == arm].set_index("age_months")
        cells = {words("page.arm"): experiment.title_of(arm, words.language)}
        for age in AGES:
            row = mine.loc[age] if age in mine.index else None
            if row is not None and row["at_risk"] == 0:
                cells[f"{age // 12}"] = "–"  # nobody lived that long within the run
            elif row is not None and np.isnan(row["estimate"]):
                cells[f"{age // 12}"] = f"– (n = {row['at_risk']:.0f})"  # not known in every world
            elif row is not None:
                text = words.value("survival_120_months", row["estimate"])
                interval = f"{words.number(100 * row['low'])}–{words.number(100 * row['high'])}"
                cells[f"{age // 12}"] = f"{text} ({interval}; n = {row['at_risk']:.0f})"
        rows.append(cells)
    return pd.DataFrame(rows)


def endings(analysis: Analysis, words: Words) -> Drawing:
    """How collectives have ended by the age of ten: shares by cause, which add up to one with those that still exist."""
    experiment = analysis.results.experiment
    here = analysis.curves_here
    at_ten = here[here["age_months"] == 120].pivot(index="arm", columns="curve", values="estimate")
    if at_ten.empty:
        at_ten = pd.DataFrame(np.nan, index=list(experiment.all_arms()), columns=[*_CAUSES, "survival"])
    arms = list(experiment.all_arms())
    shares = at_ten.loc[arms, [*_CAUSES, "survival"]]
    names = [words(f"causes.{cause}") for cause in (*_CAUSES, "alive")]
    titles = [experiment.title_of(arm, words.language) for arm in arms]
    with look("endings"):
        figure = new_figure(8, 1.2 + 0.38 * len(arms))
        axes = figure.subplots()
        left = np.zeros(len(arms))
        for cause, name, colour, hatch in zip(shares, names, _CAUSE_COLOURS, _CAUSE_HATCHES, strict=True):
            axes.barh(titles, shares[cause], left=left, color=colour, hatch=hatch, edgecolor="white", label=name)
            left += shares[cause].fillna(0).to_numpy()
        axes.invert_yaxis()
        axes.set(xlim=(0, 1), xlabel=words("figures.endings.x"))
        axes.tick_params(axis="y", length=0)
        percent_axis(axes.xaxis, words)
        figure.legend(loc="outside upper center", ncols=4, fontsize=9)
        axes.spines["left"].set_color(FAINT)
    table = pd.DataFrame({words("page.arm"): titles})
    for cause, name in zip(shares, names, strict=True):
        table[name] = [words.value("survival_120_months", share) for share in shares[cause]]
    values = "; ".join(
        f"{row.iloc[0]}: " + ", ".join(f"{name} {row[name]}" for name in names) for _, row in table.iterrows()
    )
    return drawing(figure, "endings", words, table, values=values)
