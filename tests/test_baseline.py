"""A golden baseline: outcomes of fixed runs, which change only on purpose.

Refresh with ``uv run python tests/test_baseline.py``, and add a *Regression* line to the changelog.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from collectief_sim.model.simulation import run
from collectief_sim.scenario import load

FILE = Path(__file__).with_name("baseline.json")
RUNS = {
    "stylised-area": {},
    "stylised-area, ten years": {"policy.contract_months": 120},
    "keilekwartier": {},
}


def outcomes(name: str) -> dict[str, float | int | None]:
    return run(load(name.split(",")[0], RUNS[name]), seed=1).outcomes


@pytest.mark.parametrize("name", RUNS)
def test_results_are_those_of_the_baseline(name: str) -> None:
    found, expected = outcomes(name), json.loads(FILE.read_text())[name]
    assert found.keys() == expected.keys(), f"refresh the baseline for {sorted(found.keys() ^ expected.keys())}"
    undefined = {outcome for outcome, value in expected.items() if value is None}
    assert {outcome for outcome, value in found.items() if value is None} == undefined
    known = expected.keys() - undefined
    assert {outcome: found[outcome] for outcome in known} == pytest.approx(
        {outcome: expected[outcome] for outcome in known}, rel=1e-6
    )


if __name__ == "__main__":
    FILE.write_text(json.dumps({name: outcomes(name) for name in RUNS}, indent=1) + "\n")
