"""Reading TOML that anybody may have written: a text in UTF-8, with or without byte order mark, of a sane size."""

from __future__ import annotations

import os
import re
import stat
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from collectief_sim.files.errors import ScenarioError
from collectief_sim.files.texts import on_one_line

MOST_BYTES = 16_000_000
DEEPEST = 16  # tables in tables
_ENDLESS_KEY = re.compile(r"(?<![\w.-])(?:[\w-]++[ \t]*+\.[ \t]*+){2000}")
_LARGEST = 2**63  # whole numbers of TOML have 64 bits


def read_toml(path: Path) -> dict[str, Any]:
    """The contents of a file; raises :class:`ScenarioError` with its name and what is wrong."""
    return parse_toml(_text_of(path), str(path))


class NotTomlError(ScenarioError):
    """A text that is no TOML at all."""


def parse_toml(text: str, where: str) -> dict[str, Any]:
    """TOML as plain data; raises :class:`ScenarioError`, beginning with `where`."""
    if _ENDLESS_KEY.search(text):  # which costs memory by the square of its parts, before anybody can look
        raise ScenarioError(f"{where}: tables in it are nested more than {DEEPEST} deep.")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise NotTomlError(f"{where}: not valid TOML: {on_one_line(str(error))}.") from None
    except RecursionError:
        raise ScenarioError(f"{where}: tables or lists in it are nested more than {DEEPEST} deep.") from None
    except ValueError:  # Python's own limit on digits
        raise ScenarioError(f"{where}: holds a whole number of thousands of digits; allowed are 64 bits.") from None
    for key, problem in _unusable(data):
        raise ScenarioError(f"{where}: {key}: {problem}.")
    return data


def is_file(path: Path) -> bool:
    """Whether there is a file (or pipe, or device) of this name; a name that cannot exist is none."""
    mode = _mode(path)
    return mode is not None and not stat.S_ISDIR(mode)


def is_folder(path: Path) -> bool:
    """Whether there is a folder of this name."""
    mode = _mode(path)
    return mode is not None and stat.S_ISDIR(mode)


def _mode(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:  # too long, a loop of links, no permission, a NUL in it
        raise ScenarioError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}.") from None


def _text_of(path: Path) -> str:
    mode = _mode(path)
    if mode is not None and stat.S_ISDIR(mode):
        raise ScenarioError(f"{path}: this is a folder; give a .toml file in it.")
    if mode is not None and not stat.S_ISREG(mode):
        raise ScenarioError(f"{path}: this is a pipe or a device; save the text as a .toml file first.")
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size > MOST_BYTES:
                raise ScenarioError(f"{path}: larger than {MOST_BYTES // 1_000_000} MB; is this the right file?")
            return file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ScenarioError(f"{path}: not a text file in UTF-8.") from None
    except OSError as error:
        raise ScenarioError(f"{path}: cannot be read: {error.strerror or error}.") from None


def _unusable(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Keys of what we cannot take, and why: numbers beyond 64 bits, tables nested without end."""
    waiting: list[tuple[list[str], Any]] = [([], data)]
    while waiting:
        above, value = waiting.pop()
        if isinstance(value, int) and not -_LARGEST <= value < _LARGEST:
            yield on_one_line(".".join(above)), "a whole number of more than 64 bits is not allowed"
        elif isinstance(value, Mapping | list) and len(above) > DEEPEST:
            yield on_one_line(".".join(above[:3])), f"nested more than {DEEPEST} deep"
        elif isinstance(value, Mapping):
            waiting += [([*above, key], inner) for key, inner in value.items()]
        elif isinstance(value, list):
            waiting += [([*above, f"[{place}]"], inner) for place, inner in enumerate(value)]
