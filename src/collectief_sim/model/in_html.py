"""A run as a notebook shows it: what it is, the main outcomes, and collectives over time. Plain HTML, without any script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from collectief_sim.model.catalogue import OUTCOMES
from collectief_sim.model.catalogue.declaring import Outcome, Value
from collectief_sim.scenario import Scenario

# what people look at first
MAIN = (
    "collectives_founded",
    "collectives_alive",
    "collectives_area_level",
    "survival_60_months",
    "entrepreneurs_present",
    "entrepreneurs_displaced",
    "work_floor_share",
    "mean_rent_eur_m2_year",
    "homes_built",
    "public_cost_eur",
    "municipality_net_eur",
)
_WIDE, _HIGH = 300, 60  # of the drawing, in pixels
_LEFT, _RIGHT = (f'<td style="text-align:{side};padding:0 .5em">' for side in ("left", "right"))


def in_html(
    scenario: Scenario, seed: int, collectives: Sequence[float], outcomes: Mapping[str, Value], broken: str = ""
) -> str:
    """A run so far as HTML; texts from files are escaped.

    Parameters
    ----------
    scenario, seed
        What is run, and its luck.
    collectives
        How many there were, a number for every month that has passed.
    outcomes
        Those so far, by name; none before the first month.
    broken
        What went wrong, if the run cannot go on.
    """
    parts = [_what_it_is(scenario, seed, len(collectives))]
    if broken:
        parts.append(f"<p>{escape(broken)}; this run cannot go on.</p>")
    if outcomes:
        rows = "".join(_row(OUTCOMES[name], outcomes[name]) for name in MAIN)
        parts += [f"<table><tbody>{rows}</tbody></table>", _drawing(scenario, collectives)]
    return f"<div>{''.join(parts)}</div>"


def _what_it_is(scenario: Scenario, seed: int, months: int) -> str:
    name = f"<p><strong>{escape(scenario.title or scenario.name)}</strong>, seed {seed}"
    if not months:
        return f"{name}: nothing simulated yet, of {_months(scenario.months)} from {scenario.start}.</p>"
    period = f"{scenario.start} to {scenario.date_of(months - 1)}"
    return f"{name}: {_months(months)} of {scenario.months}, {period}.</p>"


def _months(count: int) -> str:
    return "1 month" if count == 1 else f"{count} months"


def _row(outcome: Outcome, value: Value) -> str:
    return f"<tr>{_LEFT}{escape(outcome.label.en)}</td>{_RIGHT}{_told(outcome, value)}</td></tr>"


def _told(outcome: Outcome, value: Value) -> str:
    """A number; its label says of what."""
    if value is None:
        return "not known"
    if outcome.form == "share":
        return f"{100 * value:.0f}%"
    whole = isinstance(value, int) or outcome.form in ("large", "money")
    return f"{value:,.0f}" if whole else f"{value:,.1f}"


def _drawing(scenario: Scenario, collectives: Sequence[float]) -> str:
    """Collectives over time as a line."""
    most, last = max(1.0, *collectives), max(1, len(collectives) - 1)
    points = " ".join(
        f"{_WIDE * month / last:.1f},{_HIGH - 2 - (_HIGH - 4) * value / most:.1f}"
        for month, value in enumerate(collectives)
    )
    until = scenario.date_of(len(collectives) - 1)
    told = (
        f"Collectives from {scenario.start} to {until}: {collectives[0]:.0f} at first, at most {max(collectives):.0f}, "
    )
    told += f"{collectives[-1]:.0f} in the last month"
    return (
        f'<svg role="img" width="{_WIDE}" height="{_HIGH}" viewBox="0 0 {_WIDE} {_HIGH}"><title>{told}</title>'
        f'<polyline points="{points}" fill="none" stroke="#1f5f8b" stroke-width="1.5"/></svg><p><small>{told}.</small></p>'
    )
