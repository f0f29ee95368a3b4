"""Parameters of `model/processes/plans.py`."""

from __future__ import annotations

from collectief_sim.scenario.fields import ASSUMED, Section, number


class Plans(Section):
    """Plans to redevelop (processes/plans.py)."""

    hazard_per_year: float = number(0.25, "1/year", 0, 5, ASSUMED, "highest hazard that a plan arises")
    gap_weight: float = number(3.0, "per unit of gap", 0, 20, "E1", "weight of the value gap")
    gap_middle: float = number(1.2, "ratio", -1, 10, "F11", "value gap at which half of the highest hazard is reached")
    heard_weight: float = number(8.0, "logit", 0, 50, "E37", "how far being heard in full holds a plan back")
    developer_factor: float = number(2.0, "factor", 0, 20, "E4", "hazard of a plan where a developer owns the building")
    renovation_per_year: float = number(
        0.005, "1/year", 0, 1, ASSUMED, "hazard that a building must be emptied to renovate it"
    )
    renovation_per_neglected_year: float = number(
        0.01, "1/year", 0, 1, "F36", "how much that hazard rises with each year in which nobody maintained the building"
    )
