"""Parameters of `model/processes/ladder.py`."""

from __future__ import annotations

from collectief_sim.scenario.fields import ASSUMED, Section, number


class Ladder(Section):
    """Standing, influence and the participation ladder (processes/ladder.py)."""

    standing_inertia_months: float = number(24.0, "months", 1, 240, "E47", "time in which standing adapts")
    standing_outreach: float = number(0.45, "share", 0, 1, "E47", "weight of outreach in standing")
    outreach_weight: float = number(
        0.5, "share", 0, 1, "E32", "what each of the first two themes adds to outreach seen by others"
    )
    circular_weight: float = number(0.25, "share", 0, 1, "E32", "what circular outreach adds to it")
    standing_size: float = number(0.25, "share", 0, 1, "E26", "weight of size in standing")
    standing_continuity: float = number(
        0.3, "share", 0, 1, "E45", "weight of having the same people at the table, now and to come"
    )
    size_for_full: float = number(40.0, "members", 1, 1000, "E26", "size that counts in full")
    continuity_behind: float = number(
        0.5, "share", 0, 1, "E45", "weight of time at the table so far; the rest is time still to come"
    )
    continuity_months: float = number(48.0, "months", 1, 600, "E45", "time at the table that counts for 63%")
    influence_inertia_months: float = number(12.0, "months", 1, 240, ASSUMED, "time in which influence adapts")
    influence_standing: float = number(0.5, "share", 0, 1, "E47", "weight of standing in influence")
    influence_surplus: float = number(0.3, "share", 0, 1, "E28", "weight of surplus hours in influence")
    influence_consulted: float = number(
        0.2, "share", 0, 0.9, "E47", "weight of being heard already: to be consulted lends weight"
    )
    surplus_for_full: float = number(20.0, "hours/month", 1, 500, "E28", "surplus hours that count in full")
    step_months: int = number(6, "months", 1, 60, "E41", "how often the place on the ladder is read")
    step_3: float = number(0.12, "heard", 0, 1, "E37", "how far heard from step 3 on: consultation")
    step_4: float = number(0.2, "heard", 0, 1, "E37", "how far heard from step 4 on: placation")
    step_5: float = number(0.3, "heard", 0, 1, "E37", "how far heard from step 5 on: partnership")
    step_6: float = number(0.38, "heard", 0, 1, "E37", "how far heard from step 6 on: broad partnership")
    co_decides_at: float = number(
        0.3, "heard", 0.01, 1, "E37", "how far a collective is heard where it co-decides half of the time: partnership"
    )
    co_decides_steepness: float = number(4.0, "power", 0.1, 50, ASSUMED, "how sharply co-deciding sets in around that")
    step_7_floor_share: float = number(
        0.5, "share", 0, 1, "E37", "share of the area's work floor that entrepreneurs must own for step 7"
    )
