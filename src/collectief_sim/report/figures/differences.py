"""Differences between policies: every pair, every comparison in every area, effects, sensitivity."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from collectief_sim.experiment.analysis import Analysis, records, rows_of
from collectief_sim.experiment.compare import finding
from collectief_sim.experiment.ledger import LEDGER
from collectief_sim.report.concepts import main_is_concept, only_concept
from collectief_sim.report.figures import findings
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
_MOST_SETTINGS = 10  # that are drawn besides those that clearly matter
_NEARLY_ALL = 0.9  # of the dots are within the scale
_SCALES = (4.0, 25.0)  # percent: the narrowest and the widest
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
    """Estimation plot of the main comparison: a line a goal, a dot per pair of runs or world, all as shares of what there was."""
    experiment = analysis.results.experiment
    base, other = experiment.pairs()[0]
    rows = shared_goals(analysis)
    here = rows_of(analysis.results.own, area=analysis.area).set_index(["arm", "unit"])
    apart = {row["goal"]: (here.loc[other, row["outcome"]] - here.loc[base, row["outcome"]]).dropna() for row in rows}
    shares = {row["goal"]: 100 * apart[row["goal"]] / row["mean_base"] for row in rows}
    reach = _reach([share.to_numpy(float) for share in shares.values()])
    luck = np.random.default_rng(1)
    concept = main_is_concept(analysis)
    with look("pairs"):
        figure = new_figure(8, 0.9 + 0.62 * len(rows))
        axes = figure.subplots()
        axes.axvline(0, color=FAINT, lw=0.8)
        for place, row in enumerate(rows):
            _strip(axes, place, shares[row["goal"]].to_numpy(float)[:_DOTS], reach, luck)
            _mean(axes, place, row, reach, row["way"] in ("better", "worse") and not concept)
        axes.set_yticks(range(len(rows)), [wrapped(words.label(row["outcome"]), 34) for row in rows], fontsize=9)
        axes.set(ylim=(len(rows) - 0.5, -0.5), xlim=(-reach, reach))
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        number_axis(axes.xaxis, words, sign="%")
        axes.set_xlabel(words("figures.goals.x"), fontsize=9)
    told = {"base": experiment.title_of(base, words.language), "other": experiment.title_of(other, words.language)}
    values = "; ".join(f"{words.label(r['outcome'])} {words.signed(r['outcome'], r['difference'])}" for r in rows)
    compared = rows_of(analysis.comparison, area=analysis.area, base=base, other=other)
    table = comparison_table(analysis, compared[compared["outcome"].isin([row["outcome"] for row in rows])], words)
    title = findings.pairs(analysis, rows, {goal: one.to_numpy(float) for goal, one in apart.items()}, words)
    return drawing(figure, "pairs", title, words, table, _every_pair(analysis, rows, apart), values=values, **told)


def shared_goals(analysis: Analysis) -> list[dict[str, Any]]:
    """Verdicts of the main comparison on goals of which a change can be told as a share of what there was."""
    base, other = analysis.results.experiment.pairs()[0]
    rows = records(rows_of(analysis.verdicts, area=analysis.area, base=base, other=other))
    return [
        row
        for row in rows
        if LEDGER[row["outcome"]].form != "money" and row["mean_base"] > 0 and not math.isnan(row["difference"])
    ]


def _reach(shares: list[np.ndarray]) -> float:
    """How far the scale goes: as far as nearly all dots do."""
    sizes = np.abs(np.concatenate([*shares, np.zeros(1)]))
    return float(np.clip(1.1 * np.quantile(sizes, _NEARLY_ALL), *_SCALES))


def _strip(axes: Any, place: int, dots: np.ndarray, reach: float, luck: np.random.Generator) -> None:
    """A dot per pair; those that lie beyond the scale point there, at its end."""
    heights = place + luck.uniform(-0.3, 0.3, len(dots))
    for which, mark, size in (
        (np.abs(dots) <= reach, ".", 5.0),
        (dots > reach, ">", 3.5),
        (dots < -reach, "<", 3.5),
    ):
        inside = np.clip(dots[which], -reach, reach)
        axes.plot(inside, heights[which], mark, ms=size, color=MAIN[1], alpha=0.45, mec="none", clip_on=False)


def _mean(axes: Any, place: int, row: dict[str, Any], reach: float, filled: bool) -> None:
    """The mean with its interval; an arrow where it lies beyond the scale."""
    low, middle, high = (100 * row[name] / row["mean_base"] for name in ("low", "difference", "high"))
    if math.isfinite(low):
        axes.plot([low, high], [place, place], color=INK, lw=3, solid_capstyle="butt")
    mark = "o" if abs(middle) <= reach else ">" if middle > 0 else "<"
    axes.plot(np.clip(middle, -reach, reach), place, mark, ms=6, mfc=INK if filled else "white", mec=INK, clip_on=False)


def _every_pair(analysis: Analysis, rows: list[dict[str, Any]], apart: dict[str, pd.Series]) -> pd.DataFrame:
    base, other = analysis.results.experiment.pairs()[0]
    tables = [
        pd.DataFrame(
            {
                "area": analysis.area,
                "base": base,
                "other": other,
                "outcome": row["outcome"],
                "unit": apart[row["goal"]].index,
                "difference": apart[row["goal"]].to_numpy(),
                "mean_base": row["mean_base"],
            }
        )
        for row in rows
    ]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


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
        panels[0].set_ylim(len(compared) - 0.4, -0.6)
        for axes in panels[len(areas) :]:
            axes.set_visible(False)
        figure.supxlabel(_with_unit(words("figures.forest.x"), unit_of(main, words)), fontsize=10)
    return drawing(
        figure,
        "forest",
        findings.forest(analysis, words),
        words,
        comparison_table(analysis, rows, words, named=True),
        rows,
        units=words.units(analysis.repetitions),
        label=words.label(main),
    )


def _whisker(axes: Any, place: int, row: dict[str, Any], outcome: str, filled: bool) -> None:
    scale = scale_of(outcome)
    if math.isfinite(row["low"]):
        axes.plot([row["low"] * scale, row["high"] * scale], [place, place], color=MAIN[1], lw=2)
    axes.plot(row["difference"] * scale, place, "o", ms=6, mfc=MAIN[1] if filled else "white", mec=MAIN[1])


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
    told = {"units": words.units(analysis.repetitions), "label": words.label(main), "values": values}
    return drawing(figure, "effects", findings.effects(analysis, words), words, table, rows, **told)


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
    plain = [setting_name(analysis, row["setting"], words) for row in rows]
    names = [
        name if plain.count(name) == 1 else f"{name} ({row['setting']})" for name, row in zip(plain, rows, strict=True)
    ]
    shown = [
        (name, row)
        for place, (name, row) in enumerate(zip(names, rows, strict=True))
        if place < _MOST_SETTINGS or row["clear"]
    ]
    noise = rows[0]["noise"]
    with look("sensitivity"):
        figure = new_figure(8, 0.9 + 0.4 * len(shown))
        axes = figure.subplots()
        axes.axvspan(min(0.0, *(row["first_order"] for _, row in shown)), noise, color=FAINT, alpha=0.35, lw=0)
        for place, (_, row) in enumerate(shown):
            axes.plot(row["first_order"], place, "o", ms=7, color=MAIN[1], mfc=MAIN[1] if row["clear"] else "white")
        axes.set_yticks(range(len(shown)), [wrapped(name, 48) for name, _ in shown], fontsize=8.5)
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
    told["noise"] = words.number(noise, 2)
    return drawing(
        figure, "sensitivity", findings.sensitivity(analysis, words), words, table, analysis.sensitivity, **told
    )


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
