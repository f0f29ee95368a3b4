"""Where compiled rules are kept between runs: a folder that cannot go stale and that nobody else can write to, or nowhere.

A file holds a rule for arguments of some types, as a whole or as a part of others (`compiled_rule.py`). Its name is a
digest of all that its machine code depends on (`depends.py`), so that a file is never wrong: who changes a rule looks for
another file. The name does not say where the source is: checkouts and environments with the same rules share files. What
is in the folder is run when it is loaded, so a folder that others may write to is refused, and a file is read only if it
is whole. Of rules that are not ours nothing is kept.

This leans on ``_Cache`` of ``numba.core.caching``, and on ``CompileResult._reduce`` and ``_rebuild``, as they are in Numba
0.61 to 0.68.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import pickle
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from numba.core import caching, sigutils
from numba.core.compiler import CompileResult
from numba.core.environment import lookup_environment
from numba.core.runtime.nrt import rtsys
from numba.core.serialize import dumps

from collectief_sim.files.cache_folder import UnusableError, cache_folder
from collectief_sim.model.compiling.depends import CannotTellError, digest_of, has_changed
from collectief_sim.model.compiling.parts import Part, PartLibrary
from collectief_sim.model.compiling.progress import progress, tell_once

PACKAGE = Path(__file__).parents[2]
_A_DAY = 24 * 3600.0
_UNUSED = 30 * _A_DAY  # after which a file is removed, when others are written
_DIGEST = 32  # bytes in front of what a file holds


def _place() -> tuple[Path | None, str]:
    """The folder for compiled rules, or why there is none."""
    try:
        return cache_folder("compiled"), ""
    except UnusableError as reason:
        return None, str(reason)


place = cache(_place)


class CacheOfRule(caching._Cache):
    """The machine code of one rule, kept in our folder. What cannot be read is compiled again."""

    _off = False  # for all rules: whether nothing is written any more

    def __init__(self, rule: Any) -> None:
        self._rule = rule
        self._ours = PACKAGE in Path(rule.py_func.__code__.co_filename).parents
        self._digest: str | None = None

    @property
    def why_not_kept(self) -> str:
        """Why the machine code of this rule is not kept; empty if it is."""
        return "" if self.digest() and place()[0] else place()[1] or "Only rules of the model itself are kept"

    def digest(self) -> str:
        """The digest of the rule; empty if there is none, and nothing is kept."""
        if self._digest is None:
            with suppress(CannotTellError):
                self._digest = digest_of(self._rule) if self._ours else ""
        return self._digest or ""

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """The machine code for a signature, as Numba asks for it; None if it must be compiled."""
        args = sigutils.normalize_signature(sig)[0]
        return self._read("whole", args, target_context, lambda kept: _whole_of(target_context, *kept))

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep what was compiled as a whole."""
        if not data.lifted and not data.library.has_dynamic_globals:
            self._write("whole", sigutils.normalize_signature(sig)[0], data.library.codegen, data._reduce)

    def load_part(self, args: Any, context: Any) -> Part | None:
        """The same as a part of other rules."""
        return self._read("part", args, context, lambda kept: _part_of(context, *kept))

    def save_part(self, args: Any, part: Part) -> None:
        """Keep what was compiled as a part."""
        if not (part.library.has_dynamic_globals or part.needs_an_address):
            self._write("part", args, part.library.codegen, lambda: _content_of(part))

    def _path(self, kind: str, args: Any, codegen: Any) -> Path | None:
        """The file for arguments of some types on a processor like this one."""
        folder, _ = place()
        if folder is None or not self.digest():
            return None
        told = "\n".join([kind, self.digest(), *map(_type_in_words, args), repr(codegen.magic_tuple())])
        name = self._rule.py_func.__qualname__.replace("<locals>", "")[-60:]
        return folder / f"{name}-{hashlib.sha256(told.encode()).hexdigest()[:32]}.nbc"

    def _read[T](self, kind: str, args: Any, context: Any, rebuild: Callable[[Any], T]) -> T | None:
        path = self._path(kind, args, context.codegen())
        if path is None:
            return None
        if progress.first_run is None:
            progress.first_run = next(path.parent.glob("*.nbc"), None) is None
        try:
            return rebuild(pickle.loads(_content(path)))
        except FileNotFoundError:
            return None
        except Exception:  # whatever a damaged file makes of itself
            with suppress(OSError):
                path.unlink(missing_ok=True)
            return None

    def _write(self, kind: str, args: Any, codegen: Any, content: Callable[[], Any]) -> None:
        path = self._path(kind, args, codegen)
        if has_changed(self._rule):  # while we run: what is compiled from here on is not what digests say
            CacheOfRule._off = True
        if path is None or CacheOfRule._off:
            return
        try:
            _write_whole(path, dumps(content()))
        except OSError as error:
            CacheOfRule._off = True
            why = error.strerror or error
            tell_once(f"Compiled rules cannot be kept in {path.parent} ({why}); next time takes as long.")

    # ---- what Numba wants a cache to have ----

    @property
    def cache_path(self) -> str | None:
        """The folder."""
        return str(place()[0] or "") or None

    def enable(self) -> None:
        """Nothing to do: it always is."""

    def disable(self) -> None:
        """Nothing to do: a rule is found by all that it depends on."""

    def flush(self) -> None:
        """Nothing to do, for the same reason."""


def _type_in_words(kind: Any) -> str:
    """A type of arguments in words that no other type has; of a tuple with names, Numba's own words leave these out."""
    return f"{kind!r} {getattr(kind, 'fields', '')}"


def _whole_of(context: Any, *kept: Any) -> Any:
    """Finished machine code needs Numba's memory manager; all the rest of Numba, half a second of imports, it does not."""
    rtsys.initialize(context)
    return CompileResult._rebuild(context, *kept)


def _content_of(part: Part) -> tuple[Any, ...]:
    """What is kept of a part."""
    description, module = part.description, part.library._final_module
    description.typemap = description.calltypes = None  # as Numba does: they are of no use any more, and large
    named = (lookup_environment(one.name) for one in module.global_variables if one.name.startswith("_ZN08NumbaEnv"))
    others = tuple(one for one in named if one is not None and one.can_cache())
    reload = tuple(part.library._reload_init)
    return part.signature, description, part.environment, others, reload, part.library.name, module.as_bitcode()


def _part_of(
    context: Any,
    signature: Any,
    description: Any,
    environment: Any,
    others: Any,
    reload: Any,
    name: str,
    bitcode: bytes,
) -> Part:
    context.typing_context.refresh()  # before the other, as in a first compile: else typing takes longer
    context.refresh()
    for prepare in reload:
        prepare()
    library = PartLibrary.read(context.codegen(), name, bitcode)
    library._reload_init.update(reload)
    return Part(object(), signature, description, (environment, others), library)


def _content(path: Path) -> bytes:
    """What a file holds, if it is whole. It counts as used today."""
    found = path.read_bytes()
    if hashlib.sha256(found[_DIGEST:]).digest() != found[:_DIGEST]:
        raise ValueError("damaged")
    with suppress(OSError):
        if time.time() - path.stat().st_mtime > _A_DAY:
            os.utime(path)
    return found[_DIGEST:]


def _write_whole(path: Path, content: bytes) -> None:
    """Write a file that is there as a whole or not at all, whoever else writes it at this moment."""
    temporary = path.with_name(f".{uuid4().hex}.part")
    try:
        temporary.write_bytes(hashlib.sha256(content).digest() + content)
        temporary.replace(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        if not path.exists():  # else somebody who reads it keeps us from replacing it, as Windows does: it is the same
            raise
    _tidy_up_at_the_end(path.parent)


@cache
def _tidy_up_at_the_end(folder: Path) -> None:
    """What was written is of this version of the rules; perhaps others are of no use any more."""
    atexit.register(remove_unused, folder)


def remove_unused(folder: Path) -> None:
    """Remove what nobody has used for a month."""
    for path in folder.rglob("*"):
        with suppress(OSError):
            if path.is_file() and time.time() - path.stat().st_mtime > _UNUSED:
                path.unlink()
