"""How much may be asked: a history is kept whole and made while somebody waits, so its size is reckoned first."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from collectief_sim.batch.plan import size
from collectief_sim.files.errors import ScenarioError
from collectief_sim.model.build.land import lay_out_plots, put_up_buildings
from collectief_sim.model.build.people import count_tenants
from collectief_sim.scenario import Scenario

_WHOLE = re.compile(r"-?[0-9]{1,18}", re.ASCII)
MOST_PLOTS = 100_000
MOST_PLOT_MONTHS = 10_000_000  # of a history that is kept whole and drawn: about 150 MB at each end
MOST_PEOPLE = 500_000  # who ever come, each with a row from the start
MOST_PEOPLE_MONTHS = 10_000_000  # several seconds of simulating
MOST_CHANGES = 50  # of policy on the way
MOST_COLLECTIVES = 32_767  # more cannot be told apart on the map
MOST_BYTES = 300_000_000  # of a history


def watchable(scenario: Scenario, seed: int = 1) -> None:
    """Refuse what is too large to keep month by month.

    Raises
    ------
    ScenarioError
        Naming how much it is and how much is allowed.
    """
    rows = scenario.area.rows()
    _check_plots(scenario.name, len(rows[0]), len(rows), scenario.months)
    first = _first_tenants(scenario, seed)
    ever = round(first * (1 + scenario.market.arrivals_per_year_share * scenario.months / 12))
    if ever > MOST_PEOPLE:
        raise _too_much(scenario.name, f"{first:,} entrepreneurs and who comes after them", "people", ever, MOST_PEOPLE)
    present = max(first, min(ever, size(scenario)))  # an area fills up, or is full from the start
    if present * scenario.months > MOST_PEOPLE_MONTHS:
        what = f"{present:,} entrepreneurs over {scenario.months} months"
        raise _too_much(
            scenario.name, what, "entrepreneurs times months", present * scenario.months, MOST_PEOPLE_MONTHS
        )


def check_tiles(base: Scenario, settings: Mapping[str, Any]) -> None:
    """Refuse a map repeated too often before it is laid out even once; raises :class:`ScenarioError`."""
    tiles, drawn = settings.get("area.tiles", base.area.tiles), settings.get("area.map", base.area.map)
    months = settings.get("months", base.months)
    if type(tiles) is int and type(months) is int and isinstance(drawn, str) and drawn.strip() and tiles > 0:
        lines = drawn.strip().splitlines()
        _check_plots(base.name, tiles * len(lines[0].strip()), tiles * len(lines), max(1, months))


def check_kept(name: str, collectives: int, months: int, kept: int) -> None:
    """Refuse to go on with a history that turns out larger than it looked; raises :class:`ScenarioError`."""
    if collectives > MOST_COLLECTIVES:
        raise _too_much(name, "this area", "collectives", collectives, MOST_COLLECTIVES)
    most = kept + collectives * months * _BYTES_OF_A_STANDING
    if most > MOST_BYTES:
        raise _too_much(name, f"{collectives:,} collectives over {months} months", "bytes", most, MOST_BYTES)


_BYTES_OF_A_STANDING = 16


def _check_plots(name: str, wide: int, high: int, months: int) -> None:
    what = f"{wide} x {high} plots over {months} months"
    if wide * high * months > MOST_PLOT_MONTHS:
        raise _too_much(name, what, "plots times months", wide * high * months, MOST_PLOT_MONTHS)
    if wide * high > MOST_PLOTS:
        raise _too_much(name, what, "plots", wide * high, MOST_PLOTS)


def _first_tenants(scenario: Scenario, seed: int) -> int:
    """How many entrepreneurs there are at the start with this luck, as the area is built."""
    buildings, _ = put_up_buildings(scenario, seed, lay_out_plots(scenario))
    return int(count_tenants(scenario, buildings).sum())


def _too_much(name: str, what: str, counted: str, found: int, most: int) -> ScenarioError:
    return ScenarioError(
        f"{name}: {what} is too much to watch: {counted} is {found:,}, at most {most:,} is allowed. "
        "`collectief run` has no such limit."
    )


def whole(text: str, name: str, low: int, high: int) -> int:
    """A whole number within a range, as text."""
    return within(int(text) if _WHOLE.fullmatch(text) else text, name, low, high)


def within(value: Any, name: str, low: int, high: int) -> int:
    """A whole number within a range; raises :class:`ScenarioError`."""
    if type(value) is not int or not low <= value <= high:
        told = repr(str(value)[:40])
        raise ScenarioError(f"{name} = {told} is not allowed: it must be a whole number from {low} to {high}.")
    return value
