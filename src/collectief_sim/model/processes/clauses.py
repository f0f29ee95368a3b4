"""Clauses of an agreement on a plan: floor that is kept, its rent, a right to return; they live and die with the plan (E45)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from collectief_sim.model.chance import CLAUSE_ACCEPTED, CLAUSE_OF_RETURN, stream, uniform
from collectief_sim.model.codes import (
    CLAUSE_AGREED,
    CLAUSE_DEAD,
    CLAUSE_KEPT,
    CLAUSE_REFUSED,
    HOMES,
    MUNICIPALITY,
    ZONING,
)
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.processes.happenings import note
from collectief_sim.model.processes.hours import settled_collectives
from collectief_sim.model.processes.land import market_rent, rent_limit
from collectief_sim.model.rows import NONE, BuildingId, Code, Count, Flag, Number, ids

if TYPE_CHECKING:
    from collectief_sim.model.world import World


class Agenda:
    """What is asked of every plan: what its form declares, and how it went."""

    form: Annotated[Code, "which form it is (FORM_NAMES)"]
    key: Annotated[Count, "what its luck goes by"]
    since_month: Annotated[Count, "month from which it holds"]
    kept_floor_share: Annotated[Number, "work floor that a plan must keep, 0-1"]
    rent_ceiling_share: Annotated[Number, "of market rent, 0-1"]
    returning: Annotated[Number, "chance of a right to return, 0-1"]
    accepted: Annotated[Number, "chance that a private owner agrees, 0-1"]
    collectives_needed: Annotated[Number, "settled collectives for a whole agenda"]
    agreed: Annotated[Count, "clauses agreed on so far"]
    refused: Annotated[Count, "refused so far"]
    kept: Annotated[Count, "kept so far: what was built has it"]
    dead: Annotated[Count, "dead with their plan so far"]


class Clause:
    """The clause about one building."""

    plan: Annotated[Count, "number of the plan it was last asked of"]
    holds: Annotated[Flag, "was agreed on, and the plan is still there"]
    ceiling_eur_m2_year: Annotated[Number, "highest rent that was agreed, at the start's prices [EUR/m2/year]"]


@rule
def watch(world: World, now: int) -> None:
    """Whatever plan has come through its agreement is asked for a clause; what was agreed is kept, or dies with the plan."""
    for i in range(len(world.agendas)):
        if now < world.agendas[i].since_month:
            continue
        for b in ids(world.buildings):
            building, clause = world.buildings[b], world.clauses[b]
            if clause.holds and building.homes_month == now:
                keep(world, i, b, now)
            elif clause.holds and (building.plan_month == NONE or building.plans != clause.plan):
                clause.holds = False
                world.agendas[i].dead += 1
                note(world, CLAUSE_DEAD, world.agendas[i].form, building.collective, b, 0.0, now)
            agreed_now = building.plan_month != NONE and building.stage == ZONING and building.aim == HOMES
            if agreed_now and building.plans != clause.plan:
                ask(world, i, b, now)


@rule
def ask(world: World, i: int, b: BuildingId, now: int) -> None:
    """A plan enters its public stage: its owner agrees to the clause or not; on municipal land it is a condition (E45)."""
    agenda, building, clause = world.agendas[i], world.buildings[b], world.clauses[b]
    clause.plan = building.plans
    u, there = uniform(stream(world.seed, CLAUSE_ACCEPTED, int(building.plans)), building.plot), weight(world, i)
    if u >= there:
        return  # there is not enough of an agenda to ask for anything
    if building.owner_kind != MUNICIPALITY and u >= there * agenda.accepted:
        agenda.refused += 1
        note(world, CLAUSE_REFUSED, agenda.form, building.collective, b, 0.0, now)
        return
    clause.holds = True
    clause.ceiling_eur_m2_year = agenda.rent_ceiling_share * market_rent(world, building) / world.town[0].price_index
    building.kept_share = max(building.kept_share, agenda.kept_floor_share)
    if building.collective != NONE:
        luck = stream(world.seed, CLAUSE_OF_RETURN, int(building.plans))
        building.return_agreed |= uniform(luck, building.plot) < agenda.returning
    agenda.agreed += 1
    note(world, CLAUSE_AGREED, agenda.form, building.collective, b, 0.0, now)


@formula
def weight(world: World, i: int) -> float:
    """How much of an agenda there is, 0-1: it takes collectives to make one."""
    needed = world.agendas[i].collectives_needed
    return min(1.0, settled_collectives(world) / needed) if needed > 0.0 else 1.0


@rule
def keep(world: World, i: int, b: BuildingId, now: int) -> None:
    """What was built has the floor that was agreed, at no more than the rent that was agreed."""
    building, clause = world.buildings[b], world.clauses[b]
    clause.holds = False
    world.agendas[i].kept += 1
    if building.floor_m2 > 0.0:
        building.rent_ceiling_eur_m2_year = min(building.rent_ceiling_eur_m2_year, clause.ceiling_eur_m2_year)
        building.rent_eur_m2_year = min(building.rent_eur_m2_year, rent_limit(world, building))
    note(world, CLAUSE_KEPT, world.agendas[i].form, building.collective, b, 0.0, now)
