"""Roles in a collective: hours asked and given, who is called up to lead or bind, who steps back."""

from __future__ import annotations

import statistics

from .entrepreneur import ACTIVITIES
from .rates import unit


class Organised:
    """What a collective is as an organisation."""

    @property
    def binding(self) -> float:
        """How far binding hours meet demand, 0-1."""
        return unit(self.binding_given / max(1.0, self.binding_asked))

    def take_stock(self) -> None:
        """Count heads and hours: how alike, how varied, how busy, how much is left over."""
        rules, members = self.model.spec.behaviour, self.members
        size = max(1, len(members))
        hours = [self.take_up_role(member) for member in members]
        minds = [member.mentality for member in members]
        self.mentality = sum(minds) / size
        spread = statistics.pstdev(minds) if minds else 0.0
        self.homogeneity = unit(1.0 - spread / rules.cohesion.mentality_spread)
        self.diversity = self.reckon_diversity()
        self.engagement = sum(member.engagement for member in members) / size
        leaders = [member for member in members if member.leads]
        self.trekkers, self.binders = len(leaders), sum(member.binds for member in members)
        self.tenure_months = sum(self.model.month - m.joined_month for m in leaders) / max(1, len(leaders))
        self.area_m2 = sum(member.area_m2 for member in members)
        self.reckon_hours(sum(leading for leading, _ in hours), sum(binding for _, binding in hours))

    def reckon_diversity(self) -> float:
        """Chance that two members do different things, scaled to reach 1."""
        size, same = max(1, len(self.members)), 0.0
        for activity in range(ACTIVITIES):
            same += (sum(member.activity == activity for member in self.members) / size) ** 2
        return unit((1.0 - same) * ACTIVITIES / (ACTIVITIES - 1.0))

    def reckon_hours(self, leading: float, binding: float) -> None:
        """Hours asked and given, and what is left for others."""
        roles, size = self.model.spec.behaviour.roles, len(self.members)
        operated = self.home.operated and self.form == "operator"
        self.leading_asked = roles.leading_hours + roles.leading_hours_per_member * size
        self.binding_asked = roles.binding_hours + roles.binding_hours_per_member * size
        self.leading_given = leading + (roles.operator_leading_hours if operated else 0.0)
        self.leading_given += self.model.spec.policy.governance_support_hours_month
        if self.area_cooperative:
            self.leading_given += self.area_cooperative.hours_for_each
        self.binding_given = binding + (roles.operator_binding_hours if operated else 0.0)
        left_over = self.leading_given - self.leading_asked - self.home.negotiating_hours
        self.surplus_hours = max(0.0, left_over)
        self.leading_overload = unit(self.leading_asked / max(1.0, self.leading_given) - 1.0)
        self.binding_overload = unit(self.binding_asked / max(1.0, self.binding_given) - 1.0)

    def take_up_role(self, member) -> tuple[float, float]:
        """What a member is seen as, roles laid down when worn out; the hours they give."""
        threshold = self.model.spec.behaviour.engagement.threshold
        if member.engagement < self.model.spec.behaviour.roles.worn_out_share * threshold:
            member.leads = member.binds = False
        leading, binding = self.hours_of(member)
        member.workload_hours = leading + binding
        plain = "engaged" if member.engagement >= threshold else "less engaged"
        member.role = "trekker" if member.leads else "binder" if member.binds else plain
        return leading, binding

    def hours_of(self, member) -> tuple[float, float]:
        """Leading and binding hours somebody gives a month."""
        roles = self.model.spec.behaviour.roles
        share = roles.both_share if member.leads and member.binds else 1.0
        spare = roles.engaged_hours if member.engagement >= self.model.spec.behaviour.engagement.threshold else 0.0
        leading = roles.trekker_hours * member.engagement * share if member.leads else spare
        binding = roles.binder_hours * member.engagement * share if member.binds else spare
        return leading, binding

    def may_be_asked(self, member, has_the_other_role: bool) -> bool:
        """Engaged and experienced enough; only in a small collective may one person hold both roles."""
        roles = self.model.spec.behaviour.roles
        if has_the_other_role and self.peak_size > roles.both_size:
            return False
        engaged = member.engagement >= self.model.spec.behaviour.engagement.threshold
        return engaged and member.experience >= roles.experience_years

    def change_roles(self) -> None:
        """Shortage calls up the most suitable member; a surplus lets the least engaged step back."""
        roles = self.model.spec.behaviour.roles
        trekker, binder = self.next_trekker(), self.next_binder()
        tired_trekker, tired_binder = self.most_tired("leads"), self.most_tired("binds")
        if self.leading_given < self.leading_asked:
            if trekker:
                trekker.leads = True
                if binder is trekker and self.peak_size > roles.both_size:
                    binder = None
        elif self.trekkers > 1 and tired_trekker:
            without = self.leading_given - self.hours_of(tired_trekker)[0]
            if without > roles.slack * self.leading_asked:
                tired_trekker.leads = False
        if self.binding_given < self.binding_asked:
            if binder:
                binder.binds = True
        elif self.binders > 1 and tired_binder:
            without = self.binding_given - self.hours_of(tired_binder)[1]
            if without > roles.slack * self.binding_asked:
                tired_binder.binds = False

    def next_trekker(self):
        """The member most suited to lead next, if any."""
        least = self.model.spec.behaviour.roles.trekker_initiative
        able = [m for m in self.members if not m.leads and m.initiative >= least and self.may_be_asked(m, m.binds)]
        return max(able, key=lambda member: member.initiative * member.engagement, default=None)

    def next_binder(self):
        """The member most suited to bind next, if any."""
        least = self.model.spec.behaviour.roles.binder_sociability
        able = [m for m in self.members if not m.binds and m.sociability >= least and self.may_be_asked(m, m.leads)]
        return max(able, key=lambda member: member.sociability * member.engagement, default=None)

    def most_tired(self, role: str):
        """Who is least engaged of those in a role."""
        return min((m for m in self.members if getattr(m, role)), key=lambda m: m.engagement, default=None)
