"""The commands, those for one run first. Thin: each reads its arguments, calls the package and prints."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from collectief_sim.cli import batch as cli_batch
from collectief_sim.cli import experiment as cli_experiment
from collectief_sim.cli import screen as cli_screen
from collectief_sim.cli import view as cli_view
from collectief_sim.cli.interrupts import if_interrupted
from collectief_sim.cli.terminal import (
    check_language,
    check_memory,
    console,
    folder_given,
    progress_bar,
    say,
    say_record,
    settings_of,
    warm_up,
    warn_of_file,
)
from collectief_sim.files.errors import ScenarioError

if TYPE_CHECKING:
    from collectief_sim.model.chronicle import Chronicle
    from collectief_sim.model.simulation import Result
    from collectief_sim.scenario import Scenario

app = typer.Typer(
    help="Do longer leases keep makers in the city, and what does it cost? Simulate collectives of entrepreneurs. "
    "Dutch (--lang nl): run, experiment, report, and view with --export; the viewer in a browser has both languages.",
    epilog="Exit codes: 0 fine, 1 a run failed, or a pattern that is not known to fail, 2 refused or could not be written, "
    "70 a fault of ours, 130 interrupted.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

ScenarioName = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="Name of a scenario (see `scenarios`) or a .toml file.")
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="PATH=VALUE", help="Override a setting, e.g. policy.contract_months=120; may be repeated."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output, nothing else.")]
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
    out: Out = None,
    language: Annotated[str, typer.Option("--lang", metavar="en|nl", help="Language in which it is told.")] = "en",
    as_json: AsJson = False,
) -> None:
    """Simulate one scenario and tell what became of its collectives."""
    check_language(language)
    spec = _load(scenario, settings)
    if seed >= 2**63:
        raise ScenarioError(f"--seed {seed}: it must be a whole number from 0 to {2**63 - 1}.")
    if months is not None and months > spec.months:
        spec = _with(spec, {"months": months}, "--months")
    if out is not None:
        from collectief_sim.files.folders import check_new

        check_new(out)
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
    with if_interrupted(lambda: _left(out)):
        _hand_over(result, chronicle, out, language, as_json)


def _hand_over(result: Result, chronicle: Chronicle, out: Path | None, language: str, as_json: bool) -> None:
    """Write a run if asked for, and tell it."""
    from collectief_sim.cli.record import run_record, write_run

    if out is not None:
        write_run(result, out)
    if as_json:
        say_record(run_record(result))
        return
    from collectief_sim.cli.summary import tell

    tell(result, console(), language, chronicle)
    if out is not None:
        say(f"Written: {out}")


def _left(out: Path | None) -> str:
    """What there is of a run that was interrupted at its end."""
    return f"everything was written into {out}." if out is not None and out.exists() else "nothing was written."


@app.command()
def validate(
    quick: Annotated[bool, typer.Option("--quick", help="Fewer runs and the main rule only: under a minute.")] = False,
    seeds: Annotated[int | None, typer.Option(help="Runs per arm; 200, or 20 when quick.", min=2, max=100_000)] = None,
    workers: Annotated[int | None, typer.Option(help="Processes; all cores if absent.", min=1, max=1024)] = None,
    settings: Settings = None,
    as_json: AsJson = False,
) -> None:
    """See whether the model shows what is known about collectives (P1-P15).

    Exit code 1 if a pattern fails of which no reason is recorded; a failure that is known is told, and is no error.
    """
    from collectief_sim.validation import show
    from collectief_sim.validation.arms import arms_called
    from collectief_sim.validation.calibrate import load_calibration
    from collectief_sim.validation.estimate import FAILS
    from collectief_sim.validation.patterns import ALL
    from collectief_sim.validation.run import arms_for, gather, judge, rivals_judged, verdict

    count = seeds or (20 if quick else 200)
    laid = settings_of(settings)
    specs = arms_called(arms_for(ALL, rivals=not quick), laid)
    with progress_bar() as progress:
        task = progress.add_task("runs", total=count * len(specs))
        warm_up(next(iter(specs.values())))
        runs = gather(specs, range(1, count + 1), workers, lambda done: progress.update(task, advance=done))
    judged, rivals = judge(runs, ALL), [] if quick else rivals_judged(runs)
    fitted = {pattern.id for pattern in load_calibration().patterns()}
    if as_json:
        say_record(show.as_record(judged, rivals, fitted, count, laid))
    else:
        show.tell(judged, rivals, fitted, count, console(), laid)
    if any(verdict(checks) == FAILS and not pattern.misses_because for pattern, checks in judged):
        raise typer.Exit(1)


@app.command()
def calibrate(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="A calibration; our own if absent.")] = None,
    workers: Annotated[int | None, typer.Option(help="Processes; all cores if absent.", min=1, max=1024)] = None,
    as_json: AsJson = False,
) -> None:
    """Fit the free parameters to their targets, and say which of them the targets can tell apart at all."""
    from collectief_sim.validation import fitted
    from collectief_sim.validation.arms import arms_called
    from collectief_sim.validation.calibrate import calibrate as fit
    from collectief_sim.validation.calibrate import load_calibration
    from collectief_sim.validation.run import arms_for

    plan = load_calibration(file)
    arms = arms_called(arms_for(plan.patterns()), {name: limits.low for name, limits in plan.parameters.items()})
    with progress_bar() as progress:
        task = progress.add_task("runs", total=plan.runs() * len(arms))
        warm_up(next(iter(arms.values())))
        found = fit(plan, lambda done: progress.update(task, advance=done), workers)
    if as_json:
        say_record(fitted.as_record(found))
    else:
        fitted.tell(plan, found, console())


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
app.command()(cli_experiment.experiments)
app.command()(cli_screen.screen)
app.command()(cli_view.view)
app.command()(cli_batch.batch)
app.command()(cli_batch.show)
app.command()(cli_batch.verify)


def _load(name: str, settings: list[str] | None) -> Scenario:
    from collectief_sim.scenario import load

    return load(name, settings_of(settings))


def _with(spec: Scenario, overrides: dict[str, Any], where: str) -> Scenario:
    from collectief_sim.scenario.files import override

    return override(spec, overrides, where)
