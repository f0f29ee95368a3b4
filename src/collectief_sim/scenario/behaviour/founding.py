"""Parameters of `model/processes/founding.py`."""

from __future__ import annotations

from collectief_sim.scenario.fields import ASSUMED, Section, number


class Founding(Section):
    """Founding and joining (processes/founding.py)."""

    hazard_per_month: float = number(
        0.03, "1/month", 0, 1, "E18", "chance that a pioneer with a motive and all ties one can have founds"
    )
    initiative: float = number(0.6, "0-1", 0, 1, "E18", "initiative a founder needs")
    backing_half: float = number(
        6.0,
        "bonds",
        0.1,
        100,
        "E18",
        "bonds with free co-tenants, added up, with which a pioneer founds at half that chance",
    )
    backing_power: float = number(3.0, "power", 0.1, 20, ASSUMED, "how steeply that chance rises around there")
    motive: float = number(0.4, "0-1", 0, 1, "E28", "need, insecurity or ambition that moves a founder")
    joining_per_month: float = number(0.06, "1/month", 0, 1, "E19", "chance that a fitting co-tenant joins")
    joining_base: float = number(
        0.5, "factor", 0, 5, ASSUMED, "pull of a group without any cohesion; cohesion comes on top of it"
    )
    joining_tolerance: float = number(0.2, "0-1", 0.01, 1, "E23", "distance in mentality at which joining falls to 37%")
    cohesion_start: float = number(0.35, "0-1", 0, 1, ASSUMED, "cohesion of a new collective")
    engagement_start: float = number(0.6, "0-1", 0, 1, ASSUMED, "engagement of somebody who founds or joins")
