"""Entrepreneurs: their traits. What they do as firms is in `firm.py`, what they are to each other in `member.py`."""

from __future__ import annotations

from mesa.discrete_space import CellAgent

from .firm import LEAST_M2, Firm
from .member import Member
from .rates import unit

ACTIVITIES = 8


class Entrepreneur(Firm, Member, CellAgent):
    """Somebody who works in the area, or would like to."""

    def __init__(self, model, arrived: int | None = None) -> None:
        super().__init__(model)
        people, random = model.spec.people, self.random
        self.arrived = arrived
        self.activity = random.randrange(ACTIVITIES)
        self.mentality = unit(random.gauss(people.mentality_mean, people.mentality_sd))
        self.initiative, self.sociability = random.random(), random.random()
        self.experience_years = random.expovariate(1.0 / people.experience_mean_years)
        self.patience = random.lognormvariate(0.0, people.patience_sigma)
        self.ability_at_start = people.ability_median_eur_m2_year * random.lognormvariate(0.0, people.ability_sigma)
        self.need_m2 = max(LEAST_M2, people.area_median_m2 * random.lognormvariate(0.0, people.area_sigma))
        self.growth_per_year = random.gauss(people.growth_mean_per_year, people.growth_sd_per_year)
        self.buffer = people.buffer_start_months * (0.5 + random.random())
        self.area_m2 = 0.0
        self.present = True
        self.building = None
        self.ties: dict[Entrepreneur, float] = {}
        self.forget_membership()

    @property
    def experience(self) -> float:
        """Years as an entrepreneur by now."""
        return self.experience_years + (self.model.month - (self.arrived or 0)) / 12.0
