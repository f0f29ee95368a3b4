"""Verdicts as they are told: whole at any width, true about worlds, and as data that can be joined to the set."""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest
from rich.console import Console
from typer.testing import CliRunner

from collectief_sim.cli.run import app
from collectief_sim.experiment.worlds import World
from collectief_sim.validation import show, show_worlds
from collectief_sim.validation.estimate import FAILS, Check, Figure
from collectief_sim.validation.patterns import ALL, Pattern
from collectief_sim.validation.run import Judged, verdict
from collectief_sim.validation.worlds import JudgedOver, OverWorlds

WIDTHS = (80, 87, 100, 120, 140, 160, 200)
WHAT = "hazard of ending from within while losing 5-20% of members a year, young over stable, figure"
WHY = "E17 names two to three of each; half a person either way for a mean, and so on"
BAND = (0.0123, 3456.0)
RANGE = "0.00473 to 0.00772"
WORLD = World(17, {"behaviour.engagement.constant": -2.0, "behaviour.horizon.rule": "one_renewal"})
OTHER = World(55, {"behaviour.engagement.constant": -1.5, "behaviour.horizon.rule": "running_term"})


@cache
def figure(value: float) -> Figure:
    return Figure(lambda s: s[..., 0] / s[..., 1], np.array([[value, 1.0]] * 4))


def check(value: float, what: str = WHAT) -> Check:
    return Check(what, figure(value), BAND, WHY, "{:.3g}")


def judged(values: Callable[[Pattern], list[float]] = lambda pattern: [0.00456] * pattern.figures) -> Judged:
    return [(p, [check(value, f"{WHAT} {i}") for i, value in enumerate(values(p), 1)]) for p in ALL]


def over(*figures: float, what: str = WHAT) -> OverWorlds:
    return OverWorlds(what, BAND, WHY, "{:.3g}", figures, (0.001,) * len(figures))


def judged_over(*figures: float) -> JudgedOver:
    return [(p, [over(*figures, what=f"{WHAT} {i}") for i in range(1, p.figures + 1)]) for p in ALL]


def printed(tell: Callable[[Console], Any], width: int) -> str:
    out = io.StringIO()
    tell(Console(file=out, width=width, force_terminal=True, color_system=None, highlight=False, emoji=False))
    return out.getvalue()


def told_one(console: Console) -> None:
    show.tell(judged(), [("threshold", [check(1.0)])], 20, console, None, WORLD)


def told_over(console: Console) -> None:
    show_worlds.tell(judged_over(0.00456, 0.00789), [WORLD, OTHER], 8, {}, console)


# ---- whole at any width ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tell", [told_one, told_over])
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_cut_off(tell: Callable[[Console], None], width: int) -> None:
    text = printed(tell, width)
    lines = text.splitlines()
    assert "…" not in text
    assert max(map(len, lines)) <= width
    starts = [line.split()[0] for line in lines if line.strip()]
    for pattern in ALL:
        assert pattern.id in starts
    count = sum(pattern.figures for pattern in ALL)
    assert sum("0.0123 to 3.46e+03" in line for line in lines) == count + (tell is told_one)
    if tell is told_one:
        assert sum("0.00456 to 0.00456" in line for line in lines) == count
    else:
        assert sum(RANGE in line for line in lines) == count


@pytest.mark.parametrize("tell", [told_one, told_over])
@pytest.mark.parametrize("width", [80, 100])
def test_narrow_words_are_all_there_in_order(tell: Callable[[Console], None], width: int) -> None:
    text = " ".join(printed(tell, width).split())
    assert text.count(WHY) == sum(pattern.figures for pattern in ALL) + (tell is told_one)
    for pattern in ALL:
        assert f"{pattern.statement} ({', '.join([pattern.source, *show.marks(pattern)])})" in text
        for i in range(1, pattern.figures + 1):
            assert f"{WHAT} {i} " in text


def test_in_a_pipe_it_is_one_table() -> None:
    out = io.StringIO()
    told_over(Console(file=out, width=80))
    head = out.getvalue().splitlines()[2]
    assert head.split("  ")[0] == ""
    for name in ("shows in", "misses in", "pattern and figure", "middle", "nine in ten worlds", "accepted", "why"):
        assert name in head


# ---- true about worlds -----------------------------------------------------------------------------------------------


def test_the_title_says_whether_they_are_worlds_of_the_set() -> None:
    worlds = [WORLD, OTHER]
    assert show_worlds.title(worlds, 8, {}) == (
        "Patterns in 2 worlds that nothing known rules out (17, 55), 8 runs per arm in each"
    )
    other = show_worlds.title(worlds, 8, {"months": 120})
    assert other.startswith("Patterns in 2 worlds that nothing known rules out")
    assert other.endswith(", months=120")
    changed = show_worlds.title(worlds, 8, {"behaviour.engagement.constant": -1, "months": 120})
    assert "worlds that nothing known rules out (" not in changed
    assert changed.endswith(
        ". These are no longer worlds that nothing known rules out: they have behaviour.engagement.constant of their own"
    )
    assert "no longer" not in show_worlds.title([WORLD], 8, {"behaviour.engagement.constant": -2})
    assert "(" not in show_worlds.title([WORLD] * 13, 8, {}), "few are named, many are not"


def test_one_world_says_what_is_laid_over_it() -> None:
    text = printed(lambda console: show.tell(judged(), [], 20, console, {"behaviour.horizon.rule": "x"}, WORLD), 300)
    assert "in world 17, behaviour.horizon.rule=x. This is no longer a world that nothing known rules out" in text


def test_a_world_of_the_set_may_be_off_where_it_was_matched_to_other_bands() -> None:
    failing = {pattern.id: checks for pattern, checks in judged() if verdict(checks) == FAILS}
    assert len(failing) == len(ALL)
    by_id = {pattern.id: pattern for pattern in ALL}
    assert show.matched_elsewise(by_id["P15"], failing["P15"], {}, WORLD)
    assert not show.matched_elsewise(by_id["P15"], failing["P15"], {"months": 120}, WORLD)
    assert not show.matched_elsewise(by_id["P15"], failing["P15"], {}, None)
    assert not show.matched_elsewise(by_id["P7"], failing["P7"], {}, WORLD), "never a target"
    assert not show.matched_elsewise(by_id["P3"], failing["P3"], {}, WORLD), "its second figure was no target"
    assert show.matched_elsewise(by_id["P3"], [failing["P3"][0], check(1.0)], {}, WORLD)
    text = " ".join(printed(told_one, 100).split())
    assert "though matched: P1, P2, P4" in text
    assert "failing besides: P3, P7, P8, P11." in text
    record = show.as_record(judged(), [], 20, {}, WORLD)
    assert record["world"] == 17
    assert record["settings"] == WORLD.settings
    elsewise = {p["id"]: p["matched_to_other_bands"] for p in record["patterns"]}
    assert (elsewise["P15"], elsewise["P7"]) == (True, False)


@pytest.mark.parametrize(("value", "code"), [(0.00456, 1), (1.0, 0)])
def test_the_exit_code_is_of_what_nobody_matched(monkeypatch: pytest.MonkeyPatch, value: float, code: int) -> None:
    """All matched figures fail; those that were no target do, or do not."""
    from collectief_sim.validation import run
    from collectief_sim.validation.matched import targets

    def made(*_: Any) -> Judged:
        return judged(lambda p: [0.00456 if f"{p.id}.{i + 1}" in targets() else value for i in range(p.figures)])

    monkeypatch.setattr(run, "gather", lambda *_: {})
    monkeypatch.setattr(run, "judge", made)
    assert CliRunner().invoke(app, ["validate", "--quick", "--world", "17"]).exit_code == code
    assert CliRunner().invoke(app, ["validate", "--quick", "--world", "17", "--set", "months=120"]).exit_code == 1
    assert CliRunner().invoke(app, ["validate", "--quick", "--defaults"]).exit_code == 1


# ---- as data ---------------------------------------------------------------------------------------------------------


def test_worlds_can_be_joined_to_the_set() -> None:
    record = show_worlds.as_record(judged_over(0.5, math.nan), [WORLD, OTHER], 8, {"behaviour.horizon": {}})
    assert (record["worlds"], record["numbers"]) == (2, [17, 55])
    assert record["set_over_worlds"] == ["behaviour.horizon"]
    one = record["patterns"][0]["checks"][0]
    assert one["figures"] == [0.5, None]
    assert (one["shown"], one["missed"]) == ([True, False], [False, True])


def test_why_it_misses_is_told_only_where_it_is_missed_in_more_than_half() -> None:
    known = next(pattern for pattern in ALL if pattern.misses_because)
    for figures, there in (((1.0, 0.001, 1.0), False), ((0.0, 0.001, 1.0), True)):
        made: JudgedOver = [(known, [over(*figures)] * known.figures)]
        text = printed(lambda console, made=made: show_worlds.tell(made, [WORLD] * 3, 8, {}, console), 120)
        assert ("misses because" in " ".join(text.split())) == there
        record = show_worlds.as_record(made, [WORLD] * 3, 8, {})
        assert bool(record["patterns"][0]["misses_because"]) == there
