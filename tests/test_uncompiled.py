"""The rules run as plain Python too, for debuggers and coverage, and give the same results."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from conftest import small

from collectief_sim.model.build.world import rules_of
from collectief_sim.model.rows import layout
from collectief_sim.model.tables import Building, Collective, Entrepreneur, Month, Plot, Town

HERE = Path(__file__).parent
PROGRAM = """
import sys, warnings
warnings.simplefilter("ignore")  # whole numbers wrap around silently when compiled
sys.path.insert(0, sys.argv[1])
from conftest import small
from collectief_sim.model.simulation import run
result = run(small(months=9), 3)
print(result.series.drop(columns="date").sum().round(6).to_json())
print(result.world.entrepreneurs.engagement.sum().round(6))
"""


def output(**environment: str) -> str:
    command = [sys.executable, "-c", PROGRAM, str(HERE)]
    return subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=True).stdout


def test_plain_python_gives_what_compiled_rules_give() -> None:
    assert output(NUMBA_DISABLE_JIT="1") == output()


@pytest.mark.parametrize("kind", [Entrepreneur, Plot, Building, Collective, Town, Month])
def test_no_field_hides_behind_an_attribute_of_numpy(kind: type) -> None:
    assert not set(layout(kind).names or ()) & set(dir(np.record))


def test_no_number_of_a_scenario_hides_behind_an_attribute_of_numpy() -> None:
    rules = rules_of(small()).dtype
    names = set(rules.names or ()) | {name for section in rules.names or () for name in rules[section].names or ()}
    assert not names & set(dir(np.record))
