"""What each kind of landlord lets on, and how far the municipality's policy reaches.

Terms belong to the landlord. The municipality lets its own buildings, directly or through an operator, on the terms of
`Policy`; what others let on is market practice, and changes only in a thought experiment in which policy binds everybody.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from collectief_sim.scenario.fields import ASSUMED, Section, number

if TYPE_CHECKING:
    from collectief_sim.scenario.policy import Policy

CHANNELS = ("lease", "horizon", "voice")
BREAKS = ("tenant_break_months", "break_months", "buy_out_eur_m2_year")


class LandlordTerms(Section):
    """What one kind of landlord lets on; each kind declares its own numbers."""

    first_term_months: int
    next_term_months: int
    notice_given_months: int
    waits_for_permit_share: float

    def terms(self) -> dict[str, float]:
        """First and following terms, the same for every channel [months], notice, and who waits; market practice knows no
        breaks for redevelopment.
        """
        first = {f"{channel}_first_months": self.first_term_months for channel in CHANNELS}
        later = {f"{channel}_renewal_months": self.next_term_months for channel in CHANNELS}
        rest = {"notice_months": self.notice_given_months, "waits_share": self.waits_for_permit_share}
        return first | later | rest | dict.fromkeys(BREAKS, math.inf)


def no_less(own: dict[str, float], policy: Policy) -> dict[str, float]:
    """Terms of an owner who gives no less than these, also where policy binds everybody."""
    reached = policy.terms()
    return {name: max(reached[name], months) for name, months in own.items()} if policy.reach == "all" else own


class Investor(LandlordTerms):
    """Investors and other private owners who let work space."""

    first_term_months: int = number(24, "months", 1, 600, "E38", "first term of a lease of an investor")
    next_term_months: int = number(12, "months", 1, 600, "E39", "term of each renewal of an investor's lease")
    notice_given_months: int = number(4, "months", 0, 60, "F38", "notice that an investor gives")
    waits_for_permit_share: float = number(
        0.3, "share", 0, 1, "F38", "share of investors who let until there is a permit, rather than give notice before"
    )


class Developer(LandlordTerms):
    """Developers who let until they can build."""

    first_term_months: int = number(
        12, "months", 1, 600, ASSUMED, "first term of a lease of a developer who waits for a permit"
    )
    next_term_months: int = number(12, "months", 1, 600, "E39", "term of each renewal of a developer's lease")
    notice_given_months: int = number(4, "months", 0, 60, "F38", "notice that a developer gives")
    waits_for_permit_share: float = number(
        0.6, "share", 0, 1, ASSUMED, "share of developers who let until there is a permit"
    )


class Conscious(LandlordTerms):
    """Owners who keep work space for work: conscious investors and developers."""

    first_term_months: int = number(120, "months", 1, 600, "E13", "first term of a lease of a conscious owner")
    next_term_months: int = number(120, "months", 1, 600, "E13", "term of each renewal of a conscious owner's lease")
    notice_given_months: int = number(12, "months", 0, 60, ASSUMED, "notice that a conscious owner gives")
    waits_for_permit_share: float = number(
        1.0, "share", 0, 1, "F90", "share of conscious owners who let until there is a permit"
    )


class Landlords(Section):
    """Terms of other owners than the municipality, whose leases its policy does not set."""

    investor: Investor = Investor()
    developer: Developer = Developer()
    conscious: Conscious = Conscious()

    def by_kind(self, policy: Policy) -> dict[str, dict[str, float]]:
        """Terms and notice of every kind of owner, as `model.codes.OWNERS` names them [months].

        Where policy binds everybody, conscious owners still give no less than their own terms. An owner who is a collective
        has no landlord: its terms are those of the municipality, and are never read.
        """
        reached, everybody = policy.terms(), policy.reach == "all"
        conscious = no_less(self.conscious.terms(), policy)
        return {
            "municipality": reached,
            "investor": reached if everybody else self.investor.terms(),
            "conscious_investor": conscious,
            "developer": reached if everybody else self.developer.terms(),
            "conscious_developer": conscious,
            "collective": reached,
        }
