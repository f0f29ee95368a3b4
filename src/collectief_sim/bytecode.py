"""Imports that stay fast where Python may not keep its bytecode beside the source: it is kept in our own cache folder.

Without, Mesa, Numba and pandas are compiled to bytecode at every start, in every process, which takes seconds.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

_LARGE = "pandas"  # if its bytecode is there, so is that of the others


def keep_bytecode() -> None:
    """Give this process and its children a place for bytecode, if they have none."""
    if sys.pycache_prefix is None and not _is_kept_already():
        from collectief_sim.cache_folder import UnusableError, cache_folder

        try:
            folder = str(cache_folder("bytecode"))
        except UnusableError:
            return  # it only takes longer
        sys.pycache_prefix, sys.dont_write_bytecode = folder, False
        os.environ["PYTHONPYCACHEPREFIX"] = folder
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def _is_kept_already() -> bool:
    """Whether bytecode lies beside the source, or will as soon as something is imported."""
    found = importlib.util.find_spec(_LARGE)
    if found is None or found.origin is None:
        return True
    may_write = not sys.dont_write_bytecode and os.access(Path(found.origin).parent, os.W_OK)
    return may_write or Path(importlib.util.cache_from_source(found.origin)).exists()
