"""A whole run as a page plays it back: what is where, who is where, and how all collectives stand, month by month."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from collectief_sim.model import observe
from collectief_sim.model.build import build_world
from collectief_sim.model.codes import COALITION_EVENT, ENDINGS, FIRE_EVENT, FORMS, KINDS_OF_FACT, SLUMP_EVENT
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.month import month as months_rule
from collectief_sim.model.outcomes import LADDER_STEPS
from collectief_sim.model.rows import NONE, columns
from collectief_sim.model.simulation import Simulation
from collectief_sim.model.world import World
from collectief_sim.scenario import Scenario
from collectief_sim.scenario.facts import Fact
from collectief_sim.scenario.fields import titles
from collectief_sim.viewer.bounds import check_kept
from collectief_sim.viewer.cards.happenings import of_area
from collectief_sim.viewer.frames import SITE, Array, Frame, frame_of

SERIES = (
    *("collectives", "founding", "stable", "area_active", "entrepreneurs", "members", "displaced"),
    *("work_floor_m2", "affordable_floor_m2", "vacant_floor_m2", "mean_rent_eur_m2_year", "homes_built"),
    *("public_cost_eur", "free_plots_share", "hazard_per_year", "area_cooperatives"),
)

SHOCKS = {FIRE_EVENT: "fire", SLUMP_EVENT: "slump", COALITION_EVENT: "coalition"}
_TOLD_OF_FACTS = {"from_month": "", "carried_out_month": "_begun", "dropped_month": "_dropped", "lifted_month": "_over"}

type Check = Callable[[], None]  # called every month; raises what a simulation is to stop with


def whatever_it_takes() -> None:
    """A check for simulations that nobody stops."""


@dataclass(frozen=True)
class Change:
    """Other settings from some month on: what was before stays shared."""

    month: int
    overrides: Mapping[str, Any]


@dataclass(repr=False)
class History:
    """Months are 0 (the start) to the last one that was simulated, both included.

    Plots, people and collectives are kept from month `first` on: of a whole history 0, of a run that is going on the last.
    """

    scenario: Scenario
    seed: int
    width: int
    height: int
    first: int
    plots: dict[str, Array]  # by field: shape (months, plots)
    people: dict[str, Array]  # by field, all months behind each other; `people_start` says where a month begins
    people_start: Array  # shape (months + 1,)
    collectives: dict[str, Array]  # by field: shape (months, collectives)
    places: list[dict[str, str]]  # what the plots are called, by kind, in each language
    place: Array  # the kind of each plot: shape (plots,)
    building: Array  # the building on each plot, NONE where nothing is built: shape (plots,)
    lives: list[dict[str, Any]]  # what does not change of a collective
    events: list[dict[str, Any]]  # dated shocks that came about: month, what, and where or how much
    series: dict[str, Array]  # by name: shape (months,)
    outcomes: dict[str, Any]

    def __repr__(self) -> str:
        return f"<History of {self.scenario.name}, seed {self.seed}, {len(self.series['collectives']) - 1} months>"


def simulate(
    scenario: Scenario,
    seed: int,
    changes: Sequence[Change] = (),
    check: Check = whatever_it_takes,
    months: int | None = None,
    rule: Callable[[World, int], None] = months_rule,
) -> History:
    """Simulate a scenario to its end, or so many months of it, and keep every month; changes hold from their months on.

    ``check`` is called before every month, and stops the simulation by raising. So does a history that becomes too large.
    """
    model = Simulation(scenario, seed)
    frames = [frame_of(model)]
    kept = frames[0].size

    def after_month(done: int) -> None:
        nonlocal kept
        frames.append(frame_of(model))
        kept += frames[-1].size
        check_kept(scenario.name, int(model.world.town[0].collectives), scenario.months, kept)

    advance(model, scenario.months if months is None else months, changes, after_month, check, rule)
    check()
    return assembled(model, at_start(scenario, seed), frames, list(_all_events(model, frames)))


def plots_at(
    scenario: Scenario, seed: int, month: int, changes: Sequence[Change] = (), check: Check = whatever_it_takes
) -> tuple[Simulation, dict[str, Array]]:
    """A model after so many months, and its plots as a page shows them."""
    model = Simulation(scenario, seed)
    advance(model, month, changes, check=check)
    return model, frame_of(model).plots


def advance(
    model: Simulation,
    month: int,
    changes: Sequence[Change],
    after_month: Callable[[int], None] = lambda done: None,
    check: Check = whatever_it_takes,
    rule: Callable[[World, int], None] = months_rule,
) -> None:
    """Let months pass up to `month`, and changes come in their time; `check` may raise before any of them."""
    while model.months_done < month:
        check()
        for change in changes:
            if change.month == model.months_done:
                model.change(change.overrides)
        model.advance(1, rule)
        after_month(model.months_done)


def assembled(model: Simulation, start: Any, frames: list[Frame], events: list[dict[str, Any]]) -> History:
    """The history of a run so far, with the frames of its last months; `start` is the row of `at_start`."""
    world, ground = model.world, model.spec.area.ground
    lives = columns(world.collectives)[: world.town[0].collectives]
    counts = [len(frame.people["row"]) for frame in frames]
    return History(
        scenario=model.spec,
        seed=model.seed,
        width=ground.width,
        height=ground.height,
        first=model.months_done + 1 - len(frames),
        plots={name: np.stack([frame.plots[name] for frame in frames]) for name in frames[0].plots},
        people={name: np.concatenate([frame.people[name] for frame in frames]) for name in frames[0].people},
        people_start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
        collectives={
            name: np.stack([_padded(frame.collectives[name], len(lives)) for frame in frames])
            for name in frames[0].collectives
        },
        places=[titles(zone.entry) for zone in ground.zones],
        place=columns(world.plots).zone.astype(np.uint8 if len(ground.zones) <= 2**8 else np.uint16),
        building=columns(world.plots).building.astype(np.int32),
        lives=[_life(life) | {"name": _name(model, life.first_home)} for life in lives],
        events=events,
        series=_series(model, start),
        outcomes=model.outcomes if model.months_done and not model.running else {},
    )


def at_start(scenario: Scenario, seed: int) -> Any:
    """The row of the series that the world as it is built would have."""
    world = build_world(scenario, seed)
    observe.record(pack(world), 0)
    return columns(world.series)[0]


def _series(model: Simulation, start: Any) -> dict[str, Array]:
    """Series from the start on: shape (months + 1,)."""
    rows = columns(model.world.series)[: model.months_done]
    numbers = {name: np.concatenate([[start[name]], rows[name]]).astype(np.float32) for name in SERIES}
    ladder = np.concatenate([[start["ladder"]], rows["ladder"]]).astype(np.float32)
    return numbers | {f"ladder_{step}": ladder[:, step] for step in LADDER_STEPS}


def _name(model: Simulation, home: int) -> dict[str, str] | None:
    """What a collective is called: after the building where it was founded, if that is the only one of its name."""
    zone = model.spec.area.ground.zones[columns(model.world.buildings).zone[home]]
    return titles(zone.entry) if len(zone.buildings) == 1 and zone.entry.title else None


def _all_events(model: Simulation, frames: list[Frame]) -> Iterator[dict[str, Any]]:
    for month in range(model.months_done):
        yield from events_between(model, frames[month], frames[month + 1], month)


def events_between(model: Simulation, before: Frame, now: Frame, month: int) -> Iterator[dict[str, Any]]:
    """What comes from outside, from `month` (the one after `before`) on to the month of `now`: dated shocks, a fire only if it
    drove people out, dated facts, dated changes of policy, and what forms of cooperation bring about for the whole area.
    """
    yield from facts_between(model, month, now.month)
    for one in of_area(model, month, now.month):
        yield {"month": one["month"], "what": "form", "value": one["said"]}
    for when, settings in model.first_spec.dated_changes():
        if month <= when < now.month:
            yield {"month": when, "what": "policy", "value": settings}
    world, zones = model.world, model.spec.area.ground.zones
    broke_out = now.plots["state"] & ~before.plots["state"] & SITE
    for event in columns(world.events):
        told = {"month": int(event.month), "what": SHOCKS[int(event.kind)]}
        if not month <= event.month < now.month:
            continue
        if event.kind == SLUMP_EVENT:
            yield told | {"value": float(event.earnings_factor)}
        elif event.kind == COALITION_EVENT:
            yield told | {"value": float(event.openness)}
        elif broke_out[columns(world.buildings).plot[event.building]]:
            yield told | {"value": titles(zones[columns(world.buildings).zone[event.building]].entry)}


def facts_between(model: Simulation, first: int, last: int) -> Iterator[dict[str, Any]]:
    """Facts that came into force or were lifted in those months, each with the place it is about."""
    told, facts = set(), list(model.spec.facts.values())
    for one in columns(model.world.facts):
        kind = KINDS_OF_FACT[one.kind]
        for field, ending in _TOLD_OF_FACTS.items():
            event = (int(one.number), int(one[field]), f"{kind}{ending}")
            if first <= one[field] < last and event not in told:  # by another place of the same fact
                told.add(event)
                yield {"month": event[1], "what": event[2], "value": _named(model, facts[one.number])}


def _named(model: Simulation, fact: Fact) -> dict[str, str]:
    """What a fact is called, or the places it is about, or the whole area, by language."""
    if fact.title:
        return titles(fact)
    names = [titles(zone.entry) for zone in model.spec.area.ground.zones if fact.place and zone.name in fact.place]
    return {at: ", ".join(name[at] for name in names) for at in ("en", "nl")} if names else titles(model.spec)


def _padded(values: Array, length: int) -> Array:
    """Values of the collectives so far, and nought for those still to come."""
    return np.concatenate([values, np.zeros(length - len(values), values.dtype)])


def _life(life: Any) -> dict[str, Any]:
    dates = {name: _month(life[f"{name}_month"]) for name in ("stable", "area_level", "ended")}
    return {"founded": int(life.founded_month), **dates, "cause": ENDINGS[life.ending], "form": FORMS[life.form]}


def _month(value: Any) -> int | None:
    return None if value == NONE else int(value)
