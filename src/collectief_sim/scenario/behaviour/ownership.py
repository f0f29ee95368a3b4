"""Parameters of `model/processes/ownership.py` and `loans.py`."""

from __future__ import annotations

from collectief_sim.scenario.fields import ASSUMED, Section, choice, number


class Ownership(Section):
    """Collectives buying their building (processes/ownership.py), and what they borrow for it (processes/loans.py)."""

    contribution_eur_m2_year: float = number(
        4.0, "EUR/m2/year", 0, 100, "E36", "members' payment into the reserve fund"
    )
    municipal_sale_per_year: float = number(
        0.06, "1/year", 0, 10, "F112", "chance a year that a municipality would sell to a collective, at full openness"
    )
    private_sale_per_year: float = number(
        0.02, "1/year", 0, 10, "E7", "chance a year that an investor would sell to the collective in the building"
    )
    asked_anyway: float = number(
        0.25, "0-1", 0, 1, "F8", "chance that an investor asks the collective when a developer is about to buy"
    )
    preparing_months: int = number(24, "months", 0, 600, "F92", "least time from an offer to a decision")
    preparing_spread_months: float = number(
        18.0, "months", 0, 600, "F92", "mean of the time that comes on top, which differs"
    )
    preparing_hours_month: float = number(6.0, "hours/month", 0, 200, "E34", "leading hours it takes to prepare")
    plan_hours_for_full: float = number(
        150.0, "hours", 1, 10_000, ASSUMED, "hours put into a plan that bring its quality to 63%"
    )
    seller_leaves_per_year: float = number(
        0.1,
        "1/year",
        0,
        10,
        ASSUMED,
        "hazard that the seller changes his mind; a municipality's is less where it hears them",
    )
    rival_chance: float = number(0.5, "0-1", 0, 1, "F75", "chance that somebody else wants the building in a selection")
    plan_weight: float = number(
        0.5, "share", 0, 1, "F18", "weight of the plan against a rival; the rest is how far the collective is heard"
    )
    open_selection_from: str = choice(
        "2021-11",
        "F75",
        'month from which a municipality must select openly, or by objective criteria, as "YYYY-MM"; "9999-12" for never',
    )
    own_works_share: float = number(
        0.25,
        "share",
        0,
        0.9,
        "E14",
        "part of the value after works that members make by their own work, and a municipality does not charge, where a "
        "building can be changed at will",
    )
    bank_share: float = number(0.75, "share", 0, 1, "F71", "part of the value after works that a bank lends")
    bond_share: float = number(
        0.15, "share", 0, 1, "F114", "part of it that others lend for bonds, if the collective does all it can for them"
    )
    loan_interest_per_year: float = number(0.04, "share/year", 0, 0.3, ASSUMED, "interest of bank and bonds")
    loan_months: int = number(360, "months", 12, 1200, ASSUMED, "time in which they are paid back")
    own_share: float = number(
        0.05, "share", 0, 1, "F71", "part of the price that lenders want to be own money at least"
    )
    shares_eur_m2: float = number(
        80.0,
        "EUR/m2",
        0,
        5000,
        ASSUMED,
        "what members bring in when they buy, per m2 they use, if fully engaged: a year's rent",
    )
    fund_interest_per_year: float = number(
        0.0275, "share/year", 0, 0.3, "F114", "interest of the public fund, which pays for running it"
    )
    fund_months: int = number(240, "months", 12, 1200, "F70", "time in which its loans are paid back")
    upkeep_eur_m2_year: float = number(
        8.5, "EUR/m2/year", 0, 500, "F84", "upkeep of a building one owns, at the start's prices"
    )
    dearer_accepted: float = number(
        0.2, "share", 0.001, 5, ASSUMED, "how much dearer rent at cost may be before nobody accepts it any more"
    )
    bank_patience_months: int = number(
        6, "months", 1, 120, ASSUMED, "months behind after which a bank has a building sold"
    )
    forced_sale_share: float = number(
        0.9, "share", 0, 1, ASSUMED, "part of its price that a building brings when it must be sold"
    )
