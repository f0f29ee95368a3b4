"""Policies held side by side: what each does for every goal, which is best for it, and which is beaten on all."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from collectief_sim.experiment.analysis import Analysis, records, rows_of
from collectief_sim.experiment.design import Experiment
from collectief_sim.experiment.goals import GOALS, MOSTLY_LUCK, Goal, towards
from collectief_sim.experiment.ledger import LEDGER
from collectief_sim.report.words import Words

type Row = dict[str, Any]

_SIGNS = {"better": "▲", "worse": "▼"}
_STEPS = (0.03, 0.25)  # shares of what there was, from which a sign is doubled and trebled
_STEPS_OF = {
    "money": (1e6, 5e6),
    "number": (0.5, 2.0),
}  # the same for EUR, which may be below nought, and for small counts
BEATEN, WISHED = "†", "‡"
_REACH = "policy.reach"
_NOT_DECIDED = ("market.", "people.", "prices.", "landlords.", "behaviour.horizon.")
OPEN = {"even": "○", "same": "=", "few": "?"}


def policies_and_goals(analysis: Analysis, words: Words) -> pd.DataFrame | None:
    """A row per policy beside the first: for each goal a sign, as strong as the change, and the share of worlds behind it.

    The best of a goal has a star; None with fewer than two policies to hold side by side.
    """
    by_arm = compared_with_first(analysis)
    if len(by_arm) < 2:
        return None
    beaten, wished = beaten_by(analysis, by_arm), wishes(analysis.results.experiment)
    best = {goal: best_for(goal, {arm: rows for arm, rows in by_arm.items() if arm not in wished}) for goal in GOALS}
    experiment = analysis.results.experiment
    rows = []
    for arm, goals in by_arm.items():
        mark = BEATEN if arm in beaten else WISHED if arm in wished else ""
        stars = {goal for goal in goals if arm in best[goal]}
        title = f"{experiment.title_of(arm, words.language)} {mark}".strip()
        rows.append({words("page.arm"): title, **_signs(goals, stars, words)})
    return pd.DataFrame(rows)


def areas_and_goals(analysis: Analysis, words: Words) -> pd.DataFrame | None:
    """The main comparison in every area, a row each; None if there is but one."""
    results = analysis.results
    base, other = results.experiment.pairs()[0]
    rows = []
    for area in results.areas:
        if not results.only_concept(area, base, other):
            told = records(rows_of(analysis.verdicts, area=area, base=base, other=other))
            cells = _signs({row["goal"]: row for row in told}, set(), words)
            rows.append({words("page.area"): words.area(area), **cells})
    return pd.DataFrame(rows) if len(rows) > 1 else None


def free(analysis: Analysis) -> str:
    """Of the other policies that can be chosen the one that is better for most goals and worse for none; empty without one."""
    every = compared_with_first(analysis)
    ways = {arm: [row["way"] for row in rows.values()] for arm, rows in every.items()}
    experiment = analysis.results.experiment
    unwise = {*wishes(experiment), experiment.pairs()[0][1]}
    unwise |= {arm for arm, rows in every.items() if any(_may_be_worse(name, row) for name, row in rows.items())}
    able = {arm: some.count("better") for arm, some in ways.items() if arm not in unwise}
    best = max(able, key=lambda arm: able[arm], default="")
    return best if able.get(best) else ""


def _may_be_worse(goal: str, row: Row) -> bool:
    """Whether a goal is worse, or its interval alone says so."""
    far = row["high"] if GOALS[goal].wanted > 0 else -row["low"]
    return row["way"] == "worse" or far < 0


def steps_and_goals(analysis: Analysis, words: Words) -> pd.DataFrame | None:
    """The same for comparisons that begin elsewhere than at the first policy, a row each; None if there are none."""
    experiment, results = analysis.results.experiment, analysis.results
    first = experiment.pairs()[0][0]
    rows = []
    for base, other in experiment.pairs():
        if base == first or results.only_concept(analysis.area, base, other):
            continue
        told = records(rows_of(analysis.verdicts, area=analysis.area, base=base, other=other))
        names = {name: experiment.title_of(arm, words.language) for name, arm in (("base", base), ("other", other))}
        cells = _signs({row["goal"]: row for row in told}, set(), words)
        rows.append({words("page.arm"): words("policies.step", **names), **cells})
    return pd.DataFrame(rows) if rows else None


def _signs(goals: dict[str, Row], stars: set[str], words: Words) -> dict[str, str]:
    """A cell for every goal."""
    return {
        words(f"policies.heads.{goal}"): sign_of(row, words) + (" ★" if goal in stars else "")
        for goal, row in goals.items()
    }


def wishes(experiment: Experiment) -> set[str]:
    """Policies that nobody can choose: thought experiments that bind every owner, where the first does not."""
    arms = experiment.all_arms()
    base = experiment.pairs()[0][0]
    return {arm for arm, one in arms.items() if one.settings.get(_REACH) == "all" != arms[base].settings.get(_REACH)}


def marks_told(analysis: Analysis, words: Words) -> list[str]:
    """What the marks in the table mean here: which policies are beaten, and by what; which nobody can choose."""
    experiment, by_arm = analysis.results.experiment, compared_with_first(analysis)
    by: dict[str, list[str]] = {}
    for arm, better in beaten_by(analysis, by_arm).items():
        by.setdefault(better, []).append(f"“{experiment.title_of(arm, words.language)}”")
    told = [
        words("policies.beaten", by=experiment.title_of(better, words.language), arms=words.listed(arms))
        for better, arms in by.items()
    ]
    return [*told, *([words("policies.wished")] if wishes(experiment) & by_arm.keys() else [])]


def beaten_by(analysis: Analysis, by_arm: dict[str, dict[str, Row]]) -> dict[str, str]:
    """Policies that another one beats, of those that can be chosen."""
    experiment = analysis.results.experiment
    able = {arm: rows for arm, rows in by_arm.items() if arm not in wishes(experiment)}
    return dominated(able, experiment.pairs()[0][0])


def compared_with_first(analysis: Analysis) -> dict[str, dict[str, Row]]:
    """What every other policy does to the first of the main comparison: none that rests on a concept alone, or in which
    circumstances differ and not policy.
    """
    results = analysis.results
    base, _ = results.experiment.pairs()[0]
    same = _circumstances(results.experiment, base)
    found: dict[str, dict[str, Row]] = {}
    for row in records(rows_of(analysis.verdicts, area=analysis.area, base=base)):
        alike = _circumstances(results.experiment, row["other"]) == same
        if alike and not results.only_concept(analysis.area, base, row["other"]):
            found.setdefault(row["other"], {})[row["goal"]] = row
    return found


def _circumstances(experiment: Experiment, arm: str) -> dict[str, Any]:
    """What an arm sets that nobody decides about."""
    settings = experiment.all_arms()[arm].settings
    return {path: value for path, value in settings.items() if path.startswith(_NOT_DECIDED)}


def sign_of(row: Row, words: Words) -> str:
    """A sign as strong as the change, the change itself, and in how many of the worlds that change it points that way."""
    way = row["way"]
    if way not in _SIGNS:
        return OPEN[way]
    share = towards(row, row["difference"])[0]
    of_mean = "≈" if row["luck"] >= MOSTLY_LUCK else ""
    behind = "" if math.isnan(share) else f" ({of_mean}{words.percent(share)})"
    return f"{_SIGNS[way] * _strength(row)} {change_of(row, words)}{behind}"


def change_of(row: Row, words: Words) -> str:
    """A change as a share of what there was; in millions; or as it is, of what is counted in ones or was not there before."""
    if LEDGER[row["outcome"]].form in ("money", "number") or not row["mean_base"] > 0:
        return words.brief(row["outcome"], row["difference"], signed=True)
    part = 100 * row["difference"] / row["mean_base"]
    text = words.number(part, 1 if abs(part) < 10 else 0)
    return f"{'+' if part > 0 and text.strip('0.,') else ''}{text}%"


def _strength(row: Row) -> int:
    steps = _STEPS_OF.get(LEDGER[row["outcome"]].form)
    if steps is None and not row["mean_base"] > 0:
        return 1
    size = abs(row["difference"]) / (1.0 if steps else row["mean_base"])
    return 1 + sum(size >= step for step in steps or _STEPS)


def best_for(goal: str, by_arm: dict[str, dict[str, Row]]) -> list[str]:
    """The policy that does most for a goal, if any is better for it; with those that cannot be told from it."""
    able = {arm: rows[goal] for arm, rows in by_arm.items() if rows[goal]["way"] == "better"}
    most = max(able.values(), key=lambda row: GOALS[goal].wanted * float(row["difference"]), default={})
    return [arm for arm, row in able.items() if not _gap(GOALS[goal], most, row) > _noise(most, row)]


def dominated(by_arm: dict[str, dict[str, Row]], base: str) -> dict[str, str]:
    """Policies to which another is at least as good on every goal, in the mean, and clearly better on one; with that other.

    The policy that all are held against is one of them.
    """
    still: dict[str, Row] = {goal: {"difference": 0.0, "low": 0.0, "high": 0.0} for goal in GOALS}
    every = {base: still} | by_arm
    found: dict[str, str] = {}
    for arm, mine in every.items():
        for other, theirs in every.items():
            if other != arm and other not in found and _beats(theirs, mine):
                found[arm] = other
                break
    return found


def _beats(one: dict[str, Row], other: dict[str, Row]) -> bool:
    gaps = [(_gap(goal, one[name], other[name]), _noise(one[name], other[name])) for name, goal in GOALS.items()]
    return not any(gap < 0 for gap, _ in gaps) and any(gap > noise for gap, noise in gaps)


def _gap(goal: Goal, one: Row, other: Row) -> float:
    """How much better one is than the other."""
    return goal.wanted * float(one["difference"] - other["difference"])


def _noise(one: Row, other: Row) -> float:
    """How far simulation error alone may have the two apart; pairs on the same luck are known better than that."""
    return math.hypot(*((float(row["high"]) - float(row["low"])) / 2 for row in (one, other)))
