"""Redevelopment: plans, permits, building sites, new homes."""

from __future__ import annotations

from .rates import chance_per_month, logistic

NO_HOUSING_BY = ("collective", "conscious_investor", "conscious_developer")


class Redeveloped:
    """What a building is as something that may become housing."""

    @property
    def gap(self) -> float:
        """How much more housing would bring than work: ratio - 1."""
        pressure = self.model.spec.market.housing_pressure * self.model.housing_factor
        return pressure * self.plot.housing_value / self.plot.market_rent - 1.0

    @property
    def price(self) -> float:
        """Price, in years of market rent."""
        return self.floor_m2 * self.plot.market_rent * self.model.spec.behaviour.land.price_years

    @property
    def step_heard(self) -> int:
        """Ladder step of the collective here; 2 at least."""
        return max(2, self.collective.ladder_step) if self.collective else 2

    def may_become_housing(self) -> bool:
        """No plan where zoning, the owner or the minimum of work floor forbids it."""
        policy = self.model.spec.policy
        if self.floor_m2 <= 0.0 or self.housing_excluded or self.owner_kind in NO_HOUSING_BY:
            return False
        lost = self.floor_m2 * (1.0 - policy.affordable_share_in_redevelopment)
        return self.model.work_floor_m2 - lost >= policy.work_floor_minimum_share * self.model.work_floor_start_m2

    def plan(self) -> None:
        """The landlord comes to want homes instead of work, or gives the idea up."""
        plans = self.model.spec.behaviour.plans
        if self.site_until is not None:
            return
        if self.plan_month is None:
            if self.random.random() < chance_per_month(self.plan_hazard()):
                self.make_plan()
            return
        standing = self.collective.standing if self.collective else 0.0
        per_year = plans.withdrawal_per_year * (1.0 + plans.withdrawal_by_standing * standing)
        if self.random.random() < chance_per_month(per_year):
            self.drop_plan()

    def plan_hazard(self) -> float:
        """Yearly hazard that a plan arises."""
        plans = self.model.spec.behaviour.plans
        if self.gap <= 0.0 or not self.may_become_housing():
            return 0.0
        pull = plans.gap_weight * (self.gap - plans.gap_middle) - plans.ladder_weight * (self.step_heard - 2)
        per_year = plans.hazard_per_year * logistic(pull)
        return per_year * (plans.developer_factor if self.owner_kind == "developer" else 1.0)

    def make_plan(self) -> None:
        """From now on the landlord wants to redevelop."""
        self.plan_month, self.permit = self.model.month, None

    def drop_plan(self) -> None:
        """The plan is off; a building that was emptied is let again."""
        self.plan_month = self.permit = self.permit_month = self.vacate_month = None
        if returning := self.returning():
            returning.return_to = None
        if not self.let:
            self.start_lease()

    # ---- permits ----

    def apply_for_permit(self) -> None:
        """A plan of a year or more applies every year; deciding takes time."""
        now = self.model.month
        if self.plan_month is None or self.site_until is not None:
            return
        age = now - self.plan_month
        if self.permit is None and age >= 12 and age % 12 == 0:
            self.permit, self.permit_month = "applied", now + self.model.spec.policy.decision_months
        if self.permit == "applied" and now >= self.permit_month:
            self.get_decision()

    def get_decision(self) -> None:
        """The municipality grants or refuses."""
        developing = self.model.spec.behaviour.developing
        if not self.may_become_housing():
            self.drop_plan()
            return
        chance = developing.permit_chance - developing.permit_chance_per_step * (self.step_heard - 2)
        self.permit = "granted" if self.random.random() < chance else None
        self.kept_share = self.model.spec.policy.affordable_share_in_redevelopment
        if (self.collective and self.collective.promised_return) or self.returning():
            self.kept_share = max(self.kept_share, developing.partnership_work_share)

    def returning(self):
        """The collective that has gone from here with a right to come back, if any."""
        return next((c for c in self.model.collectives if c.return_to is self), None)

    # ---- building ----

    def build(self) -> None:
        """An emptied building with a permit becomes a building site when it pays; a site is finished."""
        if self.is_site:
            if self.model.month >= self.site_until:
                self.deliver()
        elif self.permit == "granted" and not self.let and self.site_until is None:
            if not self.may_become_housing():
                self.drop_plan()
            elif self.affordable_to_build():
                self.model.work_floor_m2 -= self.floor_m2
                self.site_until = self.model.month + self.model.spec.behaviour.developing.building_months
                self.is_site = True

    def affordable_to_build(self) -> bool:
        """Whether building pays, or public money makes up the shortfall."""
        shortfall = self.model.spec.behaviour.developing.required_ratio - (self.gap + 1.0)
        if shortfall <= 0.0:
            return True
        cost = shortfall * self.price
        if cost > self.model.building_budget:
            return False
        self.model.building_budget -= cost
        self.model.public_cost += cost
        return True

    def deliver(self) -> None:
        """New homes, and as much affordable work space as the permit asks."""
        developing, kept = self.model.spec.behaviour.developing, self.kept_share
        proceeds = self.price * (1.0 + developing.required_return)
        self.floor_m2 *= kept
        self.homes = (
            developing.homes_per_hectare
            * self.model.spec.area.cell_m**2
            / 1e4
            * (1.0 - developing.homes_lost_to_work * kept)
        )
        self.homes_month = self.model.month
        self.model.homes += self.homes
        self.model.work_floor_m2 += self.floor_m2
        if self.owner_kind == "developer":
            self.owner.capital += proceeds
            self.owner_kind, self.owner = "investor", None
        self.plan_month = self.permit = self.permit_month = self.site_until = None
        self.is_site = False
        if kept > 0.0:
            self.housing_excluded = True
            self.rent_ceiling = developing.redeveloped_rent_eur_m2_year
            self.start_lease()
            if returning := self.returning():
                returning.come_back()
