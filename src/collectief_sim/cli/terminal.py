"""What commands share: the console, a progress bar on stderr, the compile notice, values as people type them."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from collectief_sim.files.errors import ScenarioError
from collectief_sim.files.texts import for_terminal, short, strange
from collectief_sim.files.toml_files import NotTomlError, parse_toml

if TYPE_CHECKING:
    from rich.console import Console

    from collectief_sim.scenario import Scenario


def console() -> Console:
    """Where results are told."""
    from collectief_sim.cli.console import TextConsole

    console = TextConsole(highlight=False, emoji=False)
    if not console.is_terminal:
        console.width = 130  # in a pipe or file nothing is cut off
    return console


class Quiet(AbstractContextManager["Quiet"]):
    """Stands in for a progress bar where nobody watches."""

    def __exit__(self, *_: object) -> None:
        return None

    def add_task(self, *_: object, **__: object) -> int:
        """No task."""
        return 0

    def update(self, *_: object, **__: object) -> None:
        """Nothing to show."""


def progress_bar(*more: str) -> Any:
    """A progress bar with time left on stderr, and more columns; nothing when that is not a terminal."""
    if not sys.stderr.isatty():
        return Quiet()
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    left = TimeRemainingColumn(elapsed_when_finished=True)
    bar = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), left)
    return Progress(*bar, *map(TextColumn, more), console=Console(stderr=True), transient=True)


def say(message: str) -> None:
    """Tell something on stdout."""
    print(for_terminal(message))  # noqa: T201


def say_record(record: Mapping[str, Any]) -> None:
    """Tell something as one JSON object in one line of plain letters."""
    print(json.dumps(record, allow_nan=False).replace("\x7f", "\\u007f"))  # noqa: T201


def warn(message: str) -> None:
    """Tell something on stderr."""
    print(for_terminal(message), file=sys.stderr)  # noqa: T201


def warn_of(scenarios: Iterable[tuple[Scenario, Iterable[str]]]) -> None:
    """Tell once what may not be what was meant by the settings (by path) that were changed in scenarios."""
    from collectief_sim.scenario.notes import notes_on
    from collectief_sim.scenario.notes_on_forms import idle_notes

    told = [(scenario, set(settings)) for scenario, settings in scenarios]
    forms = {name for scenario, _ in told for name in scenario.forms.present()}
    _say_notes(
        note
        for scenario, settings in told
        for note in notes_on(scenario, settings) + idle_notes(scenario, settings, forms)
    )


def warn_of_file(scenario: Scenario, settings: Iterable[str] = (), months: int | None = None) -> None:
    """Tell what may not be what was meant by a scenario as it is written, by settings (by path) that were changed in it, or by so
    many months of it.
    """
    from collectief_sim.scenario.notes import not_reached, notes_of, notes_on
    from collectief_sim.scenario.notes_on_forms import idle_notes, own_numbers

    notes = (
        notes_on(scenario, settings) + idle_notes(scenario, {*settings, *own_numbers(scenario)}) + notes_of(scenario)
    )
    _say_notes(notes + (not_reached(scenario, months) if months and months < scenario.months else []))


def _say_notes(notes: Iterable[str]) -> None:
    for note in dict.fromkeys(notes):
        warn(f"Note: {note}")


def check_language(language: str, option: str = "--lang") -> None:
    """Refuse a language that there is not; raises :class:`ScenarioError`."""
    from collectief_sim.experiment.design import LANGUAGES

    if language not in LANGUAGES:
        raise ScenarioError(f"{option} {short(language)} is not allowed: it must be one of {', '.join(LANGUAGES)}.")


def warm_up(spec: Scenario) -> None:
    """Compile (or load) the rules in this process first, so that workers find them ready."""
    from collectief_sim.model.simulation import run as simulate

    simulate(spec, 0, 1)


def check_memory(scenarios: Iterable[Scenario]) -> None:
    """Refuse what needs more memory than this machine has; raises :class:`ScenarioError`."""
    from collectief_sim.scenario.size import bytes_needed

    there = _memory()
    for scenario in scenarios:
        if (needed := bytes_needed(scenario)) > there:
            raise ScenarioError(
                f"{scenario.name}: a run needs about {needed / 1e9:,.0f} GB of memory, and this machine has "
                f"{there / 1e9:,.0f}; make the area smaller (map, area.tiles, floor_m2) or the run shorter (months)."
            )


def _memory() -> float:
    """Bytes of memory of this machine, where the system tells."""
    try:
        return float(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    except (AttributeError, ValueError, OSError):
        return float("inf")


def folder_given(text: str) -> Path:
    """A folder as it was typed; a usage error if no folder can be called so."""
    return _path_given(text, "folder")


def file_given(text: str) -> Path:
    """A file as it was typed; a usage error if no file can be called so."""
    return _path_given(text, "file")


def _path_given(text: str, what: str) -> Path:
    from typer import BadParameter

    if not text.strip():
        raise BadParameter(f"an empty text is no {what}; name one.")
    if found := strange(text):
        raise BadParameter(f"{short(text)} has {found} in it; the name of a {what} must be plain text in UTF-8.")
    return Path(text)


def parsed(text: str, where: str = "value") -> Any:
    """A value as in TOML; bare words are text, and ``none`` is no limit."""
    if text.strip() == "none":
        return None
    try:
        data = parse_toml(f"value = {text}", where)
    except NotTomlError:
        return text.strip()
    return data["value"] if len(data) == 1 else text.strip()


def settings_of(texts: list[str] | None) -> dict[str, Any]:
    """What ``--set`` said, by path."""
    found: dict[str, Any] = {}
    for text in texts or []:
        path, value = split_setting("--set", text, "PATH=VALUE, for instance policy.contract_months=120")
        if path in found:
            raise ScenarioError(f"--set {short(text)}: {path} is given twice; leave one out.")
        found[path] = parsed(value, f"--set {path}")
    return found


def split_setting(option: str, setting: str, example: str) -> tuple[str, str]:
    """``path=value`` in two; raises :class:`ScenarioError`."""
    path, sign, value = setting.partition("=")
    if not sign or not path.strip():
        raise ScenarioError(f"{option} {short(setting)}: write {example}")
    return path.strip(), value.strip()
