"""What form of cooperation suits whom: the sentences are true about made-up verdicts, the command runs each form alone, and
what cannot be is refused.
"""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from conftest import SMALL, small
from test_cli import collectief
from test_scenario_files import Change, scenario_toml

from collectief_sim.experiment.design import load_experiment
from collectief_sim.experiment.forms import BASE, advice_on, came_about, pairs_of_forms
from collectief_sim.experiment.goals import GOALS
from collectief_sim.experiment.results import read_results
from collectief_sim.model.catalogue.came_about import BEGUN, LOST, REFUSED
from collectief_sim.model.codes import HAPPENINGS
from collectief_sim.model.simulation import run
from collectief_sim.report.form_needs import needs_of, parties_to
from collectief_sim.report.forms import Suit, cautious, left_out_told, sentences, signs, worse_share
from collectief_sim.report.words import words
from collectief_sim.scenario import ScenarioError, load
from collectief_sim.scenario.forms import Forms

EN, NL = words("en", worlds=True, of_set=True), words("nl", worlds=True, of_set=True)
SURE = {name for name, form in Forms().named().items() if form.grounds != "concept only"}


def row(
    goal: str, way: str, difference: float, base: float = 1000.0, share: float = 0.9, units: int = 40
) -> dict[str, Any]:
    """A verdict; `share` is that of the worlds in which it goes that way."""
    up = share if difference > 0 else 1 - share
    return {
        "goal": goal,
        "outcome": GOALS[goal].outcome,
        "mean_base": base,
        "mean_other": base + difference,
        "difference": difference,
        "low": difference - 0.5,
        "high": difference + 0.5,
        "q": 0.001 if way in ("better", "worse") else 0.5,
        "units": units,
        "up": up,
        "up_low": up - 0.05,
        "up_high": up + 0.05,
        "none": 0.0,
        "luck": 0.2,
        "way": way,
    }


def suit(title: str, **goals: tuple[str, float]) -> Suit:
    """A form of which something is known of some goals, and nothing clear of the others."""
    rows = {goal: row(goal, *goals.get(goal, ("even", 0.1))) for goal in GOALS}
    return Suit(title, title, "sourced", rows, {"begun_share": 0.5}, {})


# ---- sentences -------------------------------------------------------------------------------------------------------


def test_the_best_comes_first_then_the_next_and_what_is_regretted() -> None:
    suits = [
        suit("a fund", stay=("better", 20.0)),
        suit("a zone", stay=("worse", -30.0)),
        suit("an agenda", stay=("better", 50.0)),
        suit("a bank"),
    ]
    assert sentences(suits, EN, "stay") == [
        "For makers at work: best is an agenda (maker-years +5.0%), then a fund; regretted: a zone (maker-years −3.0%)."
    ]
    assert sentences(suits, NL, "stay") == [
        "Voor makers aan het werk: an agenda is het best (makersjaren +5,0%), daarna a fund; "
        "af te raden: a zone (makersjaren −3,0%)."
    ]


def test_fewer_who_must_go_is_better_and_the_most_fewer_is_best() -> None:
    suits = [suit("a", go=("better", -10.0)), suit("b", go=("better", -100.0)), suit("c", go=("worse", 5.0))]
    assert sentences(suits, EN, "go") == [
        "For fewer forced departures: best is b (their number −10%), then a; regretted: c (their number +0.5%)."
    ]


def test_where_none_does_anything_clear_it_says_so_and_names_none() -> None:
    told = sentences([suit("a"), suit("b")], EN)
    assert len(told) == len(GOALS)
    assert all(text.endswith("no form does anything clear.") for text in told)


def test_where_all_make_it_worse_none_is_best() -> None:
    suits = [suit("a", homes=("worse", -5.0)), suit("b", homes=("worse", -90.0))]
    assert sentences(suits, EN, "homes") == ["For homes: no form is clearly better; regretted: b and a."]


def test_money_has_its_sign_before_its_unit() -> None:
    suits = [suit("a", owners=("better", 1_234_567.0)), suit("b", owners=("worse", -4_321.0))]
    assert sentences(suits, EN, "owners") == [
        "For other owners' money: best is a (+€1.2 million); regretted: b (−€4,000)."
    ]
    assert "(+€ 1,2 miljoen)" in sentences(suits, NL, "owners")[0]


def test_few_worlds_say_nothing() -> None:
    some = suit("a")
    some.goals.update({goal: row(goal, "few", 9.0, units=3) for goal in GOALS})
    assert sentences([some, some], EN) == ["Too few worlds to say which form suits whom: take 20 or more."]
    assert math.isnan(worse_share(some.goals["stay"]))


def test_of_many_forms_some_are_named_and_the_others_counted() -> None:
    suits = [suit(f"form {i}", stay=("better", 100.0 - i)) for i in range(6)]
    (told,) = sentences(suits, EN, "stay")
    assert told.endswith("then form 1, form 2 and 3 more.")


@pytest.mark.parametrize("goal", GOALS)
def test_a_sentence_is_short_and_has_few_numbers(goal: str) -> None:
    suits = [suit(f"form {'abcdefgh'[i]}", **{goal: ("better" if i < 4 else "worse", 50.0 - 9 * i)}) for i in range(8)]
    (told,) = sentences(suits, EN, goal)
    assert len(told.split()) <= 30
    assert len(re.findall(r"\d[\d.,]*", told)) <= 3


def test_the_star_is_of_the_best_and_only_where_it_is_better() -> None:
    suits = [suit("a", stay=("better", 9.0)), suit("b", stay=("better", 400.0)), suit("c", stay=("worse", -40.0))]
    table = signs(suits, EN).set_index("form")
    assert table["at work"].to_dict() == {"a": "▲ +0.9% (90%)", "b": "▲▲▲ +40% (90%) ★", "c": "▼▼ −4.0% (90%)"}
    assert signs(suits, NL).set_index("vorm").loc["a", "aan het werk"] == "▲ +0,9% (90%)"
    assert not table.drop(columns="at work").map(lambda cell: "★" in cell).any(axis=None)


def test_the_star_is_shared_by_what_cannot_be_told_from_the_best() -> None:
    suits = [suit(name, homes=("better", size)) for name, size in (("a", 40.0), ("b", 39.5), ("c", 20.0))]
    assert [cell.endswith("★") for cell in signs(suits, EN)["homes"]] == [True, True, False]


def test_the_share_of_worlds_in_which_it_is_worse_goes_by_what_is_wanted() -> None:
    assert worse_share(row("stay", "worse", -9.0, share=0.9)) == pytest.approx(0.9)
    assert worse_share(row("go", "worse", 9.0, share=0.9)) == pytest.approx(0.9)
    assert worse_share(row("go", "better", -9.0, share=0.9)) == pytest.approx(0.1)


def test_a_risk_is_of_all_worlds_those_in_which_nothing_changes_among_them() -> None:
    some = row("stay", "better", 9.0, share=0.3) | {"none": 0.5}
    assert worse_share(some) == pytest.approx(0.2)
    assert worse_share(some | {"none": 1.0, "up": 0.0}) == 0.0


def test_what_may_be_luck_given_how_many_are_compared_has_no_direction() -> None:
    found = row("stay", "better", 9.0) | {"other": "a"}
    assert cautious(found, {("a", "maker_years")})["way"] == "even"
    assert cautious(found, {("b", "maker_years"), ("a", "homes_built")}) == found
    few = row("stay", "few", 9.0) | {"other": "a"}
    assert cautious(few, {("a", "maker_years")})["way"] == "few"


# ---- the experiment --------------------------------------------------------------------------------------------------


def test_every_form_but_concepts_is_alone_beside_the_area_without() -> None:
    design, left_out = advice_on("stylised-area", 120, 20, 2)
    assert set(design.arms) == {BASE, *SURE}
    assert {one.name for one in left_out} == set(Forms().named()) - SURE
    assert pairs_of_forms(design) == {(BASE, name): (name,) for name in SURE}
    assert design.settings == {"policy.contract_months": 120, "policy.renewal_months": "same"}
    assert "tijdbank" in left_out_told(left_out, NL)[0]


def test_a_form_that_is_there_is_compared_with_the_area_without_it(tmp_path: Path) -> None:
    design, _ = advice_on(str(area_in(tmp_path, form="biz")), None, 2, 2)
    assert design.settings == {"forms.biz.on": False}
    assert design.arms["biz"].settings == {"forms.biz.on": True}


def test_a_form_begins_when_the_law_knows_it_and_is_left_out_before(tmp_path: Path) -> None:
    founded, fire, slump = ('founded = "2020-06"', ""), ("2026-01", "2005-01"), ("2025-09", "2005-09")
    early = area_in(tmp_path, ('start = "2025-01"', 'start = "2004-06"'), founded, fire, slump)
    design, left_out = advice_on(str(early), None, 2, 2)
    assert design.arms["business_fund"].settings["forms.business_fund.since"] == "2005-01"
    assert ("biz", "not_lawful") in {(one.name, one.why) for one in left_out}
    assert pairs_of_forms(design)[BASE, "business_fund"] == ("business_fund",)


def test_arms_of_the_shipped_experiment_are_forms_and_leases_are_not() -> None:
    pairs = pairs_of_forms(load_experiment("forms"))
    assert pairs["two", "two-land-trust-and-makers-fund"] == ("land_trust", "makers_fund")
    assert ("two", "ten") not in pairs
    assert pairs_of_forms(load_experiment("contract-length")) == {}


@pytest.mark.parametrize("name", sorted(SURE))
def test_every_form_says_what_it_needs_and_who_takes_part(name: str) -> None:
    form = Forms().named()[name]
    for told in (EN, NL):
        assert needs_of(form, load("stylised-area"), told)
        assert parties_to(form, told)


def test_what_an_area_has_nothing_of_is_told_to_be_missing() -> None:
    legend = {**SMALL["area"]["legend"]}
    for symbol, entry in legend.items():
        if entry.get("floor_m2"):
            kept = {
                key: value for key, value in entry.items() if key not in ("operator", "owner", "collective", "part_of")
            }
            legend[symbol] = {**kept, "owner": "collective", "collective": {"form": "owner"}}
    owned = small(area={**SMALL["area"], "developers": 0, "conscious_developers": 0, "legend": legend})
    needs = needs_of(Forms().land_trust, owned, EN)
    assert [need.missing for need in needs] == [True, False, False]
    assert "0% of the floor" in needs[0].text
    assert not any(need.missing for need in needs_of(Forms().land_trust, small(), EN))


def test_all_that_forms_bring_about_is_begun_refused_lost_or_a_consequence() -> None:
    assert set(BEGUN + REFUSED + LOST) | {"clause_kept", "paid_back", "taken_along", "sold_on", "loan_repaid"} == set(
        HAPPENINGS
    )


def test_what_came_about_is_what_the_run_tells() -> None:
    result = run(load("stylised-area", {"forms.fit_out.on": True}), 3)
    told = result.happenings
    begun = told[told["what"].isin(BEGUN)]
    assert result.outcomes["forms_first_month"] == begun["month"].min()
    assert result.outcomes["forms_begun"] == len(begun) > 0
    assert result.outcomes["forms_refused"] == told["what"].isin(REFUSED).sum() > 0
    assert result.outcomes["forms_lost"] == told["what"].isin(LOST).sum()
    none = run(load("stylised-area"), 3, months=12).outcomes
    assert (none["forms_first_month"], none["forms_begun"]) == (None, 0)


# ---- the command -----------------------------------------------------------------------------------------------------


def area_in(folder: Path, *changes: Change, form: str = "") -> Path:
    """A small area as a file, with a form of cooperation if one is named."""
    file, there = folder / "mine.toml", f'\n[forms.{form}]\non = true\nsources = {{ on = "assumed" }}\n'
    file.write_text(scenario_toml(*changes) + (there if form else ""), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def advised(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A results folder of a small area, and what was told of it."""
    place = tmp_path_factory.mktemp("advice")
    area = area_in(place, form="fit_out")
    asked = [str(area), "--worlds", "3", "--replicates", "2", "--workers", "1", "--out", str(place / "out")]
    return place / "out", collectief("advise", *asked).stdout


def test_it_tells_of_every_form_and_of_what_is_left_out(advised: tuple[Path, str]) -> None:
    text = " ".join(advised[1].split())
    assert "Too few worlds to say which form suits whom: take 20 or more." in text
    for name, form in Forms().named().items():
        assert form.called.en in text
        assert (f"{form.called.en} ({form.grounds})" in text) == (name in SURE)
    assert "This area has own fit-out already" in text
    assert "no more than the concept is known: social investment zone (SIZ)" in text


def test_the_folder_is_that_of_an_experiment_with_a_section_in_its_report(advised: tuple[Path, str]) -> None:
    folder, _ = advised
    results = read_results(folder)
    table = came_about(results)
    assert set(table["other"]) == SURE
    written = pd.read_csv(folder / "forms.csv")
    assert written["begun_share"].tolist() == pytest.approx(table["begun_share"].tolist(), rel=1e-5)
    collectief("report", str(folder), "--lang", "nl")
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert NL("forms.title") in page
    assert "energiecoöperatie (aantallen en bedragen aangenomen)" in page
    assert "sociale investeringszone" not in page[page.index('id="forms"') : page.index("</section>")]


def test_the_same_question_again_simulates_nothing_and_answers_as_data(advised: tuple[Path, str]) -> None:
    folder, _ = advised
    area = str(folder.parent / "mine.toml")
    asked = ["--worlds", "3", "--replicates", "2", "--out", str(folder), "--resume", "--goal", "homes", "--json"]
    told = collectief("advise", area, *asked)
    record = json.loads(told.stdout)
    assert "runs: about" not in told.stderr
    assert {one["name"] for one in record["forms"]} == SURE
    assert {one["why"] for one in record["left_out"]} == {"concept"}
    assert record["goal"] == "homes"
    for one in record["forms"]:
        assert set(one["goals"]) == set(GOALS)
        assert set(one["in_words"]) == {"came", "price", "risk", "needs", "parties"}


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["nowhere"], "nowhere"),
        (
            ["stylised-area", "--goal", "profit"],
            "--goal 'profit' is not allowed: it must be one of stay, go, collectives",
        ),
        (["stylised-area", "--goal", "homs"], "homes"),
        (["stylised-area", "--lang", "fr"], "--lang 'fr' is not allowed: it must be one of en, nl"),
        (["stylised-area", "--worlds", "1"], "--worlds 1: allowed is 2 to"),
        (["stylised-area", "--worlds", "99999"], "--worlds 99999: allowed is 2 to"),
        (["stylised-area", "--lease", "5000"], "--lease 5000"),
        (["stylised-area", "--replicates", "200000"], "replicates"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(asked: list[str], told: str, tmp_path: Path) -> None:
    found = collectief("advise", *asked, "--out", str(tmp_path / "out"))
    assert found.returncode == 2
    assert told in found.stderr
    assert not (tmp_path / "out").exists()


def test_an_unknown_scenario_is_refused_in_python_too() -> None:
    with pytest.raises(ScenarioError, match="nowhere"):
        advice_on("nowhere", None)
