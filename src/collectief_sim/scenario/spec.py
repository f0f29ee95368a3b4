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
from collectief_sim.scenario.changes import PolicyChange
from collectief_sim.scenario.dates import check_changes, check_dates, check_facts, check_forms, number_of
from collectief_sim.scenario.facts import Fact
from collectief_sim.scenario.fields import ASSUMED, Section, choice, number
from collectief_sim.scenario.forms import Forms
from collectief_sim.scenario.ground import DIRECTIONS
from collectief_sim.scenario.landlords import Landlords, no_less
from collectief_sim.scenario.people import People
from collectief_sim.scenario.policy import Market, Policy
from collectief_sim.scenario.prices import Prices
from collectief_sim.scenario.reach import check_reach
from collectief_sim.scenario.record import record_of
from collectief_sim.scenario.shocks import Shock
from collectief_sim.scenario.size import MOST_PEOPLE, people_ever


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
    forms: Forms = Forms()
    shocks: dict[str, Shock] = Field(default={}, description="dated shocks, each with a name of its own")
    facts: dict[str, Fact] = Field(default={}, description="dated facts about places, each with a name of its own")
    changes: dict[str, PolicyChange] = Field(
        default={}, description="dated changes of policy, each with a name of its own"
    )
    behaviour: Behaviour = Behaviour()
    prices: Prices = Prices()

    def landlord_terms(self) -> dict[str, dict[str, float]]:
        """Terms and notice of every kind of owner, as `model.codes.OWNERS` names them [months]."""
        holders = {name: no_less(form.terms(), self.policy) for name, form in self.forms.holders().items()}
        return self.landlords.by_kind(self.policy) | holders

    def dated_changes(self) -> list[tuple[int, dict[str, Any]]]:
        """The months from which other policy holds, with the settings, in order of time; all of a month come at once."""
        return [
            (month, {path: value for name in names for path, value in self.changes[name].overrides().items()})
            for month, names in self.names_of_changes().items()
        ]

    def names_of_changes(self) -> dict[int, list[str]]:
        """The dated changes that come about, by month, whatever the order in which a file has them."""
        months: dict[int, list[str]] = {}
        for month, name in sorted((self.month_of(one.date), name) for name, one in self.changes.items() if one.on):
            months.setdefault(month, []).append(name)
        return months

    @cached_property
    def record(self) -> np.ndarray[Any, Any]:
        """Every number in one read-only record, as compiled rules read them."""
        return record_of(self)

    def month_of(self, date: str) -> int:
        """Months from the start of the run to a date "YYYY-MM" (negative before the start)."""
        return number_of(date) - number_of(self.start)

    def date_of(self, month: int) -> str:
        """The date "YYYY-MM" of a month of the run."""
        years, rest = divmod(number_of(self.start) + month, 12)
        return f"{years:04d}-{rest + 1:02d}"

    @field_validator("name")
    @classmethod
    def _can_name_a_folder(cls, name: str) -> str:
        if problem := why_no_name(name):
            raise ValueError(problem)
        return name

    @field_validator("shocks", "facts", "changes")
    @classmethod
    def _names_are_free(cls, dated: dict[str, Any]) -> dict[str, Any]:
        if "sources" in dated:
            raise ValueError("'sources' says where numbers come from; give it another name")
        for name in dated:
            if not re.search(r"\w", name) or re.search(r"[/\\]", name):
                raise ValueError(
                    f"the name {short(name)} is not allowed: it must have a letter or digit, and no slashes"
                )
        return dated

    @model_validator(mode="after")
    def _fits_in_a_computer(self) -> Self:
        if (people := people_ever(self)) > MOST_PEOPLE:
            raise ValueError(
                f"area: the floor, arrivals_per_year_share and months make {people:,.0f} entrepreneurs over the whole run; "
                f"allowed are {MOST_PEOPLE:,}"
            )
        return self

    @model_validator(mode="after")
    def _values_rise_towards_something(self) -> Self:
        for name in self.market.value_towards:
            if name not in self.area.legend and name not in DIRECTIONS:
                raise ValueError(
                    f"market.value_towards names {short(name)}, which is neither in the legend "
                    f"({', '.join(self.area.legend)}) nor a direction ({', '.join(DIRECTIONS)})"
                )
        return self

    @model_validator(mode="after")
    def _agreements_have_land(self) -> Self:
        check_reach(self.policy, self.area)
        return self

    @model_validator(mode="after")
    def _dates_fit(self) -> Self:
        check_dates(self)
        check_facts(self)
        check_changes(self)
        check_forms(self)
        return self
