"""Developers: conventional ones build homes, conscious ones keep buildings for work."""

from __future__ import annotations

import mesa


class Developer(mesa.Agent):
    """Somebody who buys buildings."""

    def __init__(self, model, conscious: bool) -> None:
        super().__init__(model)
        self.conscious = conscious
        self.capital = model.spec.behaviour.developing.capital_start_eur

    def buy(self) -> None:
        """Once a year: the building for sale with the highest return, if that is enough."""
        self.capital += self.model.spec.behaviour.developing.capital_inflow_eur_year
        building = self.best_buy()
        if building is None:
            return
        if building.collective and building.collective.buys_first():
            return
        self.acquire(building)

    def best_buy(self):
        """What brings most among what this developer can pay, or None."""
        developing = self.model.spec.behaviour.developing
        best = None
        highest = developing.conscious_required_return if self.conscious else developing.required_return
        for building in self.model.for_sale:
            if building.owner_kind != "investor" or building.price > self.capital:
                continue
            if self.conscious:
                gain = building.plot.market_rent / max(1.0, building.rent) - 1.0
            else:
                gain = building.gap if building.may_become_housing() else 0.0
            if gain >= highest:
                best, highest = building, gain
        return best

    def acquire(self, building) -> None:
        """Become the owner: with a plan, or to keep it for work."""
        self.capital -= building.price
        building.owner_kind, building.owner = ("conscious_developer" if self.conscious else "developer"), self
        if self.conscious:
            if building.plan_month is not None:
                building.drop_plan()
            building.start_lease()
        elif building.plan_month is None and building.may_become_housing():
            building.make_plan()
