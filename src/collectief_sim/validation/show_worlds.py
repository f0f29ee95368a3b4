"""In how many worlds patterns show, for a terminal, and as one JSON object."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console

from collectief_sim import __version__
from collectief_sim.experiment.worlds import World
from collectief_sim.validation.layout import Block, Heads, Row, print_blocks
from collectief_sim.validation.patterns import Pattern
from collectief_sim.validation.show import accepted, marks
from collectief_sim.validation.worlds import ERRORS, HALF, JudgedOver, OverWorlds, misses, shows, taken_from

NAMED = 12  # worlds that are named, at most
_HEADS = Heads(("shows in", "misses in"), ("middle", "nine in ten worlds", "accepted"))
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


def tell(
    judged: JudgedOver, worlds: Sequence[World], seeds: int, settings: Mapping[str, Any], console: Console
) -> None:
    """Print every figure with its range over worlds, its band, and the share of worlds that show it."""
    blocks = [
        Block(
            pattern.id,
            f"{shows(checks):.0%}: {words_for(shows(checks))}",
            pattern.statement,
            ", ".join([pattern.source, *marks(pattern)]),
            [
                Row((f"{check.shows:.0%}", f"{check.misses:.0%}"), check.what, _numbers(check), check.why)
                for check in checks
            ],
            _why_missed(pattern, checks),
        )
        for pattern, checks in judged
    ]
    print_blocks(title(worlds, seeds, settings), _HEADS, blocks, console)
    console.print(
        f"Shows: the figure is in the accepted band. Misses: it is outside by more than {ERRORS:g} simulation errors, or "
        "there is none; the rest cannot be told from luck. Worlds were matched to other bands (docs/calibration.md, section 7)."
    )
    console.print("That a pattern shows does not prove the model right.")


def title(worlds: Sequence[World], seeds: int, settings: Mapping[str, Any]) -> str:
    """What was judged: how many worlds, which if they are few, and under which settings."""
    own = taken_from(settings, worlds)
    names = [str(world.number) for world in worlds]
    which = f" ({', '.join(names)})" if len(names) <= NAMED else ""
    told = f"Patterns in {len(names)} worlds{'' if own else ' that nothing known rules out'}{which}, {seeds} runs per arm in each"
    told += "".join(f", {name}={value}" for name, value in settings.items())
    if own:
        told += f". These are no longer worlds that nothing known rules out: they have {', '.join(own)} of their own"
    return told


def _why_missed(pattern: Pattern, checks: Sequence[OverWorlds]) -> str:
    if misses(checks) <= HALF:
        return ""
    return f"misses because {pattern.misses_because}" if pattern.misses_because else "not known to fail"


def _numbers(check: OverWorlds) -> tuple[str, str, str]:
    middle, low, high = (check.form.format(check.quantile(share)) for share in (0.5, 0.05, 0.95))
    return middle, f"{low} to {high}", accepted(check.form, *check.band)


def as_record(judged: JudgedOver, worlds: Sequence[World], seeds: int, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The same as one JSON object; an open end of a band, and a figure that a world has not, is null.

    Lists of figures are in the order of the numbers of worlds.
    """
    return {
        "version": __version__,
        "worlds": len(worlds),
        "numbers": [world.number for world in worlds],
        "runs_per_arm": seeds,
        "settings": dict(settings),
        "set_over_worlds": taken_from(settings, worlds),
        "patterns": [
            {
                "id": pattern.id,
                "statement": pattern.statement,
                "source": pattern.source,
                "marks": marks(pattern),
                "shows": shows(checks),
                "shows_in": words_for(shows(checks)),
                "misses": misses(checks),
                "misses_because": pattern.misses_because if misses(checks) > HALF else "",
                "checks": [_record(check) for check in checks],
            }
            for pattern, checks in judged
        ],
    }


def _record(check: OverWorlds) -> dict[str, Any]:
    numbers = {"middle": check.quantile(0.5), "low": check.quantile(0.05), "high": check.quantile(0.95)}
    numbers |= {"accepted_low": check.band[0], "accepted_high": check.band[1]}
    plain = {name: _or_none(value) for name, value in numbers.items()}
    each = {"figures": [_or_none(figure) for figure in check.figures]}
    each |= {"errors": [_or_none(error) for error in check.errors]}
    each |= {"shown": check.shown.tolist(), "missed": check.missed.tolist()}
    return {"what": check.what, **plain, "shows": check.shows, "misses": check.misses, "why": check.why, **each}


def _or_none(value: float) -> float | None:
    return value if math.isfinite(value) else None
