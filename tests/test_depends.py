"""What a rule depends on: whatever changes what it does changes its digest, and that of no other rule; words change none."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest
from numba.core.dispatcher import Dispatcher

from collectief_sim.model.compiling import depends
from collectief_sim.model.compiling.depends import CannotTellError, digest_of

NUMBERS = '''
"""Words."""
import numpy as np
from collectief_sim.model.compiling import formula
LIMIT = 3
OTHER = 4.0
WEIGHTS = (1.0, 2.0)
TABLE = np.arange(3.0)

@formula
def deepest(x: float) -> float:
    """Words."""
    return x * 10.0  # words

@formula
def deeper(x, by=2.0):
    return deepest(x) + by
'''
RULES = '''
"""Words."""
import math
import probe_numbers
from collectief_sim.model.compiling import formula, rule
from probe_numbers import LIMIT, deeper

@formula
def first(x):
    return x + 1.0

@formula
def second(x):
    return x - 1.0

@rule
def through_three(x):
    """Words."""
    return deeper(x)

@rule
def by_module(x):
    return probe_numbers.deepest(x) + probe_numbers.WEIGHTS[0]

@rule
def with_limit(x):
    return x if x < LIMIT else 0.0

@rule
def with_first(x):
    return math.sqrt(first(x))

@rule
def with_second(x):
    return second(x)

@rule
def with_table(x):
    return probe_numbers.TABLE[x]

def scaled(factor):
    @rule
    def scale(x):
        return x * factor
    return scale

ten_fold = scaled(10.0)

@rule
def alone(x):
    def twice(y):
        return 2.0 * y
    return twice(x)
'''
SOURCES = {"probe_numbers": NUMBERS, "probe_rules": RULES}


@pytest.fixture
def digests(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The digests of all rules in some source files, which may call each other, by name."""

    def load(sources: dict[str, str]) -> dict[str, str]:
        found = {}
        for name, text in sources.items():
            module = ModuleType(name)
            monkeypatch.setitem(sys.modules, name, module)
            exec(compile(text, f"{name}.py", "exec"), module.__dict__)
            rules = {key: value for key, value in vars(module).items() if isinstance(value, Dispatcher)}
            found |= {key: digest_of(rule) for key, rule in rules.items() if rule.__module__ == name}
        return found

    return load


def changed(digests: Any, *edits: tuple[str, str]) -> set[str]:
    """Whose digest changes if words are replaced in the sources."""
    before = digests(SOURCES)
    assert len(before) == 12
    edited = dict(SOURCES)
    for old, new in edits:
        assert any(old in text for text in edited.values())
        edited = {name: text.replace(old, new) for name, text in edited.items()}
    after = digests(edited)
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


@pytest.mark.parametrize(
    ("old", "new", "whose"),
    [
        ("x * 10.0", "x * 11.0", {"deepest", "deeper", "through_three", "by_module"}),
        ("by=2.0", "by=3.0", {"deeper", "through_three"}),
        ("LIMIT = 3", "LIMIT = 5", {"with_limit"}),
        ("LIMIT = 3", "LIMIT = 3.0", {"with_limit"}),
        ("OTHER = 4.0", "OTHER = 5.0", set()),
        ("(1.0, 2.0)", "(1.0, 2.5)", {"by_module"}),
        ("np.arange(3.0)", "np.arange(3.0) + 1e-9", {"with_table"}),
        ("np.arange(3.0)", "np.arange(3)", {"with_table"}),
        ("scaled(10.0)", "scaled(20.0)", {"ten_fold"}),
        ("2.0 * y", "3.0 * y", {"alone"}),
        ("math.sqrt", "math.floor", {"with_first"}),
        ("x - 1.0", "x - -1.0", {"second", "with_second"}),
        ("@formula\ndef first", "@rule\ndef first", {"first", "with_first"}),
        ("def second(x):", "def second(x, y=0.0):", {"second", "with_second"}),
        ("Words.", "Other words, and more of them.", set()),
        ("# words", "# other words", set()),
        ("@rule\ndef alone", "\n\n\n@rule\ndef alone", set()),
        ("(x: float) -> float", "(x)", set()),
    ],
)
def test_an_edit_changes_the_digests_of_those_who_depend_on_it(
    digests: Any, old: str, new: str, whose: set[str]
) -> None:
    assert changed(digests, (old, new)) == whose


def test_a_new_name_is_another_rule(digests: Any) -> None:
    assert changed(digests, ("second", "third")) == {"second", "third", "with_second", "with_third"}
    assert changed(digests, ("by_module", "by_name")) == {"by_module", "by_name"}


def test_two_functions_that_change_places_are_noticed(digests: Any) -> None:
    swap = [("def first", "def once"), ("def second", "def first"), ("def once", "def second")]
    assert changed(digests, *swap) == {"first", "second", "with_first", "with_second"}


def test_another_function_under_the_same_name_is_noticed(digests: Any) -> None:
    assert changed(digests, ("import LIMIT, deeper", "import LIMIT, deepest as deeper")) == {"through_three"}


def test_rules_that_call_each_other_have_a_digest(digests: Any) -> None:
    text = """
from collectief_sim.model.compiling import rule
@rule
def even(n):
    return n == 0 or odd(n - 1)
@rule
def odd(n):
    return n != 0 and even(n - 1)
"""
    before = digests({"probe_even": text})
    after = digests({"probe_even": text.replace("n != 0", "n > 0")})
    assert before.keys() == after.keys() == {"even", "odd"}
    assert not set(before.values()) & set(after.values())


@pytest.mark.parametrize("thing", ["[1, 2]", "{'a': 1}", "object()", "(1, [2])", "lambda x: THINGS"])
def test_of_what_may_change_unseen_nothing_is_said(digests: Any, thing: str) -> None:
    text = f"""
from collectief_sim.model.compiling import rule
THINGS = [1]
THING = {thing}
@rule
def uses(x):
    return THING
"""
    with pytest.raises(CannotTellError):
        digests({"probe_thing": text})


def test_a_constant_that_changes_while_we_run_is_noticed(digests: Any) -> None:
    digests(SOURCES)
    module = sys.modules["probe_rules"]
    assert not depends.has_changed(module.with_limit)
    module.LIMIT = 7  # type: ignore[attr-defined]
    assert depends.has_changed(module.with_limit)
    assert not depends.has_changed(module.alone)


def test_every_rule_of_the_model_has_a_digest_of_its_own() -> None:
    import collectief_sim.model.simulation  # noqa: F401

    ours = [module for name, module in list(sys.modules.items()) if name.startswith("collectief_sim.model")]
    rules = {id(one): one for module in ours for one in vars(module).values() if isinstance(one, Dispatcher)}
    assert len(rules) > 150
    assert len({digest_of(rule) for rule in rules.values()}) == len(rules)
