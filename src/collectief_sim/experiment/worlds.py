"""The set of worlds: settings that nothing known rules out, a world a row (experiments/worlds.csv, docs/calibration.md).

A world is a rule of looking ahead and a value for every setting that calibration left free. Who runs over several sees how far
an answer hangs on what nobody knows.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from collectief_sim.batch.of_set import OfSet
from collectief_sim.experiment.design import folder
from collectief_sim.files.disk import digest
from collectief_sim.files.errors import ScenarioError
from collectief_sim.scenario import Scenario, load
from collectief_sim.scenario.files import as_set, override

FILE = "worlds.csv"
NUMBER = "world"
RULE = "behaviour.horizon.rule"
WEIGHING = "behaviour.horizon.weighing"
ENVIRONMENT = "COLLECTIEF_WORLDS"  # names a file with a set of one's own
LEAST = 2  # worlds that are several


@dataclass(frozen=True)
class World:
    """Settings by path, and the number people call them by."""

    number: int
    settings: Mapping[str, Any]


def own_file() -> str:
    """The file that the environment names for a set of one's own; empty if it names none."""
    return os.environ.get(ENVIRONMENT, "").strip()


def worlds_file() -> Path:
    """Where the set is: the one that comes with the package, or the one that the environment names."""
    return Path(own_file()) if own_file() else folder() / FILE


def load_worlds(file: Path | None = None) -> list[World]:
    """All worlds, in order; raises :class:`ScenarioError` if there are none, or they cannot be read.

    Whether a world is possible is looked at for the first, and for others when they are chosen: there are hundreds.
    """
    path = file or worlds_file()
    try:
        content = path.read_bytes()
        lines = list(csv.reader(io.StringIO(content.decode("utf-8"))))
    except FileNotFoundError:
        named = f" ({ENVIRONMENT} names this file)" if own_file() and not file else ""
        raise ScenarioError(
            f"{path}: there is no set of worlds here{named}; `collectief calibrate` makes one."
        ) from None
    except (OSError, ValueError, csv.Error) as error:
        raise ScenarioError(f"{path}: cannot be read: {error}.") from None
    _check_digest(path, content)
    if len(lines) < 2 or lines[0][:1] != [NUMBER]:
        raise ScenarioError(f"{path}: no set of worlds: its first line must name the settings, after {NUMBER!r}.")
    base = load("stylised-area")
    worlds = [_world(lines[0], row, base, f"{path}: line {i}:") for i, row in enumerate(lines[1:], 2)]
    _check(worlds[:1], base, path)
    return worlds


def _check_digest(path: Path, content: bytes) -> None:
    """A set must be as it was found, where the file beside it (of the same name, .json) says how that was."""
    beside = path.with_suffix(".json")
    try:
        found = json.loads(beside.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return
    except (OSError, ValueError, RecursionError) as error:
        raise ScenarioError(f"{beside}: cannot be read: {error}. It says how {path.name} was found.") from None
    known = found.get("set") if isinstance(found, dict) else None
    if known is not None and known != digest(content):
        raise ScenarioError(
            f"{path}: was changed after it was found: its SHA-256 is not the one in {beside.name} (set). Put the file back as "
            f"it was; for worlds of your own, copy it to another folder, without {beside.name}, and name it: "
            f"{ENVIRONMENT}=my-worlds/{path.name}"
        )


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
    raise ScenarioError(f"--world {number}: allowed is {allowed()}.")


def allowed(least: int = 1) -> str:
    """What may be asked for, in words: numbers of worlds; or how many worlds, if so many are the least."""
    worlds, of_file = load_worlds(), f" (of {own_file()})" if own_file() else ""
    if least == 1:
        return f"the number of a world, {worlds[0].number} to {worlds[-1].number}{of_file}"
    return f"{min(least, len(worlds))} to {len(worlds)}{of_file}, or --world N for one of them"


def some_worlds(count: int) -> list[World]:
    """So many worlds, in order: as many of every rule of looking ahead, evenly over those of a rule.

    How many worlds a rule kept says how much of it could be ruled out, not how likely it is. A rule with too few gives all.
    """
    worlds = load_worlds()
    if not min(LEAST, len(worlds)) <= count <= len(worlds):
        raise ScenarioError(f"--worlds {count}: allowed is {allowed(LEAST)}.")
    of_rules = [[w for w in worlds if w.settings.get(RULE) == rule] for rule in _rules_of(worlds)]
    parts = zip(of_rules, _evenly([len(same) for same in of_rules], count), strict=True)
    chosen = [same[(2 * i + 1) * len(same) // (2 * part)] for same, part in parts for i in range(part)]
    chosen.sort(key=lambda world: world.number)
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


def of_set(worlds: Sequence[World], changed: Mapping[str, Any]) -> OfSet:
    """What results in these worlds say of them; `changed` are settings that somebody set, of which those of worlds count."""
    mine = {path: value for path, value in changed.items() if path in worlds[0].settings}
    numbers = [world.number for world in worlds]
    return OfSet(numbers, len(load_worlds()), digest(worlds_file().read_bytes()), own_file(), mine)


def notes_on_worlds(
    worlds: Sequence[World], written: Iterable[Scenario], changed: Iterable[str], run: Iterable[Scenario]
) -> list[str]:
    """Things to say of worlds in which scenarios, as they are written, run with some settings (by path) changed; usually none.

    What is changed goes before worlds, and worlds go before what a scenario says itself.
    """
    by_hand, theirs = set(changed), list(worlds[0].settings)
    return list(
        dict.fromkeys([*_by_hand(theirs, by_hand), *_replaced(theirs, by_hand, written), *_weighed(theirs, run)])
    )


def _by_hand(theirs: Sequence[str], by_hand: Set[str]) -> Iterator[str]:
    if said := [path for path in theirs if path in by_hand]:
        yield (
            f"{', '.join(said)}: worlds have a value for this, and yours takes its place, so that these are no longer worlds "
            "that nothing known rules out."
        )


def _replaced(theirs: Sequence[str], by_hand: Set[str], written: Iterable[Scenario]) -> Iterator[str]:
    for spec in written:
        if own := [path for path in theirs if path not in by_hand and _is_own(spec, path)]:
            yield (
                f"{spec.name}: {', '.join(own)}: the scenario has a value of its own, and that of a world takes its place; "
                "--set (or settings of an experiment) goes before both."
            )


def _weighed(theirs: Sequence[str], run: Iterable[Scenario]) -> Iterator[str]:
    usual = load("stylised-area").behaviour.horizon.weighing
    for spec in run:
        if (weighing := spec.behaviour.horizon.weighing) != usual and WEIGHING not in theirs:
            yield (
                f"{spec.name}: {WEIGHING} is {weighing}, and worlds were found under {usual}; nothing says that they are not "
                "ruled out under another."
            )


def _is_own(scenario: Scenario, path: str) -> bool:
    """Whether a scenario says itself what a setting is: by another value than the usual, or by a source of its own."""
    *tables, name = path.split(".")
    section: Any = scenario
    for table in tables:
        section = getattr(section, table)
    declared = type(section).model_fields[name]
    extra = declared.json_schema_extra if isinstance(declared.json_schema_extra, dict) else {}
    sourced = section.sources.get(name, extra.get("source")) != extra.get("source")
    return sourced or getattr(section, name) != declared.default
