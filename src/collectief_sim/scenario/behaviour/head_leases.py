"""Parameters of `model/processes/head_leases.py`."""

from __future__ import annotations

from collectief_sim.scenario.fields import ASSUMED, Section, number


class HeadLeases(Section):
    """Head leases of whole buildings, held by operators or collectives (processes/head_leases.py)."""

    stops_per_year: float = number(
        0.02, "1/year", 0, 5, ASSUMED, "chance a year that an operator stops for reasons of its own; collectives do not"
    )
    margin_share: float = number(
        0.15, "share", 0, 5, ASSUMED, "what a head tenant keeps of the rent of units that are let"
    )
    reserve_start_months: float = number(
        3.0, "months", 0, 120, ASSUMED, "its reserve at the start, in months of rent of the whole building"
    )
    reserve_limit_months: float = number(
        12.0, "months", 0, 240, ASSUMED, "reserve beyond which it spends what it earns, on the building and its people"
    )
    taken_over_share: float = number(
        0.7, "share", 0, 1, ASSUMED, "share of owners who go on with the tenants when their head tenant stops"
    )
