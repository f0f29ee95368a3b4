"""The levers of a municipality, and the market it works in: what arms of an experiment vary."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from collectief_sim.scenario.fields import ASSUMED, Section, choice, number


class Policy(Section):
    """What a municipality can decide. The defaults are today's practice in the Rotterdam cases."""

    contract_months: int = number(24, "months", 1, 600, "E38", "first term of a lease")
    renewal_months: Annotated[int, Field(ge=1, le=600)] | Literal["same"] = Field(
        default="same",
        description='term of each renewal; "same" as the first term, or a number',
        json_schema_extra={"unit": "months", "source": "E39", "low": 1, "high": 600},
    )
    hazard_months: int | None = number(
        None, "months", 1, 600, "E38", "channel: how often the landlord may end the lease; follows the lease if absent"
    )
    horizon_months: int | None = number(
        None, "months", 1, 600, "E38", "channel: the term people count on when they invest; follows the lease if absent"
    )
    voice_months: int | None = number(
        None,
        "months",
        1,
        600,
        "E39",
        "channel: the term that sets time lost to negotiating; follows the lease if absent",
    )
    notice_months: int = number(6, "months", 0, 60, ASSUMED, "notice before a building must be vacated")
    decision_months: int = number(6, "months", 0, 60, "E41", "time a decision on a lease or permit takes")
    rent_cap_eur_m2_year: float | None = number(
        None,
        "EUR/m2/year",
        0,
        1000,
        "E46",
        "cap on the rent of municipal buildings, at the start's prices; none if absent",
    )
    rent_indexation_per_year: float = number(0.02, "share/year", -0.05, 0.2, ASSUMED, "indexation of a running lease")
    work_zoning_share: float = number(
        0.0,
        "share",
        0,
        1,
        "E13",
        "share of work floor where housing is excluded, besides what the map says; drawn building by building",
    )
    work_floor_minimum_share: float = number(
        0.0, "share", 0, 1, "E44", "work floor that must remain, as share of the work floor at the start"
    )
    subsidy_share: float = number(
        0.0, "share", 0, 1, "E43", "share of the work floor that is subsidised; drawn building by building"
    )
    subsidy_eur_m2_year: float = number(
        0.0, "EUR/m2/year", 0, 500, "E43", "rent subsidy on that floor, at the start's prices"
    )
    purchase_fund_eur_year: float = number(
        0.0, "EUR/year", 0, 1e8, "E43", "public money a year for purchase of buildings by collectives"
    )
    first_right_to_buy: bool = choice(False, "E43", "collectives are asked first when their building is sold")
    programming: float = number(0.2, "0-1", 0, 1, "E42", "events, matchmaking and starters' support")
    governance_support_hours_month: float = number(
        0.0, "hours/month", 0, 200, "E42", "paid organising capacity per collective (BIZ, area manager)"
    )
    openness: float = number(0.5, "0-1", 0, 1, "E47", "how far the municipality listens")
    relocation_support: float = number(0.3, "0-1", 0, 1, "E10", "effort to rehouse a collective as a group")
    right_of_return: bool = choice(
        False, "E45", "collectives are rehoused as a group and may return after redevelopment"
    )
    affordable_share_in_redevelopment: float = number(
        0.0, "share", 0, 1, "E45", "share of the work floor that redevelopment must keep as affordable work space"
    )

    def renewal(self) -> int:
        """The renewal term in months."""
        return self.contract_months if self.renewal_months == "same" else self.renewal_months

    def terms(self) -> dict[str, int]:
        """First and following terms as each channel sees them [months]."""
        channels = {"lease": self.hazard_months, "horizon": self.horizon_months, "voice": self.voice_months}
        terms = {}
        for channel, own in channels.items():
            terms[f"{channel}_first_months"] = own or self.contract_months
            terms[f"{channel}_renewal_months"] = own or self.renewal()
        return terms


class Market(Section):
    """The market for work space and housing at the start, and how it grows."""

    housing_pressure: float = number(
        1.0, "factor", 0, 10, "F11", "demand for housing; 1 = as in the scenario, 0 = no housing demand at all"
    )
    work_rent_eur_m2_year: float = number(95.0, "EUR/m2/year", 10, 1000, "E2", "market rent for work at the start")
    housing_value_ratio: float = number(
        1.6, "ratio", 0, 10, "F11", "annualised housing value over market rent for work, at the start"
    )
    value_gradient: float = number(
        0.3, "share", 0, 0.9, ASSUMED, "how much higher values are at the city edge of the map than in its middle"
    )
    work_rent_growth_per_year: float = number(0.02, "share/year", -0.1, 0.2, ASSUMED, "growth of market rents for work")
    housing_value_growth_per_year: float = number(0.025, "share/year", -0.1, 0.2, ASSUMED, "growth of housing value")
    ability_growth_per_year: float = number(0.02, "share/year", -0.1, 0.2, ASSUMED, "growth of ability to pay")
    contract_rent_share: float = number(
        0.85, "share", 0, 2, ASSUMED, "rent in running contracts at the start, as share of the market rent"
    )
    arrivals_per_year_share: float = number(
        0.2, "share/year", 0, 5, "F12", "would-be newcomers a year, as share of the entrepreneurs at the start"
    )
