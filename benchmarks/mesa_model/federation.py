"""Area cooperatives: federations of collectives."""

from __future__ import annotations

import itertools
import math

import mesa

from .rates import chance_per_month


class AreaCooperative(mesa.Agent):
    """A federation; it takes hours in its first years and gives them later."""

    def __init__(self, model) -> None:
        super().__init__(model)
        self.founded_month = model.month
        self.members: list = []

    @property
    def hours_for_each(self) -> float:
        """Leading hours it gives a collective, or takes."""
        rules = self.model.spec.behaviour.area_cooperatives
        young = self.model.month - self.founded_month < rules.setup_months
        return -rules.setup_hours_month if young else rules.shared_hours_month

    def take_in(self, collective) -> None:
        """A collective joins."""
        collective.area_cooperative = self
        self.members.append(collective)

    def lose(self, collective) -> None:
        """A collective goes; a federation with fewer than two is none."""
        collective.area_cooperative = None
        self.members.remove(collective)
        if len(self.members) < 2:
            for other in self.members:
                other.area_cooperative = None
            self.remove()


def federate(model) -> None:
    """Two ready collectives within reach found an area cooperative, or one joins that of the other."""
    rules = model.spec.behaviour.area_cooperatives
    chance = chance_per_month(rules.founding_per_year)
    ready = [c for c in model.collectives if c.phase != "founding" and c.standing >= rules.standing]
    for one, other in itertools.combinations(ready, 2):
        if one.area_cooperative and other.area_cooperative:
            continue
        distance = math.dist(one.home.cell.coordinate, other.home.cell.coordinate)
        if distance * model.spec.area.cell_m <= rules.reach_m and model.random.random() < chance:
            union = one.area_cooperative or other.area_cooperative or AreaCooperative(model)
            for collective in (one, other):
                if collective.area_cooperative is None:
                    union.take_in(collective)
