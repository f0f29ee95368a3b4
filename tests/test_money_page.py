"""docs/money.py: the page about money can be made again, knows every item of the ledger, and its items add up to balances."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from collectief_sim.files.errors import ScenarioError
from collectief_sim.model.catalogue import OUTCOMES
from collectief_sim.model.catalogue.accounting import NOT_RECKONED
from collectief_sim.model.simulation import run

DOCS = Path(__file__).parents[1] / "docs"
MARKED = re.compile(r"<!-- ([\w -]+): generated -->\n(.*?)<!-- end -->", re.DOTALL)


@pytest.fixture
def money(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module."""
    monkeypatch.syspath_prepend(DOCS)
    import money

    return money


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page from two worlds."""
    page = tmp_path_factory.mktemp("money") / "money.md"
    script = [sys.executable, DOCS / "money.py", "--worlds", "2", "--seeds", "1", "--page", page]
    done = subprocess.run(script, capture_output=True, text=True, cwd=page.parent)
    assert done.returncode == 0, done.stderr
    return page


def parts_of(page: Path) -> dict[str, str]:
    return dict(MARKED.findall(page.read_text(encoding="utf-8")))


def numbers_of(row: str) -> tuple[str, list[float]]:
    """What a row of a ledger is called, and its amounts: low, middle, high, and what ten years add."""
    name, *cells = (cell.strip(" *") for cell in row.strip("| ").split("|"))
    return name, [float(cell.replace("−", "-").replace(",", "")) for cell in cells[:4]]


def test_the_page_can_be_made_again(made: Path) -> None:
    text, filed = made.read_text(encoding="utf-8"), (DOCS / "money.md").read_text(encoding="utf-8")
    assert MARKED.sub("", text) == MARKED.sub("", filed)
    assert parts_of(made).keys() == parts_of(DOCS / "money.md").keys()
    assert all(part.strip() and not re.search(r"\bnan\b", part) for part in parts_of(made).values())
    assert "balance of makers" in made.with_suffix(".svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("file", ["made", "filed"])
@pytest.mark.parametrize("reach", ["municipal", "all"])
def test_items_add_up_to_the_balance(made: Path, file: str, reach: str) -> None:
    rows = parts_of(made if file == "made" else DOCS / "money.md")[reach].splitlines()[2:]
    sums, items, balances = np.zeros(4), 0, 0
    for row in rows:
        name, amounts = numbers_of(row)
        assert amounts[0] <= amounts[1] <= amounts[2]
        if name.startswith("balance"):
            assert sums == pytest.approx(amounts, abs=0.5 * (items + 1))  # each is rounded
            sums, items, balances = np.zeros(4), 0, balances + 1
        else:
            sums, items = sums + amounts, items + 1
    assert (balances, items) == (3, 0)


def test_every_item_of_the_ledger_is_told(money: ModuleType) -> None:
    for payer, names in money.ITEMS.items():
        level = re.compile(rf"{payer}_\w+_eur$")
        of_payer = {name for name in OUTCOMES if level.match(name)}
        assert of_payer == {*names, f"{payer}_net_eur"} | (of_payer & {f"{payer}_empty_eur"})
        assert all(len(money.levels_of(name)) == 1 or money.PRICE_OF[item_of(payer, name)] for name in names)


def item_of(payer: str, name: str) -> str:
    return name.removeprefix(f"{payer}_").removesuffix("_eur")


def test_all_that_is_not_reckoned_is_told_in_both_languages(money: ModuleType) -> None:
    assert all(one.en in money.left_out() and one.nl in money.left_out() for one in NOT_RECKONED)


def test_what_is_told_is_what_the_run_says(money: ModuleType) -> None:
    arm = money.Arm("municipal", 120)
    history, whole = money.history_of(money.Task((), arm, 3)), run(money.scenario_of((), arm), 3)
    assert history.amounts.items() <= whole.outcomes.items()
    for payer, years in history.years.items():
        assert len(years) == 30
        assert years.sum() == pytest.approx(whole.outcomes[f"{payer}_net_eur"])
    assert history.prices == pytest.approx(1.02 ** (np.arange(30) + 0.5), rel=2e-3)


def test_prices_that_move_together_are_taken_together(money: ModuleType) -> None:
    added = {  # what ten years add at low, middle and high prices
        "municipality_land_eur": (-3.0, 0.0, 3.0),
        "municipality_deficits_eur": (3.0, 1.0, -1.0),
        "municipality_upkeep_eur": (2.0, 1.0, 0.0),
        "municipality_rent_eur": (5.0, 5.0, 5.0),
    }

    class Told:
        def apart(self, reach: str, name: str, level: str = "") -> float:
            return added[name][("_low", "", "_high").index(level)]

    def by_prices(*names: str) -> object:
        return money.by_prices(Told(), "municipal", names)

    assert by_prices("municipality_rent_eur") == (5.0, 5.0)
    assert by_prices("municipality_land_eur", "municipality_deficits_eur") == (0.0, 2.0)  # one price
    assert by_prices("municipality_land_eur", "municipality_upkeep_eur") == (-3.0, 5.0)  # two
    assert by_prices(*added) == (5.0, 9.0)


def test_without_a_set_of_worlds_defaults_are_told(money: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> None:
        raise ScenarioError("there is no set of worlds here")

    assert money.worlds_for(2)[1]
    monkeypatch.setattr(money, "load_worlds", none)
    assert money.worlds_for(2) == ([{}, {}], False)
