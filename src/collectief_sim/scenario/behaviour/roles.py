"""Parameters of `model/processes/roles.py`."""

from __future__ import annotations

from collectief_sim.scenario.fields import ASSUMED, CALIBRATED, Section, number


class Roles(Section):
    """Hours asked and given; who leads and who binds (processes/roles.py)."""

    worn_out_share: float = number(
        0.8, "share", 0, 1, "E28", "engagement over the threshold below which somebody lays their role down"
    )
    leading_hours: float = number(20.0, "hours/month", 0, 500, "E17", "leading hours any collective asks")
    leading_hours_per_member: float = number(0.10, "hours/month", 0, 10, "E17", "leading hours per member")
    binding_hours: float = number(20.0, "hours/month", 0, 500, "E17", "binding hours any collective asks")
    binding_hours_per_member: float = number(0.12, "hours/month", 0, 10, "E17", "binding hours per member")
    trekker_hours: float = number(11.0, "hours/month", 0, 200, f"{CALIBRATED}: E17", "hours of a fully engaged trekker")
    binder_hours: float = number(13.0, "hours/month", 0, 200, f"{CALIBRATED}: E17", "hours of a fully engaged binder")
    engaged_hours: float = number(
        0.1, "hours/month", 0, 50, "E28", "hours of an engaged member, for each of both tasks"
    )
    both_share: float = number(0.6, "share", 0, 1, "E17", "share of each task's hours left when one person does both")
    both_size: int = number(12, "members", 0, 1000, "E17", "size up to which one person may hold both roles")
    trekker_initiative: float = number(0.5, "0-1", 0, 1, "E18", "initiative a trekker needs")
    binder_sociability: float = number(0.5, "0-1", 0, 1, "E16", "sociability a binder needs")
    experience_years: float = number(2.0, "years", 0, 40, "E24", "seniority a core role needs")
    slack: float = number(1.4, "ratio", 1, 5, ASSUMED, "supply over demand at which somebody steps back")
    operator_leading_hours: float = number(14.0, "hours/month", 0, 500, "E29", "leading hours an operator takes over")
    operator_binding_hours: float = number(6.0, "hours/month", 0, 500, "E29", "binding hours an operator takes over")
    paid_hours_for_others: float = number(
        0.5,
        "share",
        0,
        1,
        "assumed (0-1): F93 says what is waited for, not what it would do",
        "part of the hours that forms of cooperation pay for that goes to work for others; the rest relieves those who lead",
    )
    support_cost_eur_hour: float = number(60.0, "EUR/hour", 0, 500, ASSUMED, "public cost of paid organising hours")
