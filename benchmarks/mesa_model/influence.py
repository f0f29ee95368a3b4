"""What a collective does for others, how it stands, and what it owns."""

from __future__ import annotations

import math

from .rates import approach, chance_per_month, logistic, unit


class Influential:
    """What a collective is to the area."""

    # ---- outreach ----

    def reach_out(self) -> None:
        """Surplus hours go into what will still pay back; outreach fades without work."""
        rules = self.model.spec.behaviour.outreach
        left = 1.0 - 1.0 / rules.fade_months
        self.socio_economic *= left
        self.planning *= left
        self.circular *= left
        if self.phase != "founding":
            self.invest()
        total = self.socio_economic + self.planning + self.circular
        self.radius = sum(total >= least for least in (rules.neighbourhood, rules.area, rules.city, rules.region))
        self.have_impact()

    def invest(self) -> None:
        """Divide surplus hours over the themes."""
        rules = self.model.spec.behaviour.outreach
        socio_economic = self.appetite(rules.socio_economic_payback_months)
        planning = self.appetite(rules.planning_payback_months)
        planning *= min(1.0, self.socio_economic / rules.former_theme_needed)
        circular = self.appetite(rules.circular_payback_months)
        circular *= min(1.0, self.planning / rules.former_theme_needed)
        effect = self.surplus_hours * min(1.0, len(self.members) / rules.size_for_full)
        effect /= rules.hours_for_full * rules.fade_months * max(1.0, socio_economic + planning + circular)
        self.socio_economic = min(rules.limit, self.socio_economic + effect * socio_economic)
        self.planning = min(rules.limit, self.planning + effect * planning)
        self.circular = min(rules.limit, self.circular + effect * circular)

    def appetite(self, payback_months: float) -> float:
        """How willing the group is to start work that pays back after so long."""
        rules = self.model.spec.behaviour.horizon
        horizon = self.home.horizon if rules.through_outreach else rules.held_months
        margin = horizon - payback_months / self.patience
        if rules.weighing == "threshold":
            return float(margin >= 0.0)
        value = logistic(margin / rules.spread_months)
        social = rules.social_weight * self.mentality if rules.weighing == "social_value" else 0.0
        return value + (1.0 - value) * social

    def have_impact(self) -> None:
        """Area-level impact: wide radius and real outreach in the first two themes, held for a year."""
        rules = self.model.spec.behaviour.outreach
        enough = min(self.socio_economic, self.planning) >= rules.impact_outreach and self.radius >= 2
        self.months_of_impact = self.months_of_impact + 1 if enough else 0
        if self.months_of_impact >= rules.impact_months:
            self.phase, self.had_impact = "area-active", True
        elif self.phase == "area-active" and not enough:
            self.phase = "stable"

    # ---- standing and ladder ----

    def climb(self) -> None:
        """Standing follows what a collective does; every half year its place on the ladder is read."""
        rules = self.model.spec.behaviour.ladder
        self.standing = approach(self.standing, self.standing_earned(), rules.standing_inertia_months)
        if self.model.month % rules.step_months == 0:
            towards = self.step_earned()
            self.ladder_step += (towards > self.ladder_step) - (towards < self.ladder_step)

    def standing_earned(self) -> float:
        """What standing would become if all stayed as it is."""
        rules = self.model.spec.behaviour.ladder
        outreach = rules.outreach_weight * (self.socio_economic + self.planning) + rules.circular_weight * self.circular
        value = rules.standing_outreach * unit(outreach)
        value += rules.standing_size * unit(len(self.members) / rules.size_for_full)
        return value + rules.standing_continuity * self.continuity()

    def continuity(self) -> float:
        """The same people at the table so far, and a term that says they will still be there."""
        rules, home, now = self.model.spec.behaviour.ladder, self.home, self.model.month
        ahead = self.model.spec.behaviour.leases.owner_horizon_months
        if home.vacate_month is not None:
            ahead = max(0.0, home.vacate_month - now)
        elif home.owner_kind != "collective":
            ahead = home.voice_end - now
        so_far = 1.0 - math.exp(-self.tenure_months / rules.continuity_months)
        to_come = 1.0 - math.exp(-ahead / rules.continuity_months)
        return to_come + rules.continuity_behind * (so_far - to_come)

    def step_earned(self) -> int:
        """The ladder step that influence would give."""
        rules = self.model.spec.behaviour.ladder
        hours = unit(self.surplus_hours / rules.surplus_for_full)
        influence = self.model.openness * (rules.influence_standing * self.standing + rules.influence_surplus * hours)
        step = 1 + sum(influence >= least for least in (rules.step_2, rules.step_3, rules.step_4))
        if step == 4 and influence >= rules.step_5 and self.phase != "founding":
            step = 5
        if step == 5 and influence >= rules.step_6 and (self.had_impact or self.area_cooperative):
            step = 6
        return 7 if step == 6 and self.model.owned_share() >= rules.step_7_floor_share else step

    # ---- ownership ----

    def save_and_buy(self) -> None:
        """Members pay into a reserve; a municipality may sell to a collective that is ready."""
        rules = self.model.spec.behaviour.ownership
        self.reserve += rules.contribution_eur_m2_year * self.area_m2 / 12.0
        sells = chance_per_month(rules.municipal_sale_per_year * self.model.openness)
        if self.home.owner_kind == "municipality" and self.random.random() < sells:
            self.buy_if_able()

    def buys_first(self) -> bool:
        """When a private owner sells: those with a first right are asked, others sometimes."""
        asked = self.model.spec.policy.first_right_to_buy
        asked = asked or self.random.random() < self.model.spec.behaviour.ownership.asked_anyway
        return asked and self.buy_if_able()

    def buy_if_able(self) -> bool:
        """Buy if stable and heard, equity suffices, and rent at cost is no higher than now."""
        rules, home, model = self.model.spec.behaviour.ownership, self.home, self.model
        equity = rules.equity_share * home.price
        cost_rent = (
            home.price * (1.0 - rules.equity_share) * rules.interest_and_upkeep_per_year / max(1.0, home.floor_m2)
        )
        if self.phase == "founding" or self.ladder_step < rules.ladder_step:
            return False
        if self.reserve + model.purchase_fund < equity or cost_rent > max(home.rent, home.asking_rent):
            return False
        own = min(self.reserve, equity)
        self.reserve -= own
        model.purchase_fund -= equity - own
        model.public_cost += equity - own
        if home.plan_month is not None:
            home.drop_plan()
        home.owner_kind, home.owner, home.rent, home.operated = "collective", self, cost_rent, False
        self.form = "owner"
        return True
