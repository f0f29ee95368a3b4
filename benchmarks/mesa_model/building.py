"""Buildings: an owner, a lease, tenants, and perhaps a collective."""

from __future__ import annotations

import math

from mesa.discrete_space import FixedAgent

from .lease import Leased
from .rates import unit
from .redevelopment import Redeveloped


class Building(Leased, Redeveloped, FixedAgent):
    """A work building on one plot, under one lease."""

    def __init__(self, model, plot, entry) -> None:
        super().__init__(model)
        self.plot, self.cell = plot, plot.cell
        plot.building = self
        self.floor_m2 = entry.floor_m2 * self.random.lognormvariate(0.0, entry.floor_sigma)
        self.smallest_unit_m2, self.occupied_m2 = entry.smallest_unit_m2, 0.0
        spread = entry.adaptability_spread * (2.0 * self.random.random() - 1.0)
        self.adaptability = unit(entry.adaptability + spread)
        self.operated = entry.operator != ""
        self.tenants: list = []
        self.collective = None
        self.let, self.is_site, self.site_until, self.vacate_month = True, False, None, None
        self.plan_month = self.permit = self.permit_month = self.homes_month = None
        self.kept_share = self.homes = 0.0
        self.horizon = self.security = self.negotiating_hours = 0.0
        self.rent_ceiling = math.inf
        self._find_owner(entry)
        self.sign_first_lease(entry.rent_eur_m2_year, entry.lease_ends_after_months)

    def _find_owner(self, entry) -> None:
        policy, owners = self.model.spec.policy, entry.owners()
        self.owner_kind = self.random.choices(list(owners), list(owners.values()))[0]
        self.owner = None
        if self.owner_kind in ("developer", "conscious_developer"):
            conscious = self.owner_kind == "conscious_developer"
            self.owner = self.random.choice([d for d in self.model.developers if d.conscious == conscious])
        self.housing_excluded = entry.housing_excluded or self.random.random() < policy.work_zoning_share
        self.subsidised = self.random.random() < policy.subsidy_share

    @property
    def room_m2(self) -> float:
        """Floor that is free."""
        return self.floor_m2 - self.occupied_m2

    @property
    def on_offer(self) -> bool:
        """Whether somebody may move in."""
        return self.let and self.vacate_month is None

    @property
    def rent_forgone(self) -> float:
        """What a municipality misses by its own cap."""
        cap = self.model.spec.policy.rent_cap_eur_m2_year
        if self.owner_kind != "municipality" or cap is None:
            return 0.0
        cap *= self.model.price_index
        if self.rent < self.model.spec.behaviour.land.cap_binds_from * cap:
            return 0.0
        return max(0.0, min(self.plot.market_rent, self.rent_ceiling * self.model.price_index) - cap)

    def lose_tenants(self, cause: str) -> None:
        """The people go: as a group where that works out, else each for themselves."""
        if self.collective:
            self.collective.lose_home(cause)
        self.model.list_vacancies()
        for person in list(self.tenants):
            person.disperse(cause)
        self.occupied_m2 = 0.0

    def give_up_collective(self) -> None:
        """A collective is no longer at home here; a building of its own is sold."""
        self.collective = None
        if self.owner_kind == "collective":
            self.owner_kind, self.owner = "investor", None
            if self.let:
                self.start_lease()

    # ---- fire ----

    def burn(self) -> None:
        """Solidarity at once, then doubt; people are rehoused or look for themselves."""
        if not self.let:
            return
        self.let, self.vacate_month = False, None
        self.site_until = self.model.month + self.model.spec.behaviour.shocks.rebuilding_months
        self.model.work_floor_m2 -= self.floor_m2
        if self.collective:
            self.collective.show_solidarity()
        self.lose_tenants("fire")

    def rebuild(self) -> None:
        """A burnt building stands again."""
        if self.site_until is not None and not self.is_site and self.model.month >= self.site_until:
            self.site_until = None
            self.model.work_floor_m2 += self.floor_m2
            self.start_lease()
