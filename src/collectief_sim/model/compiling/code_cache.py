"""Where compiled rules are kept between runs: a folder that cannot go stale and that nobody else can write to, or nowhere.

Numba decides whether a cached function is still good by looking at the file that holds it, not at the files that hold
the functions it calls, and where its folder cannot be used it takes another one without a word. Our rules call each other
across files. So the folder is named after the contents of all files that a run may use and after the libraries that
compile them, and Numba is told to look there or nowhere. The name does not say where the files are: checkouts with the
same code share it. What is in the folder is run when it is loaded, so one that others may write to is refused.

This leans on ``Cache``, ``CacheImpl`` and ``_CacheLocator`` of ``numba.core.caching`` as they are in Numba 0.61 to 0.68.
"""

from __future__ import annotations

import hashlib
import logging
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from numba.core import caching

from collectief_sim.files.cache_folder import UnusableError, cache_folder

log = logging.getLogger("collectief_sim")

ABOVE_A_RUN = ("cli", "validation", "viewer", "report", "experiment", "mesa_face")  # see docs/architecture.md
PACKAGE = Path(__file__).parents[2]
_WORTH_TELLING = 1.5  # seconds of compiling; what takes less nobody notices


def fingerprint(package: Path) -> str:
    """A hash of every line of code that a run may use; rooms above a run do not count."""
    digest = hashlib.sha256()
    for file in sorted(package.rglob("*.py")):
        place = file.relative_to(package)
        if not place.parts[0].startswith(ABOVE_A_RUN):
            digest.update(place.as_posix().encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


CODE = fingerprint(PACKAGE)


def _place() -> tuple[Path | None, str]:
    """The folder for this code and these libraries, or why there is none."""
    software = [*map(version, ("numba", "llvmlite", "numpy")), str(sys.implementation.cache_tag)]
    name = hashlib.sha256(" ".join([CODE, *software]).encode()).hexdigest()[:16]
    try:
        return cache_folder("compiled", name), ""
    except UnusableError as reason:
        return None, str(reason)


FOLDER, WHY_NONE = _place()


class _Progress:
    """How deep we are in compiling, and whether that was told."""

    def __init__(self) -> None:
        self.depth, self.started, self.told = 0, 0.0, False
        self.fresh: bool | None = None  # whether nothing was there when the first function was looked for

    def begins(self) -> None:
        """A function was not found and is compiled now; those it calls come before it is done."""
        if self.depth == 0:
            self.started = time.perf_counter()
        if self.fresh is None:
            self.fresh = FOLDER is None or next(FOLDER.rglob("*.nbi"), None) is None
        self.depth += 1
        if not self.told and time.perf_counter() - self.started > _WORTH_TELLING:
            self.told = True
            log.warning(self._message())

    def done(self) -> None:
        """It is compiled."""
        self.depth = max(0, self.depth - 1)

    def _message(self) -> str:
        if FOLDER is None:
            return f"{WHY_NONE}: rules are compiled in memory, which takes about a minute each time ..."
        how_long = "about a minute" if self.fresh else "up to a minute"
        return f"First run here: compiling the rules, once; this takes {how_long} ..."


_progress = _Progress()


class _Locator(caching._CacheLocator):
    """Our folder, whatever Numba would choose."""

    def __init__(self, file: Path) -> None:
        assert FOLDER is not None
        self._folder = FOLDER / file.parent.relative_to(PACKAGE)

    def get_cache_path(self) -> str:
        return str(self._folder)

    def get_source_stamp(self) -> str:
        return CODE

    def get_disambiguator(self) -> str:
        return ""

    def ensure_cache_path(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)


class _Impl(caching.CompileResultCacheImpl):
    def __init__(self, function: Callable[..., Any]) -> None:
        code = function.__code__
        file = Path(code.co_filename)
        self._lineno, self._locator = code.co_firstlineno, _Locator(file)
        self._filename_base = f"{file.stem}.{function.__qualname__}-{code.co_firstlineno}"


class KeptCode(caching.Cache):
    """The machine code of one function, kept in our folder. What cannot be read is compiled again."""

    _impl_class = _Impl  # type: ignore[assignment]

    def load_overload(self, signature: Any, context: Any) -> Any:
        """The machine code for a signature; None if it must be compiled."""
        try:
            found = super().load_overload(signature, context)
        except Exception:  # whatever a damaged file makes of itself
            found = None
            Path(self._cache_file._index_path).unlink(missing_ok=True)
        if found is None:
            _progress.begins()
        return found

    def save_overload(self, signature: Any, compiled: Any) -> None:
        """Keep what was compiled, if the disk takes it."""
        _progress.done()
        try:
            super().save_overload(signature, compiled)
        except OSError as error:
            self.disable()
            _tell_once(f"Compiled rules cannot be kept in {FOLDER} ({error.strerror}); next time takes as long.")


class CodeInMemory(caching.NullCache):
    """No place to keep anything."""

    def load_overload(self, signature: Any, context: Any) -> None:
        """Nothing is ever found."""
        _progress.begins()

    def save_overload(self, signature: Any, compiled: Any) -> None:
        """Nothing is kept."""
        _progress.done()


_said: set[str] = set()


def _tell_once(message: str) -> None:
    if message not in _said:
        _said.add(message)
        log.warning(message)


def cache_for(function: Callable[..., Any]) -> caching._Cache:
    """What keeps the machine code of a function; of one that is not ours nothing is kept, as we cannot see when it changes."""
    ours = PACKAGE in Path(function.__code__.co_filename).parents
    return KeptCode(function) if ours and FOLDER is not None else CodeInMemory()
