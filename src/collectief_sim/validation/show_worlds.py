"""In how many worlds patterns show, for a terminal, and as one JSON object."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from collectief_sim import __version__
from collectief_sim.validation.show import accepted, marks
from collectief_sim.validation.worlds import ERRORS, JudgedOver, OverWorlds, misses, shows

NEARLY_ALL, MOST, HARDLY_ANY = 0.95, 0.66, 0.05


def words_for(share: float) -> str:
    """A share of worlds in words."""
    if share >= NEARLY_ALL:
        return "nearly all"
    if share >= MOST:
        return "most"
    if share > 1 - MOST:
        return "about half"
    return "some" if share > HARDLY_ANY else "hardly any"


def tell(judged: JudgedOver, seeds: int, settings: Mapping[str, Any], console: Console) -> None:
    """Print every figure with its range over worlds, its band, and the share of worlds that show it."""
    if not console.is_terminal:
        console.width = 170
    count = len(judged[0][1][0].figures)
    title = f"Patterns in {count} worlds that nothing known rules out, {seeds} runs per arm in each"
    title += "".join(f", {name}={value}" for name, value in settings.items())
    table = Table(box=box.SIMPLE_HEAD, title=escape(title), title_justify="left")
    for column in (
        "",
        "shows in",
        "misses in",
        "pattern and figure",
        "middle",
        "nine in ten worlds",
        "accepted",
        "why",
    ):
        numbers = column in ("shows in", "misses in", "middle", "nine in ten worlds", "accepted")
        wide = {"pattern and figure": 36, "why": 14}.get(column)
        table.add_column(column, justify="right" if numbers else "left", min_width=wide, no_wrap=numbers)
    for pattern, checks in judged:
        said = f"[bold]{pattern.statement}[/bold] ({', '.join([pattern.source, *marks(pattern)])})"
        table.add_row(pattern.id, f"{shows(checks):.0%}: {words_for(shows(checks))}", "", said, "", "", "", "")
        for check in checks:
            table.add_row(
                "", f"{check.shows:.0%}", f"{check.misses:.0%}", "  " + check.what, *_numbers(check), check.why
            )
        if misses(checks) > 0.5:
            table.add_row("", "", "", f"  [dim]{pattern.misses_because or 'not known to fail'}[/]", "", "", "", "")
    console.print(table)
    console.print(
        f"Shows: the figure is in the accepted band. Misses: it is outside by more than {ERRORS:g} simulation errors, or "
        "there is none; the rest cannot be told from luck. Worlds were matched to other bands, wider where facts are soft."
    )
    console.print("That a pattern shows does not prove the model right.")


def _numbers(check: OverWorlds) -> tuple[str, str, str]:
    middle, low, high = (check.form.format(check.quantile(share)) for share in (0.5, 0.05, 0.95))
    return middle, f"{low} to {high}", accepted(check.form, *check.band)


def as_record(judged: JudgedOver, seeds: int, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The same as one JSON object; an open end of a band is null."""
    return {
        "version": __version__,
        "worlds": len(judged[0][1][0].figures),
        "runs_per_arm": seeds,
        "settings": dict(settings),
        "patterns": [
            {
                "id": pattern.id,
                "statement": pattern.statement,
                "source": pattern.source,
                "marks": marks(pattern),
                "shows": shows(checks),
                "shows_in": words_for(shows(checks)),
                "misses_because": pattern.misses_because,
                "checks": [_record(check) for check in checks],
            }
            for pattern, checks in judged
        ],
    }


def _record(check: OverWorlds) -> dict[str, Any]:
    numbers = {"middle": check.quantile(0.5), "low": check.quantile(0.05), "high": check.quantile(0.95)}
    numbers |= {"accepted_low": check.band[0], "accepted_high": check.band[1]}
    plain = {name: value if math.isfinite(value) else None for name, value in numbers.items()}
    return {"what": check.what, **plain, "shows": check.shows, "misses": check.misses, "why": check.why}
