"""The levers a page shows, in groups: which settings, in what steps. Unit, range, source and meaning are the scenario's own."""

from __future__ import annotations

from typing import Any

from collectief_sim.scenario import Scenario
from collectief_sim.scenario.policy import Market, Policy

type Slider = tuple[float, float, float]

SWITCH = None
# lowest, highest and step of a slider; the range that a file may use is wider. A switch is on or off.
GROUPS: dict[str, dict[str, Slider | None]] = {
    "leases": {
        "policy.contract_months": (12, 240, 12),
        "policy.renewal_months": (12, 240, 12),
        "policy.notice_months": (0, 24, 1),
        "policy.decision_months": (0, 24, 1),
    },
    "space": {
        "policy.rent_cap_eur_m2_year": (40, 200, 5),
        "policy.work_zoning_share": (0, 1, 0.05),
        "policy.affordable_share_in_redevelopment": (0, 1, 0.05),
        "policy.right_of_return": SWITCH,
    },
    "ownership": {
        "policy.first_right_to_buy": SWITCH,
        "policy.purchase_fund_eur_year": (0, 2_000_000, 50_000),
    },
    "support": {
        "policy.openness": (0, 1, 0.05),
        "policy.programming": (0, 1, 0.05),
        "policy.governance_support_hours_month": (0, 40, 2),
        "policy.relocation_support": (0, 1, 0.05),
    },
    "market": {
        "market.housing_pressure": (0, 3, 0.05),
    },
}
# what "no value" means where a lever may have none
ABSENT = {"policy.renewal_months": "same", "policy.rent_cap_eur_m2_year": None}
# where a slider starts when a lever without a value gets one
FIRST = {"policy.renewal_months": 24, "policy.rent_cap_eur_m2_year": 80}


def paths() -> list[str]:
    """Every lever."""
    return [path for group in GROUPS.values() for path in group]


def levers_of(scenario: Scenario) -> list[dict[str, Any]]:
    """Every lever with its group, value in a scenario, slider, unit, source and meaning.

    ``slider`` is (lowest, highest, step), or None for a switch. A lever with an ``absent`` may have that for a value: no rent
    cap, or renewals as long as the first term.
    """
    return [_lever(scenario, group, path, slider) for group, some in GROUPS.items() for path, slider in some.items()]


def changeable(scenario: Scenario) -> dict[str, Any]:
    """The value in a scenario of every setting that `CollectiefModel.change` takes."""
    policy = {f"policy.{name}": getattr(scenario.policy, name) for name in Policy.model_fields if name != "sources"}
    return policy | {"market.housing_pressure": scenario.market.housing_pressure}


def _lever(scenario: Scenario, group: str, path: str, slider: Slider | None) -> dict[str, Any]:
    section, _, name = path.partition(".")
    field = (Policy if section == "policy" else Market).model_fields[name]
    extra: Any = field.json_schema_extra
    told = {
        "path": path,
        "group": group,
        "value": getattr(getattr(scenario, section), name),
        "slider": slider,
        "unit": extra["unit"],
        "source": extra["source"],
        "range": [extra.get("low"), extra.get("high")],
        "meaning": field.description,
    }
    if path in ABSENT:
        told |= {"absent": ABSENT[path], "first": FIRST[path]}
    return told
