"""Dated facts about a place, which plans and people have to live with: what is decided for an area, not tossed per building
(E38, F31-F34, F96). "No facts" is an empty table, or ``on = false``.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from collectief_sim.scenario.fields import ASSUMED, Section, choice, number


class FactOfAPlace(Section):
    """What all facts have: whether they hold, from when, and how likely they are taken back."""

    on: bool = choice(True, ASSUMED, "whether it holds")
    title: str = choice("", ASSUMED, "what people call it")
    title_nl: str = choice("", ASSUMED, "the same in Dutch; the title if empty")
    date: str = choice(..., ASSUMED, 'first month as "YYYY-MM"')
    reversed_per_year: float = number(0.0, "1/year", 0, 5, "F10", "chance a year that it is taken back")


class ListOfBuildings(FactOfAPlace):
    """Buildings with a plan that everybody knows, and a date that is told."""

    until: str = choice(..., ASSUMED, 'month by which the buildings are to be empty, as is told then, as "YYYY-MM"')
    place: str = choice(..., ASSUMED, "characters of the buildings on the map")


class NoHomes(FactOfAPlace):
    """A programme, a phase or a contour: until a date, or for ever, no permit for homes is given here."""

    kind: Literal["no_homes"]
    until: str | None = choice(None, ASSUMED, 'month from which homes are allowed again as "YYYY-MM"; never if absent')
    place: str = choice("", ASSUMED, "characters of the buildings on the map; the whole area if empty")


class DemolitionList(ListOfBuildings):
    """Buildings are put on a list: there is a plan for homes, and everybody is told by when they must be out (F96, F117)."""

    kind: Literal["demolition_list"]


class Renovation(ListOfBuildings):
    """Buildings are to be renovated, and everybody is told by when they must be out; nobody maintains them any more (F36)."""

    kind: Literal["renovation"]


Fact = Annotated[NoHomes | DemolitionList | Renovation, Field(discriminator="kind")]
