"""Parameters of `model/processes/horizon.py`."""

from __future__ import annotations

from typing import Literal

from collectief_sim.scenario.fields import ASSUMED, Section, choice, number


class Horizon(Section):
    """How people weigh the time they may stay (processes/horizon.py)."""

    rule: Literal["running_term", "one_renewal", "expected_stay"] = choice(
        "one_renewal",
        "E38",
        "how far ahead people look: to the end of the running term, over one renewal as far as it is likely, or as long as "
        "they may expect to stay",
    )
    weighing: Literal["exponential", "threshold", "social_value"] = choice(
        "exponential", ASSUMED, "how the horizon is weighed: one of three rival rules"
    )
    through_engagement: bool = choice(True, "E38", "path: whether the horizon moves engagement")
    through_founding: bool = choice(True, "E28", "path: whether a short horizon moves people to found and join")
    through_outreach: bool = choice(True, "E31", "path: whether the horizon decides about work that must pay back")
    through_voice: bool = choice(True, "E39", "path: whether leases take time to negotiate")
    through_investment: bool = choice(
        True, "E36", "path: whether the horizon decides about money put into a building that must pay back"
    )
    held_months: float = number(
        24.0, "months", 1, 600, "E38", "the horizon that a path which is switched off goes by, whatever leases are"
    )
    security_months: float = number(60.0, "months", 1, 600, "E38", "horizon at which security reaches 63%")
    spread_months: float = number(
        18.0, "months", 1, 240, ASSUMED, "how sharply the horizon decides about work that must pay back"
    )
    threshold_months: float = number(
        48.0, "months", 1, 600, "E38", "rule threshold: horizon at which people feel half secure"
    )
    threshold_spread_months: float = number(6.0, "months", 0.1, 240, ASSUMED, "rule threshold: how suddenly they do")
    social_weight: float = number(
        0.5, "share", 0, 1, ASSUMED, "rule social_value: part that does not depend on one's own stay, at mentality 1"
    )
