"""What form of cooperation suits whom: for each form what it does for every goal, at what price, with which risk, what it needs,
and with whom (the scheme of forms, ambitions, actions, risks and parties of E36); all but needs and parties from runs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from collectief_sim.experiment.analysis import Analysis, records, rows_of
from collectief_sim.experiment.compare import FEWEST_WORLDS
from collectief_sim.experiment.forms import LeftOut, came_about, pairs_of_forms
from collectief_sim.experiment.goals import GOALS, towards
from collectief_sim.experiment.ledger import LEDGER
from collectief_sim.report.form_needs import needs_of, parties_to
from collectief_sim.report.policies import best_for, change_of, sign_of
from collectief_sim.report.words import Words
from collectief_sim.scenario.forms.form import Form
from collectief_sim.scenario.forms.holders import Holder, MakersFund

if TYPE_CHECKING:
    import pandas as pd

type Row = dict[str, Any]
type Details = tuple[str, list[tuple[str, str]]]  # a form, and what there is to say of it

_PRICED = ("homes", "municipality", "owners", "makers_money")  # goals that are a price where they get worse
_LIVED = ("stay", "go", "collectives", "impact")  # goals that forms are for: risk is that they get worse
_FLOWS = ("levied_eur", "invested_eur", "capital_put_in_eur", "left_behind_eur", "loans_lost_eur")
_MOST_NAMED = 3  # forms behind the best, and of the regretted, in a sentence
_RANKS = {"better": 0, "even": 1, "same": 1, "few": 1, "worse": 2}
_TAIL = 0.05  # of worlds beyond either end of a range
_MILLION, _IN_MONTHS = 1e6, 36  # EUR from which amounts are told in millions; months below which time is told in months
DETAILS = ("came", "price", "risk", "needs", "parties")


@dataclass(frozen=True)
class Suit:
    """A form, or several together, beside an area without."""

    arm: str
    title: str
    grounds: str
    goals: dict[str, Row]  # by goal, as `goals.verdicts`
    came: Row  # as `forms.came_about`
    details: dict[str, str]  # in words, by what they are about


@dataclass(frozen=True)
class Block:
    """All forms beside one base in one area, ready to be set into a page."""

    title: str
    sentences: tuple[str, ...]
    signs: pd.DataFrame
    details: list[Details]  # of the area reported in detail alone


def blocks(analysis: Analysis, words: Words) -> list[Block]:
    """The section of the report; nothing where no two forms that are more than a concept are held side by side."""
    experiment = analysis.results.experiment
    found = []
    for area in analysis.results.areas:
        for base in dict.fromkeys(base for base, _ in pairs_of_forms(experiment)):
            suits = suits_of(analysis, area, base, words)
            if len(suits) > 1:
                title = words("forms.beside", area=words.area(area), base=experiment.title_of(base, words.language))
                details = details_of(suits, words) if area == analysis.area else []
                found.append(Block(title, tuple(sentences(suits, words)), signs(suits, words), details))
    return found


def suits_of(analysis: Analysis, area: str, base: str, words: Words, goal: str = "") -> list[Suit]:
    """Every form beside a base in an area but concepts, the best for a goal first; in the order of the arms without a goal."""
    results = analysis.results
    pairs = pairs_of_forms(results.experiment)
    became = {row["other"]: row for row in records(rows_of(came_about(results), area=area, base=base))}
    compared = rows_of(analysis.comparison, area=area, base=base)
    unclear = {(row["other"], row["outcome"]) for row in records(compared[~compared["clear"].astype(bool)])}
    by_arm: dict[str, dict[str, Row]] = {}
    for row in records(rows_of(analysis.verdicts, area=area, base=base)):
        if row["other"] in became and not results.only_concept(area, base, row["other"]):
            by_arm.setdefault(row["other"], {})[row["goal"]] = cautious(row, unclear)
    found = [_suit(analysis, became[arm], goals, pairs[base, arm], words, goal) for arm, goals in by_arm.items()]
    return sorted(found, key=lambda suit: rank(suit.goals[goal])) if goal else found


def cautious(row: Row, unclear: Set[tuple[str, str]]) -> Row:
    """A verdict without its direction where that may be luck, given how many comparisons there are: of so many forms and goals
    a few would otherwise have one that another set of runs turns around.
    """
    found = row["way"] in ("better", "worse") and (row["other"], row["outcome"]) in unclear
    return row | {"way": "even"} if found else row


def rank(row: Row) -> tuple[int, float]:
    """Where a form stands for a goal: those that are better first, by how much; those that are worse last."""
    size = GOALS[row["goal"]].wanted * row["difference"]
    return _RANKS[row["way"]], 0.0 if math.isnan(size) else -size


def _suit(
    analysis: Analysis, became: Row, goals: dict[str, Row], names: Sequence[str], words: Words, goal: str
) -> Suit:
    arm = became["other"]
    scenario = analysis.results.scenario_of(became["area"], arm)
    forms = [scenario.forms.named()[name] for name in names]
    needs = [need for form in forms for need in needs_of(form, scenario, words)]
    details = {
        "came": _came(became, words),
        "price": _price(analysis, became, forms, goals, words),
        "risk": _risk(became, forms, goals, words, goal),
        "needs": _listed(
            [words("forms.missing", need=need.text) if need.missing else need.text for need in dict.fromkeys(needs)]
        ),
        "parties": _listed(list(dict.fromkeys(text for form in forms for text in parties_to(form, words)))),
    }
    grounds = words(f"forms.grounds.{min((form.grounds for form in forms), key=_GROUNDS.index).replace(' ', '_')}")
    title = words.listed([form.called.told(words.language) for form in forms])
    return Suit(arm, title, grounds, goals, became, details)


_GROUNDS = ("concept only", "rates assumed", "sourced")  # the weakest first


# ---- sentences -------------------------------------------------------------------------------------------------------


def sentences(suits: Sequence[Suit], words: Words, goal: str = "") -> list[str]:
    """For every goal, or for one: the best forms and those that are regretted, or that none does anything clear."""
    rows = [row for suit in suits for row in suit.goals.values()]
    if all(row["way"] in ("few", "same") for row in rows) and any(row["way"] == "few" for row in rows):
        return [words("forms.few", fewest=words.number(FEWEST_WORLDS))]
    return [sentence(suits, name, words) for name in ([goal] if goal else GOALS)]


def sentence(suits: Sequence[Suit], goal: str, words: Words) -> str:
    """What is best for a goal, what comes next, and what is regretted."""
    better = sorted((suit for suit in suits if suit.goals[goal]["way"] == "better"), key=lambda s: rank(s.goals[goal]))
    worse = sorted((suit for suit in suits if suit.goals[goal]["way"] == "worse"), key=lambda s: rank(s.goals[goal]))
    told = {"goal": words(f"first.wants.{goal}")}
    if not better and not worse:
        return words("forms.none", **told)
    parts = [words("forms.no_better")] if not better else []
    if better:
        parts = [words("forms.best", form=better[0].title, size=_size(better[0].goals[goal], words))]
        if len(better) > 1:
            parts.append(words("forms.then", forms=_named(better[1:], words)))
    text = ", ".join(parts)
    if worse:
        worst = worse[::-1]
        size = _size(worst[0].goals[goal], words)
        text += words("forms.regretted", forms=_named(worst, words), size=size if len(worst) == 1 else "")
    return words("forms.for_goal", text=text.replace(" ()", ""), **told)


def _named(suits: Sequence[Suit], words: Words) -> str:
    """Names of forms; of many the first ones, and how many more."""
    names = [suit.title for suit in suits]
    if len(names) <= _MOST_NAMED:
        return words.listed(names)
    few = _MOST_NAMED - 1
    return words("forms.and_more", forms=", ".join(names[:few]), count=len(names) - few)


def _size(row: Row, words: Words) -> str:
    """How much a goal changes, and in what: as a share of what there was, or in euros."""
    if LEDGER[row["outcome"]].form == "money":
        return _money([row["difference"]], words, sign=True)
    return words(f"forms.sizes.{row['goal']}", change=change_of(row, words))


def _money(values: Sequence[float], words: Words, *, sign: bool = False) -> str:
    """An amount, and if there are three its range between brackets, all in the same unit; no range where it has no width."""
    large = max(map(abs, values)) >= _MILLION
    told = []
    for value in values:
        text = words.number(value / _MILLION, 1) if large else words.number(round(value, -3))
        told.append(f"{'+' if sign and value > 0 and text.strip('0.,') else ''}{text}")
    middle = words("forms.million" if large else "number.money", value=told[0].strip("+−"))
    lead = told[0][0] if told[0][0] in "+−" else ""
    return lead + middle + ("" if len(set(told)) == 1 else f" ({words('number.to', low=told[1], high=told[2])})")


# ---- tables ----------------------------------------------------------------------------------------------------------


def signs(suits: Sequence[Suit], words: Words) -> pd.DataFrame:
    """A row per form: for each goal what a table of policies says, a star for the best; how often it came about."""
    import pandas as pd

    best = {goal: best_for(goal, {suit.arm: suit.goals for suit in suits}) for goal in GOALS}
    rows = []
    for suit in suits:
        cells = {
            words(f"policies.heads.{goal}"): sign_of(row, words) + (" ★" if suit.arm in best[goal] else "")
            for goal, row in suit.goals.items()
        }
        came = _percent(suit.came["begun_share"], words)
        rows.append({words("forms.form"): suit.title, **cells, words("forms.came_head"): came})
    return pd.DataFrame(rows)


def details_of(suits: Sequence[Suit], words: Words) -> list[Details]:
    """Of each form: when it comes about, its price, its risk, what it needs and with whom."""
    return [
        (f"{suit.title} ({suit.grounds})", [(words(f"forms.heads.{name}"), suit.details[name]) for name in DETAILS])
        for suit in suits
    ]


# ---- what a row of details says --------------------------------------------------------------------------------------


def _listed(parts: Sequence[str]) -> str:
    return "; ".join(parts)


def _came(became: Row, words: Words) -> str:
    """In how many runs a form came about, and after how long."""
    if not became["begun_share"]:
        return words("forms.never")
    months = became["first_month"]
    short = months < _IN_MONTHS
    return words(
        "forms.came",
        share=_percent(became["begun_share"], words),
        time=words("forms.months" if short else "forms.years", count=words.number(months if short else months / 12)),
        times=_times(became["begun"], words),
    )


def _price(analysis: Analysis, became: Row, forms: Sequence[Form], goals: dict[str, Row], words: Words) -> str:
    """Who pays how much: goals of others that get worse, and what went through the form; middle, and low to high over worlds."""
    told = []
    for goal in _PRICED:
        row = goals[goal]
        if row["way"] == "worse":
            ends = ("low", "high") if math.isnan(row["world_low"]) else ("world_low", "world_high")
            values = [row["difference"], *(row[end] for end in ends)]
            outcome = row["outcome"]
            if LEDGER[outcome].form == "money":
                amount = _money(values, words, sign=True)
            else:
                amount = words(
                    f"forms.amounts.{goal}",
                    middle=words.signed(outcome, values[0]),
                    range=words.interval(outcome, *values[1:]),
                )
            told.append(words(f"forms.pays.{goal}", amount=amount))
    return _listed([*told, *_flows(analysis, became, forms, words)]) or words("forms.no_price")


def _flows(analysis: Analysis, became: Row, forms: Sequence[Form], words: Words) -> list[str]:
    """Money that went through a form."""
    units = analysis.results.units
    mine = units[(units["area"] == became["area"]) & (units["arm"] == became["other"])]
    told = []
    for outcome in _FLOWS:
        values = mine[outcome]
        if (values != 0).any():
            amount = _money([float(values.mean()), *(float(values.quantile(end)) for end in (_TAIL, 1 - _TAIL))], words)
            key = f"{outcome}_{_whose(forms)}" if outcome == "capital_put_in_eur" else outcome
            told.append(words(f"forms.flows.{key}", amount=amount))
    return told


def _whose(forms: Sequence[Form]) -> str:
    """Whose capital it is: spent by public bodies, lent out by them, or of a crowd."""
    kinds = {
        "fund" if isinstance(form, MakersFund) else "public" if form.public else "crowd"
        for form in forms
        if isinstance(form, MakersFund | Holder)
    }
    return kinds.pop() if len(kinds) == 1 else "both"


def _risk(became: Row, forms: Sequence[Form], goals: dict[str, Row], words: Words, goal: str) -> str:
    """How often it never comes about, is tried in vain or lost again, and in how many worlds a goal gets worse."""
    mechanisms = {form.mechanism for form in forms}
    key = mechanisms.pop() if len(mechanisms) == 1 else "any"
    told = []
    if became["begun_share"] < 1.0:
        told.append(words("forms.risk_never", share=_percent(1 - became["begun_share"], words)))
    if became["refused"]:
        told.append(words(f"forms.refused.{key}", times=_times(became["refused"], words)))
    if became["begun_share"] and became["lost_share"]:
        told.append(words(f"forms.lost.{key}", share=_percent(became["lost_share"], words)))
    return _listed([*told, *_worse(goals, words, goal)]) or words("forms.no_risk")


def _worse(goals: dict[str, Row], words: Words, goal: str) -> list[str]:
    """In how many worlds a goal gets worse: the one asked for; else, of those with a direction, the one most at risk."""
    clear = [name for name in _LIVED if goals[name]["way"] in ("better", "worse")]
    shares = {name: worse_share(goals[name]) for name in ([goal] if goal else clear)}
    known = {name: share for name, share in shares.items() if not math.isnan(share)}
    if not known:
        return []
    worst = max(known, key=lambda name: known[name])
    told = {"share": _percent(known[worst], words), "goal": words(f"first.goals.{worst}")}
    if goals[worst]["way"] in ("better", "worse"):
        return [words("forms.risk_worse", **told)]
    _, *ends = _worse_of_all(goals[worst])
    return [words("forms.risk_unclear", low=words.number(100 * ends[0]), high=_percent(ends[1], words), **told)]


def _percent(share: float, words: Words) -> str:
    return f"{words.number(100 * share)}%"


def _times(count: float, words: Words) -> str:
    return words.number(count, 1 if count < 10 else 0)


def worse_share(row: Row) -> float:
    """The share of worlds in which a goal gets worse; undefined without worlds, or with too few of them."""
    if math.isnan(row["up"]) or row["units"] < FEWEST_WORLDS:
        return math.nan
    return _worse_of_all(row)[0]


def _worse_of_all(row: Row) -> list[float]:
    """The same with its interval: of all worlds, those among them in which nothing changes, as a risk is meant."""
    moved = 1.0 - row["none"]
    return [float(moved * share) for share in towards(row, -GOALS[row["goal"]].wanted)]


# ---- as data ---------------------------------------------------------------------------------------------------------


def as_record(suits: Sequence[Suit], left_out: Sequence[LeftOut], words: Words, goal: str) -> Row:
    """All of it as one object for JSON: numbers as they are, and the same in words."""
    return {
        "goal": goal or None,
        "sentences": sentences(suits, words, goal),
        "forms": [
            {
                "name": suit.arm,
                "called": suit.title,
                "grounds": suit.grounds,
                "goals": {
                    name: _plain(row) | {"worse_share": _known(worse_share(row))} for name, row in suit.goals.items()
                },
                "came_about": _plain(suit.came),
                "in_words": suit.details,
            }
            for suit in suits
        ],
        "left_out": [{"name": one.name, "called": one.called.told(words.language), "why": one.why} for one in left_out],
    }


def _plain(row: Row) -> Row:
    return {key: _known(value) for key, value in row.items() if key not in ("area", "base", "other", "goal")}


def _known(value: Any) -> Any:
    return None if isinstance(value, float) and math.isnan(value) else value


def left_out_told(left_out: Sequence[LeftOut], words: Words) -> list[str]:
    """Which forms nothing is told of, and why."""
    told = []
    for why in dict.fromkeys(one.why for one in left_out):
        names = [one.called.told(words.language) for one in left_out if one.why == why]
        told.append(words(f"forms.left_out.{why}", forms=words.listed(names)))
    return told
