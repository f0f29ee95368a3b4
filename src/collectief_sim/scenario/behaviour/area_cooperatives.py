"""Parameters of `model/processes/area_cooperatives.py`."""

from __future__ import annotations

from collectief_sim.scenario.fields import Section, number


class AreaCooperatives(Section):
    """Federations of collectives (processes/area_cooperatives.py)."""

    founding_per_year: float = number(0.1, "1/year", 0, 5, "E35", "chance that two ready collectives found one")
    standing: float = number(0.4, "0-1", 0, 1, "E35", "standing a collective needs")
    reach_m: float = number(600.0, "m", 1, 1e5, "E35", "distance within which collectives find each other")
    setup_months: int = number(36, "months", 0, 240, "E34", "years in which it costs more than it gives")
    setup_hours_month: float = number(6.0, "hours/month", 0, 100, "E34", "hours it costs a collective in those years")
    shared_hours_month: float = number(
        8.0, "hours/month", 0, 100, "E34", "leading hours it gives a collective afterwards"
    )
