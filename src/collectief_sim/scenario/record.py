"""The numbers of a scenario as compiled rules read them: one record, by section (``rules[0].ties.step``)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from collectief_sim.scenario.fields import Section

if TYPE_CHECKING:
    from collectief_sim.scenario.area import Area
    from collectief_sim.scenario.behaviour import Behaviour
    from collectief_sim.scenario.people import People
    from collectief_sim.scenario.policy import Market, Policy
    from collectief_sim.scenario.prices import Prices
    from collectief_sim.scenario.spec import Scenario

    class Rules(Behaviour):
        """The record as rules see it: what a scenario says, but an absent limit is infinity and one of a few words its
        place (`limit` and `code` in `model/rows.py`). Terms of leases are not here: they are the landlords' (`World.landlords`).
        """

        area: Area
        market: Market
        people: People
        policy: Policy
        prices: Prices  # of the ledger, which is reckoned after a run: no rule reads them
else:
    Rules = object


LANDLORDS_TERMS = (
    *("contract_months", "renewal_months", "notice_months"),
    *("hazard_months", "horizon_months", "voice_months"),
    *("temporary_use_share", "landlord_break_months", "tenant_break_months", "buy_out_eur_m2_year"),
)

type Layout = tuple[tuple[str, tuple[tuple[str, type], ...]], ...]


def record_of(spec: Scenario) -> np.ndarray[Any, Any]:
    """An array of one record with all numbers of area, market, people, policy, behaviour and prices, read-only."""
    behaviour = {name: getattr(spec.behaviour, name) for name in type(spec.behaviour).model_fields}
    parts = {"area": spec.area, "market": spec.market, "policy": spec.policy, "people": spec.people} | behaviour
    parts["prices"] = spec.prices
    sections = {name: part.numbers for name, part in parts.items() if isinstance(part, Section)}
    sections["policy"] = {name: value for name, value in spec.policy.numbers.items() if name not in LANDLORDS_TERMS}
    layout = tuple(
        (name, tuple((key, type_of(value, key in _limits(parts.get(name)))) for key, value in values.items()))
        for name, values in sections.items()
    )
    record = np.zeros(1, record_type(layout))  # so that the bytes between the fields are the same each time
    record[0] = tuple(tuple(section.values()) for section in sections.values())
    record.flags.writeable = False
    return record


@lru_cache(maxsize=8)
def record_type(layout: Layout) -> np.dtype[Any]:
    """The type of a record of sections of numbers; scenarios that differ in values alone share it."""
    return np.dtype((np.record, np.dtype([(name, list(fields)) for name, fields in layout], align=True)))


def _limits(section: Section | None) -> frozenset[str]:
    """The settings of a section that may be absent."""
    return frozenset() if section is None else section.limits()


def type_of(value: float, may_be_absent: bool) -> type:
    """How a setting is stored: switch, whole number or number; what may be absent, and so infinite, as a number always, so that
    rules are compiled once whatever it is.
    """
    if may_be_absent:
        return np.float64
    return np.bool_ if isinstance(value, bool) else np.int64 if isinstance(value, int) else np.float64
