"""What a page asks for: a scenario, a seed, settings, and perhaps a change on the way. Everything is checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from collectief_sim.files.errors import ScenarioError
from collectief_sim.scenario import Scenario
from collectief_sim.scenario.files import override
from collectief_sim.viewer.bounds import MOST_CHANGES, check_tiles, watchable, whole, within
from collectief_sim.viewer.choices import Choices
from collectief_sim.viewer.history import Change
from collectief_sim.viewer.texts import parsed

_NO_CHANGES = "changes: not a JSON list of months and settings."


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


def _settings(text: str) -> dict[str, Any]:
    try:
        settings = parsed(text)
    except ValueError:
        settings = None
    if not isinstance(settings, dict):
        raise ScenarioError("settings: not a JSON object of settings by path.")
    return settings
