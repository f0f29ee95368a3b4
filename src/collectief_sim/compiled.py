"""How rules are compiled: one decorator, and a cache that cannot go stale.

Numba decides whether a cached function is still good by looking at the file that holds it, not at the files that hold
the functions it calls. Our rules call each other across files, so the cache folder is named after the contents of all
files that a run may use: change any line of those and every rule is compiled afresh. Rooms above a run, which none of its
files may import from, are left out: new words in a report cost nobody a minute.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, cast

from numba import config as numba_config
from numba import njit
from platformdirs import user_cache_path

config: Any = numba_config  # its settings are set at run time; mypy cannot see them
config.SLP_VECTORIZE = 1  # the eight places for contacts at a stroke; off by default in Numba


ABOVE_A_RUN = ("cli", "validation", "viewer", "report", "experiment", "terminal", "summary")  # see docs/architecture.md


def _fingerprint(package: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(package.rglob("*.py")):
        place = file.relative_to(package)
        if not place.parts[0].startswith(ABOVE_A_RUN):
            digest.update(place.as_posix().encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _cache_folder() -> Path:
    root = os.environ.get("COLLECTIEF_CACHE_DIR")
    base = Path(root) if root else user_cache_path("collectief-sim", appauthor=False)
    return base / "compiled" / _fingerprint(Path(__file__).parent)


CACHE_FOLDER = _cache_folder()


def is_warm() -> bool:
    """Whether the rules have been compiled on this machine before (a first run takes about a minute longer)."""
    return bool(config.DISABLE_JIT) or (CACHE_FOLDER / "complete").exists()


@cache
def mark_warm() -> None:
    """Remember that every rule has been compiled; called after a first run has finished."""
    if CACHE_FOLDER.exists():
        (CACHE_FOLDER / "complete").touch()


@contextmanager
def caching() -> Iterator[None]:
    """Functions compiled inside keep their machine code in our own cache folder."""
    before = config.CACHE_DIR
    config.CACHE_DIR = str(CACHE_FOLDER)
    try:
        yield
    finally:
        config.CACHE_DIR = before


def rule[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """Compile a rule, which may change the world, with Numba.

    Under ``NUMBA_DISABLE_JIT=1`` it stays plain Python, for debugging and coverage.
    """
    return _compile(function, forceinline=False)


def formula[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """Compile a formula, which returns a value and changes nothing; it is inlined wherever a rule uses it."""
    return _compile(function, forceinline=True)


def _compile[**P, R](function: Callable[P, R], **options: bool) -> Callable[P, R]:
    with caching():
        compiled = njit(cache=True, error_model="numpy", nogil=True, no_cfunc_wrapper=True, **options)(function)  # type: ignore[call-overload]
    return cast(Callable[P, R], compiled)
