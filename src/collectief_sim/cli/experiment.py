"""The commands for the main question: `experiment` and `report`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from collectief_sim.cli.batch import (
    ForceVersion,
    carry_out_with_progress,
    executor_of,
    left_in,
    open_store,
    tell_failures,
    tell_forecast,
    usual_folder,
)
from collectief_sim.cli.interrupts import if_interrupted
from collectief_sim.cli.options import (
    AsJson,
    Defaults,
    DryRun,
    Makers,
    OneWorldInAll,
    Resume,
    SomeWorlds,
    Workers,
    in_worlds,
)
from collectief_sim.cli.terminal import (
    check_language,
    check_memory,
    console,
    folder_given,
    progress_bar,
    say,
    say_record,
    warn,
    warn_of,
)
from collectief_sim.files.errors import ScenarioError
from collectief_sim.files.texts import typed

if TYPE_CHECKING:
    from collectief_sim.batch.of_set import OfSet
    from collectief_sim.batch.plan import Plan
    from collectief_sim.batch.store import Store
    from collectief_sim.experiment.analysis import Analysis
    from collectief_sim.experiment.design import Experiment
    from collectief_sim.experiment.results import Results

REPORT = "report.html"
_COMPARED = 60  # percent of the work after the last run that comparing takes, about
Language = Annotated[str, typer.Option("--lang", metavar="en|nl", help="Language of the report.")]


def experiment(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Name of an experiment (see `experiments`), or a .toml file.")
    ],
    replicates: Annotated[int | None, typer.Option(help="Runs per arm; in worlds, in each of them.", min=2)] = None,
    precision: Annotated[
        float | None,
        typer.Option(
            metavar="HALF",
            help="Add replicates until the main differences are known within plus or minus this, in what the main outcome is "
            "measured in (of a share 0.01 is a point); at most 20,000.",
        ),
    ] = None,
    areas: Annotated[
        list[str] | None,
        typer.Option(
            "--area", metavar="SCENARIO", help="In this area in place of its own, by name or file; may be repeated."
        ),
    ] = None,
    worlds: SomeWorlds = None,
    world: OneWorldInAll = None,
    defaults: Defaults = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", parser=folder_given, help="Results folder; results/NAME-... if absent."),
    ] = None,
    makers: Makers = False,
    resume: Resume = False,
    workers: Workers = None,
    dry_run: DryRun = False,
    dask: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Use a Dask cluster, e.g. tcp://host:8786 (docs/cluster.md).")
    ] = None,
    force_version: ForceVersion = False,
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Run the arms of an experiment on the same luck, compare them, and write a report; exit code 1 if a run failed."""
    from collectief_sim.experiment.design import load_experiment
    from collectief_sim.experiment.expand import plan_of
    from collectief_sim.experiment.results import design_file

    check_language(language)
    asked = _with(load_experiment(name), {"areas": areas})
    design = _with(_in_worlds(asked, worlds, world, defaults), {"replicates": replicates, "precision": precision})
    plan = plan_of(design, makers)
    used = _of_set(design, world, asked.settings, plan)
    folder, resume = (out, resume) if out is not None else usual_folder(design.name, plan, resume)
    if resume and replicates is None:
        design, plan = _at_least_as_many(design, plan, folder)
    if dry_run:
        if used and not as_json:
            say(f"{used.told().told(language)}.")
        tell_forecast(plan, folder, resume, executor_of(workers, dask), as_json)
        return
    check_memory(arm.scenario for arm in plan.arms)
    warn_of((arm.scenario, {**arm.varied, **design.settings}) for arm in plan.arms)
    with if_interrupted(lambda: left_in(folder)):
        attached = design_file(design) | (used.as_file() if used else {})
        with open_store(folder, plan, resume, force_version, attached) as store:
            failed = _carry_out(design, store, workers, dask, force_version)
        results = _read(folder)
        _conclude(results, language, as_json)
    if failed:
        tell_failures(store.plan, folder, failed)
        raise typer.Exit(1)


def report(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", parser=folder_given, help="The results folder of an experiment.")
    ],
    language: Annotated[
        str, typer.Option("--lang", metavar="en|nl", help="Language of the report; as it was if absent.")
    ] = "",
    csv: Annotated[
        str,
        typer.Option(
            "--csv",
            metavar="en|nl",
            help="Write runs and collectives as CSV too; nl: all tables with semicolons and decimal commas.",
        ),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Make the report of an experiment anew from its results folder, in English or Dutch."""
    language = language or _language_of(folder)
    check_language(language)
    if csv:
        check_language(csv, "--csv")
    with if_interrupted(lambda: f"results are untouched. Again:\n  {typed(['collectief', 'report', str(folder)])}"):
        _conclude(_read(folder), language, as_json, csv)


def _language_of(folder: Path) -> str:
    """The language of the report that is there; English without one."""
    try:
        with (folder / REPORT).open(encoding="utf-8", errors="replace") as file:
            return "nl" if '<html lang="nl">' in file.read(200) else "en"
    except OSError:
        return "en"


def experiments() -> None:
    """List the experiments that come with the package."""
    from collectief_sim.experiment.design import available, in_language, load_experiment

    for name in available():
        design = load_experiment(name)
        arms = f"{len(design.arms_to_run())} arms, {len(design.areas)} areas"
        say(f"{name:20s} {in_language(design.question, 'en') or in_language(design.title, 'en')} ({arms})")


def _with(design: Experiment, said: Mapping[str, Any]) -> Experiment:
    """An experiment with what the command line says otherwise."""
    from pydantic import ValidationError

    from collectief_sim.experiment.design import Experiment
    from collectief_sim.scenario.problems import explain

    changes = {name: value for name, value in said.items() if value is not None}
    try:
        return Experiment.model_validate(design.model_dump() | changes) if changes else design
    except ValidationError as error:
        raise explain(error, Experiment, "command line") from None


def _in_worlds(design: Experiment, worlds: int | None, world: int | None, defaults: bool) -> Experiment:
    """An experiment in some worlds of the set, in one of them, or in none; about as many runs in all as it says."""
    from collectief_sim.experiment.expand import in_defaults, in_one_world, in_worlds

    chosen = {"--worlds": worlds is not None, "--world": world is not None, "--defaults": defaults}
    asked = [option for option, there in chosen.items() if there]
    if len(asked) > 1:
        raise ScenarioError(f"{' and '.join(asked)}: choose one of them.")
    if defaults:
        return in_defaults(design)
    if world is not None:
        return in_one_world(design, world)
    return design if worlds is None else in_worlds(design, worlds)


def _of_set(design: Experiment, world: int | None, own: Mapping[str, Any], plan: Plan) -> OfSet | None:
    """Which worlds of the set an experiment is in, which has such settings of its own; None if in none of it."""
    from collectief_sim.experiment.expand import worlds_of_set
    from collectief_sim.scenario import load

    chosen = worlds_of_set(design, world)
    areas = [load(area) for area in design.areas] if chosen else []
    return in_worlds(chosen, own, areas, [arm.scenario for arm in plan.arms])


def _at_least_as_many(design: Experiment, plan: Plan, folder: Path) -> tuple[Experiment, Plan]:
    """Going on with a folder never means fewer replicates than it has."""
    from collectief_sim.batch.manifest import read_manifest
    from collectief_sim.experiment.expand import plan_of

    there = int(read_manifest(folder)["plan"]["replicates"])
    if there <= plan.replicates:
        return design, plan
    design = _with(design, {"replicates": there})
    return design, plan_of(design, plan.makers)


def _carry_out(
    design: Experiment, store: Store, workers: int | None, dask: str | None, force_version: bool
) -> list[dict[str, Any]]:
    """Run all there is to run, and more as long as the main differences are not known well enough."""
    from collectief_sim.experiment.expand import plan_of
    from collectief_sim.experiment.precision import MOST, half_width, replicates_for, within_reach
    from collectief_sim.experiment.results import design_file

    failed: list[dict[str, Any]] = []
    while True:
        failed += carry_out_with_progress(store.plan, store, executor_of(workers, dask, force_version), force_version)
        if design.precision is None:
            return failed
        half = half_width(_read(store.folder))
        more = replicates_for(design.precision, design.replicates, half)
        known = f"{design.replicates:,} replicates: {design.main} is known within ±{half:.4g} (wanted: ±{design.precision:g})"
        if within_reach(design.precision, design.replicates, half):
            warn(f"{known}.")
        else:
            warn(f"{known}; more than {MOST:,} would be needed, so that none are added.")
            return failed
        if more == design.replicates:
            return failed
        design = _with(design, {"replicates": more})
        store.grow(plan_of(design, store.plan.makers), design_file(design))


def _read(folder: Path) -> Results:
    from collectief_sim.experiment.results import read_results

    return read_results(folder)


def _conclude(results: Results, language: str, as_json: bool, csv: str = "") -> None:
    """Work out all tables, write them and the report, and tell."""
    from collectief_sim.batch.of_set import used_in
    from collectief_sim.experiment.record import as_record
    from collectief_sim.report.notices import warnings
    from collectief_sim.report.tell import tell
    from collectief_sim.report.words import words_of

    analysis, written = worked_out(results, language, csv)
    words = words_of(results, language)
    for warning in warnings(analysis, words):
        warn(f"! {warning}")
    if as_json:
        say_record(as_record(analysis) | {"report": str(written)})
        return
    tell(analysis, language, console())
    if used := used_in(results.folder):
        say(f"{used.told().told(language)}.")
    say(f"{words('terminal.report')}: {written}")


def worked_out(results: Results, language: str, csv: str = "") -> tuple[Analysis, Path]:
    """Work out all tables, and write them and the report; the analysis, and where the report is."""
    from collectief_sim.batch.integrity import sealing
    from collectief_sim.experiment.analysis import analyse, draw_maps, read_maps
    from collectief_sim.experiment.writing import write_tables
    from collectief_sim.files.disk import telling_what_failed

    with progress_bar() as progress:
        task = progress.add_task("comparing arms", total=100)
        maps = read_maps(results)
        if maps.empty:
            maps = draw_maps(results)
        analysis = analyse(results, maps)
        progress.update(task, completed=_COMPARED)
        with telling_what_failed(results.folder), sealing(results.folder) as made:
            made += write_tables(analysis, csv)
            progress.update(task, description="drawing the report")
            made += _write_report(
                analysis, language, lambda share: progress.update(task, completed=_COMPARED + (100 - _COMPARED) * share)
            )
    return analysis, results.folder / REPORT


def _write_report(analysis: Analysis, language: str, progress: Callable[[float], None]) -> list[str]:
    """Draw the figures, and write them and the report; the names of the files."""
    from collectief_sim.files.disk import write_file
    from collectief_sim.report.figures.drawn import drawn
    from collectief_sim.report.figures.saved import write_figures
    from collectief_sim.report.page import render
    from collectief_sim.report.words import words_of

    folder = analysis.results.folder
    drawings = drawn(analysis, words_of(analysis.results, language), progress)
    files = write_figures(folder, drawings)
    write_file(folder / REPORT, render(analysis, language, drawings).encode(errors="backslashreplace"))
    return [*files, REPORT]
