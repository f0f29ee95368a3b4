"""What may be dated when: shocks, facts and changes of policy lie within the run, and each has its month to itself where two
would contradict each other. Who shortens a run by hand leaves out what it no longer reaches (:func:`unreached`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from collectief_sim.files.texts import short
from collectief_sim.scenario.changes import changed
from collectief_sim.scenario.reach import check_reach
from collectief_sim.scenario.shocks import Fire

if TYPE_CHECKING:
    from collectief_sim.scenario.facts import Fact
    from collectief_sim.scenario.policy import Market, Policy
    from collectief_sim.scenario.spec import Scenario

DATED = ("shocks", "facts", "changes")  # tables of what comes at a date
_MONTH = re.compile(r"[1-9][0-9]{3}-(0[1-9]|1[0-2])")
_LAST = 9999 * 12 + 11  # December 9999: where calendars end


def number_of(date: str) -> int:
    """A month "YYYY-MM" as a number, one higher every month."""
    year, month = date.split("-")
    return int(year) * 12 + int(month) - 1


def unreached(scenario: Mapping[str, Any]) -> list[str]:
    """What has a date after the end of a run, by path (``facts.noise``), of a scenario as a nested table."""
    start, months = scenario["start"], scenario["months"]
    if not (isinstance(start, str) and _MONTH.fullmatch(start) and isinstance(months, int)):
        return []  # refused for what it is
    dated = [(f"{table}.{name}", one["date"]) for table in DATED for name, one in scenario[table].items()]
    dated += [(f"forms.{name}", one["since"]) for name, one in scenario["forms"].items() if one.get("since")]
    return [
        path
        for path, date in dated
        if isinstance(date, str) and _MONTH.fullmatch(date) and number_of(date) - number_of(start) >= months
    ]


def check_dates(scenario: Scenario) -> None:
    """Every date is a month, and what comes at a date comes within the run; raises ValueError."""
    for key, date in _all_dates(scenario):
        if not _MONTH.fullmatch(date):
            raise ValueError(f'{key} = {short(date)} is not a month: write "YYYY-MM", from 1000-01 to 9999-12')
    if number_of(scenario.start) + scenario.months - 1 > _LAST:
        raise ValueError(f"start = {scenario.start!r} and months = {scenario.months}: the run ends after 9999-12")
    for table in DATED:
        for name, one in getattr(scenario, table).items():
            if one.on and not 0 <= scenario.month_of(one.date) < scenario.months:
                last = scenario.date_of(scenario.months - 1)
                raise ValueError(f"{table}.{name}.date = {one.date!r} is outside the run ({scenario.start} to {last})")
    _check_shocks(scenario)
    for symbol, entry in scenario.area.legend.items():
        founded = entry.collective.founded if entry.collective else None
        if founded is not None and scenario.month_of(founded) > 0:
            raise ValueError(
                f"area.legend.{symbol}.collective.founded = {founded!r} is after the start, {scenario.start!r}"
            )


def _check_shocks(scenario: Scenario) -> None:
    """A fire is in one building of the map, and nothing happens twice in a month."""
    seen: dict[tuple[str, str, str], str] = {}
    for name, shock in scenario.shocks.items():
        if isinstance(shock, Fire):
            _check_fire(scenario, name, shock.building)
        what = (shock.kind, shock.date, shock.building if isinstance(shock, Fire) else "")
        if shock.on and seen.setdefault(what, name) != name:
            raise ValueError(
                f"shocks.{name}: the same {shock.kind} is there already in {shock.date}, by shocks.{seen[what]}; leave one out"
                if isinstance(shock, Fire)
                else f"shocks.{name}: there is a {shock.kind} in {shock.date} already, shocks.{seen[what]}; leave one out"
            )


def _check_fire(scenario: Scenario, name: str, symbol: str) -> None:
    built = scenario.area.built()
    if symbol not in built:
        raise ValueError(
            f"shocks.{name}.building = {short(symbol)} is not a building on the map (buildings are {', '.join(built)})"
        )
    there = "".join(scenario.area.drawn()).count(symbol)
    if there > 1 and not scenario.area.legend[symbol].one_building:
        raise ValueError(
            f"shocks.{name}.building = {symbol!r} stands for {there} buildings, and a fire is in one: give the one that burns "
            "a character of its own"
        )


def _all_dates(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Every date there is, by the key under which it stands."""
    yield "start", scenario.start
    yield "behaviour.ownership.open_selection_from", scenario.behaviour.ownership.open_selection_from
    for table in DATED:
        yield from ((f"{table}.{name}.date", one.date) for name, one in getattr(scenario, table).items())
    for name, fact in scenario.facts.items():
        if fact.until is not None:
            yield f"facts.{name}.until", fact.until
    yield from ((f"forms.{name}.since", form.since) for name, form in scenario.forms.named().items() if form.since)
    for symbol, entry in scenario.area.legend.items():
        if entry.collective and entry.collective.founded is not None:
            yield f"area.legend.{symbol}.collective.founded", entry.collective.founded


def check_facts(scenario: Scenario) -> None:
    """Each fact ends after it begins and is about buildings of the map, one plan or ban at a time; raises ValueError."""
    taken: dict[tuple[str, str], tuple[str, float]] = {}
    built = scenario.area.built()
    for name, fact in sorted(scenario.facts.items(), key=lambda one: scenario.month_of(one[1].date)):
        first, until = scenario.month_of(fact.date), math.inf if fact.until is None else scenario.month_of(fact.until)
        if until <= first:
            raise ValueError(f"facts.{name}.until = {fact.until!r} is not after its date, {fact.date!r}")
        _check_place(name, fact, built)
        for symbol in fact.place or built:
            about = "no_homes" if fact.kind == "no_homes" else "a plan"  # a building has one plan at a time
            other, end = taken.get((about, symbol), ("", -math.inf))
            if fact.on and other and first < end:
                raise ValueError(
                    f"facts.{name}: {scenario.facts[other].kind} holds for {symbol!r} already, by facts.{other} until "
                    f"{scenario.facts[other].until or 'the end'}; a place has one at a time"
                )
            if fact.on:
                taken[about, symbol] = (name, until)
                _check_can_follow(scenario, name, symbol)


def _check_can_follow(scenario: Scenario, name: str, symbol: str) -> None:
    """What is to come of a list can come: a plan of the landlord, and for homes a place where they are not ruled out."""
    fact, entry = scenario.facts[name], scenario.area.legend[symbol]
    if fact.kind == "no_homes":
        return
    told = f"facts.{name}: {fact.kind} is not allowed for {symbol!r}:"
    if entry.owner == "collective":
        raise ValueError(
            f"{told} its collective owns it (area.legend.{symbol}.owner), so that no landlord has plans for it"
        )
    if fact.kind == "renovation":
        return
    if entry.housing_excluded:
        raise ValueError(
            f"{told} the zoning plan excludes housing there (area.legend.{symbol}.housing_excluded), so that there is nothing "
            "to demolish it for"
        )
    for other, ban in scenario.facts.items():
        for_good = ban.kind == "no_homes" and ban.on and ban.until is None and not ban.reversed_per_year
        if for_good and (not ban.place or symbol in ban.place) and number_of(ban.date) <= number_of(fact.date):
            raise ValueError(
                f"{told} facts.{other} bars homes there from {ban.date} on for good, so that its plan would wait for ever; "
                f"give facts.{other} an until or reversed_per_year, or leave one of them out"
            )


def _check_place(name: str, fact: Fact, built: list[str]) -> None:
    """The place is some buildings of the map, each named once."""
    if not fact.place and fact.kind != "no_homes":
        raise ValueError(f"facts.{name}.place is empty: name the buildings ({', '.join(built)})")
    if twice := [symbol for symbol in fact.place if fact.place.count(symbol) > 1]:
        raise ValueError(f"facts.{name}.place = {short(fact.place)} names {twice[0]!r} twice")
    for symbol in fact.place:
        if symbol not in built:
            raise ValueError(
                f"facts.{name}.place = {short(fact.place)}: {symbol!r} is not a building on the map "
                f"(buildings are {', '.join(built)})"
            )


def check_changes(scenario: Scenario) -> None:
    """Each change is allowed by itself, and together with what was set before; raises ValueError."""
    for name, one in scenario.changes.items():
        if not one.settings:
            raise ValueError(f"changes.{name}.settings is empty: name what changes")
        _changed(scenario.policy, scenario.market, name, one.overrides(), alone=True)
    _check_set_once_a_month(scenario)
    policy, market, months = scenario.policy, scenario.market, scenario.names_of_changes().values()
    for names, (_, settings) in zip(months, scenario.dated_changes(), strict=True):
        policy, market = _changed(policy, market, ", changes.".join(names), settings)
        check_reach(policy, scenario.area, f"changes.{names[-1]}.settings: ")


def check_forms(scenario: Scenario) -> None:
    """Forms of cooperation come about within the run, and not before the law knows them; raises ValueError."""
    for name, form in scenario.forms.present().items():
        since = form.since or scenario.start
        if not 0 <= scenario.month_of(since) < scenario.months:
            last = scenario.date_of(scenario.months - 1)
            raise ValueError(f"forms.{name}.since = {since!r} is outside the run ({scenario.start} to {last})")
        if since < form.lawful_from:
            where = f"forms.{name}.since = {since!r}" if form.since else f"forms.{name}.since is the start, {since!r}"
            raise ValueError(f"{where}: that is before the law knows it; allowed is {form.lawful_from!r} or later")


def _changed(
    policy: Policy, market: Market, name: str, settings: dict[str, Any], alone: bool = False
) -> tuple[Policy, Market]:
    try:
        return changed(policy, market, settings, alone)
    except ValueError as error:
        raise ValueError(f"changes.{name}.{error}") from None


def _check_set_once_a_month(scenario: Scenario) -> None:
    for month, names in scenario.names_of_changes().items():
        setter: dict[str, str] = {}
        for name in names:
            for path in scenario.changes[name].settings:
                if path in setter:
                    raise ValueError(
                        f"changes.{name}.settings: {path} is set by changes.{setter[path]} in the same month, "
                        f"{scenario.date_of(month)}; take it out of one of them, or date one later"
                    )
                setter[path] = name
