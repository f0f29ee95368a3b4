"""Collectives: what holds them together, and what ends them."""

from __future__ import annotations

import math

import mesa

from .influence import Influential
from .rates import approach, chance_per_month, logistic
from .roles import Organised


class Collective(Organised, Influential, mesa.Agent):
    """A group of entrepreneurs organised around their building."""

    def __init__(self, model, founder) -> None:
        super().__init__(model)
        self.home = founder.building
        self.home.collective = self
        self.members: list = []
        self.form, self.phase = "grassroots", "founding"
        self.cohesion = model.spec.behaviour.founding.cohesion_start
        self.patience, self.mentality = founder.patience, founder.mentality
        self.ladder_step, self.peak_size, self.radius = 2, 0, 0
        self.homogeneity = self.diversity = self.engagement = self.area_m2 = self.tenure_months = 0.0
        self.leading_asked = self.leading_given = self.binding_asked = self.binding_given = 0.0
        self.surplus_hours = self.leading_overload = self.binding_overload = 0.0
        self.trekkers = self.binders = self.left_this_month = 0
        self.turnover_per_year = self.setback = self.doubt = 0.0
        self.setback_due = self.return_to = self.area_cooperative = None
        self.months_steady = self.months_weak = self.months_of_impact = 0
        self.socio_economic = self.planning = self.circular = self.standing = self.reserve = 0.0
        self.had_impact = False

    # ---- cohesion ----

    def cohere(self) -> None:
        """Cohesion moves; the group becomes stable, comes apart, or is too small to go on."""
        rules = self.model.spec.behaviour.cohesion
        self.feel_turnover_and_setbacks()
        self.cohesion = approach(self.cohesion, logistic(self.pull()), rules.inertia_months)
        filled = self.trekkers + self.binders >= rules.stable_core_roles
        self.months_steady = self.months_steady + 1 if filled and self.cohesion > rules.stable_cohesion else 0
        if self.phase == "founding" and self.months_steady >= rules.stable_months:
            self.phase = "stable"
        self.months_weak = self.months_weak + 1 if self.cohesion < rules.weak_cohesion else 0
        small = rules.too_small_per_year * math.exp((2 - len(self.members)) / rules.too_small_members)
        if len(self.members) < 2 or self.model.random.random() < chance_per_month(small):
            self.end("too_small")
        elif self.months_weak >= rules.weak_months:
            self.end("fell_apart")

    def feel_turnover_and_setbacks(self) -> None:
        """Members lost and blows suffered are felt for a while."""
        rules, leases = self.model.spec.behaviour.cohesion, self.model.spec.behaviour.leases
        lost = self.left_this_month / max(1, len(self.members) + self.left_this_month)
        self.left_this_month = 0
        self.turnover_per_year += lost - self.turnover_per_year / 12.0
        self.setback -= self.setback / rules.setback_memory_months
        self.doubt -= self.doubt / leases.doubt_memory_months
        if self.setback_due is not None and self.model.month >= self.setback_due:
            self.setback += self.model.spec.behaviour.shocks.setback
            self.setback_due = None

    def pull(self) -> float:
        """What holds a group together, and what pulls it apart (logit)."""
        rules = self.model.spec.behaviour.cohesion
        bound = min(rules.binding_limit, self.binding_given / max(1e-9, self.binding_asked))
        short = max(0.0, 1.0 - self.leading_given / max(1e-9, self.leading_asked))
        felt = 1.0 if self.phase == "founding" else rules.stable_turnover_factor
        value = rules.constant + rules.binding_weight * bound
        value += rules.homogeneity_weight * self.homogeneity + rules.diversity_weight * self.diversity
        value += rules.engagement_weight * (self.engagement - rules.engagement_neutral)
        value -= rules.shortage_weight * short + rules.turnover_weight * felt * self.turnover_per_year
        return value - rules.setback_weight * self.setback

    def end(self, cause: str) -> None:
        """The group ends: its members go on as neighbours who are not organised."""
        self.model.endings[cause] += 1
        self.home.give_up_collective()
        if self.area_cooperative:
            self.area_cooperative.lose(self)
        for member in self.members:
            member.forget_membership()
        self.members = []
        self.remove()

    # ---- losing the building ----

    @property
    def promised_return(self) -> bool:
        """Whether the right to come back is secured."""
        return (
            self.model.spec.policy.right_of_return
            or self.ladder_step >= self.model.spec.behaviour.ladder.co_decides_from
        )

    def lose_home(self, cause: str) -> None:
        """Move as a group, or end."""
        target = self.group_target()
        if target is not None and self.random.random() < self.group_chance(cause):
            self.return_to = self.home if cause == "displaced" and self.promised_return else None
            self.relocate(target)
            if len(self.members) < 2:
                self.end("displaced")
        else:
            self.end("displaced")

    def group_chance(self, cause: str) -> float:
        """Chance that a group move works out."""
        leases = self.model.spec.behaviour.leases
        if cause == "fire":
            return self.model.spec.behaviour.shocks.rehousing_chance
        if self.promised_return:
            return 1.0
        heard = leases.relocation_base + leases.relocation_per_step * (self.ladder_step - 1)
        return self.model.spec.policy.relocation_support * min(1.0, heard)

    def group_target(self):
        """The building with most room that could take enough of the group, or None."""
        least = self.model.spec.behaviour.leases.relocation_share * self.area_m2
        able = [
            building
            for building in self.model.buildings
            if building is not self.home
            and building.on_offer
            and building.collective is None
            and building.plan_month is None
            and building.room_m2 > least
        ]
        return max(able, key=lambda building: building.room_m2, default=None)

    def relocate(self, target) -> None:
        """Move to another building; whoever finds no room there, or cannot pay, is no longer a member."""
        leases = self.model.spec.behaviour.leases
        target.start_lease()
        self.home.give_up_collective()
        if self.form == "owner":
            self.form = "grassroots"
        target.collective, self.home = self, target
        self.doubt = max(self.doubt, leases.doubt_after_move)
        self.setback += leases.doubt_after_move
        for member in list(self.members):
            if target.room_m2 < member.area_m2 or target.rent_paid > member.ability:
                member.leave_collective()
                continue
            member.move_out()
            member.move_in(target, member.area_m2)
            self.model.public_cost += leases.relocation_cost_eur_m2 * member.area_m2

    def come_back(self) -> None:
        """Return to the redeveloped building, if enough of the group fits and can pay."""
        target, self.return_to = self.return_to, None
        able = sum(member.area_m2 for member in self.members if member.ability >= target.rent_paid)
        if min(target.floor_m2, able) >= self.model.spec.behaviour.leases.relocation_share * self.area_m2:
            setback = self.setback
            self.relocate(target)
            self.setback, self.doubt = setback, 0.0

    def show_solidarity(self) -> None:
        """After a fire engagement and money rise first; the setback follows."""
        rules = self.model.spec.behaviour.shocks
        self.doubt = max(self.doubt, rules.doubt)
        self.setback_due = self.model.month + rules.setback_delay_months
        for member in self.members:
            member.engagement = min(1.0, member.engagement + rules.solidarity)
        self.reserve += rules.fund_eur_member * len(self.members)
