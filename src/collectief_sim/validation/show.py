"""The verdicts for a terminal, and as one JSON object."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from collectief_sim import __version__
from collectief_sim.validation.arms import EVERYBODY
from collectief_sim.validation.estimate import BARELY, FAILS, HOLDS, UNSURE, Check
from collectief_sim.validation.matched import matched
from collectief_sim.validation.patterns import Pattern
from collectief_sim.validation.run import Judged, verdict

_COLOURS = {HOLDS: "green", BARELY: "yellow", UNSURE: "magenta", FAILS: "bold red"}


def tell(
    judged: Judged,
    rivals: list[tuple[str, list[Check]]],
    seeds: int,
    console: Console,
    settings: Mapping[str, Any] | None = None,
    world: int | None = None,
) -> None:
    """Print the patterns with figures, bands and verdicts, and what becomes of the main claim under rival rules."""
    if not console.is_terminal:
        console.width = 170  # in a pipe or file nothing is cut off
    title = f"Patterns, from {seeds} runs per arm"
    if world is not None:
        title += f", in world {world}"
    else:
        title += "".join(f", {name}={value}" for name, value in (settings or {}).items())
    table = Table(box=box.SIMPLE_HEAD, title=escape(title), title_justify="left")
    for column in ("", "verdict", "pattern and figure", "figure", "95% interval", "accepted", "why"):
        numbers = column in ("figure", "95% interval", "accepted")
        wide = {"pattern and figure": 36, "why": 14}.get(column)
        table.add_column(column, justify="right" if numbers else "left", min_width=wide, no_wrap=numbers)
    for pattern, checks in judged:
        said = f"[bold]{pattern.statement}[/bold] ({', '.join([pattern.source, *marks(pattern)])})"
        table.add_row(pattern.id, _verdict(verdict(checks)), said, "", "", "", "")
        for check in checks:
            table.add_row("", _verdict(check.verdict), "  " + check.what, *_numbers(check), check.why)
        if verdict(checks) == FAILS:
            table.add_row("", "", f"  [dim]{pattern.misses_because or 'not known to fail'}[/]", "", "", "", "")
    console.print(table)
    if rivals:
        _tell_rivals(rivals, console)
    by_verdict = {word: [p.id for p, checks in judged if verdict(checks) == word] for word in _COLOURS}
    console.print(f"{len(by_verdict[HOLDS])} of {len(judged)} hold.", end=" ")
    console.print(f"Barely (the interval is partly outside): {', '.join(by_verdict[BARELY]) or 'none'}.", end=" ")
    console.print(
        f"Unsure (figure outside, interval partly inside; more runs tell): {', '.join(by_verdict[UNSURE]) or 'none'}."
    )
    known = [pattern.id for pattern, _ in judged if pattern.id in by_verdict[FAILS] and pattern.misses_because]
    others = [name for name in by_verdict[FAILS] if name not in known]
    console.print(
        f"Failing, as is known: {', '.join(known) or 'none'}; failing besides: {', '.join(others) or 'none'}."
    )
    console.print("The interval is simulation error over seeds. That a pattern holds does not prove the model right.")


def marks(pattern: Pattern) -> list[str]:
    """What a reader must know of a pattern besides its source."""
    everybody = all(arm.startswith(EVERYBODY) for arm in pattern.arms)
    return [
        *(["policy.reach = all, a thought experiment"] if everybody else []),
        *(["matched"] if pattern.id in matched() else []),
        *([f"{pattern.by_hand} set by hand"] if pattern.by_hand else []),
    ]


def _tell_rivals(rivals: list[tuple[str, list[Check]]], console: Console) -> None:
    title = (
        "The main claim (P7) with a shorter reach, or another rule to weigh the horizon by (behaviour.horizon.weighing)"
    )
    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left")
    for column in ("rule", "figure", "", "95% interval", "accepted", "verdict"):
        table.add_column(column)
    for rule, checks in rivals:
        for check in checks:
            table.add_row(rule, check.what, *_numbers(check), _verdict(check.verdict))
    console.print(table)


def _verdict(word: str) -> str:
    return f"[{_COLOURS[word]}]{word}[/]"


def _numbers(check: Check) -> tuple[str, str, str]:
    figure, (low, high) = check.figure, check.band
    interval = f"{check.form.format(figure.low)} to {check.form.format(figure.high)}"
    return check.form.format(figure.value), interval, accepted(check.form, low, high)


def accepted(form: str, low: float, high: float) -> str:
    """A band in words."""
    if math.isinf(high):
        return f"{form.format(low)} or more"
    if math.isinf(low):
        return f"{form.format(high)} or less"
    return f"{form.format(low)} to {form.format(high)}"


def as_record(
    judged: Judged,
    rivals: list[tuple[str, list[Check]]],
    seeds: int,
    settings: Mapping[str, Any] | None = None,
    world: int | None = None,
) -> dict[str, Any]:
    """The same as one JSON object; an open end of a band is null."""
    return {
        "version": __version__,
        "runs_per_arm": seeds,
        "world": world,
        "settings": dict(settings or {}),
        "patterns": [
            {
                "id": pattern.id,
                "statement": pattern.statement,
                "source": pattern.source,
                "used_to_calibrate": pattern.id in matched(),
                "set_by_hand": pattern.by_hand,
                "marks": marks(pattern),
                "verdict": verdict(checks),
                "misses_because": pattern.misses_because if verdict(checks) in (FAILS, UNSURE) else "",
                "checks": [_record(check) for check in checks],
            }
            for pattern, checks in judged
        ],
        "rival_rules": [{"rule": rule, "checks": [_record(check) for check in checks]} for rule, checks in rivals],
    }


def _record(check: Check) -> dict[str, Any]:
    figure = check.figure
    numbers = {"figure": figure.value, "low": figure.low, "high": figure.high}
    numbers |= {"accepted_low": check.band[0], "accepted_high": check.band[1]}
    plain = {name: value if math.isfinite(value) else None for name, value in numbers.items()}
    return {"what": check.what, **plain, "why": check.why, "verdict": check.verdict}
