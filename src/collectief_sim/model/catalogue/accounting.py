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
    def _accounts(self) -> Any:
        return columns(self.world.accounts)

    @cached_property
    def _makers(self) -> Any:
        return columns(self.world.makers_account)[0]

    @cached_property
    def _begun(self) -> Any:
        sites = columns(self.world.sites)
        return sites[sites.begun_month != NONE]

    @cached_property
    def _on_own_land(self) -> npt.NDArray[np.bool_]:
        own: npt.NDArray[np.bool_] = self._begun.owner_kind == MUNICIPALITY
        return own

    @cached_property
    def _rules(self) -> Any:
        return columns(self.world.rules)[0]

    def counted(self, party: str, field: str) -> float:
        """A sum over the kinds of owner that a party is."""
        return float(self._accounts[field][list(PARTIES[party])].sum())

    def of_makers(self, field: str) -> float:
        """What was counted of makers."""
        return float(self._makers[field])

    def homes_begun(self, municipal: bool) -> float:
        """Homes that were begun on municipal land, or on other land."""
        return float(self._begun.homes[self._on_own_land == municipal].sum())

    # ---- prices ----

    def price(self, name: str, level: int) -> float:
        """A price by its level."""
        behind = {value: key for key, value in LEVELS.items()}[level]
        return float(self._rules.prices[f"{name}{behind}"])

    def mean_deficit(self, level: int) -> float:
        """The mean deficit of a home, at the start's prices."""
        prices, middle = self._rules.prices, float(self._rules.deficits.mean_eur_home)
        off = {LOW: -prices.deficit_less_eur_home, MIDDLE: 0.0, HIGH: prices.deficit_more_eur_home}
        return middle + float(off[level])

    @cached_property
    def _deficits(self) -> dict[int, npt.NDArray[np.float64]]:
        """What every site that was begun falls short of; below 0 it is a gain."""
        sites, spread = self._begun, float(self._rules.deficits.sd_eur_home) * self._begun.luck
        return {
            level: sites.homes * sites.price_index * (self.mean_deficit(level) + spread) for level in LEVELS.values()
        }

    def _to_pay(self, level: int) -> npt.NDArray[np.float64]:
        """What is left to be paid of each deficit: part was perhaps made up already, out of the public cost."""
        return np.maximum(0.0, self._deficits[level] - self._begun.made_up_eur)

    # ---- amounts, each seen from its party ----

    def deficits(self, level: int) -> float:
        """What public bodies have to pay for plans that fall short, the state and the municipality together."""
        return float(self._to_pay(level).sum())

    def state(self, level: int) -> float:
        """What the state pays of that."""
        return float(self._rules.prices.state_share) * self.deficits(level)

    def upkeep(self, party: str, level: int) -> float:
        """Maintenance of what is kept up."""
        return -self.counted(party, "kept_up_m2_months") / 12.0 * self.price("upkeep_eur_m2_year", -level)

    def land(self, party: str, level: int) -> float:
        """The balance of land accounts: plots sold less buying out, clearing and preparing, with what public bodies add."""
        mine = self._on_own_land == (party == "municipality")
        balance = self._begun.made_up_eur - self._deficits[-level]
        added = self._to_pay(-level)
        if party == "municipality":
            added = float(self._rules.prices.state_share) * added  # the rest is its own money
        return float((balance + added)[mine].sum())

    def help_with_deficits(self, level: int) -> float:
        """What the municipality pays for deficits on the land of others."""
        share = 1.0 - float(self._rules.prices.state_share)
        return -share * float(self._to_pay(-level)[~self._on_own_land].sum())

    def own_part_of_deficits(self, level: int) -> float:
        """What it pays of deficits on its own land, which is in the balance of that."""
        share = 1.0 - float(self._rules.prices.state_share)
        return share * float(self._to_pay(level)[self._on_own_land].sum())

    def rent(self, party: str) -> float:
        """Rents received."""
        return self.counted(party, "rents_eur")

    def sales(self, party: str) -> float:
        """Buildings sold less buildings bought."""
        return self.counted(party, "sold_eur") - self.counted(party, "bought_eur")

    @cached_property
    def measures(self) -> float:
        """The public cost, but for rent that is merely missed, which is missing from the rents already."""
        return self.counted("municipality", "forgone_eur") - float(self.world.town[0].public_cost_eur)

    @cached_property
    def buy_outs(self) -> float:
        """What makers got for leaving before their term was over."""
        return float(self._accounts.bought_out_eur.sum())

    def moving(self, level: int) -> float:
        """Moves that makers pay themselves."""
        return -self.of_makers("moved_indexed_m2") * self.price("moving_eur_m2", -level)

    def fit_out(self, level: int) -> float:
        """What was left of the fit-out of places that were lost, written off in equal parts."""
        by_years = self._makers["fit_out_indexed_m2"]
        left = np.maximum(0.0, 1.0 - (np.arange(len(by_years)) + 0.5) / float(self._rules.prices.fit_out_years))
        return -float(by_years @ left) * self.price("fit_out_eur_m2", -level)

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
        sites, budget = columns(self.world.sites), self._rules.policy.deficit_budget_eur_year
        waits = (sites.waiting_since_month != NONE) & np.isfinite(budget)  # nobody does once it is lifted
        return float(sites.waiting_homes[waits].sum())

    @cached_property
    def homes_elsewhere(self) -> float:
        """Homes that the budget which is left would pay for at the mean deficit."""
        town = self.world.town[0]
        mean = self.mean_deficit(MIDDLE) * float(town.price_index)
        return float(town.deficit_budget_eur) / mean if mean > 0.0 else 0.0
