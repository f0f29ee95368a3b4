"""Who people are: their traits, from their own luck alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectief_sim.model.chance import (
    PERSON_ABILITY,
    PERSON_ACTIVITY,
    PERSON_AREA,
    PERSON_BUFFER,
    PERSON_EXPERIENCE,
    PERSON_GROWTH,
    PERSON_INITIATIVE,
    PERSON_MENTALITY,
    PERSON_PATIENCE,
    PERSON_SOCIABILITY,
    SETUP,
    stream,
    uniform,
)
from collectief_sim.model.codes import ACTIVITIES
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.maths import exp, log, normal_quantile
from collectief_sim.model.processes.rates import unit
from collectief_sim.model.rows import PersonId, PersonNumber, first_ids
from collectief_sim.scenario.area import LEAST_M2

if TYPE_CHECKING:
    from collectief_sim.model.world import World


@rule
def appear(world: World, row: PersonId, number: PersonNumber, month: int) -> None:
    """Somebody with this number takes a row, with all their traits; `month` is NONE for first tenants."""
    e, people, seed = world.entrepreneurs[row], world.rules[0].people, world.seed
    e.number, e.arrival_month = number, month
    e.activity = int(luck(seed, PERSON_ACTIVITY, number) * len(ACTIVITIES))
    own = people.mentality_sd * normal(luck(seed, PERSON_MENTALITY, number))
    e.mentality = unit(people.mentality_mean + own)
    e.initiative, e.sociability = luck(seed, PERSON_INITIATIVE, number), luck(seed, PERSON_SOCIABILITY, number)
    e.experience_years = -people.experience_mean_years * log(1.0 - luck(seed, PERSON_EXPERIENCE, number))
    ability = lognormal(luck(seed, PERSON_ABILITY, number), people.ability_sigma)
    e.ability_eur_m2_year = people.ability_median_eur_m2_year * ability
    need = people.area_median_m2 * lognormal(luck(seed, PERSON_AREA, number), people.area_sigma)
    e.need_m2 = max(LEAST_M2, need)
    growth = people.growth_sd_per_year * normal(luck(seed, PERSON_GROWTH, number))
    e.growth_per_year = people.growth_mean_per_year + growth
    e.buffer_months = people.buffer_start_months * (0.5 + luck(seed, PERSON_BUFFER, number))


@formula
def patience_of(world: World, number: PersonNumber) -> float:
    """How far somebody stretches the payback times that a collective they found will accept [factor]."""
    return lognormal(luck(world.seed, PERSON_PATIENCE, number), world.rules[0].people.patience_sigma)


@formula
def luck(seed: int, decision: int, number: PersonNumber) -> float:
    """A set-up draw of somebody."""
    return uniform(stream(seed, decision, SETUP), number)


@formula
def normal(u: float) -> float:
    """A standard normal quantile; a draw of exactly 0 counts as the smallest possible one."""
    return normal_quantile(max(u, 2.0**-54))


@formula
def lognormal(u: float, sigma: float) -> float:
    """A lognormal quantile around a median of 1."""
    return exp(sigma * normal(u))


@rule
def first_tenants_appear(world: World, count: int) -> None:
    """Everybody who is there from the start."""
    for row in first_ids(world.entrepreneurs, count):
        appear(world, row, PersonNumber(row), -1)
