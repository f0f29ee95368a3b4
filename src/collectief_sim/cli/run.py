"""The commands, those for one run first. Thin: each reads its arguments, calls the package and prints."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from collectief_sim.cli import advise as cli_advise
from collectief_sim.cli import batch as cli_batch
from collectief_sim.cli import calibrate as cli_calibrate
from collectief_sim.cli import experiment as cli_experiment
from collectief_sim.cli import screen as cli_screen
from collectief_sim.cli import validation as cli_validation
from collectief_sim.cli import view as cli_view
from collectief_sim.cli.interrupts import if_interrupted
from collectief_sim.cli.options import AsJson, OneWorld, Settings, in_worlds
from collectief_sim.cli.terminal import (
    check_language,
    check_memory,
    console,
    file_given,
    folder_given,
    progress_bar,
    say,
    say_record,
    settings_of,
    warn_of_file,
)
from collectief_sim.files.errors import ScenarioError

if TYPE_CHECKING:
    from collectief_sim.batch.of_set import OfSet
    from collectief_sim.model.chronicle import Chronicle
    from collectief_sim.model.simulation import Result
    from collectief_sim.scenario import Scenario

app = typer.Typer(
    help="Do longer leases keep makers in the city, and what does it cost? Simulate collectives of entrepreneurs. "
    "Dutch (--lang nl): run, experiment, report, advise, and view with --export; the viewer in a browser has both languages.",
    epilog="Exit codes: 0 fine, 1 a run failed, or a pattern that is not known to fail, 2 refused or could not be written, "
    "70 a fault of ours, 130 interrupted.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

ScenarioName = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="Name of a scenario (see `scenarios`) or a .toml file.")
]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", parser=folder_given, help="Write all results into this new folder."),
]


@app.command()
def run(
    scenario: ScenarioName,
    months: Annotated[
        int | None, typer.Option(help="Months to simulate; the scenario's length if absent.", min=1)
    ] = None,
    seed: Annotated[int, typer.Option(help="The luck: the same seed gives the same run.", min=0)] = 1,
    settings: Settings = None,
    world: OneWorld = None,
    out: Out = None,
    makers: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            parser=file_given,
            help="Write a row per maker into this new file (.csv): when they came and left, why, at what rent.",
        ),
    ] = None,
    language: Annotated[str, typer.Option("--lang", metavar="en|nl", help="Language in which it is told.")] = "en",
    as_json: AsJson = False,
) -> None:
    """Simulate one scenario and tell what became of its collectives."""
    check_language(language)
    spec, used = _load_in_world(scenario, settings, world)
    if seed >= 2**63:
        raise ScenarioError(f"--seed {seed}: it must be a whole number from 0 to {2**63 - 1}.")
    if months is not None and months > spec.months:
        spec = _with(spec, {"months": months}, "--months")
    if out is not None:
        from collectief_sim.files.folders import check_new

        check_new(out)
    if makers is not None:
        from collectief_sim.cli.record import check_makers_file

        check_makers_file(makers)
    check_memory([spec])
    warn_of_file(spec, settings_of(settings), months)
    with progress_bar() as progress:
        task = progress.add_task("starting", total=months or spec.months)
        from collectief_sim.model.chronicle import Chronicle
        from collectief_sim.model.simulation import Result, Simulation

        simulation = Simulation(spec, seed, months)
        chronicle = Chronicle(simulation)

        def after_month(done: int) -> None:
            chronicle.look()
            progress.update(task, completed=done, description="Simulating")

        simulation.finish(after_month)
        result = Result(simulation, simulation.outcomes)
    with if_interrupted(lambda: _left(out, makers)):
        _hand_over(result, chronicle, used, out, makers, language, as_json)


def _hand_over(
    result: Result,
    chronicle: Chronicle,
    used: OfSet | None,
    out: Path | None,
    makers: Path | None,
    language: str,
    as_json: bool,
) -> None:
    """Write a run if asked for, and tell it."""
    from collectief_sim.cli.record import run_record, write_makers, write_run

    if makers is not None:
        write_makers(result, makers)
    if out is not None:
        write_run(result, out, used)
    if as_json:
        say_record(run_record(result, used))
        return
    from collectief_sim.cli.summary import tell

    tell(result, console(), language, chronicle, used)
    for written in (out, makers):
        if written is not None:
            say(f"Written: {written}")


def _left(*asked: Path | None) -> str:
    """What there is of a run that was interrupted at its end."""
    there = [str(one) for one in asked if one is not None and one.exists()]
    return f"what was written is whole: {' and '.join(there)}." if there else "nothing was written."


@app.command()
def scenarios() -> None:
    """List the scenarios that come with the package."""
    from rich import box
    from rich.markup import escape
    from rich.table import Table

    from collectief_sim.scenario import available, load

    table = Table(box=box.SIMPLE_HEAD)
    for column in ("name", "what it is", "period"):
        table.add_column(column)
    for name, path in available().items():
        spec = load(path)
        until = spec.date_of(spec.months - 1)
        table.add_row(name, escape(f"{spec.title}. {spec.description}"), f"{spec.start} to {until}")
    console().print(table)


@app.command()
def parameters(
    scenario: Annotated[str, typer.Argument(metavar="[SCENARIO]", help="Name or file.")] = "stylised-area",
    only: Annotated[str, typer.Option(help="Only parameters with this text in their name, meaning or source.")] = "",
) -> None:
    """Print every parameter of a scenario with value, unit, allowed range and source."""
    from collectief_sim.scenario import load
    from collectief_sim.scenario.dictionary import print_parameters

    print_parameters(load(scenario), console(), only)


@app.command()
def check(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A scenario file (or name).")],
    settings: Settings = None,
) -> None:
    """Validate a scenario without running it, say which forms of cooperation are on, and who lets on which terms."""
    from collectief_sim.cli.forms import tell_forms
    from collectief_sim.cli.owners import tell_owners

    spec = _load(file, settings)
    rows = spec.area.rows()
    dated = {name: sum(one.on for one in getattr(spec, name).values()) for name in ("shocks", "facts", "changes")}
    told = ", ".join(
        f"{count} dated {name if count != 1 else name[:-1]}"
        for name, count in dated.items()
        if count or name == "shocks"
    )
    say(
        f"{file}: fine. {spec.title or spec.name}: {len(rows[0])} x {len(rows)} plots, {spec.months} months from {spec.start}, "
        f"{told}."
    )
    tell_forms(spec)
    warn_of_file(spec, settings_of(settings))
    tell_owners(spec, console())


app.command()(cli_experiment.experiment)
app.command()(cli_experiment.report)
app.command()(cli_advise.advise)
app.command()(cli_experiment.experiments)
app.command()(cli_screen.screen)
app.command()(cli_view.view)
app.command()(cli_validation.validate)
app.command()(cli_calibrate.calibrate)
app.command()(cli_batch.batch)
app.command()(cli_batch.show)
app.command()(cli_batch.verify)


def _load(name: str, settings: list[str] | None) -> Scenario:
    from collectief_sim.scenario import load

    return load(name, settings_of(settings))


def _load_in_world(name: str, settings: list[str] | None, world: int | None) -> tuple[Scenario, OfSet | None]:
    """A scenario in a world of the set, if one was asked for, and which that is; what is set by hand goes first."""
    from collectief_sim.experiment.worlds import world_called
    from collectief_sim.scenario import load

    if world is None:
        return _load(name, settings), None
    one, said = world_called(world), settings_of(settings)
    spec = load(name, {**one.settings, **said})
    return spec, in_worlds([one], said, [load(name)], [spec])


def _with(spec: Scenario, overrides: dict[str, Any], where: str) -> Scenario:
    from collectief_sim.scenario.files import override

    return override(spec, overrides, where)
