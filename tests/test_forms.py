"""Forms of cooperation: absent unless switched on, each number carried, every happening told, no form in another's way."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from conftest import small

from collectief_sim.model.build.forms import MECHANISMS, forms_of
from collectief_sim.model.catalogue.happenings import HAPPENED, stories
from collectief_sim.model.codes import HAPPENINGS
from collectief_sim.model.identities import broken
from collectief_sim.model.rows import layout
from collectief_sim.model.simulation import Simulation, run
from collectief_sim.scenario import ScenarioError, load
from collectief_sim.scenario.forms import Forms
from collectief_sim.scenario.forms.form import Form

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
    assert set(FORMS[name].numbers) - {"on"} <= set(layout(kind).names or ())


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
    assert [name.en for name, _ in told] == ["business investment zone (BIZ)"]
    assert told[0][1][0].en.startswith("nothing came of it")
    assert told[0][1][0].nl.startswith("er kwam niets van")
