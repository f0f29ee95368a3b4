"""Investments: a collective puts money into its building that pays back over years, and loses what is left of it when it must go
earlier (E36, F63-F66, F68, F94). Who pays: its reserve, its members, and who lends to them.
"""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import model_validator

from collectief_sim.scenario.fields import ASSUMED, choice, number
from collectief_sim.scenario.forms.form import Form, Grounds
from collectief_sim.scenario.languages import Said

_ALLOWED = "chance that it may be done in a building of"


class Investment(Form):
    """What all investments have; each declares its own numbers."""

    mechanism: ClassVar[str] = "investments"

    cost_eur_m2: float
    payback_months: int
    life_months: int
    floor_share: float
    by_adaptability: bool
    member_m2: float
    least_m2: float
    most_m2: float
    member_eur: float
    loan_share: float
    loan_months: int
    movable_share: float
    homes_revenue_eur_home_year: float = number(
        0.0, "EUR/home/year", 0, 10_000, ASSUMED, "what it brings in from each home built in the area, after costs"
    )
    homes_limit: float = number(
        1.0,
        "share",
        0,
        10,
        "assumed (0.5-2): it cannot sell more than it makes",
        "most that homes add to what it yields",
    )
    thought_of_per_year: float = number(
        0.3,
        "1/year",
        0,
        12,
        "assumed (0.1-1): F66, scans that were offered free were hardly used",
        "how often a settled collective thinks of it",
    )
    preparing_months: int = number(
        12, "months", 1, 120, "assumed (6-24): F63, F72", "how long it takes at least to prepare"
    )
    preparing_hours: float = number(
        100.0, "hours", 1, 10_000, "assumed (50-300): F60, F92 for works of this kind", "leading hours that takes"
    )
    patience_months: int = number(
        36, "months", 1, 240, "assumed (24-60): F63, many plans were stopped or postponed", "after which it is given up"
    )
    wait_months: int = number(
        36, "months", 0, 600, ASSUMED, "how long nobody thinks of it again after it was refused or given up"
    )
    reserve_share: float = number(
        0.5, "share", 0, 1, "assumed (0.25-0.8)", "part of its reserve that a collective puts in at most"
    )
    crowd_share: float = number(
        0.2,
        "share",
        0,
        0.5,
        "assumed (0-0.3): F72, F114",
        "part of the cost lent by others, if the collective does all it can for them",
    )
    interest_per_year: float = number(0.05, "share/year", 0, 0.3, "F64", "what those who lend get")
    allowed_municipality: float = number(0.8, "0-1", 0, 1, "assumed (0.5-1)", f"{_ALLOWED} the municipality")
    allowed_conscious: float = number(
        0.9, "0-1", 0, 1, "assumed (0.7-1)", f"{_ALLOWED} a conscious investor or developer"
    )
    allowed_investor: float = number(0.4, "0-1", 0, 1, "assumed (0.1-0.7)", f"{_ALLOWED} an investor")
    allowed_developer: float = number(0.1, "0-1", 0, 1, "assumed (0-0.3)", f"{_ALLOWED} a developer")

    @model_validator(mode="after")
    def _pays_back_while_it_lasts(self) -> Self:
        if self.life_months < self.payback_months:
            raise ValueError(
                f"life_months = {self.life_months} is less than payback_months = {self.payback_months}: it never pays back"
            )
        if self.most_m2 < self.least_m2:
            raise ValueError(
                f"most_m2 = {self.most_m2:g} is less than least_m2 = {self.least_m2:g}: none could be made"
            )
        if self.loan_share + self.crowd_share > 1.0:
            lent = self.loan_share + self.crowd_share
            raise ValueError(
                f"loan_share and crowd_share add up to {lent:g}: nobody lends more than it costs, allowed is 1"
            )
        if self.on and self.patience_months <= self.preparing_months:
            raise ValueError(
                f"patience_months = {self.patience_months} is no more than preparing_months = {self.preparing_months}: it would "
                "be given up before it can be ready; allowed is more than that"
            )
        return self


class EnergyCooperative(Investment):
    """Energy cooperative: solar panels on the roof, which lower what members pay for space (F63-F66)."""

    called: ClassVar[Said] = Said("energy cooperative", "energiecoöperatie")
    grounds: ClassVar[Grounds] = "rates assumed"

    cost_eur_m2: float = number(215.0, "EUR/m2", 1, 10_000, "F65: 170-260", "cost of a m2 of panels")
    payback_months: int = number(
        102, "months", 1, 600, "F65: 84-120; F64", "how long it takes to pay back, without homes"
    )
    life_months: int = number(300, "months", 1, 1200, "F65", "how long it lasts")
    floor_share: float = number(
        0.4,
        "share",
        0,
        2,
        "assumed (0.2-0.7): storeys, and roofs that cannot bear it",
        "m2 of panels that fit, per m2 of floor",
    )
    by_adaptability: bool = choice(False, "E20", "whether it fits as far as tenants can change the building")
    member_m2: float = number(
        25.0, "m2", 0, 10_000, "F64: 5 kWp; F65", "m2 at most for each engaged member; 0 if their own floor sets it"
    )
    least_m2: float = number(75.0, "m2", 0, 1e6, "F64: 15 kWp; F65", "smallest that is worth it")
    most_m2: float = number(2500.0, "m2", 1, 1e6, "F64: 500 kWp; F65", "largest that rules for cooperatives allow")
    member_eur: float = number(
        900.0, "EUR", 0, 1e6, "assumed (300-3,000): F64, shares of EUR 300", "what a fully engaged member puts in"
    )
    loan_share: float = number(0.6, "share", 0, 1, "assumed (0.4-0.75): F71", "part of the cost that a bank lends")
    loan_months: int = number(120, "months", 1, 600, "assumed (96-180): F64, F65", "time in which loans are paid back")
    movable_share: float = number(
        0.0, "share", 0, 1, "assumed (0-0.5)", "part of it that can come along to another building"
    )


class FitOut(Investment):
    """Fit-out: works of a collective in a building that it rents, part of which can be taken along (F68, F94)."""

    called: ClassVar[Said] = Said("own fit-out", "eigen inbouw")
    grounds: ClassVar[Grounds] = "rates assumed"

    cost_eur_m2: float = number(83.0, "EUR/m2", 1, 10_000, "F68", "cost for a m2 of floor that its members use")
    payback_months: int = number(
        72, "months", 1, 600, "assumed (36-84): F94, a use of seven years", "how long it takes to pay back"
    )
    life_months: int = number(180, "months", 1, 1200, "assumed (120-240)", "how long it lasts")
    floor_share: float = number(1.0, "share", 0, 2, "E20", "part of the floor that could be fitted out")
    by_adaptability: bool = choice(True, "E20", "whether it fits as far as tenants can change the building")
    member_m2: float = number(
        0.0, "m2", 0, 10_000, ASSUMED, "m2 at most for each engaged member; 0 if their own floor sets it"
    )
    least_m2: float = number(20.0, "m2", 0, 1e6, "assumed (10-100)", "smallest that is worth it")
    most_m2: float = number(1e6, "m2", 1, 1e6, ASSUMED, "largest")
    member_eur: float = number(1500.0, "EUR", 0, 1e6, "assumed (500-5,000)", "what a fully engaged member puts in")
    loan_share: float = number(
        0.4,
        "share",
        0,
        1,
        "assumed (0-0.6): works in the building of another are poor security",
        "part of the cost that is lent",
    )
    loan_months: int = number(60, "months", 1, 600, "assumed (36-84)", "time in which loans are paid back")
    movable_share: float = number(
        0.4,
        "share",
        0,
        1,
        "assumed (0.2-0.7): F94, made to be moved",
        "part of it that can come along to another building",
    )
