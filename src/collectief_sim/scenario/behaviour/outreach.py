"""Parameters of `model/processes/outreach.py`."""

from __future__ import annotations

from collectief_sim.scenario.fields import ASSUMED, CALIBRATED, Section, number


class Outreach(Section):
    """Value creation in three themes (processes/outreach.py)."""

    socio_economic_payback_months: float = number(12.0, "months", 0, 600, "E32", "payback time of socio-economic work")
    planning_payback_months: float = number(48.0, "months", 0, 600, "E32", "payback time of taking part in planning")
    circular_payback_months: float = number(96.0, "months", 0, 600, "E32", "payback time of circular projects")
    former_theme_needed: float = number(
        0.5, "outreach", 0.01, 2, "E32", "outreach in a theme that fully opens the next"
    )
    planning_uninfluential: float = number(
        0.3,
        "influence",
        0,
        1,
        ASSUMED,
        "influence on plans that anybody has who takes part in them; the rest must grow",
    )
    planning_heard: float = number(
        0.3,
        "heard",
        0.01,
        10,
        "E37",
        "how far heard where 63% of what is done on plans counts: where partnership begins",
    )
    circular_from_value: float = number(
        0.5,
        "share",
        0,
        1,
        "E32",
        "how far socio-economic outreach opens circular work as planning does; 0 = through planning alone",
    )
    fade_months: float = number(60.0, "months", 1, 600, ASSUMED, "time in which outreach fades")
    hours_for_full: float = number(
        2.8, "hours/month", 0.1, 500, f"{CALIBRATED}: F13", "lasting hours a month that give outreach 1"
    )
    size_for_full: float = number(25.0, "members", 1, 1000, "E26", "size at which hours have their full effect")
    limit: float = number(1.5, "outreach", 1, 10, ASSUMED, "most outreach one theme can reach")
    neighbourhood: float = number(0.3, "outreach", 0, 10, "E33", "sum of outreach that carries to the neighbourhood")
    area: float = number(1.2, "outreach", 0, 10, "E33", "sum of outreach that carries to the area")
    city: float = number(2.4, "outreach", 0, 10, "E33", "sum of outreach that carries to the city")
    region: float = number(3.6, "outreach", 0, 10, "E33", "sum of outreach that carries to the region")
    impact_outreach: float = number(
        0.8,
        "outreach",
        0,
        2,
        "E32",
        "outreach that area-level impact needs, in socio-economic matters and in one theme more",
    )
    impact_months: int = number(12, "months", 1, 120, ASSUMED, "how long that must have held")
