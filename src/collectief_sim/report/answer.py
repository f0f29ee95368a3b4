"""The answer in five sentences, made from the tables and from nothing else."""

from __future__ import annotations

import math
from typing import Any, Literal

from collectief_sim.experiment.analysis import Analysis, records, rows_of
from collectief_sim.experiment.between import PRICE
from collectief_sim.experiment.design import Experiment, in_language
from collectief_sim.report.words import Words, words
from collectief_sim.scenario.dictionary import parameters_of

SECOND, SECOND_OF_SHORT_RUNS = "area_level_within_240_months", "area_level_within_120_months"
MAKERS = ("entrepreneurs_present", "entrepreneurs_displaced", "work_floor_share")
CITY = ("homes_built", "public_cost_eur", "free_plots_share")
MOST_EFFECTS = 4  # that are told in a sentence
NEARLY_ALL = 0.95  # share of worlds that agree from which nothing is said of the others
FEWEST = 10  # pairs below which a difference that is not clear is called unknown rather than absent
ENOUGH = 20  # units below which a reader is warned of rough intervals

type Finding = Literal["clear", "maybe", "unclear", "alike", "few", "undefined"]


def words_for(experiment: Experiment, language: str) -> Words:
    """The words for an experiment: what chance repeats is a repetition, or a world where settings are uncertain."""
    return words(language, worlds=bool(experiment.uncertainties))


def answer(analysis: Analysis, words: Words) -> list[str]:
    """Five sentences: the main outcome, impact on the area, makers, the city, and how far it carries."""
    table, experiment = analysis.comparison, analysis.results.experiment
    base, other = experiment.pairs()[0]
    main = rows_of(table, area=analysis.area, base=base, other=other).set_index("outcome")
    years = int(analysis.results.runs["months"].max()) // 12
    first_two = [name for name in (experiment.main, _second(analysis)) if name in main.index]
    sentences = [_difference(analysis, main.loc[name], words, name) for name in first_two]
    for key, outcomes in (("makers", MAKERS), ("city", CITY)):
        parts = _parts(analysis, {name: main.loc[name] for name in outcomes if name in main.index}, words)
        if parts:
            where = words.area(analysis.area)
            sentences.append(words(f"answer.{key}", area=where, years=years, parts=words.listed(parts)))
    return [*sentences, _how_far(analysis, words)]


def further(analysis: Analysis, words: Words) -> list[str]:
    """The other comparisons, where there are any: which are clear on the first two outcomes, and which are not."""
    experiment = analysis.results.experiment
    if not (experiment.comparisons or analysis.effects.empty):
        return []
    told = (_steps(analysis, words, outcome) for outcome in (experiment.main, _second(analysis)))
    return [_sentence([steps]) for steps in told if steps]


def _second(analysis: Analysis) -> str:
    """The outcome of the second sentence: impact on the area within twenty years, or ten where no run is that long."""
    if analysis.results.experiment.main == SECOND:
        return "survival_120_months"
    seen = rows_of(analysis.comparison, area=analysis.area, outcome=SECOND)["pairs"].max()
    return SECOND if seen > 0 else SECOND_OF_SHORT_RUNS


def warnings(analysis: Analysis, words: Words) -> list[str]:
    """What a reader must know before anything else."""
    results, units = analysis.results, analysis.repetitions
    found = []
    if not results.complete:
        numbers = {"done": len(results.runs), "planned": results.planned, "failed": results.failed}
        found.append(words("page.incomplete", **numbers))
    if units < ENOUGH:
        found.append(words("page.few", units=units))
    return found


def finding(row: Any) -> Finding:
    """What a row of comparisons allows to be said."""
    if row["pairs"] == 0:
        return "undefined"
    if row["clear"]:
        return "clear"
    if row["pairs"] > 1 and row["difference"] == row["low"] == row["high"] == 0.0:
        return "alike"
    if math.isnan(row["low"]) or row["pairs"] < FEWEST:
        return "few"
    return "maybe" if row["low"] > 0 or row["high"] < 0 else "unclear"


def _difference(analysis: Analysis, row: Any, words: Words, outcome: str) -> str:
    """One outcome of the main comparison, with its values, difference and interval; whether it is clear is said."""
    names = {key: analysis.results.experiment.title_of(row[key], words.language) for key in ("base", "other")}
    found = finding(row)
    if found == "undefined":
        return words("answer.main_undefined", area=words.area(analysis.area), label=words.label(outcome))
    key = "answer.main" if found == "clear" else f"answer.main_{found}"
    interval = words.interval(outcome, row["low"], row["high"])
    return words(
        key,
        **names,
        area=words.area(analysis.area),
        base_value=words.told(outcome, row["mean_base"]),
        clause_other=words(
            f"outcomes.{outcome}.clause", value=words.told(outcome, row["mean_other"]), policy=names["other"]
        ),
        signed=words.signed(outcome, row["difference"]),
        difference=words.more_or_less(outcome, row["difference"]),
        interval=(interval.removesuffix(" pp") if found == "clear" else interval)
        + _other_worlds(analysis, row, outcome, words),
        elsewhere=_elsewhere(analysis, words, outcome),
    )


def _elsewhere(analysis: Analysis, words: Words, outcome: str) -> str:
    """The same difference in the other areas: which way it points, and whether it is clear; empty if there are none."""
    base, other = analysis.results.experiment.pairs()[0]
    rows = rows_of(analysis.comparison, base=base, other=other, outcome=outcome)
    areas: dict[str, list[str]] = {}
    for row in records(rows[rows["area"] != analysis.area]):
        areas.setdefault(_direction(row), []).append(words.area(row["area"]))
    if len(areas) == 1 and len(next(iter(areas.values()))) > 1:
        (direction, names), *_ = areas.items()
        return words("answer.elsewhere_all", count=len(names), direction=words(f"answer.{direction}").strip(","))
    parts = [
        words("answer.elsewhere_part", direction=words(f"answer.{direction}"), areas=words.listed(names))
        for direction, names in areas.items()
    ]
    return words("answer.elsewhere", parts="; ".join(parts)) if parts else ""


def _direction(row: Any) -> str:
    if row["pairs"] == 0 or row["difference"] == 0:
        return "alike" if row["pairs"] else "unseen"
    return f"{'clearly' if row['clear'] else 'unclear'}_{'more' if row['difference'] > 0 else 'less'}"


def _parts(analysis: Analysis, rows: dict[str, Any], words: Words) -> list[str]:
    """Several outcomes for one sentence; those that too little is known of are told together."""
    known = {name: row for name, row in rows.items() if finding(row) != "few"}
    told = [_part(row, words, name, _other_worlds(analysis, row, name, words)) for name, row in known.items()]
    few = [
        f"{words.label(name)} ({words.signed(name, row['difference'])})"
        for name, row in rows.items()
        if name not in known
    ]
    return [*told, *([words("answer.part_few", labels=words.listed(few))] if few else [])]


def _part(row: Any, words: Words, outcome: str, agree: str) -> str:
    found = finding(row)
    return words(
        "answer.part" if found == "clear" else f"answer.part_{found}",
        label=words.label(outcome),
        base_value=words.told(outcome, row["mean_base"]),
        phrase_other=words(f"outcomes.{outcome}.phrase", value=words.told(outcome, row["mean_other"])),
        signed=words.signed(outcome, row["difference"]),
        interval=words.interval(outcome, row["low"], row["high"]) + agree,
    )


def _other_worlds(analysis: Analysis, row: Any, outcome: str, words: Words) -> str:
    """In how many worlds a clear difference points this way, if not in nearly all; empty without worlds, or with few."""
    if analysis.agreement.empty or not row["clear"]:
        return ""
    found = rows_of(analysis.agreement, outcome=outcome).iloc[0]
    if found["worlds"] < ENOUGH or found["same_way"] >= NEARLY_ALL or not found["spread"] > 0:
        return ""
    share, none = (f"{words.number(100 * found[name])}%" for name in ("same_way", "none"))
    return words(
        "answer.part_same_way_or_none" if found["none"] > 1 - NEARLY_ALL else "answer.part_same_way",
        share=share,
        none=none,
    )


def _how_far(analysis: Analysis, words: Words) -> str:
    """What lies in between, which part does the work, other assumptions: whatever the experiment holds."""
    parts = [*_between(analysis, words), *_effects(analysis, words), *_agreement(analysis, words)]
    if not analysis.results.experiment.uncertainties:
        several = len(analysis.results.areas) > 1
        parts.append(words("answer.nothing_more_areas" if several else "answer.nothing_more"))
    return _sentence(parts)


def _sentence(parts: list[str]) -> str:
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


def _between(analysis: Analysis, words: Words) -> list[str]:
    """The policy that wins most beyond what it pays, compared with the main one, if there is any; and so elsewhere."""
    rows, experiment = records(analysis.between), analysis.results.experiment
    base, other = (experiment.title_of(arm, words.language) for arm in experiment.pairs()[0])
    able = [row for row in rows if row["area"] == analysis.area and row["clear"] and row["won"] > 0]
    if not able:
        return []
    best = max(able, key=lambda row: row["won"] - row["paid"])
    return [
        words(
            "answer.between" if best["paid"] > 0 else "answer.between_free",
            area=words.area(analysis.area),
            arm=experiment.title_of(best["arm"], words.language),
            base=base,
            other=other,
            elsewhere=_between_elsewhere(analysis, best["arm"], words),
            **{name: words.more_or_less("public_cost_eur", best[name]) for name in ("cost", "cost_other")},
            **_shares(best, words),
        )
    ]


def _between_elsewhere(analysis: Analysis, arm: str, words: Words) -> str:
    """The same shares in the other areas, then those without a clear advantage, and those with nothing to share."""
    told: dict[bool, list[str]] = {True: [], False: []}
    rows = rows_of(analysis.between, arm=arm)
    for row in records(rows[rows["area"] != analysis.area]):
        told[row["clear"]].append(words("answer.between_part", area=words.area(row["area"]), **_shares(row, words)))
    parts = [words.listed(told[True])] if told[True] else []
    parts += [words("answer.between_unclear", parts=words.listed(told[False]))] if told[False] else []
    parts += _between_nowhere(analysis, set(rows["area"]), words)
    return words("answer.between_elsewhere", parts="; ".join(parts)) if parts else ""


def _between_nowhere(analysis: Analysis, told: set[str], words: Words) -> list[str]:
    """The areas in which there is nothing to share, by why: the main policy is no clear gain, or costs no homes."""
    experiment = analysis.results.experiment
    base, other = experiment.pairs()[0]
    rows = records(rows_of(analysis.comparison, base=base, other=other))
    pair = {(row["area"], row["outcome"]): row for row in rows}
    reasons: dict[str, list[str]] = {}
    for area in analysis.results.areas:
        if area not in told:
            homes = pair.get((area, PRICE), {"mean_base": None})
            none = homes["mean_base"] == 0 == homes["mean_other"]
            reason = "gain" if not pair[area, experiment.main]["clear"] else "homes" if none else "price"
            reasons.setdefault(f"answer.between_no_{reason}", []).append(words.area(area))
    title = experiment.title_of(other, words.language)
    return [words(key, areas=words.listed(areas), other=title) for key, areas in reasons.items()]


def _shares(row: Any, words: Words) -> dict[str, str]:
    return share_with_interval(row, "won", words) | share_with_interval(row, "paid", words)


def share_with_interval(row: Any, name: str, words: Words) -> dict[str, str]:
    """A share in a row of a table, and its interval, as text: under its name, and with ``_interval``."""
    middle, low, high = (words.number(100 * row[f"{name}{end}"]) for end in ("", "_low", "_high"))
    return {name: f"{middle}%", f"{name}_interval": words("number.to", low=low, high=f"{high}%")}


def _steps(analysis: Analysis, words: Words, outcome: str) -> str:
    """The other comparisons on one outcome, in the first area, by whether they are clear; empty if there are none."""
    experiment = analysis.results.experiment
    rows = rows_of(analysis.comparison, area=analysis.area, outcome=outcome).iloc[1:]
    told: dict[str, list[str]] = {"clear": [], "unclear": [], "few": [], "undefined": []}
    for row in records(rows):
        names = {key: experiment.title_of(row[key], words.language) for key in ("base", "other")}
        found = finding(row)
        signed = words.signed(outcome, row["difference"])
        told[found if found in told else "unclear"].append(words("answer.step", **names, signed=signed))
    parts = [
        words(f"answer.steps_{found}", steps=", ".join(steps))
        for found, steps in told.items()
        if steps and found != "undefined"
    ]
    whole = {"area": words.area(analysis.area), "label": words.label(outcome), "parts": ". ".join(parts)}
    return words("answer.steps", **whole) if parts else ""


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


def _agreement(analysis: Analysis, words: Words) -> list[str]:
    """In how many worlds the main difference points the same way, and what it hangs on most if that can be told."""
    if analysis.agreement.empty:
        return []
    experiment = analysis.results.experiment
    (base, other), main = experiment.pairs()[0], experiment.main
    row = rows_of(analysis.comparison, area=analysis.area, base=base, other=other, outcome=main).iloc[0]
    found = rows_of(analysis.agreement, outcome=main).iloc[0]
    key = _agreement_key(found, row["clear"])
    share = share_with_interval(found, "same_way", words)
    counts = {"worlds": int(found["worlds"]), "settings": len(experiment.uncertainties)}
    told = [words(f"answer.{key}", **counts, **share)]
    if len(analysis.sensitivity) > 1:
        first = analysis.sensitivity.iloc[0]
        named = setting_name(analysis, first["setting"], words)
        most = words("answer.worlds_most", setting=named, index=words.number(first["first_order"], 2))
        told.append(most if first["clear"] else words("answer.worlds_none_most"))
    return told


def _agreement_key(found: Any, clear: bool) -> str:
    if found["worlds"] < ENOUGH:
        return "few_worlds"
    if not clear:
        return "worlds_no_direction"
    return "worlds" if found["spread"] > 0 else "worlds_alike"


def setting_name(analysis: Analysis, path: str, words: Words) -> str:
    """An uncertain setting as people call it: its title in the experiment, else what it means."""
    experiment = analysis.results.experiment
    title = in_language(experiment.uncertainties[path].title, words.language)
    if title:
        return title
    scenario = analysis.results.scenario_of(analysis.area, experiment.pairs()[0][0])
    return next((line.meaning for line in parameters_of(scenario) if line.path == path and line.meaning), path)
