"""Hours bought or exchanged: an area director, a time bank, a work corporation (E36, E42, F67, F105)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from collectief_sim.model.chance import SCHEME_ENDS, SETUP, TAKES_PART, stream, uniform
from collectief_sim.model.codes import COLLECTIVE, FOUNDING, SCHEME_ENDED, SCHEME_STARTED
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.processes.happenings import NOBODY, NOWHERE, note
from collectief_sim.model.processes.homes import living
from collectief_sim.model.processes.rates import chance_per_month
from collectief_sim.model.rows import Code, CollectiveId, Count, Flag, Number, ids
from collectief_sim.model.tables import Collective

if TYPE_CHECKING:
    from collectief_sim.model.world import World


class Scheme:
    """A way to have more hours: what its form declares, and how it stands."""

    form: Annotated[Code, "which form it is (FORM_NAMES)"]
    key: Annotated[Count, "what its luck goes by"]
    since_month: Annotated[Count, "month from which it may come about"]
    ends_per_year: Annotated[Number, "how often it ends [1/year]"]
    again_months: Annotated[Count, "rest after it ended [months]"]
    paid_hours_month: Annotated[Number, "paid by the municipality [hours/month]"]
    exchanged_share: Annotated[Number, "of hours to spare, 0-1"]
    most_hours_member_month: Annotated[Number, "most that one member gives [hours/month]"]
    running_hours_month: Annotated[Number, "to keep it going [hours/month]"]
    fee_share: Annotated[Number, "of the rent, paid by owners who take part"]
    owners_share: Annotated[Number, "share of buildings whose owner takes part"]
    start_eur: Annotated[Number, "start subsidy, once [EUR]"]
    running: Annotated[Flag, "exists at the moment"]
    again_month: Annotated[Count, "month from which it may begin again"]
    subsidised: Annotated[Flag, "has had its start subsidy"]
    purse_eur: Annotated[Number, "start subsidy that is left [EUR]"]
    bought_hours: Annotated[Number, "hours paid for so far"]
    exchanged_hours: Annotated[Number, "hours that went from one collective to another so far"]
    paid_eur: Annotated[Number, "paid for hours so far [EUR]"]
    received_eur: Annotated[Number, "fees and subsidies so far [EUR]"]


@rule
def buy_and_exchange(world: World, now: int) -> None:
    """Schemes begin, give hours as far as somebody pays or has some to spare, and end."""
    for i in range(len(world.schemes)):
        scheme = world.schemes[i]
        if now < max(scheme.since_month, scheme.again_month) or settled_collectives(world) == 0:
            continue
        if not scheme.running:
            begin(world, i, now)
        buy(world, i)
        exchange(world, i)
        if uniform(stream(world.seed, SCHEME_ENDS, now), scheme.key) < chance_per_month(scheme.ends_per_year):
            end(world, i, now)


@rule
def begin(world: World, i: int, now: int) -> None:
    """From now on it is there; a start subsidy is given once."""
    scheme = world.schemes[i]
    scheme.running = True
    given = 0.0 if scheme.subsidised else scheme.start_eur
    scheme.subsidised = True
    scheme.purse_eur += given
    scheme.received_eur += given
    world.town[0].public_cost_eur += given
    note(world, SCHEME_STARTED, scheme.form, NOBODY, NOWHERE, given, now)


@rule
def end(world: World, i: int, now: int) -> None:
    """It stops; what is left of a start subsidy goes back."""
    scheme = world.schemes[i]
    scheme.running = False
    scheme.again_month = now + scheme.again_months
    world.town[0].public_cost_eur -= scheme.purse_eur
    scheme.received_eur -= scheme.purse_eur
    scheme.purse_eur = 0.0
    note(world, SCHEME_ENDED, scheme.form, NOBODY, NOWHERE, 0.0, now)


@rule
def buy(world: World, i: int) -> None:
    """Hours paid for by the municipality, or from fees of owners and a start subsidy, shared by all settled collectives."""
    scheme, town = world.schemes[i], world.town[0]
    price = world.rules[0].roles.support_cost_eur_hour * town.price_index
    public = scheme.paid_hours_month * price
    town.public_cost_eur += public
    income = public + fees(world, i)
    scheme.received_eur += income
    subsidy = min(scheme.purse_eur, scheme.start_eur / 60.0)  # over five years
    scheme.purse_eur -= subsidy
    spent = income + subsidy
    scheme.paid_eur += spent
    if price > 0.0:
        scheme.bought_hours += spent / price
        share_out(world, spent / price)


@formula
def fees(world: World, i: int) -> float:
    """What owners who take part pay this month, as part of the rent [EUR]."""
    scheme, total = world.schemes[i], 0.0
    if scheme.fee_share <= 0.0:
        return 0.0
    luck = stream(world.seed, TAKES_PART, SETUP)
    for b in ids(world.buildings):
        building = world.buildings[b]
        if building.owner_kind != COLLECTIVE and uniform(luck, building.plot) < scheme.owners_share:
            total += scheme.fee_share * building.rent_eur_m2_year * building.occupied_m2 / 12.0
    return total


@rule
def exchange(world: World, i: int) -> None:
    """Collectives that have hours to spare give some to those that are short, and those who give keep the accounts too."""
    scheme = world.schemes[i]
    if scheme.exchanged_share <= 0.0:
        return
    offered = short = 0.0
    for c in living(world):
        offered += offer(world, i, c)
        short += shortage(world, c)
    moved = min(offered, short)
    if moved <= 0.0:
        return
    taken = (moved + min(offered - moved, scheme.running_hours_month)) / offered
    for c in living(world):
        world.collectives[c].zone_hours -= taken * offer(world, i, c)
        world.collectives[c].helped_hours += moved * shortage(world, c) / short
    scheme.exchanged_hours += moved


@formula
def offer(world: World, i: int, c: CollectiveId) -> float:
    """Hours that a settled collective offers [hours/month]."""
    scheme, collective = world.schemes[i], world.collectives[c]
    if not settled(collective):
        return 0.0
    return min(scheme.exchanged_share * to_spare(collective), scheme.most_hours_member_month * collective.headcount)


@formula
def shortage(world: World, c: CollectiveId) -> float:
    """Leading hours that a collective lacks [hours/month]."""
    collective = world.collectives[c]
    return max(0.0, collective.leading_asked - collective.leading_given) if collective.alive else 0.0


@formula
def to_spare(collective: Collective) -> float:
    """Leading hours that a collective has left for other things, after what was taken this month [hours/month]."""
    return max(0.0, collective.spare_hours + min(0.0, collective.zone_hours))


@formula
def settled(collective: Collective) -> bool:
    """Whether a collective is there and past founding."""
    return collective.alive and collective.phase != FOUNDING


@formula
def settled_collectives(world: World) -> int:
    """How many collectives are past founding."""
    count = 0
    for c in living(world):
        count += settled(world.collectives[c])
    return count


@rule
def share_out(world: World, hours: float) -> None:
    """Paid hours, as many for each settled collective: part takes on what goes beyond single plots (F93), and counts as time
    for others; the rest relieves those who lead.
    """
    if hours <= 0.0:
        return
    count = settled_collectives(world)
    for_others = world.rules[0].roles.paid_hours_for_others
    for c in living(world):
        if settled(world.collectives[c]):
            world.collectives[c].zone_hours += for_others * hours / count
            world.collectives[c].helped_hours += (1.0 - for_others) * hours / count
