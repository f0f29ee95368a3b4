"""What is recorded every month: as many figures as the compiled model keeps, by a DataCollector."""

from __future__ import annotations

import math
from collections.abc import Callable

from collectief_sim.model.observe import AFFORDABLE_EUR_M2_YEAR, FORESEEABLE_MONTHS

PHASES, FORMS = ("founding", "stable", "area-active"), ("grassroots", "operator", "owner")
ROLES = ("less engaged", "engaged", "binder", "trekker")
TOTALS = ("arrived", "turned_away", "closed", "broke", "outgrew", "relocated", "rehoused")


def mean(values: list[float]) -> float:
    """The mean, NaN of nothing."""
    return sum(values) / len(values) if values else math.nan


def standing(model) -> list:
    """Buildings that have work floor and are neither a building site nor burnt."""
    return [b for b in model.buildings if b.floor_m2 > 0.0 and b.site_until is None]


def mean_rent(model) -> float:
    """Mean rent paid, by floor."""
    buildings = standing(model)
    occupied = sum(b.occupied_m2 for b in buildings)
    return sum(b.rent_paid * b.occupied_m2 for b in buildings) / occupied if occupied else math.nan


def affordable_floor(model) -> float:
    """Floor at rents that count as affordable."""
    limit = AFFORDABLE_EUR_M2_YEAR * model.price_index
    return sum(b.floor_m2 for b in standing(model) if b.let and b.rent_paid <= limit)


def free_share(model) -> float:
    """Share of buildings that could get another use within the foreseeable time."""

    def bound(b) -> bool:
        return b.let and b.vacate_month is None and b.lease_end - model.month > FORESEEABLE_MONTHS

    return mean([float(b.owner_kind != "collective" and not bound(b)) for b in standing(model)])


def members_as(role: str) -> Callable:
    """How many members are seen as this."""
    return lambda m: sum(member.role == role for c in m.collectives for member in c.members)


def collectives_with(attribute: str, value: object) -> Callable:
    """How many collectives have this value of an attribute."""
    return lambda m: sum(getattr(c, attribute) == value for c in m.collectives)


def seen_on(step: int) -> Callable:
    """How many collectives are seen on a ladder step: the first, while they are under notice."""
    return lambda m: sum((1 if c.home.vacate_month is not None else c.ladder_step) == step for c in m.collectives)


def total_of(attribute: str) -> Callable:
    """The sum of an attribute over collectives."""
    return lambda m: sum(getattr(c, attribute) for c in m.collectives)


def mean_of(attribute: str) -> Callable:
    """The mean of an attribute over collectives."""
    return lambda m: mean([getattr(c, attribute) for c in m.collectives])


def count_of(name: str) -> Callable:
    """A running total."""
    return lambda m: m.totals[name]


REPORTERS: dict[str, Callable | str] = {
    "entrepreneurs": "present",
    "members": lambda m: sum(len(c.members) for c in m.collectives),
    **{role.replace(" ", "_"): members_as(role) for role in ROLES},
    "leading": total_of("trekkers"),
    "binding": total_of("binders"),
    "collectives": lambda m: len(m.collectives),
    **{phase: collectives_with("phase", phase) for phase in PHASES},
    **{form: collectives_with("form", form) for form in FORMS},
    **{f"ladder_{step}": seen_on(step) for step in range(1, 8)},
    **{f"radius_{radius}": collectives_with("radius", radius) for radius in range(5)},
    "area_cooperatives": lambda m: len(m.area_cooperatives),
    "mean_size": lambda m: mean([len(c.members) for c in m.collectives]),
    "mean_cohesion": mean_of("cohesion"),
    "mean_engagement": lambda m: mean([member.engagement for c in m.collectives for member in c.members]),
    **{theme: total_of(theme) for theme in ("socio_economic", "planning", "circular")},
    "work_floor_m2": "work_floor_m2",
    "affordable_floor_m2": affordable_floor,
    "vacant_floor_m2": lambda m: sum(b.room_m2 for b in standing(m)),
    "mean_rent_eur_m2_year": mean_rent,
    "mean_market_rent_eur_m2_year": lambda m: mean([b.plot.market_rent for b in m.buildings if b.floor_m2 > 0.0]),
    "mean_horizon_months": lambda m: mean([b.horizon for b in m.buildings if b.floor_m2 > 0.0 and b.let]),
    "plans": lambda m: sum(b.plan_month is not None and not b.is_site for b in m.buildings),
    "under_notice": lambda m: sum(b.vacate_month is not None for b in m.buildings),
    "building_sites": lambda m: sum(b.is_site for b in m.buildings),
    "free_plots_share": free_share,
    "hazard_per_year": lambda m: mean([b.hazard for b in m.buildings if b.floor_m2 > 0.0 and b.let]),
    "scarcity": "scarcity",
    "founded": "founded",
    **{total: count_of(total) for total in TOTALS},
    "displaced": lambda m: m.totals["displaced"] + m.totals["fire"],
    "homes_built": "homes",
    "public_cost_eur": "public_cost",
}
