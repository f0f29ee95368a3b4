"""Parameters of `model/processes/calendar.py`."""

from __future__ import annotations

from collectief_sim.scenario.fields import ASSUMED, Section, number


class Calendar(Section):
    """How long each stage of a plan takes, and how plans slip, shrink and stop (processes/calendar.py).

    Durations are lognormal: half of all take less than the median. The stages together take about ten years (F20).
    """

    idea_months: float = number(9.0, "months", 0, 240, ASSUMED, "stage idea: median time")
    idea_sigma: float = number(0.8, "log", 0, 2, ASSUMED, "stage idea: spread")
    study_months: float = number(15.0, "months", 0, 240, ASSUMED, "stage study: median time")
    study_sigma: float = number(0.6, "log", 0, 2, ASSUMED, "stage study: spread")
    agreement_months: float = number(
        21.0, "months", 0, 240, "F20", "stage agreement on costs or issue of land, which takes longest: median time"
    )
    agreement_sigma: float = number(0.6, "log", 0, 2, ASSUMED, "stage agreement: spread")
    zoning_months: float = number(
        15.0, "months", 0, 240, "F22", "stage change of the environment plan, appeals left out: median time"
    )
    zoning_sigma: float = number(0.35, "log", 0, 2, "F22", "stage zoning: spread")
    permit_sigma: float = number(0.4, "log", 0, 2, ASSUMED, "stage permit, whose median is decision_months: spread")
    building_months: float = number(
        23.0, "months", 1, 240, "F25", "from permit to homes, where no lease is in the way: median time"
    )
    building_sigma: float = number(
        0.58, "log", 0, 2, "F25", "from permit to homes: spread (fastest quarter under 16 months, slowest over 35)"
    )
    shortest_building_months: int = number(
        12, "months", 1, 240, ASSUMED, "time a building site takes at least, whatever was prepared before"
    )
    renovation_months: float = number(
        30.0, "months", 1, 240, "F36", "time a renovated building stands empty: median time"
    )
    municipal_factor: float = number(
        0.85, "factor", 0.1, 2, "F30", "time that stages before the permit take on municipal land, against private land"
    )
    slip_chance: float = number(
        0.25, "0-1", 0, 1, "F20", "chance that a stage slips (of five stages; four of five plans are delayed)"
    )
    slip_most_months: float = number(24.0, "months", 0, 240, "F29", "longest slip; all up to it are as likely")
    appeal_chance: float = number(
        0.33, "0-1", 0, 1, "F24", "chance that somebody appeals against a change of the environment plan"
    )
    appeal_least_months: float = number(7.0, "months", 0, 60, "F23", "shortest appeal")
    appeal_most_months: float = number(14.0, "months", 0, 60, "F23", "longest appeal")
    appeal_hours: float = number(
        40.0, "hours/month", 1, 1000, ASSUMED, "leading hours of a collective at which it surely appeals"
    )
    stop_chance: float = number(
        0.045, "0-1", 0, 1, "F29", "chance that a plan is dropped at the end of a stage (together 6 to 39%)"
    )
    stop_by_standing: float = number(
        1.5, "factor", 0, 10, "E47", "how much more likely it is dropped where the collective has full standing"
    )
    refusal_if_heard: float = number(
        1.2, "per heard", 0, 10, "E37", "chance that the council turns a plan down, for who is heard in full"
    )
    halving_chance: float = number(
        0.15, "0-1", 0, 1, "F10", "chance that a plan is halved when an agreement is made: half of the floor stays"
    )
    partnership_work_share: float = number(
        0.3, "share", 0, 1, "E37", "work floor that a collective that co-decides secures in an agreement"
    )
