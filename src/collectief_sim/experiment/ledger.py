"""What experiments report: both sides of the ledger, each outcome with the side it is on and how it is printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

type Side = Literal["collectives", "makers", "city"]


@dataclass(frozen=True)
class Line:
    """An outcome of a run, or of the lives of all collectives of a run (see `lives.py`)."""

    side: Side  # what it is about: collectives, makers and their space, or what the city gives up for it
    form: Literal["share", "number", "large", "months", "money"]
    good: int  # +1 if makers are better off with more of it, -1 if with less, 0 if that is not the question
    of_lives: bool = False  # read from lives of collectives, with censoring, not from the outcomes of single runs


def months_followed(outcome: str) -> int:
    """How long a collective must be followed before an outcome of lives is known [months]; 0 if it is not one of lives."""
    return int(outcome.removesuffix("_months").rpartition("_")[2]) if LEDGER[outcome].of_lives else 0


LEDGER: dict[str, Line] = {
    "survival_60_months": Line("collectives", "share", 1, True),
    "survival_120_months": Line("collectives", "share", 1, True),
    "survival_240_months": Line("collectives", "share", 1, True),
    "months_lived_of_240": Line("collectives", "months", 1, True),
    "stable_within_60_months": Line("collectives", "share", 1, True),
    "area_level_within_120_months": Line("collectives", "share", 1, True),
    "area_level_within_240_months": Line("collectives", "share", 1, True),
    "fell_apart_within_120_months": Line("collectives", "share", -1, True),
    "too_small_within_120_months": Line("collectives", "share", -1, True),
    "displaced_within_120_months": Line("collectives", "share", -1, True),
    "collectives_founded": Line("collectives", "number", 0),
    "collectives_alive": Line("collectives", "number", 1),
    "collectives_area_level": Line("collectives", "number", 1),
    "entrepreneurs_present": Line("makers", "large", 1),
    "entrepreneurs_displaced": Line("makers", "large", -1),
    "work_floor_share": Line("makers", "share", 1),
    "affordable_floor_share": Line("makers", "share", 1),
    "mean_rent_eur_m2_year": Line("makers", "number", -1),
    "vacancy_share": Line("makers", "share", 0),
    "homes_built": Line("city", "large", 0),
    "public_cost_eur": Line("city", "money", 0),
    "free_plots_share": Line("city", "share", 0),
}
