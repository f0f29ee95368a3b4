"""Leases: rents, terms, what people can count on, and what happens when a term ends."""

from __future__ import annotations

import math

from .rates import logistic


class Leased:
    """What a building is as something that is let."""

    def sign_first_lease(self, rent: float | None, months_left: int | None) -> None:
        """A lease that is somewhere in its term, at an older rent."""
        policy, market = self.model.spec.policy, self.model.spec.market
        phase = self.random.random()
        for channel, name in (("lease", "lease_end"), ("horizon", "horizon_end"), ("voice", "voice_end")):
            months = self.landlord.terms[f"{channel}_first_months"]
            left = math.ceil(months * (1 - phase)) if months_left is None else months_left
            setattr(self, name, left)
            if channel == "lease":
                self.term_start = min(left - months, -1)
        self.rent = self.plot.market_rent * market.contract_rent_share if rent is None else rent
        if self.owner_kind == "municipality" and policy.rent_cap_eur_m2_year is not None:
            self.rent = min(self.rent, policy.rent_cap_eur_m2_year)

    def start_lease(self) -> None:
        """A new first term at the asking rent."""
        now, terms = self.model.month, self.landlord.terms
        self.let, self.vacate_month, self.term_start = True, None, now
        self.rent = self.asking_rent
        self.lease_end = now + terms["lease_first_months"]
        self.horizon_end = now + terms["horizon_first_months"]
        self.voice_end = now + terms["voice_first_months"]

    @property
    def landlord(self):
        """Who lets it: what its kind of owner lets on."""
        return self.model.landlords[self.owner_kind]

    # ---- rents ----

    @property
    def rent_limit(self) -> float:
        """The most that may be asked."""
        limit, cap = self.rent_ceiling, self.model.spec.policy.rent_cap_eur_m2_year
        if self.owner_kind == "municipality" and cap is not None:
            limit = min(limit, cap)
        return limit * self.model.price_index

    @property
    def asking_rent(self) -> float:
        """What is asked for a new term."""
        return min(self.plot.market_rent, self.rent_limit)

    @property
    def subsidy(self) -> float:
        """The rent subsidy."""
        if not self.subsidised:
            return 0.0
        return min(self.rent, self.model.spec.policy.subsidy_eur_m2_year * self.model.price_index)

    @property
    def rent_paid(self) -> float:
        """What tenants pay, subsidy taken off."""
        return self.rent - self.subsidy

    def adapt_rent(self) -> None:
        """The rent is indexed every year; a new term starts at the asking rent."""
        if not self.let or self.owner_kind == "collective":
            return
        months = self.model.month - self.term_start
        if months == 0:
            self.rent = self.asking_rent
        elif months % 12 == 0:
            indexed = self.rent * (1.0 + self.model.spec.policy.rent_indexation_per_year)
            self.rent = min(indexed, self.rent_limit)

    # ---- terms ----

    def run_out(self) -> None:
        """A month of the lease: decide in time, vacate when notice is up, reckon the horizon."""
        now, leases = self.model.month, self.model.spec.behaviour.leases
        if not self.let:
            return
        if self.owner_kind == "collective":
            self.horizon, self.negotiating_hours = leases.owner_horizon_months, 0.0
            self.security = self.reckon_security()
            return
        landlord = self.landlord
        landlord.years += 1.0 / 12.0
        if self.vacate_month is None and self.lease_end - now <= landlord.notice_months:
            self.decide()
        if self.vacate_month is not None and now >= self.vacate_month:
            landlord.ended += 1.0
            self.let, self.vacate_month = False, None
            self.lose_tenants("displaced")
        else:
            self.renew_shadow_terms()
            self.horizon = self.secured_horizon()
            self.security = self.reckon_security()
            self.negotiating_hours = self.hours_of_negotiating()

    def decide(self) -> None:
        """Notice if there is a plan, else a renewal."""
        now = self.model.month
        if self.plan_month is not None and not self.may_become_housing():
            self.drop_plan()
        if self.plan_month is not None:
            self.vacate_month = max(self.lease_end, now + self.landlord.notice_months)
            self.vacate_month += self.model.spec.behaviour.leases.stay_of_eviction_months
            return
        self.term_start = max(now, self.lease_end)
        self.lease_end = self.term_start + self.landlord.terms["lease_renewal_months"]
        if self.term_start == now:
            self.rent = self.asking_rent

    def renew_shadow_terms(self) -> None:
        """The horizon and voice channels run on terms of their own."""
        now, notice, terms = self.model.month, self.landlord.notice_months, self.landlord.terms
        if self.vacate_month is not None:
            return
        while self.horizon_end - now <= notice:
            self.horizon_end = max(now, self.horizon_end) + terms["horizon_renewal_months"]
        while self.voice_end - now <= notice:
            self.voice_end = max(now, self.voice_end) + terms["voice_renewal_months"]

    def decision_pending(self, end: int) -> bool:
        """Whether the landlord is deciding about a term that ends then."""
        return end - self.model.month <= self.landlord.notice_months + self.model.spec.policy.decision_months

    def secured_horizon(self) -> float:
        """The time people count on."""
        now, leases = self.model.month, self.model.spec.behaviour.leases
        if self.vacate_month is not None:
            return max(0.0, self.vacate_month - now)
        months = self.horizon_end - now + leases.stay_of_eviction_months
        if not self.decision_pending(self.horizon_end):
            months += self.expected_beyond()
        return min(leases.owner_horizon_months, months)

    def expected_beyond(self) -> float:
        """What people expect beyond the running term."""
        rule = self.model.spec.behaviour.horizon.rule
        if rule == "running_term":
            return 0.0
        if rule == "expected_stay":
            months = 12.0 / max(self.hazard, 1e-9)
        else:
            renewal = self.landlord.terms["horizon_renewal_months"]
            months = renewal * math.exp(-self.hazard * renewal / 12.0)
        return months if self.collective is None else months * (1.0 - self.collective.doubt)

    @property
    def hazard(self) -> float:
        """The yearly hazard of losing the building that its tenants reckon with."""
        if self.owner_kind == "collective":
            return 0.0
        if self.collective is None:
            return self.landlord.hazard
        less = self.model.spec.behaviour.leases.hazard_less_per_step * max(0, self.collective.ladder_step - 2)
        return self.landlord.hazard * max(0.0, 1.0 - less)

    def reckon_security(self) -> float:
        """The security that the horizon gives, 0-1."""
        return self.security_of(self.horizon)

    def felt_security(self, follows: bool) -> float:
        """Security as one path feels it; a path that is switched off goes by a horizon that no lease moves."""
        return self.security if follows else self.security_of(self.model.spec.behaviour.horizon.held_months)

    def security_of(self, months: float) -> float:
        """The security that so many months give, 0-1."""
        rules = self.model.spec.behaviour.horizon
        if rules.weighing == "threshold":
            return logistic((months - rules.threshold_months) / rules.threshold_spread_months)
        value = 1.0 - math.exp(-months / rules.security_months)
        if rules.weighing == "social_value" and self.collective is not None:
            value += (1.0 - value) * rules.social_weight * self.collective.mentality
        return value

    def hours_of_negotiating(self) -> float:
        """Leading time the lease takes."""
        leases, left = self.model.spec.behaviour.leases, self.voice_end - self.model.month
        if not self.model.spec.behaviour.horizon.through_voice:
            return 0.0
        threatened = self.plan_month is not None and left <= leases.negotiating_window_months
        if self.vacate_month is not None or threatened:
            return leases.negotiating_hours_month
        return leases.renewal_hours_month if self.decision_pending(self.voice_end) else 0.0
