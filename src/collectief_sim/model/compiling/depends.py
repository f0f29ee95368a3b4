"""What the machine code of a rule depends on, as a digest: code with the same digest does the same.

In it are the bytecode of the rule and of all rules and formulas it can reach, the values of the constants they name, their
defaults and options, the libraries that compile, and how we use these. Not in it are words (docstrings, comments, names of
folders) and line numbers: they change nothing. Types of arguments, and so the layouts of tables, are added by `code_cache.py`.

A name counts as used if it occurs in the bytecode at all, be it as a field: at worst a rule is compiled once too often. Of
what we do not know how to tell whether it changed, we say so (`CannotTellError`), and nothing is kept that depends on it.
"""

from __future__ import annotations

import ast
import dis
import hashlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType
from typing import Any

import llvmlite
import numba
import numpy as np
from numba import config, types
from numba.core.dispatcher import Dispatcher

_PLAIN = (type(None), bool, int, float, complex, str, bytes)
_LIBRARIES = sys.stdlib_module_names | {"numba", "numpy", "llvmlite"}  # the versions of these are in every digest
_US = __name__.rsplit(".", 1)[0]  # of what is in this folder the source is
_WORDS_FOR_TYPES = "collectief_sim.model.rows"  # what compiled rules make of these is said in `ids.py`, in this folder
_SETTINGS = ("OPT", "LOOP_VECTORIZE", "SLP_VECTORIZE", "LLVM_REFPRUNE_PASS", "BOUNDSCHECK", "DEBUGINFO_DEFAULT")
_WITH_DOCSTRING = 0x4000000  # a flag of code objects since Python 3.14; before, a first constant that is a text was one


class CannotTellError(Exception):
    """We cannot tell whether something changed."""


@dataclass(frozen=True)
class _Own:
    """A function by itself: all that is in it, and what it refers to."""

    digest: str
    refers_to: tuple[Any, ...]


_first_seen: dict[Any, _Own] = {}  # compiled code holds the constants of that moment, whatever becomes of them later


def digest_of(rule: Any) -> str:
    """The digest of a rule as it was when it was first seen.

    Raises
    ------
    CannotTellError
        If it refers to something of which we cannot tell whether it changed.
    """
    digests: dict[str, str] = {}
    waiting = [rule]
    while waiting:
        function = waiting.pop()
        own = _first_seen[function] if function in _first_seen else _first_seen.setdefault(function, _own(function))
        if digests.setdefault(_label(function), own.digest) != own.digest:
            raise CannotTellError(f"there are two of {_label(function)}")
        waiting += [other for other in own.refers_to if digests.get(_label(other)) != _first_digest(other)]
    return _hash(_common(), _label(rule), *(f"{label} {digests[label]}" for label in sorted(digests)))


def has_changed(rule: Any) -> bool:
    """Whether a rule that was seen is no longer what it was: somebody gave a constant another value meanwhile."""
    return rule in _first_seen and _own(rule) != _first_seen[rule]


def _first_digest(function: Any) -> str:
    return _first_seen[function].digest if function in _first_seen else ""


# ---- a function by itself --------------------------------------------------------------------------------------------


def _own(rule: Any) -> _Own:
    function = _function(rule)
    told, refers_to = [_label(rule), str(sorted(getattr(rule, "targetoptions", {}).items()))], []
    told += [_code(function.__code__), _value(function.__defaults__), str(_keywords(function))]
    for name, value in _named(function):
        if getattr(value, "__module__", None) == _WORDS_FOR_TYPES:
            told.append(f"{name} is {value.__name__}")
        elif isinstance(value, FunctionType | Dispatcher):
            refers_to.append(value)
            told.append(f"{name} is {_label(value)}")
        else:
            told.append(f"{name} = {_value(value)}")
    return _Own(_hash(*told), tuple(refers_to))


def _function(rule: Any) -> FunctionType:
    return getattr(rule, "py_func", rule)


def _label(rule: Any) -> str:
    function = _function(rule)
    return f"{function.__module__}:{function.__qualname__}"


def _keywords(function: FunctionType) -> list[str]:
    return [f"{name} {_value(value)}" for name, value in sorted((function.__kwdefaults__ or {}).items())]


def _code(code: CodeType) -> str:
    """The bytecode with its constants and names."""
    consts = list(code.co_consts)
    if _starts_with_docstring(code):
        consts[0] = "..."
    told = [_code(one) if isinstance(one, CodeType) else _value(one) for one in consts]
    shape = code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags, code.co_exceptiontable
    names = code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars
    return _hash(code.co_code.hex(), str(shape), str(names), *told)


def _starts_with_docstring(code: CodeType) -> bool:
    """Whether the first constant is a docstring that the code itself does not use."""
    if not (code.co_consts and isinstance(code.co_consts[0], str)):
        return False
    if sys.version_info >= (3, 14) and not code.co_flags & _WITH_DOCSTRING:
        return False
    return not any(
        place == 0 and action in dis.hasconst for action, place in zip(*[iter(code.co_code)] * 2, strict=True)
    )


def _named(function: FunctionType) -> Iterator[tuple[str, Any]]:
    """Everything outside a function that it may mean by a name."""
    names = set(_names(function.__code__))
    for name in sorted(names & function.__globals__.keys()):
        value = function.__globals__[name]
        if isinstance(value, ModuleType) and not _is_library(value.__name__):
            for attribute in sorted(names & vars(value).keys()):
                yield f"{name}.{attribute}", vars(value)[attribute]
        else:
            yield name, value
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        yield name, cell.cell_contents


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from _names(one)


def _value(value: Any) -> str:
    """A constant in words that no other constant has."""
    if isinstance(value, np.generic | np.ndarray):
        array = np.asarray(value)
        if array.dtype.hasobject:
            raise CannotTellError("an array of objects")
        return f"{type(value).__name__} {array.dtype.descr} {array.shape} {array.tobytes().hex()}"
    if isinstance(value, _PLAIN):
        return f"{type(value).__name__} {value!r}"
    if type(value) is tuple:
        return f"({', '.join(map(_value, value))})"
    if isinstance(value, types.Type | np.dtype):
        return f"{type(value).__name__} {value}"
    return f"{type(value).__name__} {_name_in_library(value)}"


def _name_in_library(value: Any) -> str:
    """The name of something that does not change as long as our libraries and this folder do not."""
    if isinstance(value, ModuleType):
        module, name = str(value.__name__), "itself"
    else:
        module = str(getattr(value, "__module__", None) or _home_of(value))
        name = str(getattr(value, "__qualname__", None) or getattr(value, "__name__", ""))
    if not name or not (_is_library(module) or module.startswith(_US)):
        raise CannotTellError(f"{value!r} of {module}")
    return f"{module} {name}"


def _home_of(value: Any) -> str:
    return "builtins" if isinstance(value, BuiltinFunctionType) else type(value).__module__


def _is_library(module: str) -> bool:
    return module.split(".")[0] in _LIBRARIES


# ---- what all have in common -----------------------------------------------------------------------------------------


@cache
def _common() -> str:
    """How rules are compiled: by which libraries, with which settings, and by which source of ours."""
    software = [numba.__version__, llvmlite.__version__, np.__version__, str(sys.implementation.cache_tag)]
    settings = [f"{name} {getattr(config, name, None)}" for name in _SETTINGS]
    return _hash(*software, *settings, *(_without_words(file) for file in sorted(Path(__file__).parent.glob("*.py"))))


def _without_words(file: Path) -> str:
    """What a source file says, without docstrings, comments and line numbers."""
    tree = ast.parse(file.read_bytes())
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node, clean=False):
            node.body = node.body[1:]
    return ast.dump(tree)


def _hash(*parts: str) -> str:
    """A digest of some texts, which tells ("ab", "c") from ("a", "bc")."""
    digest = hashlib.sha256()
    for part in parts:
        content = part.encode()
        digest.update(len(content).to_bytes(8))
        digest.update(content)
    return digest.hexdigest()
