"""A whole scenario: all a run is given, besides its seed."""

from __future__ import annotations

import math
import re
from functools import cached_property
from typing import Any, Self

import numpy as np
from pydantic import Field, field_validator, model_validator

from collectief_sim.files.texts import short, why_no_name
from collectief_sim.scenario.area import Area
from collectief_sim.scenario.behaviour import Behaviour
from collectief_sim.scenario.changes import PolicyChange, changed
from collectief_sim.scenario.facts import Fact
from collectief_sim.scenario.fields import ASSUMED, Section, choice, number
from collectief_sim.scenario.forms import Forms
from collectief_sim.scenario.ground import DIRECTIONS
from collectief_sim.scenario.landlords import Landlords, no_less
from collectief_sim.scenario.people import People
from collectief_sim.scenario.policy import Market, Policy
from collectief_sim.scenario.record import record_of
from collectief_sim.scenario.shocks import Fire, Shock
from collectief_sim.scenario.size import MOST_PEOPLE, people_ever

_MONTH = re.compile(r"[1-9][0-9]{3}-(0[1-9]|1[0-2])")
_LAST = 9999 * 12 + 11  # December 9999: where calendars end
_DATED = ("shocks", "facts", "changes")  # tables of what comes at a date


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

    def landlord_terms(self) -> dict[str, dict[str, float]]:
        """Terms and notice of every kind of owner, as `model.codes.OWNERS` names them [months]."""
        holders = {name: no_less(form.terms(), self.policy) for name, form in self.forms.holders().items()}
        return self.landlords.by_kind(self.policy) | holders

    def coming_from(self, month: int) -> list[str]:
        """Keys that switch off whatever has a date in that month of the run or later."""
        dated = [(f"{table}.{name}.on", one) for table in _DATED for name, one in getattr(self, table).items()]
        return [key for key, one in dated if self.month_of(one.date) >= month]

    def dated_changes(self) -> list[tuple[int, dict[str, Any]]]:
        """The months from which other policy holds, with the settings, in order of time; all of a month come at once."""
        return [
            (month, {path: value for name in names for path, value in self.changes[name].overrides().items()})
            for month, names in self._names_of_changes().items()
        ]

    def _names_of_changes(self) -> dict[int, list[str]]:
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

    @field_validator("shocks", "facts", "changes")
    @classmethod
    def _names_are_free(cls, dated: dict[str, Any]) -> dict[str, Any]:
        if "sources" in dated:
            raise ValueError("'sources' says where numbers come from; give it another name")
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
    def _dates_fit(self) -> Self:
        selection = self.behaviour.ownership.open_selection_from
        dates = {"start": self.start, "behaviour.ownership.open_selection_from": selection}
        coming = [(f"{table}.{name}.date", one) for table in _DATED for name, one in getattr(self, table).items()]
        dates |= {key: one.date for key, one in coming}
        dates |= {f"facts.{name}.until": fact.until for name, fact in self.facts.items() if fact.until is not None}
        for symbol, entry in self.area.legend.items():
            if entry.collective and entry.collective.founded is not None:
                dates[f"area.legend.{symbol}.collective.founded"] = entry.collective.founded
        for key, date in dates.items():
            if not _MONTH.fullmatch(date):
                raise ValueError(f'{key} = {short(date)} is not a month: write "YYYY-MM", from 1000-01 to 9999-12')
        if _months(self.start) + self.months - 1 > _LAST:
            raise ValueError(f"start = {self.start!r} and months = {self.months}: the run ends after 9999-12")
        for key, one in coming:
            if one.on and not 0 <= self.month_of(one.date) < self.months:
                last = self.date_of(self.months - 1)
                raise ValueError(f"{key} = {one.date!r} is outside the run ({self.start} to {last})")
        for name, shock in self.shocks.items():
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

    @model_validator(mode="after")
    def _forms_fit(self) -> Self:
        for name, form in self.forms.present().items():
            since = form.since or self.start
            if not _MONTH.fullmatch(since):
                raise ValueError(f'forms.{name}.since = {short(since)} is not a month: write "YYYY-MM"')
            if not 0 <= self.month_of(since) < self.months:
                last = self.date_of(self.months - 1)
                raise ValueError(f"forms.{name}.since = {since!r} is outside the run ({self.start} to {last})")
            if since < form.lawful_from:
                raise ValueError(
                    f"forms.{name}.since = {since!r} is before the law knows it: allowed is {form.lawful_from!r} or later"
                )
        return self

    @model_validator(mode="after")
    def _facts_fit(self) -> Self:
        built = [symbol for symbol in self.area.legend if _can_burn(self.area, symbol)]
        taken: dict[tuple[str, str], tuple[str, float]] = {}
        for name, fact in sorted(self.facts.items(), key=lambda one: self.month_of(one[1].date)):
            first, until = self.month_of(fact.date), math.inf if fact.until is None else self.month_of(fact.until)
            if until <= first:
                raise ValueError(f"facts.{name}.until = {fact.until!r} is not after its date, {fact.date!r}")
            if not fact.place and fact.kind != "no_homes":
                raise ValueError(f"facts.{name}.place is empty: name the buildings ({', '.join(built)})")
            if twice := [symbol for symbol in fact.place if fact.place.count(symbol) > 1]:
                raise ValueError(f"facts.{name}.place = {short(fact.place)} names {twice[0]!r} twice")
            for symbol in fact.place or built:
                if symbol not in built:
                    raise ValueError(
                        f"facts.{name}.place = {short(fact.place)}: {symbol!r} is not a building on the map "
                        f"(buildings are {', '.join(built)})"
                    )
                about = "no_homes" if fact.kind == "no_homes" else "a plan"  # a building has one plan at a time
                other, end = taken.get((about, symbol), ("", -math.inf))
                if fact.on and other and first < end:
                    raise ValueError(
                        f"facts.{name}: {self.facts[other].kind} holds for {symbol!r} already, by facts.{other} until "
                        f"{self.facts[other].until or 'the end'}; a place has one at a time"
                    )
                if fact.on:
                    taken[about, symbol] = (name, until)
        return self

    @model_validator(mode="after")
    def _changes_hold(self) -> Self:
        for name, one in self.changes.items():
            if not one.settings:
                raise ValueError(f"changes.{name}.settings is empty: name what changes")
            self._changed(self.policy, self.market, name, one.overrides(), alone=True)
        self._each_is_set_once_a_month()
        policy, market, months = self.policy, self.market, self._names_of_changes().values()
        for names, (_, settings) in zip(months, self.dated_changes(), strict=True):
            policy, market = self._changed(policy, market, ", changes.".join(names), settings)
            self._agreements_are_about_land(policy, f"changes.{names[-1]}.settings: ")
        return self

    @staticmethod
    def _changed(
        policy: Policy, market: Market, name: str, settings: dict[str, Any], alone: bool = False
    ) -> tuple[Policy, Market]:
        try:
            return changed(policy, market, settings, alone)
        except ValueError as error:
            raise ValueError(f"changes.{name}.{error}") from None

    def _each_is_set_once_a_month(self) -> None:
        for month, names in self._names_of_changes().items():
            setter: dict[str, str] = {}
            for name in names:
                for path in self.changes[name].settings:
                    if path in setter:
                        raise ValueError(
                            f"changes.{name}.settings: {path} is set by changes.{setter[path]} in the same month, "
                            f"{self.date_of(month)}; take it out of one of them, or date one later"
                        )
                    setter[path] = name

    @model_validator(mode="after")
    def _agreements_have_land(self) -> Self:
        self._agreements_are_about_land(self.policy)
        return self

    def _agreements_are_about_land(self, policy: Policy, where: str = "") -> None:
        """Refuse agreements about leased land where there can be none."""
        if policy.reach != "agreements":
            return
        private = any(
            share > 0 and kind not in ("municipality", "collective")
            for entry in self.area.legend.values()
            if entry.use in ("work", "mixed")
            for kind, share in entry.owners().items()
        )
        if not private or not self.area.ground_lease_share:
            why = "area.ground_lease_share is 0" if private else "area.legend has no building of a private owner"
            raise ValueError(
                f"{where}policy.reach = 'agreements' is not allowed here: it is about private buildings on leased land, and "
                f"there are none ({why}); allowed are 'municipal' and 'all'"
            )


def _can_burn(area: Area, symbol: str) -> bool:
    entry = area.legend.get(symbol)
    return entry is not None and entry.use in ("work", "mixed")


def _months(date: str) -> int:
    year, month = date.split("-")
    return int(year) * 12 + int(month) - 1
