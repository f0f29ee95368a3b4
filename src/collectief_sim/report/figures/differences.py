"""Differences between policies: every pair of runs, every comparison in every area, spread, effects, sensitivity."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from collectief_sim.experiment.analysis import Analysis, records, rows_of
from collectief_sim.experiment.compare import finding
from collectief_sim.experiment.ledger import LEDGER
from collectief_sim.report.concepts import only_concept
from collectief_sim.report.figures.style import (
    FAINT,
    INK,
    MAIN,
    Drawing,
    drawing,
    look,
    new_figure,
    number_axis,
    wrapped,
)
from collectief_sim.report.names import effect_name, setting_name
from collectief_sim.report.words import Words

_DOTS = 400  # pairs that are drawn
_COLUMNS = 3
_CLEAR = {"clear": "yes", "maybe": "perhaps", "unclear": "no", "alike": "no", "few": "too_few", "undefined": "too_few"}


def _known(analysis: Analysis, row: dict[str, Any]) -> str:
    """Whether a difference is clear, as tables say it; nothing is found where only the concept is known."""
    return "concept" if only_concept(analysis, row) else _CLEAR[finding(row)]


def _filled(analysis: Analysis, row: dict[str, Any]) -> bool:
    """Whether a dot is filled: a clear difference is."""
    return bool(row["clear"]) and not only_concept(analysis, row)


def scale_of(outcome: str) -> float:
    """What a difference is multiplied with to be drawn: shares in percentage points, money in thousands."""
    return {"share": 100.0, "money": 1e-3}.get(LEDGER[outcome].form, 1.0)


def unit_of(outcome: str, words: Words) -> str:
    """The unit in which a difference is drawn, where the label does not say it."""
    return {"share": words("number.pp"), "money": words("number.thousand")}.get(LEDGER[outcome].form, "")


def _with_unit(text: str, unit: str) -> str:
    return f"{text} ({unit})" if unit else text


def pairs(analysis: Analysis, words: Words) -> Drawing:
    """Estimation plot of the main comparison: a dot per pair of runs, the mean with its interval, outcome by outcome."""
    experiment = analysis.results.experiment
    base, other = experiment.pairs()[0]
    rows = rows_of(analysis.comparison, area=analysis.area, base=base, other=other)
    rows = rows[rows["pairs"] > 0]
    here = rows_of(analysis.results.own, area=analysis.area).set_index(["arm", "unit"])
    luck = np.random.default_rng(1)
    with look("pairs"):
        lines = math.ceil(len(rows) / _COLUMNS)
        figure = new_figure(8, 0.75 + 0.82 * lines)
        panels = figure.subplots(lines, _COLUMNS, squeeze=False).ravel()
        for axes, row in zip(panels, records(rows), strict=False):
            differences = (here.loc[other, row["outcome"]] - here.loc[base, row["outcome"]]).dropna().to_numpy()
            _strip(axes, differences[:_DOTS] * scale_of(row["outcome"]), row, luck, _filled(analysis, row))
            title = _with_unit(words.label(row["outcome"]), unit_of(row["outcome"], words))
            axes.set_title(wrapped(title, 38), fontsize=8)
            number_axis(axes.xaxis, words)
        for axes in panels[len(rows) :]:
            axes.set_visible(False)
    told = {"base": experiment.title_of(base, words.language), "other": experiment.title_of(other, words.language)}
    values = "; ".join(
        f"{words.label(r['outcome'])} {words.signed(r['outcome'], r['difference'])}" for r in records(rows)
    )
    return drawing(figure, "pairs", words, comparison_table(analysis, rows, words), values=values, **told)


def _strip(axes: Any, dots: np.ndarray, row: dict[str, Any], luck: np.random.Generator, filled: bool) -> None:
    """Dots with mean and interval over them, and the line of no difference."""
    scale = scale_of(row["outcome"])
    axes.axvline(0, color=FAINT, lw=0.8)
    axes.plot(
        dots,
        luck.uniform(-0.8, 0.8, len(dots)),
        ".",
        ms=4.5,
        color=MAIN[1],
        alpha=0.45,
        mec="none",
        rasterized=len(dots) > 200,
    )
    if math.isfinite(row["low"]):
        axes.plot([row["low"] * scale, row["high"] * scale], [0, 0], color=INK, lw=3, solid_capstyle="butt")
    axes.plot(row["difference"] * scale, 0, "o", ms=6, mfc=INK if filled else "white", mec=INK)
    axes.set(yticks=[], ylim=(-1.1, 1.1))
    axes.tick_params(axis="x", labelsize=7.5)
    axes.locator_params(axis="x", nbins=5)
    axes.spines["left"].set_visible(False)


def forest(analysis: Analysis, words: Words) -> Drawing:
    """The main outcome for every comparison, a panel per area."""
    experiment = analysis.results.experiment
    main, areas, compared = experiment.main, analysis.results.areas, experiment.pairs()
    rows = rows_of(analysis.comparison, outcome=main)
    names = [wrapped(" → ".join(experiment.title_of(arm, words.language) for arm in pair), 44) for pair in compared]
    with look("forest"):
        figure = new_figure(8, 1.1 + 0.34 * len(compared) * math.ceil(len(areas) / 3))
        panels = figure.subplots(
            math.ceil(len(areas) / 3), min(3, len(areas)), sharex=True, sharey=True, squeeze=False
        ).ravel()
        for axes, area in zip(panels, areas, strict=False):
            for place, row in enumerate(records(rows_of(rows, area=area))):
                _whisker(axes, place, row, main, _filled(analysis, row))
            axes.axvline(0, color=FAINT, lw=0.8)
            axes.set_title(words.area(area))
            axes.margins(x=0.08)
            axes.tick_params(axis="x", labelbottom=True)
            number_axis(axes.xaxis, words)
            axes.set_yticks(range(len(compared)), names, fontsize=8)
            axes.tick_params(axis="y", length=0)
        panels[0].invert_yaxis()
        for axes in panels[len(areas) :]:
            axes.set_visible(False)
        figure.supxlabel(_with_unit(words("figures.forest.x"), unit_of(main, words)), fontsize=10)
    return drawing(
        figure,
        "forest",
        words,
        comparison_table(analysis, rows, words, named=True),
        units=words.units(analysis.repetitions),
        label=words.label(main),
    )


def _whisker(axes: Any, place: int, row: dict[str, Any], outcome: str, filled: bool) -> None:
    scale = scale_of(outcome)
    if math.isfinite(row["low"]):
        axes.plot([row["low"] * scale, row["high"] * scale], [place, place], color=MAIN[1], lw=2)
    axes.plot(row["difference"] * scale, place, "o", ms=6, mfc=MAIN[1] if filled else "white", mec=MAIN[1])


def distribution(analysis: Analysis, words: Words) -> Drawing:
    """The main outcome of every repetition, arm by arm."""
    experiment = analysis.results.experiment
    main, arms = experiment.main, list(experiment.all_arms())
    units = rows_of(analysis.results.own, area=analysis.area)
    rows = rows_of(analysis.arms, area=analysis.area, outcome=main).set_index("arm")
    titles = [experiment.title_of(arm, words.language) for arm in arms]
    luck = np.random.default_rng(1)
    with look("distribution"):
        figure = new_figure(8, 0.9 + 0.38 * len(arms))
        axes = figure.subplots()
        for place, arm in enumerate(arms):
            dots = units[units["arm"] == arm][main].dropna().to_numpy() * scale_of(main)
            axes.plot(
                dots[:_DOTS],
                place + luck.uniform(-0.3, 0.3, len(dots[:_DOTS])),
                ".",
                ms=6,
                color=MAIN[1],
                alpha=0.5,
                mec="none",
            )
            if len(dots):
                low, middle, high = np.quantile(dots, [0.25, 0.5, 0.75])
                axes.barh(place, high - low, left=low, height=0.5, color="none", edgecolor=INK, lw=1.2)
                axes.plot([middle, middle], [place - 0.25, place + 0.25], color=INK, lw=2)
        axes.set_yticks(range(len(arms)), titles)
        axes.tick_params(axis="y", length=0)
        axes.invert_yaxis()
        axes.set_xlabel(words.label(main) + (" (%)" if scale_of(main) > 1 else ""))
        number_axis(axes.xaxis, words)
    values = "; ".join(
        f"{title} {words.value(main, rows.loc[arm, 'median'])}" for arm, title in zip(arms, titles, strict=True)
    )
    told = {"label": words.label(main), "one": words("page.one"), "values": values}
    return drawing(figure, "distribution", words, spread_table(analysis, words), **told)


def spread_table(analysis: Analysis, words: Words) -> pd.DataFrame:
    """Mean, middle and spread of every outcome in every arm of the first area."""
    experiment = analysis.results.experiment
    rows = []
    for row in records(rows_of(analysis.arms, area=analysis.area)):
        if not row["units"]:
            continue
        name = row["outcome"]
        rows.append(
            {
                words("page.outcome"): words.label(name),
                words("page.arm"): experiment.title_of(row["arm"], words.language),
                words("page.mean"): words.value(name, row["mean"]),
                words("page.median"): words.value(name, row["median"]),
                words("page.range"): words(
                    "number.to", low=words.value(name, row["p05"]), high=words.value(name, row["p95"])
                ),
                words("page.humps"): "–"
                if math.isnan(row["dip_p"])
                else words("page.more_humps" if row["dip_p"] < 0.05 else "page.one_hump"),
            }
        )
    order = {words.label(name): place for place, name in enumerate(LEDGER)}
    return pd.DataFrame(rows).sort_values(
        words("page.outcome"), key=lambda names: names.map(order), kind="stable", ignore_index=True
    )


def effects(analysis: Analysis, words: Words) -> Drawing:
    """Main effects and interactions of a factorial on the main outcome."""
    main = analysis.results.experiment.main
    rows = rows_of(analysis.effects, area=analysis.area, outcome=main)
    names = [effect_name(analysis, row, words) for row in records(rows)]
    with look("effects"):
        figure = new_figure(8, 0.9 + 0.36 * len(rows))
        axes = figure.subplots()
        for place, row in enumerate(records(rows)):
            _whisker(axes, place, row, main, _filled(analysis, row))
        axes.axvline(0, color=FAINT, lw=0.8)
        axes.set_yticks(range(len(names)), names)
        axes.tick_params(axis="y", length=0)
        axes.invert_yaxis()
        axes.set_xlabel(_with_unit(words.label(main), unit_of(main, words)))
        number_axis(axes.xaxis, words)
    table = effects_table(analysis, words)
    values = "; ".join(
        f"{name} {words.signed(main, row['difference'])}" for name, row in zip(names, records(rows), strict=True)
    )
    return drawing(
        figure, "effects", words, table, units=words.units(analysis.repetitions), label=words.label(main), values=values
    )


def effects_table(analysis: Analysis, words: Words) -> pd.DataFrame:
    """All effects on all outcomes in the first area."""
    rows = rows_of(analysis.effects, area=analysis.area)
    table = comparison_table(analysis, rows, words)
    table.insert(0, words("page.setting"), [effect_name(analysis, row, words) for row in records(rows)])
    return table


def sensitivity(analysis: Analysis, words: Words) -> Drawing:
    """How much of the main difference hangs on each uncertain setting, and how much luck alone would give."""
    experiment = analysis.results.experiment
    base, other = (experiment.title_of(arm, words.language) for arm in experiment.pairs()[0])
    rows = records(analysis.sensitivity)
    names = [setting_name(analysis, row["setting"], words) for row in rows]
    noise = rows[0]["noise"]
    with look("sensitivity"):
        figure = new_figure(8, 0.9 + 0.42 * len(rows))
        axes = figure.subplots()
        axes.axvspan(min(0.0, *(row["first_order"] for row in rows)), noise, color=FAINT, alpha=0.35, lw=0)
        for place, row in enumerate(rows):
            axes.plot(row["first_order"], place, "o", ms=7, color=MAIN[1], mfc=MAIN[1] if row["clear"] else "white")
        axes.set_yticks(range(len(rows)), [wrapped(name, 48) for name in names], fontsize=8.5)
        axes.tick_params(axis="y", length=0)
        axes.invert_yaxis()
        axes.axvline(0, color=FAINT, lw=0.8)
        axes.set(xlabel=words("figures.sensitivity.x"))
        number_axis(axes.xaxis, words)
    values = "; ".join(f"{name} {words.number(row['first_order'], 2)}" for name, row in zip(names, rows, strict=True))
    table = pd.DataFrame(
        {
            words("page.setting"): names,
            words("page.path"): [row["setting"] for row in rows],
            "S1": [words.number(row["first_order"], 2) for row in rows],
            words("page.clear"): [words("page.yes" if row["clear"] else "page.no") for row in rows],
            "r": [words.number(row["correlation"], 2) for row in rows],
        }
    )
    told = {"label": words.label(experiment.main), "base": base, "other": other, "values": values}
    return drawing(figure, "sensitivity", words, table, noise=words.number(noise, 2), **told)


def comparison_table(analysis: Analysis, rows: pd.DataFrame, words: Words, named: bool = False) -> pd.DataFrame:
    """Comparisons, or effects, as people read them; if `named`, area and arms are told too."""
    experiment = analysis.results.experiment
    table = []
    for row in records(rows):
        name = row["outcome"]
        where = {}
        if named:
            titles = {key: experiment.title_of(row[key], words.language) for key in ("base", "other")}
            where = {
                words("page.area"): words.area(row["area"]),
                words("page.from"): titles["base"],
                words("page.to"): titles["other"],
            }
        values = {}
        if "mean_base" in row:
            values = {
                words("page.from_mean"): words.value(name, row["mean_base"]),
                words("page.to_mean"): words.value(name, row["mean_other"]),
            }
        table.append(
            {
                **where,
                words("page.outcome"): words.label(name),
                **values,
                words("page.difference"): words.signed(name, row["difference"]),
                words("page.interval"): words.interval(name, row["low"], row["high"]),
                words("page.clear"): words(f"page.{_known(analysis, row)}"),
                words("page.runs"): f"{row['pairs']:.0f}",
            }
        )
    return pd.DataFrame(table)
