"""One subject under one name: parameters, rules and test of a process are found by what it is called in the month."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_odd import processes

from collectief_sim.scenario import behaviour
from collectief_sim.scenario.behaviour import Behaviour
from collectief_sim.scenario.fields import Section

TESTS = Path(__file__).parent
PARAMETERS = Path(behaviour.__file__).parent
RULES = PARAMETERS.parents[1] / "model" / "processes"
SECTIONS = {name: type(getattr(Behaviour(), name)) for name in Behaviour.model_fields if name != "sources"}
CALLED = sorted({module for module, _ in processes()})


def names_in(folder: Path) -> set[str]:
    return {file.stem for file in folder.glob("*.py")} - {"__init__"}


@pytest.mark.parametrize("process", CALLED)
def test_a_process_of_the_month_has_a_test_by_its_name(process: str) -> None:
    assert (TESTS / f"test_{process}.py").is_file()
    assert (RULES / f"{process}.py").is_file() or process == "observe"  # which changes nothing


@pytest.mark.parametrize("process", SECTIONS)
def test_parameters_are_in_the_file_that_is_called_like_the_rules(process: str) -> None:
    assert SECTIONS[process].__module__ == f"{behaviour.__name__}.{process}"
    assert SECTIONS[process].__name__ == process.title().replace("_", "")
    assert f"(processes/{process}.py)" in str(SECTIONS[process].__doc__)
    assert (RULES / f"{process}.py").is_file()
    assert f".{process}" in (RULES / f"{process}.py").read_text(encoding="utf-8")  # it reads what is its own


def test_there_are_no_parameters_and_no_tests_of_processes_that_do_not_exist() -> None:
    assert names_in(PARAMETERS) == SECTIONS.keys()
    for file in PARAMETERS.glob("*.py"):  # a section more would be found by nobody
        declared = file.read_text(encoding="utf-8").count(f"({Section.__name__}):")
        assert declared == 1
    assert names_in(TESTS) <= {f"test_{name}" for name in (*names_in(RULES), "observe", "month")}
