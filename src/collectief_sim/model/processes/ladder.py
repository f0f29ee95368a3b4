"""Standing and the participation ladder (E26, E37, E47)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectief_sim.model.codes import COLLECTIVE, FOUNDING
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.maths import exp
from collectief_sim.model.processes.homes import living
from collectief_sim.model.processes.land import building_area
from collectief_sim.model.processes.rates import approach, unit
from collectief_sim.model.rows import NONE, ids
from collectief_sim.model.tables import Collective

if TYPE_CHECKING:
    from collectief_sim.model.world import World


@rule
def climb(world: World, now: int) -> None:
    """Standing follows what a collective does and who keeps turning up; every half year its place on the ladder is read."""
    rules = world.rules[0].ladder
    owned = owned_share(world) if now % rules.step_months == 0 else 0.0
    for c in living(world):
        collective = world.collectives[c]
        if not collective.alive:
            continue
        target = standing_earned(world, collective, now)
        collective.standing = approach(collective.standing, target, rules.standing_inertia_months)
        if now % rules.step_months == 0:
            towards = step_earned(world, collective, owned)
            collective.step += 1 if towards > collective.step else -1 if towards < collective.step else 0
        collective.months_on_step[step_seen(world, collective)] += 1


@formula
def step_seen(world: World, collective: Collective) -> int:
    """The step a collective stands on: its own, but the first while it is under notice and displacement is under way."""
    return 1 if world.buildings[collective.home].vacate_month != NONE else collective.step


@rule
def standing_earned(world: World, collective: Collective, now: int) -> float:
    """What standing would become if all stayed as it is, 0-1."""
    rules = world.rules[0].ladder
    outreach = rules.outreach_weight * (collective.socio_economic + collective.planning)
    outreach += rules.circular_weight * collective.circular
    value = rules.standing_outreach * unit(outreach)
    value += rules.standing_size * unit(collective.headcount / rules.size_for_full)
    return value + rules.standing_continuity * continuity(world, collective, now)


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
def step_earned(world: World, collective: Collective, owned: float) -> int:
    """The ladder step that influence would give: an open ear times standing and hours to use it (E37)."""
    rules = world.rules[0].ladder
    hours = unit(collective.surplus_hours / rules.surplus_for_full)
    influence = world.town[0].openness * (
        rules.influence_standing * collective.standing + rules.influence_surplus * hours
    )
    step = 1 + int(influence >= rules.step_2) + int(influence >= rules.step_3) + int(influence >= rules.step_4)
    if step == 4 and influence >= rules.step_5 and collective.phase != FOUNDING:
        step = 5
    broad = collective.area_level_month != NONE or collective.area_cooperative != NONE
    if step == 5 and influence >= rules.step_6 and broad:
        step = 6
    return 7 if step == 6 and owned >= rules.step_7_floor_share else step


@rule
def owned_share(world: World) -> float:
    """Share of the area's work floor, as it was at the start, that collectives own."""
    owned = 0.0
    for b in ids(world.buildings):
        if world.buildings[b].owner_kind == COLLECTIVE:
            owned += building_area(world, b, False)
    return owned / max(1.0, world.town[0].work_floor_start_m2)
