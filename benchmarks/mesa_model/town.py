"""Landlords and the municipality, and what comes from outside: terms of leases, the public purse, dated shocks."""

from __future__ import annotations

from .rates import chance_per_month


class Landlord:
    """A kind of owner: the terms it lets on, and what tenants have learned of it."""

    def __init__(self, terms: dict[str, int], hazard: float) -> None:
        self.terms, self.hazard = terms, hazard
        self.years = self.ended = 0.0
        self.notice_months = min(terms["notice_months"], terms["lease_first_months"], terms["lease_renewal_months"])


class Town:
    """What the model is as a town."""

    def open_town(self) -> None:
        """The municipality at the start."""
        self.openness = self.spec.policy.openness
        self.earnings_factor = self.housing_factor = self.price_index = 1.0
        self.building_budget = self.spec.behaviour.developing.public_budget_eur_year
        self.purchase_fund = self.public_cost = self.homes = self.scarcity = 0.0
        self.slump_until = None
        start = self.spec.behaviour.leases.hazard_start_per_year
        by_kind = self.spec.landlords.by_kind(self.spec.policy)
        self.landlords = {kind: Landlord(terms, start) for kind, terms in by_kind.items()}

    def learn_of_landlords(self) -> None:
        """How often each kind of owner takes a building away is learned per year of letting, and forgotten."""
        leases = self.spec.behaviour.leases
        for landlord in self.landlords.values():
            landlord.years -= landlord.years / leases.hazard_memory_months
            landlord.ended -= landlord.ended / leases.hazard_memory_months
            expected = leases.hazard_start_per_year * leases.hazard_start_years
            landlord.hazard = (expected + landlord.ended) / (leases.hazard_start_years + landlord.years)

    def owned_share(self) -> float:
        """Share of the work floor at the start that collectives own."""
        owned = sum(building.floor_m2 for building in self.buildings if building.owner_kind == "collective")
        return owned / max(1.0, self.work_floor_start_m2)

    def pay_bills(self) -> None:
        """What the levers cost this month."""
        policy, behaviour = self.spec.policy, self.spec.behaviour
        cost = policy.programming * behaviour.ties.programming_cost_eur_entrepreneur_year * self.present / 12.0
        for building in self.buildings:
            if building.let:
                cost += (building.subsidy + building.rent_forgone) * building.occupied_m2 / 12.0
        hours = policy.governance_support_hours_month * len(self.collectives)
        self.public_cost += cost + hours * behaviour.roles.support_cost_eur_hour
        self.purchase_fund += policy.purchase_fund_eur_year / 12.0

    def strike(self) -> None:
        """Dated shocks of this month happen; slumps end; burnt buildings come back."""
        for shock in self.spec.shocks.values():
            if not shock.on or self.spec.month_of(shock.date) != self.month:
                continue
            if shock.kind == "fire":
                next(building for building in self.buildings if building.plot.symbol == shock.building).burn()
            elif shock.kind == "slump":
                self.earnings_factor, self.housing_factor = shock.earnings_factor, shock.housing_factor
                self.slump_until = self.month + shock.lasts_months
            else:
                self.openness = shock.openness
        if self.month == self.slump_until:
            self.earnings_factor = self.housing_factor = 1.0
        chance = chance_per_month(self.spec.behaviour.shocks.random_fires_per_year)
        if chance > 0.0:
            for building in self.buildings:
                if self.random.random() < chance:
                    building.burn()
        self.buildings.do("rebuild")
