"""Paths by which a policy works, and every coalition of them: which are open, and between which two arms that shows.

A path that is open is as long as the policy makes it; one that is closed is shut in both arms, so that the policy does nothing
by it. With `n` paths there are 2^n coalitions, and arms that come to the same settings are run once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Self

from pydantic import model_validator

from collectief_sim.scenario.fields import Section, choice

MOST_PATHS = 6  # 64 coalitions: more arms than anybody waits for
WHOLE = "whole"  # what the difference by all paths together is called in tables


class PathOfPolicy(Section):
    """One way in which a policy works."""

    title: str | dict[str, str] = choice("", "", "name shown to people")
    note: str | dict[str, str] = choice("", "", "what it is, in a few words")
    long: dict[str, Any] = choice(..., "", "settings that the policy has by this path")
    shut: dict[str, Any] = choice(
        {}, "", "settings by which it is closed, in both arms; none if it has settings of its own"
    )

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if not self.long:
            raise ValueError("long: a path changes at least one setting")
        return self


@dataclass(frozen=True)
class Coalition:
    """Some paths that are open while all others are closed: what the policy does by them is `other` less `base`."""

    paths: frozenset[str]
    base: str  # name of an arm
    other: str  # the same as base if none is open


@dataclass(frozen=True)
class Made:
    """An arm that a coalition needs: whether it has the policy, and which paths are closed in it."""

    name: str
    other: bool
    closed: tuple[str, ...]
    settings: dict[str, Any]


def coalitions(paths: Mapping[str, PathOfPolicy], base: str, other: str) -> list[Coalition]:
    """Every coalition, the empty one first and that of all paths last."""
    found = []
    for size in range(len(paths) + 1):
        for some in combinations(paths, size):
            closed = tuple(name for name in paths if name not in some)
            shut = _named(base, _shut(paths, closed))
            found.append(Coalition(frozenset(some), shut, _named(other, closed) if some else shut))
    return found


def arms_between(paths: Mapping[str, PathOfPolicy], base: str, other: str) -> Iterator[Made]:
    """All arms that coalitions need, each once; the first is the base as it is, the second the policy as it is."""
    yield Made(base, False, (), {})
    yield Made(other, True, (), longest(paths))
    for size in reversed(range(1, len(paths))):
        for some in combinations(paths, size):
            closed = tuple(name for name in paths if name not in some)
            settings = {**longest({name: paths[name] for name in some}), **_shuts(paths, closed)}
            yield Made(_named(other, closed), True, closed, settings)
    can_be_shut = _shut(paths, tuple(paths))
    for size in range(1, len(can_be_shut) + 1):
        for closed in combinations(can_be_shut, size):
            yield Made(_named(base, closed), False, closed, _shuts(paths, closed))


def longest(paths: Mapping[str, PathOfPolicy]) -> dict[str, Any]:
    """The settings of the policy by all these paths together."""
    return {setting: value for path in paths.values() for setting, value in path.long.items()}


def problem_with(paths: Mapping[str, PathOfPolicy]) -> str:
    """Why these paths cannot be told apart; empty if they can."""
    if not 2 <= len(paths) <= MOST_PATHS:
        return f"give 2 to {MOST_PATHS} of them"
    if WHOLE in paths:
        return f"{WHOLE!r} is the name of all together; call it otherwise"
    together, shut = longest(paths), _shuts(paths, tuple(paths))
    for name, path in paths.items():
        for kind, settings, others in (("long", path.long, together), ("shut", path.shut, shut)):
            for setting, value in settings.items():
                if others[setting] != value:
                    return f"{name}.{kind}: {setting} has another value in another path"
    if both := together.keys() & shut.keys():
        return f"{min(both)} is in long and in shut; a path is closed by another setting than those that it has"
    return ""


def _shut(paths: Mapping[str, PathOfPolicy], closed: tuple[str, ...]) -> tuple[str, ...]:
    """Those that are closed by a setting; the others are by being left as they are."""
    return tuple(name for name in closed if paths[name].shut)


def _shuts(paths: Mapping[str, PathOfPolicy], closed: tuple[str, ...]) -> dict[str, Any]:
    return {setting: value for name in closed for setting, value in paths[name].shut.items()}


def _named(arm: str, closed: tuple[str, ...]) -> str:
    return f"{arm} without {', '.join(closed)}" if closed else arm
