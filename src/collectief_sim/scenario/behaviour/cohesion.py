"""Parameters of `model/processes/cohesion.py`."""

from __future__ import annotations

from collectief_sim.scenario.fields import ASSUMED, Section, number


class Cohesion(Section):
    """Cohesion, phases and endings (processes/cohesion.py)."""

    inertia_months: float = number(21.0, "months", 1, 240, "E19", "time in which cohesion adapts")
    constant: float = number(-3.1, "logit", -10, 10, ASSUMED, "constant")
    binding_weight: float = number(1.8, "logit", 0, 10, "E16", "weight of binding hours given over hours asked")
    binding_limit: float = number(1.2, "ratio", 0, 5, ASSUMED, "binding given over asked beyond which more is no help")
    homogeneity_weight: float = number(2.2, "logit", 0, 10, "E23", "weight of homogeneity of mentality")
    diversity_weight: float = number(1.6, "logit", 0, 10, "E23", "weight of diversity of activities")
    engagement_weight: float = number(2.0, "logit", 0, 10, "E21", "weight of mean engagement")
    engagement_neutral: float = number(0.4, "0-1", 0, 1, ASSUMED, "mean engagement that neither helps nor hurts")
    shortage_weight: float = number(1.0, "logit", 0, 10, "E24", "weight of the relative shortage of leading hours")
    turnover_weight: float = number(
        5.0, "logit per share/year", 0, 50, "E22", "weight of members lost in the past year"
    )
    stable_turnover_factor: float = number(0.5, "factor", 0, 1, "E22", "how much of that a stable collective feels")
    setback_weight: float = number(1.0, "logit", 0, 10, "E10", "weight of recent setbacks")
    setback_memory_months: float = number(18.0, "months", 1, 240, "E10", "how long a setback is felt")
    mentality_spread: float = number(0.3, "0-1", 0.01, 1, "E23", "spread of mentality at which nothing is shared")
    stable_cohesion: float = number(0.62, "0-1", 0, 1, "E19", "cohesion a stable collective needs")
    stable_core_roles: int = number(3, "roles", 0, 20, "E17", "core roles that must be filled")
    stable_months: int = number(12, "months", 1, 120, "E19", "how long both must have held")
    weak_cohesion: float = number(0.3, "0-1", 0, 1, "E21", "cohesion below which a collective comes apart")
    weak_months: int = number(12, "months", 1, 120, "E21", "how long it must have been that low")
    too_small_per_year: float = number(
        1.0, "1/year", 0, 100, "E26", "hazard that a group of two ends as too small; one alone is no group"
    )
    too_small_members: float = number(
        1.0, "members", 0.01, 100, ASSUMED, "members more with which that hazard falls to 37%"
    )
