"""The last of the five sentences: how far the answer carries. What lies in between the two policies, which part does the
work, and whether it holds under other assumptions: whatever the experiment holds.
"""

from __future__ import annotations

from typing import Any

from collectief_sim.experiment.analysis import Analysis, records, rows_of
from collectief_sim.experiment.design import in_language
from collectief_sim.experiment.tradeoff import PRICE
from collectief_sim.report.concepts import main_is_concept, only_concept
from collectief_sim.report.words import Words
from collectief_sim.scenario.dictionary import parameters_of
from collectief_sim.scenario.policy import lever_at

MOST_EFFECTS = 4  # that are told in a sentence
ENOUGH = 20  # units below which a reader is warned of rough intervals


def robustness(analysis: Analysis, words: Words) -> str:
    """The sentence."""
    parts = [*_tradeoff(analysis, words), *_effects(analysis, words), *_agreement(analysis, words)]
    if not analysis.results.experiment.has_worlds:
        several = len(analysis.results.areas) > 1
        key = "answer.nothing_more_areas" if several else "answer.nothing_more"
        parts.append(words(key, horizon=_horizon(analysis, words)))
    return sentence(parts)


def _horizon(analysis: Analysis, words: Words) -> str:
    """The assumption that is known to matter most, unless policies differ in it."""
    arms = analysis.results.experiment.all_arms()
    if any("behaviour.horizon.rule" in arm.settings for arm in arms.values()):
        return ""
    scenario = analysis.results.scenario_of(analysis.area, next(iter(arms)))
    return words("answer.horizon", rule=scenario.behaviour.horizon.rule)


def sentence(parts: list[str]) -> str:
    """Parts as one sentence."""
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


def _tradeoff(analysis: Analysis, words: Words) -> list[str]:
    """The policy that wins most beyond what it pays, compared with the main one, if there is any; and so elsewhere."""
    rows, experiment = records(analysis.tradeoffs), analysis.results.experiment
    base, other = (experiment.title_of(arm, words.language) for arm in experiment.pairs()[0])
    able = [row for row in rows if row["area"] == analysis.area and row["clear"] and row["won"] > 0]
    if not able:
        return []
    best = max(able, key=lambda row: row["won"] - row["paid"])
    return [
        words(
            "answer.tradeoff" if best["paid"] > 0 else "answer.tradeoff_free",
            area=words.area(analysis.area),
            arm=experiment.title_of(best["arm"], words.language),
            base=base,
            other=other,
            elsewhere=_tradeoff_elsewhere(analysis, best["arm"], words),
            **{name: words.more_or_less("public_cost_eur", best[name]) for name in ("cost", "cost_other")},
            **_shares(best, words),
        )
    ]


def _tradeoff_elsewhere(analysis: Analysis, arm: str, words: Words) -> str:
    """The same shares in the other areas, then those without a clear advantage, and those with nothing to share."""
    told: dict[bool, list[str]] = {True: [], False: []}
    rows = rows_of(analysis.tradeoffs, arm=arm)
    for row in records(rows[rows["area"] != analysis.area]):
        told[row["clear"]].append(words("answer.tradeoff_part", area=words.area(row["area"]), **_shares(row, words)))
    parts = [words.listed(told[True])] if told[True] else []
    parts += [words("answer.tradeoff_unclear", parts=words.listed(told[False]))] if told[False] else []
    parts += _tradeoff_nowhere(analysis, set(rows["area"]), words)
    return words("answer.tradeoff_elsewhere", parts="; ".join(parts)) if parts else ""


def _tradeoff_nowhere(analysis: Analysis, told: set[str], words: Words) -> list[str]:
    """The areas in which there is nothing to share, by why: the main policy is no clear gain, or costs no homes."""
    experiment = analysis.results.experiment
    base, other = experiment.pairs()[0]
    rows = records(rows_of(analysis.comparison, base=base, other=other))
    pair = {(row["area"], row["outcome"]): row for row in rows}
    reasons: dict[str, list[str]] = {}
    for area in analysis.results.areas:
        if area not in told and not main_is_concept(analysis, area):
            homes = pair.get((area, PRICE), {"mean_base": None})
            none = homes["mean_base"] == 0 == homes["mean_other"]
            reason = "gain" if not pair[area, experiment.main]["clear"] else "homes" if none else "price"
            reasons.setdefault(f"answer.tradeoff_no_{reason}", []).append(words.area(area))
    title = experiment.title_of(other, words.language)
    return [words(key, areas=words.listed(areas), other=title) for key, areas in reasons.items()]


def _shares(row: Any, words: Words) -> dict[str, str]:
    return share_with_interval(row, "won", words) | share_with_interval(row, "paid", words)


def share_with_interval(row: Any, name: str, words: Words) -> dict[str, str]:
    """A share in a row of a table, and its interval, as text: under its name, and with ``_interval``."""
    middle, low, high = (words.number(100 * row[f"{name}{end}"]) for end in ("", "_low", "_high"))
    return {name: f"{middle}%", f"{name}_interval": words("number.to", low=low, high=f"{high}%")}


def _effects(analysis: Analysis, words: Words) -> list[str]:
    """Effects on the main outcome, the largest first; those that are not clear are left to the table."""
    main = analysis.results.experiment.main
    if analysis.effects.empty:
        return []
    rows = rows_of(analysis.effects, area=analysis.area, outcome=main)
    order = rows["difference"].abs().sort_values(ascending=False).index
    known = [row for row in records(rows.loc[order]) if not only_concept(analysis, row)]
    clear = [row for row in known if row["clear"]][:MOST_EFFECTS]
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
    """An uncertain setting as people call it: its title in the experiment, else its name as a lever, else what it means."""
    experiment = analysis.results.experiment
    title = in_language(experiment.uncertainties[path].title, words.language)
    if title:
        return title
    if lever := lever_at(path):
        return lever.name.told(words.language)
    scenario = analysis.results.scenario_of(analysis.area, experiment.pairs()[0][0])
    lines = parameters_of(scenario, language=words.language)
    return next((line.meaning for line in lines if line.path == path and line.meaning), path)
