"""What is allowed and yet may not be what was meant."""

from __future__ import annotations

from collections.abc import Iterable

from collectief_sim.scenario.spec import Scenario

_TERM, _RENEWAL = "policy.contract_months", "policy.renewal_months"


def notes_on(scenario: Scenario, settings: Iterable[str]) -> list[str]:
    """Things to say of a scenario in which these settings (by path) were changed; usually none."""
    policy, changed = scenario.policy, set(settings)
    if _TERM in changed and _RENEWAL not in changed and policy.renewal() != policy.contract_months:
        return [
            f"{scenario.name}: {_RENEWAL} stays {policy.renewal_months}, so that a lease of {policy.contract_months} months is "
            f"renewed for {policy.renewal_months} at a time; {_RENEWAL}=same makes all terms equal."
        ]
    return []
