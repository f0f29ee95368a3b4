"""Survival, competing risks and time lived, against SciPy, published examples and closed forms."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from collectief_sim.experiment.ledger import LEDGER
from collectief_sim.experiment.lives import (
    Counts,
    at,
    band,
    contributions,
    count,
    curve_table,
    incidence,
    log_rank,
    months_lived,
    own_values,
    recognised_spells,
    spells,
    survival,
    swapped,
    tally,
)
from collectief_sim.experiment.outcomes import OUTCOMES_OF_LIVES, outcomes_of_lives

# weeks in remission of 21 pairs of children with leukaemia (Freireich et al. 1963), + where still in remission
TREATED = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
RELAPSED = 9  # of the treated; the others are censored
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def lives(exits: list[int], ended: list[bool] | int, entries: list[int] | None = None, units: list[int] | None = None):
    """Lives in the form of `count`, one a unit unless told otherwise."""
    known = [i < ended for i in range(len(exits))] if isinstance(ended, int) and not isinstance(ended, bool) else ended
    return pd.DataFrame(
        {
            "unit": units or list(range(len(exits))),
            "entry": entries or [0] * len(exits),
            "exit": exits,
            "event": ["end" if one else None for one in known],
        }
    )


def remission() -> tuple[Counts, Counts]:
    return count(lives(TREATED, RELAPSED), 21, 40), count(lives(PLACEBO, 21), 21, 40)


def test_survival_in_a_published_example() -> None:
    treated = survival(remission()[0].total())
    published = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    assert {week: round(float(treated[week]), 3) for week in published} == published
    assert np.isnan(treated[36])  # nobody was seen so long


def test_the_log_rank_score_in_a_published_example() -> None:
    treated, placebo = remission()
    more, p = log_rank(treated, placebo)
    assert more == pytest.approx(21 - 10.75, abs=0.01)  # 21 relapses where 10.75 were expected
    assert p < 0.001


@settings(max_examples=50, deadline=None)
@given(
    exits=st.lists(st.integers(0, 30), min_size=1, max_size=40),
    luck=st.randoms(use_true_random=False),
)
def test_survival_is_that_of_scipy(exits: list[int], luck) -> None:
    ended = [luck.random() < 0.7 for _ in exits]
    ours = survival(count(lives(exits, ended), len(exits), 31).total())
    sample = stats.CensoredData.right_censored(exits, [not one for one in ended])
    if not any(ended):
        assert np.nanmin(ours) == 1.0
        return
    theirs = stats.ecdf(sample).sf.evaluate(np.arange(31))
    seen = np.isfinite(ours)
    assert ours[seen] == pytest.approx(theirs[seen])
    assert seen[: max(exits) + 1].all()


def test_late_entry_by_hand() -> None:
    """Two enter at 10; one leaves at 12, while one that was there from the start leaves at 5."""
    some = count(lives([5, 20, 12, 20], [True, False, True, False], [0, 0, 10, 10]), 4, 25).total()
    assert some.at_risk[[0, 5, 6, 10, 11, 12, 13, 20]].tolist() == [2, 2, 1, 1, 3, 3, 2, 2]
    assert survival(some)[[4, 5, 11, 12, 20]] == pytest.approx([1, 1 / 2, 1 / 2, 1 / 3, 1 / 3])


def test_a_life_without_any_observation_does_not_count() -> None:
    assert count(lives([10], [True], [10]), 1, 25).at_risk.sum() == 0


def lifetimes(units: int, each: int, hazard: float, seed: int, frailty: float = 0.0) -> pd.DataFrame:
    """Geometric lifetimes, seen for 120 months; lives of one unit share their frailty."""
    luck = np.random.default_rng(seed)
    risk = np.repeat(hazard * np.exp(frailty * luck.standard_normal(units)), each)
    lasted = luck.geometric(np.minimum(risk, 0.9))
    return lives(
        np.minimum(lasted, 120).tolist(), (lasted <= 120).tolist(), units=np.repeat(np.arange(units), each).tolist()
    )


def test_lifetimes_without_memory_have_the_survival_and_mean_of_their_closed_form() -> None:
    hazard = 0.02
    some = count(lifetimes(2000, 5, hazard, 1), 2000, 121).total()
    ages = np.arange(1, 121)
    assert survival(some)[1:] == pytest.approx((1 - hazard) ** ages, abs=0.015)
    assert months_lived(some, 100) == pytest.approx((1 - (1 - hazard) ** 100) / hazard, rel=0.015)


def test_competing_risks_without_memory_have_the_incidence_of_their_closed_form() -> None:
    luck = np.random.default_rng(3)
    lasted, rates = luck.geometric(0.03, 10_000), {"one": 0.01, "other": 0.02}
    causes = luck.choice(["one", "other"], 10_000, p=[1 / 3, 2 / 3])
    table = pd.DataFrame({"unit": range(10_000), "entry": 0, "exit": np.minimum(lasted, 100), "event": causes})
    table.loc[lasted > 100, "event"] = None
    some = count(table, 10_000, 101).total()
    for cause, rate in rates.items():
        assert incidence(some, cause)[60] == pytest.approx(rate / 0.03 * (1 - 0.97**60), abs=0.015)


@settings(max_examples=50, deadline=None)
@given(
    ends=st.lists(
        st.tuples(st.integers(0, 8), st.integers(0, 20), st.sampled_from(["a", "b", None])), min_size=1, max_size=30
    )
)
def test_what_lives_and_what_ended_adds_up_to_one(ends: list[tuple[int, int, str | None]]) -> None:
    rows = [(i, entry, entry + lasted, event) for i, (entry, lasted, event) in enumerate(ends)]
    some = count(pd.DataFrame(rows, columns=["unit", "entry", "exit", "event"]), len(rows), 40).total()
    whole = survival(some) + sum(incidence(some, cause) for cause in some.events)
    assert whole[np.isfinite(whole)] == pytest.approx(1.0)
    assert np.isfinite(survival(some)[: int(some.at_risk.nonzero()[0].max(initial=-1)) + 1]).all()


# ---- contributions ---------------------------------------------------------------------------------------------------


def test_contributions_have_the_measure_itself_as_their_mean() -> None:
    some = count(lifetimes(30, 7, 0.03, 5, frailty=0.8), 30, 121)
    for measure in (survival, lambda n: incidence(n, "end"), lambda n: months_lived(n, 100)):
        assert contributions(some, measure).mean(axis=0) == pytest.approx(measure(some.total()))


def test_contributions_within_many_worlds_at_once_are_those_within_each() -> None:
    luck = np.random.default_rng(5)
    exits, ended = luck.integers(0, 20, 120).tolist(), (luck.random(120) < 0.7).tolist()
    counts = count(lives(exits, ended, units=(np.arange(120) % 12).tolist()), 12, 20)
    for measure in (survival, at(10, survival)):
        together = contributions(counts.only(np.arange(12).reshape(4, 3)), measure)
        for world in range(4):
            alone = contributions(counts.only(np.arange(3 * world, 3 * world + 3)), measure)
            assert together[world] == pytest.approx(alone, nan_ok=True)


def test_without_censoring_a_contribution_is_whether_one_lived() -> None:
    exits = [3, 8, 15, 20, 30]
    some = count(lives(exits, 5), 5, 31)
    assert contributions(some, lambda n: survival(n)[..., 12]) == pytest.approx([float(one > 12) for one in exits])


def test_a_unit_by_itself_is_what_it_would_be_without_the_others() -> None:
    some = count(lifetimes(6, 7, 0.03, 5), 6, 121)
    alone = [survival(some.only(np.array([place])).total()) for place in range(6)]
    assert own_values(some, survival) == pytest.approx(np.array(alone), nan_ok=True)
    only = some.only(np.array([2]))
    assert contributions(only, survival)[0] == pytest.approx(survival(only.total()), nan_ok=True)


def test_where_units_are_no_longer_known_there_is_no_mean_of_the_others() -> None:
    """Units whose last collective ended are known to have none left; a mean over those alone would be nought."""
    values = np.array([[0.8, 0.0], [0.6, np.nan], [0.7, np.nan]])
    mean, low, high = band(values)
    assert mean[0] == pytest.approx(0.7)
    assert np.isnan([mean[1], low[1], high[1]]).all()


def test_bands_cover_the_truth_at_their_rate_although_lives_of_a_run_share_their_luck() -> None:
    everybody = count(lifetimes(20_000, 5, 0.02, 0, frailty=0.7), 20_000, 121)
    truth = survival(everybody.total())[60]
    covered = 0
    for seed in range(1, 301):
        _, low, high = band(contributions(count(lifetimes(40, 5, 0.02, seed, frailty=0.7), 40, 121), survival)[:, 60])
        covered += low <= truth <= high
    assert 0.91 <= covered / 300 <= 0.98  # 95%, give or take three standard errors


def test_under_the_null_the_log_rank_test_is_wrong_once_in_twenty() -> None:
    """Lives of a run share their luck: a test that took them for independent would be wrong far more often."""
    wrong = 0
    for seed in range(200):
        arms = [count(lifetimes(30, 5, 0.02, 2 * seed + arm, frailty=0.7), 30, 121) for arm in (0, 1)]
        wrong += log_rank(*arms)[1] < 0.05
    assert wrong / 200 <= 0.1


@pytest.mark.parametrize("pairs", [2, 9, 13, 14, 60])  # of few, every way to swap them is tried
def test_the_swaps_of_pairs_are_those_of_scipy(pairs: int) -> None:
    luck = np.random.default_rng(pairs)
    for differences in (luck.normal(0.3, 1, pairs), luck.integers(-2, 4, pairs).astype(float)):
        theirs = stats.permutation_test(
            (differences, np.zeros(pairs)),
            lambda a, b, axis: (a - b).mean(axis=axis),
            permutation_type="samples",
            n_resamples=9999,
            rng=1,
        )
        assert swapped(differences) == pytest.approx(theirs.pvalue, abs=1e-12)


def test_arms_that_are_the_same_do_not_differ() -> None:
    some = count(lifetimes(30, 5, 0.02, 1), 30, 121)
    more, p = log_rank(some, some)
    assert (more, p) == (pytest.approx(0, abs=1e-9), pytest.approx(1))


# ---- collectives -----------------------------------------------------------------------------------------------------


def collectives(*rows: tuple[int, int, int | None, int | None, int | None, str | None]) -> pd.DataFrame:
    columns = ["unit", "founded_month", "stable_month", "area_level_month", "ended_month", "cause"]
    table = pd.DataFrame(rows, columns=columns).assign(recognised_month=None)
    months = [name for name in table if name.endswith("month")]
    return table.astype(dict.fromkeys(months, "Int64"))


def test_spells_end_with_what_is_asked_for_and_everything_else_competes() -> None:
    table = collectives(
        (0, 0, 30, 90, 100, "displaced"),
        (0, 10, None, None, 40, "fell_apart"),
        (1, -60, 20, None, None, None),
        (1, 100, None, None, None, None),
    )
    ended = spells(table, 120)
    assert ended[["entry", "exit", "event"]].to_numpy(object, na_value=None).tolist() == [
        [0, 100, "displaced"],
        [0, 30, "fell_apart"],
        [60, 180, None],
        [0, 20, None],
    ]
    area = spells(table, 120, "area_level")
    assert list(zip(area["exit"], area["event"].astype(object).where(area["event"].notna(), None), strict=True)) == [
        (90, "area_level"),
        (30, "fell_apart"),
        (180, None),
        (20, None),
    ]
    stable = spells(table, 120, "stable")
    assert len(stable) == 3  # who was there before the run may have been stable before
    assert stable["exit"].tolist() == [30, 30, 20]


def test_spells_of_recognised_collectives_start_at_recognition() -> None:
    table = collectives(
        (0, 0, 30, None, 100, "displaced"),
        (0, 10, 40, None, None, None),
        (1, -60, 12, None, 20, "fell_apart"),
        (1, 5, None, None, 9, "too_small"),
    ).assign(recognised_month=pd.array([40, 50, 12, None], "Int64"))
    found = recognised_spells(table, 120)
    assert found[["entry", "exit", "event"]].to_numpy(object, na_value=None).tolist() == [
        [0, 60, "displaced"],
        [0, 70, None],
        [0, 8, "fell_apart"],
    ]
    counts = tally(table, 120, 2)["recognised"].total()
    assert survival(counts)[[0, 8, 59, 60]] == pytest.approx([1, 2 / 3, 2 / 3, 1 / 3])  # nobody is at risk before


def test_every_outcome_of_lives_is_in_the_ledger_and_the_other_way_round() -> None:
    assert set(OUTCOMES_OF_LIVES) == {name for name, line in LEDGER.items() if line.of_lives}


def test_measures_beyond_the_length_of_runs_are_undefined_and_the_others_right() -> None:
    table = collectives(
        (0, 0, 20, None, 70, "displaced"), (1, 0, 30, 65, None, None), (2, 5, None, None, 30, "too_small")
    )
    found = outcomes_of_lives(tally(table, 100, 3), contributions)
    assert found["survival_60_months"].mean() == pytest.approx(2 / 3)
    assert found["stable_within_60_months"].mean() == pytest.approx(2 / 3)
    for name in ("survival_120_months", "survival_240_months", "area_level_within_120_months", "months_lived_of_240"):
        assert np.isnan(found[name]).all(), name


def test_the_table_of_curves_is_the_curves() -> None:
    some = tally(collectives((0, 0, 20, None, 70, "displaced"), (1, 0, 30, 65, None, None)), 100, 2)
    table = curve_table(some, contributions).set_index(["curve", "age_months"])
    assert table.loc[("survival", 70), "estimate"] == pytest.approx(0.5)
    assert table.loc[("displaced", 100), "events"] == 1
    assert table.loc[("area_level", 65), "estimate"] == pytest.approx(0.5)
    assert table.loc["survival"]["at_risk"].iloc[[0, 70, 71]].tolist() == [2, 2, 1]
    assert table[["low", "high"]].stack().between(0, 1).all()


def test_causes_may_be_missing_in_any_way_a_table_can_say_it() -> None:
    lives = pd.DataFrame({"unit": [0, 0], "entry": [0, 0], "exit": [3, 5]})
    for missing in (None, np.nan, pd.NA):
        for kind in (object, "string"):
            found = count(lives.assign(event=pd.Series(["displaced", missing], dtype=kind)), 1, 8)
            assert found.events["displaced"].sum() == found.ended().sum() == 1
