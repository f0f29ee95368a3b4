"""The commands for many runs: `batch` and `show`."""

from __future__ import annotations

import math
import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from collectief_sim.cli.interrupts import if_interrupted
from collectief_sim.cli.options import AsJson, DryRun, Makers, OneWorld, SomeWorlds, Workers, in_worlds
from collectief_sim.cli.terminal import (
    check_memory,
    console,
    folder_given,
    parsed,
    progress_bar,
    say,
    say_record,
    settings_of,
    split_setting,
    warm_up,
    warn,
    warn_of,
)
from collectief_sim.files.errors import ScenarioError
from collectief_sim.files.texts import on_one_line, short, typed

if TYPE_CHECKING:
    from collectief_sim.batch.executors import DaskCluster, Processes
    from collectief_sim.batch.plan import Arm, Plan
    from collectief_sim.batch.store import Store
    from collectief_sim.experiment.worlds import World

ForceVersion = Annotated[
    bool,
    typer.Option(
        "--force-version", help="Go on although version, libraries or processor are others; results may differ."
    ),
]
_TOLD = 5  # failed runs that are named one by one
_MOST_ARMS = 20_000


def batch(
    scenarios: Annotated[
        list[str], typer.Argument(metavar="SCENARIO...", help="Names of scenarios (see `scenarios`) or .toml files.")
    ],
    vary: Annotated[
        list[str] | None,
        typer.Option(
            "--vary",
            metavar="PATH=V1,V2,...",
            help="Run every value of a setting, e.g. policy.contract_months=24,120; with several, every combination.",
        ),
    ] = None,
    settings: Annotated[
        list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Override a setting in all arms.")
    ] = None,
    worlds: SomeWorlds = None,
    world: OneWorld = None,
    replicates: Annotated[int, typer.Option("-n", "--replicates", help="Runs per arm.", min=1)] = 20,
    seed: Annotated[int, typer.Option(help="Seed of the first replicate; the same seeds in every arm.", min=0)] = 1,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="DIR", parser=folder_given, help="Results folder; named after the plan if absent."
        ),
    ] = None,
    workers: Workers = None,
    series: Annotated[
        bool, typer.Option("--series/--no-series", help="Keep the monthly series (most of the disk).")
    ] = True,
    makers: Makers = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a folder: run exactly what is missing.")] = False,
    dry_run: DryRun = False,
    dask: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Use a Dask cluster, e.g. tcp://host:8786 (docs/cluster.md).")
    ] = None,
    force_version: ForceVersion = False,
    as_json: AsJson = False,
) -> None:
    """Run scenarios many times, store all results in a folder, and compare the arms; exit code 1 if a run failed."""
    from collectief_sim.batch.plan import Plan, cross
    from collectief_sim.experiment.design import MOST_REPLICATES
    from collectief_sim.scenario import load

    shared = settings_of(settings)
    values = _all_values(vary or [], shared)
    chosen = _worlds(worlds, world)
    _check_number(len(scenarios) * len(chosen), values)
    arms = [
        arm if one is None else _in_world(arm, one, place * max(MOST_REPLICATES, replicates))
        for place, one in enumerate(chosen)
        for arm in cross([load(name, {**(one.settings if one else {}), **shared}) for name in scenarios], values)
    ]
    plan = Plan.of(arms, replicates, seed, series, makers)
    used = in_worlds(
        [one for one in chosen if one],
        shared | values,
        [load(name) for name in scenarios] if any(chosen) else [],
        [arm.scenario for arm in arms],
    )
    folder = out or Path("results") / f"{plan.arms[0].scenario.name}-{plan.digest[:8]}"
    executor = executor_of(workers, dask, force_version)
    if dry_run:
        if used and not as_json:
            say(f"{used.told().en}.")
        tell_forecast(plan, folder, resume, executor, as_json)
        return
    check_memory(arm.scenario for arm in plan.arms)
    warn_of((arm.scenario, {**arm.varied, **shared}) for arm in plan.arms)
    with if_interrupted(lambda: left_in(folder)):
        with open_store(folder, plan, resume, force_version, used.as_file() if used else None) as store:
            failed = carry_out_with_progress(plan, store, executor, force_version)
        _report(folder, as_json)
    if failed:
        tell_failures(plan, folder, failed)
        raise typer.Exit(1)


def show(
    folder: Annotated[Path, typer.Argument(metavar="DIR", parser=folder_given, help="A results folder.")],
    as_json: AsJson = False,
) -> None:
    """Tell what is in a results folder: how much is done, and a table of outcomes per arm."""
    _report(folder, as_json)


def verify(
    folder: Annotated[Path, typer.Argument(metavar="DIR", parser=folder_given, help="Folder of a batch or a run.")],
    as_json: AsJson = False,
) -> None:
    """Check every byte of a results folder; exit code 1 if something is damaged or missing."""
    from collectief_sim.batch.verify import look, tell_of

    with progress_bar() as progress:
        task = progress.add_task("checking files", total=None)
        found = look(folder, lambda total, done: progress.update(task, total=total, completed=done))
    if as_json:
        say_record(found)
    else:
        tell_of(found, console())
    if found["damaged"] or found["missing"]:
        raise typer.Exit(1)


def _check_number(scenarios: int, values: dict[str, list[Any]]) -> None:
    """Refuse more arms than anybody can compare, before they are all made."""
    arms = scenarios * math.prod(map(len, values.values()))
    if arms > _MOST_ARMS:
        raise ScenarioError(f"--vary: {arms:,} arms, of which {_MOST_ARMS:,} are allowed; vary less at a time.")


def _worlds(several: int | None, one: int | None) -> Sequence[World | None]:
    """The worlds of the set that were asked for; nothing once if none was."""
    from collectief_sim.experiment.worlds import some_worlds, world_called

    if several is not None and one is not None:
        raise ScenarioError("--worlds and --world: choose one of them.")
    return some_worlds(several) if several is not None else [None if one is None else world_called(one)]


def _in_world(arm: Arm, world: World, luck: int) -> Arm:
    """An arm as it is in one world: shown together with the same in others, on luck of its own."""
    return replace(
        arm,
        name=f"{arm.name} (world {world.number})",
        varied={**world.settings, **arm.varied},
        pool=arm.name,
        luck=luck,
        world=world.number,
    )


def _all_values(texts: list[str], shared: dict[str, Any]) -> dict[str, list[Any]]:
    """What ``--vary`` said, by path; nothing may be said twice."""
    values: dict[str, list[Any]] = {}
    for text in texts:
        path, some = _values(text)
        if path in values or path in shared:
            raise ScenarioError(f"--vary {short(text)}: {path} is given twice (in --vary or --set).")
        values[path] = some
    return values


def _values(text: str) -> tuple[str, list[Any]]:
    """``path=v1,v2`` as a path and its values."""
    path, several = split_setting("--vary", text, "PATH=V1,V2, for instance policy.contract_months=24,120")
    values = parsed(f"[{several}]", f"--vary {path}")
    if not isinstance(values, list):
        values = [parsed(value, f"--vary {path}") for value in several.split(",")]
    twice = next((value for i, value in enumerate(values) if value in values[:i]), None)
    if not several or twice is not None:
        raise ScenarioError(f"--vary {short(text)}: {f'{short(twice)} is given twice' if several else 'no values'}.")
    return path, values


def executor_of(workers: int | None, dask: str | None, any_version: bool = False) -> Processes | DaskCluster:
    """Who does the work: processes here, or a cluster."""
    from collectief_sim.batch.executors import DaskCluster, Processes

    return Processes(workers) if dask is None else DaskCluster(dask, any_version=any_version)


def open_store(
    folder: Path, plan: Plan, resume: bool, force_version: bool, attached: Mapping[str, bytes] | None = None
) -> Store:
    """A results folder to write to: a new one, or one to go on with; what was set aside is told."""
    from collectief_sim.batch.store import Store

    if not resume:
        return Store.create(folder, plan, attached)
    store = Store.resume(folder, plan, force_version, attached)
    for name in store.set_aside:
        warn(
            f"{folder}: {name} or a file of the same chunk was damaged; it is in set-aside/ now and its runs are done again."
        )
    return store


def usual_folder(name: str, plan: Plan, resume: bool) -> tuple[Path, bool]:
    """A folder named after all that decides the results; if it is there, they are the same, and it is gone on with."""
    from collectief_sim.batch.versions import maker
    from collectief_sim.files.disk import digest, json_bytes

    whole = digest(json_bytes([plan.digest, maker()]))
    folder = Path("results") / f"{name}-{whole[:8]}"
    return folder, resume or (folder / "manifest.json").exists()


def carry_out_with_progress(
    plan: Plan, store: Store, executor: Processes | DaskCluster, any_version: bool = False
) -> list[dict[str, Any]]:
    """Run what is missing, with progress; returns the rows of failed runs."""
    from collectief_sim.batch.engine import carry_out

    missing, failed, done = len(store.missing()), list[dict[str, Any]](), 0
    if not missing:
        return failed
    with if_interrupted(lambda: _done_so_far(done, missing)), progress_bar() as progress:
        task = progress.add_task("starting", total=missing)
        warm_up(plan.arms[0].scenario)
        started = time.monotonic()
        with executor:
            for chunk in carry_out(plan, store, executor, any_version):
                failed += chunk.failures
                done += len(chunk.runs)
                pace = f"{done / (time.monotonic() - started):.0f} runs/s"
                told = f"{pace}, {len(failed)} failed" if failed else pace
                progress.update(task, advance=len(chunk.runs), description=told)
    return failed


def _done_so_far(done: int, missing: int) -> str:
    safe = f"{done} of {missing} runs were done and are safe" if done else "no run was finished yet"
    return f"{safe}. To go on:\n  {_again(resume=True)}"


def left_in(folder: Path) -> str:
    """What an interrupted command leaves in its folder, and how to go on."""
    if not folder.is_dir() or not any(folder.iterdir()):
        return "nothing was written."
    if not (folder / "manifest.json").is_file():
        return f"in {folder} is the beginning of a plan, no run yet. The same command begins again:\n  {_again()}"
    return f"what was finished is in {folder} and safe. To go on:\n  {_again(resume=True)}"


def _again(*, resume: bool = False) -> str:
    """The command that runs now, as somebody would type it again."""
    words = [word for word in sys.argv[1:] if word != "--resume"] if resume else sys.argv[1:]
    end = words.index("--") if "--" in words else len(words)
    return typed([*_called(), *words[:end], *(["--resume"] if resume else []), *words[end:]])


def _called() -> list[str]:
    """How this program was called, as somebody would type it again."""
    return ["uv", "run", "collectief"] if "UV" in os.environ else ["collectief"]


def tell_forecast(plan: Plan, folder: Path, resume: bool, executor: Processes | DaskCluster, as_json: bool) -> None:
    """Say how many runs there are to do, how long they take and how much disk; nothing is written."""
    from dataclasses import asdict

    from collectief_sim.batch.forecast import forecast
    from collectief_sim.batch.store import unfinished

    missing = unfinished(folder, plan) if resume else list(plan.runs)
    with executor:
        workers = executor.workers
    found = forecast(plan, missing, workers)
    if as_json:
        say_record({"folder": str(folder), "arms": len(plan.arms), "workers": workers, **asdict(found)})
        return
    took = f"{found.seconds / 60:.0f} minutes" if found.seconds > 180 else f"{max(2, found.seconds):.0f} seconds"
    say(
        f"Arms: {len(plan.arms)}, replicates: {plan.replicates}; {found.runs} runs to do: about {took} with {workers} "
        f"workers, about {max(1, found.megabytes):.0f} MB in {folder}. Nothing was written."
    )


def _report(folder: Path, as_json: bool) -> None:
    from collectief_sim.batch.show import contents, tell

    found = contents(folder)
    if as_json:
        say_record(found)
    else:
        tell(found, console())


def tell_failures(plan: Plan, folder: Path, failed: list[dict[str, Any]]) -> None:
    """How many runs failed, and the command that repeats one alone."""
    from collectief_sim.batch.store import scenario_file

    places = {arm.name: place for place, arm in enumerate(plan.arms)}
    warn(f"{len(failed)} runs failed; failures/ says where. To repeat one alone:")
    for row in failed[:_TOLD]:
        scenario = folder / scenario_file(places[row["cell"]])
        command = typed([*_called(), "run", str(scenario), "--seed", str(row["seed"])])
        warn(f"  {command}    # {on_one_line(str(row['error']))}")
