"""Imports that stay fast where Python may not keep its bytecode beside the source: it is kept in our own cache folder.

Without, Mesa, Numba and pandas are compiled to bytecode at every start, in every process, which takes seconds.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from contextlib import suppress
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import Any

_LARGE = "pandas"  # if its bytecode is there, so is that of the others


def keep_bytecode() -> None:
    """Give this process a place for bytecode, which its children read too, if it has none."""
    if sys.pycache_prefix is None and not _is_kept_already():
        from collectief_sim.files.cache_folder import UnusableError, cache_folder

        try:
            folder = str(cache_folder("bytecode"))
        except UnusableError:
            return  # it only takes longer
        sys.pycache_prefix, sys.dont_write_bytecode = folder, False
        SourceFileLoader.set_data = _set_whole  # type: ignore[method-assign, assignment]
        os.environ |= {"PYTHONPYCACHEPREFIX": folder, "PYTHONDONTWRITEBYTECODE": "1"}  # children only read


def forget_bytecode() -> None:
    """Throw away what we keep, because it is damaged."""
    if sys.pycache_prefix is not None and sys.pycache_prefix == os.environ.get("PYTHONPYCACHEPREFIX"):
        shutil.rmtree(sys.pycache_prefix, ignore_errors=True)


_set_data = SourceFileLoader.set_data


def _set_whole(loader: SourceFileLoader, path: str, data: Any, *, _mode: int = 0o666) -> None:
    """As Python does, but never half a file: on a full disk some versions keep what could be written."""
    _set_data(loader, path, data, _mode=_mode)
    with suppress(OSError):
        if Path(path).stat().st_size != len(data):
            Path(path).unlink()


def _is_kept_already() -> bool:
    """Whether bytecode lies beside the source, or will as soon as something is imported."""
    found = importlib.util.find_spec(_LARGE)
    if found is None or found.origin is None:
        return True
    may_write = not sys.dont_write_bytecode and os.access(Path(found.origin).parent, os.W_OK)
    return may_write or Path(importlib.util.cache_from_source(found.origin)).exists()
