"""What a page asks for: a scenario, a seed, settings, and perhaps a change on the way. Everything is checked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from collectief_sim.errors import ScenarioError
from collectief_sim.scenario import Scenario, load
from collectief_sim.scenario.fields import titles
from collectief_sim.scenario.files import available, override
from collectief_sim.viewer.history import Change

MOST_PLOT_MONTHS = 10_000_000  # of a history that is kept whole and drawn: about 150 MB at each end


@dataclass(frozen=True)
class Choices:
    """What may be looked at: the scenarios of the package, and one that was opened from a file or a results folder."""

    opened: Mapping[str, Path]  # by the name a page uses

    def scenarios(self) -> dict[str, dict[str, str]]:
        """Titles by name, in each language; what was opened first."""
        found = {name: _titles(load(path), name) for name, path in self.opened.items()}
        return found | {name: _titles(_shipped(name), name) for name in available() if name not in found}

    def load(self, name: str) -> Scenario:
        """A scenario by name; never any other file."""
        if name in self.opened:
            return load(self.opened[name])
        if name not in available():
            raise ScenarioError(f"scenario {name!r}: known are {', '.join(self.scenarios())}.")
        return _shipped(name)


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
    scenario = override(base, _settings(query.get("settings", "{}"), "settings"), "settings:")
    watchable(scenario)
    seed = whole(query.get("seed", "1"), "seed", 0, 2**53)
    return Asked(scenario, seed, tuple(_changes(query.get("changes", "[]"), scenario)))


def watchable(scenario: Scenario) -> None:
    """Refuse what is too large to keep month by month."""
    rows = scenario.area.rows()
    size = len(rows) * len(rows[0]) * scenario.months
    if size > MOST_PLOT_MONTHS:
        raise ScenarioError(
            f"{scenario.name}: {len(rows[0])} x {len(rows)} plots over {scenario.months} months is too much to watch: plots "
            f"times months is {size:,}, at most {MOST_PLOT_MONTHS:,} is allowed. `collectief run` has no such limit."
        )


def _changes(text: str, scenario: Scenario) -> Iterator[Change]:
    """Changes on the way, as a JSON list of ``{"month": ..., "settings": {...}}``; refused here rather than halfway."""
    try:
        told = json.loads(text)
        parts = sorted(((one["month"], one["settings"]) for one in told), key=lambda part: part[0])
    except (ValueError, TypeError, KeyError):
        raise ScenarioError("changes: not a JSON list of months and settings.") from None
    last = scenario.months - 1
    for month, settings in parts:
        if not isinstance(settings, dict):
            raise ScenarioError("changes: not a JSON list of months and settings.")
        scenario = override(scenario, settings, "changes:")
        yield Change(whole(str(month), "changes, month", 0, last), settings)


def whole(text: str, name: str, low: int, high: int) -> int:
    """A whole number within a range."""
    try:
        value = int(text)
    except ValueError:
        value = low - 1
    if not low <= value <= high:
        raise ScenarioError(f"{name} = {text[:40]!r} is not allowed: it must be a whole number from {low} to {high}.")
    return value


def _settings(text: str, name: str) -> dict[str, Any]:
    try:
        settings = json.loads(text)
    except ValueError:
        settings = None
    if not isinstance(settings, dict):
        raise ScenarioError(f"{name}: not a JSON object of settings by path.")
    return settings


def _titles(scenario: Scenario, name: str) -> dict[str, str]:
    """What a scenario is called on a page; one that was opened under another name than its own says so."""
    told = titles(scenario) if scenario.title else {"en": scenario.name, "nl": scenario.name}
    return told if name == scenario.name else {language: f"{title} ({name})" for language, title in told.items()}


@lru_cache(maxsize=16)
def _shipped(name: str) -> Scenario:
    return load(name)
