"""A whole scenario: all a run is given, besides its seed."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, Self

import numpy as np
from pydantic import Field, field_validator, model_validator

from collectief_sim.files.texts import short, why_no_name
from collectief_sim.scenario.area import Area
from collectief_sim.scenario.behaviour import Behaviour
from collectief_sim.scenario.fields import ASSUMED, Section, choice, number
from collectief_sim.scenario.landlords import Landlords
from collectief_sim.scenario.people import People
from collectief_sim.scenario.policy import Market, Policy
from collectief_sim.scenario.record import record_of
from collectief_sim.scenario.shocks import Fire, Shock
from collectief_sim.scenario.size import MOST_PEOPLE, people_ever

_MONTH = re.compile(r"[1-9][0-9]{3}-(0[1-9]|1[0-2])")
_LAST = 9999 * 12 + 11  # December 9999: where calendars end


class Scenario(Section):
    """An area, its people, its market, the policy, and the shocks that hit it.

    Examples
    --------
    >>> from collectief_sim.scenario import load
    >>> scenario = load("stylised-area", {"policy.contract_months": 120})
    >>> scenario.policy.contract_months
    120
    """

    __iter__ = None  # type: ignore[assignment]  # one value, not a list of fields, to mesa.batch_run

    name: str = choice(..., ASSUMED, "short name")
    title: str = choice("", ASSUMED, "name shown to people")
    title_nl: str = choice("", ASSUMED, "the same in Dutch; the title if empty")
    description: str = choice("", ASSUMED, "what the scenario stands for")
    description_nl: str = choice("", ASSUMED, "the same in Dutch; the description if empty")
    start: str = choice("2025-01", ASSUMED, 'first month as "YYYY-MM"')
    months: int = number(360, "months", 1, 2400, ASSUMED, "length of a run")
    policy: Policy = Policy()
    market: Market = Market()
    landlords: Landlords = Landlords()
    people: People = People()
    area: Area
    shocks: dict[str, Shock] = Field(default={}, description="dated shocks, each with a name of its own")
    behaviour: Behaviour = Behaviour()

    @cached_property
    def record(self) -> np.ndarray[Any, Any]:
        """Every number in one read-only record, as compiled rules read them."""
        return record_of(self)

    def month_of(self, date: str) -> int:
        """Months from the start of the run to a date "YYYY-MM" (negative before the start)."""
        return _months(date) - _months(self.start)

    def date_of(self, month: int) -> str:
        """The date "YYYY-MM" of a month of the run."""
        years, rest = divmod(_months(self.start) + month, 12)
        return f"{years:04d}-{rest + 1:02d}"

    @field_validator("name")
    @classmethod
    def _can_name_a_folder(cls, name: str) -> str:
        if problem := why_no_name(name):
            raise ValueError(problem)
        return name

    @model_validator(mode="after")
    def _fits_in_a_computer(self) -> Self:
        if (people := people_ever(self)) > MOST_PEOPLE:
            raise ValueError(
                f"area: the floor, arrivals_per_year_share and months make {people:,.0f} entrepreneurs over the whole run; "
                f"allowed are {MOST_PEOPLE:,}"
            )
        return self

    @model_validator(mode="after")
    def _dates_fit(self) -> Self:
        dates = {
            "start": self.start,
            "behaviour.ownership.open_selection_from": self.behaviour.ownership.open_selection_from,
        }
        dates |= {f"shocks.{name}.date": shock.date for name, shock in self.shocks.items()}
        for symbol, entry in self.area.legend.items():
            if entry.collective and entry.collective.founded is not None:
                dates[f"area.legend.{symbol}.collective.founded"] = entry.collective.founded
        for key, date in dates.items():
            if not _MONTH.fullmatch(date):
                raise ValueError(f'{key} = {short(date)} is not a month: write "YYYY-MM", from 1000-01 to 9999-12')
        if _months(self.start) + self.months - 1 > _LAST:
            raise ValueError(f"start = {self.start!r} and months = {self.months}: the run ends after 9999-12")
        for name, shock in self.shocks.items():
            month = self.month_of(shock.date)
            if not 0 <= month < self.months:
                last = self.date_of(self.months - 1)
                raise ValueError(f"shocks.{name}.date = {shock.date!r} is outside the run ({self.start} to {last})")
            if isinstance(shock, Fire) and not _can_burn(self.area, shock.building):
                raise ValueError(
                    f"shocks.{name}.building = {shock.building!r} is not a building on the map "
                    f"(buildings are {', '.join(s for s in self.area.legend if _can_burn(self.area, s))})"
                )
        for symbol, entry in self.area.legend.items():
            founded = entry.collective.founded if entry.collective else None
            if founded is not None and self.month_of(founded) > 0:
                raise ValueError(
                    f"area.legend.{symbol}.collective.founded = {founded!r} is after the start, {self.start!r}"
                )
        return self


def _can_burn(area: Area, symbol: str) -> bool:
    entry = area.legend.get(symbol)
    return entry is not None and entry.use in ("work", "mixed")


def _months(date: str) -> int:
    year, month = date.split("-")
    return int(year) * 12 + int(month) - 1
