"""Folders of results: one appears whole or not at all, and nothing that exists is ever replaced."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from collectief_sim.files.errors import ScenarioError


def check_target(folder: Path) -> None:
    """Refuse a results folder that cannot be written, before anything is computed.

    Raises
    ------
    ScenarioError
        If the folder holds something already, or its parent cannot be written.
    """
    try:
        if folder.exists() and not folder.is_dir():
            raise ScenarioError(f"--out {folder}: this is a file; give a folder that does not exist yet.")
        if folder.is_dir() and any(folder.iterdir()):
            raise ScenarioError(
                f"--out {folder}: the folder is not empty; results are never overwritten, choose another."
            )
        with tempfile.TemporaryDirectory(dir=_existing_parent(folder)):
            pass
    except OSError as error:
        raise ScenarioError(f"--out {folder}: cannot be written: {error.strerror}.") from None


def check_new(folder: Path) -> None:
    """The same for a folder that is to appear as a whole: not the one we stand in, which would go from under our feet."""
    check_target(folder)
    if folder.is_dir() and folder.samefile(Path.cwd()):
        raise ScenarioError(f"--out {folder}: this is the folder you are in; name a new one.")


def _existing_parent(folder: Path) -> Path:
    parent = folder.absolute().parent
    while not parent.exists() and parent != parent.parent:
        parent = parent.parent
    return parent


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """A temporary folder to write into, which takes its real name only when all is written.

    Raises
    ------
    ScenarioError
        If writing fails, for instance on a full disk; nothing is left behind then.
    """
    check_new(folder)
    place = Path(os.path.realpath(folder))
    made = [path for path in place.parents if not path.exists()]
    temporary: Path | None = None
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(dir=place.parent, prefix=".collectief-"))
        yield temporary
        _put_in_place(temporary, place)
    except BaseException as error:
        if temporary is None or temporary.exists():
            _clear_away(temporary, made)
        if isinstance(error, OSError):
            raise ScenarioError(
                f"--out {folder}: writing failed: {error.strerror or error}; nothing was kept."
            ) from None
        raise


def _put_in_place(temporary: Path, place: Path) -> None:
    """Give a folder its name once its files are on the disk; an empty one of that name makes way."""
    for file in temporary.iterdir():
        with file.open("rb+") as handle:  # Windows syncs only what could be written
            os.fsync(handle.fileno())
    temporary.chmod(0o755)
    if place.exists():
        place.rmdir()
    temporary.replace(place)


def _clear_away(temporary: Path | None, made: list[Path]) -> None:
    """Leave nothing of what was begun."""
    if temporary is not None:
        shutil.rmtree(temporary, ignore_errors=True)
    for parent in made:
        with suppress(OSError):  # never made, or somebody else uses it by now
            parent.rmdir()
