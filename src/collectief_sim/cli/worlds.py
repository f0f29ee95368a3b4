"""Options that choose worlds: settings that nothing known rules out (docs/calibration.md)."""

from __future__ import annotations

from typing import Annotated, Any

import typer

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
