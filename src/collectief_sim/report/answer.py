"""The answer in five sentences, made from the tables and from nothing else."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from collectief_sim.experiment.analysis import Analysis, records, rows_of
from collectief_sim.report.words import Words

if TYPE_CHECKING:
    pass

SECOND = "area_level_within_240_months"
MAKERS = ("entrepreneurs_present", "entrepreneurs_displaced", "work_floor_share")
MOST_EFFECTS = 4  # that are told in a sentence
CITY = ("homes_built", "public_cost_eur", "free_plots_share")


def answer(analysis: Analysis, words: Words) -> list[str]:
    """Five sentences: the main outcome, impact on the area, makers, what it asks of the city, how far it carries."""
    table, experiment = analysis.comparison, analysis.results.experiment
    base, other = experiment.pairs()[0]
    main = rows_of(table, area=analysis.area, base=base, other=other).set_index("outcome")
    years = int(analysis.results.runs["months"].max()) // 12
    second = SECOND if experiment.main != SECOND else "survival_120_months"
    sentences = [
        _difference(analysis, main.loc[name], words, name) for name in (experiment.main, second) if name in main.index
    ]
    for key, outcomes in (("makers", MAKERS), ("city", CITY)):
        parts = [_part(main.loc[name], words, name) for name in outcomes if name in main.index]
        if parts:
            sentences.append(words(f"answer.{key}", years=years, parts=words.listed(parts)))
    return [*sentences, _how_far(analysis, words)]


def further(analysis: Analysis, words: Words) -> list[str]:
    """The other comparisons, where there are any: which are clear on the main outcome, and which are not."""
    chosen = analysis.results.experiment.comparisons or analysis.effects.empty
    return [_sentence([part]) for part in _steps(analysis, words)] if chosen else []


def _difference(analysis: Analysis, row: Any, words: Words, outcome: str) -> str:
    """One outcome of the main comparison, with its values, difference and interval; whether it is clear is said."""
    names = {key: analysis.results.experiment.title_of(row[key], words.language) for key in ("base", "other")}
    if row["pairs"] == 0:
        return words("answer.main_undefined", area=words.area(analysis.area), label=words.label(outcome))
    told = {
        **names,
        "area": words.area(analysis.area),
        "base_value": words.value(outcome, row["mean_base"]),
        "phrase_other": words(f"outcomes.{outcome}.phrase", value=words.value(outcome, row["mean_other"])),
    }
    if math.isnan(row["low"]):
        return words("answer.main_few", **told)
    interval = words.interval(outcome, row["low"], row["high"])
    if not row["clear"]:
        return words("answer.main_unclear", **told, signed=words.signed(outcome, row["difference"]), interval=interval)
    size = words.amount(outcome, row["difference"])
    difference = words("answer.more" if row["difference"] > 0 else "answer.less", value=size)
    return words("answer.main", **told, difference=difference, interval=interval)


def _part(row: Any, words: Words, outcome: str) -> str:
    key = "answer.part" if row["clear"] else "answer.part_unclear"
    return words(
        key,
        label=words.label(outcome),
        base_value=words.value(outcome, row["mean_base"]),
        other_value=words.value(outcome, row["mean_other"]),
        signed=words.signed(outcome, row["difference"]),
        interval=words.interval(outcome, row["low"], row["high"]),
    )


def _how_far(analysis: Analysis, words: Words) -> str:
    """Other areas, which part does the work, other assumptions: whatever the experiment holds."""
    parts = [*_areas(analysis, words), *_effects(analysis, words), *_worlds(analysis, words)]
    return _sentence(parts or [words("answer.nothing_more")])


def _sentence(parts: list[str]) -> str:
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


def _areas(analysis: Analysis, words: Words) -> list[str]:
    """Whether the main finding holds elsewhere."""
    experiment = analysis.results.experiment
    base, other = experiment.pairs()[0]
    rows = rows_of(analysis.comparison, base=base, other=other, outcome=experiment.main).set_index("area")
    here, elsewhere = rows.loc[analysis.area], rows.drop(analysis.area)
    if elsewhere.empty:
        return []
    agrees = elsewhere["clear"] & (elsewhere["difference"] * here["difference"] > 0)
    names, others = ([words.area(name) for name in elsewhere.index[which]] for which in (agrees, ~agrees))
    key = "areas_all" if not others else "areas_some" if names else "areas_none"
    told = {"count": len(names), "all": len(elsewhere), "names": words.listed(names), "others": words.listed(others)}
    return [words(f"answer.{key}", **told)]


def _steps(analysis: Analysis, words: Words) -> list[str]:
    """The other comparisons on the main outcome, in the first area."""
    experiment = analysis.results.experiment
    rows = rows_of(analysis.comparison, area=analysis.area, outcome=experiment.main).iloc[1:]
    told: dict[bool, list[str]] = {True: [], False: []}
    for row in records(rows):
        names = {key: experiment.title_of(row[key], words.language) for key in ("base", "other")}
        signed = words.signed(experiment.main, row["difference"])
        told[bool(row["clear"])].append(words("answer.step", **names, signed=signed))
    keys = {True: "answer.steps_clear", False: "answer.steps_unclear"}
    return [words(keys[clear], steps=", ".join(steps)) for clear, steps in told.items() if steps]


def _effects(analysis: Analysis, words: Words) -> list[str]:
    """Effects on the main outcome, the largest first; those that are not clear are left to the table."""
    main = analysis.results.experiment.main
    if analysis.effects.empty:
        return []
    rows = rows_of(analysis.effects, area=analysis.area, outcome=main)
    order = rows["difference"].abs().sort_values(ascending=False).index
    clear = [row for row in records(rows.loc[order]) if row["clear"]][:MOST_EFFECTS]
    told = [
        words("answer.effect", name=effect_name(analysis, row, words), signed=words.signed(main, row["difference"]))
        for row in clear
    ]
    listed = ", ".join(told) or words("answer.same")
    return [words("answer.effects", label=words.label(main), effects=listed)]


def effect_name(analysis: Analysis, effect: dict[str, Any], words: Words) -> str:
    """An effect of a factorial as people call it."""
    experiment = analysis.results.experiment
    name = experiment.level_label(effect["factor"], effect["level"], words.language)
    if effect["by"]:
        name += f" × {experiment.level_label(effect['by'], effect['by_level'], words.language)}"
    return name


def _worlds(analysis: Analysis, words: Words) -> list[str]:
    """In how many worlds the main difference points the same way, and what it hangs on most if there is a choice."""
    experiment = analysis.results.experiment
    if not experiment.uncertainties:
        return []
    base, other = experiment.pairs()[0]
    units = analysis.results.units
    wide = units[units["area"] == analysis.area].pivot(index="unit", columns="arm", values=experiment.main)
    differences = (wide[other] - wide[base]).dropna()
    share = float((differences * differences.mean() > 0).mean()) if len(differences) else math.nan
    told = [words("answer.worlds", share=f"{words.number(100 * share)}%", worlds=len(differences))]
    if len(analysis.sensitivity) > 1:
        told.append(words("answer.worlds_most", setting=analysis.sensitivity["setting"].iloc[0]))
    return told
