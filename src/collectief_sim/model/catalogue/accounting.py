"""Prices on what was counted in a run: what the municipality, owners and makers have of it, low, middle and high [EUR].

All is seen from the party it is about: what comes in is above 0, what goes out below. Low is the least that an amount can come
to under these prices, high the most, so that low <= middle <= high whatever its sign.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from collectief_sim.model.codes import COLLECTIVE, MUNICIPALITY, OWNERS
from collectief_sim.model.rows import NONE, columns
from collectief_sim.scenario.languages import Said

LOW, MIDDLE, HIGH = -1, 0, 1
LEVELS = {"_low": LOW, "": MIDDLE, "_high": HIGH}  # by what stands behind the name of an amount
_BEHIND = {level: name for name, level in LEVELS.items()}
PARTIES: dict[str, tuple[int, ...]] = {
    "municipality": (MUNICIPALITY,),
    "owners": tuple(kind for kind in range(len(OWNERS)) if kind not in (MUNICIPALITY, COLLECTIVE)),
    "collectives": (COLLECTIVE,),
}
NOT_RECKONED = (
    Said(
        "ground rent, and what another use of leased land brings",
        "erfpachtcanon, en wat ander gebruik van erfpachtgrond oplevert",
    ),
    Said("taxes on property, sales and profits", "belastingen op vastgoed, verkoop en winst"),
    Said(
        "costs of the deed, and interest and loans of owners and developers",
        "kosten van overdracht, en rente en leningen van eigenaren en ontwikkelaars",
    ),
    Said(
        "what homes bring beyond their plots: profits of builders, and what they are worth to those who live there",
        "wat woningen meer opbrengen dan hun kavel: winst van bouwers, en wat ze waard zijn voor wie er woont",
    ),
    Said("building or renovating work floor", "het bouwen of renoveren van werkvloer"),
    Said(
        "guarding, heating and insuring floor that stands empty",
        "bewaking, verwarming en verzekering van leegstaande vloer",
    ),
    Said(
        "rent that a firm pays on after it left, or leaves unpaid when it goes broke",
        "huur die een bedrijf na vertrek doorbetaalt, of schuldig blijft als het failliet gaat",
    ),
    Said(
        "turnover that firms lose when they move or stop, and jobs",
        "omzet die bedrijven verliezen als ze verhuizen of stoppen, en banen",
    ),
    Said(
        "fit-out lost by fire, and moves that nobody was forced to",
        "inbouw die bij brand verloren gaat, en verhuizingen waar niemand toe gedwongen was",
    ),
    Said(
        "hours that entrepreneurs give, and what collectives do for others",
        "uren die ondernemers geven, en wat collectieven voor anderen doen",
    ),
    Said(
        "what collectives pay lenders and for upkeep, and what forms of cooperation take and give",
        "wat collectieven aan geldgevers en onderhoud betalen, en wat samenwerkingsvormen vragen en geven",
    ),
    Said(
        "public space, roads and facilities for new homes",
        "openbare ruimte, wegen en voorzieningen voor nieuwe woningen",
    ),
    Said("noise, nuisance, traffic and the climate", "geluid, overlast, verkeer en klimaat"),
    Said(
        "what floor is worth at the end; nothing is discounted",
        "wat vloer aan het eind waard is; er wordt niets verdisconteerd",
    ),
)


@dataclass(frozen=True)
class Money:
    """The amounts of a run, party by party."""

    world: Any

    # ---- what was counted ----

    @cached_property
    def by_kind(self) -> dict[str, npt.NDArray[np.float64]]:
        """By what is counted, a number for each kind of owner: what it had, and what it has of buildings that are its own now."""
        past, deeds = _plain(self.world.accounts), _plain(self.world.deeds)
        names, kinds = [name for name in deeds.dtype.names or () if name != "kind"], deeds["kind"]
        now = {name: np.bincount(kinds, deeds[name], len(OWNERS)) for name in names}
        both = {name: past[name] + now.get(name, 0.0) for name in past.dtype.names or ()}
        return both | {name: both[name] / 12.0 for name in ("rents_eur", "missed_eur")}

    @cached_property
    def _makers(self) -> dict[str, Any]:
        return _as_dict(self.world.makers_account)

    @cached_property
    def _town(self) -> dict[str, Any]:
        return _as_dict(self.world.town)

    @cached_property
    def _sites(self) -> npt.NDArray[Any]:
        """All land accounts."""
        return _plain(self.world.sites)

    @cached_property
    def _begun(self) -> npt.NDArray[Any]:
        """Those of homes that were begun."""
        begun: npt.NDArray[Any] = self._sites[self._sites["begun_month"] != NONE]
        return begun

    @cached_property
    def _on_own_land(self) -> npt.NDArray[np.bool_]:
        own: npt.NDArray[np.bool_] = self._begun["owner_kind"] == MUNICIPALITY
        return own

    @cached_property
    def _by_party(self) -> dict[str, dict[str, float]]:
        """The same by party."""
        rows = {name: by_kind.tolist() for name, by_kind in self.by_kind.items()}
        return {
            party: {name: sum([row[kind] for kind in kinds]) for name, row in rows.items()}
            for party, kinds in PARTIES.items()
        }

    def counted(self, party: str, field: str) -> float:
        """A sum over the kinds of owner that a party is."""
        return self._by_party[party][field]

    def of_makers(self, field: str) -> float:
        """What was counted of makers."""
        return float(self._makers[field])

    def homes_begun(self, municipal: bool) -> float:
        """Homes that were begun on municipal land, or on other land."""
        return float(self._begun["homes"][self._on_own_land == municipal].sum())

    # ---- prices ----

    @cached_property
    def _prices(self) -> dict[str, Any]:
        return self._settings("prices")

    @cached_property
    def _of_deficits(self) -> dict[str, Any]:
        return self._settings("deficits")

    def _settings(self, section: str) -> dict[str, Any]:
        """The numbers of a section of the scenario, as the run ended with."""
        return _as_dict(_plain(self.world.rules)[section])

    def price(self, name: str, level: int) -> float:
        """A price by its level."""
        return float(self._prices[f"{name}{_BEHIND[level]}"])

    def mean_deficit(self, level: int) -> float:
        """The mean deficit of a home, at the start's prices."""
        off = {LOW: -self._prices["deficit_less_eur_home"], MIDDLE: 0.0, HIGH: self._prices["deficit_more_eur_home"]}
        return float(self._of_deficits["mean_eur_home"] + off[level])

    @cached_property
    def _sums(self) -> dict[int, list[float]]:
        """At each level: what sites fall short of (below 0 they gain) and what is to be paid of that, on municipal land; the same
        on other land. What was made up already is taken off.
        """
        sites, own = self._begun, self._on_own_land
        means = np.array([[self.mean_deficit(level)] for level in _BEHIND])
        per_home = means + self._of_deficits["sd_eur_home"] * sites["luck"]
        short = sites["homes"] * sites["price_index"] * per_home - sites["made_up_eur"]
        to_pay = np.maximum(0.0, short)
        sums = (short @ own, to_pay @ own, short @ ~own, to_pay @ ~own)
        return dict(zip(_BEHIND, np.transpose(sums).tolist(), strict=True))

    # ---- amounts, each seen from its party ----

    def deficits(self, level: int) -> float:
        """What public bodies have to pay for plans that fall short, the state and the municipality together; what was made up to
        make building pay, out of the public cost, is not in it.
        """
        return self._sums[level][1] + self._sums[level][3]

    def state(self, level: int) -> float:
        """What the state pays of that."""
        return float(self._prices["state_share"]) * self.deficits(level)

    def upkeep(self, party: str, level: int) -> float:
        """Maintenance of what is kept up."""
        return -self.counted(party, "kept_up_m2_months") / 12.0 * self.price("upkeep_eur_m2_year", -level)

    def land(self, party: str, level: int) -> float:
        """The balance of land accounts: plots sold less buying out, clearing and preparing, with what public bodies add. On land
        of others that is all they fall short of; on its own the municipality gets the state's part.
        """
        own_short, own_to_pay, short, to_pay = self._sums[-level]
        if party == "municipality":
            return float(self._prices["state_share"]) * own_to_pay - own_short
        return to_pay - short

    def help_with_deficits(self, level: int) -> float:
        """What the municipality pays for deficits on the land of others."""
        return -(1.0 - float(self._prices["state_share"])) * self._sums[-level][3]

    def own_part_of_deficits(self, level: int) -> float:
        """What it pays of deficits on its own land, which is in the balance of that."""
        return (1.0 - float(self._prices["state_share"])) * self._sums[level][1]

    def rent(self, party: str) -> float:
        """Rents received."""
        return self.counted(party, "rents_eur")

    def sales(self, party: str) -> float:
        """Buildings sold less buildings bought."""
        return self.counted(party, "sold_eur") - self.counted(party, "bought_eur")

    @cached_property
    def measures(self) -> float:
        """The public cost, but for rent that is merely missed, which is missing from the rents already."""
        return self.counted("municipality", "forgone_eur") - float(self._town["public_cost_eur"])

    @cached_property
    def buy_outs(self) -> float:
        """What makers got for leaving before their term was over."""
        return float(self.by_kind["bought_out_eur"].sum())

    def moving(self, level: int) -> float:
        """Moves that makers pay themselves."""
        return -self.of_makers("moved_indexed_m2") * self.price("moving_eur_m2", -level)

    @cached_property
    def _fit_out_left(self) -> float:
        """What was not written off of the fit-out of places that were lost, as new [m2], times the price index."""
        by_years = self._makers["fit_out_indexed_m2"]
        left = np.maximum(0.0, 1.0 - (np.arange(len(by_years)) + 0.5) / self._prices["fit_out_years"])
        return float(by_years @ left)

    def fit_out(self, level: int) -> float:
        """What was left of the fit-out of places that were lost, written off in equal parts."""
        return -self._fit_out_left * self.price("fit_out_eur_m2", -level)

    def net(self, party: str, level: int) -> float:
        """All amounts of the municipality, of owners or of makers together."""
        if party == "makers":
            paid = self.of_makers("rents_eur") + self.of_makers("service_eur")
            return self.buy_outs - paid + self.moving(level) + self.fit_out(level)
        held = self.rent(party) + self.upkeep(party, level) + self.land(party, level) + self.sales(party)
        if party == "municipality":
            return held + self.help_with_deficits(level) + self.measures
        return held - self.counted(party, "bought_out_eur")

    # ---- a budget for deficits ----

    @cached_property
    def homes_waiting(self) -> float:
        """Homes of plans that wait for the budget."""
        if np.isinf(_plain(self.world.rules)["policy"]["deficit_budget_eur_year"][0]):
            return 0.0  # nobody does once it is lifted
        return float(self._sites["waiting_homes"][self._sites["waiting_since_month"] != NONE].sum())

    @cached_property
    def homes_elsewhere(self) -> float:
        """Homes that the budget which is left would pay for at the mean deficit."""
        mean = self.mean_deficit(MIDDLE) * float(self._town["price_index"])
        return float(self._town["deficit_budget_eur"]) / mean if mean > 0.0 else 0.0


def _plain(table: Any) -> npt.NDArray[Any]:
    """A table of which columns are found quickly."""
    return np.asarray(columns(table)).view(np.ndarray)


def _as_dict(row: Any) -> dict[str, Any]:
    """The one row of a table by name."""
    plain = _plain(row)
    return dict(zip(plain.dtype.names or (), plain[0].item(), strict=True))
