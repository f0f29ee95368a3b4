"""Hours bought or exchanged: somebody is paid to organise, or collectives help each other out (E36, E42, F67, F68, F105).

What such hours bring has not been measured for entrepreneurs. So these are the least of what their names stand for, to try
and not to conclude from.
"""

from __future__ import annotations

from typing import ClassVar

from collectief_sim.scenario.fields import ASSUMED, number
from collectief_sim.scenario.forms.form import Form, Grounds
from collectief_sim.scenario.languages import Said


class Scheme(Form):
    """What all ways to have more hours have in common; each declares its own numbers."""

    mechanism: ClassVar[str] = "hours"
    grounds: ClassVar[Grounds] = "concept only"

    ends_per_year: float
    again_months: int = number(24, "months", 0, 600, ASSUMED, "how long nobody tries again after it ended")


class AreaDirector(Scheme):
    """Area director: the municipality pays somebody who works for all settled collectives of the area (E42)."""

    called: ClassVar[Said] = Said("area director", "gebiedsregisseur")

    ends_per_year: float = number(0.1, "1/year", 0, 12, "assumed (0.05-0.25)", "how often the post is cut")
    paid_hours_month: float = number(
        60.0, "hours/month", 0, 1000, "assumed (30-120)", "hours a month for all collectives together"
    )


class TimeBank(Scheme):
    """Time bank: collectives with hours to spare help those that are short of them, and somebody keeps the accounts (F67)."""

    called: ClassVar[Said] = Said("time bank", "tijdbank")

    ends_per_year: float = number(
        0.08, "1/year", 0, 12, "assumed (0.03-0.15): F67, part of the Dutch ones vanished", "how often it falls asleep"
    )
    exchanged_share: float = number(
        0.3, "share", 0, 1, "assumed (0.1-0.5)", "hours to spare that are offered, as far as others need them"
    )
    most_hours_member_month: float = number(
        5.3, "hours/month", 0, 100, "F67", "most that one member gives: 63 hours a year among residents"
    )
    running_hours_month: float = number(
        8.0, "hours/month", 0, 1000, "assumed (4-16)", "hours that keeping it going takes from those who give"
    )


class WorkCorporation(Scheme):
    """Work corporation: a manager who finds tenants for owners, for a fee, and organises for those tenants (F105)."""

    called: ClassVar[Said] = Said("work corporation", "werkcorporatie")

    ends_per_year: float = number(0.05, "1/year", 0, 12, "assumed (0.02-0.2)", "how often it stops")
    fee_share: float = number(0.05, "share", 0, 1, "assumed (0.03-0.1)", "fee, as part of the rent")
    owners_share: float = number(
        0.1, "share", 0, 1, "assumed (0-0.3): F105, owners are reluctant", "share of buildings whose owner takes part"
    )
    start_eur: float = number(500_000.0, "EUR", 0, 1e8, "F105", "start subsidy of the municipality, once, at most")
