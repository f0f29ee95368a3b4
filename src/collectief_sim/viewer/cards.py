"""What is known of one collective, entrepreneur, building or the municipality in one month, and what went before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from collectief_sim.model.codes import (
    ACTIVITIES,
    APPLIED,
    ENDINGS,
    FORMS,
    LEAVING_CAUSES,
    MUNICIPALITY,
    OWNERS,
    PHASES,
    RADII,
    ROLES,
    STRONGEST,
    THEMES,
)
from collectief_sim.model.processes.firms import ability_of
from collectief_sim.model.processes.ladder import step_seen
from collectief_sim.model.processes.land import rent_paid
from collectief_sim.model.processes.leases import decision_pending
from collectief_sim.model.processes.roles import hours, years_by
from collectief_sim.model.questions import row_of
from collectief_sim.model.rows import NONE, BuildingId, PersonId, columns
from collectief_sim.model.simulation import Simulation
from collectief_sim.scenario import Scenario
from collectief_sim.scenario.fields import titles
from collectief_sim.viewer.history import Change, advance, zone_of_plot
from collectief_sim.viewer.work import Check, whatever_it_takes

type Card = dict[str, Any]
type Event = dict[str, Any]


def collective_card(
    scenario: Scenario,
    seed: int,
    number: int,
    month: int,
    changes: Sequence[Change] = (),
    check: Check = whatever_it_takes,
) -> Card:
    """A collective in a month: who is in it, what it asks and gives, where it stands, and its life as dated events.

    Raises
    ------
    LookupError
        If there is no such collective by then.
    """
    events: list[Event] = []
    before: dict[str, Any] = {}

    def watch(done: int) -> None:
        if number < model.world.town[0].collectives:
            _note(events, before, _state(model, number), done - 1)

    model = Simulation(scenario, seed)
    watch(0)
    advance(model, month, changes, watch, check)
    if number >= model.world.town[0].collectives:
        raise LookupError(f"there is no collective {number} by month {month}")
    life = columns(model.world.collectives)[number]
    alive = bool(life.alive)
    card = {
        "number": number,
        "alive": alive,
        "form": FORMS[life.form],
        "phase": PHASES[life.phase],
        "founded": int(life.founded_month),
        "ended": None if life.ended_month == NONE else int(life.ended_month),
        "cause": ENDINGS[life.ending],
        "peak_size": int(life.peak_size),
        "events": events,
    }
    if not alive:
        return card
    return card | {
        "members": int(life.headcount),
        "roles": {
            "trekker": int(life.trekkers),
            "binder": int(life.core - life.trekkers),
            "engaged": int(life.engaged),
            "less engaged": int(life.less_engaged),
        },
        "cohesion": float(life.cohesion),
        "homogeneity": float(life.homogeneity),
        "diversity": float(life.diversity),
        "engagement": float(life.engagement),
        "hours": {
            name: float(life[name]) for name in ("leading_asked", "leading_given", "binding_asked", "binding_given")
        },
        "step": int(step_seen(model.for_rules, life)),
        "standing": float(life.standing),
        "outreach": {theme: float(life[theme]) for theme in THEMES},
        "radius": RADII[life.radius],
        "reserve_eur": float(life.reserve_eur),
        "building": _building(model, life.home, month),
    }


def _state(model: Simulation, number: int) -> dict[str, Any]:
    """What events are made of."""
    world = model.world
    life, home = columns(world.collectives)[number], columns(world.buildings)[columns(world.collectives).home[number]]
    notice = bool(life.alive) and home.vacate_month != NONE
    return {
        "founded": int(life.founded_month),
        "alive": bool(life.alive),
        "phase": PHASES[life.phase],
        "step": int(life.step),
        "home": int(home.plot),
        "notice": bool(notice),
        "form": FORMS[life.form],
        "cooperative": bool(life.area_cooperative != NONE),
        "cause": ENDINGS[life.ending],
    }


def _note(events: list[Event], before: dict[str, Any], now: dict[str, Any], month: int) -> None:
    """Add what happened to a collective since the month before."""
    if not before:
        events.append({"month": now["founded"], "what": "founded", "value": now["form"]})
    elif before["alive"]:
        if not now["alive"]:
            events.append({"month": month, "what": "ended", "value": now["cause"]})
        else:
            changed = (what for what in ("phase", "step", "home", "form", "cooperative") if now[what] != before[what])
            events.extend(
                {"month": month, "what": what, "value": now[what], "before": before[what]} for what in changed
            )
            if now["notice"] and not before["notice"]:
                events.append({"month": month, "what": "notice", "value": True})
    before |= now


def entrepreneur_card(
    scenario: Scenario,
    seed: int,
    row: int,
    month: int,
    changes: Sequence[Change] = (),
    check: Check = whatever_it_takes,
) -> Card:
    """An entrepreneur in a month: role, ties, rent against what they can pay, and their history.

    Raises
    ------
    LookupError
        If there is no such entrepreneur, or they are not here yet or any more and never were.
    """
    events: list[Event] = []
    before: dict[str, Any] = {}

    person: Any = None

    def watch(done: int) -> None:
        nonlocal person
        place = row_of(model.world, row)
        if place is not None:
            person = columns(model.world.entrepreneurs)[place].copy()
            _note_person(events, before, model, person, done - 1)

    model = Simulation(scenario, seed)
    watch(0)
    advance(model, month, changes, watch, check)
    world = model.world
    if not events:
        raise LookupError(f"there is no entrepreneur {row} by month {month}")
    packed = model.for_rules
    card = {
        "row": row,
        "present": bool(person.present),
        "activity": ACTIVITIES[person.activity],
        "mentality": float(person.mentality),
        "initiative": float(person.initiative),
        "sociability": float(person.sociability),
        "experience_years": float(years_by(person, month)),
        "ability_eur_m2_year": float(ability_of(packed, person)),
        "buffer_months": float(person.buffer_months),
        "events": events,
    }
    if not person.present:
        return card
    there = row_of(world, row)
    return card | {
        "role": ROLES[person.role],
        "collective": None if person.collective == NONE else int(person.collective),
        "engagement": float(person.engagement),
        "hours": _hours(model, there),
        "area_m2": float(person.area_m2),
        "need_m2": float(person.need_m2),
        "rent_eur_m2_year": float(rent_paid(packed, person.building)),
        "building": _plot_of(model, person.building),
        "ties": _ties(model, there),
    }


def _note_person(events: list[Event], before: dict[str, Any], model: Simulation, person: Any, month: int) -> None:
    now = {
        "present": bool(person.present),
        "building": _plot_of(model, person.building),
        "collective": int(person.collective),
        "role": ROLES[person.role],
    }
    was = before.get("present", False)
    if now["present"] and not was:
        events.append({"month": month, "what": "arrived", "value": now["building"]})
    elif was and not now["present"]:
        events.append({"month": month, "what": "left", "value": LEAVING_CAUSES[person.left_cause]})
    elif was:
        if now["building"] != before["building"]:
            events.append({"month": month, "what": "moved", "value": now["building"]})
        if now["collective"] != before["collective"]:
            joined = now["collective"] != NONE
            value = now["collective"] if joined else before["collective"]
            events.append({"month": month, "what": "joined" if joined else "left_collective", "value": value})
        core = {"trekker", "binder"}
        if now["role"] != before["role"] and core & {now["role"], before["role"]}:
            events.append({"month": month, "what": "role", "value": now["role"]})
    before |= now


def _hours(model: Simulation, row: PersonId | None) -> float:
    """What somebody gives their collective [hours/month]; nothing if they are in none."""
    if row is None or columns(model.world.entrepreneurs).collective[row] == NONE:
        return 0.0
    leading, binding = hours(model.for_rules, row)
    return leading + binding


def _plot_of(model: Simulation, building: int) -> int:
    """Where a building is looked up: its first plot."""
    return int(columns(model.world.buildings).plot[building]) if building != NONE else NONE


def _ties(model: Simulation, row: PersonId | None) -> list[Card]:
    """Whom they keep up with, and how strongly; strongest first, and which of those know each other."""
    people, kept = columns(model.world.entrepreneurs), columns(model.world.ties)

    def kept_up(one: int) -> dict[int, float]:
        """Contacts who are there, with their bonds."""
        pairs = zip(kept.contacts[one].tolist(), kept.bonds[one].tolist(), strict=True)
        return {other: bond for other, bond in pairs if other >= 0 and bond > 0}

    mine = (
        {other: bond for other, bond in kept_up(int(row)).items() if people.present[other]} if row is not None else {}
    )
    ties: list[Card] = [
        {"row": int(people.number[other]), "bond": bond / STRONGEST, "role": ROLES[people.role[other]]}
        | {"knows": [int(people.number[third]) for third in mine if third in kept_up(other)]}
        for other, bond in mine.items()
    ]
    return _in_order(ties)


def _in_order(ties: list[Card]) -> list[Card]:
    """The strongest first, and those they know in that order too."""
    ties.sort(key=lambda tie: -tie["bond"])
    place = {tie["row"]: number for number, tie in enumerate(ties)}
    for tie in ties:
        tie["knows"].sort(key=place.__getitem__)
    return ties


def _building(model: Simulation, b: BuildingId, month: int) -> Card:
    """A building: owner, lease, plan, floor."""
    building, plots = model.world.buildings[b], columns(model.world.plots)
    plot, parts = plots[building.plot], plots[plots.building == b]
    owner = OWNERS[building.owner_kind]
    leased = bool(building.let) and owner != "collective"
    return {
        "plot": int(building.plot),
        "x": int(plot.x),
        "y": int(plot.y),
        "titles": titles(model.spec.area.ground.zones[building.zone].entry),
        "owner": owner,
        "operated": bool(building.operated),
        "let": bool(building.let),
        "floor_m2": float(parts.floor_m2.sum()),
        "occupied_m2": float(parts.occupied_m2.sum()),
        "rent_eur_m2_year": float(building.rent_eur_m2_year),
        "market_rent_eur_m2_year": float(plot.market_rent_eur_m2_year),
        "lease_months_left": int(building.lease_end_month) - month if leased else None,
        "horizon_months": float(building.horizon_months),
        "plan": bool(building.plan_month != NONE and building.let),
        "vacate_in_months": None if building.vacate_month == NONE else int(building.vacate_month) - month,
        "zoned_for_work": bool(building.housing_excluded),
        "homes": float(building.homes),
    }


def plot_card(
    scenario: Scenario,
    seed: int,
    plot: int,
    month: int,
    changes: Sequence[Change] = (),
    check: Check = whatever_it_takes,
) -> Card:
    """What stands on a plot in a month: its building, who is in it, and its collective; raises LookupError."""
    model = Simulation(scenario, seed)
    advance(model, month, changes, check=check)
    world = model.world
    if not 0 <= plot < len(world.plots):
        raise LookupError(f"there is no plot {plot}")
    b, place = columns(world.plots).building[plot], {"plot": plot, "titles": titles(zone_of_plot(model, plot).entry)}
    if b == NONE:
        return {**place, "building": None}
    people = columns(world.entrepreneurs)
    people = people[people.present & (people.building == b)]
    people = people[np.argsort(people.number)]
    collective = int(world.buildings[b].collective)
    return {
        **place,
        "building": _building(model, b, month),
        "collective": None if collective == NONE else collective,
        "people": [
            {"row": int(one.number), "role": ROLES[one.role], "activity": ACTIVITIES[one.activity]} for one in people
        ],
    }


def municipality_card(
    scenario: Scenario, seed: int, month: int, changes: Sequence[Change] = (), check: Check = whatever_it_takes
) -> Card:
    """The municipality in a month: how far it listens, what it spent, its plans, and what it still has to decide."""
    model = Simulation(scenario, seed)
    advance(model, month, changes, check=check)
    town, buildings, packed = model.world.town[0], columns(model.world.buildings), model.for_rules
    ours = buildings[(buildings.owner_kind == MUNICIPALITY) & buildings.let]
    deciding = [
        one for one in ours if one.vacate_month == NONE and decision_pending(int(one.lease_end_month), packed, month)
    ]
    waiting = buildings[buildings.permit == APPLIED]

    def where(building: Any, months: int) -> Card:
        plot = model.world.plots[building.plot]
        return {"x": int(plot.x), "y": int(plot.y), "months": months}

    return {
        "openness": float(town.openness),
        "trust": float(town.trust),
        "public_cost_eur": float(town.public_cost_eur),
        "building_budget_eur": float(town.building_budget_eur),
        "purchase_fund_eur": float(town.purchase_fund_eur),
        "buildings": len(ours),
        "plans": int((ours.plan_month != NONE).sum()),
        "under_notice": int((ours.vacate_month != NONE).sum()),
        "leases_to_decide": [where(one, int(one.lease_end_month) - month) for one in deciding],
        "permits_to_decide": [where(one, max(0, int(one.permit_month) - month)) for one in waiting],
        "zoned_for_work": int(buildings.housing_excluded.sum()),
    }
