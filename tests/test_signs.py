"""docs/signs.py: the page about unexpected signs can be made again, and what it counts is what runs say."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from collectief_sim.model.simulation import run

DOCS = Path(__file__).parents[1] / "docs"


@pytest.fixture
def signs(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module."""
    monkeypatch.syspath_prepend(DOCS)
    import signs

    return signs


def test_what_is_counted_is_what_the_run_says(signs: ModuleType) -> None:
    arm = signs.arm_of(signs.SUBSIDY[1], signs.NO_FEAR)
    history, whole = signs.history_of((arm, 3)), run(signs.scenario_of(arm), 3)
    named = {"founded": "collectives_founded", "recognised": "collectives_recognised", "homes": "homes_built"}
    named |= {"fell_apart": "ended_fell_apart", "too_small": "ended_too_small", "lost": "ended_displaced"}
    for mine, outcome in named.items():
        assert history.sums[mine] == pytest.approx(whole.outcomes[outcome])
    assert history.sums["collective_years"] == pytest.approx(whole.series.collectives.sum() / 12)
    points = signs.points_surviving([history.lives], history.months)
    assert points.mean() == pytest.approx(100 * whole.outcomes["survival_120_months"])
    assert (history.lives["floor"] > 0).all()


def test_later_settings_of_an_arm_hold(signs: ModuleType) -> None:
    assert dict(signs.arm_of(signs.AS_NOW, signs.NOTICE))["policy.notice_months"] == 24
    assert np.ptp([len(signs.arm_of(signs.EVERYBODY, terms)) for terms in signs.TERMS.values()]) == 0


@pytest.mark.slow
def test_the_page_can_be_made_again(tmp_path: Path) -> None:
    page = tmp_path / "signs.md"
    script = [sys.executable, DOCS / "signs.py", "--pairs", "2", "--page", page]
    done = subprocess.run(script, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    made, filed = page.read_text(encoding="utf-8"), (DOCS / "signs.md").read_text(encoding="utf-8")
    marked = re.compile(r"<!-- ([\w -]+): generated -->\n(.*?)<!-- end -->", re.DOTALL)
    assert marked.sub("", made) == marked.sub("", filed)
    assert len(marked.findall(made)) == 8
    assert not re.search(r"\bnan\b", made)
