"""Firms and rents alone, as one would write them in plain Mesa: an agent per firm, a step per agent, a DataCollector."""

from __future__ import annotations

import mesa
from mesa.discrete_space import CellAgent, OrthogonalMooreGrid

SIDE = 24


class Firm(CellAgent):
    """A firm that earns, pays rent, and closes or goes broke."""

    def __init__(self, model: PlainFirms) -> None:
        super().__init__(model)
        self.cell = model.random.choice(model.cells)
        self.area_m2 = model.random.lognormvariate(4.0, 0.5)
        self.ability = model.random.lognormvariate(4.83, 0.25)
        self.buffer = 8.0 * (0.5 + model.random.random())

    def step(self) -> None:
        """One month of business."""
        model = self.model
        ability = self.ability * model.price_index
        noise = 3.81 * (model.random.random() - 0.5)
        self.buffer = min(24.0, self.buffer + (ability - self.cell.rent) / ability + noise)
        if model.random.random() < 0.0058 or self.buffer < -6.0:
            self.remove()


class PlainFirms(mesa.Model):
    """An area of firms whose rents grow and spill over to the neighbours once a year."""

    def __init__(self, firms: int, rng: int | None = None) -> None:
        super().__init__(rng=rng)
        self.grid = OrthogonalMooreGrid((SIDE, SIDE), torus=False, random=self.random)
        self.grid.create_property_layer("rent", default_value=90.0)
        self.cells = list(self.grid.all_cells)
        self.firms = firms
        self.price_index = 1.0
        for _ in range(firms):
            Firm(self)
        self.datacollector = mesa.DataCollector(
            {"firms": lambda m: len(m.agents), "rent": lambda m: m.grid.rent.data.mean()}
        )

    def step(self) -> None:
        """One month."""
        self.price_index *= 1.02 ** (1 / 12)
        if int(self.time) % 12 == 0:
            for cell in self.cells:
                near = [other.rent for other in cell.neighborhood]
                cell.rent = 1.02 * (cell.rent + 0.2 * (sum(near) / len(near) - cell.rent))
        self.agents.shuffle_do("step")
        while len(self.agents) < self.firms:
            Firm(self)
        self.datacollector.collect(self)
