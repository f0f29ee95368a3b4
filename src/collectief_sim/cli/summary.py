"""The story of a run, for a terminal: what formed, what ended and why, how far they got, what was lost and gained."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from collectief_sim.model.catalogue.collectives import ENDS, YEARS
from collectief_sim.model.catalogue.happenings import stories
from collectief_sim.model.rows import NONE, columns
from collectief_sim.report.words import Words, words
from collectief_sim.scenario.dated import dated
from collectief_sim.scenario.fields import titles
from collectief_sim.viewer.words import component_words

if TYPE_CHECKING:
    import pandas as pd

    from collectief_sim.batch.of_set import OfSet
    from collectief_sim.model.chronicle import Chronicle, Happened
    from collectief_sim.model.simulation import Result

MOST_LIVES, MOST_LINES = 12, 30  # told of single collectives, and of their buildings
_BARS = "▁▂▃▄▅▆▇█"


def sparkline(values: pd.Series, width: int = 36) -> str:
    """A series as a row of small bars, from 0 to its highest value."""
    numbers = values.to_numpy(float)
    if len(numbers) == 0 or np.isnan(numbers).all():
        return ""
    parts = np.array_split(np.nan_to_num(numbers), min(width, len(numbers)))
    means = np.array([part.mean() for part in parts])
    top = means.max()
    heights = np.zeros(len(means), int) if top <= 0 else np.round(means / top * (len(_BARS) - 1)).astype(int)
    return "".join(_BARS[height] for height in heights)


def tell(
    result: Result,
    console: Console,
    language: str = "en",
    chronicle: Chronicle | None = None,
    used: OfSet | None = None,
) -> None:
    """Print the story of a run; with a chronicle, what happened to the buildings of the collectives it tells of; of a run in a
    world of the set also which that is.
    """
    spec, told = result.scenario, words(language)
    title = escape(titles(spec)[language] or spec.name)
    world = [escape(f"{used.told().told(language)}.")] if used else []
    if result.months == 0:
        console.print("\n".join([told("run.nothing", title=title), *world]))
        return
    until = spec.date_of(result.months - 1)
    whole_years = result.months % 12 == 0 and result.months > 12
    length = told("run.years", n=result.months // 12) if whole_years else told("run.months", n=result.months)
    console.print("\n" + told("run.head", title=title, start=spec.start, until=until, length=length, seed=result.seed))
    for line in world:
        console.print(line)
    console.print(escape(_lease(result, told)))
    for line in _dated(result, told):
        console.print(escape(line))
    console.print()
    _tell_collectives(result, console, told)
    _tell_lives(result, console, told)
    if chronicle is not None:
        for line in told_of_buildings(result, chronicle, told):
            console.print(escape(line), highlight=False)
        console.print()
    _tell_area(result, console, told)
    _tell_forms(result, console, told)


def _dated(result: Result, told: Words) -> Iterator[str]:
    """What was decided for places, what happened to the area and what policy changed, each with its date."""
    spec = result.scenario
    for one in dated(spec):
        if spec.month_of(one.date) < result.months:
            came = "; ".join(_what_came(result, one.fact, told)) if one.fact else ""
            yield f"{one.date}: {one.said.told(told.language)}{told('run.in_this_run', what=came) if came else ''}."


def _what_came(result: Result, name: str, told: Words) -> Iterator[str]:
    """What became of a fact in this run, as far as its own date does not say it; apart for each place where that differs."""
    facts = columns(result.world.facts)
    rows = facts[facts.number == list(result.scenario.facts).index(name)]
    by_place = {int(row.zone): "; ".join(_what_came_of(result, name, rows[[at]], told)) for at, row in enumerate(rows)}
    if len(set(by_place.values())) == 1:
        yield from filter(None, set(by_place.values()))
        return
    zones = result.scenario.area.ground.zones
    for zone, came in by_place.items():
        if came:
            yield f"{titles(zones[zone].entry)[told.language]}: {came}"


def _what_came_of(result: Result, name: str, rows: Any, told: Words) -> Iterator[str]:
    """The same of one place."""
    spec, fact = result.scenario, result.scenario.facts[name]
    ends = {key: rows[f"{key}_month"] for key in ("carried_out", "dropped", "lifted")}
    if fact.kind == "no_homes" and fact.until is not None:
        ends["lifted"] = ends["lifted"][ends["lifted"] != spec.month_of(fact.until)]  # as was told
    months = {key: found[found != NONE] for key, found in ends.items()}
    for key in sorted((key for key in months if len(months[key])), key=lambda key: int(months[key].min())):
        yield told(f"run.{key}", date=spec.date_of(int(months[key].min())))
    if fact.kind != "no_homes" and rows.holds.any():
        yield told("run.still_listed")
    elif fact.kind != "no_homes" and not any(map(len, months.values())):
        yield told("run.not_listed")


def _lease(result: Result, told: Words) -> str:
    """The lease of the policy, with a break of the landlord if there is one, and whose leases it is about."""
    policy = result.scenario.policy
    landlord_break = (
        "" if policy.landlord_break_months is None else told("run.break", months=policy.landlord_break_months)
    )
    terms = {"first": policy.contract_months, "next": policy.renewal(), "break": landlord_break}
    return told("run.lease", whose=_whose(result, told), **terms)


def _whose(result: Result, told: Words) -> str:
    """Whose leases policy is about, and how much of the floor that is."""
    reach, town = result.scenario.policy.reach, result.world.town[0]
    if reach == "all":
        return told("run.everybody")
    owned = 100.0 * town.municipal_floor_start_m2 / max(1.0, town.work_floor_start_m2)
    covenants = told("run.covenants") if reach == "agreements" else ""
    return told("run.municipal", share=told.number(owned), covenants=covenants)


def _tell_collectives(result: Result, console: Console, told: Words) -> None:
    out = result.outcomes
    counts = ("founded", "stable", "recognised", "area_level", "alive")
    counted = [_counted(f"run.counts.{name}", int(out[f"collectives_{name}"] or 0), told) for name in counts]
    console.print(told("run.collectives", counts="; ".join(counted)))
    ended = {key: int(out[f"ended_{key}"] or 0) for key in ENDS}
    endings = [_counted(f"run.ends.{key}", count, told) for key, count in ended.items() if count]
    console.print(told("run.ended", endings=", ".join(endings) or told("run.none")))
    survival = [
        told("run.survived", share=told.number(100 * share), years=age // 12)
        for age in YEARS
        if age <= result.months and (share := out[f"survival_{age}_months"]) is not None
    ]
    if survival:
        console.print(told("run.survival", shares=", ".join(survival)))
    shares = [(name, out[f"ladder_share_{step}"]) for step, name in component_words(told.language)["steps"].items()]
    steps = [f"{name} {told.number(100 * share)}%" for name, share in shares if share]
    if steps:
        console.print(told("run.ladder", steps=", ".join(steps)) + "\n")


def _counted(key: str, count: int, told: Words) -> str:
    """So many of something, one or more."""
    return told(f"{key}.{'one' if count == 1 else 'more'}", n=count)


def _tell_lives(result: Result, console: Console, told: Words, most: int = MOST_LIVES) -> None:
    lives = result.collectives
    if lives.empty:
        return
    table = Table(title=told("run.lives"), box=box.SIMPLE_HEAD, title_justify="left")
    *texts, _, _, _ = heads = told.many("run.columns")
    for place, name in enumerate(heads):
        table.add_column(name, justify="right" if place >= len(texts) else "left")
    for life in _largest(lives, most).itertuples():
        table.add_row(*_life(life, result, told))
    console.print(table)
    if len(lives) > most:
        console.print(_counted("run.smaller", len(lives) - most, told) + "\n")


def _largest(lives: pd.DataFrame, most: int = MOST_LIVES) -> pd.DataFrame:
    """The collectives that had most members, in order of founding."""
    order = lives.sort_values(["peak_size", "collective"], ascending=[False, True])
    return order.head(most).sort_values("collective")


def told_of_buildings(result: Result, chronicle: Chronicle, told: Words) -> list[str]:
    """What happened to the buildings of the largest collectives while they were there, a line per building and month."""
    largest = set(_largest(result.collectives)["collective"])
    mine = [one for one in chronicle.events if one.collective in largest]
    lines = []
    for (month, b), events in groupby(mine, key=lambda one: (one.month, one.building)):
        parts = "; ".join(_happened(one, result, told) for one in events)
        lines.append(f"{result.scenario.date_of(month)} {_place(result, b, told)}: {parts}.")
    shown = lines[:MOST_LINES]
    rest = len(lines) - len(shown)
    head = [told("run.buildings")] if lines else []
    return [*head, *shown, *([_counted("run.more_lines", rest, told)] if rest else [])]


def _happened(one: Happened, result: Result, told: Words) -> str:
    key = f"{one.what}_{one.aim}" if one.aim else one.what
    dates = {"date": result.scenario.date_of(one.until_month)} if one.until_month != NONE else {}
    places = {"place": _place(result, one.to_building, told)} if one.to_building != NONE else {}
    owners = {"owner": told(f"owners.{one.owner}")} if one.owner else {}
    return told(f"run.happened.{key}", **dates, **places, **owners)


def _place(result: Result, building: int, told: Words) -> str:
    """What a building is called, with its place on the map."""
    row, zones = columns(result.world.buildings)[building], result.scenario.area.ground.zones
    plot, zone = columns(result.world.plots)[row.plot], zones[row.zone]
    return f"{titles(zone.entry)[told.language] or zone.name} ({plot.x}, {plot.y})"


def _life(life: Any, result: Result, told: Words) -> Iterator[str]:
    """The cells of one collective."""
    names = component_words(told.language)
    entry = result.scenario.area.legend[str(life.symbol)]
    place = f"{titles(entry)[told.language] or life.symbol} ({life.plot_x}, {life.plot_y})"
    yield escape(told("run.rebuilt", place=place) if _rebuilt(life, result) else place)
    yield names["forms"].get(str(life.form), str(life.form))
    for event in ("founded", "stable", "area_level", "ended"):
        yield _date(result, getattr(life, f"{event}_month"))
    yield names["causes"].get(str(life.cause), "")
    yield from (str(life.peak_size), str(life.size), str(life.ladder_step))


def _rebuilt(life: Any, result: Result) -> bool:
    """Whether a collective began in what was built with homes where the building of that name had been."""
    world = result.world
    plot = int(life.plot_y) * result.scenario.area.ground.width + int(life.plot_x)
    built = int(columns(world.buildings).homes_month[columns(world.plots).building[plot]])
    return built != NONE and built <= int(life.founded_month)


def _date(result: Result, month: object) -> str:
    return "-" if str(month) == "<NA>" else result.scenario.date_of(int(str(month)))


def _tell_area(result: Result, console: Console, told: Words) -> None:
    out, series = result.outcomes, result.series
    table = Table(title=told("run.area"), box=box.SIMPLE_HEAD, title_justify="left")
    first, last, over = told.many("run.moments")
    table.add_column("")
    table.add_column(first, justify="right")
    table.add_column(last, justify="right")
    table.add_column(over)
    for column, label in told.many("run.series").items():
        values = series[column]
        table.add_row(label, _number(values.iloc[0], told), _number(values.iloc[-1], told), sparkline(values))
    console.print(table)
    floor = out["work_floor_share"]
    lost = "" if floor is None else told("run.lost", share=told.number(100 * (1 - float(floor))))
    homes, displaced = round(float(out["homes_built"] or 0)), int(out["entrepreneurs_displaced"] or 0)
    gained = {
        "homes": told(f"run.homes.{'one' if homes == 1 else 'more'}", n=told.number(homes)),
        "displaced": _counted("run.displaced", displaced, told),
    }
    console.print(told("run.all", lost=lost, **gained) + "\n")


def _number(value: float, told: Words) -> str:
    return "-" if np.isnan(value) else told.number(value)


def _tell_forms(result: Result, console: Console, told: Words) -> None:
    """What each form of cooperation that exists here rests on, and brought about."""
    forms = result.scenario.forms.present().values()
    if not forms:
        return
    console.print(told("run.forms"))
    for form, (called, _, lines) in zip(forms, stories(result.scenario, result.world), strict=True):
        note = told(f"run.grounds.{form.grounds}")
        console.print(escape(f"  {called.told(told.language)}{note}"))
        for line in lines:
            console.print(escape(f"    {line.told(told.language)}"))
    console.print()
