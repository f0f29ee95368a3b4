"""Levers and outcomes are declared once, with all that is said of them; documents and ledger follow from that."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from collectief_sim.experiment import dictionary as outcome_dictionary
from collectief_sim.experiment import tables
from collectief_sim.experiment.ledger import LEDGER, SIDES, months_followed
from collectief_sim.experiment.outcomes import OUTCOMES_OF_LIVES
from collectief_sim.model.catalogue import OUTCOMES, Outcome, Outcomes
from collectief_sim.model.catalogue.collectives import ENDS, LADDER_STEPS
from collectief_sim.model.codes import ENDINGS, THEMES
from collectief_sim.scenario import dictionary as parameter_dictionary
from collectief_sim.scenario.languages import Said
from collectief_sim.scenario.levers import lever, lever_of
from collectief_sim.scenario.policy import LEVERED, Policy, lever_at

DOCS = Path(__file__).parents[1] / "docs"


def every_outcome() -> Iterator[Outcome]:
    yield from OUTCOMES.values()
    yield from OUTCOMES_OF_LIVES.values()


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("parameters.md", parameter_dictionary.as_markdown()),
        ("outcomes.md", outcome_dictionary.as_markdown()),
        ("tables.md", tables.as_markdown()),
    ],
)
def test_generated_documents_are_those_of_the_declarations(page: str, text: str) -> None:
    assert (DOCS / page).read_text(encoding="utf-8") == text


def test_every_setting_of_policy_is_a_lever_and_says_so_in_both_languages() -> None:
    for name, field in Policy.model_fields.items():
        found = lever_of(field)
        assert (found is None) == (name == "sources")
        if found:
            assert isinstance(field.json_schema_extra, dict)
            assert field.json_schema_extra["nl"]
    assert lever_at("policy.openness") is not None
    assert lever_at("behaviour.ties.step") is None
    assert lever_at("months") is None
    assert set(LEVERED) == {"policy", "market"}


def test_a_lever_that_a_page_cannot_place_is_refused() -> None:
    with pytest.raises(TypeError, match="a slider needs a group"):
        lever(0.0, "0-1", 0, 1, "E1", "something", nl="iets", slider=(0, 1, 0.1))


def test_a_lever_without_a_value_starts_at_its_first_or_lowest() -> None:
    some = lever(
        None, "months", 1, 9, "E1", "something", nl="iets", group="leases", slider=(2, 9, 1), absent=Said("no", "nee")
    )
    found = lever_of(some)
    assert found is not None
    assert (found.first, found.name, found.short) == (2, Said("something", "iets"), Said("something", "iets"))


def test_outcomes_have_words_in_both_languages_and_nothing_is_left_open() -> None:
    for outcome in every_outcome():
        for said in (outcome.meaning, outcome.label, outcome.short, outcome.phrase):
            for text in said or ():
                assert text, outcome.name
                assert "{" not in text.replace("{value}", ""), outcome.name
        assert outcome.meaning.en != outcome.meaning.nl


def test_families_are_those_of_the_tables() -> None:
    assert [name for name in ENDINGS if name] == list(ENDS)
    assert {f"outreach_{theme}" for theme in THEMES} <= set(OUTCOMES)
    assert [name for name in OUTCOMES if name.startswith("ladder_share")] == [f"ladder_share_{i}" for i in LADDER_STEPS]


def test_the_ledger_is_what_has_a_phrase_side_by_side() -> None:
    assert set(LEDGER) == {outcome.name for outcome in every_outcome() if outcome.phrase}
    sides = [outcome.side for outcome in LEDGER.values()]
    assert sides == sorted(sides, key=SIDES.index)
    assert months_followed("survival_120_months") == 120
    assert months_followed("displaced_within_120_months") == 120
    assert months_followed("homes_built") == 0


def test_an_outcome_is_declared_once_and_with_a_value_in_its_phrase() -> None:
    outcomes = Outcomes()
    declare = outcomes.one("city", "large", 0, "trees", nl="bomen", phrase=Said("{value} trees", "er | zijn | {value}"))

    def trees(run: object) -> int:
        """Trees at the end."""
        return 3

    assert declare(trees) is trees
    assert outcomes["trees"].meaning == outcomes["trees"].label == Said("trees at the end", "bomen")
    with pytest.raises(ValueError, match="trees is declared twice"):
        declare(trees)
    for phrase in (Said("trees", "er | zijn | {value}"), Said("{value} trees", "er zijn {value} bomen")):
        with pytest.raises(ValueError, match="bars around its Dutch verb"):
            Outcomes().one("city", "large", 0, "trees", nl="bomen", phrase=phrase)(trees)


def test_declarations_are_read_without_what_is_slow_to_load() -> None:
    code = (
        "import collectief_sim.experiment.ledger, collectief_sim.viewer.levers, sys; "
        "print(*{'numba', 'pandas', 'matplotlib', 'scipy'} & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == []
