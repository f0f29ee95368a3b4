"""How parameters and effects are written, in a terminal, in the page and in its figure."""

from __future__ import annotations

import math
from functools import cache

from collectief_sim.experiment.ledger import LEDGER

HALF = 0.5  # of mu_star that mu must reach for an effect that goes one way


@cache
def _meanings() -> dict[str, str]:
    from collectief_sim.scenario import load
    from collectief_sim.scenario.dictionary import parameters_of

    return {one.path: one.meaning for one in parameters_of(load("stylised-area"))}


def meaning(path: str) -> str:
    """What a parameter is, in words; of a word or two, with what it is of."""
    words = _meanings()[path]
    return words if " " in words else f"{words} of {path.split('.')[-2]}"


def short_name(path: str) -> str:
    """A parameter without the section that most are in."""
    return path.removeprefix("behaviour.")


def told(outcome: str, value: float, *, sign: bool = False) -> str:
    """An effect on an outcome: of a share in points of a hundred, of all else in its own unit, as far as it says anything."""
    if not math.isfinite(value):
        return "–"
    value *= 100.0 if LEDGER[outcome].form == "share" else 1.0
    decimals = 0 if abs(value) >= 100 else 1 if abs(value) >= 1 else 2
    return f"{round(value, decimals) + 0.0:{'+' if sign and value else ''},.{decimals}f}".replace("-", "−")


def named(outcome: str) -> str:
    """An outcome, as people call it, with its unit."""
    one = LEDGER[outcome]
    return f"{one.label.en} (points of a hundred)" if one.form == "share" else one.label.en
