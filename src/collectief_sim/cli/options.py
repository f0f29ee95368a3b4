"""Options that several commands have, said once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from collectief_sim.cli.terminal import warn
from collectief_sim.files.errors import ScenarioError
from collectief_sim.files.texts import short

if TYPE_CHECKING:
    from collectief_sim.batch.of_set import OfSet
    from collectief_sim.experiment.worlds import World
    from collectief_sim.scenario import Scenario


def _world_given(text: str) -> int:
    """The number of a world as it was typed; which there are is looked up later."""
    return _number_given(text, 1)


def _worlds_given(text: str) -> int:
    """How many worlds, as it was typed."""
    return _number_given(text, 2)


def _number_given(text: str, least: int) -> int:
    from collectief_sim.experiment.worlds import allowed

    try:
        return int(text)
    except ValueError:
        said = f"{short(text)} is no number"
    try:
        raise typer.BadParameter(f"{said}; allowed is {allowed(least)}.")
    except ScenarioError:
        raise typer.BadParameter(f"{said}.") from None


Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="PATH=VALUE", help="Override a setting, e.g. policy.contract_months=120; may be repeated."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output, nothing else.")]
Workers = Annotated[int | None, typer.Option(help="Processes; all cores if absent.", min=1, max=1024)]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with a folder: run what is missing.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say how many runs, how long, how much disk.")]
Makers = Annotated[
    bool, typer.Option("--makers", help="Keep a row per maker too: when they came and left, why, at what rent.")
]
_OF_SET = "of the set that nothing known rules out (COLLECTIEF_WORLDS names a file with another)"
OneWorld = Annotated[
    int | None,
    typer.Option(
        "--world", metavar="N", parser=_world_given, help=f"Settings of world N {_OF_SET}; --set goes before them."
    ),
]
OneWorldInAll = Annotated[
    int | None,
    typer.Option(
        "--world",
        metavar="N",
        parser=_world_given,
        help=f"All arms with the settings of world N {_OF_SET}; settings of the experiment go before them.",
    ),
]
Defaults = Annotated[
    bool,
    typer.Option(
        "--defaults", help="In no world of the set, but with the numbers that areas have themselves, on many seeds."
    ),
]
SomeWorlds = Annotated[
    int | None,
    typer.Option(
        "--worlds", metavar="N", parser=_worlds_given, help=f"In N worlds {_OF_SET}, 2 or more, evenly chosen."
    ),
]


def in_worlds(
    worlds: Sequence[World], changed: Mapping[str, Any], written: Iterable[Scenario], run: Iterable[Scenario] = ()
) -> OfSet | None:
    """What results say of the worlds they are of, and notes on what that comes to with what was changed; None without worlds."""
    from collectief_sim.experiment.worlds import notes_on_worlds, of_set

    if not worlds:
        return None
    for note in notes_on_worlds(worlds, written, changed, run):
        warn(f"Note: {note}")
    return of_set(worlds, changed)
