"""Forms of cooperation: absent unless switched on, each number carried, every happening told, no form in another's way."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import small
from rich.console import Console
from test_cli import collectief

import collectief_sim
from collectief_sim.batch.engine import carry_out
from collectief_sim.batch.executors import Processes
from collectief_sim.batch.show import contents
from collectief_sim.batch.store import Store
from collectief_sim.cli.summary import tell
from collectief_sim.experiment.analysis import Analysis, analyse, draw_maps
from collectief_sim.experiment.design import Experiment
from collectief_sim.experiment.expand import plan_of
from collectief_sim.experiment.results import design_file, read_results
from collectief_sim.model.build.forms import MECHANISMS, forms_of
from collectief_sim.model.catalogue.forms import FORMS as OUTCOMES_OF_FORMS
from collectief_sim.model.catalogue.happenings import HAPPENED, stories
from collectief_sim.model.codes import HAPPENINGS
from collectief_sim.model.identities import broken
from collectief_sim.model.rows import layout
from collectief_sim.model.simulation import Simulation, run
from collectief_sim.report.figures.differences import comparison_table
from collectief_sim.report.first import first_page
from collectief_sim.report.notices import notices, warnings
from collectief_sim.report.policies import policies_and_goals
from collectief_sim.report.words import words, words_for
from collectief_sim.scenario import Scenario, ScenarioError, dump, load
from collectief_sim.scenario.files import override
from collectief_sim.scenario.forms import Forms
from collectief_sim.scenario.forms.form import Form
from collectief_sim.scenario.notes import notes_of, notes_on
from collectief_sim.scenario.notes_on_forms import idle_notes, own_numbers

AREA = Path(__file__).parents[1] / "scenarios" / "stylised-area.toml"
FORMS = Forms().named()
ALL_ON: dict[str, Any] = {f"forms.{name}.on": True for name in FORMS}


def test_without_a_form_no_table_of_one_has_a_row() -> None:
    tables = forms_of(small(), 10)
    assert all(len(tables[name]) == 0 for name, _ in MECHANISMS.values())
    assert len(tables["happenings"]) == 0


@pytest.mark.parametrize("name", FORMS)
def test_a_form_that_is_off_changes_nothing_whatever_its_numbers(name: str) -> None:
    other = {f"forms.{name}.{key}": value for key, value in other_numbers(FORMS[name]).items()}
    assert run(small(other), 3).series.equals(run(small(), 3).series)


def other_numbers(form: Form) -> dict[str, float]:
    """Its numbers, each moved half way to the least that is allowed."""
    moved = {}
    for key, value in form.numbers.items():
        field = type(form).model_fields[key]
        if not isinstance(value, bool):
            low = next(limit.ge for limit in field.metadata if hasattr(limit, "ge"))
            moved[key] = type(value)((value + low) / 2)
    return moved


@pytest.mark.parametrize("name", FORMS)
def test_every_number_of_a_form_is_in_the_table_of_its_mechanism(name: str) -> None:
    _, kind = MECHANISMS[FORMS[name].mechanism]
    assert set(FORMS[name].in_table) <= set(layout(kind).names or ())


@pytest.mark.parametrize("name", FORMS)
def test_a_form_says_what_it_is(name: str) -> None:
    form = type(FORMS[name])
    assert form.called.en
    assert form.called.nl
    assert form.grounds in ("sourced", "rates assumed", "concept only")
    assert re.search(r"\b[EF]\d", form.__doc__ or ""), "its docstring names the evidence"


def test_every_happening_has_words() -> None:
    assert list(HAPPENED) == list(HAPPENINGS)


@pytest.mark.parametrize("name", FORMS)
def test_a_form_may_come_about_from_its_date_and_not_before(name: str) -> None:
    late = {f"forms.{name}.on": True, f"forms.{name}.since": "2045-01"}
    spec = load("stylised-area", late)
    result = run(spec, 1)
    months = result.happenings.month
    assert (months >= spec.month_of("2045-01")).all()
    before = slice(0, spec.month_of("2045-01"))
    assert result.series.iloc[before].equals(run(load("stylised-area"), 1).series.iloc[before])


@pytest.mark.parametrize(
    ("since", "told"),
    [("2020-01", "outside the run"), ("soon", "is not a month"), ("2099-01", "outside the run")],
)
def test_a_date_that_cannot_be_is_refused(since: str, told: str) -> None:
    with pytest.raises(ScenarioError, match=told):
        load("stylised-area", {"forms.biz.on": True, "forms.biz.since": since})


def test_all_forms_at_once_add_up_and_are_the_same_again() -> None:
    spec = load("stylised-area", ALL_ON)
    one, other = run(spec, 4), run(spec, 4)
    assert not broken(one.world, one.months)
    assert one.happenings.equals(other.happenings)
    assert set(one.happenings.form) <= set(FORMS)


def test_the_chronicle_grows_as_it_must(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = load("stylised-area", ALL_ON)
    usual = run(spec, 2)
    monkeypatch.setattr("collectief_sim.model.build.forms.MOST_A_MONTH", 1)  # less room than a month may take
    tight = Simulation(spec, 2)
    room = len(tight.world.happenings)
    tight.finish()
    assert len(tight.world.happenings) > room
    assert np.array_equal(
        tight.world.happenings.what[: len(usual.happenings)], usual.world.happenings.what[: len(usual.happenings)]
    )
    assert tight.world.town[0].happenings == len(usual.happenings)


def test_a_story_tells_each_form_that_exists_even_if_nothing_came_of_it() -> None:
    result = run(small({"forms.biz.on": True, "forms.biz.favour": -5.0, "months": 1}), 1)
    told = list(stories(result.scenario, result.world))
    assert [(name.en, concept) for name, concept, _ in told] == [("business investment zone (BIZ)", False)]
    assert told[0][2][0].en.startswith("nothing came of it")
    assert told[0][2][0].nl.startswith("er kwam niets van")


def test_a_concept_is_never_a_finding(tmp_path: Path) -> None:
    area = tmp_path / "small.toml"
    area.write_text(dump(small({"months": 24})), encoding="utf-8")
    arms = {"none": {}, "bank": {"forms.time_bank.on": True}, "biz": {"forms.biz.on": True}}
    design = Experiment(
        name="forms",
        areas=[str(area)],
        replicates=12,
        main="collectives_founded",
        arms={name: {"title": name, "settings": settings} for name, settings in arms.items()},  # type: ignore[misc]
    )
    plan = plan_of(design)
    with Store.create(tmp_path / "out", plan, design_file(design)) as store, Processes(1) as executor:
        for _ in carry_out(plan, store, executor):
            pass
    results = read_results(tmp_path / "out")
    analysis = analyse(results, draw_maps(results))
    told = words_for(results.experiment, "en")
    first = first_page(analysis, told)
    assert first.headline == warnings(analysis, told)[-1]
    assert "time bank" in first.headline
    assert not [*first.lead, *first.interests, *first.sure, *first.hangs]
    assert not notices(analysis, told)
    assert policies_and_goals(analysis, told) is None, "one other policy is left"
    shown = comparison_table(analysis, analysis.comparison, told, named=True)
    concept = shown[told("page.to")] == "bank"
    assert (shown[told("page.clear")].eq("concept only: no finding") == concept).all()
    assert "forms.time_bank" in (tmp_path / "out" / "scenarios" / "001.toml").read_text(encoding="utf-8")
    assert contents(tmp_path / "out")["concept_only"] == [FORMS["time_bank"].called.en]
    assert_only_what_came_about_is_reported(analysis)


def assert_only_what_came_about_is_reported(analysis: Analysis) -> None:
    """What is 0 in all runs is left out, and what is not 0 in one of them is there."""
    runs = analysis.results.runs.assign(invested_eur=0.0, votes_passed=[1, *[0] * (len(analysis.results.runs) - 1)])
    made = analyse(replace(analysis.results, runs=runs), analysis.maps)
    reported = set(made.comparison["outcome"])
    assert reported & set(OUTCOMES_OF_FORMS) == {name for name in OUTCOMES_OF_FORMS if runs[name].any()}
    assert "votes_passed" in reported
    assert "invested_eur" not in reported


def test_what_came_about_has_a_date_and_a_place() -> None:
    result = run(load("stylised-area", ALL_ON), 4, months=120)
    told = result.happenings
    assert told.date.tolist() == [result.scenario.date_of(month) for month in told.month]
    somewhere = told[told.building.notna()].merge(result.buildings, on="building", suffixes=("", "_of_building"))
    assert len(somewhere)
    for name in ("title", "plot_x", "plot_y"):
        assert (somewhere[name] == somewhere[f"{name}_of_building"]).all()
    assert told[told.building.isna()][["title", "plot_x", "plot_y"]].isna().all(axis=None)


def test_a_run_tells_what_its_forms_rest_on() -> None:
    result = run(small({**ALL_ON, "months": 3}), 1)
    for language, assumed in (("en", "rates assumed"), ("nl", "aangenomen")):
        console = Console(record=True, width=200, file=StringIO())
        tell(result, console, language)
        lines = {line.strip() for line in console.export_text().splitlines()}
        for form in FORMS.values():
            note = words(language)(f"run.grounds.{form.grounds}")
            assert f"{form.called.told(language)}{note}" in lines
            assert (assumed in note) == (form.grounds == "rates assumed")


def test_a_form_is_taken_out_by_its_declaration_and_its_line_in_the_month(tmp_path: Path) -> None:
    package = Path(collectief_sim.__file__).parent
    shutil.copytree(package, tmp_path / "collectief_sim", ignore=shutil.ignore_patterns("__pycache__"))
    without = tmp_path / "collectief_sim"
    (without / "scenario" / "forms" / "clauses.py").unlink()
    for file, mark in (("scenario/forms/__init__.py", "DevelopmentAgenda"), ("model/month.py", "clauses")):
        lines = (without / file).read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if mark not in line]
        assert len(lines) - len(kept) == 2, "the import, and the line itself"
        (without / file).write_text("".join(kept), encoding="utf-8")
    asked = (
        "from collectief_sim.scenario import load; from collectief_sim.model.simulation import run; import sys;"
        "settings = {'forms.biz.on': True, 'forms.time_bank.on': True, 'months': 120};"
        "sys.stdout.write(run(load(sys.argv[1], settings), 1).series.to_json())"
    )
    found = [
        subprocess.run(
            [sys.executable, "-c", asked, str(AREA)],
            env=os.environ | {"PYTHONPATH": str(place)},
            capture_output=True,
            text=True,
        )
        for place in (tmp_path, package.parent)
    ]
    assert found[0].returncode == 0, found[0].stderr[-2000:]
    assert found[0].stdout == found[1].stdout


# ---- bad input -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "numbers", "told"),
    [
        (
            "biz",
            {"least_eur_year": 6000.0},
            "least_eur_year = 6000 is more than most_eur_year = 5000: allowed is that or",
        ),
        ("biz", {"given_hours": 300.0}, "given_hours = 300 is more than preparing_hours = 250"),
        ("biz", {"most_eur_year": 0.0}, "most_eur_year is 0, a levy of nothing: allowed is more than 0, or on = false"),
        ("business_fund", {"rate_per_year": 0.0}, "rate_per_year and least_eur_year are 0, a levy of nothing"),
        ("siz", {"most_eur_year": 0.0, "home_eur_year": 0.0}, "most_eur_year is 0, a levy of nothing"),
        ("siz", {"hours_share": 0.8}, "meetings_share = 0.3 and hours_share = 0.8 add up to 1.1: no more can be spent"),
        ("fit_out", {"patience_months": 12}, "patience_months = 12 is no more than preparing_months = 12"),
        ("energy_cooperative", {"preparing_months": 60}, "patience_months = 36 is no more than preparing_months = 60"),
    ],
)
def test_numbers_that_contradict_each_other_are_refused(form: str, numbers: dict[str, float], told: str) -> None:
    settings = {f"forms.{form}.{name}": value for name, value in numbers.items()}
    with pytest.raises(ScenarioError) as refusal:
        small(settings | {f"forms.{form}.on": True})
    assert f"forms.{form}: {told}" in str(refusal.value)
    small(settings)  # and are nothing where it is absent


def test_shares_that_add_up_to_the_whole_are_fine() -> None:
    small({"forms.biz.on": True, "forms.biz.meetings_share": 0.7, "forms.biz.hours_share": 0.3})
    small({"forms.biz.on": True, "forms.biz.meetings_share": 0.1, "forms.biz.hours_share": 0.9})


@pytest.mark.parametrize("path", ["forms.bizz.on", "forms.BIZ.on", "forms.foo", "forms.guild.favour"])
def test_an_unknown_form_is_refused_with_those_there_are(path: str) -> None:
    with pytest.raises(ScenarioError) as refusal:
        small({path: True})
    hint = " Did you mean 'biz'?" if "biz" in path.casefold() else ""
    name = path.split(".")[1]
    assert f"{path}: there is no form of cooperation {name!r}.{hint} Forms are {', '.join(FORMS)}." in str(
        refusal.value
    )


def test_numbers_of_a_form_that_is_absent_are_noted() -> None:
    spec = small({"forms.biz.favour": 3.0, "forms.biz.since": "2025-02", "forms.siz.favour": 3.0, "forms.siz.on": True})
    assert own_numbers(spec) == ["forms.biz.since", "forms.biz.favour", "forms.siz.favour"]
    told = ["small: forms.biz.since, forms.biz.favour have no effect: forms.biz.on is false."]
    assert idle_notes(spec, own_numbers(spec)) == told
    assert idle_notes(spec, own_numbers(spec), on_elsewhere=["biz"]) == []
    assert idle_notes(spec, ["forms.biz.favour", "forms.biz.on"]) == [], "who switches it off knows"
    assert idle_notes(spec, ["forms.siz.favour"]) == []


def test_a_form_that_a_shorter_run_does_not_reach_is_told() -> None:
    spec = load("stylised-area", {"forms.biz.on": True, "forms.biz.since": "2040-01"})
    short = override(spec, {"months": 120})
    assert not short.forms.biz.on
    told = ["stylised-area: forms.biz (2040-01) is not reached: the run ends with 2034-12."]
    assert notes_on(short, ["months"]) == told
    assert idle_notes(short, ["months", *own_numbers(short)]) == [], "and that is enough"
    assert notes_on(spec, []) == []


def test_forms_that_find_nobody_or_nothing_are_noted() -> None:
    forms = small({f"forms.{name}.on": True for name in ("biz", "business_fund", "land_trust", "time_bank")})
    assert notes_of(forms) == []
    data = forms.model_dump()
    for entry in data["area"]["legend"].values():
        if entry["use"] in ("work", "mixed"):
            entry |= {"collective": None, "owner": "municipality", "part_of": "", "operator": "", "tenants": 0}
    told = " ".join(notes_of(Scenario.model_validate(data)))
    assert "forms.biz.on is true, and nobody could vote: there are no tenants" in told
    assert "forms.business_fund.on is true, and nobody would pay: there are no tenants" in told
    assert "land_trust" not in told
    owned = Scenario.model_validate(nothing_for_sale(data))
    assert any("forms.land_trust.on is true, and there is nothing to buy" in note for note in notes_of(owned))


def nothing_for_sale(data: dict[str, Any]) -> dict[str, Any]:
    """A scenario in which collectives own all there is."""
    for entry in data["area"]["legend"].values():
        if entry["use"] in ("work", "mixed"):
            entry |= {"owner": "collective", "tenants": 4, "collective": {"form": "owner"}}
    return data


def test_work_floor_for_nothing_is_noted() -> None:
    spec = small({"forms.development_agenda.on": True, "forms.development_agenda.rent_ceiling_share": 0.0})
    assert any(
        "rent_ceiling_share is 0: the work floor that plans must keep is let for" in note for note in notes_of(spec)
    )
    assert notes_of(override(spec, {"forms.development_agenda.kept_floor_share": 0.0})) == []


def test_check_says_which_forms_are_on_and_notes_each_thing_once() -> None:
    settings = ("forms.biz.on=true", "forms.siz.on=true", "forms.siz.since=2030-01", "forms.fit_out.floor_share=0.5")
    done = collectief("check", "stylised-area", *(word for one in settings for word in ("--set", one)))
    assert [line for line in done.stdout.splitlines() if line.startswith("Form: ")] == [
        "Form: business investment zone (BIZ) (forms.biz), from 2025-01; grounds: sourced.",
        "Form: social investment zone (SIZ) (forms.siz), from 2030-01; grounds: concept only, so that it never is a finding "
        "or an advice.",
    ]
    assert done.stderr == "Note: stylised-area: forms.fit_out.floor_share has no effect: forms.fit_out.on is false.\n"


def test_a_run_that_ends_before_a_form_says_so() -> None:
    settings = ("--set", "forms.biz.on=true", "--set", "forms.biz.since=2040-01", "--months", 2)
    told = collectief("run", "stylised-area", *settings).stderr
    assert told == "Note: stylised-area: forms.biz (2040-01) is not reached: the run ends with 2025-02.\n"


def test_an_arm_with_numbers_of_an_absent_form_is_refused(tmp_path: Path) -> None:
    area = tmp_path / "small.toml"
    area.write_text(dump(small({"months": 24})), encoding="utf-8")
    arms = {"none": {}, "biz": {"forms.biz.favour": 3.0}}
    design = Experiment(
        name="forms",
        areas=[str(area)],
        replicates=2,
        main="collectives_founded",
        arms={name: {"title": name, "settings": settings} for name, settings in arms.items()},  # type: ignore[misc]
    )
    with pytest.raises(
        ScenarioError, match=r"arm biz: in small forms\.biz\.favour has no effect: forms\.biz\.on is false; add"
    ):
        plan_of(design)
