"""How people weigh the time they may stay: one named rule, chosen by `behaviour.horizon.weighing`, and its rivals (E38).

`exponential`: every extra year helps, each less than the one before. `threshold`: as in the theory of planned behaviour
(Ajzen 1991), people act once they feel in control, that is once the time is long enough, and hardly before. `social_value`:
as with social value orientations (Van Lange 1999), people who think of the commons also count what outlasts their own
stay, so that part of the weight does not depend on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectief_sim.model.compiling import formula
from collectief_sim.model.maths import exp
from collectief_sim.model.processes.rates import logistic
from collectief_sim.model.rows import NONE, code
from collectief_sim.model.tables import Building, Collective

if TYPE_CHECKING:
    from collectief_sim.model.world import World

# in the order in which the scenario names them
RUNNING_TERM, ONE_RENEWAL, EXPECTED_STAY = 0, 1, 2
EXPONENTIAL, THRESHOLD, SOCIAL_VALUE = 0, 1, 2


@formula
def security(world: World, building: Building) -> float:
    """The security that the horizon of a building gives the people in it, 0-1 (E38)."""
    return weighed(world, building, building.horizon_months)


@formula
def felt(world: World, building: Building, follows: bool) -> float:
    """Security as one path feels it: a path that is switched off goes by a horizon that no lease moves."""
    return building.security if follows else weighed(world, building, world.rules[0].horizon.held_months)


@formula
def weighed(world: World, building: Building, months: float) -> float:
    """The security that so many months give the people in a building, 0-1."""
    rules = world.rules[0].horizon
    if code(rules.weighing) == THRESHOLD:
        return logistic((months - rules.threshold_months) / rules.threshold_spread_months)
    value = 1.0 - exp(-months / rules.security_months)
    if code(rules.weighing) == SOCIAL_VALUE and building.collective != NONE:
        return value + (1.0 - value) * rules.social_weight * world.collectives[building.collective].mentality
    return value


@formula
def appetite(world: World, collective: Collective, payback_months: float, follows: bool) -> float:
    """How willing a collective is to start what pays back after so long, 0-1; patient founders stretch it (E31). A path that is
    switched off goes by a horizon that no lease moves.
    """
    rules = world.rules[0].horizon
    months = world.buildings[collective.home].horizon_months if follows else rules.held_months
    margin = months - payback_months / collective.patience
    if code(rules.weighing) == THRESHOLD:
        return 1.0 if margin >= 0.0 else 0.0
    value = logistic(margin / rules.spread_months)
    if code(rules.weighing) == SOCIAL_VALUE:
        return value + (1.0 - value) * rules.social_weight * collective.mentality
    return value
