"""Parameters of `model/processes/ties.py`."""

from __future__ import annotations

from collectief_sim.scenario.fields import ASSUMED, Section, number


class Ties(Section):
    """Encounters and ties (processes/ties.py)."""

    meetings_per_month: float = number(0.35, "1/month", 0, 1, "E20", "chance to meet a co-tenant in a month")
    meetings_by_programming: float = number(0.3, "1/month", 0, 1, "E42", "extra chance at full programming")
    meetings_by_binders: float = number(0.2, "1/month", 0, 1, "E16", "extra chance when binding hours meet demand")
    familiar_share: float = number(0.5, "share", 0, 1, ASSUMED, "share of meetings that are with an existing contact")
    next_door_share: float = number(0.1, "share", 0, 1, ASSUMED, "share of other meetings that are with neighbours")
    step: float = number(0.25, "bond", 0, 1, "E21", "change of a bond in one meeting of people who think alike")
    distance_neutral: float = number(
        0.25, "0-1", 0.01, 1, "E23", "difference in mentality at which a meeting does nothing"
    )
    fade_per_month: float = number(0.015, "share/month", 0, 1, ASSUMED, "fading of a bond without meetings")
    programming_cost_eur_entrepreneur_year: float = number(
        150.0, "EUR/year", 0, 1e5, ASSUMED, "public cost of full programming per entrepreneur present"
    )
