"""How sure a direction is, in calibrated words with their numbers, and on what it hangs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from collectief_sim.experiment.analysis import Analysis, records, rows_of
from collectief_sim.experiment.compare import FALSE_DISCOVERIES
from collectief_sim.experiment.goals import GOALS, MOSTLY_LUCK, calibrated, towards
from collectief_sim.experiment.ledger import LEDGER
from collectief_sim.report.concepts import main_is_concept
from collectief_sim.report.names import setting_name
from collectief_sim.report.notices import reaching
from collectief_sim.report.words import Words
from collectief_sim.scenario.dictionary import parameters_of

if TYPE_CHECKING:
    from collections.abc import Sequence

type Row = dict[str, Any]

_TOLD = ("stay", "go", "collectives", "impact", "homes", "municipality")  # goals of which it is told
_A_LITTLE, _MUCH = 0.03, 0.25  # shares of what there was, below and from which a change is called so
_MOST_HANGS = 3
_SOME = 0.05  # share of worlds without any difference from which it is told
_MATTERS = 0.1  # share of the spread from which a rule is said to decide it


def clause(row: Row, words: Words, *, sized: bool = True, hedged: bool = False) -> str:
    """What happens for a goal, in a few words: "slightly more makers at work"; "probably" where not nearly all worlds agree."""
    size = (probable(row, words) if hedged else "") + (_size(row, words) if sized else "")
    return words(f"first.clauses.{row['goal']}_{row['way']}", size=size)


def probable(row: Row, words: Words) -> str:
    """What goes before a verdict with which not nearly all worlds agree: probably; else nothing."""
    if row["way"] not in ("better", "worse") or math.isnan(row["up"]):
        return ""
    return words("first.probably") if calibrated(*towards(row, row["difference"])) != "nearly" else ""


def shade(row: Row) -> str:
    """A way of a goal; of one without a direction whether it may be luck, or worlds disagree."""
    if row["way"] != "even" or not (row["low"] > 0 or row["high"] < 0):
        return str(row["way"])
    return "perhaps" if not row["q"] < FALSE_DISCOVERIES else "split"


def _size(row: Row, words: Words) -> str:
    """How large a change is beside what there was; nothing of amounts that may be below nought, or of a few."""
    if LEDGER[row["outcome"]].form in ("money", "number") or not row["mean_base"] > 0:
        return ""
    part = abs(row["difference"]) / row["mean_base"]
    return words("first.a_little") if part < _A_LITTLE else words("first.much") if part >= _MUCH else ""


# ---- how sure --------------------------------------------------------------------------------------------------------


def sure(analysis: Analysis, rows: dict[str, Row], words: Words) -> list[str]:
    """How sure each direction is, in calibrated words with their number; then how large, and how far luck of runs matters."""
    if main_is_concept(analysis):
        return []
    told = [_how_sure(rows[name], words) for name in _TOLD]
    return [*told, _luck(rows["stay"], words), _real(analysis, words)]


def sure_of(analysis: Analysis, words: Words) -> str:
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
    if way == "even":
        return _undecided(row, words)
    share, *ends = towards(row, row["difference"])
    word = calibrated(share, *ends)
    key = f"first.sure_{word}_some" if row["none"] >= _SOME else f"first.sure_{word}"
    return words(
        key,
        clause=clause(row, words),
        share=words.percent(share),
        none=words.percent(row["none"]),
        interval=words("number.to", low=words.number(100 * ends[0]), high=f"{words.number(100 * ends[1])}%"),
    )


def _undecided(row: Row, words: Words) -> str:
    """In how many worlds it is better, worse, or the same, where no direction can be told."""
    up, none = row["up"], row["none"]
    better, worse = (up, 1.0 - none - up) if GOALS[row["goal"]].wanted > 0 else (1.0 - none - up, up)
    if row["luck"] >= MOSTLY_LUCK:
        return words("first.sure_luck", goal=words(f"first.goals.{row['goal']}"))
    numbers = {"better": better, "worse": max(0.0, worse), "none": none}
    key = "first.sure_perhaps" if shade(row) == "perhaps" else "first.sure_even"
    return words(
        key,
        goal=words(f"first.goals.{row['goal']}"),
        **{name: words.percent(share) for name, share in numbers.items()},
    )


def _luck(row: Row, words: Words) -> str:
    if math.isnan(row["low"]):
        return words("first.luck_few")
    half = (row["high"] - row["low"]) / 2
    apart = (row["world_high"] - row["world_low"]) / 2
    if row["luck"] >= MOSTLY_LUCK:
        return words("first.luck_all", half=words.amount(row["outcome"], half), label=words.short(row["outcome"]))
    key = "first.luck_runs" if math.isnan(apart) else "first.luck" if half < apart / 2 else "first.luck_much"
    return words(key, half=words.amount(row["outcome"], half), label=words.short(row["outcome"]))


def _real(analysis: Analysis, words: Words) -> str:
    """How many numbers of people and behaviour are assumed: whether a real area reacts like this, nobody knows."""
    scenario = analysis.results.scenario_of(analysis.area, analysis.results.experiment.pairs()[0][0])
    lines = [
        p for p in parameters_of(scenario) if p.path.startswith(("behaviour.", "people.", "market.", "landlords."))
    ]
    drawn = {line.path for line in lines} & analysis.results.experiment.uncertainties.keys()
    assumed = sum(line.confidence == "assumed" for line in lines if line.path not in drawn)
    return words("first.real", assumed=assumed, drawn=len(drawn), all=len(lines))


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
        told.append(words("first.hangs_none", label=label))
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
    told: list[str] = []
    for name in ("stay", "homes"):
        rows = records(rows_of(analysis.verdicts, base=base, other=other, goal=name))
        here = next(row for row in rows if row["area"] == analysis.area)
        others = [row for row in rows if row["area"] != analysis.area]
        if others and here["way"] in ("better", "worse"):
            told += filter(None, [_compared_with(here, others, words)])
    return [*told, *_worse_elsewhere(analysis, words)]


def _worse_elsewhere(analysis: Analysis, words: Words) -> list[str]:
    """What gets worse in another area, and not here."""
    base, other = analysis.results.experiment.pairs()[0]
    rows = records(rows_of(analysis.verdicts, base=base, other=other))
    here = {row["goal"] for row in rows if row["area"] == analysis.area and row["way"] == "worse"}
    parts = [
        words("first.elsewhere_one", goal=words(f"first.goals.{row['goal']}"), area=words.area(row["area"]))
        for row in rows
        if row["area"] != analysis.area and row["way"] == "worse" and row["goal"] in set(_TOLD) - here
    ]
    return [words("first.elsewhere_worse", parts=words.listed(parts[:_MOST_HANGS]))] if parts else []


def _compared_with(here: Row, others: Sequence[Row], words: Words) -> str:
    """Whether other areas go the same way: in all, not clearly in some, or the other way in some; not how far, which is of
    this area.
    """
    opposite = {"better": "worse", "worse": "better"}[here["way"]]
    turned = [words.area(row["area"]) for row in others if row["way"] == opposite]
    unlike = [words.area(row["area"]) for row in others if row["way"] not in (here["way"], opposite, "same")]
    said = clause(here, words, sized=False)
    said = said[0].upper() + said[1:]
    if turned:
        return words("first.elsewhere_turned", areas=words.listed(turned), clause=said)
    if unlike:
        return words("first.elsewhere_part", areas=words.listed(unlike), clause=said)
    same = words.listed([words.area(row["area"]) for row in others if row["way"] == here["way"]])
    if not same:
        return ""
    return words("first.elsewhere_all", areas=same, clause=clause(here, words, sized=False))
