"""The command `view`: the viewer in the browser."""

from __future__ import annotations

from typing import Annotated

import typer

from collectief_sim.terminal import warm_up, warn

LOCAL = ("127.0.0.1", "localhost", "::1")


def view(
    target: Annotated[
        str,
        typer.Argument(
            metavar="[SCENARIO|DIR]", help="A scenario (name or .toml), or a folder of a run, a batch or an experiment."
        ),
    ] = "keilekwartier",
    seed: Annotated[int | None, typer.Option(help="The luck to begin with.", min=0)] = None,
    host: Annotated[str, typer.Option(help="Address to listen on; the default is this machine alone.")] = "127.0.0.1",
    port: Annotated[int | None, typer.Option(help="Port; a free one if absent.", min=1, max=65535)] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in the browser.")] = True,
    plain: Annotated[
        bool,
        typer.Option(
            "--plain", help="Mesa's own page on one model, for those who know Mesa (needs the extra `plain`)."
        ),
    ] = False,
) -> None:
    """See an area change month by month, two policies side by side, in the browser."""
    from collectief_sim.viewer.history import at_start
    from collectief_sim.viewer.opening import open_target
    from collectief_sim.viewer.serve import listen, serve

    choices, opening = open_target(target, seed)
    listener = listen(host, port)
    if host not in LOCAL:
        warn(f"Warning: listening on {host}: anybody who can reach this machine can open the viewer.")
    warm_up(choices.load(opening["scenario"]))
    at_start(choices.load(opening["scenario"]), 0)  # compiles what a run does not need
    if plain:
        from collectief_sim.viewer.plain import plain_app

        app = plain_app(target if not choices.opened else str(next(iter(choices.opened.values()))), opening["seed"])
    else:
        from collectief_sim.viewer.app import make_app

        app = make_app(choices, opening, ["*"] if host not in LOCAL else list(LOCAL))
    serve(app, listener, host, browser)
