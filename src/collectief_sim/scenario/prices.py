"""Prices of the ledger: they are applied to what was counted in a run after it, and so never change it."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from collectief_sim.scenario.fields import ASSUMED, Section, number

LEVELS = ("_low", "", "_high")  # behind the name of a price, and of an outcome in money: lowest, middle, highest
_UPKEEP = "maintenance of a m2 of work floor that nobody plans to take down"
_MOVING = "what it costs to move out of a m2, for who must leave and is not moved at public cost"
_FIT_OUT = "what a m2 cost to fit out that is lost with the place"


class Prices(Section):
    """What things cost where a run counts no money itself, at the start's prices: low, middle and high."""

    upkeep_eur_m2_year_low: float = number(7.0, "EUR/m2/year", 0, 500, "F84", f"{_UPKEEP}: low")
    upkeep_eur_m2_year: float = number(8.5, "EUR/m2/year", 0, 500, "F84", f"{_UPKEEP}: middle")
    upkeep_eur_m2_year_high: float = number(10.0, "EUR/m2/year", 0, 500, "F84", f"{_UPKEEP}: high")
    moving_eur_m2_low: float = number(50.0, "EUR/m2", 0, 5000, ASSUMED, f"{_MOVING}: low")
    moving_eur_m2: float = number(100.0, "EUR/m2", 0, 5000, ASSUMED, f"{_MOVING}: middle")
    moving_eur_m2_high: float = number(150.0, "EUR/m2", 0, 5000, ASSUMED, f"{_MOVING}: high")
    fit_out_eur_m2_low: float = number(40.0, "EUR/m2", 0, 5000, ASSUMED, f"{_FIT_OUT}: low")
    fit_out_eur_m2: float = number(83.0, "EUR/m2", 0, 5000, "F68", f"{_FIT_OUT}: middle")
    fit_out_eur_m2_high: float = number(360.0, "EUR/m2", 0, 5000, "F83", f"{_FIT_OUT}: high")
    fit_out_years: float = number(
        15.0, "years", 1, 50, "F83", "time in which a fit-out is written off: what is lost is the part that is left"
    )
    deficit_less_eur_home: float = number(
        8_500.0,
        "EUR/home",
        0,
        500_000,
        "F80: 7,500",
        "how much lower the mean deficit of a home (behaviour.deficits.mean_eur_home) may be",
    )
    deficit_more_eur_home: float = number(9_000.0, "EUR/home", 0, 500_000, "F99: 25,000", "how much higher it may be")
    state_share: float = number(
        0.5, "share", 0, 1, "F80", "part of a deficit that the state pays; the municipality pays the rest"
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for name in ("upkeep_eur_m2_year", "moving_eur_m2", "fit_out_eur_m2"):
            low, middle, high = (getattr(self, f"{name}{level}") for level in LEVELS)
            if not low <= middle <= high:
                raise ValueError(
                    f"{name}_low = {low:g}, {name} = {middle:g} and {name}_high = {high:g} are out of order: allowed is low no "
                    "more than middle, and middle no more than high"
                )
        return self
