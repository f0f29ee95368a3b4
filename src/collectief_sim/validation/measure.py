"""What is kept of a run for validation: small arrays that can be added up over runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from collectief_sim.model.codes import BROKE, CLOSED, FELL_APART, LOST_BUILDING, OUTGREW, RELOCATED, TOO_SMALL
from collectief_sim.model.observe import LARGE, ORDINARY_TURNOVER, SMALL
from collectief_sim.model.outcomes import stays_of
from collectief_sim.model.rows import NONE, columns

if TYPE_CHECKING:
    from collectief_sim.model.simulation import Result

type Measured = dict[str, npt.NDArray[np.float64]]

OLDEST = 240  # months of age up to which lives are followed
FOLLOWED = 60  # months that newcomers are followed
FROM_WITHIN = (FELL_APART, TOO_SMALL)
BIG = (20, 120)  # members of a collective that P1 speaks of (E17)
JUDGED_AT = 120  # age at which one may say whether a group held together [months]
FIRST = 2  # collectives at the start that are followed one by one
SIZES = 20  # early sizes that are told apart, the last of them and more [members]
STABLE_BY = 60  # age at which one may say whether it became stable [months]


def measure(result: Result) -> Measured:
    """All measurements of a run."""
    lives = columns(result.world.collectives)[: result.world.town[0].collectives]
    parts = (_cores, _times_to_stability, _endings, _what_helps, _ladder, _first_collectives, _rents, _firms, _plans)
    measured: Measured = {}
    for part in parts:
        measured |= {name: np.atleast_1d(np.asarray(values, float)) for name, values in part(result, lives).items()}
    return measured


def _cores(result: Result, lives: Any) -> dict[str, Any]:
    """Leaders and binders of the stable collectives of ordinary size that are there at the end."""
    big = lives.alive & (lives.stable_month != NONE) & (lives.headcount >= BIG[0]) & (lives.headcount <= BIG[1])
    return {"big": big.sum(), "trekkers": lives.trekkers[big].sum(), "binders": lives.binders[big].sum()}


def _times_to_stability(result: Result, lives: Any) -> dict[str, Any]:
    """How many became stable at each age, of those founded in the run."""
    became = lives[(lives.founded_month >= 0) & (lives.stable_month != NONE)]
    age = became.stable_month - became.founded_month
    return {"stable_at_age": np.bincount(np.minimum(age, OLDEST), minlength=OLDEST + 1)}


def _endings(result: Result, lives: Any) -> dict[str, Any]:
    """Endings from within (fell apart, too small) and months lived, by size and by turnover; area-level impact."""
    within = np.isin(lives.ending, FROM_WITHIN)
    size = np.digitize(lives.size_at_end, (SMALL, LARGE))
    least, most = ORDINARY_TURNOVER
    ordinary = within & (lives.turnover_per_year >= least) & (lives.turnover_per_year < most)
    was_stable = lives.stable_month != NONE
    return {
        "ended_by_size": np.bincount(size[within], minlength=3),
        "lost_building_by_size": np.bincount(size[lives.ending == LOST_BUILDING], minlength=3),
        "months_by_size": lives.months_at_size.sum(axis=0),
        "ended_in_turnover": [(ordinary & ~was_stable).sum(), (ordinary & was_stable).sum()],
        "months_of_turnover": lives.months_of_turnover.sum(axis=0),
        "endings": np.bincount(lives.ending, minlength=4)[1:],
        "founded": len(lives),
        "reached_area_level": (lives.area_level_month != NONE).sum(),
    }


def _what_helps(result: Result, lives: Any) -> dict[str, Any]:
    """Sums for two straight lines: holding together on likeness and variety among groups of one size, becoming stable on an
    adaptable building.
    """
    months = result.months
    end = np.where(lives.alive, months, lives.ended_month) - lives.founded_month
    within = np.isin(lives.ending, FROM_WITHIN) & (end <= JUDGED_AT)
    judged = ~np.isnan(lives.early_homogeneity) & (within | (end >= JUDGED_AT)) & (lives.founded_month >= 0)
    likeness, variety = lives.early_homogeneity[judged], lives.early_diversity[judged]
    held_xx, held_xy = sums_by_size((likeness, variety), lives.early_size[judged], (~within)[judged])
    young = (lives.founded_month >= 0) & (lives.founded_month <= months - STABLE_BY)
    adaptability = columns(result.world.buildings).adaptability[lives.first_home[young]]
    z = np.column_stack([np.ones(young.sum()), adaptability])
    soon = (lives.stable_month != NONE) & (lives.stable_month - lives.founded_month <= STABLE_BY)
    return {
        "held_xx": held_xx,
        "held_xy": held_xy,
        "stable_xx": (z.T @ z).ravel(),
        "stable_xy": z.T @ soon[young].astype(float),
    }


def sums_by_size(traits: tuple[Any, Any], sizes: Any, held: Any) -> tuple[Any, Any]:
    """Sums of products for a straight line on two traits in which every size has a level of its own.

    How small groups fare is no straight line of size, and variety follows size: only groups of one size compare.
    """
    level = np.eye(SIZES)[np.clip(sizes, 1, SIZES).astype(int) - 1]
    x = np.column_stack([*traits, level])
    return (x.T @ x).ravel(), x.T @ np.asarray(held, float)


def _ladder(result: Result, lives: Any) -> dict[str, Any]:
    """Collective-months on each step of the ladder, and members' engagement over the run."""
    series = columns(result.world.series)[: result.months]
    engagement = np.nan_to_num(series.mean_engagement) * series.members
    return {
        "months_on_step": lives.months_on_step.sum(axis=0)[1:],
        "engagement": engagement.sum(dtype=float),
        "member_months": series.members.sum(dtype=float),
    }


def _first_collectives(result: Result, lives: Any) -> dict[str, Any]:
    """The collectives that were there at the start, one place each in the order of the map's legend (0 if ended)."""
    first = lives[:FIRST][lives.founded_month[:FIRST] <= 0]

    def of(values: Any) -> Any:
        known = np.where(first.alive, values, 0.0)
        return np.concatenate([known, np.zeros(FIRST - len(first))])

    return {
        "first": np.arange(FIRST) < len(first),
        "first_alive": of(1.0),
        "first_members": of(first.headcount),
        "first_engagement": of(first.engagement),
        "first_cohesion": of(first.cohesion),
    }


def _rents(result: Result, lives: Any) -> dict[str, Any]:
    """Market rent of every building at the end, and which ever were home to a collective of standing."""
    buildings, plots = columns(result.world.buildings), columns(result.world.plots)
    hosts = np.unique(lives.first_home[(lives.stable_month != NONE) & (lives.first_home != NONE)])
    return {
        "market_rents": plots.market_rent_eur_m2_year[buildings.plot],
        "hosted": np.isin(np.arange(len(buildings)), hosts),
    }


def _firms(result: Result, lives: Any) -> dict[str, Any]:
    """Closures of newcomers outside collectives by months since arrival, with the numbers at risk; and moves."""
    people = stays_of(result.world)
    newcomers = people[(people.arrival_month >= 0) & ~people.was_member]
    stay = np.where(newcomers.left_month == NONE, result.months, newcomers.left_month) - newcomers.arrival_month
    closed = np.isin(newcomers.left_cause, (CLOSED, BROKE))
    moved = np.isin(newcomers.left_cause, (OUTGREW, RELOCATED))
    at_risk = len(stay) - np.concatenate(
        [[0], np.cumsum(np.bincount(np.minimum(stay, FOLLOWED), minlength=FOLLOWED + 1))]
    )
    return {
        "closed_at": np.bincount(stay[closed & (stay < FOLLOWED)], minlength=FOLLOWED),
        "at_risk": at_risk[:FOLLOWED],
        "moved": moved.sum(),
        "firm_months": stay.sum(),
    }


def _plans(result: Result, lives: Any) -> dict[str, Any]:
    """Plans for homes that came to an end, one way or the other, and how long those took that became homes."""
    town = result.world.town[0]
    return {"plans_dropped": town.plans_dropped, "plans_done": town.plans_done, "months_to_homes": town.months_to_homes}
