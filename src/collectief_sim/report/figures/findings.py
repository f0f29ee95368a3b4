"""What figures show, in a sentence each: their titles. Nothing is said that the numbers do not carry."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Literal

import numpy as np

from collectief_sim.experiment.analysis import Analysis, records, rows_of
from collectief_sim.experiment.compare import FEWEST, FEWEST_WORLDS, estimate, finding
from collectief_sim.experiment.goals import calibrated, towards
from collectief_sim.model.outcomes import LADDER_STEPS
from collectief_sim.report.concepts import main_is_concept, only_concept
from collectief_sim.report.figures.style import lever_of, steps_of
from collectief_sim.report.names import effect_name, setting_name
from collectief_sim.report.notices import SURVIVAL
from collectief_sim.report.policies import beaten_by, compared_with_first, wishes
from collectief_sim.report.words import Words

type Row = dict[str, Any]
_SAME_WAY = ("same_way", "same_way_low", "same_way_high")
type Known = Literal["clear", "depends", "unclear", "alike", "few", "undefined"]
type Side = Literal["better", "worse", "even"]

AREA_LEVEL = {20: "area_level_within_240_months", 10: "area_level_within_120_months"}  # by years
CAUSES = ("fell_apart", "too_small", "displaced")
_WITH_A_SAY = [f"ladder_share_{step}" for step in LADDER_STEPS if step >= 4]
_SELDOM = 0.05  # of pairs of runs
_MOST_NAMED = 3
WORK = ("work", "owned", "mixed")  # on maps


def survival(analysis: Analysis, words: Words) -> str:
    """Whether collectives last longer; where runs are too short for a share at ten years, by the log-rank test."""
    row = main_row(analysis, SURVIVAL)
    if row is not None and _everywhere(analysis, row):
        return _two_shares(analysis, "survival", row, words)
    test = records(rows_of(analysis.tests, area=analysis.area, **_main_pair(analysis)))[0]
    found: Known = "few" if analysis.repetitions < FEWEST else "clear" if test["p"] < 0.05 else "unclear"
    if found == "clear":
        key = "less_often" if test["more_ends"] < 0 else "more_often"
        return _told(analysis, "survival", "clear", words, key)
    return _told(analysis, "survival", found, words)


def area_level(analysis: Analysis, words: Words) -> str:
    """Whether more collectives come to matter to their area."""
    for years, outcome in AREA_LEVEL.items():
        row = main_row(analysis, outcome)
        if row is not None and _everywhere(analysis, row):
            return _two_shares(analysis, "area_level", row, words, years=words(f"figures.years_{years}"))
    return _told(analysis, "area_level", "undefined", words)


def endings(analysis: Analysis, words: Words) -> str:
    """For which reasons more, or fewer, collectives end."""
    rows = {cause: main_row(analysis, f"{cause}_within_120_months") for cause in CAUSES}
    states = {cause: "undefined" if row is None else known(analysis, row) for cause, row in rows.items()}
    parts = []
    for cause, row in rows.items():
        if row is not None and states[cause] == "clear" and _everywhere(analysis, row):
            way = "more" if row["difference"] > 0 else "fewer"
            before, after = _percents(words, row["mean_base"], row["mean_other"])
            parts.append(words(f"figures.endings.{cause}_{way}", before=before, after=after))
    if parts:
        return _told(analysis, "endings", "clear", words, parts=words.listed(parts))
    for state in ("few", "undefined"):
        if set(states.values()) <= {state, "undefined"}:
            return _told(analysis, "endings", state, words)
    return _told(analysis, "endings", "unclear", words)


def pairs(analysis: Analysis, rows: Sequence[Row], shares: Mapping[str, np.ndarray], words: Words) -> str:
    """On which goals worlds agree; or, of single runs, whether their luck can turn the effect around.

    Parameters
    ----------
    rows
        Verdicts of the main comparison that are drawn.
    shares
        By goal: the difference of every pair.
    """
    by_state: dict[str, list[str]] = {}
    for row in rows:
        state = _agreement(row, shares[row["goal"]])
        by_state.setdefault(state, []).append(words(f"first.goals.{row['goal']}"))
    told = [
        words(f"figures.pairs.{state}", goals=words.listed(by_state[state]))
        for state in ("nearly", "mostly", "seldom", "often", "open")
        if state in by_state
    ]
    if told:
        return _told(analysis, "pairs", "clear", words, parts="; ".join(told))
    return _told(analysis, "pairs", "few" if "few" in by_state else "alike", words)


def _agreement(row: Row, differences: np.ndarray) -> str:
    """How far worlds agree on a goal, in a calibrated word; of single runs how often one goes against the mean."""
    if row["way"] in ("few", "same"):
        return str(row["way"])
    if row["way"] == "even":
        return "open"
    if not math.isnan(row["up"]):
        return calibrated(*towards(row, row["difference"]))
    against = float((differences * np.sign(row["difference"]) < 0).mean())
    return "seldom" if against < _SELDOM else "often"


def forest(analysis: Analysis, words: Words) -> str:
    """Where the main comparison makes a difference; with one area, how many of the comparisons do."""
    main, areas = analysis.results.experiment.main, analysis.results.areas
    label = capital(words.label(main))
    if len(areas) == 1:
        rows = records(rows_of(analysis.comparison, outcome=main))
        clear = sum(finding(row) == "clear" and not only_concept(analysis, row) for row in rows)
        if not clear:
            return words("figures.forest.title_steps_none", label=label, all=len(rows))
        return words("figures.forest.title_steps", label=label, clear=clear, all=len(rows))
    groups: dict[str, list[str]] = {}
    for row in records(rows_of(analysis.comparison, outcome=main, **_main_pair(analysis))):
        state = "concept" if only_concept(analysis, row) else finding(row)
        way = ("more" if row["difference"] > 0 else "less") if state == "clear" else "unclear"
        groups.setdefault(way, []).append(words.area(row["area"]))
    if len(groups) == 1:
        (way,) = groups
        parts = words(f"figures.forest.{way}_all", count=len(areas))
    else:
        parts = "; ".join(
            words(f"figures.forest.{way}", areas=words.listed(groups[way]))
            for way in ("more", "less", "unclear")
            if way in groups
        )
    return _told(analysis, "forest", "clear", words, label=label, parts=parts)


def effects(analysis: Analysis, words: Words) -> str:
    """Which settings by themselves clearly change the main outcome, the largest first."""
    main = analysis.results.experiment.main
    rows = [row for row in records(rows_of(analysis.effects, area=analysis.area, outcome=main)) if not row["by"]]
    clear = [row for row in rows if finding(row) == "clear" and not only_concept(analysis, row)]
    label = words.label(main)
    if not clear:
        state = "few" if rows and all(finding(row) in ("few", "undefined") for row in rows) else "unclear"
        return words(f"figures.effects.title_{state}", label=label)
    clear.sort(key=lambda row: -abs(row["difference"]))
    named = [
        words(
            "figures.effects.one",
            name=effect_name(analysis, row, words),
            value=words.signed(main, row["difference"]),
        )
        for row in clear[:_MOST_NAMED]
    ]
    return words("figures.effects.title_clear", label=label, effects=words.listed(named))


def sensitivity(analysis: Analysis, words: Words) -> str:
    """Which assumptions decide how large the difference is."""
    clear = [row["setting"] for row in records(analysis.sensitivity) if row["clear"]]
    named = [words("figures.quoted", name=setting_name(analysis, path, words)) for path in clear[:_MOST_NAMED]]
    state = "clear" if clear else "unclear"
    label = words.label(analysis.results.experiment.main)
    return _told(analysis, "sensitivity", state, words, settings=words.listed(named), label=label)


# ---- what is won and what it costs -----------------------------------------------------------------------------------


def frontier(analysis: Analysis, words: Words) -> str:
    """Whether policies that win maker-years cost homes: step by step if they are steps of one lever, else for all of them."""
    if main_is_concept(analysis):
        return _told(analysis, "frontier", "clear", words)
    return _by_step(analysis, words) or _beside_first(analysis, words)


def _by_step(analysis: Analysis, words: Words) -> str:
    experiment = analysis.results.experiment
    line = steps_of(experiment)
    if any(analysis.results.only_concept(analysis.area, arm) for arm in line):
        return ""
    ways = [_ways(analysis, one, two) for one, two in pairwise(line)]
    if not ways or "even" in ways[0]:
        return ""
    same = next((place for place, way in enumerate(ways) if way != ways[0]), len(ways))
    if same < 2:
        return ""
    longer = lever_of(experiment).endswith("_months")
    what = words(f"figures.frontier.{'_'.join(ways[0])}")
    upto = experiment.title_of(line[same], words.language)
    key = "each" if same == len(ways) else "each_to"
    return words(
        f"figures.frontier.{key}",
        step=words(f"figures.frontier.{'longer' if longer else 'further'}"),
        what=what,
        arm=upto,
    )


def _ways(analysis: Analysis, base: str, other: str) -> tuple[Side, Side]:
    """What a step does for makers who stay, and for homes; if it was compared, in this direction or the other."""
    return _way(analysis, base, other, "stay"), _way(analysis, base, other, "homes")


def _way(analysis: Analysis, base: str, other: str, goal: str) -> Side:
    turned: Mapping[str, Side] = {"better": "worse", "worse": "better"}
    for one, two, back in ((base, other, False), (other, base, True)):
        for row in records(rows_of(analysis.verdicts, area=analysis.area, base=one, other=two, goal=goal)):
            return turned.get(row["way"], "even") if back else row["way"] if row["way"] in turned else "even"
    return "even"


def _beside_first(analysis: Analysis, words: Words) -> str:
    """The same of every policy beside the first of the main comparison."""
    results = analysis.results
    base, _ = results.experiment.pairs()[0]
    by_arm = compared_with_first(analysis)
    if all(row["way"] == "few" for one in by_arm.values() for row in one.values()):
        return _told(analysis, "frontier", "few", words)
    ways = {arm: _ways(analysis, base, arm) for arm in by_arm}
    unwise = beaten_by(analysis, by_arm).keys() | wishes(results.experiment)
    title = {arm: results.experiment.title_of(arm, words.language) for arm in results.experiment.all_arms()}
    winners = [arm for arm, (stay, _) in ways.items() if stay == "better" and arm not in unwise]
    if not winners:
        return words("figures.frontier.title_none", base=title[base])
    if len(winners) > 1 and all(ways[arm][1] == "worse" for arm in winners):
        return words("figures.frontier.title_every", base=title[base])
    parts = []
    for way in ("better", "even", "worse"):
        some = [words("figures.quoted", name=title[arm]) for arm in winners if ways[arm][1] == way]
        rest = len(some) - _MOST_NAMED
        named = [*some[:_MOST_NAMED], *([words("figures.more", count=rest)] if rest > 0 else [])]
        if some:
            parts.append(words(f"figures.frontier.with_{way}", arms=words.listed(named)))
    return words("figures.frontier.title_some", base=title[base], parts="; ".join(parts))


# ---- what becomes of the area ----------------------------------------------------------------------------------------


def ladder(analysis: Analysis, words: Words) -> str:
    """How many collectives have a say, on average over the run: what lies above step 3 in the figure."""
    runs = rows_of(analysis.results.runs, area=analysis.area)
    many = runs[_WITH_A_SAY].sum(axis=1) * runs["collective_years"] / (runs["months"] / 12)
    by_arm = many.groupby([runs["arm"], runs["unit"]]).mean()
    base, other = analysis.results.experiment.pairs()[0]
    apart = (by_arm[other] - by_arm[base]).dropna().to_numpy(float)
    found = _sure(apart)
    before, after = _numbers(words, by_arm[base].mean(), by_arm[other].mean())
    return _told(analysis, "ladder", found, words, before=before, after=after)


def maps(analysis: Analysis, words: Words) -> str:
    """That it is one history, of which nothing is concluded."""
    return words("figures.maps.title")


# ---- what may be said ------------------------------------------------------------------------------------------------


def known(analysis: Analysis, row: Row) -> Known:
    """What a row of the main comparison allows to be said: where worlds point both ways, the mean over them is no finding."""
    found = finding(row)
    if found == "maybe":
        return "unclear"
    if found == "clear" and not analysis.agreement.empty:
        for one in records(rows_of(analysis.agreement, outcome=row["outcome"])):
            moved = 1.0 - one["none"]  # a world without any difference is neither for nor against
            share = tuple(min(1.0, one[name] / moved) if moved > 0 else 0.0 for name in _SAME_WAY)
            if one["worlds"] >= FEWEST_WORLDS and calibrated(*share) == "even":
                return "depends"
    return found


def main_row(analysis: Analysis, outcome: str) -> Row | None:
    """The main comparison on an outcome, in the area reported in detail."""
    rows = records(rows_of(analysis.comparison, area=analysis.area, outcome=outcome, **_main_pair(analysis)))
    return rows[0] if rows else None


def _main_pair(analysis: Analysis) -> dict[str, str]:
    base, other = analysis.results.experiment.pairs()[0]
    return {"base": base, "other": other}


def _everywhere(analysis: Analysis, row: Row) -> bool:
    """Whether all worlds or runs know an outcome: a mean over those that happen to would mislead."""
    return 0 < row["pairs"] == analysis.repetitions


def _sure(differences: np.ndarray) -> Known:
    if len(differences) < FEWEST:
        return "few"
    found = estimate(differences)
    if found["difference"] == found["low"] == found["high"] == 0.0:
        return "alike"
    return "clear" if found["low"] > 0 or found["high"] < 0 else "unclear"


def _told(analysis: Analysis, figure: str, state: str, words: Words, key: str = "", **values: Any) -> str:
    """The title for what is known; that there is no finding, where one of the two is known as a concept alone."""
    subject = words(f"figures.{figure}.subject")
    if main_is_concept(analysis):
        return words("figures.concept", subject=subject)
    if state in ("few", "undefined"):
        return words(f"figures.{state}", subject=subject)
    experiment = analysis.results.experiment
    names = {name: experiment.title_of(arm, words.language) for name, arm in _main_pair(analysis).items()}
    return words(f"figures.{figure}.title_{key or state}", **names, **values)


def _two_shares(analysis: Analysis, figure: str, row: Row, words: Words, **values: Any) -> str:
    before, after = _percents(words, row["mean_base"], row["mean_other"])
    return _told(analysis, figure, known(analysis, row), words, before=before, after=after, **values)


def _percents(words: Words, one: float, two: float) -> tuple[str, str]:
    told = _numbers(words, 100 * one, 100 * two, 0)
    return f"{told[0]}%", f"{told[1]}%"


def _numbers(words: Words, one: float, two: float, least: int = 1) -> tuple[str, str]:
    """Two numbers with as few decimals as tell them apart, at most two."""
    for decimals in range(least, 3):
        told = words.number(one, decimals), words.number(two, decimals)
        if told[0] != told[1]:
            break
    return told


def capital(text: str) -> str:
    """With a capital, as a sentence begins."""
    return text[:1].upper() + text[1:]
