"""How actors behave: a section per process, in the order of the month (`horizon` serves several). Most numbers are assumed.

A process of `model/processes/` has its parameters in the file of the same name here.
"""

from __future__ import annotations

from collectief_sim.scenario.behaviour.area_cooperatives import AreaCooperatives
from collectief_sim.scenario.behaviour.calendar import Calendar
from collectief_sim.scenario.behaviour.cohesion import Cohesion
from collectief_sim.scenario.behaviour.deficits import Deficits
from collectief_sim.scenario.behaviour.developing import Developing
from collectief_sim.scenario.behaviour.engagement import Engagement
from collectief_sim.scenario.behaviour.firms import Firms
from collectief_sim.scenario.behaviour.founding import Founding
from collectief_sim.scenario.behaviour.head_leases import HeadLeases
from collectief_sim.scenario.behaviour.horizon import Horizon
from collectief_sim.scenario.behaviour.ladder import Ladder
from collectief_sim.scenario.behaviour.land import Land
from collectief_sim.scenario.behaviour.leases import Leases
from collectief_sim.scenario.behaviour.outreach import Outreach
from collectief_sim.scenario.behaviour.ownership import Ownership
from collectief_sim.scenario.behaviour.plans import Plans
from collectief_sim.scenario.behaviour.roles import Roles
from collectief_sim.scenario.behaviour.sales import Sales
from collectief_sim.scenario.behaviour.shocks import Shocks
from collectief_sim.scenario.behaviour.ties import Ties
from collectief_sim.scenario.fields import Section


class Behaviour(Section):
    """All rules of behaviour."""

    land: Land = Land()
    plans: Plans = Plans()
    deficits: Deficits = Deficits()
    calendar: Calendar = Calendar()
    leases: Leases = Leases()
    horizon: Horizon = Horizon()
    developing: Developing = Developing()
    head_leases: HeadLeases = HeadLeases()
    sales: Sales = Sales()
    firms: Firms = Firms()
    ties: Ties = Ties()
    founding: Founding = Founding()
    engagement: Engagement = Engagement()
    roles: Roles = Roles()
    cohesion: Cohesion = Cohesion()
    outreach: Outreach = Outreach()
    ladder: Ladder = Ladder()
    ownership: Ownership = Ownership()
    area_cooperatives: AreaCooperatives = AreaCooperatives()
    shocks: Shocks = Shocks()
