"""What commands share: the console, a progress bar on stderr, the compile notice, values as people type them."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from collectief_sim.errors import ScenarioError

if TYPE_CHECKING:
    from rich.console import Console

    from collectief_sim.scenario import Scenario


def console() -> Console:
    """Where results are told."""
    from rich.console import Console

    console = Console(highlight=False)
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


def warn(message: str) -> None:
    """Tell something on stderr."""
    print(message, file=sys.stderr)  # noqa: T201


def warn_of(scenarios: Iterable[tuple[Scenario, Iterable[str]]]) -> None:
    """Tell once what may not be what was meant by the settings (by path) that were changed in scenarios."""
    from collectief_sim.scenario.notes import notes_on

    for note in dict.fromkeys(note for scenario, settings in scenarios for note in notes_on(scenario, settings)):
        warn(f"Note: {note}")


def warm_up(spec: Scenario) -> None:
    """Compile (or load) the rules in this process first, so that workers find them ready."""
    from collectief_sim.simulation import run as simulate

    simulate(spec, 0, 1)


def parsed(text: str) -> Any:
    """A value as in TOML; bare words are text, and ``none`` is no limit."""
    if text.strip() == "none":
        return None
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text.strip()


def settings_of(texts: list[str] | None) -> dict[str, Any]:
    """What ``--set`` said, by path."""
    pairs = (
        split_setting("--set", text, "PATH=VALUE, for instance policy.contract_months=120") for text in texts or []
    )
    return {path: parsed(value) for path, value in pairs}


def split_setting(option: str, setting: str, example: str) -> tuple[str, str]:
    """``path=value`` in two; raises :class:`ScenarioError`."""
    path, sign, value = setting.partition("=")
    if not sign or not path.strip():
        raise ScenarioError(f"{option} {setting!r}: write {example}")
    return path.strip(), value.strip()
