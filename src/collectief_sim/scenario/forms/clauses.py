"""Clauses: what a municipality asks for tenants when a plan is agreed on (E36, E45, F41, F90, F105)."""

from __future__ import annotations

from typing import ClassVar

from collectief_sim.scenario.fields import number
from collectief_sim.scenario.forms.form import Form, Grounds
from collectief_sim.scenario.languages import Said


class DevelopmentAgenda(Form):
    """Development agenda: municipality and collectives have agreed beforehand what every plan must have in it for work (E45)."""

    mechanism: ClassVar[str] = "clauses"
    called: ClassVar[Said] = Said("development agenda", "ontwikkelagenda")
    grounds: ClassVar[Grounds] = "rates assumed"

    kept_floor_share: float = number(
        0.3,
        "share",
        0,
        1,
        "assumed (0.1-0.5): F41, at least 33,000 m2 kept in one deal",
        "work floor that a plan must keep",
    )
    rent_ceiling_share: float = number(
        0.8, "share", 0, 1, "assumed (0.6-1): E2", "highest rent of it, as part of what the market gives for work space"
    )
    returning: float = number(
        0.5, "0-1", 0, 1, "assumed (0.2-0.8): F90", "chance that a right to return, with a place until then, is in it"
    )
    accepted: float = number(
        0.5,
        "0-1",
        0,
        1,
        "assumed (0.2-0.8): F105, developers are reluctant",
        "chance that a private owner agrees; on municipal land it is a condition of issue",
    )
    collectives_needed: float = number(
        2.0,
        "collectives",
        0,
        50,
        "assumed (1-4)",
        "settled collectives that an agenda takes: with fewer there is less of one",
    )

    def doubt(self) -> str:
        """Whether work floor would be let for nothing."""
        free = self.rent_ceiling_share == 0.0 and self.kept_floor_share > 0.0
        return "rent_ceiling_share is 0: the work floor that plans must keep is let for nothing" if free else ""
