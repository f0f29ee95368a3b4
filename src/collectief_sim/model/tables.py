"""The tables: every field once, with its meaning and unit. Tables of one process alone are declared in its own file.

What most rules read stands first in a row, so that it shares a cache line.
"""

from __future__ import annotations

from typing import Annotated

from collectief_sim.model.codes import TIES
from collectief_sim.model.rows import (
    Code,
    Count,
    Counts,
    Flag,
    InBuilding,
    InFederation,
    Later,
    MonthNumber,
    Number,
    Numbered,
    OfCollective,
    OfFact,
    OnPlot,
    People,
    Person,
    Single,
    Singles,
    SomeRow,
    Strengths,
)


class Entrepreneur:
    """An entrepreneur who works in the area, or left since rows were last sorted.

    A row is two cache lines of 64 bytes: what everybody's month needs, and from `area_m2` on what is needed now and then.
    """

    present: Annotated[Flag, "works in the area"]
    was_member: Annotated[Flag, "has ever been in a collective"]
    leads: Annotated[Flag, "is a trekker"]
    binds: Annotated[Flag, "is a binder (in small groups perhaps as well as trekker)"]
    role: Annotated[Code, "what they are seen as (ROLES)"]
    activity: Annotated[Code, "what they do (ACTIVITIES)"]
    left_cause: Annotated[Code, "why they left (LEAVING_CAUSES)"]
    number: Annotated[Numbered, "who they are, for ever: in order of arrival, first tenants first"]
    building: Annotated[InBuilding, "row of their building"]
    plot: Annotated[OnPlot, "plot of their building where they are seen, and from which next door is next door"]
    collective: Annotated[OfCollective, "row of their collective"]
    joined_month: Annotated[Later, "month of joining it"]
    arrival_month: Annotated[Later, "month in which they look for space; NONE for first tenants"]
    mentality: Annotated[Number, "0 commercial to 1 commons-minded"]
    engagement: Annotated[Number, "0-1"]
    ability_eur_m2_year: Annotated[Number, "rent they can pay at the start's price level [EUR/m2/year]"]
    buffer_months: Annotated[Number, "reserve [months of costs]; negative is debt"]
    area_m2: Annotated[Number, "floor used [m2]"]
    need_m2: Annotated[Number, "floor needed [m2]"]
    growth_per_year: Annotated[Number, "yearly growth of floor needed [share/year]"]
    initiative: Annotated[Number, "0-1"]
    sociability: Annotated[Number, "0-1"]
    experience_years: Annotated[Number, "years as an entrepreneur on arrival (for first tenants: at the start)"]
    since_month: Annotated[MonthNumber, "month they came to this building (negative: before the start)"]
    left_month: Annotated[Later, "month of leaving the area"]
    next_tenant: Annotated[Person, "who came to the building after them"]
    previous_tenant: Annotated[Person, "who came to the building before them"]


class Ties:
    """Whom somebody keeps up with, and how strongly. A row is one cache line: a meeting takes two, wherever they are."""

    contacts: Annotated[People, TIES, "up to eight people: their rows, or GONE if they left the area"]
    bonds: Annotated[Strengths, TIES, "strength of the tie to each of them, 0 to STRONGEST"]


class Stay:
    """What is kept, on request, of somebody's time in the area: written down when they leave, but for months in collectives."""

    number: Annotated[Numbered, "who they were"]
    was_member: Annotated[Flag, "has ever been in a collective"]
    affordable: Annotated[Flag, "the rent they last paid was affordable (E2)"]
    role: Annotated[Code, "what they were seen as before they left (ROLES)"]
    activity: Annotated[Code, "what they did (ACTIVITIES)"]
    left_cause: Annotated[Code, "why they left (LEAVING_CAUSES)"]
    arrival_month: Annotated[Later, "month they looked for space; NONE for first tenants"]
    left_month: Annotated[Later, "month of leaving the area"]
    member_months: Annotated[Count, "months of the run in collectives, those they are in at present left out"]
    mentality: Annotated[Number, "0 commercial to 1 commons-minded"]
    experience_years: Annotated[Number, "years as an entrepreneur on arrival (for first tenants: at the start)"]
    area_m2: Annotated[Number, "floor used [m2]"]
    rent_eur_m2_year: Annotated[Number, "rent they last paid [EUR/m2/year]"]


class Plot:
    """A cell of the grid (`area.cell_m`): land. Floor and people belong to the building that stands on it."""

    use: Annotated[Code, "what it is used for (USES)"]
    building: Annotated[InBuilding, "row of the building that stands here; NONE where nothing is built"]
    market_rent_eur_m2_year: Annotated[Number, "market rent for work [EUR/m2/year]"]
    housing_value_eur_m2_year: Annotated[Number, "annualised housing value, before pressure [EUR/m2/year]"]
    x: Annotated[Count, "column, west to east"]
    y: Annotated[Count, "row, north to south"]
    zone: Annotated[Count, "kind of place: row of Area.zones"]


class Building:
    """A building on one plot or several: one owner, one lease, one plan. Rows follow the order of their first plots."""

    let: Annotated[Flag, "can be let: not burnt, not emptied for redevelopment"]
    owner_kind: Annotated[Code, "kind of owner (OWNERS)"]
    subsidised: Annotated[Flag, "rent is subsidised when the policy says so"]
    operated: Annotated[Flag, "run by an operator, who holds the head lease"]
    housing_excluded: Annotated[Flag, "zoned for work: no housing"]
    stage: Annotated[Code, "stage of its plan (STAGES)"]
    aim: Annotated[Code, "what its plan is for (AIMS)"]
    return_agreed: Annotated[Flag, "the agreement lets the collective that is here come back (E45)"]
    listed: Annotated[Flag, "on a list, to be demolished or renovated"]
    temporary: Annotated[Flag, "let for the time being, until a plan needs it"]
    plot: Annotated[OnPlot, "its first plot: where it is looked up, and what its luck is keyed by"]
    collective: Annotated[OfCollective, "row of the collective that is at home here"]
    vacate_month: Annotated[Later, "month by which tenants under notice must be out"]
    rent_eur_m2_year: Annotated[Number, "contract rent [EUR/m2/year]"]
    floor_m2: Annotated[Number, "work floor, let as one whatever plots it lies on [m2]"]
    occupied_m2: Annotated[Number, "work floor in use [m2]"]
    smallest_unit_m2: Annotated[Number, "smallest unit that is let [m2]"]
    tenants: Annotated[Count, "entrepreneurs in the building"]
    plan_month: Annotated[Later, "month the present plan to redevelop arose"]
    site_until_month: Annotated[Later, "month the building site is finished, or a burnt building can be let"]
    lease_end_month: Annotated[MonthNumber, "end of the running term"]
    term_start_month: Annotated[MonthNumber, "start of the running term"]
    horizon_end_month: Annotated[MonthNumber, "the same, as people count on it: the horizon channel"]
    voice_end_month: Annotated[MonthNumber, "the same, as it takes negotiating time: the voice channel"]
    horizon_months: Annotated[Number, "secured horizon of the tenants [months]"]
    security: Annotated[Number, "security that horizon gives, 0-1"]
    negotiating_hours: Annotated[Number, "leading time the lease takes this month [hours/month]"]
    break_months: Annotated[
        Number,
        "time in the running term after which it may be ended for a plan with a permit; inf if not at all [months]",
    ]
    tenant_break_months: Annotated[
        Number, "how often in the running term a tenant may end it; inf: only at its end [months]"
    ]
    first_part: Annotated[Count, "where its plots start in World.plots_built"]
    part_count: Annotated[Count, "plots it stands on"]
    sides: Annotated[
        Count, "how often it is listed when it has room: once for every 50 x 50 m of its ground, at least once"
    ]
    rent_ceiling_eur_m2_year: Annotated[Number, "most that may be asked, inf if free [EUR/m2/year]"]
    stage_until_month: Annotated[Later, "month the present stage of its plan ends; with a permit: homes can be there"]
    announced_month: Annotated[Later, "month by which the building is to be empty, as tenants were told"]
    plans: Annotated[Count, "plans so far: luck of a plan goes by its number"]
    neglected_months: Annotated[Count, "months since the last renovation in which nobody maintained it"]
    on_list: Annotated[OfFact, "the list it is on, until it is carried out, dropped or taken back"]
    barred: Annotated[Count, "dated facts and covenants that forbid homes here at present"]
    ground_lease_month: Annotated[
        Later, "month its lease of municipal land is renewed; NONE if it stands on its own land"
    ]
    covenant_until_month: Annotated[Later, "month a covenant ends that keeps it for work"]
    spared_share: Annotated[Number, "share of the floor that a halved plan leaves as it is"]
    kept_share: Annotated[Number, "share of the work floor that the agreement keeps as affordable work space"]
    head_tenant: Annotated[OfCollective, "collective that holds the head lease: it rents the building as a whole"]
    head_reserve_eur: Annotated[Number, "what who rents it as a whole has to bear empty floor from [EUR]"]
    affordable_share: Annotated[Number, "share of redeveloped floor that is let at an affordable rent"]
    renewed: Annotated[Flag, "redeveloped or renovated: what stands there is new"]
    homes: Annotated[Number, "homes built"]
    homes_that_fit: Annotated[Number, "homes that fit on its ground where no work floor is kept"]
    homes_month: Annotated[Later, "month they were finished"]
    adaptability: Annotated[Number, "how far tenants can change the building, 0-1"]
    owner: Annotated[SomeRow, "row of the developer or collective that owns it"]
    zone: Annotated[Count, "kind of building: row of Area.zones"]
    first_tenant: Annotated[Person, "who of its tenants came first"]
    last_tenant: Annotated[Person, "who of its tenants came last"]
    next_roomy: Annotated[InBuilding, "another building with about as much room when vacancies were listed"]
    next_home: Annotated[InBuilding, "the next building that its collective is at home in, by row"]
    promised_to: Annotated[OfCollective, "collective that may have a right to come back here, see return_to"]


class Collective:
    """A collective of entrepreneurs, alive or ended; rows follow the order of founding."""

    alive: Annotated[Flag, "exists"]
    founder: Annotated[Numbered, "number of its founder: its luck is keyed by that, not by the order of founding"]
    home: Annotated[InBuilding, "row of its building"]
    first_of_homes: Annotated[InBuilding, "the first by row of all buildings it is at home in"]
    first_home: Annotated[InBuilding, "row of the building where it was founded"]
    return_to: Annotated[InBuilding, "row of the building it may return to after redevelopment"]
    form: Annotated[Code, "FORMS"]
    members_only: Annotated[Flag, "by its statutes who rents in a building in its hands is a member"]
    phase: Annotated[Code, "PHASES"]
    founded_month: Annotated[MonthNumber, "month of founding (negative: before the start)"]
    stable_month: Annotated[Later, "month it first became stable"]
    area_level_month: Annotated[Later, "month it first reached area-level impact, by either way"]
    recognised_month: Annotated[Later, "month it was first stable with ten members or more"]
    ended_month: Annotated[Later, "month it ended"]
    ending: Annotated[Code, "why it ended (ENDINGS)"]
    headcount: Annotated[Count, "members"]
    peak_size: Annotated[Count, "most members it had"]
    area_m2: Annotated[Number, "floor its members use [m2]"]
    trekkers: Annotated[Count, "members who lead"]
    binders: Annotated[Count, "members who bind"]
    core: Annotated[Count, "members who do either"]
    engaged: Annotated[Count, "other members who are engaged"]
    less_engaged: Annotated[Count, "other members who are not"]
    mentality: Annotated[Number, "mean mentality of its members"]
    engagement: Annotated[Number, "mean engagement of its members"]
    homogeneity: Annotated[Number, "of mentality, 0-1"]
    diversity: Annotated[Number, "of activities, 0-1"]
    cohesion: Annotated[Number, "0-1"]
    leading_asked: Annotated[Number, "leading hours asked [hours/month]"]
    leading_given: Annotated[Number, "leading hours given [hours/month]"]
    binding_asked: Annotated[Number, "binding hours asked [hours/month]"]
    binding_given: Annotated[Number, "binding hours given [hours/month]"]
    surplus_hours: Annotated[
        Number, "leading hours left after organisation, negotiating and preparing to buy [hours/month]"
    ]
    spare_hours: Annotated[Number, "leading hours left before forms of cooperation took any [hours/month]"]
    zone_hours: Annotated[
        Number,
        "hours for others that forms of cooperation give it, or take if below 0, since the last reckoning [hours/month]",
    ]
    helped_hours: Annotated[
        Number, "leading hours that other collectives gave it since the last reckoning [hours/month]"
    ]
    turnover_per_year: Annotated[Number, "members lost over the past year, fading [share]"]
    left_this_month: Annotated[Count, "members lost since the last reckoning"]
    setback: Annotated[Number, "recent setbacks, fading"]
    setback_due_month: Annotated[Later, "month in which a setback after a shock will be felt"]
    doubt: Annotated[Number, "doubt about the horizon, 0-1, fading"]
    months_steady: Annotated[Count, "months in a row it has met the conditions of stability"]
    months_weak: Annotated[Count, "months in a row its cohesion has been too low"]
    months_of_planning_impact: Annotated[Count, "months in a row its planning has reached the area"]
    months_of_value_impact: Annotated[Count, "months in a row its socio-economic and circular work has"]
    patience: Annotated[Number, "stretches the payback times it accepts, from its founder [factor]"]
    picked_for_others: Annotated[Number, "how far members were picked for what they do for others, 0-1"]
    socio_economic: Annotated[Number, "outreach: socio-economic value (E32)"]
    planning: Annotated[Number, "outreach: taking part in planning (E32)"]
    circular: Annotated[Number, "outreach: circular transition (E32)"]
    radius: Annotated[Code, "how far its value reaches (RADII, E33)"]
    tenure_months: Annotated[Number, "mean time its trekkers have been members [months]"]
    standing: Annotated[Number, "0-1"]
    step: Annotated[Code, "ladder step, 1-7, as reported (E37)"]
    months_on_step: Annotated[Counts, 8, "months spent on each ladder step (index = step)"]
    reserve_eur: Annotated[Number, "reserve fund [EUR]"]
    area_cooperative: Annotated[InFederation, "row of its area cooperative"]
    months_at_size: Annotated[Counts, 3, "months lived with under 10, 10-19, and 20 or more members (E26)"]
    size_at_end: Annotated[Count, "members when it ended"]
    months_of_turnover: Annotated[
        Counts, 2, "months of ordinary turnover lived before and after it was stable (E22, F3)"
    ]
    early_homogeneity: Annotated[Number, "homogeneity a year after founding; NaN before"]
    early_diversity: Annotated[Number, "diversity a year after founding; NaN before"]
    early_size: Annotated[Count, "members a year after founding; 0 before"]
    influence: Annotated[Number, "weight it has with whoever listens, 0-1"]
    planning_impact_month: Annotated[Later, "month its planning first reached the area"]
    value_impact_month: Annotated[Later, "month its socio-economic and circular work first reached the area"]
    buying_since_month: Annotated[Later, "month it began to prepare a purchase that is not decided yet"]
    buying_until_month: Annotated[Later, "month that will be decided"]
    buying_from: Annotated[Code, "kind of owner that would sell (OWNERS)"]
    buying_building: Annotated[InBuilding, "row of the building it would buy"]
    preparing_hours: Annotated[Number, "leading hours that takes [hours/month]"]
    plan_hours: Annotated[Number, "leading hours put into its plan so far [hours]"]
    purchases_tried: Annotated[Count, "purchases it began to prepare"]
    purchases_failed: Annotated[Counts, 6, "purchases that came to nothing, by cause (PURCHASE_FAILURES)"]
    failed_month: Annotated[Later, "month the last of them did"]
    bought_month: Annotated[Later, "month it bought a building; the last, if several"]
    foreclosed_month: Annotated[Later, "month it lost a building of its own because it could not pay"]
    loan_eur: Annotated[Number, "owed to the bank and to holders of its bonds [EUR]"]
    loan_due_eur_month: Annotated[Number, "what it pays on that [EUR/month]"]
    fund_loan_eur: Annotated[Number, "owed to the public fund [EUR]"]
    fund_due_eur_month: Annotated[Number, "what it pays on that [EUR/month]"]
    upkeep_eur_month: Annotated[Number, "upkeep of its own building, at the start's prices [EUR/month]"]
    months_behind: Annotated[Count, "months in a row it could not pay the bank in full"]


class Landlord:
    """What one kind of owner lets on, and what tenants have learned of it; rows follow OWNERS."""

    lease_first_months: Annotated[Count, "first term of a lease, after which it may be ended [months]"]
    lease_renewal_months: Annotated[Count, "term of each renewal [months]"]
    horizon_first_months: Annotated[Count, "first term as people count on it: the horizon channel [months]"]
    horizon_renewal_months: Annotated[Count, "the same of renewals [months]"]
    voice_first_months: Annotated[Count, "first term as it takes negotiating time: the voice channel [months]"]
    voice_renewal_months: Annotated[Count, "the same of renewals [months]"]
    notice_months: Annotated[Count, "notice, never more than a whole term [months]"]
    waits_share: Annotated[Number, "share who, with a plan that is known, let until there is a permit"]
    tenant_break_months: Annotated[
        Number, "how often in a coming term a tenant may end it; inf: only at its end [months]"
    ]
    break_months: Annotated[
        Number, "time in a coming term after which it may be ended for a plan with a permit; inf if not at all [months]"
    ]
    buy_out_eur_m2_year: Annotated[Number, "what ends a term earlier, for each year that is left; inf if nothing does"]
    rent_share: Annotated[Number, "part of the market rent that is asked for a new term"]
    ended: Annotated[Number, "buildings lost to notice, as remembered"]
    years: Annotated[Number, "building-years let, as remembered"]
    hazard_per_year: Annotated[Number, "hazard of losing a building as tenants reckon with it [per year]"]


class Developer:
    """A developer; conscious ones accept a lower return and let on long leases."""

    conscious: Annotated[Flag, "conscious rather than conventional"]
    capital_eur: Annotated[Number, "money to buy with [EUR]"]
    buildings: Annotated[Count, "buildings owned"]


class AreaCooperative:
    """A federation of collectives."""

    alive: Annotated[Flag, "exists"]
    founded_month: Annotated[MonthNumber, "month of founding"]
    members: Annotated[Count, "collectives in it"]


class Town:
    """What holds for the whole area: the municipality's purse and mood, the labour of memory, and running totals."""

    openness: Annotated[Number, "how far the municipality listens, 0-1"]
    earnings_factor: Annotated[Number, "ability to pay against normal times (slump)"]
    housing_factor: Annotated[Number, "housing demand against normal times (slump)"]
    slump_until_month: Annotated[Later, "month a slump ends"]
    price_index: Annotated[Number, "ability to pay against the start"]
    scarcity: Annotated[Number, "share of searches for space that failed lately, 0-1"]
    work_floor_start_m2: Annotated[Number, "work floor at the start [m2]"]
    work_floor_m2: Annotated[Number, "work floor now, building sites and burnt buildings left out [m2]"]
    purchase_fund_eur: Annotated[Number, "public money for loans to collectives that buy, in hand [EUR]"]
    building_budget_eur: Annotated[Number, "public money left this year to close shortfalls on homes [EUR]"]
    municipal_floor_start_m2: Annotated[Number, "of the work floor at the start, that of municipal buildings [m2]"]
    ground_lease_months: Annotated[Count, "term of a lease of municipal land [months]"]
    covenant_months: Annotated[Count, "how long a covenant keeps leased land for work: a first lease [months]"]
    plans_for_homes: Annotated[Count, "plans for homes so far"]
    plans_dropped: Annotated[Count, "of them dropped so far"]
    plans_done: Annotated[Count, "of them turned into homes so far"]
    months_to_homes: Annotated[Count, "from plan to homes, added up over those [months]"]
    collectives: Annotated[Count, "collectives founded so far (rows in use)"]
    living: Annotated[
        Count, "entries in the list of collectives that are alive, those that ended this month among them"
    ]
    area_cooperatives: Annotated[Count, "area cooperatives founded so far (rows in use)"]
    vacancies: Annotated[Count, "entries in the list of buildings with room"]
    happenings: Annotated[Count, "what forms of cooperation brought about so far (rows in use)"]
    present: Annotated[Count, "entrepreneurs present"]
    places: Annotated[Count, "rows of entrepreneurs in use, from the first"]
    listed: Annotated[Count, "people on the roster, newcomers of this month at its end"]
    arrived: Annotated[Count, "newcomers who found space, so far"]
    turned_away: Annotated[Count, "newcomers who did not, so far"]
    left: Annotated[Counts, 7, "entrepreneurs who left the area so far, by cause (LEAVING_CAUSES)"]
    rehoused: Annotated[Count, "entrepreneurs who lost their space and found other space by themselves, so far"]
    resettled: Annotated[
        Count, "entrepreneurs who lost their space and found other space elsewhere in the city, so far"
    ]
    homes: Annotated[Number, "homes built so far"]
    public_cost_eur: Annotated[Number, "public money spent, lent or forgone so far, less loans that came back [EUR]"]
    open_selection_month: Annotated[MonthNumber, "month from which a municipality must select buyers openly"]
    purchase_fund_paid_in_eur: Annotated[Number, "public money put into the purchase fund so far [EUR]"]
    purchase_fund_lost_eur: Annotated[Number, "loans of that fund that will not come back, so far [EUR]"]
    deficit_budget_eur: Annotated[Number, "public money for deficits of homes that is not set aside yet [EUR]"]
    deficit_budget_paid_in_eur: Annotated[Number, "what came into that budget so far [EUR]"]
    deficit_budget_spent_eur: Annotated[Number, "of it, spent on homes that were begun [EUR]"]


class Happening:
    """Something that a form of cooperation brought about."""

    month: Annotated[Count, "month it happened"]
    what: Annotated[Code, "what happened (HAPPENINGS)"]
    form: Annotated[Code, "by which form (FORM_NAMES)"]
    collective: Annotated[OfCollective, "whom it is about; NONE if the whole area"]
    building: Annotated[InBuilding, "where it is; NONE if the whole area"]
    amount_eur: Annotated[Number, "money that changed hands [EUR]"]


class Month:
    """What is recorded of a month, for the whole area."""

    entrepreneurs: Annotated[Single, "entrepreneurs present"]
    affordable_entrepreneurs: Annotated[
        Single, "of them, at rents up to 125 EUR/m2/year at the start's price level (E2)"
    ]
    members: Annotated[Single, "entrepreneurs in a collective"]
    less_engaged: Annotated[Single, "members less engaged"]
    engaged: Annotated[Single, "members engaged"]
    binders: Annotated[Single, "members seen as binder"]
    trekkers: Annotated[Single, "members seen as trekker"]
    leading: Annotated[Single, "members who lead, those who also bind included"]
    binding: Annotated[Single, "members who bind, those who also lead included"]
    collectives: Annotated[Single, "collectives alive"]
    founding: Annotated[Single, "of them in the founding phase"]
    stable: Annotated[Single, "of them stable"]
    area_active: Annotated[Single, "of them with area-level impact"]
    recognised: Annotated[Single, "of them recognised: they have been stable with ten members or more"]
    grassroots: Annotated[Single, "of them grassroots"]
    operator_led: Annotated[Single, "of them operator-led"]
    owners: Annotated[Single, "of them owners of their building"]
    head_tenants: Annotated[Single, "of them head tenants: they rent their building as a whole"]
    area_cooperatives: Annotated[Single, "area cooperatives alive"]
    ladder: Annotated[Singles, 8, "collectives by ladder step (index = step)"]
    mean_size: Annotated[Single, "mean members per collective; NaN if none"]
    mean_cohesion: Annotated[Single, "mean cohesion; NaN if none"]
    mean_engagement: Annotated[Single, "mean engagement of members; NaN if none"]
    socio_economic: Annotated[Single, "outreach, summed over collectives"]
    planning: Annotated[Single, "outreach, summed over collectives"]
    circular: Annotated[Single, "outreach, summed over collectives"]
    radius: Annotated[Singles, 5, "collectives by radius of their value (RADII)"]
    work_floor_m2: Annotated[Single, "work floor that can be used [m2]"]
    affordable_floor_m2: Annotated[Single, "of it at rents up to 125 EUR/m2/year at the start's price level (E2) [m2]"]
    vacant_floor_m2: Annotated[Single, "work floor standing empty, also while it waits for redevelopment [m2]"]
    waiting_floor_m2: Annotated[Single, "of it, emptied for a plan and not yet a building site [m2]"]
    renewed_floor_m2: Annotated[Single, "work floor in redeveloped and renovated buildings [m2]"]
    mean_rent_eur_m2_year: Annotated[Single, "mean rent paid, by floor [EUR/m2/year]; NaN if nobody pays"]
    mean_market_rent_eur_m2_year: Annotated[Single, "mean market rent for work [EUR/m2/year]"]
    mean_horizon_months: Annotated[Single, "mean secured horizon of buildings that are let [months]"]
    plans: Annotated[Single, "buildings with a plan to redevelop"]
    under_notice: Annotated[Single, "buildings under notice"]
    building_sites: Annotated[Single, "buildings being redeveloped"]
    free_plots_share: Annotated[
        Single, "share of work plots that are free to change within five years: by then no lease binds; NaN if none"
    ]
    hazard_per_year: Annotated[
        Single, "hazard of losing their building as tenants reckon, mean of buildings let; NaN if none"
    ]
    scarcity: Annotated[Single, "share of searches that failed lately, 0-1"]
    founded: Annotated[Single, "collectives founded so far"]
    arrived: Annotated[Single, "newcomers so far"]
    turned_away: Annotated[Single, "would-be newcomers who found no space, so far"]
    closed: Annotated[Single, "entrepreneurs who closed, so far"]
    broke: Annotated[Single, "entrepreneurs who went broke, so far"]
    outgrew: Annotated[Single, "entrepreneurs who outgrew the area, so far"]
    relocated: Annotated[Single, "entrepreneurs who moved away of their own accord, so far"]
    displaced: Annotated[Single, "entrepreneurs displaced from the area by notice or fire, so far"]
    rehoused: Annotated[Single, "entrepreneurs who lost their space and found other space by themselves, so far"]
    resettled: Annotated[Single, "entrepreneurs displaced who found space elsewhere in the city, so far"]
    homes_built: Annotated[Single, "homes built so far"]
    public_cost_eur: Annotated[Number, "public money spent or forgone so far [EUR]"]


class Event:
    """A dated shock, resolved to a month of the run."""

    month: Annotated[Count, "month it happens"]
    kind: Annotated[Code, "FIRE_EVENT, SLUMP_EVENT or COALITION_EVENT"]
    building: Annotated[InBuilding, "row of the building that burns"]
    lasts_months: Annotated[Count, "how long a slump lasts"]
    earnings_factor: Annotated[Number, "ability to pay during a slump"]
    housing_factor: Annotated[Number, "housing demand during a slump"]
    openness: Annotated[Number, "openness after a change of coalition"]


class DatedFact:
    """A dated fact about one kind of place, resolved to months of the run."""

    kind: Annotated[Code, "what it is (KINDS_OF_FACT)"]
    holds: Annotated[Flag, "is in force"]
    number: Annotated[Count, "which of the scenario's facts it is part of"]
    zone: Annotated[Count, "kind of building it is about: row of Area.zones"]
    from_month: Annotated[Count, "month it comes into force"]
    until_month: Annotated[Later, "month it ends, or by which listed buildings are to be empty"]
    lifted_month: Annotated[Later, "month it ended or was taken back"]
    carried_out_month: Annotated[Later, "month in which the first building on the list became a building site"]
    dropped_month: Annotated[Later, "month in which the first plan on the list was dropped for another reason"]
    reversed_per_year: Annotated[Number, "hazard that it is taken back [per year]"]
    key: Annotated[Count, "what its luck is keyed by"]
