"""Parameters of `model/processes/deficits.py`."""

from __future__ import annotations

from collectief_sim.scenario.fields import ASSUMED, Section, number


class Deficits(Section):
    """What a plan for homes falls short of, which somebody must pay (processes/deficits.py)."""

    mean_eur_home: float = number(
        16_000.0,
        "EUR/home",
        -200_000,
        200_000,
        "F97",
        "what buying out, clearing and preparing a site costs more than its plots bring, for each home, on the average "
        "at the start's prices; below 0 it is a gain",
    )
    sd_eur_home: float = number(
        40_000.0, "EUR/home", 0, 500_000, "F97", "how much plans differ in that: with the mean, a bit over a third gain"
    )
    stops_per_year: float = number(
        0.1, "1/year", 0, 5, ASSUMED, "hazard that a plan is dropped while it waits for a budget"
    )
