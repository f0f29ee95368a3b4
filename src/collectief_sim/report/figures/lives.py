"""How long collectives last, whether they reach their area, and how they end."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from collectief_sim.experiment.analysis import Analysis, records, rows_of
from collectief_sim.experiment.compare import FEWEST
from collectief_sim.experiment.lives import seen_before
from collectief_sim.report.concepts import main_is_concept
from collectief_sim.report.figures import findings
from collectief_sim.report.figures.style import (
    DASHES,
    FAINT,
    INK,
    Drawing,
    chosen,
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
_CAUSE_COLOURS = ("#e69f00", "#8c6d31", "#7a2e1d", "#9dbfd6")
_CAUSE_HATCHES = ("//", "..", "xx", "")
_COUNTS = ("at_risk", "ended", "censored")


def survival(analysis: Analysis, words: Words) -> Drawing:
    """Kaplan-Meier curves, with bands for the main comparison and below them who was at risk, ended, and last seen (after
    KMunicate: Morris et al. 2019).
    """
    base, other = analysis.results.experiment.pairs()[0]
    p = float(rows_of(analysis.tests, area=analysis.area, base=base, other=other)["p"].iloc[0])
    known = "clearly" if p < _CLEAR_BELOW else "not_clearly"
    known = known if analysis.repetitions >= FEWEST else "few"
    how = words(f"figures.survival.{'concept' if main_is_concept(analysis) else known}")
    told = words.p_value(p)
    counts = _followed(analysis)
    title = findings.survival(analysis, words)
    p_told = told if "<" in told else f"= {told}"
    return _curves(analysis, words, "survival", "survival", 120, title, counts, _COUNTS, how=how, p=p_told)


def area_level(analysis: Analysis, words: Words) -> Drawing:
    """Cumulative incidence of area-level impact."""
    table = rows_of(analysis.curves_here, curve="area_level")[["arm", "age_months", "at_risk", "events"]]
    title = findings.area_level(analysis, words)
    return _curves(analysis, words, "area_level", "area_level", 240, title, table, ("at_risk",))


def _followed(analysis: Analysis) -> pd.DataFrame:
    """Of every arm and age: collectives at risk, and how many had ended or were last seen before."""
    results = analysis.results
    lives = results.collectives[results.collectives["area"] == analysis.area]
    months = int(results.runs["months"].max())
    tables = [seen_before(lives[lives["arm"] == arm], months).assign(arm=arm) for arm in results.experiment.all_arms()]
    return pd.concat(tables, ignore_index=True)


def _curves(
    analysis: Analysis,
    words: Words,
    key: str,
    curve: str,
    told_at: int,
    title: str,
    counts: pd.DataFrame,
    rows: tuple[str, ...],
    **told: str,
) -> Drawing:
    experiment = analysis.results.experiment
    base, other = experiment.pairs()[0]
    arms = list(experiment.all_arms())
    table = rows_of(analysis.curves_here, curve=curve)
    last = min(_last_seen(rows_of(table, arm=arm)) for arm in (base, other))
    table = table[table["age_months"] <= last]  # or one curve would seem to outlive the other
    colours = colours_of(arms, base, other)
    with look(key):
        lines = 2 * (len(rows) + (len(rows) > 1))
        figure = new_figure(8, 4.4 + 0.17 * lines)
        axes, below = figure.subplots(2, 1, height_ratios=[23, lines], sharex=True)
        drawn = [*(arm for arm in chosen(experiment) if arm not in (base, other)), base, other]
        for place, arm in enumerate(drawn):
            name = experiment.title_of(arm, words.language)
            _one_curve(axes, rows_of(table, arm=arm), name, colours[arm], arm in (base, other), place)
        axes.set(ylabel=words(f"figures.{key}.y"), ylim=(0, None))
        if curve == "survival":
            axes.set_ylim(0, 1.02)
        percent_axis(axes.yaxis, words)
        axes.set_xlim(0, last / 12)
        ends = [
            (*_last(rows_of(table, arm=arm)), experiment.title_of(arm, words.language), colours[arm]) for arm in drawn
        ]
        label_ends(axes, [end for end in ends if np.isfinite(end[1])])
        names = {arm: (experiment.title_of(arm, words.language), colours[arm]) for arm in (base, other)}
        _counts_below(
            below, counts[counts["age_months"] <= last], names, {name: words(f"figures.{key}.{name}") for name in rows}
        )
        below.set_xlabel(words(f"figures.{key}.x"))
    values = words.listed(
        [f"{experiment.title_of(arm, words.language)} {_share(table, arm, told_at, words)}" for arm in arms]
    )
    data = counts.merge(table.drop(columns=["at_risk", "events"]), on=["arm", "age_months"])
    first = ["area", "curve", "arm", "age_months"]
    data = data[[*first, *data.columns.drop(first)]]
    shown = _at_ages(table, experiment, words)
    return drawing(figure, key, title, words, shown, data, values=values, **told)


def _one_curve(axes: Any, rows: pd.DataFrame, label: str, colour: str, main: bool, place: int) -> None:
    years = rows["age_months"] / 12
    dashes = "-" if main else DASHES[1 + place % (len(DASHES) - 1)]
    width, alpha = (2.4, 1.0) if main else (1.1, 0.6)
    axes.step(years, rows["estimate"], where="post", color=colour, lw=width, ls=dashes, alpha=alpha, label=label)
    if main:
        axes.fill_between(years, rows["low"], rows["high"], step="post", color=colour, alpha=0.18, lw=0)


def _last_seen(table: pd.DataFrame) -> int:
    """The age at which a curve ends: the last that all worlds know; all there are if none is known."""
    known = table.dropna(subset="estimate")
    return int((known if len(known) else table)["age_months"].max())


def _last(rows: pd.DataFrame) -> tuple[float, float]:
    """Where a curve ends: years and share; NaN if there is none."""
    seen = rows.dropna(subset="estimate")
    return (seen["age_months"].iloc[-1] / 12, seen["estimate"].iloc[-1]) if len(seen) else (np.nan, np.nan)


def _counts_below(axes: Any, table: pd.DataFrame, names: dict[str, tuple[str, str]], kinds: dict[str, str]) -> None:
    """Numbers below a curve: a block of lines per policy, its name above where there are several."""
    row = 0
    for arm, (name, colour) in names.items():
        counts = table[table["arm"] == arm].set_index("age_months")
        if len(kinds) > 1:
            axes.text(0, -row, name, color=colour, ha="left", va="center", fontsize=8, weight="bold")
            row += 1
        for kind, label in kinds.items():
            said = label if len(kinds) > 1 else name
            axes.annotate(
                said, (-0.05, -row), xycoords=("axes fraction", "data"), color=INK if len(kinds) > 1 else colour,
                ha="right", va="center", fontsize=8, annotation_clip=False,
            )  # fmt: skip
            for age in AGES:
                if age in counts.index:
                    text = f"{counts[kind][age]:.0f}"
                    axes.text(age / 12, -row, text, color=colour, ha="center", va="center", fontsize=8)
            row += 1
    axes.set(ylim=(-row + 0.5, 0.6), yticks=[], xticks=[age / 12 for age in AGES if age <= table["age_months"].max()])
    if len(kinds) == 1:
        axes.set_title(next(iter(kinds.values())), fontsize=8, loc="left")
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)


def _share(table: pd.DataFrame, arm: str, age: int, words: Words) -> str:
    found = table[(table["arm"] == arm) & (table["age_months"] == age)]["estimate"]
    return words.value("survival_120_months", float(found.iloc[0])) if len(found) else "–"


def _at_ages(table: pd.DataFrame, experiment: Any, words: Words) -> pd.DataFrame:
    """The curves as numbers, at some ages."""
    rows = []
    for arm in experiment.all_arms():
        mine = {
            row["age_months"]: row for row in records(table[(table["arm"] == arm) & table["age_months"].isin(AGES)])
        }
        cells = {words("page.arm"): experiment.title_of(arm, words.language)}
        for age, row in mine.items():
            if row["at_risk"] == 0:
                cells[f"{age // 12}"] = "–"  # nobody lived that long within the run
            elif np.isnan(row["estimate"]):
                cells[f"{age // 12}"] = f"– (n = {row['at_risk']:.0f})"  # not known in every world
            else:
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
        at_ten = pd.DataFrame(np.nan, index=list(experiment.all_arms()), columns=[*findings.CAUSES, "survival"])
    arms = list(experiment.all_arms())
    shares = at_ten.loc[arms, [*findings.CAUSES, "survival"]]
    names = [words(f"causes.{cause}") for cause in (*findings.CAUSES, "alive")]
    titles = [experiment.title_of(arm, words.language) for arm in arms]
    shown = chosen(experiment)
    bars = [experiment.title_of(arm, words.language) for arm in shown]
    with look("endings"):
        figure = new_figure(8, 1.2 + 0.38 * len(shown))
        axes = figure.subplots()
        left = np.zeros(len(shown))
        for cause, name, colour, hatch in zip(shares, names, _CAUSE_COLOURS, _CAUSE_HATCHES, strict=True):
            width = shares[cause].loc[shown]
            axes.barh(bars, width, left=left, color=colour, hatch=hatch, edgecolor="white", label=name)
            left += width.fillna(0).to_numpy()
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
    data = here[(here["age_months"] == 120) & here["curve"].isin([*findings.CAUSES, "survival"])]
    data = data[["area", "arm", "curve", "age_months", "at_risk", "events", "estimate", "low", "high"]]
    return drawing(figure, "endings", findings.endings(analysis, words), words, table, data, values=values)
