"""The command that finds the set of worlds: `calibrate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from collectief_sim.cli.interrupts import if_interrupted
from collectief_sim.cli.options import AsJson, Workers
from collectief_sim.cli.terminal import console, folder_given, progress_bar, say, say_record, warm_up
from collectief_sim.files.texts import typed


def calibrate(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="A calibration; our own if absent.")] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="DIR",
            parser=folder_given,
            help="Folder; results/calibration-... if absent. Goes on with one.",
        ),
    ] = None,
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Find the worlds that nothing known rules out: hours of computing, which goes on where it was stopped."""
    from collectief_sim.calibration.fit import calibrate as fit
    from collectief_sim.calibration.fit import runs_of
    from collectief_sim.calibration.folder import usual_folder
    from collectief_sim.calibration.plan import load_calibration
    from collectief_sim.calibration.record import as_record
    from collectief_sim.calibration.show import tell
    from collectief_sim.calibration.tried import FILE as TRIED
    from collectief_sim.calibration.tried import as_table
    from collectief_sim.experiment.worlds import FILE, as_csv
    from collectief_sim.files.disk import json_bytes, telling_what_failed, write_file
    from collectief_sim.validation.arms import arms_called

    plan = load_calibration(file)
    folder = out or usual_folder(plan)
    again = f"what was run is kept in {folder}. To go on:\n  {typed(['collectief', 'calibrate', *_given(file, out)])}"
    with if_interrupted(lambda: again):
        with progress_bar() as progress:
            task = progress.add_task("runs", total=runs_of(plan))
            warm_up(next(iter(arms_called(["term 24"]).values())))
            found = fit(
                plan,
                folder,
                lambda done: progress.update(task, advance=done),
                lambda what: progress.update(task, description=what),
                workers,
            )
            progress.update(task, description="writing")
            record = as_record(found)
        with telling_what_failed(folder):
            write_file(folder / FILE, as_csv(found.worlds()))
            write_file(folder / "worlds.json", json_bytes(record))
            write_file(folder / TRIED, as_table(found))
    if as_json:
        say_record(record)
        return
    tell(record, console())
    say(
        f"Written in {folder}: {FILE} and worlds.json, the set (to ship it, copy both into experiments/), and {TRIED}, every "
        "point that was tried (docs/calibration.md)."
    )


def _given(file: Path | None, out: Path | None) -> list[str]:
    return [*([str(file)] if file else []), *(["--out", str(out)] if out else [])]
