"""Levies: entrepreneurs of a zone pay for what concerns them all, because most of them voted for it, or because the municipality
adds it to its tax (E36, F55-F62). They pay for the zone: meetings, hours for its organisation, public space; never for one
collective's lease.
"""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import model_validator

from collectief_sim.scenario.fields import ASSUMED, number
from collectief_sim.scenario.forms.form import Form, Grounds
from collectief_sim.scenario.languages import Said

_A_HAIR = 1e-9  # shares such as 0.7 and 0.3 may add up to a hair more than 1
_SPENT = "what the levy brings in that goes to"


class Levy(Form):
    """What all levies have; each declares its own numbers."""

    mechanism: ClassVar[str] = "levies"

    rate_per_year: float
    least_eur_year: float
    most_eur_year: float
    term_months: int
    meetings_share: float = number(
        0.3, "share", 0, 1, "assumed (0.1-0.5): E36, F61", f"{_SPENT} meetings and activities of the zone"
    )
    hours_share: float = number(
        0.3,
        "share",
        0,
        1,
        "assumed (0.1-0.5): F93, an organisation that takes over what goes beyond single plots",
        f"{_SPENT} paid hours for its organisation, as far as meetings leave it; the rest goes to public space, which has no "
        "effect in the model",
    )

    def asks_something(self) -> bool:
        """Whether anybody could have to pay."""
        return self.most_eur_year > 0.0 and max(self.rate_per_year, self.least_eur_year) > 0.0

    @model_validator(mode="after")
    def _brings_in_what_it_spends(self) -> Self:
        if not self.on:
            return self
        if not self.asks_something():
            what = "most_eur_year is 0" if self.most_eur_year == 0.0 else "rate_per_year and least_eur_year are 0"
            raise ValueError(f"{what}, a levy of nothing: allowed is more than 0, or on = false")
        if self.least_eur_year > self.most_eur_year:
            raise ValueError(
                f"least_eur_year = {self.least_eur_year:g} is more than most_eur_year = {self.most_eur_year:g}: allowed is that "
                "or less"
            )
        if (spent := self.meetings_share + self.hours_share) > 1.0 + _A_HAIR:
            raise ValueError(
                f"meetings_share = {self.meetings_share:g} and hours_share = {self.hours_share:g} add up to {spent:g}: no more "
                "can be spent than it brings in, allowed is 1 or less"
            )
        return self


class BusinessFund(Levy):
    """Entrepreneurs' fund: a surcharge on the property tax without a vote, of which each area may draw its own share (F61)."""

    called: ClassVar[Said] = Said("entrepreneurs' fund", "ondernemersfonds")
    grounds: ClassVar[Grounds] = "sourced"
    lawful_from: ClassVar[str] = "2005-01"

    rate_per_year: float = number(
        0.0006, "share/year", 0, 0.05, "F61", "surcharge on the value of the floor that somebody uses"
    )
    least_eur_year: float = number(0.0, "EUR/year", 0, 1e5, "F61", "least that somebody pays")
    most_eur_year: float = number(1e6, "EUR/year", 0, 1e6, "F61", "most that somebody pays")
    term_months: int = number(
        12,
        "months",
        1,
        600,
        ASSUMED,
        "how long money waits for an area in which no collective draws it (F61: much is not)",
    )


class VotedLevy(Levy):
    """A levy that those who pay it must vote for."""

    preparing_months: int = number(8, "months", 1, 60, "F60", "how long it takes at least to prepare a vote")
    preparing_hours: float = number(
        250.0,
        "hours",
        1,
        10_000,
        "assumed (100-500): F60, time is the main complaint",
        "hours that preparing a vote takes",
    )
    given_hours: float = number(
        90.0, "hours", 0, 10_000, "F60", "of them, those for which the municipality pays somebody to start it"
    )
    wait_months: int = number(24, "months", 0, 600, ASSUMED, "how long nobody tries again after a vote that was lost")
    turnout_needed: float = number(0.5, "share", 0, 1, "F55", "contributors who must vote")
    yes_needed: float = number(2 / 3, "share", 0, 1, "F55", "votes that must be in favour")
    turnout_outsider: float = number(
        0.5,
        "0-1",
        0,
        1,
        "assumed (0.3-0.7) within F58: turnouts around the half that is needed",
        "chance that a contributor without a collective votes; members more often as they are engaged",
    )
    turnout_spread: float = number(
        0.4, "logit", 0, 5, "assumed (0.2-0.8) within F58", "how much turnout differs from vote to vote"
    )
    favour: float = number(
        2.2,
        "logit",
        -5,
        5,
        "assumed (1.5-3) within F58: 66 to 95% in favour",
        "leaning of somebody of middling mentality",
    )
    favour_spread: float = number(
        0.8, "logit", 0, 5, "assumed (0.5-1.2) within F58: from 66 to 95%", "how much it differs from vote to vote"
    )
    favour_if_known: float = number(
        1.0,
        "logit",
        0,
        5,
        "assumed (0.5-1.5) within F57: nine in ten are renewed",
        "how much more those vote for a levy that holds already, and of which they have seen what it does",
    )
    favour_by_mentality: float = number(
        3.0,
        "logit",
        0,
        20,
        "assumed (1-5)",
        "how much more those vote for it who think of the commons, over the whole range",
    )
    favour_by_cost: float = number(
        20.0,
        "logit",
        0,
        200,
        "assumed (5-40)",
        "how much less those vote for it to whom it is much, per share of what they can pay for space",
    )

    @model_validator(mode="after")
    def _somebody_has_to_prepare(self) -> Self:
        if self.on and self.given_hours > self.preparing_hours:
            raise ValueError(
                f"given_hours = {self.given_hours:g} is more than preparing_hours = {self.preparing_hours:g}, of which they are "
                "a part: allowed is that or less"
            )
        return self


class Biz(VotedLevy):
    """Business investment zone: a levy after a vote, for five years at most, then again (F55-F60)."""

    called: ClassVar[Said] = Said("business investment zone (BIZ)", "bedrijveninvesteringszone (BIZ)")
    grounds: ClassVar[Grounds] = "sourced"
    lawful_from: ClassVar[str] = "2009-05"

    rate_per_year: float = number(
        0.00245, "share/year", 0, 0.05, "F59", "levy on the value of the floor that a contributor uses"
    )
    least_eur_year: float = number(250.0, "EUR/year", 0, 1e5, "F59", "least that one contributor pays")
    most_eur_year: float = number(5000.0, "EUR/year", 0, 1e6, "F59", "most that one contributor pays")
    term_months: int = number(60, "months", 1, 60, "F55", "how long it holds before there is a new vote")


class Siz(Biz):
    """Social investment zone: as a BIZ, but homes pay and vote too. Concept only: pilots found no ground for it (F62)."""

    called: ClassVar[Said] = Said("social investment zone (SIZ)", "sociale investeringszone (SIZ)")
    grounds: ClassVar[Grounds] = "concept only"

    home_eur_year: float = number(30.0, "EUR/year", 0, 1000, "assumed (10-60)", "what a home pays")
    homes_turnout: float = number(0.3, "share", 0, 1, "assumed (0.2-0.5)", "share of homes that vote")
    homes_in_favour: float = number(0.5, "share", 0, 1, "assumed (0.2-0.6): F62", "share of their votes in favour")

    def asks_something(self) -> bool:
        """Whether anybody could have to pay, homes among them."""
        return super().asks_something() or self.home_eur_year > 0.0
