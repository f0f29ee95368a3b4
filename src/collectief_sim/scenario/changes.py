"""Dated policies: what holds from a month on, in the scenario itself, so that a run is the same wherever it is made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from collectief_sim.scenario.fields import ASSUMED, Section, choice
from collectief_sim.scenario.policy import Market, Policy
from collectief_sim.scenario.problems import explain, suggestion

PRESSURE = "market.housing_pressure"
ABSENT = "none"  # how a file says that a limit is lifted: TOML knows no null


class PolicyChange(Section):
    """From a month on, these settings hold, whatever was set before."""

    on: bool = choice(True, ASSUMED, "whether it comes about")
    date: str = choice(..., ASSUMED, 'first month in which they hold as "YYYY-MM"')
    settings: dict[str, bool | int | float | str] = choice(
        ..., ASSUMED, f'settings of policy by path, or {PRESSURE}; "{ABSENT}" lifts a limit that may be absent'
    )

    def overrides(self) -> dict[str, Any]:
        """The settings as `override` takes them."""
        limits = {f"policy.{name}" for name in Policy.limits()}
        return {path: None if path in limits and value == ABSENT else value for path, value in self.settings.items()}


def changed(policy: Policy, market: Market, overrides: Mapping[str, Any]) -> tuple[Policy, Market]:
    """Policy and market with other settings.

    Raises
    ------
    ValueError
        If a setting is none that can change on the way, or is not allowed.
    """
    known = [f"policy.{name}" for name in Policy.model_fields if name != "sources"] + [PRESSURE]
    for path in overrides:
        if path not in known:
            raise ValueError(
                f"settings: {path!r} cannot change while a run goes on; allowed are settings of policy and "
                f"{PRESSURE}.{suggestion(path, known)}"
            )
    mine = {path.removeprefix("policy."): value for path, value in overrides.items() if path != PRESSURE}
    try:
        policy = Policy.model_validate(policy.model_dump() | mine)
        if PRESSURE in overrides:
            market = Market.model_validate(market.model_dump() | {"housing_pressure": overrides[PRESSURE]})
    except ValidationError as error:
        raise ValueError(str(explain(error, Policy, "settings"))) from None
    return policy, market
