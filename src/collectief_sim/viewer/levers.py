"""The levers a page shows: which settings, in what steps. Unit, range, source and meaning are the scenario's own."""

from __future__ import annotations

from typing import Any

from collectief_sim.scenario import Scenario
from collectief_sim.scenario.policy import Market, Policy

# lowest, highest and step of a slider; the range that a file may use is wider
SLIDERS: dict[str, tuple[float, float, float]] = {
    "policy.contract_months": (12, 240, 12),
    "policy.renewal_months": (12, 240, 12),
    "policy.openness": (0, 1, 0.05),
    "policy.programming": (0, 1, 0.05),
    "policy.rent_cap_eur_m2_year": (40, 200, 5),
    "policy.work_zoning_share": (0, 1, 0.05),
    "policy.governance_support_hours_month": (0, 40, 2),
    "policy.notice_months": (0, 24, 1),
    "market.housing_pressure": (0, 3, 0.05),
}


def levers_of(scenario: Scenario) -> list[dict[str, Any]]:
    """Every lever with its value in a scenario, its slider, unit, source and meaning.

    A value of None means no limit (a rent cap) or the same as the first term (renewals).
    """
    found = []
    for path, (low, high, step) in SLIDERS.items():
        section, _, name = path.partition(".")
        field = (Policy if section == "policy" else Market).model_fields[name]
        extra: Any = field.json_schema_extra
        value = getattr(getattr(scenario, section), name)
        found.append(
            {
                "path": path,
                "value": None if value == "same" else value,
                "low": low,
                "high": high,
                "step": step,
                "whole": isinstance(step, int) and name.endswith("_months"),
                "none": "same" if name == "renewal_months" else None,
                "optional": name in ("renewal_months", "rent_cap_eur_m2_year"),
                "unit": extra["unit"],
                "source": extra["source"],
                "range": [extra["low"], extra["high"]],
                "meaning": field.description,
            }
        )
    return found
