"""The command that finds out which numbers matter at all: `screen`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
from collectief_sim.cli.options import AsJson, DryRun, Resume, Workers
from collectief_sim.cli.terminal import check_memory, console, file_given, folder_given, progress_bar, say, say_record

if TYPE_CHECKING:
    from collectief_sim.batch.plan import Plan
    from collectief_sim.validation.screening.results import Design


def screen(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", parser=file_given, help="A screening; our own if absent.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", parser=folder_given, help="Results folder; results/NAME-... if absent."),
    ] = None,
    resume: Resume = False,
    workers: Workers = None,
    dry_run: DryRun = False,
    force_version: ForceVersion = False,
    as_json: AsJson = False,
) -> None:
    """See which of all numbers move the outcomes at all (Morris), under each rule; exit code 1 if a run failed."""
    design, plan = _laid_out(file)
    folder, resume = (out, resume) if out is not None else usual_folder(design.plan.name, plan, resume)
    executor = executor_of(workers, None)
    if dry_run:
        tell_forecast(plan, folder, resume, executor, as_json)
        return
    check_memory(arm.scenario for arm in plan.arms[:1])
    with if_interrupted(lambda: left_in(folder)):
        with open_store(folder, plan, resume, force_version, design.as_file()) as store:
            failed = carry_out_with_progress(plan, store, executor, force_version)
        _conclude(folder, as_json)
    if failed:
        tell_failures(plan, folder, failed)
        raise typer.Exit(1)


def _laid_out(file: Path | None) -> tuple[Design, Plan]:
    """What is to be run: thousands of scenarios, which takes a while."""
    from collectief_sim.validation.screening.box import box_of
    from collectief_sim.validation.screening.design import load_screening
    from collectief_sim.validation.screening.points import plan_of, trajectories_of
    from collectief_sim.validation.screening.results import Design

    plan, where = load_screening(file)
    area, tried = box_of(plan, where)
    with progress_bar() as progress:
        arms = plan.trajectories * (len(tried) + 1) * len(plan.rules) * len(plan.arms)
        task = progress.add_task("laying out points", total=arms)
        walks = trajectories_of(plan, tried)
        design = Design(plan=plan, tried=tried, trajectories=walks)
        return design, plan_of(plan, area, tried, walks, lambda done: progress.update(task, completed=done))


def _conclude(folder: Path, as_json: bool) -> None:
    """Work out all effects, write them beside the runs, and tell."""
    from collectief_sim.batch.integrity import sealing
    from collectief_sim.files.disk import telling_what_failed, write_file
    from collectief_sim.validation.screening.results import TABLE, as_csv, as_record, read_screening
    from collectief_sim.validation.screening.show import tell

    with progress_bar() as progress:
        task = progress.add_task("working out effects", total=1.0)
        found = read_screening(folder, lambda share: progress.update(task, completed=share))
        with telling_what_failed(folder), sealing(folder) as made:
            write_file(folder / TABLE, as_csv(found.table))
            made.append(TABLE)
    if as_json:
        say_record(as_record(found) | {"table": str(folder / TABLE)})
        return
    tell(found, console())
    say(f"All of it: {folder / TABLE}")
