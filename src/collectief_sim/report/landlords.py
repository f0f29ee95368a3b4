"""Who lets on which terms: every kind of owner of an area, under every policy of an experiment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectief_sim.report.assumptions import span
from collectief_sim.scenario.owners import KINDS, owned

if TYPE_CHECKING:
    import pandas as pd

    from collectief_sim.experiment.results import Results
    from collectief_sim.report.words import Words
    from collectief_sim.scenario import Scenario
    from collectief_sim.scenario.owners import Owned

TERMS = (
    "first_months",
    "renewal_months",
    "notice_months",
    "tenant_break_months",
    "landlord_break_months",
    "waits_share",
)


def landlords(results: Results, area: str, words: Words) -> pd.DataFrame:
    """A row per kind of owner: floor at the start, terms, and whether policy sets them; where policies differ, all there are,
    in the order of the policies.
    """
    import pandas as pd

    experiment = results.experiment
    arms = [owned(results.scenario_of(area, name)) for name in experiment.all_arms()]
    rows = []
    for kind in KINDS:
        ones = [one for arm in arms for one in arm if one.kind == kind]
        if not ones:
            continue
        row = {
            words("page.owner"): words(f"owners.{kind}"),
            words("page.floor"): f"{words.number(100 * ones[0].floor_share)}%",
        }
        for name in TERMS:
            row[words(f"page.{name}")] = _each([_term(one, name, results, words) for one in ones])
        row[words("page.reached")] = _each([_reached(one, words) for one in ones])
        rows.append(row)
    table = pd.DataFrame(rows)
    return table.loc[:, (table != "–").any()]  # what nobody has is left out


def reach_of(scenario: Scenario, words: Words) -> str:
    """How much floor policy reaches at the start, in a sentence."""
    ones = owned(scenario)
    shares = {
        "share": sum(one.floor_share for one in ones if one.reached),
        "covenants": sum(one.floor_share * one.covenants_share for one in ones),
    }
    key = "page.reach_covenants" if shares["covenants"] else "page.reach"
    return words(key, **{name: words.number(100 * share) for name, share in shares.items()})


def _term(one: Owned, name: str, results: Results, words: Words) -> str:
    uncertain = results.experiment.uncertainties.get(one.paths.get(name, ""))
    if uncertain is not None:
        return span(uncertain, words)
    value = one.terms[name]
    if value is None:
        return "–"
    return f"{words.number(100 * value)}%" if name.endswith("_share") else words.number(value)


def _reached(one: Owned, words: Words) -> str:
    if one.kind == "collective":
        return "–"
    if one.covenants_share:
        return words("page.by_covenants", share=words.number(100 * one.covenants_share))
    return words("page.at_least" if one.at_least else "page.yes" if one.reached else "page.no")


def _each(cells: list[str]) -> str:
    """What differs by policy: every value once, in the order of the policies."""
    return " / ".join(dict.fromkeys(cells))
