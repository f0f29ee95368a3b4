"""How far policy can reach in an area: agreements about leased land need private buildings on leased land."""

from __future__ import annotations

from collectief_sim.scenario.area import Area
from collectief_sim.scenario.policy import Policy


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
