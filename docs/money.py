"""Reckon who pays and who gets if municipal buildings are let for ten years instead of two, item by item.

``uv run python docs/money.py`` simulates, which takes a minute or two, and writes docs/money.md: what stands between its marks is
replaced, and money.svg beside it is drawn. ``--worlds 2 --seeds 1 --page somewhere.md`` is for a quick look.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from measured import Numbers, effect, from_to, number, simulated, table, written_into
from money_picture import Bar, drawn

from collectief_sim.experiment.compare import estimate
from collectief_sim.experiment.worlds import load_worlds, some_worlds
from collectief_sim.files.errors import ScenarioError
from collectief_sim.model.catalogue import OUTCOMES
from collectief_sim.model.catalogue.accounting import LEVELS, MIDDLE, NOT_RECKONED, Money
from collectief_sim.model.simulation import Simulation
from collectief_sim.scenario import Scenario, load
from collectief_sim.scenario.behaviour.deficits import Deficits
from collectief_sim.scenario.fields import Section
from collectief_sim.scenario.prices import Prices

PAGE = Path(__file__).with_name("money.md")
AREA = "stylised-area"
TWO, TEN = 24, 120  # months
REACHES = {"municipal": "municipal property", "all": "all property"}
BUDGET_EUR_YEAR = 500_000.0
WORLDS, SEEDS = 60, 2
FIRST_SEED = 800_001  # of no other use
DISCOUNT = (0.02, 0.04)  # a year, examples
PAYERS = {
    "municipality": ("rent", "upkeep", "land", "deficits", "sales", "measures"),
    "owners": ("rent", "upkeep", "land", "sales", "buy_outs"),
    "makers": ("rent", "service", "moving", "fit_out", "buy_outs"),
}
CALLED = {"municipality": "the municipality", "owners": "other owners", "makers": "makers"}
PRICE_OF = {"upkeep": "upkeep", "land": "deficit", "deficits": "deficit", "moving": "moving", "fit_out": "fit-out"}
"""What items are told by of which the price is uncertain; those with the same price are high and low together."""
BESIDE = (
    "state_deficits_eur",
    "collectives_rent_eur",
    "collectives_sales_eur",
    "head_tenants_eur",
    "rent_subsidies_eur",
    "municipality_empty_eur",
    "owners_empty_eur",
    "public_cost_eur",
)
BEHIND = (
    "maker_years",
    *(f"{whose}_{what}_m2_years" for whose in ("municipality", "owners") for what in ("let", "empty")),
    "homes_begun_municipal_land",
    "homes_begun_private_land",
    "forced_moves_m2",
    "fit_out_lost_m2",
)
HOMES = ("homes_built", "homes_waiting_for_budget", "homes_elsewhere", "homes_here_and_elsewhere")
BUDGETED = ("deficits_eur", *(f"{payer}_net_eur" for payer in PAYERS))
ITEMS = {payer: [f"{payer}_{item}_eur" for item in items] for payer, items in PAYERS.items()}
ALL = [f"{payer}_net_eur" for payer in PAYERS]
ALL += [*(name for names in ITEMS.values() for name in names), *BESIDE, *BEHIND, *HOMES, "deficits_eur"]


class Arm(NamedTuple):
    """What is run in every world."""

    reach: str
    months: int
    budget_eur_year: float | None = None


class Task(NamedTuple):
    """A run: the settings of a world, an arm, and luck."""

    world: tuple[tuple[str, Any], ...]
    arm: Arm
    seed: int


ARMS = [Arm(reach, months) for reach in REACHES for months in (TWO, TEN)]


@dataclass(frozen=True)
class History:
    """What one run says."""

    amounts: dict[str, float]  # outcomes by name, also those at low and high prices
    years: dict[str, Numbers]  # what each payer gets, year by year, at middle prices [EUR of that year]
    prices: Numbers  # year by year, against the start


@cache
def scenario_of(world: tuple[tuple[str, Any], ...], arm: Arm) -> Scenario:
    """The area in a world, under the leases of an arm."""
    policy = {"policy.reach": arm.reach, "policy.contract_months": arm.months, "policy.renewal_months": "same"}
    budget = {} if arm.budget_eur_year is None else {"policy.deficit_budget_eur_year": arm.budget_eur_year}
    return load(AREA, {**dict(world), **policy, **budget})


def history_of(task: Task) -> History:
    """Run an arm once, and look at the balances at the end of every year."""
    run = Simulation(scenario_of(task.world, task.arm), task.seed, stays=False)
    so_far: dict[str, list[float]] = {payer: [0.0] for payer in PAYERS}
    index = [1.0]

    def look(done: int) -> None:
        if done % 12 and done != run.length:
            return
        money = Money(run.world)
        index.append(float(run.world.town[0].price_index))
        for payer, sums in so_far.items():
            sums.append(money.net(payer, MIDDLE))

    run.finish(look)
    out = run.outcomes
    amounts = {key: float(out[key] or 0) for name in ALL for key in levels_of(name)}
    prices = np.sqrt(np.array(index[1:]) * np.array(index[:-1]))  # halfway the year
    return History(amounts, {payer: np.diff(sums) for payer, sums in so_far.items()}, prices)


def levels_of(name: str) -> list[str]:
    """An outcome at low, middle and high prices; itself alone if its prices are known."""
    return [f"{name}{level}" for level in LEVELS] if f"{name}_low" in OUTCOMES else [name]


def worlds_for(count: int) -> tuple[list[dict[str, Any]], bool]:
    """So many worlds of the set, and whether there are any; without a set the defaults, with luck of their own each time."""
    try:
        return [dict(world.settings) for world in some_worlds(min(count, len(load_worlds())))], True
    except ScenarioError:
        return [{}] * count, False


class Found:
    """The histories of all arms, a number for each world, of which the runs are averaged."""

    def __init__(self, worlds: int, seeds: int, budget_eur_year: float = BUDGET_EUR_YEAR) -> None:
        self.settings, self.of_a_set = worlds_for(worlds)
        self.seeds, self.budget = seeds, budget_eur_year
        arms = ARMS + [Arm("municipal", months, budget_eur_year) for months in (TWO, TEN)]
        tasks = [
            Task(tuple(world.items()), arm, FIRST_SEED + 1000 * place + seed)
            for place, world in enumerate(self.settings)
            for arm in arms
            for seed in range(seeds)
        ]
        self.histories: dict[Arm, list[History]] = {arm: [] for arm in arms}
        for task, history in simulated(history_of, tasks):
            self.histories[task.arm].append(history)
        self.years = len(self.histories[arms[0]][0].prices)

    def _by_world(self, values: Iterable[float]) -> Numbers:
        return np.array(list(values)).reshape(len(self.settings), self.seeds).mean(axis=1)

    def amounts(self, arm: Arm, name: str, level: str = "") -> Numbers:
        """An outcome, world by world, at a level of prices; as it is if its prices are known."""
        key = f"{name}{level}" if len(levels_of(name)) > 1 else name
        return self._by_world(history.amounts[key] for history in self.histories[arm])

    def both(self, reach: str, name: str, level: str = "", budget: float | None = None) -> tuple[Numbers, Numbers]:
        """The same under leases of two and of ten years."""
        one, other = (self.amounts(Arm(reach, months, budget), name, level) for months in (TWO, TEN))
        return one, other

    def apart(self, reach: str, name: str, level: str = "") -> float:
        """What ten years add, in the mean."""
        one, other = self.both(reach, name, level)
        return float((other - one).mean())

    def added(self, reach: str, name: str) -> dict[str, float]:
        """The same with its 95% interval, over worlds."""
        one, other = self.both(reach, name)
        return estimate(other - one)

    def discounted(self, arm: Arm, payer: str, per_year: float) -> Numbers:
        """What a payer has of a run in prices of the start, less so much for each year one waits."""
        halfway = np.arange(self.years) + 0.5
        return self._by_world(
            float((history.years[payer] / history.prices / (1.0 + per_year) ** halfway).sum())
            for history in self.histories[arm]
        )


def by_prices(found: Found, reach: str, names: Sequence[str]) -> tuple[float, float]:
    """The least and the most that ten years can add to some items together: a price is the same under both leases."""
    low = high = 0.0
    of_price: dict[str, list[str]] = {}
    for name in names:
        item = name.partition("_")[2].removesuffix("_eur")
        of_price.setdefault(PRICE_OF.get(item, item) if len(levels_of(name)) > 1 else "", []).append(name)
    for some in of_price.values():
        added = [sum(found.apart(reach, name, level) for name in some) for level in LEVELS]
        low, high = low + min(added), high + max(added)
    return low, high


# ---- how it is told --------------------------------------------------------------------------------------------------

HEAD = ("€ 1,000", "two years: low", "middle", "high", "ten years add: middle", "by prices", "by luck (95%)")


def thousands(value: float, sign: bool = False) -> str:
    """Euros as thousands."""
    return number(value / 1000.0, 0, sign)


def millions(value: float, sign: bool = False) -> str:
    """Euros as millions."""
    return number(value / 1e6, 1, sign)


def called(name: str) -> str:
    """An outcome in both languages, without its unit if that is euros."""
    english, dutch = (words.removesuffix(" (€)") for words in OUTCOMES[name].label)
    return f"{english} / *{dutch}*"


def item_of(name: str) -> str:
    """What an item is called where it is plain whose it is."""
    return OUTCOMES[name].label.en.removesuffix(" (€)").rpartition(": ")[2]


def balance(payer: str) -> str:
    """The outcome that a payer's items add up to."""
    return f"{payer}_net_eur"


def row_of(found: Found, reach: str, name: str, items: Sequence[str]) -> list[str]:
    """An item, or a balance with what it is of: under two years, and what ten years add."""
    cells = [thousands(found.amounts(Arm(reach, TWO), name, level).mean()) for level in LEVELS]
    uncertain = any(len(levels_of(item)) > 1 for item in items)
    ends = [thousands(end, sign=True) for end in by_prices(found, reach, items)] if uncertain else []
    told = found.added(reach, name)
    luck = [thousands(told[end], sign=True) for end in ("low", "high")] if told["low"] < told["high"] else []
    return [*cells, thousands(told["difference"], sign=True), " to ".join(ends) or "–", " to ".join(luck) or "–"]


def ledger(found: Found, reach: str) -> str:
    """Every payer by item, and the balance."""
    rows = []
    for payer, names in ITEMS.items():
        rows += [[called(name), *row_of(found, reach, name, [name])] for name in names]
        total = [f"**{cell}**" for cell in row_of(found, reach, balance(payer), names)]
        rows.append([called(balance(payer)).replace(" / ", "** / ").join(("**", "")), *total])
    return table(HEAD, rows)


def beside(found: Found) -> str:
    """What others have of it, and what is in no balance."""
    return table(HEAD, ([called(name), *row_of(found, "municipal", name, [name])] for name in BESIDE))


def behind(found: Found) -> str:
    """What was counted, of which the amounts are made."""
    rows = [[called(name), *(from_to(*found.both(reach, name), 0) for reach in REACHES)] for name in BEHIND]
    return table(["two → ten years: difference", *REACHES.values()], rows)


def budget(found: Found) -> str:
    """Two and ten years with and without a budget for deficits, and what the budget does by itself."""
    rows = []
    for name in (*HOMES, *BUDGETED):
        unit, per = (", € 1,000", 1000.0) if OUTCOMES[name].unit == "EUR" else ("", 1.0)
        two, ten = (values / per for values in found.both("municipal", name))
        two_bound, ten_bound = (values / per for values in found.both("municipal", name, budget=found.budget))
        cells = [from_to(two, ten, 0), from_to(two_bound, ten_bound, 0), effect(two, two_bound, 0)]
        rows.append([f"{called(name)}{unit}", *cells])
    euros = f"€ {number(found.budget, 0)} a year"
    return table(
        ["two → ten years: difference", "no budget", euros, "the budget by itself (leases of two years)"], rows
    )


def discounted(found: Found) -> str:
    """What ten years add to the balances in other money."""
    rows = []
    for payer in PAYERS:
        cells = [effect(*found.both("municipal", balance(payer)), 0, 1000.0)]
        for rate in (0.0, *DISCOUNT):
            one, other = (found.discounted(Arm("municipal", months), payer, rate) for months in (TWO, TEN))
            cells.append(effect(one, other, 0, 1000.0))
        rows.append([CALLED[payer], *cells])
    rates = [f"the same at {rate:.0%} a year" for rate in DISCOUNT]
    return table(["ten years add, € 1,000", "as above: money of its year", "prices of the start", *rates], rows)


def runs(found: Found) -> str:
    """What was run."""
    if found.of_a_set:
        where = f"{len(found.settings)} worlds that nothing known rules out, {found.seeds} runs of each lease in each"
    else:
        where = f"the default settings, {len(found.settings) * found.seeds} runs of each lease"
    area = load(AREA)
    return f"{area.title}, {found.years} years from {area.start}; {where}, with the same luck under every lease."


# ---- in short --------------------------------------------------------------------------------------------------------


def verdict(found: Found, reach: str, payer: str) -> str:
    """Whether the balance of a payer is higher or lower with ten years, or what leaves that open."""
    told, (low, high) = found.added(reach, balance(payer)), by_prices(found, reach, ITEMS[payer])
    if not (told["low"] > 0 or told["high"] < 0):
        return "luck"
    return "better" if low > 0 else "worse" if high < 0 else "prices"


SAID = {
    "better": "higher",
    "worse": "lower",
    "luck": "may be luck",
    "prices": "hangs on prices",
}


def in_short(found: Found) -> str:
    """A line for each payer and reach."""
    parts = []
    for reach, bound in REACHES.items():
        lines = [line_of(found, reach, payer) for payer in PAYERS]
        parts.append(
            "\n".join([f"If {bound} is let for ten years instead of two, over {found.years} years:", "", *lines])
        )
    return "\n\n".join(parts)


def line_of(found: Found, reach: str, payer: str) -> str:
    """What ten years do to a balance."""
    names, told = ITEMS[payer], found.added(reach, balance(payer))
    low, high = by_prices(found, reach, names)
    most = max(names, key=lambda name: abs(found.apart(reach, name)))
    ends = [f"{millions(low, sign=True)} to {millions(high, sign=True)} by prices"]
    if told["low"] < told["high"]:
        ends.append(f"{millions(told['low'], sign=True)} to {millions(told['high'], sign=True)} by luck")
    told_of = f"**Balance of {CALLED[payer]}**: {SAID[verdict(found, reach, payer)]}."
    behind_it = ""
    if payer == "makers":
        behind_it = f" There are {effect(*found.both(reach, 'maker_years'), 0)} maker-years."
    return (
        f"- {told_of} € {millions(told['difference'], sign=True)} million ({'; '.join(ends)}), "
        f"or € {thousands(told['difference'] / found.years, sign=True)} thousand a year. "
        f"Its largest item is {item_of(most)}: € {millions(found.apart(reach, most), sign=True)} million.{behind_it}"
    )


def title(found: Found) -> str:
    """What the figure shows, in a sentence."""
    told: dict[str, list[str]] = {}
    for payer in PAYERS:
        told.setdefault(verdict(found, "municipal", payer), []).append(payer)
    if list(told) == ["luck"]:
        return "With leases of ten years instead of two no balance differs by more than luck can explain"
    parts = []
    for payer in (*told.get("better", ()), *told.get("worse", ())):
        added = millions(abs(found.apart("municipal", balance(payer))))
        parts.append(f"the balance of {CALLED[payer]} is € {added} million {SAID[verdict(found, 'municipal', payer)]}")
    for open_, words in (("prices", "it hangs on prices"), ("luck", "the difference may be luck")):
        if open_ in told:
            parts.append(f"for {' and '.join(CALLED[payer] for payer in told[open_])} {words}")
    return f"With leases of ten years instead of two {'; '.join(parts)}"


def bars(found: Found) -> list[Bar]:
    """What is drawn: items and balance of every payer, ten less two years [million EUR]."""
    made = []
    for payer, names in ITEMS.items():
        for name, items in [*((name, [name]) for name in names), (balance(payer), names)]:
            told, (low, high) = found.added("municipal", name), by_prices(found, "municipal", items)
            numbers = (low, told["difference"], high, told["low"], told["high"])
            if not any(found.amounts(Arm("municipal", months), name).any() for months in (TWO, TEN)):
                continue  # nothing under both
            made.append(Bar(OUTCOMES[name].label.en.removesuffix(" (€)"), len(items) > 1, *(n / 1e6 for n in numbers)))
    return made


# ---- prices and what is left out -------------------------------------------------------------------------------------


def prices() -> str:
    """The prices with their sources."""
    of, deficits = Prices(), Deficits()
    rows = []
    for name, words in (
        ("upkeep_eur_m2_year", "maintenance of floor, € per m² a year"),
        ("moving_eur_m2", "moving out, € per m²"),
        ("fit_out_eur_m2", "fit-out when new, € per m²"),
    ):
        values = [number(getattr(of, f"{name}{level}"), 1) for level in LEVELS]
        facts = dict.fromkeys(source(of, f"{name}{level}") for level in LEVELS)
        rows.append([words, *values, ", ".join(facts)])
    mean = deficits.mean_eur_home
    values = [number(mean + off, 0) for off in (-of.deficit_less_eur_home, 0.0, of.deficit_more_eur_home)]
    of_deficits = [
        source(deficits, "mean_eur_home"),
        *(source(of, f"deficit_{end}_eur_home") for end in ("less", "more")),
    ]
    rows.append(["mean deficit of a home, €", *values, "; ".join(of_deficits)])
    share = number(of.state_share, 1)
    rows.append(["part of a deficit that the state pays", "–", share, "–", source(of, "state_share")])
    return table(["price of the start", "low", "middle", "high", "facts"], rows)


def source(section: Section, name: str) -> str:
    """What a number rests on."""
    extra: Any = type(section).model_fields[name].json_schema_extra
    return str(extra["source"])


def left_out() -> str:
    """What is not reckoned, in both languages."""
    return table(["not reckoned", "in Dutch"], ([one.en, one.nl] for one in NOT_RECKONED))


def sections(found: Found) -> dict[str, str]:
    """What stands between the marks of the page."""
    return {
        "runs": runs(found),
        "in short": in_short(found),
        **{reach: ledger(found, reach) for reach in REACHES},
        "beside": beside(found),
        "behind": behind(found),
        "budget": budget(found),
        "discounted": discounted(found),
        "prices": prices(),
        "not reckoned": left_out(),
    }


def main() -> None:
    """Simulate, and write the page."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--worlds", type=int, default=WORLDS, help="how many worlds of the set")
    asked.add_argument("--seeds", type=int, default=SEEDS, help="runs of every arm in each")
    asked.add_argument("--budget", type=float, default=BUDGET_EUR_YEAR, help="a budget for deficits [EUR a year]")
    asked.add_argument("--page", type=Path, default=PAGE, help="where to write it")
    given = asked.parse_args()
    found = Found(given.worlds, given.seeds, given.budget)
    drawn(bars(found), title(found), given.page.with_suffix(".svg"))
    made = written_into(PAGE.read_text(encoding="utf-8"), sections(found))
    given.page.write_text(made, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
