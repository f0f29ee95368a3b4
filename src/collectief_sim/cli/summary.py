"""The story of a run, for a terminal: what formed, what ended and why, how far they got, what was lost and gained."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from collectief_sim.model.catalogue.collectives import ENDS, YEARS
from collectief_sim.model.rows import NONE, columns
from collectief_sim.scenario.dated import dated

if TYPE_CHECKING:
    import pandas as pd

    from collectief_sim.model.simulation import Result

_BARS = "▁▂▃▄▅▆▇█"
_STEPS = {
    1: "gentrification",
    2: "information",
    3: "consultation",
    4: "placation",
    5: "partnership",
    6: "broad partnership",
    7: "in control",
}


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


def tell(result: Result, console: Console) -> None:
    """Print the story of a run."""
    spec = result.scenario
    if result.months == 0:
        console.print(f"{escape(spec.title or spec.name)}: nothing simulated (0 months).")
        return
    until = spec.date_of(result.months - 1)
    years = (
        f"{result.months / 12:g} years" if result.months % 12 == 0 and result.months > 12 else f"{result.months} months"
    )
    console.print(
        f"\n[bold]{escape(spec.title or spec.name)}[/bold], {spec.start} to {until} ({years}), seed {result.seed}"
    )
    terms = f"first term {spec.policy.contract_months} months, renewals {spec.policy.renewal()} months"
    console.print(escape(f"Lease: {terms}, {_whose(result)}."))
    for line in _dated(result):
        console.print(escape(line))
    console.print()
    _tell_collectives(result, console)
    _tell_lives(result, console)
    _tell_area(result, console)


def _dated(result: Result) -> Iterator[str]:
    """What was decided for places, what happened to the area and what policy changed, each with its date."""
    spec = result.scenario
    ended = {int(one.number): int(one.lifted_month) for one in columns(result.world.facts) if one.lifted_month != NONE}
    lifted = {name: ended.get(number, NONE) for number, name in enumerate(spec.facts)}
    for one in dated(spec):
        if spec.month_of(one.date) >= result.months:
            continue
        fact, month = spec.facts.get(one.fact), lifted.get(one.fact, NONE)
        by_date = fact is not None and fact.until is not None and month == spec.month_of(fact.until)
        luck = f" (taken back in {spec.date_of(month)} in this run, by chance)" if month != NONE and not by_date else ""
        yield f"{one.date}: {one.said.en}{luck}."


def _whose(result: Result) -> str:
    """Whose leases policy is about, and how much of the floor that is."""
    spec = result.scenario
    town = result.world.town[0]
    owned = 100.0 * town.municipal_floor_start_m2 / max(1.0, town.work_floor_start_m2)
    others = spec.landlords.investor
    if spec.policy.reach == "all":
        return "on everybody's property, which is a thought experiment"
    covenants = ", and covenants keep leased land for work" if spec.policy.reach == "agreements" else ""
    return (
        f"on municipal property ({owned:.0f}% of the floor at the start{covenants}; investors let for "
        f"{others.first_term_months} months, then {others.next_term_months})"
    )


def _tell_collectives(result: Result, console: Console) -> None:
    out = result.outcomes
    story = [
        f"[bold]Collectives[/bold]: {out['collectives_founded']} in all, those of the start included",
        f"{out['collectives_stable']} became stable",
        f"{out['collectives_recognised']} were recognised (stable with ten members or more)",
        f"{out['collectives_area_level']} reached area-level impact",
        f"{out['collectives_alive']} are alive at the end.",
    ]
    console.print(", ".join(story))
    endings = [f"{out[f'ended_{key}']} {words['how'].en}" for key, words in ENDS.items() if out[f"ended_{key}"]]
    console.print(f"Ended: {', '.join(endings) if endings else 'none'}.")
    survival = [
        f"{100 * share:.0f}% after {age // 12} years"
        for age in YEARS
        if (share := out[f"survival_{age}_months"]) is not None
    ]
    if survival:
        console.print(f"Survival: {', '.join(survival)}.")
    shares = [(step, out[f"ladder_share_{step}"]) for step in _STEPS]
    told = [f"{name} {100 * share:.0f}%" for step, share in shares if share and (name := _STEPS[step])]
    if told:
        console.print(f"Time on the participation ladder: {', '.join(told)}.\n")


def _tell_lives(result: Result, console: Console, most: int = 12) -> None:
    lives = result.collectives
    if lives.empty:
        return
    spec = result.scenario
    title = "Lives of the largest collectives (largest: most members ever; members and ladder step: at the end)"
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left")
    for name in ("building", "form", "founded", "stable", "area level", "ended", "why", "largest", "members", "step"):
        table.add_column(name, justify="right" if name in ("largest", "members", "step") else "left")
    largest = lives.sort_values(["peak_size", "collective"], ascending=[False, True]).head(most)
    for life in largest.sort_values("collective").itertuples():
        title = f"{spec.area.legend[str(life.symbol)].title or str(life.symbol)} ({life.plot_x}, {life.plot_y})"
        dates = [
            _date(result, getattr(life, f"{event}_month")) for event in ("founded", "stable", "area_level", "ended")
        ]
        why = "" if life.cause is None or str(life.cause) == "<NA>" else str(life.cause).replace("_", " ")
        table.add_row(
            escape(title), str(life.form), *dates, why, str(life.peak_size), str(life.size), str(life.ladder_step)
        )
    console.print(table)
    if len(lives) > most:
        console.print(f"({len(lives) - most} smaller ones left out; --out writes all of them)\n")


def _date(result: Result, month: object) -> str:
    return "-" if str(month) == "<NA>" else result.scenario.date_of(int(str(month)))


def _tell_area(result: Result, console: Console) -> None:
    out, series = result.outcomes, result.series
    table = Table(title="The area", box=box.SIMPLE_HEAD, title_justify="left")
    for name, side in (("", "left"), ("first month", "right"), ("last month", "right"), ("over time", "left")):
        table.add_column(name, justify=side)  # type: ignore[arg-type]
    lines = [
        ("entrepreneurs", "entrepreneurs", "{:.0f}"),
        ("collectives", "collectives", "{:.0f}"),
        ("members of collectives", "members", "{:.0f}"),
        ("work floor (m2)", "work_floor_m2", "{:,.0f}"),
        ("mean rent (EUR/m2/year)", "mean_rent_eur_m2_year", "{:.0f}"),
        ("secured horizon (months)", "mean_horizon_months", "{:.0f}"),
        ("buildings with a plan", "plans", "{:.0f}"),
        ("entrepreneurs displaced", "displaced", "{:.0f}"),
        ("homes built", "homes_built", "{:,.0f}"),
        ("public cost (EUR, so far)", "public_cost_eur", "{:,.0f}"),
    ]
    for label, column, form in lines:
        first, last = series[column].iloc[0], series[column].iloc[-1]
        table.add_row(label, _number(first, form), _number(last, form), sparkline(series[column]))
    console.print(table)
    floor = out["work_floor_share"]
    lost = "" if floor is None else f"{100 * (1 - float(floor)):.0f}% of the work floor was lost; "
    console.print(
        f"In all, {lost}{out['homes_built']:,.0f} homes were built and {out['entrepreneurs_displaced']} entrepreneurs were "
        "displaced from the area. Money counts a general rise of prices of about 2% a year.\n"
    )


def _number(value: float, form: str) -> str:
    return "-" if np.isnan(value) else form.format(value)
