"""The verdicts for a terminal, and as one JSON object."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from rich.console import Console

from collectief_sim import __version__
from collectief_sim.experiment.worlds import World
from collectief_sim.validation.arms import EVERYBODY
from collectief_sim.validation.estimate import BARELY, FAILS, HOLDS, UNSURE, Check
from collectief_sim.validation.layout import Block, Heads, Row, print_blocks
from collectief_sim.validation.matched import matched, targets
from collectief_sim.validation.patterns import Pattern
from collectief_sim.validation.run import Judged, verdict
from collectief_sim.validation.worlds import taken_from

_COLOURS = {HOLDS: "green", BARELY: "yellow", UNSURE: "magenta", FAILS: "bold red"}
_HEADS = Heads(("verdict",), ("figure", "95% interval", "accepted"))


def tell(
    judged: Judged,
    rivals: list[tuple[str, list[Check]]],
    seeds: int,
    console: Console,
    settings: Mapping[str, Any] | None = None,
    world: World | None = None,
) -> None:
    """Print the patterns with figures, bands and verdicts, and what becomes of the main claim under rival rules.

    `settings` are those that are laid over the defaults, or over the world.
    """
    blocks = [
        Block(
            pattern.id,
            _verdict(verdict(checks)),
            pattern.statement,
            ", ".join([pattern.source, *marks(pattern)]),
            _rows(checks),
            _why_it_fails(pattern, checks, settings, world),
        )
        for pattern, checks in judged
    ]
    print_blocks(_title(seeds, settings or {}, world), _HEADS, blocks, console)
    if rivals:
        title = "The main claim (P7) with a shorter reach, or another rule to weigh the horizon by (behaviour.horizon.weighing)"
        others = [Block("", _verdict(verdict(checks)), rule, "", _rows(checks)) for rule, checks in rivals]
        print_blocks(title, _HEADS, others, console)
    _sum_up(judged, settings, world, console)


def _title(seeds: int, settings: Mapping[str, Any], world: World | None) -> str:
    title = f"Patterns, from {seeds} runs per arm"
    if world is not None:
        title += f", in world {world.number}"
    title += "".join(f", {name}={value}" for name, value in settings.items())
    if world is not None and (own := taken_from(settings, [world])):
        title += f". This is no longer a world that nothing known rules out: it has {', '.join(own)} of its own"
    return title


def _why_it_fails(
    pattern: Pattern, checks: list[Check], settings: Mapping[str, Any] | None, world: World | None
) -> str:
    if verdict(checks) != FAILS:
        return ""
    if matched_elsewise(pattern, checks, settings, world):
        return "matched to other bands, which this world passed"
    return f"misses because {pattern.misses_because}" if pattern.misses_because else "not known to fail"


def matched_elsewise(
    pattern: Pattern, checks: list[Check], settings: Mapping[str, Any] | None, world: World | None
) -> bool:
    """Whether a pattern fails only in figures to which the world, as it is in the set, was matched with other bands."""
    failing = [f"{pattern.id}.{place}" for place, check in enumerate(checks, 1) if check.verdict == FAILS]
    return world is not None and not settings and bool(failing) and targets().issuperset(failing)


def _sum_up(judged: Judged, settings: Mapping[str, Any] | None, world: World | None, console: Console) -> None:
    by_verdict = {word: [p.id for p, checks in judged if verdict(checks) == word] for word in _COLOURS}
    elsewise = [pattern.id for pattern, checks in judged if matched_elsewise(pattern, checks, settings, world)]
    known = [p.id for p, _ in judged if p.id in by_verdict[FAILS] and p.misses_because and p.id not in elsewise]
    others = [name for name in by_verdict[FAILS] if name not in [*known, *elsewise]]
    console.print(
        f"{len(by_verdict[HOLDS])} of {len(judged)} hold. "
        f"Barely (the interval is partly outside): {_listed(by_verdict[BARELY])}. "
        f"Unsure (figure outside, interval partly inside; more runs tell): {_listed(by_verdict[UNSURE])}."
    )
    console.print(f"Failing, as is known: {_listed(known)}; failing besides: {_listed(others)}.")
    if elsewise:
        console.print(
            f"Off the bands accepted here, though matched: {_listed(elsewise)}. Worlds were matched to these patterns by other "
            "bands, those of experiments/calibration.toml, and this world passed them; so it is no surprise, and no error "
            "(docs/calibration.md, section 7)."
        )
    console.print("The interval is simulation error over seeds. That a pattern holds does not prove the model right.")


def _listed(names: list[str]) -> str:
    return ", ".join(names) or "none"


def marks(pattern: Pattern) -> list[str]:
    """What a reader must know of a pattern besides its source."""
    everybody = all(arm.startswith(EVERYBODY) for arm in pattern.arms)
    return [
        *(["policy.reach = all, a thought experiment"] if everybody else []),
        *(["matched"] if pattern.id in matched() else []),
        *([f"{pattern.by_hand} set by hand"] if pattern.by_hand else []),
    ]


def _verdict(word: str) -> str:
    return f"[{_COLOURS[word]}]{word}[/]"


def _rows(checks: list[Check]) -> list[Row]:
    return [Row((_verdict(check.verdict),), check.what, _numbers(check), check.why) for check in checks]


def _numbers(check: Check) -> tuple[str, str, str]:
    figure, (low, high) = check.figure, check.band
    interval = f"{check.form.format(figure.low)} to {check.form.format(figure.high)}"
    return check.form.format(figure.value), interval, accepted(check.form, low, high)


def accepted(form: str, low: float, high: float) -> str:
    """A band in words."""
    if math.isinf(high):
        return f"{form.format(low)} or more"
    if math.isinf(low):
        return f"{form.format(high)} or less"
    return f"{form.format(low)} to {form.format(high)}"


def as_record(
    judged: Judged,
    rivals: list[tuple[str, list[Check]]],
    seeds: int,
    settings: Mapping[str, Any] | None = None,
    world: World | None = None,
) -> dict[str, Any]:
    """The same as one JSON object; an open end of a band is null. Its settings are those of the world and those laid over."""
    return {
        "version": __version__,
        "runs_per_arm": seeds,
        "world": None if world is None else world.number,
        "settings": {**(world.settings if world else {}), **(settings or {})},
        "set_over_world": taken_from(settings or {}, [world] if world else []),
        "patterns": [
            {
                "id": pattern.id,
                "statement": pattern.statement,
                "source": pattern.source,
                "used_to_calibrate": pattern.id in matched(),
                "set_by_hand": pattern.by_hand,
                "marks": marks(pattern),
                "verdict": verdict(checks),
                "misses_because": pattern.misses_because if verdict(checks) == FAILS else "",
                "matched_to_other_bands": matched_elsewise(pattern, checks, settings, world),
                "checks": [_record(check) for check in checks],
            }
            for pattern, checks in judged
        ],
        "rival_rules": [{"rule": rule, "checks": [_record(check) for check in checks]} for rule, checks in rivals],
    }


def _record(check: Check) -> dict[str, Any]:
    figure = check.figure
    numbers = {"figure": figure.value, "low": figure.low, "high": figure.high}
    numbers |= {"accepted_low": check.band[0], "accepted_high": check.band[1]}
    plain = {name: value if math.isfinite(value) else None for name, value in numbers.items()}
    return {"what": check.what, **plain, "why": check.why, "verdict": check.verdict}
