"""Parameters of `model/processes/firms.py`."""

from __future__ import annotations

from collectief_sim.scenario.fields import ASSUMED, CALIBRATED, Section, number


class Firms(Section):
    """Earning, growing, moving, arriving (processes/firms.py)."""

    luck_sd_months: float = number(1.1, "months of costs", 0, 10, "F1", "spread of a month's result")
    margin: float = number(1.0, "factor", 0, 10, ASSUMED, "months of costs won a month when rent would be nil")
    buffer_limit_months: float = number(
        24.0, "months of costs", 1, 120, ASSUMED, "reserve beyond which owners take out"
    )
    broke_months: float = number(-6.0, "months of costs", -60, 0, ASSUMED, "debt at which a firm must move or quit")
    closure_per_year: float = number(
        0.076, "1/year", 0, 1, f"{CALIBRATED}: F1", "closure for reasons outside the model"
    )
    settling_months: int = number(
        9, "months", 0, 60, "F1", "time after arrival in which firms do not close for reasons outside the model"
    )
    relocation_per_year: float = number(
        0.027, "1/year", 0, 1, f"{CALIBRATED}: F2", "moving out for reasons outside the model"
    )
    cheaper: float = number(
        0.9, "share", 0, 1, ASSUMED, "rent over present rent at which a firm in debt moves to cheaper space"
    )
    outgrown_factor: float = number(1.3, "factor", 1, 5, "E27", "need over floor at which a firm must find more space")
    searches: int = number(6, "units", 1, 100, ASSUMED, "vacant units somebody looks at in one month")
    vacant_from_m2: float = number(10.0, "m2", 0, 1000, ASSUMED, "room from which a plot counts as vacant")
    roomiest_factor: float = number(
        3.0, "factor", 1, 100, "F4", "unit over need beyond which nobody takes it, however cheap"
    )
    usual_searches_per_month: float = number(
        0.02, "1/month", 0, 1, ASSUMED, "searches in a usual month per entrepreneur present, for the memory of scarcity"
    )
    scarcity_memory_months: float = number(24.0, "months", 1, 600, ASSUMED, "how long failed searches are remembered")
    admission_if_not_new: float = number(
        0.8, "factor", 0, 1, "E23", "admission of somebody who does what another member already does"
    )
    admission_tolerance: float = number(
        0.25, "0-1", 0.01, 1, "E23", "distance in mentality at which admission falls to 37%"
    )
    reletting_months: float = number(
        6.0, "months", 0, 120, "F42", "how long rent is due at most after leaving: by then somebody else is found"
    )
    elsewhere_chance: float = number(
        0.5, "0-1", 0, 1, "F42", "chance that who must leave and can pay finds space elsewhere in the city"
    )
    elsewhere_rent_factor: float = number(
        1.2, "factor", 0, 5, "F104", "rent elsewhere in the city, against the market rent here"
    )
    prepared_chance: float = number(
        0.9, "0-1", 0, 1, "F91", "the same chance where the municipality prepares a place as well as it can"
    )
