"""City makers' funds: public money that collectives which buy can borrow, and that is lent again when it comes back (F70).

The money is in the public purchase fund, whose loans `loans.py` gives on its terms; here is who put it in, and what is told of
it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from collectief_sim.model.codes import LOAN_GIVEN, LOAN_LOST, LOAN_REPAID
from collectief_sim.model.compiling import rule
from collectief_sim.model.processes.happenings import note
from collectief_sim.model.rows import BuildingId, Code, CollectiveId, Count, Number

if TYPE_CHECKING:
    from collectief_sim.model.world import World

A_EURO = 1.0


class MakersFund:
    """A makers' fund: what its form declares, and what became of its loans."""

    form: Annotated[Code, "which form it is (FORM_NAMES)"]
    key: Annotated[Count, "what its luck goes by"]
    since_month: Annotated[Count, "month it is paid in"]
    capital_eur: Annotated[Number, "what is paid in [EUR]"]
    paid_in_eur: Annotated[Number, "paid in so far [EUR]"]
    given_eur: Annotated[Number, "lent so far [EUR]"]
    repaid_eur: Annotated[Number, "of loans that are settled, what came back [EUR]"]
    lost_eur: Annotated[Number, "and what did not [EUR]"]


@rule
def pay_in(world: World, now: int) -> None:
    """From its date its capital is in the purchase fund."""
    for i in range(len(world.makers_funds)):
        fund, town = world.makers_funds[i], world.town[0]
        if now == fund.since_month:
            town.purchase_fund_eur += fund.capital_eur
            town.purchase_fund_paid_in_eur += fund.capital_eur
            fund.paid_in_eur += fund.capital_eur


@rule
def tell_of_loan(world: World, what: int, c: CollectiveId, b: BuildingId, amount_eur: float, now: int) -> None:
    """Count a loan that was given, paid back or lost, and write it down, if it was given since there is such a fund."""
    if len(world.makers_funds) == 0 or amount_eur < A_EURO:  # what rounding leaves is no loan
        return
    fund = world.makers_funds[0]
    given = now if what == LOAN_GIVEN else world.collectives[c].bought_month
    if given < fund.since_month:
        return
    if what == LOAN_GIVEN:
        fund.given_eur += amount_eur
    elif what == LOAN_REPAID:
        fund.repaid_eur += amount_eur
    elif what == LOAN_LOST:
        fund.lost_eur += amount_eur
    note(world, what, fund.form, c, b, amount_eur, now)
