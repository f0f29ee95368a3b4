"""The main figures once more by other software: from the stored runs with pandas, lifelines, statsmodels and SciPy alone.

Nothing of ours is called but the command that made the folder. What is told in tables and on the page must come out again.
"""

from __future__ import annotations

import html
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from lifelines import AalenJohansenFitter, KaplanMeierFitter
from scipy import stats
from statsmodels.duration.survfunc import SurvfuncRight
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.weightstats import DescrStatsW
from test_cli import collectief
from test_experiment import experiment_in

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:lifelines", "ignore::pandas.errors.Pandas4Warning")

MONTHS, TEN_YEARS = 180, 120
CAUSES = ("fell_apart", "too_small", "displaced")
OF_LIVES = ("survival_", "years_per_")  # told of the lives of all runs together, not as means over runs
SIX_DIGITS = 1e-5  # of which tables keep six


SMALL_SET = ("replicates = 8", "replicates = 2\nworlds = 6\nfrom_set = true")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished experiment: two leases, eight runs of each."""
    place = tmp_path_factory.mktemp("second")
    ran = collectief("experiment", experiment_in(place, months=MONTHS), "--out", place / "out", "--workers", 1)
    assert ran.returncode == 0, ran.stderr
    return place / "out"


def runs_of(folder: Path, arm: str) -> pd.DataFrame:
    runs = pd.read_parquet(folder / "runs")
    return runs[runs["arm"] == arm].set_index("seed").sort_index()


def lives_of(folder: Path, arm: str) -> pd.DataFrame:
    """Collectives of an arm with the age at which they were first and last seen; a month on, as nobody has the age of nought."""
    table = pd.read_parquet(folder / "collectives")
    table = table[table["arm"] == arm]
    first = (-table["founded_month"]).clip(lower=0)
    last = table["ended_month"].fillna(MONTHS) - table["founded_month"]
    ended = table["ended_month"].notna()
    lives = pd.DataFrame(
        {
            "seed": table["seed"],
            "entry": first.where(first == 0, first + 1).astype(float),
            "last": last + 1.0,
            "ended": ended,
            "cause": table["cause"].where(ended, None),
        }
    )
    return lives[lives["entry"] < lives["last"]]


def kaplan_meier(lives: pd.DataFrame, age: int) -> float:
    fit = KaplanMeierFitter().fit(lives["last"], lives["ended"], entry=lives["entry"])
    return float(fit.predict(age + 1.0))


def aalen_johansen(lives: pd.DataFrame, cause: str, age: int) -> float:
    """Whoever ends in one month does so one after the other, and then those leave who are no longer seen: no ties."""
    order = np.arange(len(lives)) / (4.0 * len(lives))
    at = lives["last"] + np.where(lives["ended"], order, 0.5)
    code = lives["cause"].map({name: i for i, name in enumerate(CAUSES, 1)}).fillna(0).astype(int)
    fit = AalenJohansenFitter(calculate_variance=False)
    fit.fit(at, code, event_of_interest=CAUSES.index(cause) + 1, entry=lives["entry"])
    curve = fit.cumulative_density_.iloc[:, 0]
    return float(curve[curve.index < age + 1.75].iloc[-1])


def table(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / f"{name}.csv")


def page(folder: Path) -> str:
    text = re.sub(r"<[^>]+>", " ", (folder / "report.html").read_text(encoding="utf-8"))
    return " ".join(html.unescape(text).split())


# ---- lives -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arm", ["short", "long"])
def test_survival_is_that_of_lifelines(folder: Path, arm: str) -> None:
    lives, curves = lives_of(folder, arm), table(folder, "curves")
    ours = curves[(curves["arm"] == arm) & (curves["curve"] == "survival")].set_index("age_months")["estimate"]
    for age in (1, 12, 60, TEN_YEARS):
        assert ours[age] == pytest.approx(kaplan_meier(lives, age), rel=SIX_DIGITS)
    arms = table(folder, "arms").set_index(["arm", "outcome"])
    ten = kaplan_meier(lives, TEN_YEARS)
    assert arms.loc[(arm, "survival_120_months"), "mean"] == pytest.approx(ten, rel=SIX_DIGITS)
    assert f"{100 * ten:.1f}%" in page(folder)


@pytest.mark.parametrize("arm", ["short", "long"])
def test_endings_are_those_of_lifelines(folder: Path, arm: str) -> None:
    lives, curves = lives_of(folder, arm), table(folder, "curves")
    assert set(lives["cause"].dropna()) <= set(CAUSES)
    for cause in CAUSES:
        ours = curves[(curves["arm"] == arm) & (curves["curve"] == cause)].set_index("age_months")["estimate"]
        for age in (12, 60, TEN_YEARS):
            assert ours[age] == pytest.approx(aalen_johansen(lives, cause, age), rel=SIX_DIGITS, abs=1e-9)


def test_the_log_rank_test_is_that_of_statsmodels_and_its_p_value_that_of_scipy(folder: Path) -> None:
    arms = {arm: lives_of(folder, arm) for arm in ("short", "long")}
    both = pd.concat(arms.values())
    pooled = SurvfuncRight(both["last"], both["ended"].astype(int), entry=both["entry"])
    rate = pd.Series(pooled.n_events / pooled.n_risk, pooled.surv_times)

    def score(lives: pd.DataFrame) -> float:
        """Ends beyond what the rates of all lead one to expect."""
        return float(lives["ended"].sum()) - sum(
            float(rate[(rate.index > one.entry) & (rate.index <= one.last)].sum()) for one in lives.itertuples()
        )

    scores = {arm: lives.groupby("seed")[lives.columns].apply(score) for arm, lives in arms.items()}
    test = table(folder, "tests").iloc[0]
    assert test["more_ends"] == pytest.approx(scores["long"].sum(), rel=SIX_DIGITS)
    pairs = (scores["short"].to_numpy(), scores["long"].to_numpy())
    swapped = stats.permutation_test(pairs, lambda one, other: (other - one).mean(), permutation_type="samples")
    assert test["p"] == pytest.approx(swapped.pvalue, rel=SIX_DIGITS)


# ---- differences -----------------------------------------------------------------------------------------------------


def bootstrapped(differences: np.ndarray) -> tuple[float, float]:
    """BCa by SciPy, at tails that allow for a small sample as Student's t does."""
    size = len(differences)
    tail = stats.norm.cdf(np.sqrt(size / (size - 1)) * stats.t.ppf(0.025, size - 1))
    found = stats.bootstrap(
        (differences,), np.mean, n_resamples=1999, confidence_level=1 - 2 * tail, rng=np.random.default_rng(1)
    ).confidence_interval
    return found.low, found.high


@pytest.mark.filterwarnings("ignore::scipy.stats.DegenerateDataWarning")
def test_differences_are_those_of_statsmodels_and_scipy(folder: Path) -> None:
    short, long = runs_of(folder, "short"), runs_of(folder, "long")
    rows = table(folder, "comparison").set_index("outcome")
    there = [name for name in rows.index if name in short and not name.startswith(OF_LIVES)]
    plain = [name for name in there if short[name].notna().all() and long[name].notna().all()]
    assert {"maker_years", "homes_built", "entrepreneurs_displaced", "collectives_founded"} <= set(plain)
    for name in plain:
        row, differences = rows.loc[name], (long[name] - short[name]).to_numpy(float)
        told = [row["mean_base"], row["mean_other"], row["difference"]]
        assert told == pytest.approx(
            [short[name].mean(), long[name].mean(), differences.mean()], rel=SIX_DIGITS, abs=1e-5
        )
        if np.ptp(differences) > 1e-9:
            own = DescrStatsW(differences)
            (low, high), ends = own.tconfint_mean(), bootstrapped(differences)
            assert row["p"] == pytest.approx(own.ttest_mean()[1], rel=SIX_DIGITS)
            near = max(SIX_DIGITS, 0.01 * (high - low))  # to SciPy means that are equal but for rounding are no ties
            assert row["low"] == pytest.approx(min(low, ends[0]), abs=near)
            assert row["high"] == pytest.approx(max(high, ends[1]), abs=near)


@pytest.mark.parametrize("arm", ["short", "long"])
def test_years_per_collective_are_all_years_over_all_collectives(folder: Path, arm: str) -> None:
    runs = runs_of(folder, arm)
    told = table(folder, "arms").set_index(["arm", "outcome"])["mean"]
    assert told[arm, "years_per_collective"] == pytest.approx(
        runs["collective_years"].sum() / runs["collectives_founded"].sum(), rel=SIX_DIGITS
    )


def test_false_discoveries_are_those_of_statsmodels(folder: Path) -> None:
    """Goals are one family of tests, in all their comparisons; all other outcomes are another."""
    verdicts, rows = table(folder, "verdicts"), table(folder, "comparison").dropna(subset="p")
    of_goal = rows["outcome"].isin(verdicts["outcome"])
    told = verdicts.set_index("outcome")["q"]
    assert rows.loc[of_goal, "q"].tolist() == pytest.approx(told[rows.loc[of_goal, "outcome"]].tolist(), rel=SIX_DIGITS)
    for family in (rows[of_goal], rows[~of_goal]):
        reject, q, *_ = multipletests(family["p"], alpha=0.05, method="fdr_bh")
        assert family["q"].to_numpy() == pytest.approx(q, rel=SIX_DIGITS)
        apart = (family["low"] > 0) | (family["high"] < 0)
        assert (family["clear"] == (reject & apart)).all()


def test_the_difference_of_survival_is_that_of_runs_left_out_one_by_one(folder: Path) -> None:
    """Jackknife over runs with lifelines: what each run adds to the survival of all, pair by pair."""
    added = {}
    for arm in ("short", "long"):
        lives = lives_of(folder, arm)
        seeds = sorted(runs_of(folder, arm).index)
        whole = kaplan_meier(lives, TEN_YEARS)
        others = np.array([kaplan_meier(lives[lives["seed"] != seed], TEN_YEARS) for seed in seeds])
        added[arm] = whole + (len(seeds) - 1) * (others.mean() - others)
    differences = added["long"] - added["short"]
    row = table(folder, "comparison").set_index("outcome").loc["survival_120_months"]
    assert row["difference"] == pytest.approx(differences.mean(), rel=SIX_DIGITS)
    assert row["p"] == pytest.approx(DescrStatsW(differences).ttest_mean()[1], rel=SIX_DIGITS)


def test_verdicts_are_the_differences(folder: Path) -> None:
    short, long = runs_of(folder, "short"), runs_of(folder, "long")
    for row in table(folder, "verdicts").itertuples():
        differences = (long[row.outcome] - short[row.outcome]).to_numpy(float)
        assert row.difference == pytest.approx(differences.mean(), rel=SIX_DIGITS, abs=1e-6)
        assert row.units == len(differences)
        if np.ptp(differences) > 0:
            low, high = DescrStatsW(differences).tconfint_mean()
            assert row.low <= low + 1e-5 * abs(low)
            assert row.high >= high - 1e-5 * abs(high)


# ---- over worlds -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def of_worlds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same two leases in six worlds of the set, two runs of each in each."""
    place = tmp_path_factory.mktemp("worlds")
    design = experiment_in(place, SMALL_SET, months=MONTHS)
    ran = collectief("experiment", design, "--out", place / "out", "--workers", 1)
    assert ran.returncode == 0, ran.stderr
    return place / "out"


def test_over_worlds_every_world_counts_once(of_worlds: Path) -> None:
    runs = pd.read_parquet(of_worlds / "runs")
    means = runs.groupby(["arm", "world"])[["maker_years", "homes_built", "entrepreneurs_displaced"]].mean()
    rows = table(of_worlds, "verdicts").set_index("outcome")
    for name in means:
        differences = (means.loc["long", name] - means.loc["short", name]).to_numpy(float)
        assert rows.loc[name, "difference"] == pytest.approx(differences.mean(), rel=SIX_DIGITS, abs=1e-6)
        assert rows.loc[name, "units"] == 6
        own = DescrStatsW(differences).tconfint_mean()
        ends = bootstrapped(differences)
        told = [rows.loc[name, "low"], rows.loc[name, "high"]]
        assert told == pytest.approx([min(own[0], ends[0]), max(own[1], ends[1])], rel=SIX_DIGITS)


def test_survival_over_worlds_is_the_mean_of_that_of_each_by_lifelines(of_worlds: Path) -> None:
    worlds = pd.read_parquet(of_worlds / "runs").set_index("seed")["world"]
    told = table(of_worlds, "arms").set_index(["arm", "outcome"])["mean"]
    for arm in ("short", "long"):
        lives = lives_of(of_worlds, arm)
        of_world = lives.groupby(lives["seed"].map(worlds[~worlds.index.duplicated()]))
        alone = [kaplan_meier(some, 60) for _, some in of_world if (some["last"] > 60).any() or some["ended"].all()]
        assert told[arm, "survival_60_months"] == pytest.approx(np.mean(alone), rel=SIX_DIGITS)
