"""The runs that the patterns are read from: named arms, all on the same seeds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from collectief_sim.scenario import Scenario, load

AREA = "stylised-area"
LENGTHS = (12, 24, 60, 120, 240)  # contract terms that are run [months]
EVERYBODY = "everybody, "  # before the name of an arm in which all landlords let on the same terms
CLAIMED = (24, 120, 240)  # those that the main claim compares
RIVALS = ("threshold", "social_value")  # other ways to weigh the horizon
FIRE = "shocks.fire_keilewerf_1.on"
SOON, LATER = 105, 128  # months of the Keilekwartier run: four months and more than two years after the fire


@dataclass(frozen=True)
class Case:
    """A collective of the whitepaper, in a scenario of its own."""

    name: str
    scenario: str
    place: int  # among the collectives that its scenario starts with
    known: str  # when the facts are of
    members: int
    source: str
    temporary: bool  # on temporary leases throughout, or on the way to a building or land of its own
    predicted: bool = False  # what is predicted in full: nothing was set with its outcome in view
    by_hand: str = ""  # what was set by hand with its outcome in view
    misses_because: str = ""  # a failure that is known, with what we think is behind it
    off: tuple[str, ...] = ()  # shocks that are switched off

    def until(self, months: int) -> tuple[str, Mapping[str, Any]]:
        """Its scenario, run for so many months."""
        return self.scenario, {"months": months, **dict.fromkeys(self.off, False)}


CASES = (
    Case("Keilepand", "keilekwartier", 0, "2023-06", 19, "E8", False, by_hand="its smallest unit", off=(FIRE,)),
    Case("Keilewerf", "keilekwartier", 1, "2023-06", 80, "E9, E10", True, by_hand="its smallest unit", off=(FIRE,)),
    Case("De Kroon", "de-kroon", 0, "2024-06", 120, "E11", True, by_hand="its operator's reserve"),
    Case("Hillevliet", "hillevliet", 0, "2024-06", 30, "E12", True),
    Case(
        "Hof van Cartesius",
        "werkspoorkwartier",
        0,
        "2024-06",
        110,
        "E14",
        False,
        predicted=True,
        misses_because="all who rent are members now, but its floor fills with firms twice as large as its own",
    ),
)


def _as_known(case: Case) -> tuple[str, Mapping[str, Any]]:
    return case.until(load(case.scenario).month_of(case.known) + 1)


_ALL = {
    "policy.reach": "all"
}  # what is known of tenure (E38, E39) is about who has it, not about how far a policy reaches
_SETTINGS: dict[str, tuple[str, Mapping[str, Any]]] = {
    **{f"term {months}": (AREA, {"policy.contract_months": months}) for months in LENGTHS},
    **{f"{EVERYBODY}term {months}": (AREA, {"policy.contract_months": months} | _ALL) for months in LENGTHS},
    f"{EVERYBODY}60 then yearly": (AREA, {"policy.contract_months": 60, "policy.renewal_months": 12} | _ALL),
    "housing kept out": (AREA, {"policy.work_zoning_share": 1.0}),
    "no need": (
        AREA,
        {
            "market.housing_pressure": 0.0,
            "people.ability_median_eur_m2_year": 300.0,
            "market.arrivals_per_year_share": 0.08,
        },
    ),
    "no collectives": (AREA, {"behaviour.founding.hazard_per_month": 0.0}),
    "fire, soon": ("keilekwartier", {"months": SOON}),
    "no fire, soon": ("keilekwartier", {"months": SOON, FIRE: False}),
    "fire, later": ("keilekwartier", {"months": LATER}),
    "no fire, later": ("keilekwartier", {"months": LATER, FIRE: False}),
    **{f"{case.name}, 20 years": case.until(240) for case in CASES},
    **{
        f"{EVERYBODY}{rule}, term {months}": (
            AREA,
            {"policy.contract_months": months, "behaviour.horizon.weighing": rule} | _ALL,
        )
        for rule in RIVALS
        for months in CLAIMED
    },
}


def arms_called(names: list[str], settings: Mapping[str, Any] | None = None) -> dict[str, Scenario]:
    """The scenarios of some arms; `settings` are laid over all of them (those that a scenario has)."""
    known = {f"{case.name}, as known": case for case in CASES}
    chosen = {name: _as_known(known[name]) if name in known else _SETTINGS[name] for name in names}
    return {name: load(scenario, {**(settings or {}), **own}) for name, (scenario, own) in chosen.items()}
