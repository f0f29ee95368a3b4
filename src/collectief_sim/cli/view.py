"""The command `view`: the viewer in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from collectief_sim.cli.terminal import check_language, file_given, warm_up, warn
from collectief_sim.files.errors import ScenarioError

if TYPE_CHECKING:
    from collectief_sim.viewer.choices import Choices
    from collectief_sim.viewer.opening import Opening
    from collectief_sim.viewer.server.guard import Guard
    from collectief_sim.viewer.server.serve import Where


def view(
    target: Annotated[
        str,
        typer.Argument(
            metavar="[SCENARIO|DIR]", help="A scenario (name or .toml), or a folder of a run, a batch or an experiment."
        ),
    ] = "keilekwartier",
    seed: Annotated[int | None, typer.Option(help="The luck to begin with.", min=0, max=2**53)] = None,
    host: Annotated[str, typer.Option(help="Address to listen on; the default is this machine alone.")] = "127.0.0.1",
    port: Annotated[int | None, typer.Option(help="Port; a free one if absent.", min=1, max=65535)] = None,
    export: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            parser=file_given,
            help="Write one file to send (.html) instead: it opens by double click.",
        ),
    ] = None,
    language: Annotated[str, typer.Option("--lang", metavar="en|nl", help="Language in which that file opens.")] = "en",
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in the browser.")] = True,
    mesa: Annotated[
        bool, typer.Option("--mesa", help="Mesa's viewer: the model, stepped live (needs the extra `viewer`).")
    ] = False,
) -> None:
    """See an area change month by month, two policies side by side, in the browser."""
    check_language(language)
    if export is not None:
        _export(target, seed, export, language, mesa)
    else:
        _serve(target, seed, host, port, browser, mesa)


def _export(target: str, seed: int | None, file: Path, language: str, mesa: bool) -> None:
    """Write one file to send."""
    from collectief_sim.cli.story import export_story

    if mesa:
        raise ScenarioError("--export: a file shows whole histories, which --mesa does not; leave one of them out.")
    export_story(target, seed, file, language)


def _serve(target: str, seed: int | None, host: str, port: int | None, browser: bool, mesa: bool) -> None:
    """Answer a browser until Ctrl-C."""
    from collectief_sim.viewer.opening import open_target, told_as_lowered
    from collectief_sim.viewer.server.serve import Where, listen, serve

    if not host.strip():
        raise ScenarioError(
            "--host '': an empty name would be every address of this machine; give one, or leave it out."
        )
    choices, opening = open_target(target, seed)
    arms = {arm: one["settings"] for arm, one in opening["arms"].items()}
    for note in told_as_lowered(choices.load(opening["scenario"]), arms):
        warn(f"Note: {note}")
    listener = listen(host, port)
    where = Where.of(listener, host)
    if where.token:
        warn(f"Warning: listening on {host}: anybody with the address below, token included, can open the viewer.")
    _warm_up()
    app = _mesa_app(choices, opening, where) if mesa else _own_app(choices, opening, where)
    serve(app, listener, where, browser, sockets=mesa)


def _warm_up() -> None:
    """Compile (or load) what a page asks for, which is a little more than a run."""
    from collectief_sim.scenario import load
    from collectief_sim.scenario.files import override
    from collectief_sim.viewer.cards.asked import card
    from collectief_sim.viewer.history import simulate

    brief = override(load("stylised-area"), {"months": 1})
    simulate(brief, 0)
    card("municipality", 0, brief, 0, 1)
    card("entrepreneur", 0, brief, 0, 1)
    warm_up(brief)


def _own_app(choices: Choices, opening: Opening, where: Where) -> Guard:
    """The server of our viewer."""
    from collectief_sim.viewer.server.app import make_app

    return make_app(choices, opening, where.hosts, where.token)


def _mesa_app(choices: Choices, opening: Opening, where: Where) -> Guard:
    """The server of Mesa's viewer."""
    try:
        from collectief_sim.viewer.mesa.server import mesa_app
    except ImportError as error:
        raise ScenarioError(
            f"--mesa needs what is not installed here ({error.name}): pip install 'collectief-sim[viewer]', or "
            "uv run --extra viewer collectief view --mesa."
        ) from None
    from collectief_sim.viewer.mesa.opened import opened_by

    return mesa_app(opened_by(choices, opening), where.hosts, where.token)
