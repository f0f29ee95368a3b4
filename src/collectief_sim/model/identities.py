"""What must always be true of a world, whatever the rules: heads, floor, memberships, money. For tests and for whoever
writes a new process.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from collectief_sim.model.catalogue.accounting import HIGH, LOW, MIDDLE, PARTIES, Money
from collectief_sim.model.codes import (
    BUILDING_SITE,
    COLLECTIVE,
    DEVELOPMENT_COMPANY,
    DISPLACED,
    FIRE,
    GRANTED,
    HEAD_TENANT,
    LAND_TRUST,
    MIXED,
    NO_HOMES,
    NO_PLAN,
    OUTSIDE,
    OWNER,
    STRONGEST,
    WORK,
)
from collectief_sim.model.rows import NONE, columns
from collectief_sim.model.world import World


def broken(world: World, months_done: int) -> list[str]:
    """The identities that do not hold, in words; empty if all is well."""
    checks = (
        heads,
        places,
        tenants,
        floor,
        memberships,
        statutes,
        homes_of_collectives,
        lives,
        plans,
        bounds,
        money,
        holders,
        accounts,
        deficits,
        amounts,
    )
    return [problem for check in checks for problem in check(world, months_done)]


def heads(world: World, _: int) -> Iterator[str]:
    """Everybody is accounted for."""
    people, town = columns(world.entrepreneurs), world.town[0]
    first = int(world.queue_start[0])
    if people.present.sum() != town.present:
        yield f"{people.present.sum()} people present, {town.present} on the books"
    if first + town.arrived - town.left.sum() != town.present:
        yield f"{first} at first + {town.arrived} arrived - {town.left.sum()} left is not {town.present}"
    if (people.present & (people.left_month != NONE)).any():
        yield "somebody is present after leaving"
    listed = np.sort(columns(world.roster)[: world.roster_start[-1]])
    if not np.isin(np.flatnonzero(people.present), listed).all():
        yield "somebody present is missing from the roster"


def places(world: World, _: int) -> Iterator[str]:
    """Everybody present is in a building where one can be."""
    people, plots, buildings = columns(world.entrepreneurs), columns(world.plots), columns(world.buildings)
    here = people[people.present]
    if (np.bincount(here.building, minlength=len(buildings)) != buildings.tenants).any():
        yield "a building counts other tenants than it has"
    if (here.building != plots.building[here.plot]).any():
        yield "somebody's building is not that of their plot"
    if not np.isin(plots.use[here.plot], (WORK, MIXED)).all():
        yield "somebody works where there is no work floor"
    if not buildings.let[here.building].all():
        yield "somebody is in a building that is not let"


def tenants(world: World, _: int) -> Iterator[str]:
    """The tenants of a building are linked, from the first to the last."""
    people, buildings = columns(world.entrepreneurs), columns(world.buildings)
    here = np.flatnonzero(people.present)
    after = people.next_tenant[here]
    followed, followers = here[after != NONE], after[after != NONE]
    if (people.previous_tenant[followers] != followed).any() or (
        people.building[followers] != people.building[followed]
    ).any():
        yield "somebody does not follow who came before"
    let = buildings.tenants > 0
    ends = ((buildings.first_tenant, people.previous_tenant), (buildings.last_tenant, people.next_tenant))
    for end, beyond in ends:
        if ((end != NONE) != let).any() or sorted(end[let]) != sorted(here[beyond[here] == NONE]):
            yield "a building has another first or last tenant than it says"


def floor(world: World, _: int) -> Iterator[str]:
    """Floor in use is what people use, fits, and adds up over the area."""
    plots, buildings, people = columns(world.plots), columns(world.buildings), columns(world.entrepreneurs)
    town, here = world.town[0], people.present
    used = np.bincount(people.building[here], people.area_m2[here], len(buildings))
    if not np.allclose(used, buildings.occupied_m2, atol=1e-6):
        yield f"floor in use differs from what people use by up to {np.abs(used - buildings.occupied_m2).max():g} m2"
    if (buildings.occupied_m2 > buildings.floor_m2 + 1e-6).any():
        yield "more floor in use than there is"
    usable = (plots.use[buildings.plot] != BUILDING_SITE) & (buildings.site_until_month == NONE)
    if not np.isclose(buildings.floor_m2[usable].sum(), town.work_floor_m2):
        yield f"work floor is {buildings.floor_m2[usable].sum():g} m2, {town.work_floor_m2:g} on the books"
    if not np.isclose(buildings.homes.sum(), town.homes):
        yield "homes in buildings do not add up to homes built"


def memberships(world: World, _: int) -> Iterator[str]:
    """Members and their collectives agree."""
    people, lives = columns(world.entrepreneurs), columns(world.collectives)
    inside = people.collective != NONE
    if (inside & ~people.present).any():
        yield "somebody who left is still a member"
    if not lives.alive[people.collective[inside]].all():
        yield "somebody is a member of a collective that has ended"
    sizes = np.bincount(people.collective[inside], minlength=len(lives))
    if (sizes != lives.headcount).any():
        yield "a collective counts other members than it has"
    if (~inside & (people.leads | people.binds | (people.role > 0))).any():
        yield "somebody has a role without being a member"
    if (inside & (people.role == OUTSIDE)).any():
        yield "a member has no role"


def statutes(world: World, _: int) -> Iterator[str]:
    """Whoever rents from a collective of members only is a member."""
    people, lives, buildings = columns(world.entrepreneurs), columns(world.collectives), columns(world.buildings)
    here = buildings.collective
    lets = (here != NONE) & ((buildings.owner_kind == COLLECTIVE) | (buildings.head_tenant == here))
    by_statute = lets & lives.members_only[here]
    if (people.present & (people.collective == NONE) & by_statute[people.building]).any():
        yield "somebody rents from a collective of members only and is none"


def homes_of_collectives(world: World, _: int) -> Iterator[str]:
    """Collectives and their buildings agree."""
    lives, buildings, people = columns(world.collectives), columns(world.buildings), columns(world.entrepreneurs)
    alive = np.flatnonzero(lives.alive)
    if (buildings.collective[lives.home[alive]] != alive).any():
        yield "a collective is not at home in its own building"
    named = buildings.collective[buildings.collective != NONE]
    if not lives.alive[named].all():
        yield "a building names a collective that has ended"
    members = people[people.collective != NONE]
    if (buildings.collective[members.building] != members.collective).any():
        yield "a member works in a building where the collective is not at home"
    owned = buildings.owner_kind == COLLECTIVE
    if (owned & ((buildings.collective == NONE) | (buildings.owner != buildings.collective))).any():
        yield "a building is owned by a collective that is not there"
    tenants = np.flatnonzero(lives.alive & (lives.form == HEAD_TENANT))
    if (buildings.head_tenant[lives.home[tenants]] != tenants).any():
        yield "a head tenant has no head lease of its home"
    if ((buildings.head_tenant != NONE) & (buildings.operated | owned)).any():
        yield "a building is rented as a whole twice, or by who owns it"
    federated = lives.area_cooperative[lives.area_cooperative != NONE]
    counted = np.bincount(federated, minlength=len(world.area_cooperatives))
    if (counted != columns(world.area_cooperatives).members).any():
        yield "an area cooperative counts other members than it has"


def lives(world: World, months_done: int) -> Iterator[str]:
    """Rows are used in order and never again; dates follow each other; every month of a life is on some ladder step."""
    founded = world.town[0].collectives
    rows, unused = np.split(columns(world.collectives), [founded])
    if unused.alive.any() or (rows.founder == NONE).any():
        yield "rows of collectives are not used in order"
    if (rows.alive == (rows.ended_month != NONE)).any():
        yield "a collective is alive after its end, or gone without one"
    until = np.where(rows.alive, months_done, rows.ended_month)
    if (np.abs(rows.months_on_step.sum(axis=1) - (until - np.maximum(rows.founded_month, 0))) > 1).any():
        yield "months on ladder steps do not add up to a life"
    stable = rows.stable_month != NONE
    if (rows.stable_month[stable] < rows.founded_month[stable]).any():
        yield "a collective was stable before it was founded"
    recognised = rows.recognised_month != NONE
    if (recognised & ~stable).any() or (rows.recognised_month < rows.stable_month)[recognised].any():
        yield "a collective was recognised before it was stable"


def plans(world: World, months_done: int) -> Iterator[str]:
    """Plans, what people were told of them, and what bars them agree."""
    buildings, facts, plots = columns(world.buildings), columns(world.facts), columns(world.plots)
    planned = buildings.plan_month != NONE
    if (planned != (buildings.stage != NO_PLAN)).any() or (planned & (buildings.plans == 0)).any():
        yield "a plan has no stage, or a stage no plan"
    if ((buildings.announced_month != NONE) & ~planned).any() or (buildings.listed & ~planned).any():
        yield "people were told of a plan that is not there"
    on_list = buildings.on_list != NONE
    if (on_list & ~buildings.listed).any() or not facts.holds[buildings.on_list[on_list]].all():
        yield "a building is on a list that is over"
    if ((buildings.vacate_month != NONE) & ~(buildings.let & planned)).any():
        yield "a building is under notice that nobody needs empty"
    site = np.zeros(len(buildings), bool)
    site[plots.building[plots.use == BUILDING_SITE]] = True
    if (site & ((buildings.stage != GRANTED) | buildings.let)).any():
        yield "something is built without a permit, or where people still are"
    bans = np.zeros(len(buildings), np.int64)
    for fact in facts[(facts.kind == NO_HOMES) & facts.holds]:
        bans += buildings.zone == fact.zone
    if (buildings.barred != bans + (buildings.covenant_until_month != NONE)).any():
        yield "homes are barred by something that does not hold"
    if world.town[0].resettled > world.town[0].left[DISPLACED] + world.town[0].left[FIRE]:
        yield "more people found space in the city than were displaced"


def bounds(world: World, _: int) -> Iterator[str]:
    """Shares are shares."""
    people, lives, town = columns(world.entrepreneurs), columns(world.collectives), columns(world.town)
    shares = {
        "engagement": people.engagement,
        "mentality": people.mentality,
        "bond": columns(world.ties).bonds / STRONGEST,
        "cohesion": lives.cohesion,
        "standing": lives.standing,
        "influence": lives.influence,
        "doubt": lives.doubt,
        "scarcity": town.scarcity,
        "security": columns(world.buildings).security,
        "spared share": columns(world.buildings).spared_share,
        "kept share": columns(world.buildings).kept_share,
        "affordable share": columns(world.buildings).affordable_share,
    }
    for name, values in shares.items():
        if not ((values >= 0) & (values <= 1 + 1e-9)).all():
            yield f"{name} is outside 0-1"
    step = lives.step[lives.alive]
    if not ((step >= 1) & (step <= 7)).all():
        yield "a ladder step is outside 1-7"


def money(world: World, _: int) -> Iterator[str]:
    """Nobody spends what they do not have."""
    if (columns(world.developers).capital_eur < -1e-6).any():
        yield "a developer is out of money"
    if world.town[0].purchase_fund_eur < -1e-6 or world.town[0].building_budget_eur < -1e-6:
        yield "a public purse is overdrawn"
    yield from forms_of_cooperation(world)
    lives, town, buildings = columns(world.collectives), world.town[0], columns(world.buildings)
    rented = buildings.operated | (buildings.head_tenant != NONE)
    if (buildings.head_reserve_eur[rented & buildings.let] < -1e-6).any():
        yield "a head tenant goes on without money"
    if (lives.reserve_eur < -1e-6).any():
        yield "a reserve fund is overdrawn"
    if (lives.loan_eur < 0).any() or (lives.fund_loan_eur < 0).any():
        yield "somebody owes less than nothing"
    if ((lives.loan_eur + lives.fund_loan_eur > 0) & (lives.form != OWNER)).any():
        yield "somebody owes for a building that is not theirs"
    there = town.purchase_fund_eur + lives.fund_loan_eur.sum()
    if abs(there - (town.purchase_fund_paid_in_eur - town.purchase_fund_lost_eur)) > 1e-9 * (1e6 + there):
        yield "what the purchase fund has and is owed is not what was paid in less what was lost"
    if ((lives.buying_since_month == NONE) != (lives.buying_building == NONE)).any():
        yield "a purchase is prepared of no building"
    busy = lives.buying_since_month != NONE
    if (lives.purchases_failed.sum(axis=1) + (lives.bought_month != NONE) + busy > lives.purchases_tried).any():
        yield "more purchases ended than were begun"


def forms_of_cooperation(world: World) -> Iterator[str]:
    """What forms of cooperation take in, hold and give out adds up, and so do their promises."""
    levies, schemes, agendas = columns(world.levies), columns(world.schemes), columns(world.agendas)
    if not np.allclose(levies.levied_eur, levies.spent_eur + levies.lapsed_eur + levies.purse_eur):
        yield "what a levy brought in is not what was spent, lapsed or is left"
    ballot = world.ballots[0]
    if not 0 <= ballot.in_favour <= ballot.votes <= ballot.contributors:
        yield "more votes were cast than there are contributors, or more in favour than were cast"
    if not np.allclose(schemes.received_eur, schemes.paid_eur + schemes.purse_eur):
        yield "what a scheme for hours received is not what it paid or has left"
    in_force = columns(world.clauses).holds.sum()
    if len(agendas) and agendas.agreed.sum() != (agendas.kept + agendas.dead).sum() + in_force:
        yield "clauses agreed on are not those kept, dead or in force"
    yield from stakes(world)


def stakes(world: World) -> Iterator[str]:
    """What was put into buildings is outstanding, paid back or lost, and so is what was lent for it."""
    at = columns(world.stakes)
    if not np.allclose(at.invested_eur, at.outstanding_eur + at.paid_back_eur + at.left_behind_eur, atol=0.01):
        yield "what a collective invested is not outstanding, paid back or left behind"
    if not np.allclose(at.lent_eur, at.loan_eur + at.repaid_eur + at.lenders_lost_eur, atol=0.01):
        yield "what was lent for an investment is not owed, given back or lost"
    amounts = [name for name in at.dtype.names if name.endswith(("_eur", "_eur_month", "_hours"))]
    if any((at[name] < -1e-6).any() for name in amounts):
        yield "something of an investment is less than nothing"
    in_use = at.until_month != NONE
    if ((at.outstanding_eur + at.loan_eur > 0.01) & ~in_use).any():
        yield "money is outstanding where nothing is in use"
    if (in_use & (at.since_month != NONE)).any() or (
        (at.building != NONE) != (in_use | (at.since_month != NONE))
    ).any():
        yield "an investment is nowhere, or in use and prepared at once"


def holders(world: World, _: int) -> Iterator[str]:
    """Who holds floor has it in the books, at a price that was paid; money in and out adds up."""
    rows, books, buildings = columns(world.holders), columns(world.holdings), columns(world.buildings)
    theirs = np.isin(buildings.owner_kind, (LAND_TRUST, DEVELOPMENT_COMPANY))
    if (theirs != (books.price_eur > 0)).any():
        yield "a building is held that is not in the books, or in the books of somebody who has it no more"
    owner = buildings.owner[theirs]
    if (np.bincount(owner, minlength=len(rows)) != rows.buildings).any():
        yield "a holder counts other buildings than it has"
    if (rows.kind[owner] != buildings.owner_kind[theirs]).any():
        yield "a building has two holders"
    if (books.lent_eur > books.price_eur).any() or (books.loan_eur < -1e-6).any():
        yield "a loan is larger than the price, or less than nothing"
    owed = np.bincount(owner, books.loan_eur[theirs], len(rows))
    if not np.allclose(owed, rows.borrowed_eur - rows.repaid_eur - rows.lost_eur, atol=1.0):
        yield "what holders owe is not what was lent, less what was paid back or lost"
    there = rows.paid_in_eur + rows.rents_eur + rows.sold_eur - rows.own_eur - rows.costs_eur
    if (rows.purse_eur < -1e-6).any() or not np.allclose(rows.purse_eur, there, atol=1.0):
        yield "a holder spent what it does not have, or its money does not add up"
    funds = columns(world.makers_funds)
    if (funds.repaid_eur + funds.lost_eur > funds.given_eur + 1.0).any():
        yield "a makers' fund settled more loans than it gave"


def accounts(world: World, months_done: int) -> Iterator[str]:
    """Whatever is paid in the area is received there, and floor is let or empty."""
    books, makers, months = (
        Money(world).by_kind,
        columns(world.makers_account)[0],
        columns(world.series)[:months_done],
    )
    received = books["rents_eur"].sum() + makers.head_tenants_eur
    if not np.isclose(received, makers.rents_eur + makers.subsidies_eur + makers.service_eur):
        yield "rents that were paid are not those that owners and head tenants got"
    if not np.isclose(books["sold_eur"].sum(), books["bought_eur"].sum()):
        yield "what was sold is not what was bought"
    floor = (books["let_m2_months"] + books["empty_m2_months"]).sum()
    if not np.isclose(floor, months.work_floor_m2.sum(dtype=float), rtol=1e-5):
        yield "floor let and floor empty are not the floor there was"
    if any((counted < -1e-6).any() for counted in books.values()):
        yield "less than nothing was let, paid or sold"


def deficits(world: World, _: int) -> Iterator[str]:
    """A budget for deficits is left, set aside or spent; homes are begun once, and not built before."""
    sites, town, buildings = columns(world.sites), world.town[0], columns(world.buildings)
    known = town.deficit_budget_eur + sites.reserved_eur.sum() + town.deficit_budget_spent_eur
    if not np.isclose(known, town.deficit_budget_paid_in_eur, atol=1.0):
        yield "the budget for deficits is not left, set aside or spent"
    if town.deficit_budget_eur < -1e-6 or (sites.reserved_eur < 0).any():
        yield "the budget for deficits is overdrawn"
    begun = sites.begun_month != NONE
    if ((buildings.homes > 0) & ~begun).any() or ((sites.reserved_eur > 0) & begun).any():
        yield "homes were built that were never begun, or money is set aside for homes that were"


def amounts(world: World, _: int) -> Iterator[str]:
    """Low is no more than middle, middle no more than high; what one party pays another gets; all that is paid has a payer."""
    money = Money(world)
    lines = {line.__name__: line for line in (money.deficits, money.state, money.moving, money.fit_out)}
    lines["help_with_deficits"] = money.help_with_deficits
    for party in ("municipality", "owners"):
        lines |= {f"{party} {part.__name__}": partial(part, party) for part in (money.upkeep, money.land)}
    lines |= {f"{party} net": partial(money.net, party) for party in ("municipality", "owners", "makers")}
    for name, line in lines.items():
        low, middle, high = (line(level) for level in (LOW, MIDDLE, HIGH))
        if low > middle + 1e-6 or middle > high + 1e-6:
            yield f"{name}: low, middle and high are {low:g}, {middle:g} and {high:g}"
    if abs(sum(money.sales(party) for party in PARTIES)) > 1e-9 * (1.0 + money.by_kind["sold_eur"].sum()):
        yield "what the parties sold is not what they bought"
    for level in (LOW, MIDDLE, HIGH):
        by_public = money.state(level) + money.own_part_of_deficits(level) - money.help_with_deficits(-level)
        if not np.isclose(by_public, money.deficits(level), atol=1.0):
            yield "deficits that state and municipality pay are not those that there are"
