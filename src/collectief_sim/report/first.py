"""The first page: both sides in a headline, who gains and who pays, how sure that is, on what it hangs, and what now."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from collectief_sim.experiment.analysis import Analysis, records, rows_of
from collectief_sim.experiment.compare import finding
from collectief_sim.experiment.goals import GOALS, calibrated, towards
from collectief_sim.experiment.ledger import LEDGER
from collectief_sim.files.texts import typed
from collectief_sim.report.concepts import main_is_concept, no_finding
from collectief_sim.report.names import design_name, setting_name
from collectief_sim.report.notices import SURVIVAL, reaching
from collectief_sim.report.words import Words
from collectief_sim.scenario.dictionary import parameters_of

if TYPE_CHECKING:
    from collections.abc import Sequence

type Row = dict[str, Any]

_WINS = ("stay", "go", "impact", "collectives")  # what a headline may name as a gain or loss, makers' side first
_PRICES = ("homes", "municipality", "owners")
_UNCOUNTED = ("jobs", "city")  # what nobody could put into the model
_MOST_NAMED = 2  # of either side in a headline
_MOST_WORDS = 25  # in it
_A_LITTLE, _MUCH = 0.03, 0.25  # shares of what there was, below and from which a change is called so
_MOST_HANGS = 3
_MATTERS = 0.1  # share of the spread from which a rule is said to decide it
ARROWS = {"better": "▲", "worse": "▼", "even": "●", "same": "=", "few": "?", "uncounted": "?"}


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
    lead: tuple[str, ...]
    interests: tuple[Interest, ...]
    sure_of: str
    sure: tuple[str, ...]
    hangs: tuple[str, ...]
    next: tuple[str, ...]
    heads: tuple[str, ...] = field(default=())


def first_page(analysis: Analysis, words: Words) -> FirstPage:
    """All of it for the main comparison in the first area."""
    rows = {row["goal"]: row for row in records(_main(analysis))}
    return FirstPage(
        words("first.over"),
        headline(analysis, rows, words),
        tuple(_lead(analysis, rows, words)),
        tuple(_interests(analysis, rows, words)),
        _sure_of(analysis, words),
        tuple(sure(analysis, rows, words)),
        tuple(hangs_on(analysis, rows, words)),
        tuple(_next(analysis, rows, words)),
        _heads(analysis, words),
    )


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
    kind = "both" if gains and losses else "gains" if gains else "losses" if losses else "none"
    text = ""
    for most in range(
        _MOST_NAMED, 0, -1
    ):  # as many of either side as there is room for, so that neither seems to weigh more
        told = {
            key: words.listed([clause(rows[name], words) for name in names[:most]])
            for key, names in (("gains", gains), ("losses", losses))
        }
        text = words(f"first.headline_{kind}", **_names(analysis, words), **told)
        if len(text.split()) <= _MOST_WORDS:
            break
    return text


def clause(row: Row, words: Words, *, sized: bool = True) -> str:
    """What happens for a goal, in a few words: "slightly more makers stay"."""
    return words(f"first.clauses.{row['goal']}_{row['way']}", size=_size(row, words) if sized else "")


def _size(row: Row, words: Words) -> str:
    """How large a change is beside what there was; nothing of amounts that may be below nought."""
    if LEDGER[row["outcome"]].form == "money" or not row["mean_base"] > 0:
        return ""
    part = abs(row["difference"]) / row["mean_base"]
    return words("first.a_little") if part < _A_LITTLE else words("first.much") if part >= _MUCH else ""


def _lead(analysis: Analysis, rows: dict[str, Row], words: Words) -> list[str]:
    """The numbers that count most: makers' years, homes no later than the second, and what the experiment is about."""
    if main_is_concept(analysis):
        return []
    return [*_years_and_homes(analysis, rows, words), *_asked_for(analysis, words)]


def _asked_for(analysis: Analysis, words: Words) -> list[str]:
    """How many collectives last, and the main outcome of the experiment if it is another."""
    base, other = analysis.results.experiment.pairs()[0]
    table = rows_of(analysis.comparison, area=analysis.area, base=base, other=other)
    known = {row["outcome"]: row for row in records(table) if row["pairs"] > 0}
    goals = {goal.outcome for goal in GOALS.values()}
    wanted = dict.fromkeys([SURVIVAL, analysis.results.experiment.main])
    return [
        words(
            f"first.lead_{_clearness(known[name])}",
            phrase=words.phrase(name, known[name]["mean_other"]),
            base=words.told(name, known[name]["mean_base"]),
        )
        for name in wanted
        if name in known and name not in goals
    ]


def _clearness(row: Row) -> str:
    return "clear" if finding(row) == "clear" else "unclear"


def _years_and_homes(analysis: Analysis, rows: dict[str, Row], words: Words) -> list[str]:
    scenario = analysis.results.scenario_of(analysis.area, analysis.results.experiment.pairs()[0][0])
    told = {"area": words.area(analysis.area), "years": scenario.months // 12}
    return [
        words(
            f"first.lead_{name}" if name == "stay" or rows[name]["mean_base"] > 0 else f"first.lead_{name}_new",
            **told,
            base=words.told(rows[name]["outcome"], rows[name]["mean_base"]),
            other=words.told(rows[name]["outcome"], rows[name]["mean_other"]),
            change=_percent(rows[name], words),
        )
        for name in ("stay", "homes")
        if rows[name]["mean_base"] > 0 or rows[name]["mean_other"] > 0
    ]


def _percent(row: Row, words: Words) -> str:
    """A change as a share of what there was, with its sign."""
    if not row["mean_base"] > 0:
        return "–"
    part = 100 * row["difference"] / row["mean_base"]
    text = words.number(part, 1 if abs(part) < 10 else 0)
    return f"{'+' if part > 0 and text.strip('0.,') else ''}{text}%"


# ---- who gains, who pays ---------------------------------------------------------------------------------------------


def _heads(analysis: Analysis, words: Words) -> tuple[str, ...]:
    spread = "first.spread_worlds" if analysis.results.experiment.has_worlds else "first.spread"
    names = _names(analysis, words)
    return (
        words("first.who"),
        words("first.what"),
        names["base"],
        names["other"],
        words("page.difference"),
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
    outcome, way = row["outcome"], row["way"]
    ends = ("low", "high") if math.isnan(row["world_low"]) else ("world_low", "world_high")
    return Interest(
        words(f"first.parties.{row['goal']}"),
        words(f"first.measures.{row['goal']}"),
        words.brief(outcome, row["mean_base"]),
        words.brief(outcome, row["mean_other"]),
        words.brief(outcome, row["difference"], signed=True),
        words.brief_interval(outcome, *(row[end] for end in ends)),
        way,
        f"{ARROWS[way]} {words(f'first.ways.{way}')}",
    )


# ---- how sure --------------------------------------------------------------------------------------------------------


def sure(analysis: Analysis, rows: dict[str, Row], words: Words) -> list[str]:
    """How sure each direction is, in calibrated words with their number; then how large, and how far luck of runs matters."""
    if main_is_concept(analysis):
        return []
    told = [_how_sure(rows[name], words) for name in ("stay", "go", "collectives", "impact", "homes", "municipality")]
    return [*told, _luck(rows["stay"], words), _real(analysis, words)]


def _sure_of(analysis: Analysis, words: Words) -> str:
    """Of what the shares are."""
    worlds = analysis.results.experiment.has_worlds
    return words("first.sure_of" if worlds else "first.sure_of_runs", worlds=analysis.repetitions)


def _how_sure(row: Row, words: Words) -> str:
    way = row["way"]
    if way in ("few", "same"):
        return words(f"first.sure_{way}", goal=words(f"first.goals.{row['goal']}"))
    if math.isnan(row["up"]):
        key = "first.sure_runs" if way != "even" else "first.sure_runs_even"
        said = clause(row, words) if way != "even" else words(f"first.goals.{row['goal']}")
        return words(key, clause=said, goal=said, interval=words.interval(row["outcome"], row["low"], row["high"]))
    share, *ends = towards(row, GOALS[row["goal"]].wanted if way == "even" else row["difference"])
    numbers = {
        "share": words.percent(share),
        "interval": words("number.to", low=words.number(100 * ends[0]), high=f"{words.number(100 * ends[1])}%"),
    }
    if way == "even":
        split = all(calibrated(part, part, 1.0) == "even" for part in (share, 1.0 - share))
        key = "first.sure_even" if split else "first.sure_unclear"
        return words(key, goal=words(f"first.goals.{row['goal']}"), **numbers)
    return words(f"first.sure_{calibrated(share, *ends)}", clause=clause(row, words), **numbers)


def _luck(row: Row, words: Words) -> str:
    if math.isnan(row["low"]):
        return words("first.luck_few")
    half = (row["high"] - row["low"]) / 2
    apart = (row["world_high"] - row["world_low"]) / 2
    key = "first.luck_runs" if math.isnan(apart) else "first.luck" if half < apart / 2 else "first.luck_much"
    return words(key, half=words.amount(row["outcome"], half), label=words.short(row["outcome"]))


def _real(analysis: Analysis, words: Words) -> str:
    """How many numbers of people and behaviour are assumed: whether a real area reacts like this, nobody knows."""
    scenario = analysis.results.scenario_of(analysis.area, analysis.results.experiment.pairs()[0][0])
    lines = [
        p for p in parameters_of(scenario) if p.path.startswith(("behaviour.", "people.", "market.", "landlords."))
    ]
    assumed = sum(p.confidence == "assumed" for p in lines)
    return words("first.real", assumed=assumed, all=len(lines))


# ---- on what it hangs ------------------------------------------------------------------------------------------------


def hangs_on(analysis: Analysis, rows: dict[str, Row], words: Words) -> list[str]:
    """What decides how large the effect is: settings, the rule of looking ahead, other areas."""
    if main_is_concept(analysis):
        return []
    if not analysis.results.experiment.has_worlds:
        return [words("first.hangs_untried"), *reaching(analysis, words), *_elsewhere(analysis, words)]
    told, label = [], words.short(analysis.results.experiment.main)
    if settings := _settings(analysis, words):
        told.append(words("first.hangs_settings", settings=words.listed(settings), label=label))
    elif not analysis.sensitivity.empty:
        told.append(words("first.hangs_none", label=label, settings=len(analysis.sensitivity)))
    part = rows["stay"]["by_rule"]
    if not math.isnan(part):
        told.append(words("first.hangs_rule" if part >= _MATTERS else "first.hangs_no_rule", part=words.percent(part)))
    return [*told, *reaching(analysis, words), *_elsewhere(analysis, words)]


def _settings(analysis: Analysis, words: Words) -> list[str]:
    table = analysis.sensitivity
    if table.empty:
        return []
    clear = records(table[table["clear"]])[:_MOST_HANGS]
    return [words("first.hangs_setting", setting=setting_name(analysis, row["setting"], words)) for row in clear]


def _elsewhere(analysis: Analysis, words: Words) -> list[str]:
    """Whether makers and homes go the same way in the other areas."""
    base, other = analysis.results.experiment.pairs()[0]
    told = []
    for name in ("stay", "homes"):
        rows = records(rows_of(analysis.verdicts, base=base, other=other, goal=name))
        here = next(row for row in rows if row["area"] == analysis.area)
        others = [row for row in rows if row["area"] != analysis.area]
        if others and here["way"] in ("better", "worse"):
            told.append(_compared_with(here, others, words))
    return told


def _compared_with(here: Row, others: Sequence[Row], words: Words) -> str:
    """Whether other areas go the same way: in all, not clearly in some, or the other way in some; not how far, which is of
    this area.
    """
    opposite = {"better": "worse", "worse": "better"}[here["way"]]
    turned = [words.area(row["area"]) for row in others if row["way"] == opposite]
    unlike = [words.area(row["area"]) for row in others if row["way"] not in (here["way"], opposite)]
    said = clause(here, words, sized=False)
    if turned:
        return words("first.elsewhere_turned", areas=words.listed(turned), clause=said)
    if unlike:
        return words("first.elsewhere_part", areas=words.listed(unlike), clause=said)
    return words("first.elsewhere_all", areas=words.listed([words.area(row["area"]) for row in others]), clause=said)


# ---- what now --------------------------------------------------------------------------------------------------------


def _next(analysis: Analysis, rows: dict[str, Row], words: Words) -> list[str]:
    """What to do with it: choose what counts, put what is missing beside it, try one's own area."""
    sides = {name: [rows[goal]["way"] for goal in goals] for name, goals in (("wins", _WINS), ("prices", _PRICES))}
    conflict = any("better" in ways for ways in sides.values()) and any("worse" in ways for ways in sides.values())
    keys: Sequence[str] = [*(["choose"] if conflict else []), "missing", "own_area"]
    design = design_name(analysis)
    return [words(f"first.next.{key}", command=typed(["collectief", "experiment", design])) for key in keys]
