"""Who owns what in an area, and lets on which terms, for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectief_sim.scenario.owners import owned

if TYPE_CHECKING:
    from rich.console import Console

    from collectief_sim.scenario import Scenario
    from collectief_sim.scenario.owners import Owned

_COLUMNS = (
    "owner",
    "buildings",
    "floor\n(m2)",
    "share",
    "first\nterm",
    "then",
    "notice",
    "tenant\nbreak",
    "owner\nbreak",
)
_MONTHS = ("first_months", "renewal_months", "notice_months", "tenant_break_months", "landlord_break_months")


def tell_owners(spec: Scenario, console: Console) -> None:
    """A table with a line per kind of owner; nothing where nothing is built."""
    from rich import box
    from rich.table import Table

    ones = owned(spec)
    if not ones:
        return
    title = "Who lets on which terms at the start (terms in months; buildings and floor: means over seeds)"
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left")
    for place, column in enumerate((*_COLUMNS, "set by\npolicy")):
        table.add_column(column, justify="right" if 0 < place < len(_COLUMNS) else "left")
    for one in ones:
        table.add_row(*_cells(one))
    console.print(table)
    if any(one.terms["buy_out_eur_m2_year"] is not None for one in ones):
        console.print("With a permit, an owner whose terms policy sets may buy tenants out.", highlight=False)


def _cells(one: Owned) -> list[str]:
    months = ["-" if (value := one.terms[name]) is None else f"{value:g}" for name in _MONTHS]
    buildings = f"{one.buildings:.1f}".removesuffix(".0")
    return [
        one.kind.replace("_", " "),
        buildings,
        f"{one.floor_m2:,.0f}",
        f"{100 * one.floor_share:.0f}%",
        *months,
        _reached(one),
    ]


def _reached(one: Owned) -> str:
    if one.kind == "collective":
        return "its own"
    if one.covenants_share:
        return f"no (covenants on {100 * one.covenants_share:.0f}%)"
    return "at least" if one.at_least else "yes" if one.reached else "no"
