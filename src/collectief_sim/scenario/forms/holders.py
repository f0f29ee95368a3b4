"""Holders of floor with capital and terms: they buy buildings to keep them for work, or lend to who does (E36, F70-F79).

Capital is public or comes from a crowd; a bank lends the rest of a price. Rents must pay for all that, or buildings must be sold.
"""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import model_validator

from collectief_sim.scenario.fields import ASSUMED, choice, number
from collectief_sim.scenario.forms.form import Form, Grounds
from collectief_sim.scenario.landlords import LandlordTerms
from collectief_sim.scenario.languages import Said


class Funded(Form):
    """What all forms with capital have."""

    capital_eur: float

    @model_validator(mode="after")
    def _has_capital(self) -> Self:
        if self.on and self.capital_eur <= 0:
            raise ValueError(
                f"capital_eur is {self.capital_eur:g}, and without capital it can do nothing: allowed is more than 0, or on = "
                "false"
            )
        return self


class Holder(Funded, LandlordTerms):
    """Who buys buildings and lets them; each declares its own numbers."""

    mechanism: ClassVar[str] = "holders"

    public: bool
    crowd_eur: float
    preparing_months: int
    loan_share: float
    running_per_year: float
    rent_share: float
    needs_collective: bool
    takes_empty: bool
    sells_per_year: float
    waits_for_permit_share: float = number(
        1.0, "share", 0, 1, "F90", "share of such owners who let until there is a permit"
    )
    tenant_break_given_months: int = number(
        12, "months", 1, 600, "assumed (3-24)", "how often in a term a user of its floor may leave"
    )
    in_time_share: float = number(
        0.5,
        "share",
        0,
        1,
        "assumed (0.3-0.7)",
        "chance that it is in time for a private sale, at the same price as others",
    )
    case: float = number(
        0.5, "0-1", 0, 1, "assumed (0.3-0.7)", "quality of its plan where a municipality selects a buyer (F75)"
    )
    repair_eur_m2: float = number(
        83.0, "EUR/m2", 0, 2000, "F68", "cost of fitting out a building that stands empty, at the start's prices"
    )

    def terms(self) -> dict[str, float]:
        """As of all landlords, but those who use the floor are not bound for a whole term."""
        return super().terms() | {"tenant_break_months": self.tenant_break_given_months}

    @property
    def in_table(self) -> dict[str, float]:
        """Terms are the landlord's (`World.landlords`)."""
        of_landlord = {*LandlordTerms.model_fields, "rent_share", "tenant_break_given_months"}
        return {name: value for name, value in super().in_table.items() if name not in of_landlord}


class LandTrust(Holder):
    """Land trust: buys what a settled collective is at home in, with money of a crowd, and gives it a long lease (F72, F73)."""

    called: ClassVar[Said] = Said("land trust", "grondfonds (land trust)")
    grounds: ClassVar[Grounds] = "sourced"

    capital_eur: float = number(
        2e5, "EUR", 0, 1e9, "F72", "money it starts with: the price less what the crowd brought"
    )
    public: bool = choice(False, "F72", "whether that is public money")
    crowd_eur: float = number(
        1e6,
        "EUR",
        0,
        1e9,
        "F72",
        "what a crowd brings for a purchase, in the time it takes to prepare, if it sees collectives do all they can",
    )
    preparing_months: int = number(24, "months", 1, 240, "F72", "time it takes before a first purchase")
    loan_share: float = number(0.75, "share", 0, 0.9, "F71", "part of a price that a bank lends")
    running_per_year: float = number(
        0.01, "1/year", 0, 1, "assumed (0.005-0.02)", "cost of running it, per euro put in, at the start's prices"
    )
    rent_share: float = number(
        0.75,
        "share",
        0.01,
        2,
        "assumed (0.6-0.9): F72, F74, F84, so that it pays for loan, upkeep and a ground rent",
        "part of the market rent that it asks at first; then the rent follows prices as long as the lease runs",
    )
    first_term_months: int = number(360, "months", 1, 600, "F72", "first term of its lease")
    next_term_months: int = number(360, "months", 1, 600, "F72", "term of each renewal")
    notice_given_months: int = number(12, "months", 0, 60, ASSUMED, "notice that it gives")
    needs_collective: bool = choice(
        True, "F72", "whether it buys only where a settled collective is at home, which then has a new lease"
    )
    takes_empty: bool = choice(False, ASSUMED, "whether it also buys what was emptied and stands empty")
    sells_per_year: float = number(
        0.0,
        "1/year",
        0,
        10,
        "F73",
        "chance a year that it would sell to the collective in the building: it holds for good",
    )


class DevelopmentCompany(Holder):
    """Development company: public capital that buys and repairs work space, lets it, and sells it on to its users (F76-F79)."""

    called: ClassVar[Said] = Said("area development company", "gebiedsontwikkelingsmaatschappij")
    grounds: ClassVar[Grounds] = "rates assumed"

    capital_eur: float = number(
        3e6,
        "EUR",
        0,
        1e9,
        "assumed (1-15 million): F76, EUR 15 million for a province",
        "public capital paid in at first",
    )
    public: bool = choice(True, "F76", "whether that is public money")
    crowd_eur: float = number(0.0, "EUR", 0, 1e9, "F76", "what a crowd brings for a purchase")
    preparing_months: int = number(6, "months", 1, 240, ASSUMED, "time it takes before a first purchase")
    loan_share: float = number(0.67, "share", 0, 0.9, "F78", "part of a price that others lend: twice what is public")
    running_per_year: float = number(
        0.033,
        "1/year",
        0,
        1,
        "assumed (0.02-0.05): F76, a staff of 5 on EUR 15 million",
        "cost of running it, per euro put in, at the start's prices",
    )
    rent_share: float = number(0.84, "share", 0.01, 2, "F79", "part of the market rent that it asks for a new term")
    first_term_months: int = number(60, "months", 1, 600, "assumed (24-180): F87", "first term of its leases")
    next_term_months: int = number(60, "months", 1, 600, "assumed (24-180): F87", "term of each renewal")
    notice_given_months: int = number(12, "months", 0, 60, ASSUMED, "notice that it gives")
    needs_collective: bool = choice(
        False, "F78", "whether it buys only where a settled collective is at home, which then has a new lease"
    )
    takes_empty: bool = choice(True, "F77", "whether it also buys what was emptied and stands empty")
    sells_per_year: float = number(
        0.2,
        "1/year",
        0,
        10,
        "assumed (0.05-0.5): F76-F78, capital goes round",
        "chance a year that it would sell to the collective in the building",
    )


class MakersFund(Funded):
    """City makers' fund: public money that is lent to collectives that buy, is paid back and lent again (F70)."""

    mechanism: ClassVar[str] = "makers_funds"
    called: ClassVar[Said] = Said("city makers' fund", "stadmakersfonds")
    grounds: ClassVar[Grounds] = "sourced"

    capital_eur: float = number(
        1e6, "EUR", 0, 1e9, "F70", "paid in at first; what it asks for loans are terms of the purchase fund"
    )
