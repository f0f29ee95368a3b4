"""The set of worlds: settings that nothing known rules out, a world a row (experiments/worlds.csv, docs/calibration.md).

A world is a rule of looking ahead and a value for every setting that calibration left free. Who runs over several sees how far
an answer hangs on what nobody knows.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from collectief_sim.experiment.design import folder
from collectief_sim.files.errors import ScenarioError
from collectief_sim.scenario import Scenario, load
from collectief_sim.scenario.files import as_set, override

FILE = "worlds.csv"
NUMBER = "world"
RULE = "behaviour.horizon.rule"


@dataclass(frozen=True)
class World:
    """Settings by path, and the number people call them by."""

    number: int
    settings: Mapping[str, Any]


def worlds_file() -> Path:
    """The set that comes with the package."""
    return folder() / FILE


def load_worlds(file: Path | None = None) -> list[World]:
    """All worlds, in order; raises :class:`ScenarioError` if there are none, or they cannot be read.

    Whether a world is possible is looked at for the first, and for others when they are chosen: there are hundreds.
    """
    path = file or worlds_file()
    try:
        lines = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    except FileNotFoundError:
        raise ScenarioError(f"{path}: there is no set of worlds here; `collectief calibrate` makes one.") from None
    except (OSError, ValueError) as error:
        raise ScenarioError(f"{path}: cannot be read: {error}.") from None
    if len(lines) < 2 or lines[0][:1] != [NUMBER]:
        raise ScenarioError(f"{path}: no set of worlds: its first line must name the settings, after {NUMBER!r}.")
    base = load("stylised-area")
    worlds = [_world(lines[0], row, base, f"{path}: line {i}:") for i, row in enumerate(lines[1:], 2)]
    _check(worlds[:1], base, path)
    return worlds


def _check(worlds: Sequence[World], base: Scenario, path: Path) -> None:
    for world in worlds:
        override(base, world.settings, f"{path}: world {world.number}:")


def _world(names: list[str], row: list[str], base: Scenario, where: str) -> World:
    if len(row) != len(names):
        raise ScenarioError(f"{where} has {len(row)} values where there are {len(names)} columns.")
    settings = {name: _value(base, name, text, where) for name, text in zip(names[1:], row[1:], strict=True)}
    if not row[0].isdecimal():
        raise ScenarioError(f"{where} {NUMBER} = {row[0]!r} is no number.")
    return World(int(row[0]), settings)


def _value(base: Scenario, name: str, text: str, where: str) -> Any:
    try:
        return as_set(base, name, float(text))
    except ValueError:
        if text and not text[0].isdigit() and text[0] not in "+-.":
            return text
        raise ScenarioError(f"{where} {name} = {text!r} is no number.") from None


def as_csv(worlds: Sequence[Mapping[str, Any]]) -> bytes:
    """Worlds as the file that :func:`load_worlds` reads."""
    names = list(dict.fromkeys(name for world in worlds for name in world))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([NUMBER, *names])
    writer.writerows([i, *(world[name] for name in names)] for i, world in enumerate(worlds, 1))
    return text.getvalue().encode()


def world_called(number: int) -> World:
    """One world of the set; raises :class:`ScenarioError` if there is none of that number."""
    worlds = load_worlds()
    for world in worlds:
        if world.number == number:
            _check([world], load("stylised-area"), worlds_file())
            return world
    raise ScenarioError(f"--world {number}: allowed is {worlds[0].number} to {worlds[-1].number}.")


def some_worlds(count: int) -> list[World]:
    """So many worlds, in order: as many of every rule of looking ahead, evenly over those of a rule.

    How many worlds a rule kept says how much of it could be ruled out, not how likely it is. A rule with too few gives all.
    """
    worlds = load_worlds()
    if not 1 <= count <= len(worlds):
        raise ScenarioError(f"--worlds {count}: allowed is 1 to {len(worlds)}, as many as nothing known rules out.")
    of_rules = [[w for w in worlds if w.settings.get(RULE) == rule] for rule in _rules_of(worlds)]
    parts = zip(of_rules, _evenly([len(same) for same in of_rules], count), strict=True)
    chosen = [same[(2 * i + 1) * len(same) // (2 * part)] for same, part in parts for i in range(part)]
    _check(chosen, load("stylised-area"), worlds_file())
    return chosen


def _rules_of(worlds: Sequence[World]) -> list[Any]:
    return list(dict.fromkeys(world.settings.get(RULE) for world in worlds))


def _evenly(sizes: Sequence[int], count: int) -> list[int]:
    """So many in all, from groups of these sizes, as many from each as can be."""
    parts = [0] * len(sizes)
    while sum(parts) < count:
        least = min((i for i in range(len(sizes)) if parts[i] < sizes[i]), key=lambda i: parts[i])
        parts[least] += 1
    return parts
