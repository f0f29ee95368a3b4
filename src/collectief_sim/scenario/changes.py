"""Dated policies: what holds from a month on, in the scenario itself, so that a run is the same wherever it is made."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError, field_validator

from collectief_sim.files.texts import short
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

    @field_validator("settings", mode="before")
    @classmethod
    def _single_values(cls, settings: Any) -> Any:
        """Each is one plain value; a number of NumPy is as good."""
        if not isinstance(settings, Mapping):
            return settings
        plain = {
            path: value.item() if type(value).__module__ == "numpy" and not getattr(value, "ndim", 0) else value
            for path, value in settings.items()
        }
        for path, value in plain.items():
            if not isinstance(value, bool | int | float | str) or (
                isinstance(value, float) and not math.isfinite(value)
            ):
                raise ValueError(
                    f"{path} = {short(value)} is not allowed: it must be true or false, a finite number or a text"
                )
        return plain

    def overrides(self) -> dict[str, Any]:
        """The settings as `override` takes them."""
        limits = {f"policy.{name}" for name in Policy.limits()}
        return {path: None if path in limits and value == ABSENT else value for path, value in self.settings.items()}


def changed(policy: Policy, market: Market, overrides: Mapping[str, Any], alone: bool = False) -> tuple[Policy, Market]:
    """Policy and market with other settings.

    Parameters
    ----------
    alone
        Whether each setting is looked at by itself, as for a change that is switched off: what it would come to together with
        others, nobody can say.

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
    pressure = {"housing_pressure": overrides[PRESSURE]} if PRESSURE in overrides else {}
    return _with(policy, mine, alone), _with(market, pressure, alone)


def _with[S: Section](section: S, settings: Mapping[str, Any], alone: bool) -> S:
    try:
        return type(section).model_validate(section.model_dump() | dict(settings)) if settings else section
    except ValidationError as error:
        if alone and not any(problem["loc"] for problem in error.errors()):
            return section  # each may be so, but not all of them together
        raise ValueError(str(explain(error, type(section), "settings"))) from None
