"""Dated shocks: what happens to the area from outside. "No shock" is an empty table, or ``on = false``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from collectief_sim.scenario.fields import ASSUMED, Section, choice, number


class Fire(Section):
    """A building burns down."""

    kind: Literal["fire"]
    on: bool = choice(True, ASSUMED, "whether it happens")
    date: str = choice(..., ASSUMED, 'month as "YYYY-MM"')
    building: str = choice(..., ASSUMED, "character of the building on the map")


class Slump(Section):
    """Earnings fall for a while."""

    kind: Literal["slump"]
    on: bool = choice(True, ASSUMED, "whether it happens")
    date: str = choice(..., ASSUMED, 'month as "YYYY-MM"')
    lasts_months: int = number(24, "months", 1, 600, ASSUMED, "how long it lasts")
    earnings_factor: float = number(0.85, "factor", 0, 2, ASSUMED, "ability to pay in that time")
    housing_factor: float = number(0.85, "factor", 0, 2, ASSUMED, "housing demand in that time")


class Coalition(Section):
    """Another coalition listens more, or less."""

    kind: Literal["coalition"]
    on: bool = choice(True, ASSUMED, "whether it happens")
    date: str = choice(..., ASSUMED, 'month as "YYYY-MM"')
    openness: float = number(0.5, "0-1", 0, 1, ASSUMED, "openness of the municipality from then on")


Shock = Annotated[Fire | Slump | Coalition, Field(discriminator="kind")]
