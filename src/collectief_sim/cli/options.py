"""Options that several commands have, said once."""

from __future__ import annotations

from typing import Annotated, Any

import typer

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
OneWorld = Annotated[
    int | None,
    typer.Option(
        "--world",
        metavar="N",
        help="Settings of world N of the set that nothing known rules out; --set goes first.",
        min=1,
    ),
]
SomeWorlds = Annotated[
    int | None,
    typer.Option(
        "--worlds", metavar="N", help="In N worlds of the set that nothing known rules out, evenly chosen.", min=2
    ),
]


def settings_of_world(number: int | None) -> dict[str, Any]:
    """The settings of a world by path; none if no world was asked for."""
    from collectief_sim.experiment.worlds import world_called

    return {} if number is None else dict(world_called(number).settings)
