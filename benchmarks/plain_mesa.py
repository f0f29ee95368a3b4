"""Firms and rents alone, as one would write them in plain Mesa: an agent per firm and building, a step per agent, a
DataCollector.

The rules are those of ``processes/firms.py`` and the rents of ``processes/land.py``, with the numbers of the scenario:
firms earn, pay the contract rent, close, move away, look for cheaper or larger space, grow once a year, and arrive; market
rents grow and spill over once a year, contract rents are indexed and reviewed. What is recorded of firms and rents every
month is what the whole model records of them. There are no plans, developers, housing, ties or collectives.
"""

from __future__ import annotations

import math
from collections import Counter

import mesa
from mesa.discrete_space import CellAgent, FixedAgent, OrthogonalMooreGrid

from collectief_sim.model.observe import AFFORDABLE_EUR_M2_YEAR
from collectief_sim.scenario import Scenario


class Building(FixedAgent):
    """A building to let, with one contract rent."""

    def __init__(self, model: PlainFirms, cell, floor_m2: float, smallest_unit_m2: float) -> None:
        super().__init__(model)
        self.cell = cell
        self.floor_m2, self.smallest_unit_m2, self.occupied_m2 = floor_m2, smallest_unit_m2, 0.0
        self.market_rent = model.spec.market.work_rent_eur_m2_year
        self.rent = self.market_rent * model.spec.market.contract_rent_share
        self.term_start = -model.random.randrange(model.spec.policy.contract_months)

    def step(self) -> None:
        """The rent is indexed every year and follows the market when a new term starts."""
        months = self.model.month - self.term_start
        if months == self.model.spec.policy.contract_months:
            self.term_start, self.rent = self.model.month, self.market_rent
        elif months % 12 == 0:
            self.rent *= 1 + self.model.spec.policy.rent_indexation_per_year

    def appraise(self) -> None:
        """The market rent moves towards that of the neighbours, and grows."""
        near = [b.market_rent for cell in self.cell.neighborhood for b in cell.agents if isinstance(b, Building)]
        if near:
            spillover = 1 - (1 - self.model.spec.behaviour.land.spillover_per_month) ** 12
            self.market_rent += spillover * (sum(near) / len(near) - self.market_rent)
        self.market_rent *= 1 + self.model.spec.market.work_rent_growth_per_year


class Firm(CellAgent):
    """A firm that earns, pays rent, grows, moves, closes or goes broke."""

    def __init__(self, model: PlainFirms) -> None:
        super().__init__(model)
        people, random = model.spec.people, model.random
        self.ability = people.ability_median_eur_m2_year * random.lognormvariate(0, people.ability_sigma)
        self.need_m2 = max(5.0, people.area_median_m2 * random.lognormvariate(0, people.area_sigma))
        self.growth = random.gauss(people.growth_mean_per_year, people.growth_sd_per_year)
        self.buffer = people.buffer_start_months * (0.5 + random.random())
        self.arrived = model.month
        self.building: Building | None = None
        self.area_m2 = 0.0

    def step(self) -> None:
        """One month of business."""
        model, firms = self.model, self.model.spec.behaviour.firms
        ability, rent = self.ability * model.price_index, self.building.rent
        noise = firms.luck_sd_months * math.sqrt(12) * (model.random.random() - 0.5)
        self.buffer = min(firms.buffer_limit_months, self.buffer + firms.margin * (ability - rent) / ability + noise)
        u = model.random.random()
        if u < model.closes:
            if model.month - self.arrived >= firms.settling_months:
                self.leave("closed")
        elif u < model.closes + model.relocates:
            self.leave("relocated")
        elif self.buffer < firms.broke_months:
            self.cut_costs_or_quit(min(firms.cheaper * rent, ability))
        elif (model.month + self.unique_id) % 12 == 0:
            self.grow(ability)

    def cut_costs_or_quit(self, limit: float) -> None:
        """Move to cheaper space, or go broke."""
        if self.move_to(self.find_space(self.area_m2, limit), self.area_m2):
            self.buffer = 0.0
        else:
            self.leave("broke")

    def grow(self, ability: float) -> None:
        """The floor needed changes; who outgrows the building moves or leaves."""
        self.need_m2 = max(5.0, self.need_m2 * (1 + self.growth))
        wanted = max(self.need_m2, self.building.smallest_unit_m2)
        if self.building.floor_m2 - self.building.occupied_m2 >= wanted - self.area_m2:
            self.building.occupied_m2 += wanted - self.area_m2
            self.area_m2 = wanted
        elif self.need_m2 > self.model.spec.behaviour.firms.outgrown_factor * self.area_m2 and not self.move_to(
            self.find_space(self.need_m2, ability), self.need_m2
        ):
            self.leave("outgrew")

    def find_space(self, need_m2: float, limit: float) -> Building | None:
        """The cheapest fitting unit among a few vacant ones."""
        firms, best = self.model.spec.behaviour.firms, None
        for _ in range(firms.searches if self.model.vacant else 0):
            building = self.model.random.choice(self.model.vacant)
            unit = max(need_m2, building.smallest_unit_m2)
            if (
                building.floor_m2 - building.occupied_m2 >= unit <= firms.roomiest_factor * need_m2
                and building.rent <= limit
            ):
                best, limit = building, building.rent
        weight = 1 / (firms.scarcity_memory_months * max(1.0, firms.usual_searches_per_month * len(self.model.agents)))
        self.model.scarcity += weight * ((best is None) - self.model.scarcity)
        return best

    def move_to(self, building: Building | None, need_m2: float) -> bool:
        """Give up the old unit for a new one, if there is one."""
        if building is None:
            return False
        if self.building is not None:
            self.building.occupied_m2 -= self.area_m2
        self.building, self.cell = building, building.cell
        self.area_m2 = max(need_m2, building.smallest_unit_m2)
        building.occupied_m2 += self.area_m2
        return True

    def leave(self, cause: str) -> None:
        """Leave the area."""
        self.building.occupied_m2 -= self.area_m2
        self.model.totals[cause] += 1
        self.remove()


TOTALS = ("arrived", "turned_away", "closed", "broke", "outgrew", "relocated")


class PlainFirms(mesa.Model):
    """The work buildings of a scenario and their firms, without all else."""

    def __init__(self, spec: Scenario, rng: int | None = None) -> None:
        super().__init__(rng=rng)
        self.spec, self.month, self.price_index, self.scarcity = spec, 0, 1.0, 0.0
        self.totals: Counter[str] = Counter()
        firms = spec.behaviour.firms
        self.closes, self.relocates = (
            1 - math.exp(-h / 12) for h in (firms.closure_per_year, firms.relocation_per_year)
        )
        rows = spec.area.rows()
        self.grid = OrthogonalMooreGrid((len(rows[0]), len(rows)), torus=False, random=self.random)
        work = {symbol: entry for symbol, entry in spec.area.legend.items() if entry.floor_m2}
        for cell in self.grid.all_cells:
            x, y = cell.coordinate
            if entry := work.get(rows[y][x]):
                floor = entry.floor_m2 * self.random.lognormvariate(0, entry.floor_sigma)
                Building(self, cell, floor, entry.smallest_unit_m2)
        self.buildings = self.agents_by_type[Building]
        self.vacant = list(self.buildings)
        while self.vacant and len(self.vacant) > 0.1 * len(self.buildings):
            self.arrive()
            self.vacant = [b for b in self.vacant if b.floor_m2 - b.occupied_m2 >= 30.0]
        self.newcomers = spec.market.arrivals_per_year_share * len(self.agents_by_type[Firm]) / 12
        self.totals.clear()
        self.datacollector = mesa.DataCollector(
            {
                "entrepreneurs": lambda m: len(m.agents_by_type[Firm]),
                "vacant_floor_m2": lambda m: sum(b.floor_m2 - b.occupied_m2 for b in m.buildings),
                "affordable_floor_m2": PlainFirms.affordable_floor,
                "mean_rent_eur_m2_year": PlainFirms.mean_rent,
                "mean_market_rent_eur_m2_year": lambda m: m.buildings.agg("market_rent", sum) / len(m.buildings),
                "scarcity": "scarcity",
                **{total: (lambda m, total=total: m.totals[total]) for total in TOTALS},
            }
        )

    def affordable_floor(self) -> float:
        """Floor at rents that count as affordable [m2]."""
        limit = AFFORDABLE_EUR_M2_YEAR * self.price_index
        return sum(b.floor_m2 for b in self.buildings if b.rent <= limit)

    def mean_rent(self) -> float:
        """Mean rent paid, by floor [EUR/m2/year]."""
        occupied = self.buildings.agg("occupied_m2", sum)
        return sum(b.rent * b.occupied_m2 for b in self.buildings) / occupied if occupied else math.nan

    def arrive(self) -> None:
        """A newcomer looks for space and settles, or goes elsewhere."""
        firm = Firm(self)
        if not firm.move_to(firm.find_space(firm.need_m2, firm.ability * self.price_index), firm.need_m2):
            self.totals["turned_away"] += 1
            firm.remove()
        else:
            self.totals["arrived"] += 1

    def step(self) -> None:
        """One month."""
        self.price_index = (1 + self.spec.market.ability_growth_per_year) ** (self.month / 12)
        if self.month and self.month % 12 == 0:
            self.buildings.do("appraise")
        self.buildings.do("step")
        least = self.spec.behaviour.firms.vacant_from_m2
        self.vacant = [b for b in self.buildings if b.floor_m2 - b.occupied_m2 >= least]
        self.agents_by_type[Firm].shuffle_do("step")
        for _ in range(self.rng.poisson(self.newcomers)):
            self.arrive()
        self.datacollector.collect(self)
        self.month += 1
