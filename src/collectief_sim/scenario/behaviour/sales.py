"""Parameters of `model/processes/sales.py`."""

from __future__ import annotations

from collectief_sim.scenario.fields import ASSUMED, Section, number


class Sales(Section):
    """Sales of buildings to investors (processes/sales.py)."""

    municipal_per_year: float = number(
        0.01,
        "1/year",
        0,
        1,
        "F50",
        "chance a year that a municipality sells a building with work space (of all its property Rotterdam sold far more)",
    )
    investor_per_year: float = number(
        0.03, "1/year", 0, 1, ASSUMED, "chance a year that an investor sells a building to another"
    )
    buyer_clears_share: float = number(
        0.3, "share", 0, 1, "F50", "share of buyers who want the building empty, to renovate it for others"
    )
