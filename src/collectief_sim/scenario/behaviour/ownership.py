"""Parameters of `model/processes/ownership.py`."""

from __future__ import annotations

from collectief_sim.scenario.fields import Section, number


class Ownership(Section):
    """Collectives buying their building (processes/ownership.py)."""

    ladder_step: int = number(4, "step", 1, 7, "E8", "ladder step needed to buy")
    contribution_eur_m2_year: float = number(
        4.0, "EUR/m2/year", 0, 100, "E36", "members' payment into the reserve fund"
    )
    equity_share: float = number(0.15, "share", 0, 1, "E14", "own and public money needed, as share of the price")
    interest_and_upkeep_per_year: float = number(
        0.055, "share/year", 0, 0.5, "E14", "yearly cost of an owned building over its price"
    )
    asked_anyway: float = number(0.25, "0-1", 0, 1, "F8", "chance to be asked when there is no first right to buy")
    municipal_sale_per_year: float = number(
        0.03,
        "1/year",
        0,
        1,
        "F8",
        "chance a year that a municipality sells to a collective that is ready, at full openness",
    )
