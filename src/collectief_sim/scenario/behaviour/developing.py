"""Parameters of `model/processes/developing.py`."""

from __future__ import annotations

from collectief_sim.scenario.fields import ASSUMED, Section, number


class Developing(Section):
    """Buying, permits and building (processes/developing.py)."""

    sale_per_year: float = number(
        0.08, "share/year", 0, 1, "E7", "share of privately owned buildings for sale each year"
    )
    capital_start_eur: float = number(4e6, "EUR", 0, 1e10, ASSUMED, "capital of a developer at the start")
    capital_inflow_eur_year: float = number(6e5, "EUR/year", 0, 1e9, ASSUMED, "capital a developer raises a year")
    required_return: float = number(
        0.5, "share", -1, 10, ASSUMED, "gain on the price that a conventional developer asks"
    )
    conscious_required_return: float = number(0.0, "share", -1, 10, "E13", "the same for a conscious developer")
    permit_chance: float = number(
        0.6, "0-1", 0, 1, "F9", "chance that a yearly permit round grants, where nobody is heard"
    )
    permit_less_if_heard: float = number(1.2, "0-1", 0, 10, "E37", "how much lower for who is heard in full")
    partnership_work_share: float = number(
        0.3, "share", 0, 1, "E37", "work floor that a collective that co-decides secures in a permit"
    )
    building_months: int = number(30, "months", 1, 240, "F9", "time from start of building to delivery")
    homes_per_plot: float = number(40.0, "homes", 0, 1000, "F10", "homes on one plot of 50 x 50 m")
    homes_lost_to_work: float = number(
        0.5, "share", 0, 1, ASSUMED, "homes fewer where all work floor is kept (the rest is built on top)"
    )
    required_ratio: float = number(1.25, "ratio", 0, 10, "F11", "housing value over work rent that makes building pay")
    public_budget_eur_year: float = number(
        5e5, "EUR/year", 0, 1e9, "F11", "public money a year to close a shortfall on new homes"
    )
    redeveloped_rent_eur_m2_year: float = number(
        110.0,
        "EUR/m2/year",
        1,
        1000,
        "E2",
        "most that is asked for affordable work space in a redeveloped building, at the start's prices",
    )
