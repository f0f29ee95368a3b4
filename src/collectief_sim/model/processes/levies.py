"""Levies: who pays for the zone, how that is voted on, and what it is spent on (E36, F55-F62).

Contributors are who uses the floor; in a building on a head lease, or owned by a collective, that body is one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from collectief_sim.model.chance import (
    BODY_IN_FAVOUR,
    BODY_TURNS_OUT,
    FAVOUR_MOOD,
    IN_FAVOUR,
    TURNOUT_MOOD,
    TURNS_OUT,
    stream,
    uniform,
)
from collectief_sim.model.codes import (
    COLLECTIVE,
    LEVY_ENDED,
    LEVY_STARTED,
    TOO_FEW_IN_FAVOUR,
    TOO_LITTLE_VALUE,
    TURNOUT_TOO_LOW,
    VOTE_PASSED,
)
from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.maths import exp
from collectief_sim.model.processes.firms import ability_to_pay
from collectief_sim.model.processes.happenings import NOBODY, NOWHERE, note
from collectief_sim.model.processes.homes import living
from collectief_sim.model.processes.hours import settled, share_out, to_spare
from collectief_sim.model.processes.loans import value_of_floor
from collectief_sim.model.processes.people import normal
from collectief_sim.model.processes.rates import logistic, unit
from collectief_sim.model.rows import NONE, BuildingId, Code, Count, Later, Number, PersonId, fetch_ahead, ids

if TYPE_CHECKING:
    from collectief_sim.model.world import World


class Levy:
    """A levy: what its form declares, and how it stands."""

    form: Annotated[Code, "which form it is (FORM_NAMES)"]
    key: Annotated[Count, "what its luck goes by"]
    since_month: Annotated[Count, "month from which it may come about"]
    rate_per_year: Annotated[Number, "on the value of floor [1/year]"]
    least_eur_year: Annotated[Number, "least for one contributor [EUR/year]"]
    most_eur_year: Annotated[Number, "most for one contributor [EUR/year]"]
    term_months: Annotated[Count, "how long it holds; without a vote, how long money waits [months]"]
    meetings_share: Annotated[Number, "spent on meetings, 0-1"]
    hours_share: Annotated[Number, "spent on paid hours, 0-1, as far as meetings leave it"]
    preparing_months: Annotated[Count, "least time to prepare a vote [months]"]
    preparing_hours: Annotated[Number, "hours to prepare a vote; 0 if there is none"]
    given_hours: Annotated[Number, "of them paid by the municipality"]
    wait_months: Annotated[Count, "rest after a vote that was lost [months]"]
    turnout_needed: Annotated[Number, "share of contributors"]
    yes_needed: Annotated[Number, "share of votes"]
    turnout_outsider: Annotated[Number, "chance that who is in no collective votes"]
    turnout_spread: Annotated[Number, "from vote to vote (logit)"]
    favour_spread: Annotated[Number, "from vote to vote (logit)"]
    favour: Annotated[Number, "leaning at middling mentality (logit)"]
    favour_if_known: Annotated[Number, "more for a levy that holds already (logit)"]
    favour_by_mentality: Annotated[Number, "over the whole range of mentality (logit)"]
    favour_by_cost: Annotated[Number, "per share of what somebody can pay (logit)"]
    home_eur_year: Annotated[Number, "what a home pays, where homes take part [EUR/year]"]
    homes_turnout: Annotated[Number, "share of homes that vote"]
    homes_in_favour: Annotated[Number, "share of their votes"]
    until_month: Annotated[Later, "month it ends, or a new vote is due"]
    again_month: Annotated[Count, "month from which a vote may be prepared"]
    prepared_hours: Annotated[Number, "hours put into preparing a vote so far"]
    prepared_since_month: Annotated[Later, "month that began"]
    votes_passed: Annotated[Count, "votes won so far"]
    votes_lost: Annotated[Count, "votes lost so far"]
    levied_eur: Annotated[Number, "brought in so far [EUR]"]
    term_eur: Annotated[Number, "brought in, or drawn of a fund, since it last began [EUR]"]
    purse_eur: Annotated[Number, "brought in and not spent yet [EUR]"]
    spent_eur: Annotated[Number, "spent so far [EUR]"]
    billed_eur: Annotated[Number, "brought in by the last bill [EUR]"]
    month_eur: Annotated[Number, "of that for each month it is for [EUR]"]
    bill_month: Annotated[Later, "month of the next bill"]
    billed_months: Annotated[Count, "months that the bill of this month is for, 0 if there is none"]
    lapsed_eur: Annotated[Number, "gone back to who paid, since nobody drew it [EUR]"]
    meetings: Annotated[Number, "programming that it pays for this month, 0-1"]


class Ballot:
    """What is counted of a vote."""

    turnout_mood: Annotated[Number, "what turnout owes to this vote (logit)"]
    favour_mood: Annotated[Number, "what favour owes to this vote (logit)"]
    contributors: Annotated[Number, "who may vote"]
    votes: Annotated[Number, "votes cast"]
    in_favour: Annotated[Number, "of them in favour"]
    value_for_eur: Annotated[Number, "value of the floor of those in favour [EUR]"]
    value_against_eur: Annotated[Number, "value of the floor of those against [EUR]"]


@rule
def levy_and_spend(world: World, now: int) -> None:
    """Levies are prepared and voted on, billed once a year, and spent from month to month."""
    bills = False
    for i in range(len(world.levies)):
        levy = world.levies[i]
        levy.meetings = 0.0
        if has_votes(levy) and now >= levy.since_month:
            come_to_a_vote(world, i, now)
        make_out_a_bill(world, i, now)
        bills = bills or levy.billed_months > 0
    if bills:
        collect(world)
    share_out(world, spend_all(world, now))


@rule
def spend_all(world: World, now: int) -> float:
    """Spend this month's part of every levy that runs; the hours that are paid for [hours]."""
    hours, wanted = 0.0, hours_to_spare(world) > 0.0
    for i in range(len(world.levies)):
        if world.levies[i].bill_month == NONE:
            continue
        if not has_votes(world.levies[i]):
            draw_or_lapse(world, i, now, wanted)
        if world.levies[i].until_month != NONE and (wanted or has_votes(world.levies[i])):
            hours += spend(world, i, now)
    return hours


@rule
def make_out_a_bill(world: World, i: int, now: int) -> None:
    """A levy that runs is billed once for what is left of the year, or of its term, to who uses floor at that moment (F55)."""
    levy = world.levies[i]
    levy.billed_months = 0
    if now < levy.since_month or (has_votes(levy) and levy.until_month == NONE):
        levy.bill_month = NONE
    elif now >= levy.bill_month:
        rest_of_year = 12 - now % 12
        levy.billed_months = min(rest_of_year, levy.until_month - now) if has_votes(levy) else rest_of_year
        levy.bill_month = now + levy.billed_months


@formula
def has_votes(levy: Levy) -> bool:
    """Whether contributors vote on it; else it is collected of everybody (F61)."""
    return levy.preparing_hours > 0.0


# ---- votes ----


@rule
def come_to_a_vote(world: World, i: int, now: int) -> None:
    """A levy that holds is voted on again when its term is up; else somebody must prepare a first vote."""
    levy = world.levies[i]
    if levy.until_month != NONE:
        if now >= levy.until_month:
            vote(world, i, now)
        return
    if now < levy.again_month:
        return
    if levy.prepared_since_month == NONE:
        levy.prepared_since_month = now
        levy.prepared_hours = levy.given_hours
        world.town[0].public_cost_eur += levy.given_hours * world.rules[0].roles.support_cost_eur_hour
    prepare(world, i)
    long_enough = now - levy.prepared_since_month >= levy.preparing_months
    if long_enough and levy.prepared_hours >= levy.preparing_hours:
        vote(world, i, now)


@rule
def prepare(world: World, i: int) -> None:
    """Collectives with hours to spare put them into it, so that they have fewer for what they do themselves."""
    levy = world.levies[i]
    wanted = min(levy.preparing_hours - levy.prepared_hours, levy.preparing_hours / levy.preparing_months)
    spare = hours_to_spare(world)
    if wanted <= 0.0 or spare <= 0.0:
        return
    taken = min(1.0, wanted / spare)
    for c in living(world):
        collective = world.collectives[c]
        if settled(collective):
            collective.zone_hours -= taken * to_spare(collective)
    levy.prepared_hours += taken * spare


@formula
def hours_to_spare(world: World) -> float:
    """Leading hours that settled collectives have left [hours/month]."""
    total = 0.0
    for c in living(world):
        if settled(world.collectives[c]):
            total += to_spare(world.collectives[c])
    return total


@rule
def vote(world: World, i: int, now: int) -> None:
    """Contributors vote; what comes of it holds for a term, or nobody tries again for a while (F55)."""
    levy = world.levies[i]
    count_votes(world, i, now)
    outcome = verdict(world, i)
    levy.prepared_hours, levy.prepared_since_month = 0.0, NONE
    note(world, outcome, levy.form, NOBODY, NOWHERE, 0.0, now)
    if outcome == VOTE_PASSED:
        levy.votes_passed += 1
        levy.term_eur = levy.term_eur if levy.until_month != NONE else 0.0
        levy.until_month = now + levy.term_months
        return
    levy.votes_lost += 1
    levy.again_month = now + levy.wait_months
    if levy.until_month != NONE:
        levy.until_month = NONE
        note(world, LEVY_ENDED, levy.form, NOBODY, NOWHERE, levy.term_eur, now)


@formula
def verdict(world: World, i: int) -> int:
    """What a vote comes to (HAPPENINGS): turnout, votes and the value behind them must all be enough (F55)."""
    levy, ballot = world.levies[i], world.ballots[0]
    if ballot.votes <= 0.0 or ballot.votes < levy.turnout_needed * ballot.contributors:
        return TURNOUT_TOO_LOW
    if ballot.in_favour < levy.yes_needed * ballot.votes:
        return TOO_FEW_IN_FAVOUR
    return VOTE_PASSED if ballot.value_for_eur > ballot.value_against_eur else TOO_LITTLE_VALUE


@rule
def count_votes(world: World, i: int, now: int) -> None:
    """Every contributor votes or stays away."""
    levy, ballot = world.levies[i], world.ballots[0]
    ballot.turnout_mood = levy.turnout_spread * normal(uniform(stream(world.seed, TURNOUT_MOOD, now), levy.key))
    ballot.favour_mood = levy.favour_spread * normal(uniform(stream(world.seed, FAVOUR_MOOD, now), levy.key))
    ballot.contributors = levy_homes(world, i)
    ballot.votes = levy.homes_turnout * ballot.contributors
    ballot.in_favour = levy.homes_in_favour * ballot.votes
    ballot.value_for_eur = ballot.value_against_eur = 0.0
    turns_out, in_favour = stream(world.seed, TURNS_OUT, now), stream(world.seed, IN_FAVOUR, now)
    for b in ids(world.buildings):
        if one_contributor(world, b):
            vote_as_a_body(world, i, b, now)
            continue
        for k in range(world.roster_start[b], world.roster_start[b + 1]):
            row = world.roster[k]
            e = world.entrepreneurs[row]
            ballot.contributors += 1.0
            engaged = e.engagement if e.collective != NONE else 0.0
            if uniform(turns_out, e.number) < turnout(world, i, engaged):
                cost = levy_on(world, i, value_of_floor(world, b, e.area_m2)) / (e.area_m2 * ability_to_pay(world, row))
                yes = uniform(in_favour, e.number) < favours(world, i, e.mentality, cost)
                cast(world, value_of_floor(world, b, e.area_m2), yes)


@formula
def one_contributor(world: World, b: BuildingId) -> bool:
    """Whether a building has one contributor: who holds its head lease, or the collective that owns it."""
    building = world.buildings[b]
    one = building.operated or building.head_tenant != NONE or building.owner_kind == COLLECTIVE
    return building.occupied_m2 > 0.0 and one


@rule
def vote_as_a_body(world: World, i: int, b: BuildingId, now: int) -> None:
    """A head tenant or an owning collective votes for its building, as those in it think and as far as they are engaged."""
    building, c = world.buildings[b], world.buildings[b].collective
    engaged = world.collectives[c].engagement if c != NONE else 0.0
    mentality = world.collectives[c].mentality if c != NONE else 0.5
    world.ballots[0].contributors += 1.0
    if uniform(stream(world.seed, BODY_TURNS_OUT, now), building.plot) < turnout(world, i, engaged):
        value = value_of_floor(world, b, building.occupied_m2)
        cost = levy_on(world, i, value) / max(1.0, building.occupied_m2 * building.rent_eur_m2_year)
        yes = uniform(stream(world.seed, BODY_IN_FAVOUR, now), building.plot) < favours(world, i, mentality, cost)
        cast(world, value, yes)


@rule
def cast(world: World, value_eur: float, yes: bool) -> None:
    """Count one vote."""
    ballot = world.ballots[0]
    ballot.votes += 1.0
    if yes:
        ballot.in_favour += 1.0
        ballot.value_for_eur += value_eur
    else:
        ballot.value_against_eur += value_eur


@formula
def turnout(world: World, i: int, engagement: float) -> float:
    """The chance that a contributor votes, 0-1: as this vote goes, and more often who is engaged."""
    levy = world.levies[i]
    odds = levy.turnout_outsider * exp(world.ballots[0].turnout_mood)
    outsider = odds / max(1e-9, odds + 1.0 - levy.turnout_outsider)
    return outsider + (1.0 - outsider) * unit(engagement)


@formula
def favours(world: World, i: int, mentality: float, cost_share: float) -> float:
    """The chance that a vote is in favour, 0-1: less where the levy is much of what somebody can pay."""
    levy = world.levies[i]
    leaning = levy.favour + world.ballots[0].favour_mood + (levy.favour_if_known if levy.until_month != NONE else 0.0)
    return logistic(leaning + levy.favour_by_mentality * (mentality - 0.5) - levy.favour_by_cost * cost_share)


# ---- money ----


@formula
def levy_on(world: World, i: int, value_eur: float) -> float:
    """What is levied on floor of some value; the least and the most follow prices [EUR/year]."""
    levy, prices = world.levies[i], world.town[0].price_index
    return min(levy.most_eur_year * prices, max(levy.least_eur_year * prices, levy.rate_per_year * value_eur))


@formula
def levy_homes(world: World, i: int) -> float:
    """Homes that pay and vote as well."""
    return world.town[0].homes if world.levies[i].home_eur_year > 0.0 else 0.0


@rule
def collect(world: World) -> None:
    """Everybody pays the bills of this month: firms from their buffer, operators and collectives from their reserve, as far
    as it goes.
    """
    for i in range(len(world.levies)):
        levy = world.levies[i]
        if levy.billed_months > 0:
            levy.billed_eur = levy_homes(world, i) * levy.home_eur_year * levy.billed_months / 12.0
    for b in ids(world.buildings):
        value_eur_m2 = value_of_floor(world, b, 1.0)
        if one_contributor(world, b):
            charge_body(world, b, value_eur_m2)
            continue
        for k in range(world.roster_start[b], world.roster_start[b + 1]):
            fetch_ahead(world.entrepreneurs, world.roster, k)
            charge(world, world.roster[k], value_eur_m2)
    for i in range(len(world.levies)):
        levy = world.levies[i]
        if levy.billed_months > 0:
            levy.month_eur = levy.billed_eur / levy.billed_months
            levy.levied_eur += levy.billed_eur
            levy.purse_eur += levy.billed_eur


@formula
def bill_for(world: World, i: int, value_eur: float) -> float:
    """What floor of some value is billed this month [EUR]."""
    return levy_on(world, i, value_eur) * world.levies[i].billed_months / 12.0


@rule
def charge(world: World, row: PersonId, value_eur_m2: float) -> None:
    """A firm pays the bills of this month, in months of what it can pay for space."""
    e = world.entrepreneurs[row]
    total = 0.0
    for i in range(len(world.levies)):
        if world.levies[i].billed_months > 0:
            due = bill_for(world, i, e.area_m2 * value_eur_m2)
            world.levies[i].billed_eur += due
            total += due
    e.buffer_months -= 12.0 * total / max(1.0, e.area_m2 * ability_to_pay(world, row))


@rule
def charge_body(world: World, b: BuildingId, value_eur_m2: float) -> None:
    """A head tenant or an owning collective pays the bills of this month for its building, as far as it has the money."""
    building, c = world.buildings[b], world.buildings[b].collective
    on_lease = building.operated or building.head_tenant != NONE
    for i in range(len(world.levies)):
        due = bill_for(world, i, building.occupied_m2 * value_eur_m2)
        if on_lease:
            paid = min(due, max(0.0, building.head_reserve_eur))
            building.head_reserve_eur -= paid
            world.levies[i].billed_eur += paid
        elif c != NONE:
            paid = min(due, max(0.0, world.collectives[c].reserve_eur))
            world.collectives[c].reserve_eur -= paid
            world.levies[i].billed_eur += paid


@rule
def draw_or_lapse(world: World, i: int, now: int, wanted: bool) -> None:
    """Money of a fund without a vote is there for settled collectives that draw it; what waits too long lapses (F61)."""
    levy = world.levies[i]
    if wanted:
        if levy.until_month == NONE:
            levy.term_eur = 0.0
            note(world, LEVY_STARTED, levy.form, NOBODY, NOWHERE, 0.0, now)
        levy.until_month = now + levy.term_months
    elif levy.until_month != NONE and now >= levy.until_month:
        levy.until_month = NONE
        note(world, LEVY_ENDED, levy.form, NOBODY, NOWHERE, levy.term_eur, now)
    too_old = max(0.0, levy.purse_eur - levy.term_months * levy.month_eur)
    levy.lapsed_eur += too_old
    levy.purse_eur -= too_old


@rule
def spend(world: World, i: int, now: int) -> float:
    """What the purse gives this month goes to meetings, as many as can be held, to paid hours, and to public space. It must
    last until the next bill. The hours paid for [hours].
    """
    levy, town = world.levies[i], world.town[0]
    money = levy.purse_eur / (levy.bill_month - now)
    most = max(0.0, 1.0 - world.rules[0].policy.programming)
    full = world.rules[0].ties.programming_cost_eur_entrepreneur_year * town.present / 12.0
    levy.meetings = min(most, levy.meetings_share * money / max(1.0, full))
    hours = min(1.0 - levy.meetings_share, levy.hours_share) * money
    hours /= max(1e-9, world.rules[0].roles.support_cost_eur_hour * town.price_index)
    levy.spent_eur += money
    levy.term_eur += money
    levy.purse_eur -= money
    return hours


@formula
def meetings_paid(world: World) -> float:
    """Programming that levies pay for this month, 0-1."""
    total = 0.0
    for i in range(len(world.levies)):
        total += world.levies[i].meetings
    return total
