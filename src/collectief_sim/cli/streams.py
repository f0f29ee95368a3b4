"""Standard output and error that take any text, whatever they are connected to.

A terminal or file that knows fewer letters gets stand-ins; a reader who has seen enough ends the command quietly; a full
disk is told; who closed a stream gets nothing there, and no file of ours ends up in its place.
"""

from __future__ import annotations

import codecs
import errno
import os
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, NoReturn, TextIO, cast

from collectief_sim.files.errors import ScenarioError

_STAND_INS = dict(zip("▁▂▃▄▅▆▇█", "_.-=+*%#", strict=True)) | dict(zip("×–—−·•", "x---.*", strict=True))
_STAND_INS |= {"±": "+/-", "€": "EUR", "→": "->", "≤": "<=", "≥": ">="}
_STAND_INS |= {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'}
_BOX = range(0x2500, 0x2580)  # lines of boxes


class ReaderGone(SystemExit):
    """Whoever read our output has closed it: they have seen enough, which is no error."""


class Outlet:
    """A stream that tells what went wrong in words of ours."""

    def __init__(self, stream: TextIO, must_arrive: bool) -> None:
        self._stream, self._must_arrive = stream, must_arrive
        self.lost = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write a text, or say why not."""
        try:
            return len(text) if self.lost else self._stream.write(text)
        except OSError as error:
            self._give_up(error)
            return len(text)

    def flush(self) -> None:
        """See to it that all is written."""
        try:
            if not self.lost:
                self._stream.flush()
        except OSError as error:
            self._give_up(error)

    def _give_up(self, error: OSError) -> None:
        self.lost = True
        with suppress(
            OSError, ValueError
        ):  # what is still in buffers must go somewhere, or Python complains at the end
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stream.fileno())
            os.close(nowhere)
        if self._must_arrive:
            _stop(error)


def _stop(error: OSError) -> NoReturn:
    if isinstance(error, BrokenPipeError) or (os.name == "nt" and error.errno == errno.EINVAL):
        raise ReaderGone(0) from None
    raise ScenarioError(f"Standard output: cannot be written: {error.strerror or error}.") from None


@contextmanager
def careful_streams() -> Iterator[None]:
    """Standard output and error as they should be, while a command runs."""
    _fill_gaps()
    codecs.register_error("stand-in", _stand_in)
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (_outlet(stream, stream is before[0]) for stream in before)
    try:
        yield
    finally:
        sys.stderr.flush()
        sys.stdout, sys.stderr = before


def _fill_gaps() -> None:
    """Where a standard stream was closed, put one that leads nowhere: else the next file we open would take its place."""
    handle = os.open(os.devnull, os.O_RDWR)
    while handle < 3:
        handle = os.open(os.devnull, os.O_RDWR)
    os.close(handle)


def _outlet(stream: TextIO | None, must_arrive: bool) -> TextIO:
    if stream is None:  # closed
        stream = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 (open for as long as the program runs)
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="stand-in")
    return cast(TextIO, Outlet(stream, must_arrive))


def _stand_in(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_plain, error.object[error.start : error.end])), error.end


def _plain(letter: str) -> str:
    """A letter in the letters that everything knows."""
    if ord(letter) in _BOX:
        return "-" if "HORIZONTAL" in unicodedata.name(letter, "") else "|"
    base = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode()
    return _STAND_INS.get(letter) or base or "?"
