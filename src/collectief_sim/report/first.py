"""The first page: both sides in a headline, who gains and who pays, how sure that is, on what it hangs, and what now."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from collectief_sim.experiment.analysis import Analysis, records, rows_of
from collectief_sim.experiment.compare import finding
from collectief_sim.experiment.goals import GOALS
from collectief_sim.experiment.ledger import LEDGER
from collectief_sim.files.texts import typed
from collectief_sim.report.concepts import main_is_concept, no_finding
from collectief_sim.report.forms import blocks
from collectief_sim.report.names import design_name
from collectief_sim.report.notices import SURVIVAL, comparisons_of, conflict
from collectief_sim.report.policies import change_of, compared_with_first, free
from collectief_sim.report.sureness import clause, hangs_on, probable, shade, sure, sure_of
from collectief_sim.report.words import Words
from collectief_sim.scenario.owners import owned

type Row = dict[str, Any]

_WINS = ("stay", "go", "impact", "collectives")  # what a headline may name as a gain or loss, makers' side first
_PRICES = ("homes", "municipality", "owners")
_UNCOUNTED = ("jobs", "city")  # what nobody could put into the model
_MOST_NAMED = 2  # of either side in a headline
_MOST_WORDS = 25  # in it
_MOST_GOALS = 3  # in a sentence
_ALL = 0.995  # share of the floor from which it is all
ARROWS = {
    "better": "▲",
    "worse": "▼",
    "even": "○",
    "perhaps": "○",
    "split": "○",
    "same": "=",
    "few": "?",
    "uncounted": "?",
}


@dataclass(frozen=True)
class Interest:
    """A line of the table of who gains and who pays."""

    who: str
    what: str
    base: str
    other: str
    difference: str
    spread: str
    way: str  # a way of a goal, or "uncounted"
    judged: str  # the same in words, with its arrow


@dataclass(frozen=True)
class FirstPage:
    """What a reader sees first, ready to be set into a page or printed in a terminal."""

    over: str
    headline: str
    terms: str  # whose leases policy sets
    lead: tuple[str, ...]
    interests: tuple[Interest, ...]
    sure_of: str
    sure: tuple[str, ...]
    hangs: tuple[str, ...]
    next: tuple[str, ...]
    heads: tuple[str, ...] = field(default=())


def first_page(analysis: Analysis, words: Words) -> FirstPage:
    """All of it for the main comparison in the first area."""
    if told := blocks(analysis, words):
        return _of_forms(analysis, told[0].sentences, words)
    rows = {row["goal"]: row for row in records(_main(analysis))}
    return FirstPage(
        words("first.over"),
        headline(analysis, rows, words),
        _terms(analysis, words),
        tuple(_lead(analysis, rows, words)),
        tuple(_interests(analysis, rows, words)),
        sure_of(analysis, words),
        tuple(sure(analysis, rows, words)),
        tuple(hangs_on(analysis, rows, words)),
        tuple(_next(analysis, rows, words)),
        _heads(analysis, words),
    )


def _of_forms(analysis: Analysis, sentences: Sequence[str], words: Words) -> FirstPage:
    """Where forms of cooperation are held side by side, no pair of them is the answer: which suits whom is."""
    first, *others = sentences
    last = tuple(words(f"first.next.{key}") for key in ("missing", "own_forms"))
    over, terms = words("first.over"), _terms(analysis, words)
    return FirstPage(over, first, terms, tuple(others), (), "", (), (), last)


def _main(analysis: Analysis) -> Any:
    base, other = analysis.results.experiment.pairs()[0]
    return rows_of(analysis.verdicts, area=analysis.area, base=base, other=other)


def _names(analysis: Analysis, words: Words) -> dict[str, str]:
    base, other = analysis.results.experiment.pairs()[0]
    return {
        name: analysis.results.experiment.title_of(arm, words.language)
        for name, arm in (("base", base), ("other", other))
    }


# ---- the headline ----------------------------------------------------------------------------------------------------


def headline(analysis: Analysis, rows: dict[str, Row], words: Words) -> str:
    """Both sides in one sentence; that nothing is found where only a concept is known."""
    if main_is_concept(analysis):
        return no_finding(analysis, words)
    gains = [name for name in (*_WINS, *_PRICES) if rows[name]["way"] == "better"]
    losses = [name for name in (*_PRICES, *_WINS) if rows[name]["way"] == "worse"]
    if all(row["way"] == "few" for row in rows.values()):
        return words("first.headline_few", **_names(analysis, words))
    kind = "both" if gains and losses else "gains" if gains else "losses" if losses else "none"
    text = ""
    for most in range(
        _MOST_NAMED, 0, -1
    ):  # as many of either side as there is room for, so that neither seems to weigh more
        told = {
            key: words.listed([clause(rows[name], words, hedged=True) for name in names[:most]])
            for key, names in (("gains", gains), ("losses", losses))
        }
        text = words(f"first.headline_{kind}", **_names(analysis, words), **told)
        if len(text.split()) <= _MOST_WORDS:
            break
    return text


def _lead(analysis: Analysis, rows: dict[str, Row], words: Words) -> list[str]:
    """The numbers that count most: makers' years, homes no later than the second, and what the experiment is about."""
    if main_is_concept(analysis):
        return []
    return [*_years_and_homes(analysis, rows, words), *_asked_for(analysis, words)]


def _terms(analysis: Analysis, words: Words) -> str:
    """Whose leases policy sets at the start: how far it can reach at all."""
    scenario = analysis.results.scenario_of(analysis.area, analysis.results.experiment.pairs()[0][0])
    share = sum(one.floor_share for one in owned(scenario) if one.reached)
    key = "first.terms" if share < _ALL else "first.terms_all"
    return words(key, share=words.percent(share), area=words.area(analysis.area))


def _asked_for(analysis: Analysis, words: Words) -> list[str]:
    """How many collectives last, how many are founded if that tells another story, and the main outcome if it is another."""
    known = {name: row for name, row in comparisons_of(analysis).items() if row["pairs"] > 0}
    goals = {goal.outcome for goal in GOALS.values()}
    told = []
    for name in dict.fromkeys([SURVIVAL, analysis.results.experiment.main]):
        if name in known and name not in goals:
            phrase = words.phrase(name, known[name]["mean_other"])
            base = words.told(name, known[name]["mean_base"])
            told.append(words(f"first.lead_{_clearness(known[name])}", phrase=phrase, base=base))
    if conflict(analysis, words):
        row = known["collectives_founded"]
        numbers = {end: words.told("collectives_founded", row[f"mean_{end}"]) for end in ("base", "other")}
        told.insert(1, words("first.lead_founded", **numbers))
    return told


def _clearness(row: Row) -> str:
    return "clear" if finding(row) == "clear" else "unclear"


def _years_and_homes(analysis: Analysis, rows: dict[str, Row], words: Words) -> list[str]:
    """Makers at work at a time, and homes; with their exchange where one is won at the price of the other."""
    scenario = analysis.results.scenario_of(analysis.area, analysis.results.experiment.pairs()[0][0])
    stay, homes = rows["stay"], rows["homes"]
    years = scenario.months / 12
    at_work = {end: words.number(stay[f"mean_{end}"] / years) for end in ("base", "other")}
    told = [words("first.lead_stay", area=words.area(analysis.area), change=change_of(stay, words), **at_work)]
    if homes["mean_base"] > 0 or homes["mean_other"] > 0:
        numbers = {end: words.told("homes_built", homes[f"mean_{end}"]) for end in ("base", "other")}
        traded = stay["way"] == "better" and homes["way"] == "worse"
        kind = "_new" if not homes["mean_base"] > 0 else "_price" if traded else ""
        exchange = {
            "years": words.number(years),
            "fewer": words.number(-homes["difference"]),
            "makers": words.number(stay["difference"] / years),
        }
        told.append(words(f"first.lead_homes{kind}", change=change_of(homes, words), **exchange, **numbers))
    return told


# ---- who gains, who pays ---------------------------------------------------------------------------------------------


def _heads(analysis: Analysis, words: Words) -> tuple[str, ...]:
    worlds = analysis.results.experiment.has_worlds
    spread = "first.spread_worlds" if worlds else "first.spread"
    names = _names(analysis, words)
    return (
        words("first.who"),
        words("first.what"),
        names["base"],
        names["other"],
        words("first.difference") if worlds else words("page.difference"),
        words(spread),
        words("first.way"),
    )


def _interests(analysis: Analysis, rows: dict[str, Row], words: Words) -> list[Interest]:
    """A line per goal, and what nobody reckoned."""
    if main_is_concept(analysis):
        return []
    counted = [_interest(rows[name], words) for name in GOALS]
    blank = [
        Interest(words(f"first.parties.{name}"), words(f"first.measures.{name}"), "", "", "", "", "uncounted", told)
        for name in _UNCOUNTED
        for told in [f"{ARROWS['uncounted']} {words('first.ways.uncounted')}"]
    ]
    return counted + blank


def _interest(row: Row, words: Words) -> Interest:
    """A goal; of money the difference alone, as balances themselves tell nobody anything."""
    outcome, judged = row["outcome"], shade(row)
    money = LEDGER[outcome].form == "money"
    interval = words.brief_interval(outcome, row["low"], row["high"])
    difference = words.brief(outcome, row["difference"], signed=True)
    worlds = not math.isnan(row["world_low"])
    return Interest(
        words(f"first.parties.{row['goal']}"),
        words(f"first.measures.{row['goal']}"),
        "" if money else words.brief(outcome, row["mean_base"]),
        "" if money else words.brief(outcome, row["mean_other"]),
        f"{difference} ({interval})" if worlds else difference,
        words.brief_interval(outcome, row["world_low"], row["world_high"]) if worlds else interval,
        row["way"],
        f"{ARROWS[judged]} {probable(row, words)}{words(f'first.ways.{judged}')}",
    )


# ---- what now --------------------------------------------------------------------------------------------------------


def _next(analysis: Analysis, rows: dict[str, Row], words: Words) -> list[str]:
    """What to do with it: choose what counts, look at what has no clear price, put what is missing beside it, try an own area."""
    by_way = {way: [goal for goal in (*_WINS, *_PRICES) if rows[goal]["way"] == way] for way in ("better", "worse")}
    told = []
    if all(by_way.values()) and not main_is_concept(analysis):
        sides = {"gains": by_way["better"], "losses": by_way["worse"]}
        told.append(words("first.next.choose", **{side: _goals(names, words) for side, names in sides.items()}))
    if arm := free(analysis):
        better = [goal for goal, row in compared_with_first(analysis)[arm].items() if row["way"] == "better"]
        title = analysis.results.experiment.title_of(arm, words.language)
        told.append(words("first.next.free", arm=title, goals=_goals(better[:_MOST_GOALS], words)))
    return [*told, *_always_next(analysis, words)]


def _always_next(analysis: Analysis, words: Words) -> list[str]:
    """To put what is missing beside it; to have it worked out for an area of one's own, if this is none."""
    told = [words("first.next.missing")]
    if not analysis.results.experiment.areas[0].endswith(".toml"):
        command = typed(["collectief", "experiment", design_name(analysis)])
        told.append(words("first.next.own_area", command=command))
    return told


def _goals(names: list[str], words: Words) -> str:
    return words.listed([words(f"first.wants.{name}") for name in names])
