"""How actors behave: one section per process, in the order of the month. Most numbers are assumptions to calibrate."""

from __future__ import annotations

from typing import Literal

from collectief_sim.scenario.fields import ASSUMED, CALIBRATED, Section, choice, number


class Land(Section):
    """Rents and housing values (processes/land.py)."""

    spillover_per_month: float = number(0.02, "share/month", 0, 1, "E6", "move towards the mean of the neighbours")
    standing_bonus_per_year: float = number(
        0.01, "share/year", 0, 0.2, "E6", "extra growth of values around a collective of full standing"
    )
    new_homes_bonus_per_year: float = number(
        0.01, "share/year", 0, 0.2, "E4", "extra growth in a year that homes were finished next door"
    )
    new_homes_months: int = number(12, "months", 0, 120, "E4", "how long homes count as new")
    cap_binds_from: float = number(
        0.9, "share", 0, 1, ASSUMED, "rent over cap from which the cap, not the tenant's old lease, keeps the rent down"
    )
    price_years: float = number(14.0, "years", 1, 50, ASSUMED, "price of a building, in years of market rent")


class Plans(Section):
    """Plans to redevelop (processes/plans.py)."""

    hazard_per_year: float = number(0.25, "1/year", 0, 5, ASSUMED, "highest hazard that a plan arises")
    gap_weight: float = number(3.0, "per unit of gap", 0, 20, "E1", "weight of the value gap")
    gap_middle: float = number(1.2, "ratio", -1, 10, "F11", "value gap at which half of the highest hazard is reached")
    ladder_weight: float = number(0.8, "per step", 0, 5, "E37", "how far a ladder step holds a plan back")
    withdrawal_per_year: float = number(0.07, "1/year", 0, 5, "F10", "hazard that a plan is withdrawn or reversed")
    withdrawal_by_standing: float = number(
        1.5, "factor", 0, 10, "E47", "extra withdrawal at full standing, as multiple of the base hazard"
    )
    developer_factor: float = number(2.0, "factor", 0, 20, "E4", "hazard of a plan where a developer owns the building")


class Leases(Section):
    """Secured horizon, trust and relocation (processes/leases.py)."""

    owner_horizon_months: float = number(360.0, "months", 12, 1200, "E40", "horizon of an owner, and cap for all")
    stay_of_eviction_months: int = number(2, "months", 0, 36, "F7", "legal stay of an eviction after the notice ends")
    trust_start: float = number(0.5, "0-1", 0, 1, ASSUMED, "trust that a lease will be renewed, before any experience")
    trust_weight: float = number(5.0, "decisions", 0.1, 1000, ASSUMED, "weight of that first trust")
    trust_memory_months: float = number(60.0, "months", 1, 600, ASSUMED, "how long lease decisions are remembered")
    trust_per_ladder_step: float = number(0.05, "per step", 0, 0.5, "E40", "extra trust per ladder step above 2")
    doubt_memory_months: float = number(24.0, "months", 1, 600, "E10", "how long doubt lasts after a fire or a move")
    doubt_after_move: float = number(0.3, "0-1", 0, 1, "E10", "doubt after a collective had to move")
    long_lease_months: int = number(120, "months", 1, 600, "E13", "least term that conscious owners give")
    negotiating_hours_month: float = number(
        16.0, "hours/month", 0, 200, "E41", "leading time a lease takes under notice, or while the landlord has a plan"
    )
    renewal_hours_month: float = number(5.0, "hours/month", 0, 200, "E39", "leading time a routine renewal takes")
    negotiating_window_months: int = number(
        24, "months", 0, 600, ASSUMED, "how long before its end a threatened term is fought for"
    )
    relocation_base: float = number(0.3, "0-1", 0, 1, "E10", "chance of a group move at full support, at ladder step 1")
    relocation_per_step: float = number(0.15, "per step", 0, 1, "E37", "extra chance per ladder step")
    relocation_share: float = number(
        0.5, "share", 0, 1, ASSUMED, "part of a collective's floor that its new building must offer at least"
    )
    relocation_cost_eur_m2: float = number(150.0, "EUR/m2", 0, 5000, ASSUMED, "public cost of a group move")


class Horizon(Section):
    """How people weigh the time they may stay (processes/horizon.py)."""

    rule: Literal["exponential", "threshold", "social_value"] = choice(
        "exponential", ASSUMED, "how the horizon is weighed: one of three rival rules"
    )
    security_months: float = number(60.0, "months", 1, 600, "E38", "horizon at which security reaches 63%")
    spread_months: float = number(
        18.0, "months", 1, 240, ASSUMED, "how sharply the horizon decides about work that must pay back"
    )
    threshold_months: float = number(
        48.0, "months", 1, 600, "E38", "rule threshold: horizon at which people feel half secure"
    )
    threshold_spread_months: float = number(6.0, "months", 0.1, 240, ASSUMED, "rule threshold: how suddenly they do")
    social_weight: float = number(
        0.5, "share", 0, 1, ASSUMED, "rule social_value: part that does not depend on one's own stay, at mentality 1"
    )


class Developing(Section):
    """Buying, permits and building (processes/developing.py)."""

    sale_per_year: float = number(
        0.08, "share/year", 0, 1, "E7", "share of privately owned buildings for sale each year"
    )
    capital_start_eur: float = number(4e6, "EUR", 0, 1e10, ASSUMED, "capital of a developer at the start")
    capital_inflow_eur_year: float = number(6e5, "EUR/year", 0, 1e9, ASSUMED, "capital a developer raises a year")
    required_return: float = number(
        0.5, "share", -1, 10, ASSUMED, "gain on the price that a conventional developer asks"
    )
    conscious_required_return: float = number(0.0, "share", -1, 10, "E13", "the same for a conscious developer")
    permit_chance: float = number(0.6, "0-1", 0, 1, "F9", "chance that a yearly permit round grants, at ladder step 2")
    permit_chance_per_step: float = number(0.12, "per step", 0, 1, "E37", "how much lower per ladder step")
    partnership_work_share: float = number(
        0.3, "share", 0, 1, "E37", "work floor that a collective that co-decides secures in a permit"
    )
    building_months: int = number(30, "months", 1, 240, "F9", "time from start of building to delivery")
    homes_per_plot: float = number(40.0, "homes", 0, 1000, "F10", "homes on one plot of 50 x 50 m")
    homes_lost_to_work: float = number(
        0.5, "share", 0, 1, ASSUMED, "homes fewer where all work floor is kept (the rest is built on top)"
    )
    required_ratio: float = number(1.25, "ratio", 0, 10, "F11", "housing value over work rent that makes building pay")
    public_budget_eur_year: float = number(
        5e5, "EUR/year", 0, 1e9, "F11", "public money a year to close a shortfall on new homes"
    )
    redeveloped_rent_eur_m2_year: float = number(
        110.0,
        "EUR/m2/year",
        1,
        1000,
        "E2",
        "most that is asked for affordable work space in a redeveloped building, at the start's prices",
    )


class Firms(Section):
    """Earning, growing, moving, arriving (processes/firms.py)."""

    luck_sd_months: float = number(1.1, "months of costs", 0, 10, "F1", "spread of a month's result")
    margin: float = number(1.0, "factor", 0, 10, ASSUMED, "months of costs won a month when rent would be nil")
    buffer_limit_months: float = number(
        24.0, "months of costs", 1, 120, ASSUMED, "reserve beyond which owners take out"
    )
    broke_months: float = number(-6.0, "months of costs", -60, 0, ASSUMED, "debt at which a firm must move or quit")
    closure_per_year: float = number(
        0.076, "1/year", 0, 1, f"{CALIBRATED}: F1", "closure for reasons outside the model"
    )
    settling_months: int = number(
        9, "months", 0, 60, "F1", "time after arrival in which firms do not close for reasons outside the model"
    )
    relocation_per_year: float = number(
        0.027, "1/year", 0, 1, f"{CALIBRATED}: F2", "moving out for reasons outside the model"
    )
    cheaper: float = number(
        0.9, "share", 0, 1, ASSUMED, "rent over present rent at which a firm in debt moves to cheaper space"
    )
    outgrown_factor: float = number(1.3, "factor", 1, 5, "E27", "need over floor at which a firm must find more space")
    searches: int = number(6, "units", 1, 100, ASSUMED, "vacant units somebody looks at in one month")
    vacant_from_m2: float = number(10.0, "m2", 0, 1000, ASSUMED, "room from which a plot counts as vacant")
    roomiest_factor: float = number(
        3.0, "factor", 1, 100, "F4", "unit over need beyond which nobody takes it, however cheap"
    )
    usual_searches_per_month: float = number(
        0.02, "1/month", 0, 1, ASSUMED, "searches in a usual month per entrepreneur present, for the memory of scarcity"
    )
    scarcity_memory_months: float = number(24.0, "months", 1, 600, ASSUMED, "how long failed searches are remembered")
    admission_if_not_new: float = number(
        0.8, "factor", 0, 1, "E23", "admission of somebody who does what another member already does"
    )
    admission_tolerance: float = number(
        0.25, "0-1", 0.01, 1, "E23", "distance in mentality at which admission falls to 37%"
    )


class Ties(Section):
    """Encounters and ties (processes/ties.py)."""

    meetings_per_month: float = number(0.35, "1/month", 0, 1, "E20", "chance to meet a co-tenant in a month")
    meetings_by_programming: float = number(0.3, "1/month", 0, 1, "E42", "extra chance at full programming")
    meetings_by_binders: float = number(0.2, "1/month", 0, 1, "E16", "extra chance when binding hours meet demand")
    familiar_share: float = number(0.5, "share", 0, 1, ASSUMED, "share of meetings that are with an existing contact")
    next_door_share: float = number(0.1, "share", 0, 1, ASSUMED, "share of other meetings that are with neighbours")
    step: float = number(0.25, "bond", 0, 1, "E21", "change of a bond in one meeting of people who think alike")
    distance_neutral: float = number(
        0.25, "0-1", 0.01, 1, "E23", "difference in mentality at which a meeting does nothing"
    )
    fade_per_month: float = number(0.015, "share/month", 0, 1, ASSUMED, "fading of a bond without meetings")
    programming_cost_eur_entrepreneur_year: float = number(
        150.0, "EUR/year", 0, 1e5, ASSUMED, "public cost of full programming per entrepreneur present"
    )
    strong: float = number(0.5, "bond", 0, 1, ASSUMED, "bond at which a tie counts as strong")


class Founding(Section):
    """Founding and joining (processes/founding.py)."""

    hazard_per_month: float = number(0.03, "1/month", 0, 1, "E18", "chance that a pioneer with ties and motive founds")
    initiative: float = number(0.6, "0-1", 0, 1, "E18", "initiative a founder needs")
    strong_ties: int = number(4, "ties", 1, 8, "E18", "strong ties to free co-tenants a founder needs")
    motive: float = number(0.4, "0-1", 0, 1, "E28", "need, insecurity or ambition that moves a founder")
    joining_per_month: float = number(0.06, "1/month", 0, 1, "E19", "chance that a fitting co-tenant joins")
    joining_base: float = number(
        0.5, "factor", 0, 5, ASSUMED, "pull of a group without any cohesion; cohesion comes on top of it"
    )
    joining_tolerance: float = number(0.2, "0-1", 0.01, 1, "E23", "distance in mentality at which joining falls to 37%")
    cohesion_start: float = number(0.35, "0-1", 0, 1, ASSUMED, "cohesion of a new collective")
    engagement_start: float = number(0.6, "0-1", 0, 1, ASSUMED, "engagement of somebody who founds or joins")


class Engagement(Section):
    """Engagement of members (processes/engagement.py)."""

    inertia_months: float = number(6.0, "months", 1, 120, ASSUMED, "time in which engagement adapts")
    constant: float = number(-1.9, "logit", -10, 10, ASSUMED, "constant")
    need_weight: float = number(2.0, "logit", 0, 10, "E28", "weight of own interest (rent pressure, scarcity)")
    need_floor: float = number(0.4, "share", 0, 1, "E28", "part of that interest that insecurity does not take away")
    cohesion_weight: float = number(2.2, "logit", 0, 10, "E21", "weight of cohesion")
    security_weight: float = number(1.0, "logit", 0, 10, "E38", "weight of security")
    distance_weight: float = number(3.0, "logit", 0, 20, "E23", "weight of distance to the group's mentality")
    overload_weight: float = number(1.5, "logit", 0, 10, "F16", "weight of overload")
    building_weight: float = number(0.8, "logit", 0, 10, "E20", "weight of an adaptable building while founding")
    role_taste: float = number(0.6, "logit", 0, 10, "E16", "satisfaction of carrying a role")
    noise_sd: float = number(0.03, "0-1/month", 0, 1, ASSUMED, "monthly noise")
    threshold: float = number(0.5, "0-1", 0, 1, "E16", "engagement from which a member counts as engaged")
    rent_pressure_from: float = number(
        0.6, "ratio", 0, 2, "E3", "rent over ability to pay where pressure is first felt"
    )
    scarcity_share: float = number(
        0.5, "share", 0, 1, ASSUMED, "weight of scarcity of space in own interest; the rest is rent pressure"
    )
    leaving_below: float = number(0.2, "0-1", 0.001, 1, "E22", "engagement below which a member may leave")
    leaving_per_month: float = number(
        0.02, "1/month", 0, 1, "E22", "chance that a member without any engagement leaves the collective"
    )


class Roles(Section):
    """Hours asked and given; who leads and who binds (processes/roles.py)."""

    worn_out_share: float = number(
        0.8, "share", 0, 1, "E28", "engagement over the threshold below which somebody lays their role down"
    )
    leading_hours: float = number(20.0, "hours/month", 0, 500, "E17", "leading hours any collective asks")
    leading_hours_per_member: float = number(0.10, "hours/month", 0, 10, "E17", "leading hours per member")
    binding_hours: float = number(20.0, "hours/month", 0, 500, "E17", "binding hours any collective asks")
    binding_hours_per_member: float = number(0.12, "hours/month", 0, 10, "E17", "binding hours per member")
    trekker_hours: float = number(8.8, "hours/month", 0, 200, f"{CALIBRATED}: E17", "hours of a fully engaged trekker")
    binder_hours: float = number(13.0, "hours/month", 0, 200, f"{CALIBRATED}: E17", "hours of a fully engaged binder")
    engaged_hours: float = number(
        0.1, "hours/month", 0, 50, "E28", "hours of an engaged member, for each of both tasks"
    )
    both_share: float = number(0.6, "share", 0, 1, "E17", "share of each task's hours left when one person does both")
    both_size: int = number(12, "members", 0, 1000, "E17", "size up to which one person may hold both roles")
    trekker_initiative: float = number(0.5, "0-1", 0, 1, "E18", "initiative a trekker needs")
    binder_sociability: float = number(0.5, "0-1", 0, 1, "E16", "sociability a binder needs")
    experience_years: float = number(2.0, "years", 0, 40, "E24", "seniority a core role needs")
    slack: float = number(1.25, "ratio", 1, 5, ASSUMED, "supply over demand at which somebody steps back")
    operator_leading_hours: float = number(14.0, "hours/month", 0, 500, "E29", "leading hours an operator takes over")
    operator_binding_hours: float = number(6.0, "hours/month", 0, 500, "E29", "binding hours an operator takes over")
    support_cost_eur_hour: float = number(60.0, "EUR/hour", 0, 500, ASSUMED, "public cost of paid organising hours")


class Cohesion(Section):
    """Cohesion, phases and endings (processes/cohesion.py)."""

    inertia_months: float = number(21.0, "months", 1, 240, f"{CALIBRATED}: E19", "time in which cohesion adapts")
    constant: float = number(-3.1, "logit", -10, 10, ASSUMED, "constant")
    binding_weight: float = number(1.8, "logit", 0, 10, "E16", "weight of binding hours given over hours asked")
    binding_limit: float = number(1.2, "ratio", 0, 5, ASSUMED, "binding given over asked beyond which more is no help")
    homogeneity_weight: float = number(2.2, "logit", 0, 10, "E23", "weight of homogeneity of mentality")
    diversity_weight: float = number(1.6, "logit", 0, 10, "E23", "weight of diversity of activities")
    engagement_weight: float = number(2.0, "logit", 0, 10, "E21", "weight of mean engagement")
    engagement_neutral: float = number(0.4, "0-1", 0, 1, ASSUMED, "mean engagement that neither helps nor hurts")
    shortage_weight: float = number(1.0, "logit", 0, 10, "E24", "weight of the relative shortage of leading hours")
    turnover_weight: float = number(
        5.0, "logit per share/year", 0, 50, "E22", "weight of members lost in the past year"
    )
    stable_turnover_factor: float = number(0.5, "factor", 0, 1, "E22", "how much of that a stable collective feels")
    setback_weight: float = number(1.0, "logit", 0, 10, "E10", "weight of recent setbacks")
    setback_memory_months: float = number(18.0, "months", 1, 240, "E10", "how long a setback is felt")
    mentality_spread: float = number(0.3, "0-1", 0.01, 1, "E23", "spread of mentality at which nothing is shared")
    stable_cohesion: float = number(0.62, "0-1", 0, 1, "E19", "cohesion a stable collective needs")
    stable_core_roles: int = number(3, "roles", 0, 20, "E17", "core roles that must be filled")
    stable_months: int = number(12, "months", 1, 120, "E19", "how long both must have held")
    weak_cohesion: float = number(0.3, "0-1", 0, 1, "E21", "cohesion below which a collective comes apart")
    weak_months: int = number(12, "months", 1, 120, "E21", "how long it must have been that low")
    smallest_size: int = number(4, "members", 2, 100, "E26", "size below which a collective ends")


class Outreach(Section):
    """Value creation in three themes (processes/outreach.py)."""

    socio_economic_payback_months: float = number(12.0, "months", 0, 600, "E32", "payback time of socio-economic work")
    planning_payback_months: float = number(48.0, "months", 0, 600, "E32", "payback time of taking part in planning")
    circular_payback_months: float = number(96.0, "months", 0, 600, "E32", "payback time of circular projects")
    former_theme_needed: float = number(
        0.5, "outreach", 0.01, 2, "E32", "outreach in a theme that fully opens the next"
    )
    fade_months: float = number(60.0, "months", 1, 600, ASSUMED, "time in which outreach fades")
    hours_for_full: float = number(
        2.8, "hours/month", 0.1, 500, f"{CALIBRATED}: F13", "lasting hours a month that give outreach 1"
    )
    size_for_full: float = number(25.0, "members", 1, 1000, "E26", "size at which hours have their full effect")
    limit: float = number(1.5, "outreach", 1, 10, ASSUMED, "most outreach one theme can reach")
    neighbourhood: float = number(0.3, "outreach", 0, 10, "E33", "sum of outreach that carries to the neighbourhood")
    area: float = number(1.2, "outreach", 0, 10, "E33", "sum of outreach that carries to the area")
    city: float = number(2.4, "outreach", 0, 10, "E33", "sum of outreach that carries to the city")
    region: float = number(3.6, "outreach", 0, 10, "E33", "sum of outreach that carries to the region")
    impact_outreach: float = number(
        0.8, "outreach", 0, 2, "E32", "outreach in the first two themes that area-level impact needs"
    )
    impact_months: int = number(12, "months", 1, 120, ASSUMED, "how long that must have held")


class Ladder(Section):
    """Standing and the participation ladder (processes/ladder.py)."""

    standing_inertia_months: float = number(24.0, "months", 1, 240, "E47", "time in which standing adapts")
    standing_outreach: float = number(0.45, "share", 0, 1, "E47", "weight of outreach in standing")
    outreach_weight: float = number(
        0.5, "share", 0, 1, "E32", "what each of the first two themes adds to outreach seen by others"
    )
    circular_weight: float = number(0.25, "share", 0, 1, "E32", "what circular outreach adds to it")
    standing_size: float = number(0.25, "share", 0, 1, "E26", "weight of size in standing")
    standing_continuity: float = number(
        0.3, "share", 0, 1, "E45", "weight of having the same people at the table, now and to come"
    )
    size_for_full: float = number(40.0, "members", 1, 1000, "E26", "size that counts in full")
    continuity_behind: float = number(
        0.5, "share", 0, 1, "E45", "weight of time at the table so far; the rest is time still to come"
    )
    continuity_months: float = number(48.0, "months", 1, 600, "E45", "time at the table that counts for 63%")
    influence_standing: float = number(0.6, "share", 0, 1, "E47", "weight of standing in influence")
    influence_surplus: float = number(0.4, "share", 0, 1, "E28", "weight of surplus hours in influence")
    surplus_for_full: float = number(20.0, "hours/month", 1, 500, "E28", "surplus hours that count in full")
    step_months: int = number(6, "months", 1, 60, "E41", "how often the place on the ladder is reviewed")
    step_2: float = number(0.03, "influence", 0, 1, "E37", "influence needed for step 2, information")
    step_3: float = number(0.12, "influence", 0, 1, "E37", "influence needed for step 3, consultation")
    step_4: float = number(0.2, "influence", 0, 1, "E37", "influence needed for step 4, placation")
    step_5: float = number(0.3, "influence", 0, 1, "E37", "influence needed for step 5, partnership")
    step_6: float = number(0.38, "influence", 0, 1, "E37", "influence needed for step 6, broad partnership")
    co_decides_from: int = number(5, "step", 1, 7, "E37", "ladder step from which a collective co-decides")
    step_7_floor_share: float = number(
        0.5, "share", 0, 1, "E37", "share of the area's work floor that entrepreneurs must own for step 7"
    )


class Ownership(Section):
    """Collectives buying their building (processes/ownership.py)."""

    ladder_step: int = number(4, "step", 1, 7, "E8", "ladder step needed to buy")
    contribution_eur_m2_year: float = number(
        4.0, "EUR/m2/year", 0, 100, "E36", "members' payment into the reserve fund"
    )
    equity_share: float = number(0.15, "share", 0, 1, "E14", "own and public money needed, as share of the price")
    interest_and_upkeep_per_year: float = number(
        0.055, "share/year", 0, 0.5, "E14", "yearly cost of an owned building over its price"
    )
    asked_anyway: float = number(0.25, "0-1", 0, 1, "F8", "chance to be asked when there is no first right to buy")
    municipal_sale_per_year: float = number(
        0.03,
        "1/year",
        0,
        1,
        "F8",
        "chance a year that a municipality sells to a collective that is ready, at full openness",
    )


class AreaCooperatives(Section):
    """Federations of collectives (processes/area_cooperatives.py)."""

    founding_per_year: float = number(0.1, "1/year", 0, 5, "E35", "chance that two ready collectives found one")
    standing: float = number(0.4, "0-1", 0, 1, "E35", "standing a collective needs")
    reach_plots: float = number(12.0, "plots", 1, 1000, "E35", "distance within which collectives find each other")
    setup_months: int = number(36, "months", 0, 240, "E34", "years in which it costs more than it gives")
    setup_hours_month: float = number(6.0, "hours/month", 0, 100, "E34", "hours it costs a collective in those years")
    shared_hours_month: float = number(
        8.0, "hours/month", 0, 100, "E34", "leading hours it gives a collective afterwards"
    )


class Shocks(Section):
    """What fires, slumps and coalition changes do (processes/shocks.py)."""

    random_fires_per_year: float = number(
        0.0, "1/year per building", 0, 1, "F14", "random fires (no base rate is known)"
    )
    solidarity: float = number(0.3, "0-1", 0, 1, "E10", "engagement won in the month of a fire")
    fund_eur_member: float = number(19_000.0, "EUR/member", 0, 1e6, "E10", "money raised per member hit by a fire")
    rehousing_chance: float = number(
        0.5, "0-1", 0, 1, "E10", "chance that somebody hit by a fire is rehoused for the time being"
    )
    doubt: float = number(0.6, "0-1", 0, 1, "E10", "doubt about the horizon after a fire")
    setback: float = number(1.0, "setback", 0, 5, "E10", "setback to cohesion after a fire, once solidarity is over")
    setback_delay_months: int = number(
        6, "months", 0, 60, "E10", "how long solidarity holds before the setback is felt"
    )
    rebuilding_months: int = number(48, "months", 1, 240, ASSUMED, "time before a burnt building can be let again")


class Behaviour(Section):
    """All rules of behaviour."""

    land: Land = Land()
    plans: Plans = Plans()
    leases: Leases = Leases()
    horizon: Horizon = Horizon()
    developing: Developing = Developing()
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
