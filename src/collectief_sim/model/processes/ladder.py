"""Standing, influence, and the participation ladder on which they are reported (E26, E37, E47).

Influence is a number, and so is what it does: nothing waits for a step. Rules ask `heard` how far people in a building are
heard, and `says` how likely a collective co-decides; the seven steps only tell where a collective stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectief_sim.model.chance import CO_DECIDES, SETUP, stream, uniform
from collectief_sim.model.codes import COLLECTIVE, FOUNDING
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.maths import exp, power
from collectief_sim.model.processes.homes import living
from collectief_sim.model.processes.rates import approach, unit
from collectief_sim.model.rows import NONE, BuildingId, CollectiveId, ids
from collectief_sim.model.tables import Collective

if TYPE_CHECKING:
    from collectief_sim.model.world import World


@rule
def climb(world: World, now: int) -> None:
    """Standing follows what a collective does and who keeps turning up, influence follows standing; every half year its place
    on the ladder is read.
    """
    rules = world.rules[0].ladder
    owned = owned_share(world) if now % rules.step_months == 0 else 0.0
    for c in living(world):
        collective = world.collectives[c]
        if not collective.alive:
            continue
        target = standing_earned(world, collective, now)
        collective.standing = approach(collective.standing, target, rules.standing_inertia_months)
        collective.influence = approach(
            collective.influence, influence_earned(world, c), rules.influence_inertia_months
        )
        if now % rules.step_months == 0:
            towards = step_earned(world, c, owned)
            collective.step += 1 if towards > collective.step else -1 if towards < collective.step else 0
        collective.months_on_step[step_seen(world, collective)] += 1


@formula
def influence_earned(world: World, c: CollectiveId) -> float:
    """What influence would become if all stayed as it is, 0-1: standing, hours to use it, and being heard, which lends weight.

    None of them is needed for the others to count: planning needs standing, and standing comes of planning too.
    """
    rules, collective = world.rules[0].ladder, world.collectives[c]
    hours = unit(collective.surplus_hours / rules.surplus_for_full)
    value = rules.influence_standing * collective.standing + rules.influence_surplus * hours
    return unit(value + rules.influence_consulted * ear_for(world, c))


@formula
def ear_for(world: World, c: CollectiveId) -> float:
    """How far a municipality hears a collective, 0-1: its influence, as far as there is an open ear (E47)."""
    return world.town[0].openness * world.collectives[c].influence


@formula
def heard(world: World, b: BuildingId) -> float:
    """How far the people in a building are heard, 0-1; not at all where no collective is at home."""
    c = world.buildings[b].collective
    return ear_for(world, c) if c != NONE else 0.0


@formula
def says(world: World, c: CollectiveId) -> float:
    """The chance that a collective co-decides about its place, 0-1: none unheard, even where partnership begins (E37)."""
    rules, ear = world.rules[0].ladder, ear_for(world, c)
    if ear <= 0.0:
        return 0.0
    return 1.0 / (1.0 + power(rules.co_decides_at / ear, rules.co_decides_steepness))


@formula
def co_decides(world: World, c: CollectiveId) -> bool:
    """Whether a collective co-decides as things stand: its luck at the table is drawn once and for all."""
    return uniform(stream(world.seed, CO_DECIDES, SETUP), world.collectives[c].founder) < says(world, c)


@formula
def step_seen(world: World, collective: Collective) -> int:
    """The step a collective stands on: its own, but the first while it is under notice and displacement is under way."""
    return 1 if world.buildings[collective.home].vacate_month != NONE else collective.step


@rule
def standing_earned(world: World, collective: Collective, now: int) -> float:
    """What standing would become if all stayed as it is, 0-1."""
    rules = world.rules[0].ladder
    value = rules.standing_outreach * outreach_seen(world, collective)
    value += rules.standing_size * unit(collective.headcount / rules.size_for_full)
    return value + rules.standing_continuity * continuity(world, collective, now)


@formula
def outreach_seen(world: World, collective: Collective) -> float:
    """What a collective does for others as they see it, 0-1."""
    rules = world.rules[0].ladder
    seen = rules.outreach_weight * (collective.socio_economic + collective.planning)
    return unit(seen + rules.circular_weight * collective.circular)


@formula
def continuity(world: World, collective: Collective, now: int) -> float:
    """The same people at the table so far, and a term that says they will still be there: the voice channel (E45)."""
    rules = world.rules[0].ladder
    months = rules.continuity_months
    home = world.buildings[collective.home]
    ahead = world.rules[0].leases.owner_horizon_months
    if home.vacate_month != NONE:
        ahead = max(0.0, float(home.vacate_month - now))
    elif home.owner_kind != COLLECTIVE:
        ahead = float(home.voice_end_month - now)
    so_far = 1.0 - exp(-collective.tenure_months / months)
    to_come = 1.0 - exp(-ahead / months)
    return to_come + rules.continuity_behind * (so_far - to_come)


@rule
def step_earned(world: World, c: CollectiveId, owned: float) -> int:
    """The ladder step that matches how far a collective is heard; who is not is informed at best (E37)."""
    rules, collective, ear = world.rules[0].ladder, world.collectives[c], ear_for(world, c)
    step = 2 + int(ear >= rules.step_3) + int(ear >= rules.step_4)
    if step == 4 and ear >= rules.step_5 and collective.phase != FOUNDING:
        step = 5
    broad = collective.area_level_month != NONE or collective.area_cooperative != NONE
    if step == 5 and ear >= rules.step_6 and broad:
        step = 6
    return 7 if step == 6 and owned >= rules.step_7_floor_share else step


@rule
def owned_share(world: World) -> float:
    """Share of the area's work floor, as it was at the start, that collectives own."""
    owned = 0.0
    for b in ids(world.buildings):
        if world.buildings[b].owner_kind == COLLECTIVE:
            owned += world.buildings[b].floor_m2
    return owned / max(1.0, world.town[0].work_floor_start_m2)
