"""The command `advise`: what form of cooperation suits whom in somebody's own area, from runs."""

from __future__ import annotations

from collections.abc import Sequence
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
from collectief_sim.cli.experiment import Language, worked_out
from collectief_sim.cli.interrupts import if_interrupted
from collectief_sim.cli.options import AsJson, DryRun, Resume, SomeWorlds, Workers, in_worlds
from collectief_sim.cli.terminal import (
    check_language,
    check_memory,
    console,
    folder_given,
    say,
    say_record,
    warn,
    warn_of,
)
from collectief_sim.files.errors import ScenarioError
from collectief_sim.files.texts import short

if TYPE_CHECKING:
    from collectief_sim.batch.executors import DaskCluster, Processes
    from collectief_sim.batch.store import Store
    from collectief_sim.experiment.design import Experiment
    from collectief_sim.experiment.forms import LeftOut


def advise(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="Name of a scenario (see `scenarios`) or a .toml file.")
    ],
    goal: Annotated[
        str,
        typer.Option(
            metavar="GOAL",
            help="Begin with what is best for one: stay, go, collectives, impact, homes, municipality, owners, makers_money.",
        ),
    ] = "",
    language: Language = "en",
    worlds: SomeWorlds = None,
    replicates: Annotated[
        int | None, typer.Option(metavar="R", help="Runs of each form in each world; 3 if absent.", min=2)
    ] = None,
    lease: Annotated[
        int | None,
        typer.Option(
            metavar="MONTHS", help="Leases of policy, first terms and renewals; as in the scenario if absent."
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", parser=folder_given, help="Results folder; results/advise-... if absent."),
    ] = None,
    resume: Resume = False,
    workers: Workers = None,
    dry_run: DryRun = False,
    force_version: ForceVersion = False,
    as_json: AsJson = False,
) -> None:
    """Say what form of cooperation suits whom in an area: each is run alone beside the area without any."""
    from collectief_sim.experiment.expand import plan_of, worlds_of_set
    from collectief_sim.experiment.forms import REPLICATES, WORLDS, advice_on
    from collectief_sim.experiment.results import design_file
    from collectief_sim.scenario import load

    check_language(language)
    _check_goal(goal)
    design, left_out = advice_on(
        scenario, lease, WORLDS if worlds is None else worlds, REPLICATES if replicates is None else replicates
    )
    plan = plan_of(design)
    used = in_worlds(worlds_of_set(design, None), design.settings, [load(scenario)], [a.scenario for a in plan.arms])
    folder, resume = (out, resume) if out is not None else usual_folder(design.name, plan, resume)
    if dry_run:
        tell_forecast(plan, folder, resume, executor_of(workers, None), as_json)
        return
    check_memory(arm.scenario for arm in plan.arms)
    warn_of((arm.scenario, {**arm.varied, **design.settings}) for arm in plan.arms)
    with if_interrupted(lambda: left_in(folder)):
        attached = design_file(design) | (used.as_file() if used else {})
        with open_store(folder, plan, resume, force_version, attached) as store:
            _say_how_long(store, executor_of(workers, None, force_version))
            failed = carry_out_with_progress(plan, store, executor_of(workers, None, force_version), force_version)
        _conclude(folder, design, left_out, goal, language, as_json)
    if failed:
        tell_failures(store.plan, folder, failed)
        raise typer.Exit(1)


def _check_goal(goal: str) -> None:
    from collectief_sim.experiment.goals import GOALS
    from collectief_sim.scenario.problems import suggestion

    if goal and goal not in GOALS:
        raise ScenarioError(
            f"--goal {short(goal)} is not allowed: it must be one of {', '.join(GOALS)}.{suggestion(goal, GOALS)}"
        )


def _say_how_long(store: Store, executor: Processes | DaskCluster) -> None:
    """Before it begins: how many runs, and about how long."""
    from collectief_sim.batch.forecast import forecast

    missing = store.missing()
    if not missing:
        return
    with executor:
        found = forecast(store.plan, missing, executor.workers)
    took = f"{found.seconds / 60:.0f} minutes" if found.seconds > 180 else f"{max(2, found.seconds):.0f} seconds"
    warn(f"{found.runs} runs: about {took} with {executor.workers} workers, then some seconds to compare them.")


def _conclude(
    folder: Path, design: Experiment, left_out: Sequence[LeftOut], goal: str, language: str, as_json: bool
) -> None:
    """Work out all tables, write them and the report, and tell what suits whom."""
    from collectief_sim.batch.of_set import used_in
    from collectief_sim.experiment.forms import BASE
    from collectief_sim.experiment.results import read_results
    from collectief_sim.report.forms import as_record, suits_of
    from collectief_sim.report.notices import warnings
    from collectief_sim.report.tell_forms import tell
    from collectief_sim.report.words import words_of

    analysis, written = worked_out(read_results(folder), language)
    words = words_of(analysis.results, language)
    suits = suits_of(analysis, analysis.area, BASE, words, goal)
    for warning in warnings(analysis, words):
        warn(f"! {warning}")
    if as_json:
        record: dict[str, Any] = {"area": analysis.area, "folder": str(folder), "report": str(written)}
        record["of_set"] = used.as_record() if (used := used_in(folder)) else None
        say_record(record | as_record(suits, left_out, words, goal))
        return
    tell(analysis, suits, left_out, words, goal, console())
    say(f"{words('terminal.report')}: {written}")
