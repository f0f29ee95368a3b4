"""Firms: earning, growing, moving, leaving."""

from __future__ import annotations

import math

LEAST_M2 = 5.0


class Firm:
    """What an entrepreneur does as a firm."""

    @property
    def ability(self) -> float:
        """The rent they can pay now."""
        return self.ability_at_start * self.model.price_index * self.model.earnings_factor

    def do_business(self) -> None:
        """Earn and pay rent; perhaps close, move away, cut costs or grow."""
        model, firms = self.model, self.model.spec.behaviour.firms
        ability, rent = self.ability, self.building.rent_paid
        luck = firms.luck_sd_months * math.sqrt(12.0) * (self.random.random() - 0.5)
        result = firms.margin * (ability - rent) / ability + luck
        self.buffer = min(firms.buffer_limit_months, self.buffer + result)
        u = self.random.random()
        if u < model.closes:
            if self.arrived is None or model.month - self.arrived >= firms.settling_months:
                self.leave_area("closed")
        elif u < model.closes + model.relocates:
            self.leave_area("relocated")
        elif self.buffer < firms.broke_months:
            self.cut_costs_or_quit(min(firms.cheaper * rent, ability))
        elif (model.month + self.unique_id) % 12 == 0:
            self.grow()

    def cut_costs_or_quit(self, limit: float) -> None:
        """Move to clearly cheaper space, or go broke."""
        building = self.find_space(self.area_m2, limit)
        if building is None:
            self.leave_area("broke")
            return
        self.change_building(building, self.area_m2)
        self.buffer = 0.0

    def grow(self) -> None:
        """The floor needed changes; who outgrows the building finds more, or leaves."""
        self.need_m2 = max(LEAST_M2, self.need_m2 * (1.0 + self.growth_per_year))
        wanted = max(self.need_m2, self.building.smallest_unit_m2)
        if self.building.room_m2 >= wanted - self.area_m2:
            self.building.occupied_m2 += wanted - self.area_m2
            self.area_m2 = wanted
        elif self.need_m2 > self.model.spec.behaviour.firms.outgrown_factor * self.area_m2:
            larger = self.find_space(self.need_m2, self.ability)
            if larger is None:
                self.leave_area("outgrew")
            else:
                self.change_building(larger, self.need_m2)

    # ---- looking for space ----

    def find_space(self, need_m2: float, limit: float):
        """The cheapest fitting unit among a few vacant ones, or None; failures make space feel scarce."""
        model, firms = self.model, self.model.spec.behaviour.firms
        best = None
        for _ in range(firms.searches if model.vacant else 0):
            building = self.random.choice(model.vacant)
            unit_m2 = max(need_m2, building.smallest_unit_m2)
            fits = building.room_m2 >= unit_m2 and unit_m2 <= firms.roomiest_factor * need_m2
            if building.on_offer and fits and building.rent_paid <= limit and self.is_admitted_to(building):
                best, limit = building, building.rent_paid
        usual = max(1.0, firms.usual_searches_per_month * model.present)
        model.scarcity += ((best is None) - model.scarcity) / (firms.scarcity_memory_months * usual)
        return best

    def is_admitted_to(self, building) -> bool:
        """Collectives that decide who moves in choose people of like mind, rather with an activity of their own."""
        collective, firms = building.collective, self.model.spec.behaviour.firms
        if collective is None or collective.form == "grassroots":
            return True
        distance = abs(self.mentality - collective.mentality)
        chance = math.exp(-((distance / firms.admission_tolerance) ** 2))
        if any(member.activity == self.activity for member in collective.members):
            chance *= firms.admission_if_not_new
        return self.random.random() < chance

    def settle(self) -> bool:
        """A newcomer looks for space once; whether they found it."""
        building = self.find_space(self.need_m2, self.ability)
        if building is not None:
            self.move_in(building, self.need_m2)
        return building is not None

    # ---- moving ----

    def move_in(self, building, need_m2: float) -> None:
        """Take a unit; where a collective decides who moves in one becomes a member."""
        self.building, self.cell = building, building.cell
        building.tenants.append(self)
        self.area_m2 = max(need_m2, building.smallest_unit_m2)
        building.occupied_m2 += self.area_m2
        collective = building.collective
        if collective and collective.form != "grassroots" and self.collective is None:
            self.join(collective)

    def move_out(self) -> None:
        """Give up the unit."""
        self.building.tenants.remove(self)
        self.building.occupied_m2 = max(0.0, self.building.occupied_m2 - self.area_m2)

    def change_building(self, building, need_m2: float) -> None:
        """Move within the area; membership does not move along."""
        if self.collective and building.collective is not self.collective:
            self.leave_collective()
        self.move_out()
        self.move_in(building, need_m2)

    def disperse(self, cause: str) -> None:
        """Find affordable space in the area, or leave it."""
        building = self.find_space(self.area_m2, self.ability)
        if building is None:
            self.leave_area(cause)
        else:
            self.change_building(building, self.area_m2)
            self.model.totals["rehoused"] += 1

    def leave_area(self, cause: str) -> None:
        """Leave for good."""
        self.leave_collective()
        self.move_out()
        self.present = False
        self.model.present -= 1
        self.model.totals[cause] += 1
        self.remove()
