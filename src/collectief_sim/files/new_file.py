"""A file that somebody named: it appears whole or not at all, and nothing that exists is ever replaced."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path

from collectief_sim.files.disk import write_file
from collectief_sim.files.errors import ScenarioError
from collectief_sim.files.texts import short


def check_new_file(file: Path, option: str) -> None:
    """Refuse a file that cannot be written, before anything is computed.

    Raises
    ------
    ScenarioError
        Naming the option by which it was given: if there is something of that name, or no folder that can be written to.
    """
    try:
        if file.is_dir():
            raise ScenarioError(f"{option} {file}: this is a folder; name a file in it.")
        if file.exists() or file.is_symlink():
            raise ScenarioError(f"{option} {file}: this file exists; nothing is overwritten, choose another name.")
        if not file.parent.is_dir():
            raise ScenarioError(f"{option} {file}: there is no folder {short(str(file.parent))}; make it first.")
        with tempfile.TemporaryDirectory(dir=file.parent):
            pass
    except OSError as error:
        raise ScenarioError(f"{option} {file}: cannot be written: {error.strerror or error}.") from None


def write_new_file(file: Path, content: bytes, option: str) -> None:
    """Write it; raises :class:`ScenarioError` if that fails, for instance on a full disk, and leaves nothing behind then."""
    check_new_file(file, option)
    try:
        write_file(file, content)
    except BaseException as error:
        with suppress(OSError):
            file.with_name(f".{file.name}.part").unlink(missing_ok=True)
        if isinstance(error, OSError):
            told = error.strerror or error
            raise ScenarioError(f"{option} {file}: writing failed: {told}; nothing was kept.") from None
        raise
