"""Parameters of `model/processes/land.py`."""

from __future__ import annotations

from collectief_sim.scenario.fields import ASSUMED, Section, number


class Land(Section):
    """Rents and housing values (processes/land.py)."""

    spillover_per_month: float = number(
        0.02, "share/month", 0, 1, "E6", "move towards the mean of the neighbours, on plots of 50 x 50 m"
    )
    standing_bonus_per_year: float = number(
        0.01, "share/year", 0, 0.2, "E6", "extra growth of values around a collective of full standing"
    )
    new_homes_bonus_per_year: float = number(
        0.01, "share/year", 0, 0.2, "E4", "extra growth in a year that homes were finished next door"
    )
    new_homes_months: int = number(12, "months", 0, 120, "E4", "how long homes count as new")
    cap_binds_from: float = number(
        0.9, "share", 0, 1, ASSUMED, "rent over cap from which the cap, not the tenant's old lease, keeps the rent down"
    )
    price_years: float = number(14.0, "years", 1, 50, ASSUMED, "price of a building, in years of market rent")
