"""What a form of cooperation needs to come about, whether an area has that, and who takes part: from what the form declares
and what the area is, mechanism by mechanism, never from what came out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from collectief_sim.report.words import Words
from collectief_sim.scenario import Scenario
from collectief_sim.scenario.forms.clauses import DevelopmentAgenda
from collectief_sim.scenario.forms.form import Form
from collectief_sim.scenario.forms.holders import Holder, MakersFund
from collectief_sim.scenario.forms.investments import Investment
from collectief_sim.scenario.forms.levies import Levy, VotedLevy
from collectief_sim.scenario.owners import floor_share_of, owned
from collectief_sim.scenario.size import first_tenants

_ALLOWED_BY = {
    "municipality": "allowed_municipality",
    "investor": "allowed_investor",
    "developer": "allowed_developer",
    "conscious_investor": "allowed_conscious",
    "conscious_developer": "allowed_conscious",
}


@dataclass(frozen=True)
class Need:
    """One thing a form needs."""

    text: str
    missing: bool  # whether this area has nothing of it


def needs_of(form: Form, scenario: Scenario, words: Words) -> list[Need]:
    """What a form needs in an area, in the order in which it needs it."""
    tell = _NEEDS.get(form.mechanism)
    found = tell(form, scenario, words) if tell else iter(())
    return [Need(words(f"forms.needs.{key}", **values), missing) for key, missing, values in found]


def parties_to(form: Form, words: Words) -> list[str]:
    """Who takes part in a form, and in what."""
    tell = _PARTIES.get(form.mechanism)
    return [words(f"forms.parties.{key}") for key in (tell(form) if tell else ())]


type _Found = Iterator[tuple[str, bool, dict[str, str]]]  # a key of words, whether it is missing, and numbers


def _of_levies(form: Any, scenario: Scenario, words: Words) -> _Found:
    tenants = first_tenants(scenario)
    yield "payers", tenants == 0.0, {"tenants": words.number(tenants)}
    yield "settled", False, {"collectives": _collectives(scenario, words)}
    if isinstance(form, VotedLevy):
        hours = {"hours": words.number(form.preparing_hours), "given": words.number(form.given_hours)}
        shares = {"turnout": _percent(form.turnout_needed, words), "favour": _percent(form.yes_needed, words)}
        yield "vote", False, hours | shares


def _of_clauses(form: Any, scenario: Scenario, words: Words) -> _Found:
    agenda: DevelopmentAgenda = form
    needed = words.number(agenda.collectives_needed)
    yield "agenda", False, {"needed": needed, "collectives": _collectives(scenario, words)}
    share = floor_share_of(scenario, "municipality")
    values = {"share": _percent(share, words), "accepted": _percent(agenda.accepted, words)}
    yield "plans", share == 0.0 and agenda.accepted == 0.0, values


def _of_investments(form: Any, scenario: Scenario, words: Words) -> _Found:
    investment: Investment = form
    hours = words.number(investment.preparing_hours)
    yield "prepare", False, {"hours": hours, "collectives": _collectives(scenario, words)}
    allowed = sum(
        one.floor_share * (getattr(investment, _ALLOWED_BY[one.kind]) if one.kind in _ALLOWED_BY else 1.0)
        for one in owned(scenario)
    )
    yield "allowed", allowed == 0.0, {"share": _percent(allowed, words)}
    years = {
        "payback": words.number(investment.payback_months / 12, 1),
        "lease": words.number(scenario.policy.contract_months / 12, 1),
    }
    yield "time", False, years


def _of_holders(form: Any, scenario: Scenario, words: Words) -> _Found:
    holder: Holder = form
    yield _for_sale(scenario, words)
    if holder.needs_collective:
        yield "settled", False, {"collectives": _collectives(scenario, words)}
    money = {"capital": _euros(holder.capital_eur, words), "crowd": _euros(holder.crowd_eur, words)}
    yield "capital_and_crowd" if holder.crowd_eur else "capital", False, money


def _of_makers_funds(form: Any, scenario: Scenario, words: Words) -> _Found:
    fund: MakersFund = form
    yield _for_sale(scenario, words)
    yield "buyers", False, {"collectives": _collectives(scenario, words)}
    yield "capital", False, {"capital": _euros(fund.capital_eur, words)}


def _for_sale(scenario: Scenario, words: Words) -> tuple[str, bool, dict[str, str]]:
    """What could be bought: all that collectives do not own already."""
    theirs = sum(one.floor_share for one in owned(scenario) if one.kind != "collective")
    values = {"share": _percent(theirs, words), "municipal": _percent(floor_share_of(scenario, "municipality"), words)}
    return "for_sale", theirs == 0.0, values


def _collectives(scenario: Scenario, words: Words) -> str:
    """Collectives that are there at the start; others may come."""
    zones = scenario.area.ground.zones
    return words.number(sum(len(zone.buildings) for zone in zones if zone.entry.collective is not None))


def _percent(share: float, words: Words) -> str:
    return f"{words.number(100 * share)}%"


def _euros(amount: float, words: Words) -> str:
    return words("number.money", value=words.number(amount))


def _to_levies(form: Any) -> list[str]:
    levy: Levy = form
    voted = ["vote", "prepare"] if isinstance(levy, VotedLevy) else ["pay", "draw"]
    return [*voted, "collects"]


def _to_clauses(form: Any) -> list[str]:
    return ["asks", "agree", "make_agenda"]


def _to_investments(form: Any) -> list[str]:
    lenders = [*(["bank"] if form.loan_share else []), *(["lend"] if form.crowd_share else [])]
    return ["members", *lenders, "allow"]


def _to_holders(form: Any) -> list[str]:
    money = [
        *(["public"] if form.public else []),
        *(["crowd"] if form.crowd_eur else []),
        *(["bank"] if form.loan_share else []),
    ]
    return [*money, "at_home" if form.needs_collective else "users", "sell"]


def _to_makers_funds(form: Any) -> list[str]:
    return ["public", "buy", "sell"]


_NEEDS: dict[str, Callable[[Any, Scenario, Words], _Found]] = {
    "levies": _of_levies,
    "clauses": _of_clauses,
    "investments": _of_investments,
    "holders": _of_holders,
    "makers_funds": _of_makers_funds,
}
_PARTIES: dict[str, Callable[[Any], list[str]]] = {
    "levies": _to_levies,
    "clauses": _to_clauses,
    "investments": _to_investments,
    "holders": _to_holders,
    "makers_funds": _to_makers_funds,
}
