"""Writing files on any platform: whole or not at all, on the disk when we say so, by one writer at a time."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from collectief_sim.files.errors import ScenarioError

SUMS = "SHA256SUMS"  # beside the files of a single run
_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")


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


def json_bytes(data: Any) -> bytes:
    """Plain data as JSON that people can read too."""
    return (json.dumps(data, indent=1, allow_nan=False) + "\n").encode()


def digest(content: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def digest_of(file: Path) -> str | None:
    """The same of a file; None if there is none that can be read."""
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError:
        return None


def contents(file: Path) -> io.BytesIO:
    """The bytes of a file, for libraries that would take its name for an address elsewhere."""
    return io.BytesIO(file.read_bytes())


def sums(files: Mapping[str, str]) -> bytes:
    """Digests by file name, in the form that ``sha256sum`` writes and checks."""
    return "".join(f"{value}  {name}\n" for name, value in files.items()).encode()


def read_sums(file: Path) -> dict[str, str] | None:
    """Digests by file name; None if this is not what we write."""
    try:
        lines = [_LINE.fullmatch(line) for line in file.read_text(encoding="utf-8").splitlines()]
    except (OSError, ValueError):
        return None
    return {line[2]: line[1] for line in lines if line} if lines and all(lines) else None


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
