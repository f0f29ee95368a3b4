"""The area as a Mesa model: the same mechanisms and numbers as `collectief_sim`, an object for everybody and everything.

Two things are simpler than there: a building stands on one plot, and there are no collectives at the start.
"""

from __future__ import annotations

import math
from collections import Counter

import mesa
from mesa.discrete_space import OrthogonalMooreGrid

from collectief_sim.scenario import Scenario

from .building import Building
from .collective import Collective
from .developer import Developer
from .entrepreneur import ACTIVITIES, Entrepreneur
from .federation import AreaCooperative, federate
from .plot import Plot
from .rates import chance_per_month, unit
from .record import REPORTERS
from .town import Town


class MesaArea(Town, mesa.Model):
    """An area under a scenario; one step is one month."""

    def __init__(self, spec: Scenario, rng: int | None = None) -> None:
        super().__init__(rng=rng)
        for symbol, entry in spec.area.legend.items():
            if entry.one_building or entry.collective or entry.part_of:
                raise ValueError(f"legend.{symbol}: this model has one-plot buildings and no collectives at the start")
        self.spec, self.month, self.present, self.founded = spec, 0, 0, 0
        self.totals: Counter[str] = Counter()
        self.endings: Counter[str] = Counter()
        self.meetings: list[tuple[Entrepreneur, Entrepreneur]] = []
        firms = spec.behaviour.firms
        self.closes, self.relocates = (chance_per_month(h) for h in (firms.closure_per_year, firms.relocation_per_year))
        self.open_town()
        self._build_area()
        for building in self.buildings:
            self._fill(building)
        self.newcomers = spec.market.arrivals_per_year_share * self.present / 12.0
        self.datacollector = mesa.DataCollector(REPORTERS)

    # ---- the start ----

    def _build_area(self) -> None:
        area, rows = self.spec.area, self.spec.area.rows()
        for conscious, count in ((False, area.developers), (True, area.conscious_developers)):
            for _ in range(count):
                Developer(self, conscious)
        self.developers = self.agents_by_type[Developer]
        self.grid = OrthogonalMooreGrid((len(rows[0]), len(rows)), torus=False, random=self.random)
        for cell in self.grid.all_cells:
            x, y = cell.coordinate
            Plot(self, cell, rows[y][x])
        self.plots = self.agents_by_type[Plot]
        self.plots.do("meet_the_neighbours")
        for plot in self.plots:
            entry = area.legend[plot.symbol]
            if entry.use in ("work", "mixed"):
                Building(self, plot, entry)
        self.buildings = self.agents_by_type[Building]
        self.work_floor_m2 = self.work_floor_start_m2 = sum(building.floor_m2 for building in self.buildings)

    def _fill(self, building: Building) -> None:
        """First tenants: alike in mentality, known for one activity, filling the let floor."""
        people, entry, random = self.spec.people, self.spec.area.legend[building.plot.symbol], self.random
        mean_area = people.area_median_m2 * math.exp(people.area_sigma**2 / 2.0)
        let_m2 = building.floor_m2 * entry.occupied_share
        tenants = [
            Entrepreneur(self) for _ in range(round(let_m2 / mean_area) if entry.tenants is None else entry.tenants)
        ]
        kind, speciality, sorting = random.gauss(0.0, 1.0), random.randrange(ACTIVITIES), people.mentality_sorting
        scale = let_m2 / max(1e-9, sum(tenant.need_m2 for tenant in tenants))
        for tenant in tenants:
            own = (tenant.mentality - people.mentality_mean) / max(people.mentality_sd, 1e-9)
            alike = sorting * kind + math.sqrt(1.0 - sorting**2) * own
            tenant.mentality = unit(people.mentality_mean + people.mentality_sd * alike)
            if random.random() < people.sorting_by_activity:
                tenant.activity = speciality
            tenant.need_m2 *= scale
            tenant.move_in(building, tenant.need_m2)
            tenant.area_m2 = tenant.need_m2
        building.occupied_m2 = sum(tenant.area_m2 for tenant in tenants)
        self.present += len(tenants)

    # ---- who is there ----

    @property
    def entrepreneurs(self) -> mesa.agent.AgentSet:
        """Everybody who works in the area."""
        return self.agents_by_type[Entrepreneur]

    @property
    def collectives(self) -> list[Collective]:
        """Collectives alive, in order of founding."""
        return list(self.agents_by_type.get(Collective, ()))

    @property
    def area_cooperatives(self) -> list[AreaCooperative]:
        """Area cooperatives alive."""
        return list(self.agents_by_type.get(AreaCooperative, ()))

    def list_vacancies(self) -> None:
        """Buildings that have room and may be let."""
        least = self.spec.behaviour.firms.vacant_from_m2
        self.vacant = [building for building in self.buildings if building.on_offer and building.room_m2 >= least]

    def found_collective(self, founder: Entrepreneur, allies: list[Entrepreneur]) -> None:
        """A new collective; its founder leads and binds at first."""
        collective = Collective(self, founder)
        self.founded += 1
        for person in (founder, *allies):
            person.join(collective)
        founder.leads = founder.binds = True

    # ---- a month ----

    def step(self) -> None:
        """One month, in the order of the ODD document."""
        self._land_and_leases()
        self._developers()
        self._firms()
        self._people()
        self._collectives()
        self.strike()
        self.pay_bills()
        self.datacollector.collect(self)
        self.month += 1

    def _land_and_leases(self) -> None:
        self.price_index = (1.0 + self.spec.market.ability_growth_per_year) ** (self.month / 12.0)
        if self.month and self.month % 12 == 0:
            self.plots.do("look_around").do("be_appraised")
        self.buildings.do("adapt_rent").do("plan")
        self.learn_of_landlords()
        self.buildings.do("run_out")

    def _developers(self) -> None:
        developing = self.spec.behaviour.developing
        if self.month % 12 == 5:
            self.building_budget = developing.public_budget_eur_year
            self.for_sale = [
                building
                for building in self.buildings
                if building.owner_kind == "investor"
                and building.site_until is None
                and building.floor_m2 > 0.0
                and self.random.random() < developing.sale_per_year
            ]
            self.developers.do("buy")
        self.buildings.do("apply_for_permit").do("build")

    def _firms(self) -> None:
        self.list_vacancies()
        self.entrepreneurs.shuffle_do("do_business")
        self.list_vacancies()
        for _ in range(self.rng.poisson(self.newcomers)):
            newcomer = Entrepreneur(self, arrived=self.month)
            if newcomer.settle():
                self.present += 1
                self.totals["arrived"] += 1
            else:
                self.totals["turned_away"] += 1
                newcomer.remove()

    def _people(self) -> None:
        people = self.entrepreneurs
        people.do("fade_ties").shuffle_do("seek_company")
        for one, other in self.meetings:
            one.meet(other)
        self.meetings.clear()
        people.shuffle_do("found_or_join").do("engage")

    def _collectives(self) -> None:
        groups = self.agents_by_type.get(Collective)
        if groups is None:
            return
        groups.do("take_stock").do("change_roles").do("cohere").do("reach_out").do("climb").do("save_and_buy")
        federate(self)
