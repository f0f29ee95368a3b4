"""The command that judges the model: `validate`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from collectief_sim.cli.options import AsJson, OneWorld, Settings, SomeWorlds, Workers, in_worlds
from collectief_sim.cli.terminal import console, progress_bar, say_record, settings_of, warm_up, warn
from collectief_sim.files.errors import ScenarioError

if TYPE_CHECKING:
    from collectief_sim.experiment.worlds import World

ALL_OF_THEM, QUICK_ONES = 120, 12  # worlds that are judged, at most
LEAST = 8  # runs an arm by which a world is judged: the sign of one is luck


def validate(
    quick: Annotated[bool, typer.Option("--quick", help="Fewer worlds or runs: under a minute.")] = False,
    worlds: SomeWorlds = None,
    world: OneWorld = None,
    defaults: Annotated[
        bool, typer.Option("--defaults", help="Judge the defaults (and what --set says) instead of worlds.")
    ] = False,
    seeds: Annotated[
        int | None,
        typer.Option(
            help="Runs per arm: 8 in each world; 200 of one world or the defaults, 20 if quick.", min=2, max=100_000
        ),
    ] = None,
    workers: Workers = None,
    settings: Settings = None,
    as_json: AsJson = False,
) -> None:
    """See in how many worlds that nothing known rules out the model shows what is known about collectives (P1-P16).

    With --defaults or --world it judges one set of settings, with intervals over seeds. Exit code 1 if a pattern fails there,
    or is missed in more than half of the worlds, and no reason is recorded; a failure that is known is told, and is no error.

    In one world of the set (--world without --set) a figure that worlds were matched to may be off the band accepted here, as
    they were matched to other bands (experiments/calibration.toml). That is told, and is no error either.
    """
    from collectief_sim.experiment.worlds import world_called

    _check_choices(worlds, world, defaults, seeds)
    laid = settings_of(settings)
    if world is not None:
        _tell_worlds([world_called(world)], laid)
    if world is not None or defaults:
        failed = _judge_one(laid, world, quick, seeds, workers, as_json)
    else:
        failed = _judge_worlds(worlds, QUICK_ONES if quick else ALL_OF_THEM, laid, seeds or LEAST, workers, as_json)
    if failed:
        raise typer.Exit(1)


def _check_choices(worlds: int | None, world: int | None, defaults: bool, seeds: int | None) -> None:
    asked = {"--worlds": worlds is not None, "--world": world is not None, "--defaults": defaults}
    given = [name for name, there in asked.items() if there]
    if len(given) > 1:
        raise ScenarioError(f"{given[0]} and {given[1]}: choose one of them.")
    if not (world or defaults) and seeds is not None and seeds < LEAST:
        raise ScenarioError(
            f"--seeds {seeds}: a world is judged by at least {LEAST} runs an arm; the sign of one is luck."
        )


def _tell_worlds(worlds: Sequence[World], laid: dict[str, Any]) -> None:
    """Which worlds are judged, where that is not plainly those of the set."""
    used = in_worlds(worlds, laid, [])
    if used and (used.file or used.changed):
        warn(f"Note: {used.told().en}.")


def _judge_one(
    laid: dict[str, Any], number: int | None, quick: bool, seeds: int | None, workers: int | None, as_json: bool
) -> bool:
    """Judge one set of settings; whether a pattern fails of which no reason is recorded, nor that it was matched otherwise."""
    from collectief_sim.experiment.worlds import world_called
    from collectief_sim.validation import show
    from collectief_sim.validation.arms import arms_called
    from collectief_sim.validation.estimate import FAILS
    from collectief_sim.validation.patterns import ALL
    from collectief_sim.validation.run import arms_for, gather, judge, rivals_judged, verdict

    count = seeds or (20 if quick else 200)
    world = None if number is None else world_called(number)
    specs = arms_called(arms_for(ALL, rivals=not quick), {**(world.settings if world else {}), **laid})
    with progress_bar() as progress:
        task = progress.add_task("runs", total=count * len(specs))
        warm_up(next(iter(specs.values())))
        runs = gather(specs, range(1, count + 1), workers, lambda done: progress.update(task, advance=done))
        progress.update(task, description="judging")
        judged, rivals = judge(runs, ALL), [] if quick else rivals_judged(runs)
        record = show.as_record(judged, rivals, count, laid, world)
    if as_json:
        say_record(record)
    else:
        show.tell(judged, rivals, count, console(), laid, world)
    return any(
        verdict(checks) == FAILS
        and not pattern.misses_because
        and not show.matched_elsewise(pattern, checks, laid, world)
        for pattern, checks in judged
    )


def _judge_worlds(
    asked: int | None, usual: int, laid: dict[str, Any], seeds: int, workers: int | None, as_json: bool
) -> bool:
    """Judge as many worlds as were asked for, or as is usual; whether a pattern is missed in most, without a reason on record."""
    from collectief_sim.experiment.worlds import load_worlds, some_worlds
    from collectief_sim.validation import show_worlds
    from collectief_sim.validation.arms import arms_called
    from collectief_sim.validation.patterns import ALL
    from collectief_sim.validation.run import arms_for
    from collectief_sim.validation.worlds import HALF, judge_worlds, misses

    chosen = some_worlds(min(usual, len(load_worlds())) if asked is None else asked)
    _tell_worlds(chosen, laid)
    arms = arms_for(ALL)
    with progress_bar() as progress:
        task = progress.add_task("runs", total=len(chosen) * seeds * len(arms))
        warm_up(next(iter(arms_called(arms[:1]).values())))
        judged = judge_worlds(chosen, seeds, laid, workers, lambda done: progress.update(task, advance=done))
    if as_json:
        say_record(show_worlds.as_record(judged, chosen, seeds, laid))
    else:
        show_worlds.tell(judged, chosen, seeds, laid, console())
    return any(misses(checks) > HALF and not pattern.misses_because for pattern, checks in judged)
