"""docs/forms.py: the page about forms of cooperation can be made again, has a place for every form, and counts what runs say."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest

from collectief_sim.model.simulation import run
from collectief_sim.scenario.forms import FORM_NAMES, Forms

DOCS = Path(__file__).parents[1] / "docs"
PAGE = (DOCS / "forms.md").read_text(encoding="utf-8")


@pytest.fixture
def forms(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module."""
    monkeypatch.syspath_prepend(DOCS)
    import forms

    return forms


def test_every_form_has_a_place_in_which_something_stands(forms: ModuleType) -> None:
    made = dict(re.findall(r"<!-- (.*?): generated -->\n(.*?)<!-- end -->", PAGE, re.S))
    assert set(made) == {"in short", *FORM_NAMES, *(" and ".join(some) for some in forms.PAIRED)}
    assert all(part.startswith("| ") for part in made.values())


@pytest.mark.parametrize("name", FORM_NAMES)
def test_the_page_says_what_a_form_rests_on(name: str) -> None:
    section = PAGE[: PAGE.index(f"<!-- {name}: generated")].rpartition("###")[2]
    grounds = Forms().named()[name].grounds
    assert f"*{grounds.capitalize()}.*" in section
    assert re.search(r"\bF\d", section) or name == "area_director"  # of which nothing was found (E42)


def test_concepts_are_left_out_of_what_it_comes_to(forms: ModuleType) -> None:
    short = PAGE[PAGE.index("<!-- in short") :].partition("<!-- end")[0]
    for form in Forms().named().values():
        assert (form.called.en in short) == (form.grounds != "concept only")


def test_what_is_counted_is_what_the_run_says(forms: ModuleType) -> None:
    arm = ("keilekwartier", 24, "biz+fit_out")
    history, whole = forms.history_of((arm, 3)), run(forms.scenario_of(arm), 3)
    assert history.sums["homes"] == whole.outcomes["homes_built"]
    assert history.sums["maker_years"] == pytest.approx(whole.outcomes["maker_years"])
    assert history.sums["collective_years"] == pytest.approx(whole.outcomes["collective_years"])
    assert sum(history.happened.values()) == len(whole.happenings)
