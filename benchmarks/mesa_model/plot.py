"""Plots: what the land is worth, for work and for housing."""

from __future__ import annotations

from mesa.discrete_space import FixedAgent

from .rates import unit


class Plot(FixedAgent):
    """A piece of land; a building may stand on it."""

    def __init__(self, model, cell, symbol: str) -> None:
        super().__init__(model)
        self.cell = cell
        self.symbol = symbol
        self.building = None
        market, (x, y) = model.spec.market, cell.coordinate
        tilt = 1.0 + market.value_gradient * model.nearness[y * model.grid.dimensions[0] + x]
        self.market_rent = market.work_rent_eur_m2_year * tilt
        self.housing_value = self.market_rent * market.housing_value_ratio * tilt
        self.next_rent = self.next_value = 0.0

    def meet_the_neighbours(self) -> None:
        """Remember who is around, once all plots are there."""
        self.around = [agent for cell in self.cell.neighborhood for agent in cell.agents if isinstance(agent, Plot)]

    @property
    def standing(self) -> float:
        """Standing of the collective that is at home here, 0 if there is none."""
        collective = self.building.collective if self.building else None
        return unit(collective.standing) if collective else 0.0

    @property
    def has_new_homes(self) -> bool:
        """Whether homes were finished here not long ago."""
        finished = self.building.homes_month if self.building else None
        land = self.model.spec.behaviour.land
        return finished is not None and self.model.month - finished <= land.new_homes_months

    def look_around(self) -> None:
        """What this plot will be worth after appraisal, from what its neighbours are worth now."""
        land, market = self.model.spec.behaviour.land, self.model.spec.market
        bonus = land.standing_bonus_per_year * max(self.standing, max(plot.standing for plot in self.around))
        bonus += land.new_homes_bonus_per_year * any(plot.has_new_homes for plot in self.around)
        spillover = 1.0 - (1.0 - land.spillover_per_month) ** (12.0 * (50.0 / self.model.spec.area.cell_m) ** 2)
        rents = sum(plot.market_rent for plot in self.around) / len(self.around)
        values = sum(plot.housing_value for plot in self.around) / len(self.around)
        rent = self.market_rent + spillover * (rents - self.market_rent)
        value = self.housing_value + spillover * (values - self.housing_value)
        self.next_rent = rent * (1.0 + market.work_rent_growth_per_year + bonus)
        self.next_value = value * (1.0 + market.housing_value_growth_per_year + bonus)

    def be_appraised(self) -> None:
        """Take on the new values."""
        self.market_rent, self.housing_value = self.next_rent, self.next_value
