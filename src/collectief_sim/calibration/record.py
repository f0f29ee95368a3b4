"""What a calibration found, as plain data: what the documents, the terminal and the set of worlds say of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from collectief_sim import __version__
from collectief_sim.calibration.fit import Fit, OfRule, ends_of, runs_of
from collectief_sim.calibration.folder import digest_of_plan
from collectief_sim.calibration.plan import Calibration
from collectief_sim.calibration.points import Tried
from collectief_sim.calibration.proof import proof
from collectief_sim.calibration.waves import Emulated
from collectief_sim.experiment.worlds import RULE, as_csv
from collectief_sim.files.disk import digest

type Array = npt.NDArray[np.float64]

_RANGE = (0.05, 0.5, 0.95)


def as_record(fit: Fit) -> dict[str, Any]:
    """Everything, in the order of the plan."""
    worlds = fit.worlds()
    firsts = {rule: next((world for world in worlds if world[RULE] == rule), None) for rule in fit.rules}
    return {
        "version": __version__,
        "plan": digest_of_plan(fit.plan),
        "proof": {rule: proof(fit.plan, world) for rule, world in firsts.items() if world is not None},
        "set": digest(as_csv(worlds)),
        "runs": runs_of(fit.plan),
        "worlds": {rule: sum(world[RULE] == rule for world in worlds) for rule in fit.rules},
        "firms": {
            "left": [_number(share) for share in fit.demography.shares],
            "ends": {name: list(ends) for name, ends in ends_of(fit.demography).items()},
        },
        "rules": {rule: _of_rule(fit.plan, found) for rule, found in fit.rules.items()},
    }


def _of_rule(plan: Calibration, found: OfRule) -> dict[str, Any]:
    matched, worst = found.matched, found.worst(plan)
    passed = worst < plan.cutoff
    worlds = found.candidates.some(passed) if found.candidates is not None else None
    return {
        "left_by_emulators": [_number(share) for share in matched.shares],
        "candidates": len(worst),
        "worlds": int(passed.sum()),
        "left_for_real": _number(passed.mean()) if len(worst) else 0.0,
        "recovery": {
            "kept": _number(found.recovered.kept),
            "left": _number(found.recovered.left),
            "found": dict(zip(matched.space.names, map(_number, found.recovered.found), strict=True)),
        },
        "settings": _settings(plan, found, worlds),
        "targets": {name: _target(plan, found, worlds, i) for i, name in enumerate(matched.targets)},
    }


def _settings(plan: Calibration, found: OfRule, worlds: Tried | None) -> dict[str, Any]:
    """For each setting: where it could lie, where nine in ten worlds lie, and how much narrower that is than evenly spread."""
    told: dict[str, dict[str, Any]] = {}
    for i, name in enumerate(found.matched.space.names):
        low, high = plan.free[name].low, plan.free[name].high
        told[name] = {"prior": [low, high]}
        if worlds is not None and len(worlds.points) > 1:
            told[name]["left"] = [_number(value) for value in np.quantile(worlds.values[:, i], _RANGE)]
            told[name]["narrower"] = [_number(1.0 - worlds.values[:, i].std() * np.sqrt(12.0) / (high - low))]
    return told


def _target(plan: Calibration, found: OfRule, worlds: Tried | None, i: int) -> dict[str, Any]:
    """For each figure: how well it was emulated, what it ruled out, and where it lies before and after."""
    matched = found.matched
    name, first, last = matched.targets[i], matched.waves[0], matched.waves[-1]
    target = plan.targets[name]
    log = target.scale == "log"
    off = first.tried.implausibility(plan, matched.targets)[:, i]
    return {
        "known": [target.low, target.high],
        "spread": target.spread,
        "scale": target.scale,
        "source": target.source,
        "ruled_out_first": _number((off >= plan.cutoff).mean()),
        "emulated": [_emulated(wave, i) for wave in (first, last)],
        "before": _quantiles(first.tried.figures[:, i], log),
        "after": _quantiles(worlds.figures[:, i], log) if worlds is not None else None,
        "errors": [_error(part, i) for part in (first.tried, worlds)],
    }


def _error(tried: Tried | None, i: int) -> float | None:
    """The usual simulation error of a figure."""
    if tried is None or not np.isfinite(tried.errors[:, i]).any():
        return None
    return _number(np.sqrt(np.nanmean(tried.errors[:, i] ** 2)))


def _emulated(wave: Emulated, i: int) -> dict[str, Any]:
    emulator = wave.emulators[i]
    if emulator.kernel is None:
        return {"points": len(emulator.points), "explained": None, "beyond_two": None, "stretch": None}
    left_out = emulator.left_out()
    return {
        "points": len(emulator.points),
        "explained": _number(left_out.explained),
        "beyond_two": _number((np.abs(left_out.off) > 2).mean()),
        "stretch": _number(emulator.stretch),
    }


def _quantiles(figures: Array, log: bool) -> list[float | None] | None:
    sound = figures[np.isfinite(figures)]
    if not len(sound):
        return None
    found = np.quantile(sound, _RANGE)
    return [_number(value) for value in (np.exp(found) if log else found)]


def _number(value: float) -> float | None:
    return float(f"{value:.4g}") if np.isfinite(value) else None
