"""A month: the named processes in the order of the ODD document. To swap one, write another `month` and give it to the
model (``CollectiefModel.month``).
"""

from __future__ import annotations

from collectief_sim.model import observe
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.processes import (
    accounts,
    area_cooperatives,
    bills,
    calendar,
    clauses,
    cohesion,
    covenants,
    deficits,
    developing,
    engagement,
    facts,
    firms,
    founding,
    head_leases,
    holders,
    homes,
    hours,
    investments,
    ladder,
    land,
    leases,
    levies,
    makers_funds,
    moving,
    outreach,
    ownership,
    plans,
    roles,
    sales,
    shocks,
    ties,
)
from collectief_sim.model.processes.happenings import may_note_everything
from collectief_sim.model.sorting import has_rows
from collectief_sim.model.world import World


@rule
def month(world: World, now: int) -> None:
    """Everything that happens in month `now` (0 is the first)."""
    # 1 land and rents
    land.appraise(world, now)
    land.adapt_rents(world, now)
    # 2 facts, plans and leases
    moving.list_vacancies(world, now)
    facts.hold(world, now)
    covenants.come_and_go(world, now)
    plans.arise(world, now)
    deficits.share_out(world, now)
    calendar.advance(world, now)
    head_leases.run_buildings(world, now)
    leases.advance(world, now)
    # 3 owners and developers
    sales.sell(world, now)
    developing.buy(world, now)
    developing.build(world, now)
    # 4 firms
    moving.list_vacancies(world, now)
    firms.do_business(world, now)
    moving.list_vacancies(world, now)  # anew: some have left
    firms.arrive(world, now)
    moving.call_roll(world)
    # 5 forms of cooperation
    clauses.watch(world, now)
    hours.buy_and_exchange(world, now)
    levies.levy_and_spend(world, now)
    investments.invest_and_earn(world, now)
    holders.hold_floor(world, now)
    makers_funds.pay_in(world, now)
    # 6 encounters and ties
    ties.meet(world, now)
    # 7 founding and joining
    founding.found_and_join(world, now)
    # 8 engagement and roles
    engagement.engage(world, now)
    roles.share_the_work(world, now)
    # 9 cohesion, phases and endings
    cohesion.cohere(world, now)
    # 10 outreach, standing, ladder, ownership, area cooperatives
    outreach.reach_out(world, now)
    ladder.climb(world, now)
    ownership.save_and_buy(world, now)
    area_cooperatives.federate(world, now)
    # 11 shocks
    shocks.strike(world, now)
    # 12 lists, public bills and observation
    facts.conclude(world, now)
    homes.strike_off_the_ended(world, now)
    bills.pay_public_bills(world, now)
    accounts.keep(world, now)
    observe.record(world, now)


@rule
def month_by_month(world: World, first: int, last: int) -> int:
    """Months from `first` up to `last`; the month it came to, which is earlier if a table must grow first."""
    now = first
    while now < last and has_room(world, now):
        month(world, now)
        now += 1
    return now


@formula
def has_room(world: World, now: int) -> bool:
    """Whether a collective could be founded in every building this month, all be noted, and everybody come who may."""
    return may_found_everywhere(world) and may_note_everything(world) and has_rows(world, now)


@formula
def may_found_everywhere(world: World) -> bool:
    """Whether there are rows for a collective in every building."""
    return world.town[0].collectives + len(world.buildings) <= len(world.collectives)
