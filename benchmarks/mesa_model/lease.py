"""Leases: rents, terms, what people can count on, and what happens when a term ends."""

from __future__ import annotations

import math

from .rates import logistic

CONSCIOUS = ("conscious_investor", "conscious_developer")


class Leased:
    """What a building is as something that is let."""

    def sign_first_lease(self, rent: float | None, months_left: int | None) -> None:
        """A lease that is somewhere in its term, at an older rent."""
        policy, market = self.model.spec.policy, self.model.spec.market
        phase = self.random.random()
        for channel, name in (("lease", "lease_end"), ("horizon", "horizon_end"), ("voice", "voice_end")):
            months = self.term(self.model.terms[f"{channel}_first_months"])
            left = math.ceil(months * (1 - phase)) if months_left is None else months_left
            setattr(self, name, left)
            if channel == "lease":
                self.term_start = min(left - months, -1)
        self.rent = self.plot.market_rent * market.contract_rent_share if rent is None else rent
        if self.owner_kind == "municipality" and policy.rent_cap_eur_m2_year is not None:
            self.rent = min(self.rent, policy.rent_cap_eur_m2_year)

    def start_lease(self) -> None:
        """A new first term at the asking rent."""
        now, terms = self.model.month, self.model.terms
        self.let, self.vacate_month, self.term_start = True, None, now
        self.rent = self.asking_rent
        self.lease_end = now + self.term(terms["lease_first_months"])
        self.horizon_end = now + self.term(terms["horizon_first_months"])
        self.voice_end = now + self.term(terms["voice_first_months"])

    def term(self, months: int) -> int:
        """A term as this owner gives it."""
        least = self.model.spec.behaviour.leases.long_lease_months
        return max(months, least) if self.owner_kind in CONSCIOUS else months

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
        if self.vacate_month is None and self.lease_end - now <= self.model.notice_months:
            self.decide()
        if self.vacate_month is not None and now >= self.vacate_month:
            self.model.ended += 1.0
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
            self.vacate_month = max(self.lease_end, now + self.model.notice_months)
            self.vacate_month += self.model.spec.behaviour.leases.stay_of_eviction_months
            return
        self.term_start = max(now, self.lease_end)
        self.lease_end = self.term_start + self.term(self.model.terms["lease_renewal_months"])
        self.model.renewed += 1.0
        if self.term_start == now:
            self.rent = self.asking_rent

    def renew_shadow_terms(self) -> None:
        """The horizon and voice channels run on terms of their own."""
        now, notice, terms = self.model.month, self.model.notice_months, self.model.terms
        if self.vacate_month is not None:
            return
        while self.horizon_end - now <= notice:
            self.horizon_end = max(now, self.horizon_end) + self.term(terms["horizon_renewal_months"])
        while self.voice_end - now <= notice:
            self.voice_end = max(now, self.voice_end) + self.term(terms["voice_renewal_months"])

    def decision_pending(self, end: int) -> bool:
        """Whether the landlord is deciding about a term that ends then."""
        return end - self.model.month <= self.model.notice_months + self.model.spec.policy.decision_months

    def secured_horizon(self) -> float:
        """The time people count on."""
        now, leases = self.model.month, self.model.spec.behaviour.leases
        if self.vacate_month is not None:
            return max(0.0, self.vacate_month - now)
        months = self.horizon_end - now + leases.stay_of_eviction_months
        if not self.decision_pending(self.horizon_end):
            months += self.trust * self.term(self.model.terms["horizon_renewal_months"])
        return min(leases.owner_horizon_months, months)

    @property
    def trust(self) -> float:
        """Trust in a renewal."""
        value = self.model.trust
        if self.collective is not None:
            per_step = self.model.spec.behaviour.leases.trust_per_ladder_step
            value += per_step * max(0, self.collective.ladder_step - 2)
            value *= 1.0 - self.collective.doubt
        return min(1.0, max(0.0, value))

    def reckon_security(self) -> float:
        """The security that the horizon gives, 0-1."""
        rules = self.model.spec.behaviour.horizon
        if rules.rule == "threshold":
            return logistic((self.horizon - rules.threshold_months) / rules.threshold_spread_months)
        value = 1.0 - math.exp(-self.horizon / rules.security_months)
        if rules.rule == "social_value" and self.collective is not None:
            value += (1.0 - value) * rules.social_weight * self.collective.mentality
        return value

    def hours_of_negotiating(self) -> float:
        """Leading time the lease takes."""
        leases, left = self.model.spec.behaviour.leases, self.voice_end - self.model.month
        threatened = self.plan_month is not None and left <= leases.negotiating_window_months
        if self.vacate_month is not None or threatened:
            return leases.negotiating_hours_month
        return leases.renewal_hours_month if self.decision_pending(self.voice_end) else 0.0
