"""Parameters of `model/processes/leases.py`."""

from __future__ import annotations

from collectief_sim.scenario.fields import ASSUMED, Section, number


class Leases(Section):
    """Secured horizon, what is learned of landlords, and relocation (processes/leases.py)."""

    owner_horizon_months: float = number(360.0, "months", 12, 1200, "E40", "horizon of an owner, and cap for all")
    stay_of_eviction_months: int = number(2, "months", 0, 36, "F7", "legal stay of an eviction after the notice ends")
    temporary_months: int = number(
        12, "months", 1, 240, "F94", "term of a lease from a landlord who has a known plan and waits for its permit"
    )
    tenant_notice_months: int = number(3, "months", 0, 60, "F86", "notice that a tenant gives at a break")
    subtenant_notice_months: int = number(
        1, "months", 0, 60, ASSUMED, "notice of who rents from an operator or a collective that bears the lease"
    )
    hazard_start_per_year: float = number(
        0.15,
        "per year",
        0.001,
        2,
        ASSUMED,
        "hazard of losing a building that tenants reckon with before any experience",
    )
    hazard_start_years: float = number(
        20.0, "building-years", 0.1, 10_000, ASSUMED, "how much experience that first reckoning counts for"
    )
    hazard_memory_months: float = number(60.0, "months", 1, 600, ASSUMED, "how long lost buildings are remembered")
    hazard_less_if_heard: float = number(
        1.5,
        "per heard",
        0,
        10,
        "E40",
        "part of that hazard taken off for who is heard in full; nobody is left with less than 0",
    )
    doubt_memory_months: float = number(24.0, "months", 1, 600, "E10", "how long doubt lasts after a fire or a move")
    doubt_after_move: float = number(0.3, "0-1", 0, 1, "E10", "doubt after a collective had to move")
    negotiating_hours_month: float = number(
        16.0, "hours/month", 0, 200, "E41", "leading time a lease takes under notice, or while the landlord has a plan"
    )
    renewal_hours_month: float = number(5.0, "hours/month", 0, 200, "E39", "leading time a routine renewal takes")
    negotiating_window_months: int = number(
        24, "months", 0, 600, ASSUMED, "how long before its end a threatened term is fought for"
    )
    relocation_base: float = number(0.3, "0-1", 0, 1, "E10", "chance of a group move at full support, unheard")
    relocation_if_heard: float = number(2.0, "per heard", 0, 10, "E37", "extra chance for who is heard in full")
    relocation_share: float = number(
        0.5, "share", 0, 1, ASSUMED, "part of a collective's floor that its new building must offer at least"
    )
    relocation_cost_eur_m2: float = number(150.0, "EUR/m2", 0, 5000, ASSUMED, "public cost of a group move")
