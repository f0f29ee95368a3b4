"""Who owns what in an area, and lets it on which terms: what follows from a scenario before anything is simulated."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from collectief_sim.scenario.area import OwnerKind

if TYPE_CHECKING:
    from collectief_sim.scenario.spec import Scenario

KINDS: tuple[OwnerKind, ...] = get_args(OwnerKind)
_BY_POLICY = {
    "first_months": "policy.contract_months",
    "renewal_months": "policy.renewal_months",
    "notice_months": "policy.notice_months",
    "tenant_break_months": "policy.tenant_break_months",
    "landlord_break_months": "policy.landlord_break_months",
    "buy_out_eur_m2_year": "policy.buy_out_eur_m2_year",
    "waits_share": "policy.temporary_use_share",
}
_OWN = {
    "first_months": "first_term_months",
    "renewal_months": "next_term_months",
    "notice_months": "notice_given_months",
    "waits_share": "waits_for_permit_share",
}
_SECTIONS = {
    "investor": "investor",
    "developer": "developer",
    "conscious_investor": "conscious",
    "conscious_developer": "conscious",
}


@dataclass(frozen=True)
class Owned:
    """What one kind of owner has at the start, a mean over seeds, and lets it on; a collective has no landlord."""

    kind: OwnerKind
    buildings: float
    floor_m2: float
    floor_share: float
    terms: dict[str, float | None]  # as `paths`; None where there is no such thing
    paths: dict[str, str]  # the settings they come from
    reached: bool  # whether the municipality's policy sets them
    at_least: (
        bool  # whether it sets no more than the least: conscious owners then keep what they let on if that is longer
    )
    covenants_share: float  # of the floor, on leased land, which covenants may come to keep for work


def owned(spec: Scenario) -> list[Owned]:
    """Every kind of owner that has a building at the start, or may buy one, in the order of `model.codes.OWNERS`.

    Which building has which owner is drawn in every run where the legend gives shares; these are means over such draws.
    """
    buildings, floor = dict.fromkeys(KINDS, 0.0), dict.fromkeys(KINDS, 0.0)
    for zone in spec.area.ground.zones:
        usual_m2 = zone.entry.floor_m2 * math.exp(zone.entry.floor_sigma**2 / 2)  # the mean of a lognormal
        for kind, share in zone.entry.owners().items():
            buildings[kind] += share * len(zone.buildings)
            floor[kind] += share * len(zone.buildings) * usual_m2
    buyers = {"developer": spec.area.developers, "conscious_developer": spec.area.conscious_developers}
    whole = sum(floor.values())
    return [
        _owned(spec, kind, buildings[kind], floor[kind], whole)
        for kind in KINDS
        if buildings[kind] or buyers.get(kind, 0)
    ]


def floor_share_of(spec: Scenario, kind: OwnerKind) -> float:
    """What part of the work floor a kind of owner has at the start, a mean over seeds."""
    return next((one.floor_share for one in owned(spec) if one.kind == kind), 0.0)


def _owned(spec: Scenario, kind: OwnerKind, buildings: float, floor_m2: float, whole: float) -> Owned:
    given = spec.landlords.by_kind(spec.policy)[kind]
    lets, private = kind != "collective", kind not in ("municipality", "collective")
    reached = lets and (kind == "municipality" or spec.policy.reach == "all")
    terms = {
        "first_months": given["lease_first_months"],
        "renewal_months": given["lease_renewal_months"],
        "notice_months": given["notice_months"],
        "tenant_break_months": given["tenant_break_months"],
        "landlord_break_months": given["break_months"],
        "buy_out_eur_m2_year": given["buy_out_eur_m2_year"],
        "waits_share": given["waits_share"],
    }
    paths = _BY_POLICY if reached else {key: f"landlords.{_SECTIONS.get(kind)}.{name}" for key, name in _OWN.items()}
    return Owned(
        kind,
        buildings,
        floor_m2,
        floor_m2 / whole if whole else 0.0,
        {name: None if not lets or math.isinf(value) else value for name, value in terms.items()},
        paths if lets else {},
        reached,
        reached and kind.startswith("conscious"),
        spec.area.ground_lease_share if private and spec.policy.reach == "agreements" else 0.0,
    )
