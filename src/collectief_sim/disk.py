"""Writing files on any platform: whole or not at all, on the disk when we say so, by one writer at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from collectief_sim.errors import ScenarioError


@contextmanager
def telling_what_failed(folder: Path) -> Iterator[None]:
    """Turn what the system says of a failed write into an error people can act on."""
    try:
        yield
    except OSError as error:
        raise ScenarioError(
            f"{folder}: cannot be written: {error.strerror or error}. What was finished before is safe."
        ) from None


def write_file(path: Path, content: bytes) -> None:
    """Write a file so that it is on the disk, under its own name only when whole."""
    temporary = path.with_name(f".{path.name}.part")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def sync_folder(folder: Path) -> None:
    """See to it that renames in a folder are on the disk, where a system lets us (Windows does so by itself)."""
    with suppress(PermissionError, NotADirectoryError):  # what Windows says to opening a folder
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class Lock:
    """One writer to a folder at a time; the system takes the lock back when a process dies, however it dies."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = FileLock(folder / ".lock", timeout=0, mode=0o644, thread_local=False)

    def take(self) -> None:
        """Take it; raises :class:`ScenarioError` if somebody else has it."""
        try:
            self._lock.acquire()
        except Timeout:
            raise ScenarioError(f"{self._folder}: another batch is writing to this folder now.") from None

    def release(self) -> None:
        """Give it back."""
        self._lock.release()
