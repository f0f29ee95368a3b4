"""What people call the things that forms of cooperation bring about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from collectief_sim.model.codes import HAPPENINGS
from collectief_sim.model.rows import columns
from collectief_sim.scenario.forms import FORM_NAMES
from collectief_sim.scenario.languages import Said

if TYPE_CHECKING:
    from collectief_sim.model.world import World
    from collectief_sim.scenario import Scenario
    from collectief_sim.scenario.forms.form import Form

MOST_DATES = 6  # beyond that only how often is told

HAPPENED: dict[str, Said] = {
    "vote_passed": Said("vote passed", "stemming gehaald"),
    "vote_lost_turnout": Said("vote lost, too few voted", "stemming verloren, te lage opkomst"),
    "vote_lost_votes": Said("vote lost, too few in favour", "stemming verloren, te weinig voor"),
    "vote_lost_value": Said(
        "vote lost, those against had more floor", "stemming verloren, tegenstanders hadden meer vloer"
    ),
    "levy_started": Said("drawn by a collective", "aangesproken door een collectief"),
    "levy_ended": Said("came to an end", "hield op"),
    "scheme_started": Said("began", "begon"),
    "scheme_ended": Said("stopped", "stopte"),
    "clause_agreed": Said("clause agreed on", "afspraak gemaakt"),
    "clause_refused": Said("clause refused", "afspraak geweigerd"),
    "clause_kept": Said("clause kept", "afspraak nagekomen"),
    "clause_dead": Said("clause dead with its plan", "afspraak vervallen met het plan"),
    "invested": Said("invested", "geïnvesteerd"),
    "paid_back": Said("paid back", "terugverdiend"),
    "left_behind": Said("lost with the place, not paid back yet", "achtergelaten, nog niet terugverdiend"),
    "taken_along": Said("taken along to another building", "meegenomen naar een ander pand"),
    "refused_by_owner": Said("not allowed by the owner", "niet toegestaan door de eigenaar"),
    "given_up": Said("given up while it was prepared", "opgegeven tijdens de voorbereiding"),
    "bought": Said("bought a building", "kocht een gebouw"),
    "sold_on": Said("sold a building on, to or for its users", "verkocht een gebouw door, aan of voor wie er zit"),
    "sold_by_need": Said("had to sell a building", "moest een gebouw verkopen"),
    "loan_given": Said("lent money to a collective that buys", "leende geld aan een collectief dat koopt"),
    "loan_repaid": Said("was paid back", "kreeg een lening terug"),
    "loan_lost": Said("lost a loan", "verloor een lening"),
}

# what is told of money over a whole run, by mechanism and field of its table
TOTALS: dict[str, dict[str, Said]] = {
    "levies": {
        "levied_eur": Said("levied in all", "in totaal geheven"),
        "lapsed_eur": Said("of it lapsed, as nobody drew it", "daarvan vervallen, omdat niemand het aansprak"),
    },
    "holders": {"paid_in_eur": Said("capital put in", "ingelegd kapitaal")},
    "makers_funds": {"paid_in_eur": Said("put into the fund", "in het fonds gestort")},
}


def stories(scenario: Scenario, world: World) -> Iterator[tuple[Said, bool, list[Said]]]:
    """What each form that exists here brought about: its name, whether it is a concept only, and a line for each kind of thing,
    with dates and money.
    """
    told = columns(world.happenings)[: world.town[0].happenings]
    for name, form in scenario.forms.present().items():
        mine = told[told.form == FORM_NAMES.index(name)]
        lines = [_line(scenario, mine[mine.what == code], HAPPENED[what]) for code, what in enumerate(HAPPENINGS)]
        since = form.since or scenario.start
        nothing = Said(f"nothing came of it (it could from {since})", f"er kwam niets van (het kon vanaf {since})")
        told_of_it = [*(line for line in lines if line), *_totals(world, name, form)]
        yield form.called, form.grounds == "concept only", told_of_it or [nothing]


def _totals(world: World, name: str, form: Form) -> Iterator[Said]:
    """What went through a form over the whole run, whether anything came of it or not."""
    if form.mechanism not in TOTALS:
        return
    table = columns(getattr(world, form.mechanism))
    mine = table[table.form == FORM_NAMES.index(name)]
    for field, what in TOTALS[form.mechanism].items():
        if total := float(mine[field].sum()):
            amount = f"{total:,.0f}"
            yield Said(f"{what.en}: € {amount}", f"{what.nl}: € {amount.replace(',', '.')}")


def _line(scenario: Scenario, some: object, what: Said) -> Said | None:
    """One kind of thing: how often, when and for how much."""
    rows = columns(some)  # type: ignore[arg-type]
    if len(rows) == 0:
        return None
    dates = [scenario.date_of(int(month)) for month in rows.month]
    when = ", ".join(dates) if len(dates) <= MOST_DATES else f"{dates[0]} … {dates[-1]}"
    times = f"{len(dates)}× " if len(dates) > 1 else ""
    total = float(rows.amount_eur.sum())
    money = f" (€ {total:,.0f})" if total else ""
    return Said(f"{times}{what.en}: {when}{money}", f"{times}{what.nl}: {when}{money.replace(',', '.')}")
