"""First page and policies on made-up verdicts: no sentence says what numbers do not, none is too long, and every
number is that of `verdicts.csv`, in both languages.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from collectief_sim.experiment.analysis import as_csv
from collectief_sim.experiment.design import Experiment
from collectief_sim.experiment.goals import GOALS, towards, way
from collectief_sim.experiment.ledger import LEDGER
from collectief_sim.report.first import FirstPage, first_page, headline
from collectief_sim.report.policies import marks_told, policies_and_goals, sign_of
from collectief_sim.report.words import Words, words
from collectief_sim.scenario import load
from collectief_sim.scenario.languages import Said

LANGUAGES = ("en", "nl")
MOST_WORDS, MOST_NUMBERS = 25, 3
SCENARIO = load("stylised-area")
PARTS = {  # a part of what there was, for every way a goal may go
    "slightly": 0.01,
    "clearly": 0.1,
    "far": 0.4,
}
USUAL = {
    "maker_years": 5432.1,
    "entrepreneurs_displaced": 120.4,
    "collective_years": 377.7,
    "collectives_area_level": 1.9,
}
USUAL |= {"homes_built": 812.3, "municipality_net_eur": 4.4e6, "owners_net_eur": 31.2e6, "makers_net_eur": -45.6e6}
ARMS: dict[str, Any] = {
    "two": {"title": {"en": "2 years", "nl": "2 jaar"}},
    "ten": {"title": {"en": "10 years", "nl": "10 jaar"}, "settings": {"policy.contract_months": 120}},
    "mix": {"title": {"en": "A mix", "nl": "Een mix"}, "settings": {"policy.contract_months": 60}},
}


def verdict(goal: str, ways: str, size: float = 0.1, worlds: int = 54, **changed: Any) -> dict[str, Any]:
    """A row of verdicts in which a goal goes some way, as a table would have it."""
    base = USUAL[GOALS[goal].outcome] if "mean_base" not in changed else changed.pop("mean_base")
    sign = {"better": 1, "worse": -1}.get(ways, 0) * GOALS[goal].wanted
    step = abs(base) * size if base else 12.3
    difference = {"same": 0.0, "even": 0.02 * step}.get(ways, sign * step)
    half = 0.0 if ways == "same" else 0.3 * step
    up = {1: 0.963, -1: 0.037}.get(sign, 0.0 if ways == "same" else 0.52)
    row = {
        "goal": goal,
        "outcome": GOALS[goal].outcome,
        "mean_base": base,
        "mean_other": base + difference,
        "difference": difference,
        "low": difference - half,
        "high": difference + half,
        "q": {0: 0.6}.get(sign, 0.002),
        "units": 9 if ways == "few" else worlds,
        "world_low": difference - 2 * half,
        "world_high": difference + 2 * half,
        "up": up,
        "up_low": max(0.0, up - 0.0512),
        "up_high": min(1.0, up + 0.0347),
        "none": 1.0 if ways == "same" else 0.0,
        "luck": 0.4,
        "by_rule": 0.043,
        "turns": False,
    } | changed
    if not row["units"] > 1 or changed.get("runs"):
        row |= dict.fromkeys(
            ("world_low", "world_high", "up", "up_low", "up_high", "none", "luck", "by_rule"), math.nan
        )
    row.pop("runs", None)
    return row | {"way": way(row, GOALS[goal])}


def analysis_of(
    arms: Mapping[str, Mapping[str, dict[str, Any]]],
    elsewhere: Mapping[str, Mapping[str, dict[str, Any]]] | None = None,
    concept: bool = False,
    worlds: bool = True,
) -> Any:
    """An analysis with these verdicts, by policy beside the first and goal; and in other areas of the first such policy."""
    used = {name: ARMS[name] for name in ("two", *arms)}
    design = Experiment(
        name="x",
        areas=["stylised-area", *(elsewhere or {})],
        arms=used,
        **({"uncertainties": {"market.housing_pressure": {"low": 0.5, "high": 1.5}}, "worlds": 54} if worlds else {}),
    )
    first = next(iter(arms))
    places = [("stylised-area", arm, rows) for arm, rows in arms.items()]
    places += [(area, first, rows) for area, rows in (elsewhere or {}).items()]
    table = [{"area": area, "base": "two", "other": arm} | row for area, arm, rows in places for row in rows.values()]
    names = [Said("time bank", "tijdbank")] if concept else []
    results = SimpleNamespace(
        experiment=design,
        folder=Path("out"),
        areas=["stylised-area", *(elsewhere or {})],
        concepts={("stylised-area", first): names} if names else {},
        only_concept=lambda area, *some: concept and first in some,
        scenario_of=lambda area, arm: SCENARIO,
    )
    return SimpleNamespace(
        results=results,
        area="stylised-area",
        verdicts=pd.DataFrame(table),
        comparison=pd.DataFrame(columns=["area", "base", "other", "outcome", "pairs"]),
        sensitivity=pd.DataFrame(),
        repetitions=54 if worlds else 100,
    )


def goals(default: str = "even", size: float = 0.1, /, **ways: str) -> dict[str, dict[str, Any]]:
    return {goal: verdict(goal, ways.get(goal, default), size) for goal in GOALS}


def told(analysis: Any, language: str = "en") -> FirstPage:
    return first_page(analysis, said(analysis, language))


def said(analysis: Any, language: str) -> Words:
    return words(language, worlds=analysis.results.experiment.has_worlds)


def sentences(page: FirstPage) -> list[str]:
    """All that is told in sentences, in the order of reading."""
    return [page.headline, *page.lead, page.sure_of, *page.sure, *page.hangs, *page.next]


def each(text: str) -> list[str]:
    return [one for one in re.split(r"(?<=[.?!])\s+", text) if one]


NUMBER = re.compile(r"[+−-]?\d+(?:[.,]\d+)*")


def numbers(text: str, language: str) -> list[tuple[float, float]]:
    """Numbers in a text, each with half the unit of its last digit."""
    found = []
    thousands, decimal = (",", ".") if language == "en" else (".", ",")
    for one in NUMBER.findall(text):
        plain = one.replace(thousands, "").replace(decimal, ".").replace("−", "-")
        found.append((float(plain), 0.5 * 10.0 ** -len(plain.partition(".")[2])))
    return found


def agree(text: str, expected: list[float], language: str) -> None:
    """That a text has these numbers in this order and no other, each rounded."""
    found = numbers(text, language)
    assert len(found) == len(expected), text
    for (number, half), value in zip(found, expected, strict=True):
        assert abs(number - value) <= half + 1e-5 * abs(value), (text, value)


# ---- what is said ----------------------------------------------------------------------------------------------------


def test_a_conflict_tells_both_sides_in_one_sentence() -> None:
    page = told(analysis_of({"ten": goals(stay="better", go="better", homes="worse")}))
    assert page.headline == (
        "10 years instead of 2 years: more makers at work and fewer makers forced to leave, but fewer homes."
    )
    dutch = told(analysis_of({"ten": goals(stay="better", homes="worse")}), "nl")
    assert dutch.headline == "10 jaar in plaats van 2 jaar: meer makers aan het werk, maar minder woningen."


def test_a_gain_is_never_told_without_a_loss_that_is_there() -> None:
    """Whatever goals go which way: who wins and who loses are both in the headline, or one of several of them."""
    analysis, named = analysis_of({"ten": goals()}), [goal for goal in GOALS if goal != "makers_money"]
    made = {(goal, name): verdict(goal, name) for goal in GOALS for name in ("better", "worse", "even")}
    for ways in product(("better", "worse", "even"), repeat=len(named)):
        rows = {goal: made[goal, name] for goal, name in zip(named, ways, strict=True)}
        title, shown = headline(analysis, rows, words("en", worlds=True)), set(ways)
        assert ("but" in title) == ("better" in shown and "worse" in shown), title
        assert ("no clear difference" in title) == ("better" not in shown and "worse" not in shown), title


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_nothing_differs_nothing_is_claimed(language: str) -> None:
    for default in ("even", "same"):
        analysis = analysis_of({"ten": goals(default)})
        page = told(analysis, language)
        assert page.headline == said(analysis, language)(
            "first.headline_none",
            other=ARMS["ten"]["title"][language],
            base=ARMS["two"]["title"][language],
        )
        assert {line.way for line in page.interests} == {default, "uncounted"}
        assert not any(mark in "".join(line.judged for line in page.interests) for mark in "▲▼")


@pytest.mark.parametrize("language", LANGUAGES)
def test_with_few_worlds_no_direction_and_no_share_is_told(language: str) -> None:
    analysis = analysis_of({"ten": {goal: verdict(goal, "better", worlds=12) for goal in GOALS}})
    page = told(analysis, language)
    assert {line.way for line in page.interests} == {"few", "uncounted"}
    assert page.headline == said(analysis, language)(
        "first.headline_few", other=ARMS["ten"]["title"][language], base=ARMS["two"]["title"][language]
    )
    assert not any("96" in sentence for sentence in page.sure)


def test_what_only_a_concept_says_is_no_finding() -> None:
    analysis = analysis_of({"ten": goals(stay="better", homes="worse")}, concept=True)
    page = told(analysis)
    assert "time bank" in page.headline
    assert not any((page.lead, page.interests, page.sure, page.hangs))
    assert policies_and_goals(analysis, words("en")) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_money_below_nought_is_no_share_of_anything(language: str) -> None:
    """A loss that halves is better, and no percentage of a negative amount is told."""
    rows = goals(stay="better") | {
        "municipality": verdict("municipality", "better", 0.5, mean_base=-8.0e6),
        "owners": verdict("owners", "worse", 3.0, mean_base=1.0e6),
    }
    page = told(analysis_of({"ten": rows}), language)
    (line,) = [one for one in page.interests if one.way == "better" and not one.base]
    assert line.other == "", "a balance by itself tells nobody anything"
    assert line.difference.startswith("+4.0 (" if language == "en" else "+4,0 (")
    assert "%" not in "".join((line.base, line.other, line.difference, line.spread))
    assert not any(word in page.headline for word in ("far more money", "slightly", "veel meer geld"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_area_without_homes_before_gets_no_percentage(language: str) -> None:
    rows = goals(stay="better") | {"homes": verdict("homes", "better", mean_base=0.0)}
    page = told(analysis_of({"ten": rows}), language)
    assert not any("–" in sentence or "nan" in sentence or "inf" in sentence for sentence in sentences(page))
    none = goals(stay="better") | {"homes": verdict("homes", "same", mean_base=0.0)}
    page = told(analysis_of({"ten": none}), language)
    assert len(page.lead) == 1, "no homes before, none after: no sentence"


def test_other_areas_are_not_said_to_see_it_as_large() -> None:
    here = goals("even", 0.4, stay="better")
    same = told(analysis_of({"ten": here}, {"hillevliet": goals("even", 0.01, stay="better")}))
    (sentence,) = [one for one in same.hangs if "Hillevliet" in one]
    assert "more makers at work" in sentence
    assert "far" not in sentence
    other = told(analysis_of({"ten": here}, {"hillevliet": goals("even", 0.1, stay="worse")}))
    assert any("the other way round in Hillevliet" in one for one in other.hangs)
    unclear = told(analysis_of({"ten": here}, {"hillevliet": goals("even", 0.1)}))
    assert any("More makers at work: not clear in Hillevliet." in one for one in unclear.hangs)


def test_a_policy_that_another_beats_is_said_to_be_beaten_and_has_no_star() -> None:
    good = goals("better", 0.2)
    poor = goals("better", 0.05)
    analysis = analysis_of({"ten": good, "mix": poor})
    table = policies_and_goals(analysis, words("en", worlds=True))
    assert table is not None
    by_title = table.set_index(table.columns[0])
    assert any(title.startswith("A mix †") for title in by_title.index)
    starred = by_title.apply(lambda row: row.str.contains("★").sum(), axis=1)
    assert starred["10 years"] == len(GOALS)
    assert starred[next(title for title in by_title.index if title.startswith("A mix"))] == 0
    assert any("“10 years”" in one and "“A mix”" in one for one in marks_told(analysis, words("en", worlds=True)))


# ---- how it is said --------------------------------------------------------------------------------------------------


def many() -> Iterator[tuple[str, Any]]:
    """Analyses of every kind that sentences are made of."""
    for part, size in PARTS.items():
        for gains, losses in product((("stay", "go"), ("impact", "collectives"), ("homes", "owners")), repeat=2):
            ways = dict.fromkeys(gains, "better") | {one: "worse" for one in losses if one not in gains}
            yield f"{part} {gains} {losses}", analysis_of({"ten": goals("even", size, **ways)})
    for default in ("even", "same", "better", "worse"):
        yield default, analysis_of({"ten": goals(default)}, {"hillevliet": goals("even"), "de-kroon": goals("worse")})
    yield "few", analysis_of({"ten": {goal: verdict(goal, "better", worlds=12) for goal in GOALS}})
    runs = {goal: verdict(goal, "better", runs=True) for goal in GOALS}
    yield "runs", analysis_of({"ten": runs}, worlds=False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_long_or_full_of_numbers(language: str) -> None:
    titles = [ARMS[name]["title"][language] for name in ("two", "ten")]
    for name, analysis in many():
        for text in sentences(told(analysis, language)):
            for one in each(text):
                assert len(one.split()) <= MOST_WORDS, (name, len(one.split()), one)
                bare = one.replace(titles[1], "").replace(titles[0], "")
                assert len(NUMBER.findall(bare)) <= MOST_NUMBERS, (name, one)


@pytest.mark.parametrize("language", LANGUAGES)
def test_homes_come_no_later_than_the_second_sentence_with_numbers(language: str) -> None:
    homes = {"en": "homes", "nl": "woningen"}[language]
    for name, analysis in many():
        page = told(analysis, language)
        with_numbers = [one for text in page.lead for one in each(text) if NUMBER.search(one)]
        assert any(homes in one for one in with_numbers[:2]), (name, with_numbers)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_blank_in_a_sentence(language: str) -> None:
    for name, analysis in many():
        for text in sentences(told(analysis, language)):
            assert not re.search(r"[{}]|\bnan\b|\bNone\b|  | [.,;:)]|\( ", text), (name, text)


# ---- every number is that of the table -------------------------------------------------------------------------------


def odd_numbers(seed: int) -> dict[str, dict[str, Any]]:
    """Verdicts with numbers that do not round by themselves."""
    luck = np.random.default_rng(seed)
    rows = {}
    for goal in GOALS:
        name = luck.choice(["better", "worse", "even"])
        base = float(USUAL[GOALS[goal].outcome] * luck.uniform(0.4, 1.6))
        up = {"better": 0.97, "worse": 0.05, "even": 0.5}[name] + luck.uniform(-0.03, 0.03)
        up = up if GOALS[goal].wanted > 0 or name == "even" else 1 - up
        shares = {
            "up": up,
            "up_low": max(0.0, up - luck.uniform(0, 0.1)),
            "up_high": min(1.0, up + luck.uniform(0, 0.1)),
        }
        rows[goal] = verdict(goal, str(name), float(luck.uniform(0.004, 0.6)), mean_base=base, **shares)
    return rows


def as_stored(analysis: Any) -> pd.DataFrame:
    """The verdicts as `verdicts.csv` has them."""
    return pd.read_csv(io.StringIO(as_csv(analysis.verdicts)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("seed", range(12))
def test_every_number_of_the_first_page_is_in_the_table(language: str, seed: int) -> None:
    analysis = analysis_of({"ten": odd_numbers(seed)})
    page, table = told(analysis, language), as_stored(analysis).set_index("goal")
    for goal, line in zip(GOALS, page.interests, strict=False):
        row = table.loc[goal]
        money = LEDGER[row["outcome"]].form == "money"
        scale = 1e6 if money else 1.0
        agree(line.base, [] if money else [row["mean_base"]], language)
        agree(line.other, [] if money else [row["mean_other"]], language)
        agree(line.difference, [row[name] / scale for name in ("difference", "low", "high")], language)
        agree(line.spread, [row["world_low"] / scale, row["world_high"] / scale], language)
    stay, homes = table.loc["stay"], table.loc["homes"]
    years = SCENARIO.months / 12
    changes = [100 * row["difference"] / row["mean_base"] for row in (stay, homes)]
    agree(page.lead[0], [stay["mean_other"] / years, stay["mean_base"] / years, changes[0]], language)
    traded = stay["way"] == "better" and homes["way"] == "worse"
    if traded:
        agree(page.lead[1], [years, -homes["difference"], stay["difference"] / years], language)
    else:
        agree(page.lead[1], [homes["mean_other"], homes["mean_base"], changes[1]], language)
    agree(page.sure_of, [54], language)
    for goal, sentence in zip(
        ("stay", "go", "collectives", "impact", "homes", "municipality"), page.sure, strict=False
    ):
        row = table.loc[goal]
        told_shares: tuple[float, ...] = towards(row, row["difference"])
        if row["way"] == "even":
            better = row["up"] if GOALS[goal].wanted > 0 else 1 - row["none"] - row["up"]
            told_shares = (better, 1 - row["none"] - better, row["none"])
        agree(sentence, [100 * share for share in told_shares], language)
    agree(page.sure[6], [(stay["high"] - stay["low"]) / 2, 95], language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sign_of_the_policies_is_in_the_table(language: str) -> None:
    analysis = analysis_of({"ten": odd_numbers(1), "mix": odd_numbers(2)})
    shown, table = policies_and_goals(analysis, said(analysis, language)), as_stored(analysis)
    assert shown is not None
    for arm in ("ten", "mix"):
        rows = table[table["other"] == arm].set_index("goal")
        cells = shown[shown[shown.columns[0]].str.startswith(ARMS[arm]["title"][language])].iloc[0, 1:]
        for goal, cell in zip(GOALS, cells, strict=True):
            row = rows.loc[goal]
            assert cell.startswith(sign_of(row.to_dict(), said(analysis, language)))
            if row["way"] in ("better", "worse"):
                change = {"money": row["difference"] / 1e6, "number": row["difference"]}.get(
                    LEDGER[row["outcome"]].form, 100 * row["difference"] / row["mean_base"]
                )
                agree(cell, [change, 100 * towards(row, row["difference"])[0]], language)
                assert (cell[0] == "▲") == (row["way"] == "better")
            else:
                assert not numbers(cell, language)


def test_the_word_for_a_share_is_that_of_the_number_beside_it() -> None:
    """A share that is told as 95% is "nearly always", and one that is told as 94% is not, whatever was rounded."""
    for up in (0.9449, 0.9451, 0.9499, 0.95, 0.6649, 0.6651, 0.6667):
        low, high = up - 0.05, min(1.0, up + 0.04)
        row = verdict("stay", "better", up=up, up_low=low, up_high=high)
        page = told(analysis_of({"ten": goals() | {"stay": row}}))
        percent = round(100 * up)
        word = "Nearly always" if percent >= 95 else "Mostly" if percent >= 67 else "No clear direction"
        assert page.sure[0].startswith(word), (up, page.sure[0])


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_worlds_no_share_of_worlds_is_told_anywhere(language: str) -> None:
    runs = {
        arm: {goal: verdict(goal, "better", size, runs=True) for goal in GOALS}
        for arm, size in (("ten", 0.2), ("mix", 0.1))
    }
    analysis = analysis_of(runs, worlds=False)
    table = policies_and_goals(analysis, said(analysis, language))
    assert table is not None
    cells = "".join(table.iloc[:, 1:].to_numpy().ravel())
    assert "(" not in cells
    assert "nan" not in "".join([cells, *sentences(told(analysis, language))])
