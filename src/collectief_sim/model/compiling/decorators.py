"""How rules are compiled: two decorators. See `compiled_rule.py` for how, `code_cache.py` for where the machine code is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from numba import config as numba_config

from collectief_sim.model.compiling.compiled_rule import CompiledRule

config: Any = numba_config  # its settings are set at run time; mypy cannot see them
config.SLP_VECTORIZE = 1  # the eight places for contacts at a stroke; off by default in Numba


def rule[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """Compile a rule, which may change the world, with Numba.

    Under ``NUMBA_DISABLE_JIT=1`` it stays plain Python, for debugging and coverage.
    """
    return _compile(function, forceinline=False)


def formula[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """Compile a formula, which returns a value and changes nothing; it is inlined wherever a rule uses it."""
    return _compile(function, forceinline=True)


def _compile[**P, R](function: Callable[P, R], forceinline: bool) -> Callable[P, R]:
    if config.DISABLE_JIT:
        return function
    options = {"nopython": True, "error_model": "numpy", "nogil": True, "no_cfunc_wrapper": True}
    compiled: Any = CompiledRule(function, targetoptions=options | {"forceinline": forceinline})
    return cast(Callable[P, R], compiled)
