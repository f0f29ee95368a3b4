"""The box: which numbers of a scenario are tried, and between what."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, NamedTuple

from collectief_sim.experiment.worlds import RULE
from collectief_sim.files.errors import ScenarioError
from collectief_sim.files.texts import short
from collectief_sim.scenario import Scenario, load
from collectief_sim.scenario.fields import Section
from collectief_sim.scenario.files import override
from collectief_sim.scenario.problems import suggestion
from collectief_sim.validation.screening.design import Screening

_PLAIN = (
    "policy",
    "market",
    "landlords",
    "people",
    "behaviour",
    "forms",
)  # sections that hold no names of a scenario's own
ROOM = 0.45  # of the distance to its neighbour that a parameter may use of which the order must stay


@dataclass(frozen=True)
class Tried:
    """A parameter, what it is now, and between what it is tried."""

    path: str
    default: float | None
    low: float
    high: float
    whole: bool  # whether it takes whole numbers only

    def value(self, share: float) -> float | int:
        """The value at a place in the range, from 0 at the low end to 1; whole numbers are rounded."""
        exact = self.low + share * (self.high - self.low)
        return math.floor(exact + 0.5) if self.whole else min(self.high, max(self.low, float(f"{exact:.12g}")))

    def share(self, value: float) -> float:
        """The place of a value in the range: of a rounded one, where it really is."""
        return (value - self.low) / (self.high - self.low)


class Number(NamedTuple):
    """A setting that is a number, or could be."""

    value: float | None
    low: float
    high: float
    whole: bool


def box_of(plan: Screening, where: str) -> tuple[Scenario, list[Tried]]:
    """The area, and every parameter that is tried in it.

    Raises
    ------
    ScenarioError
        If the plan names what does not exist, a number has no range, a range is not allowed, or an order would not hold.
    """
    area = override(load(plan.area), plan.settings, f"{where}: settings:")
    if plan.lever.partition(".")[0] not in _PLAIN:
        raise ScenarioError(f"{where}: lever = {short(plan.lever)} is not allowed: it must be in {', '.join(_PLAIN)}.")
    known = _numbers(area)
    wanted = _wanted(plan, known, where)
    tried = [_tried(path, known[path], plan, where) for path in wanted]
    tried = _in_order(tried, plan, known, where)
    for end in ("low", "high"):
        override(area, {one.path: one.value(end == "high") for one in tried}, f"{where}: ranges: {end}:")
    for rule in plan.rules:
        for value in plan.arms:
            override(area, {RULE: rule, plan.lever: value}, f"{where}: rules and arms:")
    return area, tried


def _numbers(scenario: Scenario) -> dict[str, Number]:
    """Every setting that is a number, by path."""
    return dict(_numbers_in(scenario, ""))


def _numbers_in(section: Section, prefix: str) -> Iterator[tuple[str, Number]]:
    for name, field in type(section).model_fields.items():
        value = getattr(section, name)
        if isinstance(value, Section):
            yield from _numbers_in(value, f"{prefix}{name}.")
        elif isinstance(value, int | float) and not isinstance(value, bool):
            extra: Any = field.json_schema_extra or {}
            low, high = (extra.get(end) for end in ("low", "high"))
            limits = (-math.inf if low is None else low, math.inf if high is None else high)
            yield f"{prefix}{name}", Number(value, *limits, isinstance(value, int))


def _wanted(plan: Screening, known: dict[str, Number], where: str) -> list[str]:
    """The paths to try, in the order of the scenario; everything the plan names must exist."""
    lists = {"parameters": plan.parameters, "left_out": plan.left_out, "ranges": plan.ranges}
    lists |= {f"ordered[{place}]": chain for place, chain in enumerate(plan.ordered)}
    for key, names in lists.items():
        for name in names:
            if not _under(name, known) or (key not in ("parameters", "left_out") and name not in known):
                raise ScenarioError(
                    f"{where}: {key}: there is no number {name!r} in {plan.area}.{suggestion(name, [*known, *_tables(known)])} "
                    f"Allowed: a number, or a section that holds some, as {', '.join(_tables(known)[:4])}."
                )
    taken = {path for name in plan.parameters for path in _under(name, known)}
    out = {path for name in plan.left_out for path in _under(name, known)} | {plan.lever}
    if lost := [path for path in plan.ranges if path not in taken - out]:
        raise ScenarioError(
            f"{where}: ranges: {lost[0]} is not among the parameters that are tried; leave its range out."
        )
    return [path for path in known if path in taken - out]


def _under(name: str, known: dict[str, Number]) -> list[str]:
    return [path for path in known if path == name or path.startswith(f"{name}.")]


def _tables(known: dict[str, Number]) -> list[str]:
    """Sections that hold numbers, at any depth."""
    parts = (path.split(".") for path in known)
    return list(dict.fromkeys(".".join(names[:depth]) for names in parts for depth in range(1, len(names))))


def _tried(path: str, now: Number, plan: Screening, where: str) -> Tried:
    """The range of one parameter: its own, or the span around what it is, within what is allowed."""
    own = plan.ranges.get(path)
    if own is not None:
        low, high = own.low, own.high
    elif not now.value:
        raise ScenarioError(
            f"{where}: parameters: {path} is 0 in {plan.area}, so that a share of it is nothing: give it a range of its own "
            f'([ranges] "{path}" = {{ low = ..., high = ... }}), or leave it out with the reason ([left_out]).'
        )
    else:
        reach = plan.span * abs(now.value)
        low, high = max(now.low, now.value - reach), min(now.high, now.value + reach)
    return _whole(Tried(path, now.value, low, high, now.whole), plan, own is None, now, where)


def _whole(one: Tried, plan: Screening, may_widen: bool, now: Number, where: str) -> Tried:
    """Of a whole number ends are whole too, and so far apart that every step is another number."""
    if not one.whole:
        return one
    least = 2 * (plan.levels - 1) / plan.levels  # a step of a trajectory is this part of the range
    if may_widen:
        one = replace(one, low=max(now.low, math.floor(one.low)), high=min(now.high, math.ceil(one.high)))
        if one.high - one.low < least:
            one = replace(one, low=max(now.low, one.low - 1), high=min(now.high, one.high + 1))
    elif one.low % 1 or one.high % 1:
        raise ScenarioError(f"{where}: ranges: {one.path} takes whole numbers: low and high must be whole too.")
    if one.high - one.low < least:
        raise ScenarioError(
            f"{where}: ranges: {one.path} takes whole numbers: from {one.low:g} to {one.high:g} a step is no other number; "
            f"give it a range of {math.ceil(least)} or more."
        )
    return one


def _in_order(tried: list[Tried], plan: Screening, known: dict[str, Number], where: str) -> list[Tried]:
    """Ranges cut where an order must stay: none reaches its neighbour, whatever both are."""
    by_path = {one.path: one for one in tried}
    for place, chain in enumerate(plan.ordered):
        for lower, upper in pairwise(chain):
            below, above = known[lower].value or 0.0, known[upper].value or 0.0
            if below >= above:
                raise ScenarioError(f"{where}: ordered[{place}]: {lower} = {below:g} is not below {upper} = {above:g}.")
            room = ROOM * (above - below)
            if lower in by_path and lower not in plan.ranges:
                one = by_path[lower]
                by_path[lower] = _inside(replace(one, high=min(one.high, below + room)), plan, known[lower], where)
            if upper in by_path and upper not in plan.ranges:
                one = by_path[upper]
                by_path[upper] = _inside(replace(one, low=max(one.low, above - room)), plan, known[upper], where)
        ends = [
            by_path.get(path) or Tried(path, None, known[path].value or 0.0, known[path].value or 0.0, False)
            for path in chain
        ]
        for one, next_ in pairwise(ends):
            if one.high >= next_.low:
                raise ScenarioError(
                    f"{where}: ordered[{place}]: {one.path} up to {one.high:g} would not stay below {next_.path} from "
                    f"{next_.low:g}; give them ranges apart."
                )
    return list(by_path.values())


def _inside(one: Tried, plan: Screening, now: Number, where: str) -> Tried:
    if one.whole:
        one = replace(one, low=math.ceil(one.low), high=math.floor(one.high))
        return _whole(one, plan, False, now, where)
    return one
