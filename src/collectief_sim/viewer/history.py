"""A whole run as a page plays it back: what is where, who is where, and how all collectives stand, month by month."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from collectief_sim.experiment.typical_run import kinds_of
from collectief_sim.model import observe
from collectief_sim.model.build import build_world
from collectief_sim.model.codes import COALITION_EVENT, ENDINGS, FIRE_EVENT, FORMS, SLUMP_EVENT, THEMES
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.outcomes import LADDER_STEPS
from collectief_sim.model.questions import pulls, steps_seen
from collectief_sim.model.rows import NONE, columns
from collectief_sim.model.simulation import Simulation
from collectief_sim.model.world import World, on_plots
from collectief_sim.scenario import Scenario
from collectief_sim.scenario.fields import titles
from collectief_sim.scenario.ground import Zone
from collectief_sim.viewer.bounds import check_kept
from collectief_sim.viewer.work import Check, whatever_it_takes

type Array = npt.NDArray[Any]

NO_COLLECTIVE = NOBODY = -1
# bits of a building's state
PLAN, NOTICE, SITE = 1, 2, 4
SERIES = (
    *("collectives", "founding", "stable", "area_active", "entrepreneurs", "members", "displaced"),
    *("work_floor_m2", "affordable_floor_m2", "vacant_floor_m2", "mean_rent_eur_m2_year", "homes_built"),
    *("public_cost_eur", "free_plots_share", "trust", "area_cooperatives"),
)


@dataclass(frozen=True)
class Change:
    """Other settings from some month on: what was before stays shared."""

    month: int
    overrides: Mapping[str, Any]


@dataclass
class History:
    """Months are 0 (the start) to the last one that was simulated, both included."""

    scenario: Scenario
    seed: int
    width: int
    height: int
    plots: dict[str, Array]  # by field: shape (months, plots)
    people: dict[str, Array]  # by field, all months behind each other; `people_start` says where a month begins
    people_start: Array  # shape (months + 1,)
    collectives: dict[str, Array]  # by field: shape (months, collectives)
    places: list[dict[str, str]]  # what the plots are called, by kind, in each language
    place: Array  # the kind of each plot: shape (plots,)
    lives: list[dict[str, Any]]  # what does not change of a collective
    events: list[dict[str, Any]]  # dated shocks that came about: month, what, and where or how much
    series: dict[str, Array]  # by name: shape (months,)
    outcomes: dict[str, Any] = field(repr=False)


def simulate(
    scenario: Scenario, seed: int, changes: Sequence[Change] = (), check: Check = whatever_it_takes
) -> History:
    """Simulate a scenario to its end and keep every month; with changes, other settings hold from their months on.

    ``check`` is called before every month, and stops the simulation by raising. So does a history that becomes too large.
    """
    model = Simulation(scenario, seed)
    frames = [_frame(model)]
    kept = frames[0].size

    def after_month(done: int) -> None:
        nonlocal kept
        frames.append(_frame(model))
        kept += frames[-1].size
        check_kept(scenario.name, int(model.world.town[0].collectives), scenario.months, kept)

    advance(model, scenario.months, changes, after_month, check)
    check()
    return _assembled(model, scenario, frames)


def plots_at(
    scenario: Scenario, seed: int, month: int, changes: Sequence[Change] = (), check: Check = whatever_it_takes
) -> tuple[Simulation, dict[str, Array]]:
    """A model after so many months, and its plots as a page shows them."""
    model = Simulation(scenario, seed)
    advance(model, month, changes, check=check)
    return model, _frame(model).plots


def advance(
    model: Simulation,
    month: int,
    changes: Sequence[Change],
    after_month: Callable[[int], None] = lambda done: None,
    check: Check = whatever_it_takes,
) -> None:
    """Let months pass up to `month`, and changes come in their time; `check` may raise before any of them."""
    while model.months_done < month:
        check()
        for change in changes:
            if change.month == model.months_done:
                model.change(change.overrides)
        model.advance()
        after_month(model.months_done)


@dataclass(frozen=True)
class _Frame:
    plots: dict[str, Array]
    people: dict[str, Array]
    collectives: dict[str, Array]

    @property
    def size(self) -> int:
        """Bytes of plots and people."""
        return sum(array.nbytes for array in (*self.plots.values(), *self.people.values()))


def _frame(model: Simulation) -> _Frame:
    world = model.world
    plots, buildings = columns(world.plots), columns(world.buildings)
    state = (
        PLAN * (buildings.plan_month != NONE)
        + NOTICE * (buildings.vacate_month != NONE)
        + SITE * (buildings.site_until_month != NONE)
    )
    rent = np.where(buildings.let, np.clip(buildings.rent_eur_m2_year, 0, 6500) * 10, 0)
    fields = {
        "kind": kinds_of(model).astype(np.uint8),
        "owner": on_plots(world, "owner_kind", NOBODY).astype(np.int8),
        "rent": _for_plots(world, rent).astype(np.uint16),
        "pull": np.clip(pulls(model.for_rules) * 100, -32000, 32000).astype(np.int16),
        "state": _for_plots(world, state).astype(np.uint8),
        "collective": on_plots(world, "collective", NO_COLLECTIVE).astype(np.int16),
    }
    rows = columns(world.roster)[: world.roster_start[-1]]
    people = columns(world.entrepreneurs)[rows]
    people = people[people.present]
    who = {
        "row": people.number.astype(np.int32),
        "plot": people.plot.astype(_narrow(len(plots))),
        "role": people.role.astype(np.uint8),
    }
    return _Frame(fields, who, _standing(model))


def _for_plots(world: World, values: Array) -> Array:
    """A value of each building for every plot, and nought where nothing is built."""
    return np.append(values, np.zeros(1, values.dtype))[columns(world.plots).building]


def _standing(model: Simulation) -> dict[str, Array]:
    """How every collective there has been stands now; all zero once it has ended."""
    world = model.world
    lives, buildings = columns(world.collectives)[: world.town[0].collectives], columns(world.buildings)
    alive = np.asarray(lives.alive)
    numbers = {
        "home": np.where(alive, buildings.plot[lives.home], NONE).astype(np.int32),
        "size": (alive * lives.headcount).astype(_narrow(int(world.queue_start[-1]))),
        "phase": np.where(alive, lives.phase + 1, 0).astype(np.uint8),
        "step": (alive * steps_seen(model.for_rules)).astype(np.uint8),
        "cohesion": np.rint(alive * lives.cohesion * 100).astype(np.uint8),
        "cooperative": np.where(alive, lives.area_cooperative, NONE).astype(np.int16),
    }
    for theme in THEMES:
        numbers[theme] = np.rint(alive * np.clip(lives[theme], 0, 2.5) * 100).astype(np.uint8)
    return numbers


def _assembled(model: Simulation, first: Scenario, frames: list[_Frame]) -> History:
    world, start = model.world, at_start(first, model.seed)
    lives, plots_now = columns(world.collectives)[: world.town[0].collectives], columns(world.plots)
    last = frames[-1].collectives["size"].size
    grown = {
        name: np.stack([_padded(frame.collectives[name], last) for frame in frames]) for name in frames[0].collectives
    }
    counts = [len(frame.people["row"]) for frame in frames]
    series = {
        name: np.concatenate([[start[name]], columns(world.series)[name][: model.months_done]]).astype(np.float32)
        for name in SERIES
    }
    for step in LADDER_STEPS:
        series[f"ladder_{step}"] = (grown["step"] == step).sum(axis=1).astype(np.float32)
    zones = model.spec.area.ground.zones
    plots = {name: np.stack([frame.plots[name] for frame in frames]) for name in frames[0].plots}
    return History(
        scenario=model.spec,
        seed=model.seed,
        width=model.spec.area.ground.width,
        height=model.spec.area.ground.height,
        plots=plots,
        people={name: np.concatenate([frame.people[name] for frame in frames]) for name in frames[0].people},
        people_start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
        collectives=grown,
        places=[titles(zone.entry) for zone in zones],
        place=plots_now.zone.astype(np.uint8 if len(zones) <= 2**8 else np.uint16),
        lives=[
            _life(life) | {"name": _name(model, grown["home"][grown["phase"][:, c] > 0, c])}
            for c, life in enumerate(lives)
        ],
        events=list(_events(model, plots["state"])),
        series=series,
        outcomes=model.outcomes,
    )


def at_start(scenario: Scenario, seed: int) -> Any:
    """The row of the series that the world as it is built would have."""
    world = build_world(scenario, seed)
    observe.record(pack(world), 0)
    return columns(world.series)[0]


def _name(model: Simulation, homes: Array) -> dict[str, str] | None:
    """What a collective is called: after the first of its homes, if there is one building of that name."""
    if not len(homes):
        return None
    zone = zone_of_plot(model, homes[0])
    return titles(zone.entry) if len(zone.buildings) == 1 and zone.entry.title else None


def zone_of_plot(model: Simulation, plot: int) -> Zone:
    """The kind of place that a plot is."""
    return model.spec.area.ground.zones[columns(model.world.plots).zone[plot]]


def _events(model: Simulation, state: Array) -> Iterator[dict[str, Any]]:
    """Dated shocks within the months that were simulated; a fire only if somebody was there to be driven out."""
    world = model.world
    for event in columns(world.events):
        month = int(event.month)
        if month >= model.months_done:
            continue
        plot = columns(world.buildings).plot[event.building] if event.kind == FIRE_EVENT else NONE
        if event.kind == FIRE_EVENT and state[month + 1, plot] & ~state[month, plot] & SITE:
            yield {"month": month, "what": "fire", "value": titles(zone_of_plot(model, plot).entry)}
        elif event.kind == SLUMP_EVENT:
            yield {"month": month, "what": "slump", "value": float(event.earnings_factor)}
        elif event.kind == COALITION_EVENT:
            yield {"month": month, "what": "coalition", "value": float(event.openness)}


def _narrow(count: int) -> type[np.uint16] | type[np.int32]:
    """The type a page needs for numbers up to a count."""
    return np.uint16 if count < 2**16 else np.int32


def _padded(values: Array, length: int) -> Array:
    """Values of the collectives so far, and nought for those still to come."""
    return np.concatenate([values, np.zeros(length - len(values), values.dtype)])


def _life(life: Any) -> dict[str, Any]:
    dates = {name: _month(life[f"{name}_month"]) for name in ("stable", "area_level", "ended")}
    return {"founded": int(life.founded_month), **dates, "cause": ENDINGS[life.ending], "form": FORMS[life.form]}


def _month(value: Any) -> int | None:
    return None if value == NONE else int(value)
