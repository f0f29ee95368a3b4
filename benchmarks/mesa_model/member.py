"""Members: meeting, founding, joining, engagement."""

from __future__ import annotations

import math

from .rates import approach, logistic, unit

TIES = 8  # contacts one person keeps up


class Member:
    """What an entrepreneur is to others."""

    # ---- encounters ----

    def fade_ties(self) -> None:
        """Bonds fade from month to month."""
        kept = 1.0 - self.model.spec.behaviour.ties.fade_per_month
        for contact in self.ties:
            self.ties[contact] *= kept

    def seek_company(self) -> None:
        """Perhaps meet somebody this month: a contact, a co-tenant, or somebody next door."""
        ties, policy = self.model.spec.behaviour.ties, self.model.spec.policy
        chance = ties.meetings_per_month + ties.meetings_by_programming * policy.programming
        if self.building.collective:
            chance += ties.meetings_by_binders * self.building.collective.binding
        if self.random.random() < chance:
            other = self.somebody()
            if other is not None and other is not self and other.present:
                self.model.meetings.append((self, other))

    def somebody(self):
        """Whom they meet, or None."""
        ties, random = self.model.spec.behaviour.ties, self.random
        if random.random() < ties.familiar_share:
            place = random.randrange(TIES)
            if place < len(self.ties):
                return list(self.ties)[place]
        building = self.building
        if random.random() < ties.next_door_share:
            building = random.choice(self.building.plot.around).building
        return random.choice(building.tenants) if building and building.tenants else None

    def meet(self, other) -> None:
        """A meeting moves the bond: up between people who think alike, down between people who do not."""
        ties = self.model.spec.behaviour.ties
        distance = abs(self.mentality - other.mentality)
        before = max(self.ties.get(other, 0.0), other.ties.get(self, 0.0))
        after = unit(before + ties.step * max(-1.0, 1.0 - distance / ties.distance_neutral))
        self.keep_up(other, after)
        other.keep_up(self, after)

    def keep_up(self, other, bond: float) -> None:
        """Remember a bond, unless that would push out a stronger one."""
        if other not in self.ties and len(self.ties) == TIES:
            weakest = min(self.ties, key=self.ties.get)
            if self.ties[weakest] >= bond:
                return
            del self.ties[weakest]
        if other in self.ties or bond > 0.0:
            self.ties[other] = bond

    # ---- founding and joining ----

    def found_or_join(self) -> None:
        """A free pioneer with ties and a motive founds a collective; a free co-tenant of like mind joins one."""
        founding, building = self.model.spec.behaviour.founding, self.building
        if self.collective or not building.on_offer:
            return
        if building.collective is None:
            if self.random.random() < founding.hazard_per_month and self.ready_to_found():
                self.model.found_collective(self, self.allies())
            return
        collective = building.collective
        distance = abs(self.mentality - collective.mentality)
        chance = founding.joining_per_month * (founding.joining_base + collective.cohesion)
        if self.random.random() < chance * math.exp(-((distance / founding.joining_tolerance) ** 2)):
            self.join(collective)

    def ready_to_found(self) -> bool:
        """Initiative, a motive, and enough strong ties to free co-tenants."""
        founding = self.model.spec.behaviour.founding
        if self.initiative < founding.initiative or self.motive() < founding.motive:
            return False
        return len(self.allies()) >= founding.strong_ties

    def motive(self) -> float:
        """Own interest, insecurity or ambition, whichever is strongest."""
        ambition = 2.0 * max(0.0, self.initiative - 0.5) * self.mentality
        secure = self.building.felt_security(self.model.spec.behaviour.horizon.through_founding)
        return max(self.own_interest(), 1.0 - secure, ambition)

    def allies(self) -> list:
        """Strong ties to free people in the same building."""
        strong = self.model.spec.behaviour.ties.strong
        return [
            contact
            for contact, bond in self.ties.items()
            if bond >= strong and contact.present and not contact.collective and contact.building is self.building
        ]

    def join(self, collective) -> None:
        """Become a member."""
        self.collective, self.joined_month = collective, self.model.month
        self.engagement = self.model.spec.behaviour.founding.engagement_start
        self.leads = self.binds = False
        collective.members.append(self)
        collective.peak_size = max(collective.peak_size, len(collective.members))

    def leave_collective(self) -> None:
        """Stop being a member."""
        if self.collective:
            self.collective.members.remove(self)
            self.collective.left_this_month += 1
            self.forget_membership()

    def forget_membership(self) -> None:
        """Wipe all they carry as a member."""
        self.collective = self.joined_month = None
        self.leads = self.binds = False
        self.role, self.engagement, self.workload_hours = "outside", 0.0, 0.0

    # ---- engagement ----

    def engage(self) -> None:
        """Engagement moves towards what the situation asks for; who feels nothing any more leaves."""
        if self.collective is None:
            return
        rules, random = self.model.spec.behaviour.engagement, self.random
        noise = rules.noise_sd * math.sqrt(12.0) * (random.random() - 0.5)
        self.engagement = unit(approach(self.engagement, logistic(self.drive()), rules.inertia_months) + noise)
        if self.engagement < rules.leaving_below and not self.leads:
            listless = 1.0 - self.engagement / rules.leaving_below
            if random.random() < rules.leaving_per_month * listless:
                self.leave_collective()

    def drive(self) -> float:
        """What pulls a member in or pushes them out (logit)."""
        rules, collective = self.model.spec.behaviour.engagement, self.collective
        home = collective.home
        secure = home.felt_security(self.model.spec.behaviour.horizon.through_engagement)
        value = rules.constant + rules.cohesion_weight * collective.cohesion + rules.security_weight * secure
        if collective.phase == "founding":
            value += rules.building_weight * home.adaptability
        felt = rules.need_floor + (1.0 - rules.need_floor) * secure
        value += rules.need_weight * felt * self.own_interest()
        value -= rules.distance_weight * abs(self.mentality - collective.mentality)
        if self.leads or self.binds:
            worst = max(self.leads * collective.leading_overload, self.binds * collective.binding_overload)
            value += rules.role_taste - rules.overload_weight * worst
        return value

    def own_interest(self) -> float:
        """Need 0-1: rent pressing on what one can pay, and scarcity of other space."""
        rules = self.model.spec.behaviour.engagement
        start = rules.rent_pressure_from
        ratio = self.building.rent_paid / self.ability
        pressure = unit((ratio - start) / (1.0 - start)) if start < 1.0 else 0.0
        return pressure + rules.scarcity_share * (self.model.scarcity - pressure)
