"""A whole run as a page plays it back: what is where, who is where, and how all collectives stand, month by month."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from collectief_sim.experiment.typical import kinds_of
from collectief_sim.model import observe
from collectief_sim.model.build import build_world
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.outcomes import LADDER_STEPS
from collectief_sim.model.processes.land import market_gap
from collectief_sim.model.simulation import Simulation
from collectief_sim.model.state import COALITION_EVENT, ENDINGS, FIRE_EVENT, FORMS, NONE, SLUMP_EVENT, THEMES
from collectief_sim.scenario import Scenario
from collectief_sim.scenario.fields import titles
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
    plots, head = world.plots, np.maximum(world.plots.head, 0)
    built = plots.head != NONE
    gap = getattr(market_gap, "py_func", market_gap)(world, plots)  # the rule itself, on all plots at a time
    state = (
        PLAN * (plots.plan_month != NONE)
        + NOTICE * (plots.vacate_month != NONE)
        + SITE * (plots.site_until_month != NONE)
    )
    fields = {
        "kind": kinds_of(model).astype(np.uint8),
        "owner": np.where(built, plots.owner_kind[head], NOBODY).astype(np.int8),
        "rent": np.where(built & plots.let[head], np.clip(plots.rent_eur_m2_year[head], 0, 6500) * 10, 0).astype(
            np.uint16
        ),
        "pull": np.clip(gap * 100, -32000, 32000).astype(np.int16),
        "state": np.where(built, state[head], 0).astype(np.uint8),
        "collective": np.where(built, plots.collective[head], NO_COLLECTIVE).astype(np.int16),
    }
    rows = world.roster[: world.roster_start[-1]]
    rows = rows[world.entrepreneurs.present[rows]]
    people = world.entrepreneurs[rows]
    who = {
        "row": rows.astype(np.int32),
        "plot": people.plot.astype(_narrow(len(plots))),
        "role": people.role.astype(np.uint8),
    }
    return _Frame(fields, who, _standing(model))


def _standing(model: Simulation) -> dict[str, Array]:
    """How every collective there has been stands now; all zero once it has ended."""
    world = model.world
    lives = world.collectives[: world.town[0].collectives]
    alive = np.asarray(lives.alive)
    under_notice = world.plots.vacate_month[np.maximum(lives.home, 0)] != NONE
    seen = np.where(under_notice, 1, lives.step)  # as `processes.ladder.step_seen` has it
    numbers = {
        "home": np.where(alive, lives.home, NONE).astype(np.int32),
        "size": (alive * lives.headcount).astype(_narrow(len(world.entrepreneurs))),
        "phase": np.where(alive, lives.phase + 1, 0).astype(np.uint8),
        "step": (alive * seen).astype(np.uint8),
        "cohesion": np.rint(alive * lives.cohesion * 100).astype(np.uint8),
        "cooperative": np.where(alive, lives.area_cooperative, NONE).astype(np.int16),
    }
    for theme in THEMES:
        numbers[theme] = np.rint(alive * np.clip(lives[theme], 0, 2.5) * 100).astype(np.uint8)
    return numbers


def _assembled(model: Simulation, first: Scenario, frames: list[_Frame]) -> History:
    world, start = model.world, at_start(first, model.seed)
    lives = world.collectives[: world.town[0].collectives]
    last = frames[-1].collectives["size"].size
    grown = {
        name: np.stack([_padded(frame.collectives[name], last) for frame in frames]) for name in frames[0].collectives
    }
    counts = [len(frame.people["row"]) for frame in frames]
    series = {
        name: np.concatenate([[start[name]], world.series[name][: model.months_done]]).astype(np.float32)
        for name in SERIES
    }
    for step in LADDER_STEPS:
        series[f"ladder_{step}"] = (grown["step"] == step).sum(axis=1).astype(np.float32)
    symbols, place = np.unique(world.plots.symbol, return_inverse=True)
    plots = {name: np.stack([frame.plots[name] for frame in frames]) for name in frames[0].plots}
    return History(
        scenario=model.spec,
        seed=model.seed,
        width=int(world.plots.x.max()) + 1,
        height=int(world.plots.y.max()) + 1,
        plots=plots,
        people={name: np.concatenate([frame.people[name] for frame in frames]) for name in frames[0].people},
        people_start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
        collectives=grown,
        places=[titles(model.spec.area.legend[chr(symbol)]) for symbol in symbols],
        place=place.astype(np.uint8 if len(symbols) <= 2**8 else np.uint16),
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
    return world.series[0]


def _name(model: Simulation, homes: Array) -> dict[str, str] | None:
    """What a collective is called: after the first of its homes, if there is one building of that name."""
    if not len(homes):
        return None
    plots = model.world.plots
    symbol = plots.symbol[homes[0]]
    entry = model.spec.area.legend[chr(symbol)]
    alone = len(np.unique(plots.head[plots.symbol == symbol])) == 1
    return titles(entry) if alone and entry.title else None


def _events(model: Simulation, state: Array) -> Iterator[dict[str, Any]]:
    """Dated shocks within the months that were simulated; a fire only if somebody was there to be driven out."""
    world = model.world
    for event in world.events:
        month = int(event.month)
        if month >= model.months_done:
            continue
        if event.kind == FIRE_EVENT and state[month + 1, event.plot] & ~state[month, event.plot] & SITE:
            entry = model.spec.area.legend[chr(world.plots.symbol[event.plot])]
            yield {"month": month, "what": "fire", "value": titles(entry)}
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
