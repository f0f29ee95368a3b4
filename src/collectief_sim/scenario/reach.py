"""How far policy can reach in an area: agreements about leased land need private buildings on leased land."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectief_sim.scenario.area import Area
from collectief_sim.scenario.policy import Policy

if TYPE_CHECKING:
    from collectief_sim.scenario.spec import Scenario


def check_reach(policy: Policy, area: Area, where: str = "") -> None:
    """Refuse agreements about leased land where there can be none; raises ValueError."""
    if policy.reach != "agreements":
        return
    private = any(
        share > 0 and kind not in ("municipality", "collective")
        for symbol in area.built()
        for kind, share in area.legend[symbol].owners().items()
    )
    if not private or not area.ground_lease_share:
        why = "area.ground_lease_share is 0" if private else "area.legend has no building of a private owner"
        raise ValueError(
            f"{where}policy.reach = 'agreements' is not allowed here: it is about private buildings on leased land, and "
            f"there are none ({why}); allowed are 'municipal' and 'all'"
        )


def policy_without_reach(scenario: Scenario) -> list[str]:
    """What to say where terms of leases are about municipal buildings, and there are none."""
    area, reaches = scenario.area, {scenario.policy.reach}
    reaches |= {one.overrides().get("policy.reach", "") for one in scenario.changes.values() if one.on}
    municipal = any(area.legend[symbol].owners().get("municipality", 0.0) > 0 for symbol in area.built())
    if municipal or not reaches <= {"municipal", ""}:
        return []
    return [
        f"{scenario.name}: policy.reach = 'municipal', and area.legend has no building of the municipality: its terms of leases "
        "(policy.contract_months and others) bind nobody. policy.reach = 'all' would bind everybody."
    ]
