"""What experiments report: both sides of the ledger. Every outcome that is declared with a phrase is in it."""

from __future__ import annotations

from collectief_sim.experiment.outcomes import OUTCOMES_OF_LIVES
from collectief_sim.model.catalogue import OUTCOMES, Outcome

SIDES = ("collectives", "makers", "city")
# told before the others of their side, which follow as they are declared: people before floor
_FIRST = (
    "maker_years",
    "entrepreneurs_present",
    "entrepreneurs_displaced",
    "work_floor_share",
    "affordable_floor_share",
    "mean_rent_eur_m2_year",
)


def _place(outcome: Outcome) -> tuple[int, bool, int]:
    first = _FIRST.index(outcome.name) if outcome.name in _FIRST else len(_FIRST)
    return SIDES.index(outcome.side), not outcome.of_lives, first


def _ledger() -> dict[str, Outcome]:
    """Side by side, lives first; where lives tell more than single runs (survival), they do."""
    told = {name: one for name, one in (OUTCOMES | OUTCOMES_OF_LIVES).items() if one.phrase}
    return {one.name: one for one in sorted(told.values(), key=_place)}


LEDGER: dict[str, Outcome] = _ledger()


def months_followed(outcome: str) -> int:
    """How long a collective must be followed before an outcome of lives is known [months]; 0 if it is not one of lives."""
    return LEDGER[outcome].followed_months
