"""Parameters of `model/processes/shocks.py`."""

from __future__ import annotations

from collectief_sim.scenario.fields import ASSUMED, Section, number


class Shocks(Section):
    """What fires, slumps and coalition changes do (processes/shocks.py)."""

    random_fires_per_year: float = number(
        0.0, "1/year per building", 0, 1, "F14", "random fires (no base rate is known)"
    )
    solidarity: float = number(0.3, "0-1", 0, 1, "E10", "engagement won in the month of a fire")
    fund_eur_member: float = number(19_000.0, "EUR/member", 0, 1e6, "E10", "money raised per member hit by a fire")
    rehousing_chance: float = number(
        0.5, "0-1", 0, 1, "E10", "chance that somebody hit by a fire is rehoused for the time being"
    )
    doubt: float = number(0.6, "0-1", 0, 1, "E10", "doubt about the horizon after a fire")
    setback: float = number(1.0, "setback", 0, 5, "E10", "setback to cohesion after a fire, once solidarity is over")
    setback_delay_months: int = number(
        6, "months", 0, 60, "E10", "how long solidarity holds before the setback is felt"
    )
    rebuilding_months: int = number(48, "months", 1, 240, ASSUMED, "time before a burnt building can be let again")
