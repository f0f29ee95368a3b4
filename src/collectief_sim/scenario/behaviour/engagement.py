"""Parameters of `model/processes/engagement.py`."""

from __future__ import annotations

from collectief_sim.scenario.fields import ASSUMED, Section, number


class Engagement(Section):
    """Engagement of members (processes/engagement.py)."""

    inertia_months: float = number(6.0, "months", 1, 120, ASSUMED, "time in which engagement adapts")
    constant: float = number(-1.9, "logit", -10, 10, ASSUMED, "constant")
    need_weight: float = number(
        2.0, "logit", 0, 10, "E28", "weight of own interest: rent, scarcity, threat, what is shared"
    )
    need_floor: float = number(0.4, "share", 0, 1, "E28", "part of that interest that insecurity does not take away")
    cohesion_weight: float = number(2.2, "logit", 0, 10, "E21", "weight of cohesion")
    security_weight: float = number(1.0, "logit", 0, 10, "E38", "weight of security")
    distance_weight: float = number(3.0, "logit", 0, 20, "E23", "weight of distance to the group's mentality")
    overload_weight: float = number(1.5, "logit", 0, 10, "F16", "weight of overload")
    building_weight: float = number(0.8, "logit", 0, 10, "E20", "weight of an adaptable building while founding")
    role_taste: float = number(0.6, "logit", 0, 10, "E16", "satisfaction of carrying a role")
    noise_sd: float = number(0.03, "0-1/month", 0, 1, ASSUMED, "monthly noise")
    threshold: float = number(0.5, "0-1", 0, 1, "E16", "engagement from which a member counts as engaged")
    rent_pressure_from: float = number(
        0.6, "ratio", 0, 2, "E3", "rent over ability to pay where pressure is first felt"
    )
    scarcity_share: float = number(
        0.5, "share", 0, 1, ASSUMED, "weight of scarcity of space in own interest; the rest is rent pressure"
    )
    threat_weight: float = number(
        0.5, "share", 0, 1, "E3", "part of what is left of own interest that a place under notice wakes; 0 = none"
    )
    plan_threat: float = number(0.5, "share", 0, 1, "E1", "threat of a known plan, against that of notice")
    shared_weight: float = number(
        0.3, "share", 0, 1, "E28", "part of what is left of own interest that shared costs and space wake; 0 = none"
    )
    operated_share: float = number(
        0.5, "share", 0, 1, "E36", "how far people in an operated building share costs and space; owners do in full"
    )
    fund_share: float = number(0.5, "share", 0, 1, "E36", "the same through a full reserve fund")
    fund_eur_m2: float = number(
        20.0, "EUR/m2", 0.1, 1000, ASSUMED, "reserve fund that counts for 63%: five years of contributions"
    )
    leaving_below: float = number(0.2, "0-1", 0.001, 1, "E22", "engagement below which a member may leave")
    leaving_per_month: float = number(
        0.02, "1/month", 0, 1, "E22", "chance that a member without any engagement leaves the collective"
    )
