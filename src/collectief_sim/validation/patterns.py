"""The patterns P1-P16: what is known, how it is read from runs, and which figures are accepted (docs/calibration.md)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf

import numpy as np

from collectief_sim.validation.arms import CASES, CLAIMED, EVERYBODY, RIVALS, Case
from collectief_sim.validation.estimate import Array, Check, Figure
from collectief_sim.validation.measure import FIRST, FOLLOWED, SIZES, Measured

type Runs = dict[str, list[Measured]]  # by arm, in the order of the seeds


@dataclass(frozen=True)
class Pattern:
    """Something known about the real thing."""

    id: str
    statement: str
    source: str
    arms: tuple[str, ...]
    checks: Callable[[Runs], list[Check]]
    by_hand: str = ""  # what was set by hand with the outcome in view
    misses_because: str = ""  # a failure that is known, with what we think is behind it
    figures: int = 1  # how many checks there are, so that a plan can be refused before anything runs


def columns(runs: list[Measured], *names: str) -> Array:
    """Measurements side by side, a row a run."""
    return np.array([np.concatenate([run[name] for name in names]) for run in runs])


def share(runs: list[Measured], part: str, whole: str, factor: float = 1.0) -> Figure:
    """Part over whole, summed over runs, times a factor; the part counts events."""
    return Figure(
        lambda s: factor * s[..., 0] / s[..., 1],
        columns(runs, part, whole),
        lambda s: factor / np.maximum(1, s[..., 1]),
    )


def _paired(*arms: list[Measured]) -> Array:
    """Area-level impacts and foundings of several arms side by side, a row a seed."""
    return np.hstack([columns(runs, "reached_area_level", "founded") for runs in arms])


def _gap(s: Array) -> Array:
    """One share less another: part, whole, part, whole."""
    return s[..., 0] / s[..., 1] - s[..., 2] / s[..., 3]


# ---- the patterns ----------------------------------------------------------------------------------------------------


def _cores(runs: Runs) -> list[Check]:
    why = "E17 names two to three of each; half a person either way for a mean"
    return [
        Check(f"{name} per stable collective of 20-120", share(runs["term 24"], name, "big"), (1.5, 3.5), why)
        for name in ("trekkers", "binders")
    ]


def _years_to_stability(runs: Runs) -> list[Check]:
    ages = columns(runs["term 24"], "stable_at_age")

    def middle(s: Array) -> Array:
        below = np.cumsum(s, axis=-1) < s.sum(axis=-1, keepdims=True) / 2
        return below.sum(axis=-1).astype(float)

    median = Figure(middle, ages, lambda s: np.ones(s.shape[:-1]))  # to a month
    return [Check("median months to stability", median, (24, 72), "E19: years; two to six are accepted", "{:.0f}")]


def _small_ones(runs: Runs) -> list[Check]:
    sums = columns(runs["term 24"], "ended_by_size", "lost_building_by_size", "months_by_size")

    def ratio(s: Array) -> Array:
        small, large = ((s[..., i] + s[..., i + 3]) / s[..., i + 6] for i in (0, 2))
        return small / large

    def extra(s: Array) -> Array:
        return 12 * (s[..., 0] / s[..., 6] - s[..., 2] / s[..., 8])

    size = "under 10 over 20 or more members"
    return [
        Check(
            f"hazard of ending, {size}",
            Figure(ratio, sums),
            (1.5, inf),
            "E26: clearly more; half as much again",
            "{:.1f}",
        ),
        Check(f"extra yearly hazard of ending from within, {size}", Figure(extra, sums), (0.01, 1.0), "E26", "{:+.1%}"),
    ]


def _turnover(runs: Runs) -> list[Check]:
    sums = columns(runs["term 24"], "ended_in_turnover", "months_of_turnover")
    ratio = Figure(lambda s: (s[..., 0] / s[..., 2]) / (s[..., 1] / s[..., 3]), sums)
    what = "hazard of ending from within while losing 5-20% of members a year, young over stable"
    return [Check(what, ratio, (2.0, inf), "E22: more often not; at least twice", "{:.1f}")]


def _line(sums: Array, size: int) -> Array:
    """Coefficients of least squares from sums of products: shape (..., size)."""
    xx = sums[..., : size * size].reshape(*sums.shape[:-1], size, size)
    return np.linalg.solve(xx + 1e-9 * np.eye(size), sums[..., size * size :][..., None])[..., 0]


def _likeness_and_variety(runs: Runs) -> list[Check]:
    sums = columns(runs["term 24"], "held_xx", "held_xy")
    return [
        Check(
            f"chance to hold together for ten years, {name} 0.9 against 0.6, size alike",
            Figure(lambda s, i=i: 0.3 * _line(s, 2 + SIZES)[..., i], sums),  # type: ignore[misc]
            (0.0, inf),
            "E23: helps; no size is known, so its sign alone",
        )
        for i, name in enumerate(("homogeneity of mentality", "diversity of activities"))
    ]


def _ladder(runs: Runs) -> list[Check]:
    sums = columns(runs["term 24"], "months_on_step", "founded")
    form = "{:.1%}"

    def steps(first: int, last: int) -> Figure:
        def part(s: Array) -> Array:
            return np.asarray(s[..., first - 1 : last].sum(axis=-1) / s[..., :-1].sum(axis=-1))

        return Figure(
            part, sums, lambda s: 1 / np.maximum(1, s[..., -1])
        )  # a collective more, for as long as they live

    return [
        Check("collective-months on steps 2-4", steps(2, 4), (0.5, 1.0), "E37: most", form),
        Check("on steps 5-6", steps(5, 6), (0.005, 0.35), "E37: reached by some", form),
        Check("on step 7", steps(7, 7), (0.0, 0.01), "E37: none under today's policy", form),
    ]


def horizon_checks(runs: Runs, prefix: str = "") -> list[Check]:
    """More area-level impact with longer terms, and less and less extra; a prefix chooses other arms than today's landlords."""
    two, ten, twenty = CLAIMED
    sums = _paired(*(runs[f"{prefix}term {months}"] for months in (twenty, ten, two)))

    def gain(s: Array) -> Array:
        return _gap(s[..., 2:])

    def falling(s: Array) -> Array:
        return (_gap(s) / (twenty - ten)) / (gain(s) / (ten - two))

    return [
        Check("extra share with area-level impact, 10 years over 2", Figure(gain, sums), (0.01, 1.0), "E38", "{:+.1%}"),
        Check("the same, 20 years over 10", Figure(_gap, sums), (-0.01, 1.0), "E38: no less", "{:+.1%}"),
        Check("extra a year beyond 10 years over that before", Figure(falling, sums), (-inf, 0.5), "E38: falls off"),
    ]


def _yearly_after_five(runs: Runs) -> list[Check]:
    sums = _paired(*(runs[EVERYBODY + arm] for arm in ("term 12", "60 then yearly", "term 60")))

    def kept(s: Array) -> Array:
        yearly, then_yearly, five = (s[..., i] / s[..., i + 1] for i in (0, 2, 4))
        return (then_yearly - yearly) / (five - yearly)

    what = "part of the gain of 5-year terms over yearly ones that is left when renewals are yearly"
    return [
        Check(what, Figure(kept, sums), (-0.5, 0.5), "E39: less than the first term suggests; under half", "{:.0%}")
    ]


def _adaptable(runs: Runs) -> list[Check]:
    sums = columns(runs["term 24"], "stable_xx", "stable_xy")
    slope = Figure(lambda s: 0.6 * _line(s, 2)[..., 1], sums)
    return [
        Check(
            "chance to become stable, adaptability 0.8 against 0.2",
            slope,
            (0.0, inf),
            "E20: helps; no size is known, so its sign alone",
            "{:+.1%}",
        )
    ]


def _land_value(runs: Runs) -> list[Check]:
    pairs = zip(runs["term 24"], runs["no collectives"], strict=True)
    sums = np.array([[a["market_rents"] @ a["hosted"], b["market_rents"] @ a["hosted"]] for a, b in pairs])
    rise = Figure(lambda s: s[..., 0] / s[..., 1] - 1, sums)
    what = "market rent where stable collectives were, over the same places without any"
    return [
        Check(what, rise, (0.001, 0.5), "E6: they raise it; no size is known, so hardly more than its sign", "{:+.1%}")
    ]


def _pressure_taken_off(runs: Runs) -> list[Check]:
    def alive(case: Case) -> Array:
        return columns(runs[f"{case.name}, 20 years"], "first_alive", "first")[:, [case.place, FIRST + case.place]]

    utrecht = sum(alive(case) for case in CASES if case.predicted)
    rotterdam = sum(alive(case) for case in CASES if case.temporary)
    lost = np.hstack([columns(runs[arm], "endings", "founded")[:, 2:] for arm in ("term 24", "housing kept out")])
    cases = Figure(_gap, np.hstack([utrecht, rotterdam]))
    what = "losing their building, share of collectives, today's zoning over housing kept out"
    return [
        Check(
            "alive after 20 years, Hof van Cartesius over temporary cases", cases, (0.01, 1.0), "E13, E14", "{:+.0%}"
        ),
        Check(what, Figure(_gap, lost), (0.01, 1.0), "E13", "{:+.0%}"),
    ]


def _fire(runs: Runs) -> list[Check]:
    checks = []
    for when, time, what, band in (
        ("soon", "within four months", "engagement", (0.0, inf)),
        ("later", "after two years", "cohesion", (-inf, 0.0)),
    ):
        arms = [runs[f"{arm}, {when}"] for arm in ("fire", "no fire")]
        sums = np.hstack([columns(arm, f"first_{what}", "first_alive")[:, [1, FIRST + 1]] for arm in arms])
        name = f"{what} of the Keilewerf {time}, with fire over without"
        checks.append(Check(name, Figure(_gap, sums), band, "E10: no size is known, so its sign alone", "{:+.3f}"))
    return checks


def _need(runs: Runs) -> list[Check]:
    sums = np.hstack([columns(runs[arm], "engagement", "member_months") for arm in ("no need", "term 24")])
    fall = Figure(_gap, sums)
    return [Check("engagement without pressure and need, over with", fall, (-1.0, -0.02), "E28: fades", "{:+.2f}")]


def _rare(runs: Runs) -> list[Check]:
    reached = share(runs["term 24"], "reached_area_level", "founded")
    return [
        Check(
            "share with area-level impact, 2-year terms", reached, (0.0, 0.1), "F13, E37: one in ten at most", "{:.1%}"
        )
    ]


def _still_open(years: int) -> Callable[[Array], Array]:
    def alive(s: Array) -> Array:
        closed, at_risk = s[..., : 12 * years], s[..., FOLLOWED : FOLLOWED + 12 * years]
        return np.asarray(np.prod(1 - closed / np.maximum(1, at_risk), axis=-1))

    return alive


def _firms(runs: Runs) -> list[Check]:
    sums = columns(runs["term 24"], "closed_at", "at_risk")
    yearly = share(runs["term 24"], "moved", "firm_months", 12.0)
    checks = []
    for years, known in ((1, 0.96), (3, 0.76), (5, 0.65)):
        what = f"firms not closed after {years} year{'s' * (years > 1)}"
        why = f"F1: {known}; sectors differ by 0.05 and more"
        checks.append(Check(what, Figure(_still_open(years), sums), (known - 0.05, min(1.0, known + 0.05)), why))
    return [*checks, Check("firms that move away a year", yearly, (0.03, 0.05), "F2: 0.04", "{:.3f}")]


def _calendar(runs: Runs) -> list[Check]:
    now = runs["term 24"]
    years = share(now, "months_to_homes", "plans_done", 1 / 12)
    stopped = Figure(
        lambda s: s[..., 0] / (s[..., 0] + s[..., 1]),
        columns(now, "plans_dropped", "plans_done"),
        lambda s: 1 / np.maximum(1, s[..., 0] + s[..., 1]),
    )
    return [
        Check(
            "mean years from a plan to its homes",
            years,
            (7.0, 12.0),
            "F9, F20: 8 to 10 years, 10 in the mean",
            "{:.1f}",
        ),
        Check(
            "plans for homes that were dropped, of those that ended", stopped, (0.06, 0.39), "F29: 3 of 18", "{:.0%}"
        ),
    ]


_TERMS = tuple(f"{EVERYBODY}term {months}" for months in CLAIMED)
PATTERNS = (
    Pattern("P1", "a grown collective has 2-3 trekkers and 2-3 binders", "E17", ("term 24",), _cores, figures=2),
    Pattern("P2", "stability takes years", "E19", ("term 24",), _years_to_stability),
    Pattern("P3", "small collectives end more often", "E26", ("term 24",), _small_ones, figures=2),
    Pattern("P4", "stable ones stand turnover better than young ones", "E22", ("term 24",), _turnover),
    Pattern("P5", "likeness of mind and variety of work help", "E23", ("term 24",), _likeness_and_variety, figures=2),
    Pattern(
        "P6",
        "most are on steps 2-4 of the ladder",
        "E37",
        ("term 24",),
        _ladder,
        figures=3,
    ),
    Pattern(
        "P7",
        "longer tenure gives more area-level impact, with falling extra",
        "E38",
        _TERMS,
        lambda runs: horizon_checks(runs, EVERYBODY),
        figures=3,
    ),
    Pattern(
        "P8",
        "yearly renewals undo a longer first term",
        "E39",
        tuple(EVERYBODY + arm for arm in ("term 12", "term 60", "60 then yearly")),
        _yearly_after_five,
    ),
    Pattern("P9", "an adaptable building helps a young collective", "E20", ("term 24",), _adaptable),
    Pattern("P10", "collectives raise the land value around them", "E6", ("term 24", "no collectives"), _land_value),
    Pattern(
        "P11",
        "keeping housing out, or owning the land, takes pressure off",
        "E13, E14, E38",
        ("term 24", "housing kept out", *(f"{case.name}, 20 years" for case in CASES)),
        _pressure_taken_off,
        figures=2,
    ),
    Pattern(
        "P12",
        "a fire first raises engagement, then lowers cohesion",
        "E10",
        ("fire, soon", "no fire, soon", "fire, later", "no fire, later"),
        _fire,
        figures=2,
    ),
    Pattern("P13", "without need engagement fades", "E28", ("term 24", "no need"), _need),
    Pattern("P14", "today area-level impact is rare", "F13, E37", ("term 24",), _rare),
    Pattern(
        "P15", "firms outside collectives close and move as Dutch firms do", "F1, F2", ("term 24",), _firms, figures=4
    ),
    Pattern(
        "P16",
        "homes come ten years after the plan, and some plans stop",
        "F9, F20, F29",
        ("term 24",),
        _calendar,
        figures=2,
    ),
)


def _case(case: Case) -> Callable[[Runs], list[Check]]:
    """What a case was in the year the facts are of."""

    def checks(runs: Runs) -> list[Check]:
        now = runs[f"{case.name}, as known"]
        sums = columns(now, "first_members", "first_alive", "first")[:, case.place :: FIRST]
        alive = Figure(lambda s: s[..., 1] / s[..., 2], sums, lambda s: 1 / np.maximum(1, s[..., 2]))
        members = Figure(lambda s: s[..., 0] / s[..., 1], sums)
        low, high = 0.75 * case.members, 1.25 * case.members
        return [
            Check(f"alive in {case.known}", alive, (0.5, 1.0), f"{case.source}: it was; likelier than not", "{:.0%}"),
            Check(f"members in {case.known}", members, (low, high), f"{case.source}: {case.members}", "{:.0f}"),
        ]

    return checks


CASE_PATTERNS = tuple(
    Pattern(
        f"C{i}",
        f"{case.name} as it was known",
        case.source,
        (f"{case.name}, as known",),
        _case(case),
        case.by_hand,
        case.misses_because,
        figures=2,
    )
    for i, case in enumerate(CASES, 1)
)
ALL = PATTERNS + CASE_PATTERNS
REACHED = "default, on municipal property only"
OTHERWISE = {REACHED: ""} | {rule: f"{EVERYBODY}{rule}, " for rule in RIVALS}
"""Under what else the main claim (P7) is judged, and how the names of those arms begin."""
RIVAL_ARMS = tuple(f"{prefix}term {months}" for prefix in OTHERWISE.values() for months in CLAIMED)
