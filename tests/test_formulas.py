"""Formulas against the ODD: `formulas.toml` tells what each gives, worked out by hand from the text of section 7.

A row is what the formula is given and what comes out, as plain arithmetic on numbers. Whatever a row does not name is not a
number (nan), so that nothing that counts goes unnamed. All rows run compiled, and once more as plain Python.
"""

from __future__ import annotations

import copy
import importlib
import inspect
import math
import os
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from conftest import small
from numba import config

from collectief_sim.model import codes
from collectief_sim.model.build import build_world
from collectief_sim.model.codes import MUNICIPALITY, STABLE
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.rows import NONE
from collectief_sim.scenario.behaviour import Behaviour

HERE = Path(__file__)
ODD = HERE.parents[1] / "docs" / "odd.md"
TABLE: dict[str, Any] = tomllib.loads((HERE.parent / "formulas.toml").read_text(encoding="utf-8"))
ELSEWHERE: dict[str, str] = TABLE.pop("elsewhere")
FORMULAS = {f"{module}.{name}": entry for module, entries in TABLE.items() for name, entry in entries.items()}
CASES = [(name, at) for name, entry in FORMULAS.items() for at in range(len(entry["rows"]))]
WORDS: dict[str, Any] = {
    **{name: getattr(math, name) for name in ("exp", "log", "sqrt", "ceil", "inf")},
    "min": min,
    "max": max,
    "true": True,
    "false": False,
    "logistic": lambda x: 1 / (1 + math.exp(-x)),
    "chance": lambda h: 1 - math.exp(-h / 12),
    "unit": lambda x: min(1, max(0, x)),
}


class Stage:
    """One of each kind: somebody who is a member of the collective that is at home in a building that a municipality lets."""

    def __init__(self) -> None:
        self.world: Any = copy.deepcopy(_world())
        world = self.world
        self.b = int(np.flatnonzero((world.buildings.owner_kind == MUNICIPALITY) & ~world.buildings.operated)[0])
        self.row = int(world.buildings.first_tenant[self.b])
        self.things: dict[str, Any] = {
            "building": world.buildings[self.b],
            "plot": world.plots[world.buildings.plot[self.b]],
            "collective": world.collectives[0],
            "person": world.entrepreneurs[self.row],
            "town": world.town[0],
            "landlord": world.landlords[MUNICIPALITY],
            "developer": world.developers[1],
            "drive": world.drives[0],
            "stock": world.stocktaking[0],
            "levy": world.levies[0],
            "ballot": world.ballots[0],
            "investment": world.investments[0],
        }
        self.rules = world.rules[0]
        plot = int(world.buildings.plot[self.b])
        around = [int(near) for near in world.neighbours[plot] if near != NONE]
        beside = sorted({int(world.plots.building[near]) for near in around} - {self.b, NONE})
        self.around = {
            "near": [world.plots[near] for near in around],
            "beside": [world.buildings[b] for b in beside],
        }
        for record in (*self.things.values(), *(self.rules[section] for section in self.rules.dtype.names)):
            forget(record)
        self.set_the_scene()

    def set_the_scene(self) -> None:
        """Who belongs where."""
        building, collective = self.things["building"], self.things["collective"]
        building.collective, building.spared_share = 0, 0.0
        building.vacate_month = building.plan_month = building.announced_month = NONE
        collective.alive, collective.home, collective.first_of_homes, collective.phase = True, self.b, self.b, STABLE
        self.things["person"].collective = 0

    def set(self, path: str, value: Any) -> None:
        """Give a field or a parameter a value; a word is one of `codes.py`, or one that a setting can be."""
        part, _, name = path.partition(".")
        if part in self.things or part in self.around:
            for record in self.around.get(part) or [self.things[part]]:
                record[name] = coded(value)
        elif isinstance(value, str):
            section = getattr(Behaviour(), part)
            self.rules[part][name] = get_args(type(section).model_fields[name].annotation).index(value)
        else:
            self.rules[part][name] = value

    def call(self, name: str, arguments: dict[str, Any]) -> Any:
        """What a formula gives: its arguments by their names, and the world and what is in it for those that are not given."""
        module, function = name.split(".")
        called = getattr(importlib.import_module(f"collectief_sim.model.processes.{module}"), function)
        here = {"world": pack(self.world), "b": self.b, "c": 0, "d": 1, "row": self.row, "e": self.things["person"]}
        here |= {"shared": self.things["drive"], "i": int(self.things["building"].plot)} | self.things
        here |= {name: coded(value) for name, value in arguments.items()}
        return called(*(here[name] for name in inspect.signature(getattr(called, "py_func", called)).parameters))

    def value(self, path: str) -> Any:
        """What is in a field."""
        part, _, name = path.partition(".")
        return self.things[part][name]


WRAPS = "ignore::RuntimeWarning"  # whole numbers wrap around silently when compiled


@cache
def _world() -> Any:
    return build_world(small({"forms.biz.on": True, "forms.energy_cooperative.on": True}), 1)


def forget(record: Any) -> None:
    """Make all numbers of a record no number."""
    for name in record.dtype.names:
        if record.dtype[name].kind == "f" and not record.dtype[name].shape:
            record[name] = math.nan


def coded(value: Any) -> Any:
    """A value as rules take it: a word is one of `codes.py`."""
    return getattr(codes, value) if isinstance(value, str) else np.array(value) if isinstance(value, list) else value


def flat(values: dict[str, Any]) -> dict[str, Any]:
    """Fields by path, arguments by name."""
    return {
        f"{part}.{name}" if name else part: value
        for part, inner in values.items()
        for name, value in (inner.items() if isinstance(inner, dict) else [("", inner)])
    }


def worked_out(text: Any, here: int) -> Any:
    """The arithmetic of a row; `here` is the building."""
    return eval(text, {"__builtins__": {}}, WORDS | {"here": here}) if isinstance(text, str) else text


def agree(found: Any, expected: Any) -> bool:
    """Whether two numbers, or several, are the same but for what counting in fractions leaves."""
    return bool(np.all(np.asarray(found, float) == pytest.approx(np.asarray(expected, float), rel=1e-9, abs=1e-12)))


@pytest.mark.parametrize(("name", "at"), CASES, ids=lambda one: str(one))
def test_what_a_formula_gives_is_what_the_odd_says(name: str, at: int) -> None:
    entry, stage = FORMULAS[name], Stage()
    given, expected = entry["rows"][at]
    values = flat(entry.get("given", {})) | flat(given)
    for path, value in values.items():
        if "." in path:
            stage.set(path, value)
    found = stage.call(name, {path: value for path, value in values.items() if "." not in path})
    after = flat(expected) if isinstance(expected, dict) else {"": expected}
    for path, by_hand in after.items():
        value = stage.value(path) if path else found
        assert agree(value, worked_out(by_hand, stage.b)), f"{path or name} is {value}, by hand {by_hand}"


def test_formulas_give_the_same_as_plain_python() -> None:
    if config.DISABLE_JIT:
        pytest.skip("this is plain Python")
    rows = f"{HERE}::{test_what_a_formula_gives_is_what_the_odd_says.__name__}"
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "-W", WRAPS, rows]
    done = subprocess.run(command, env=os.environ | {"NUMBA_DISABLE_JIT": "1"}, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:]


# ---- every formula of the ODD is in the table, or it is said where else it is tested ----


def formulas_of_the_odd() -> list[str]:
    """What stands before the sign of equality, by section: ``7.20 pull``. A line that goes on with the one before is none."""
    found = []
    text = ODD.read_text(encoding="utf-8").split("\n## 7 ")[1].split("\n## ")[0]
    for part in ("# 7 \n" + text).split("\n##"):
        section = re.match(r"# ([\d.]+)", part)[1]  # type: ignore[index]
        for block in re.findall(r"^```text\n(.*?)^```$", part, re.M | re.S):
            found += [f"{section} {name}" for name in re.findall(r"^(\S[^=:\n]*?)\s*[=:] ", block, re.M)]
    return found


def test_every_formula_of_the_odd_has_a_name_of_its_own() -> None:
    found = formulas_of_the_odd()
    assert len(found) > 100
    assert len(set(found)) == len(found), [name for name in found if found.count(name) > 1]


def test_every_formula_of_the_odd_is_in_the_table_or_tested_elsewhere() -> None:
    in_table = [line for entry in FORMULAS.values() for line in entry.get("odd", [])]
    told = [*in_table, *ELSEWHERE]
    assert len(set(told)) == len(told), "each line of the ODD belongs to one entry"
    assert set(told) == set(formulas_of_the_odd())


@pytest.mark.parametrize("line", ELSEWHERE)
def test_what_is_tested_elsewhere_is_tested_there(line: str) -> None:
    test = re.search(r"`(test_\w+)\.(test_\w+)`", ELSEWHERE[line])
    assert test, f"{line}: say in which test, as `test_file.test_name`"
    [file] = [path for path in HERE.parent.rglob("*.py") if path.stem == test[1]]
    assert f"def {test[2]}(" in file.read_text(encoding="utf-8")
