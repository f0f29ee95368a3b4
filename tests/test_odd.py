"""The description of the model names what exists: functions, processes in their order, parameters, tables, evidence."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import pytest

from collectief_sim.model import month, tables
from collectief_sim.model.catalogue.accounting import NOT_RECKONED
from collectief_sim.model.processes import engagement, land, roles
from collectief_sim.model.processes.holdings import Holder, Holding
from collectief_sim.model.processes.investments import Stake
from collectief_sim.model.rows import meanings
from collectief_sim.scenario.area import Area
from collectief_sim.scenario.behaviour import Behaviour
from collectief_sim.scenario.forms import Forms
from collectief_sim.scenario.people import People
from collectief_sim.scenario.policy import Market, Policy
from collectief_sim.scenario.prices import Prices
from collectief_sim.scenario.shocks import Coalition, Fire, Slump

type Pair = tuple[str, str]

DOCS = Path(__file__).parents[1] / "docs"
TEXT = (DOCS / "odd.md").read_text(encoding="utf-8")
FORMULA = re.compile(r"^```text\n(.*?)^```$", re.M | re.S)
PROSE = FORMULA.sub("", TEXT)

TOP_LEVEL = ("chance", "build", "observe", "outcomes")
FILES = ("py", "md", "toml")
SECTIONS: dict[str, Any] = {"area": Area, "policy": Policy, "market": Market, "people": People, "prices": Prices} | {
    name: type(getattr(Behaviour(), name)) for name in Behaviour.model_fields if name != "sources"
}
SECTIONS |= {"forms": Forms} | {name: type(form) for name, form in Forms().named().items()}
TABLES = {
    kind.__name__: kind
    for place in (tables, land, engagement, roles)
    for kind in vars(place).values()
    if inspect.isclass(kind) and kind.__module__ == place.__name__
}
NAMES = {name for kind in (*SECTIONS.values(), Fire, Slump, Coalition) for name in kind.model_fields} | {
    name for kind in TABLES.values() for name in meanings(kind)
}


# what a setting can be that is one of a few words
NAMES |= {
    word for kind in SECTIONS.values() for field in kind.model_fields.values() for word in get_args(field.annotation)
}


NAMES |= {name for form in Forms().named().values() for name in type(form).model_fields}
NAMES |= {name for kind in (Stake, Holder, Holding) for name in meanings(kind)}


def section(number: int) -> str:
    return re.split(r"^## ", PROSE, flags=re.M)[number]


def is_parameter(part: str, name: str) -> bool:
    return part in SECTIONS and name in SECTIONS[part].model_fields


def functions(text: str) -> list[Pair]:
    spans: list[Pair] = re.findall(r"`(\w+(?:\.\w+)?)\.(\w+)`", text)
    return [(one, two) for one, two in spans if two not in FILES and not is_parameter(one.split(".")[-1], two)]


def module(name: str) -> ModuleType:
    return importlib.import_module(
        f"collectief_sim.model.{name if name.split('.')[0] in TOP_LEVEL else f'processes.{name}'}"
    )


def processes() -> list[Pair]:
    tree = ast.parse(inspect.getsource(month))
    body = next(node.body for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "month")
    calls = [line.value.func for line in body if isinstance(line, ast.Expr) and isinstance(line.value, ast.Call)]
    return [(f.value.id, f.attr) for f in calls if isinstance(f, ast.Attribute) and isinstance(f.value, ast.Name)]


@pytest.mark.parametrize("pair", sorted(set(functions(PROSE))), ids=".".join)
def test_a_function_exists_where_it_is_said_to_be(pair: Pair) -> None:
    name, function = pair
    found = getattr(module(name), function, None)
    assert callable(found)
    assert getattr(found, "py_func", found).__module__.endswith(f".{name}")


def test_submodels_name_their_functions() -> None:
    assert len(set(functions(section(7)))) > 80


def test_the_overview_lists_all_processes_in_order() -> None:
    assert len(processes()) > 20
    assert functions(section(3)) == processes()


@pytest.mark.parametrize("pair", sorted(set(processes())), ids=".".join)
def test_every_process_has_a_submodel(pair: Pair) -> None:
    assert re.search(rf"^### 7\.\d+ .*: `{'.'.join(pair)}`$", section(7), re.M)


def test_names_in_formulas_are_parameters_or_fields() -> None:
    words = {word for formula in FORMULA.findall(TEXT) for word in re.findall(r"[\w.]+", formula) if "_" in word}
    unknown = {word for word in words if not (is_parameter(*word.split(".", 1)) if "." in word else word in NAMES)}
    assert len(words) > 100
    assert not unknown


def test_names_in_prose_are_parameters_or_fields() -> None:
    assert not set(re.findall(r"`(\w*_\w*)`", PROSE)) - NAMES
    for part, name in re.findall(r"`behaviour\.(\w+)\.(\w+)`", PROSE):
        assert is_parameter(part, name)


def test_tables_are_those_of_the_state() -> None:
    assert set(re.findall(r"^\| `(\w+)` \|", section(2), re.M)) == set(TABLES)


def test_what_is_not_reckoned_is_listed() -> None:
    for one in NOT_RECKONED:
        assert f"\n- {one.en}\n" in TEXT


def test_evidence_exists() -> None:
    known = set(re.findall(r"^\| ([EF]\d+) \|", (DOCS / "evidence.md").read_text(encoding="utf-8"), re.M))
    assert set(re.findall(r"\b[EF]\d+\b", TEXT)) <= known


def test_all_patterns_are_listed() -> None:
    assert re.findall(r"^\| (P\d+) \|", section(1), re.M) == [f"P{number}" for number in range(1, 16)]


@pytest.mark.parametrize("lever", sorted(Policy.model_fields.keys() - {"sources"}))
def test_every_lever_is_described(lever: str) -> None:
    assert f"`{lever}`" in TEXT or f"policy.{lever}" in TEXT
