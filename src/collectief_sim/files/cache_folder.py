"""The folder of ours in the user's cache: made for ourselves alone, and refused where somebody else could write to it.

What lies in it is run when it is loaded: machine code of rules (`model/compiling/code_cache.py`), and bytecode
(`cli/bytecode.py`).
"""

from __future__ import annotations

import os
import stat
from pathlib import Path


class UnusableError(Exception):
    """Why a folder cannot hold code."""


def cache_folder(*parts: str) -> Path:
    """A folder in our cache, made if need be; ``COLLECTIEF_CACHE_DIR`` says where that is, else the system does.

    Raises
    ------
    UnusableError
        If it cannot be made, or others may write to it.
    """
    base = _base()
    try:
        folder = base.absolute().joinpath(*parts)
        there = next(path for path in (folder, *folder.parents) if path.exists())
        _check_ours(there.resolve(), base.resolve())  # nothing is made where we would not look
        _make(folder)
        _check_ours(folder.resolve(), base.resolve())
    except (OSError, ValueError) as error:
        raise UnusableError(f"{base} cannot be used ({getattr(error, 'strerror', None) or error})") from None
    return folder


def _base() -> Path:
    given = os.environ.get("COLLECTIEF_CACHE_DIR")
    if given:
        return Path(given).expanduser()
    from platformdirs import user_cache_path

    return user_cache_path("collectief-sim", appauthor=False)


def _make(folder: Path) -> None:
    """Make a folder and what is missing above it, for ourselves alone."""
    for path in reversed([folder, *folder.parents]):
        if path.exists() and not path.is_dir():
            raise ValueError(f"{path} is not a folder")
        if not path.exists():
            path.mkdir(mode=0o700, exist_ok=True)


def _check_ours(folder: Path, base: Path) -> None:
    """Refuse a folder that somebody else can change: below `base` not even our group may, above it no stranger may."""
    if not hasattr(os, "getuid"):  # Windows: profiles are closed to others by themselves
        return
    for path in (folder, *folder.parents):
        found = path.stat()
        inside = path == base or base in path.parents
        shared = stat.S_IWOTH | (stat.S_IWGRP if inside or found.st_gid != found.st_uid else 0)
        sticky = not inside and bool(found.st_mode & stat.S_ISVTX)
        if found.st_uid not in (os.getuid(), 0) or (found.st_mode & shared and not sticky):
            raise UnusableError(f"{path} can be written to by others, whose code would run here")
