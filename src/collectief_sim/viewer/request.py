"""What a page asks for: a scenario, a seed, settings, and perhaps a change on the way. Everything is checked."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from collectief_sim.files.errors import ScenarioError
from collectief_sim.scenario import Scenario, load
from collectief_sim.scenario.fields import titles
from collectief_sim.scenario.files import available, override
from collectief_sim.viewer.bounds import MOST_CHANGES, check_tiles, watchable
from collectief_sim.viewer.history import Change
from collectief_sim.viewer.texts import parsed

_WHOLE = re.compile(r"-?[0-9]{1,18}", re.ASCII)
_NO_CHANGES = "changes: not a JSON list of months and settings."


@dataclass(frozen=True)
class Choices:
    """What may be looked at: the scenarios of the package, and one that was opened from a file or a results folder."""

    opened: Mapping[str, Path]  # by the name a page uses

    def scenarios(self) -> dict[str, dict[str, str]]:
        """Titles by name, in each language; what was opened first."""
        found = {name: _titles(self.load(name), name) for name in self.opened}
        return found | {name: _titles(self.load(name), name) for name in available() if name not in found}

    def load(self, name: str) -> Scenario:
        """A scenario by name; never any other file."""
        if name in self.opened:
            return _read_once(str(self.opened[name]), _written(self.opened[name]))
        if name not in available():
            known = [*self.opened, *(one for one in available() if one not in self.opened)]
            raise ScenarioError(f"scenario {name[:80]!r}: known are {', '.join(known)}.")
        return _read_once(name, None)


@dataclass(frozen=True)
class Asked:
    """A run to look at."""

    scenario: Scenario
    seed: int
    changes: tuple[Change, ...]  # in order of month


def read(query: Mapping[str, str], choices: Choices) -> Asked:
    """Read the parameters of a request.

    Raises
    ------
    ScenarioError
        Naming what is wrong and what is allowed.
    """
    base = choices.load(query.get("scenario", ""))
    settings = _settings(query.get("settings", "{}"))
    check_tiles(base, settings)
    scenario = override(base, settings, "settings:")
    seed = whole(query.get("seed", "1"), "seed", 0, 2**53)
    watchable(scenario, seed)
    return Asked(scenario, seed, tuple(_changes(query.get("changes", "[]"), scenario)))


def _changes(text: str, scenario: Scenario) -> Iterator[Change]:
    """Changes on the way, as a JSON list of ``{"month": ..., "settings": {...}}``; refused here rather than halfway."""
    try:
        parts = [(one["month"], one["settings"]) for one in parsed(text)]
    except (ValueError, TypeError, KeyError):
        raise ScenarioError(_NO_CHANGES) from None
    if len(parts) > MOST_CHANGES:
        raise ScenarioError(f"changes: {len(parts)} are too many to watch, at most {MOST_CHANGES} are allowed.")
    for month, settings in parts:
        if not isinstance(settings, dict):
            raise ScenarioError(_NO_CHANGES)
        within(month, "changes, month", 0, scenario.months - 1)
    for month, settings in sorted(parts, key=lambda part: part[0]):
        scenario = override(scenario, settings, "changes:")
        yield Change(month, settings)


def whole(text: str, name: str, low: int, high: int) -> int:
    """A whole number within a range, as text."""
    return within(int(text) if _WHOLE.fullmatch(text) else text, name, low, high)


def within(value: Any, name: str, low: int, high: int) -> int:
    """A whole number within a range; raises :class:`ScenarioError`."""
    if type(value) is not int or not low <= value <= high:
        told = repr(str(value)[:40])
        raise ScenarioError(f"{name} = {told} is not allowed: it must be a whole number from {low} to {high}.")
    return value


def _settings(text: str) -> dict[str, Any]:
    try:
        settings = parsed(text)
    except ValueError:
        settings = None
    if not isinstance(settings, dict):
        raise ScenarioError("settings: not a JSON object of settings by path.")
    return settings


def _titles(scenario: Scenario, name: str) -> dict[str, str]:
    """What a scenario is called on a page; one that was opened under another name than its own says so."""
    told = titles(scenario) if scenario.title else {"en": scenario.name, "nl": scenario.name}
    return told if name == scenario.name else {language: f"{title} ({name})" for language, title in told.items()}


def _written(path: Path) -> tuple[int, int] | None:
    """When a file was last written, and its size: it is read again after that changes."""
    try:
        told = os.stat(path)
    except OSError:
        return None
    return told.st_mtime_ns, told.st_size


@lru_cache(maxsize=16)
def _read_once(name_or_file: str, written: tuple[int, int] | None) -> Scenario:
    return load(name_or_file)
