"""docs/answer.py: the page that tells the answer can be made again, and what it counts adds up to the run."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from collectief_sim.model.simulation import run

DOCS = Path(__file__).parents[1] / "docs"


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module."""
    monkeypatch.syspath_prepend(DOCS)
    import answer

    return answer


@pytest.mark.parametrize("reach", ["municipal", "agreements", "all"])
def test_what_is_counted_apart_adds_up_to_the_run(answer: ModuleType, reach: str) -> None:
    arm = answer.Arm("keilekwartier", reach, "expected_stay", 120, 120)
    history, whole = answer.history_of((arm, 3)), run(answer.scenario_of(arm), 3)
    assert history.sums["maker_years"].sum() == pytest.approx(whole.series.entrepreneurs.sum() / 12, rel=1e-6)
    assert history.sums["collective_years"].sum() == pytest.approx(whole.series.collectives.sum() / 12, rel=1e-6)
    assert history.sums["homes"].sum() == pytest.approx(whole.outcomes["homes_built"])
    assert history.floor_m2.sum() == pytest.approx(whole.world.town[0].work_floor_start_m2)
    assert history.floor_m2[0] > 0
    assert history.horizon == pytest.approx(whole.series.mean_horizon_months.mean())


def test_survival_is_told_of_all_collectives_and_by_where_they_began(answer: ModuleType) -> None:
    arm = answer.Arm("stylised-area", "municipal", "one_renewal", 24, 24)
    histories = [answer.history_of((arm, seed)) for seed in (1, 2)]
    for history, seed in zip(histories, (1, 2), strict=True):
        whole = run(answer.scenario_of(arm), seed)
        assert answer.surviving()([history]).mean() == pytest.approx(100 * whole.outcomes["survival_120_months"])
    for place, began in ((0, True), (1, False)):
        some = [replace(history, lives=history.lives[history.lives["on_reached"] == began]) for history in histories]
        assert all(0 < len(part.lives) < len(history.lives) for part, history in zip(some, histories, strict=True))
        assert answer.surviving(place)(histories) == pytest.approx(answer.surviving()(some))


def test_leases_of_now_are_those_of_the_scenario(answer: ModuleType) -> None:
    assert (answer.now("keilekwartier"), answer.in_two("keilekwartier")) == ((24, 12), (24, 24))
    assert answer.as_ordered("keilekwartier") == "24 months, then 12"
    assert (answer.now("werkspoorkwartier"), answer.renews_in_two("werkspoorkwartier")) == ((60, 60), False)
    assert list(answer.starts("stylised-area")) == ["two years"]  # they are those of now
    policy = answer.scenario_of(answer.Arm("hillevliet", "municipal", "one_renewal", *answer.now("hillevliet"))).policy
    assert (policy.contract_months, policy.renewal()) == (36, 12)


def test_plans_may_be_quick(answer: ModuleType) -> None:
    two = [answer.Arm("stylised-area", "municipal", "one_renewal", 24, 24, quick) for quick in (False, True)]
    usual, quick = (run(answer.scenario_of(arm), 2).series.homes_built for arm in two)
    assert (quick > 0).idxmax() < (usual > 0).idxmax()


def test_numbers_are_written_with_sign_and_interval(answer: ModuleType) -> None:
    assert answer.number(-1234.56) == "−1,234.6"
    assert answer.number(-0.01, sign=True) == "0.0"
    one, other = np.array([1.0, 2.0, 3.0]), np.array([3.0, 4.0, 5.0])
    assert answer.from_to(one, other) == "2.0 → 4.0: +2.0"
    assert answer.effect(one, np.array([3.0, 4.0, 6.0]), per=0.5).startswith("+4.7 (+1.8 to +")
    assert answer.effect(one * np.nan, other) == "–"


def test_the_page_can_be_made_again(tmp_path: Path) -> None:
    page = tmp_path / "answer.md"
    script = [sys.executable, DOCS / "answer.py", "--pairs", "2", "--areas", "hillevliet", "--page", page]
    done = subprocess.run(script, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    made, filed = page.read_text(encoding="utf-8"), (DOCS / "answer.md").read_text(encoding="utf-8")
    marked = re.compile(r"<!-- ([\w -]+): generated -->\n(.*?)<!-- end -->", re.DOTALL)
    assert marked.sub("", made) == marked.sub("", filed)
    parts = dict(marked.findall(made))
    assert len(parts) == 12
    assert page.with_suffix(".svg").read_text(encoding="utf-8").count("Hillevliet") == 1
    for text in parts.values():
        assert "Hillevliet" in text
        assert "nan" not in text
