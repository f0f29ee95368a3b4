"""Screening: effects are what a closed form says, luck is told from effect, and what is asked wrongly is refused."""

from __future__ import annotations

import json
import re
import shutil
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from SALib.analyze import morris as analysis

from collectief_sim.batch.engine import carry_out
from collectief_sim.batch.executors import Processes
from collectief_sim.batch.store import Store
from collectief_sim.files.errors import ScenarioError
from collectief_sim.scenario import load
from collectief_sim.validation.screening.box import Tried, box_of
from collectief_sim.validation.screening.design import MOST_SEEDS, Screening, load_screening
from collectief_sim.validation.screening.document import PAGE, main, parts, parts_of_runs, write, written_into
from collectief_sim.validation.screening.effects import elementary, summed_up
from collectief_sim.validation.screening.figure import drawn, title
from collectief_sim.validation.screening.points import plan_of, trajectories_of
from collectief_sim.validation.screening.results import Design, as_csv, dozen, read_csv, read_screening, table_of

ROOT = Path(__file__).parents[1]
# the first is read where a path of the horizon is switched off, which none is here
PARAMETERS = ["behaviour.horizon.held_months", "behaviour.cohesion.constant", "behaviour.cohesion.stable_core_roles"]
SMALL: dict[str, Any] = {
    "area": "hillevliet",
    "settings": {"months": 150},
    "rules": ["one_renewal", "running_term"],
    "trajectories": 2,
    "seeds": 2,
    "outcomes": ["survival_120_months", "maker_years", "homes_built"],
    "main": ["survival_120_months", "maker_years"],
    "parameters": PARAMETERS,
}


def plan(**settings: Any) -> Screening:
    return Screening.model_validate(SMALL | settings)


def laid_out(**settings: Any) -> Design:
    asked = plan(**settings)
    _, tried = box_of(asked, "plan")
    return Design(plan=asked, tried=tried, trajectories=trajectories_of(asked, tried))


# ---- effects ----------------------------------------------------------------------------------------------------------


def test_effects_are_those_of_salib_and_of_the_formula() -> None:
    design = laid_out(trajectories=6)
    shares = np.array(
        [[[t.share(v) for t, v in zip(design.tried, p, strict=True)] for p in w.points()] for w in design.trajectories]
    )
    outcome = 3 * shares[..., 0] - 2 * shares[..., 1] * shares[..., 2]
    found = summed_up(elementary(np.repeat(outcome[..., None], 2, axis=2), design.moved(), design.sizes()))
    problem = {"num_vars": 3, "names": PARAMETERS, "bounds": [[0.0, 1.0]] * 3}
    theirs = analysis.analyze(problem, shares.reshape(-1, 3), outcome.ravel(), num_levels=4, num_resamples=2, seed=1)
    exact = [0, 1]  # the last is rounded, and SALib divides by the step that was meant
    for name in ("mu", "mu_star", "sigma"):
        ours = getattr(found, name)
        np.testing.assert_allclose(ours[exact], np.asarray(theirs[name])[exact], atol=1e-9)
    assert found.mu[0] == pytest.approx(3)
    assert found.sigma[0] == pytest.approx(0, abs=1e-9)


def test_a_rounded_step_counts_as_what_was_run() -> None:
    roles = Tried("roles", 3, 1, 5, True)
    values = [roles.value(share) for share in (0.0, 1 / 3, 2 / 3, 1.0)]
    assert values == [1, 2, 4, 5]
    outcome = np.array([[[10.0 * v, 10.0 * v] for v in (1, 4)]])  # linear, 40 from end to end
    found = elementary(outcome, np.array([[0]]), np.array([[roles.share(4) - roles.share(1)]]))
    np.testing.assert_allclose(found, 40.0)


def test_luck_alone_makes_nothing_stand_out() -> None:
    luck = np.random.default_rng(1)
    tables = [summed_up(luck.standard_t(4, (10, 280, 4))) for _ in range(60)]
    some = np.mean([one.stands_out.any() for one in tables])
    assert some <= 0.12, "one in twenty is meant; of sixty tables seven may have one by luck"


def test_an_effect_beyond_luck_stands_out_whatever_its_sign() -> None:
    luck = np.random.default_rng(2).normal(0, 1, (10, 50, 4))
    luck[:, 7] += 3.0
    luck[:, 9] += np.where(np.arange(10) % 2, 3.0, -3.0)[:, None]
    found = summed_up(luck)
    assert list(np.flatnonzero(found.stands_out)) == [7, 9]
    assert abs(found.mu[9]) < found.noise_mu[9], "it goes both ways, which its mean does not tell"
    assert abs(found.mu[9]) < found.mu_star[9] / 2


def test_a_trajectory_on_which_an_outcome_is_unknown_does_not_count() -> None:
    effects = np.random.default_rng(3).normal(1, 1, (6, 2, 3))
    effects[2, 0, 1] = np.nan
    found, without = summed_up(effects), summed_up(np.delete(effects, 2, axis=0))
    assert found.mu[0] == pytest.approx(without.mu[0])
    assert found.sigma[0] == pytest.approx(without.sigma[0])
    assert found.noise[0] == pytest.approx(without.noise[0])
    assert np.isnan(summed_up(np.full((4, 2, 2), np.nan)).mu_star).all()


# ---- box and points ---------------------------------------------------------------------------------------------------


def test_the_shipped_plan_can_be_laid_out_and_keeps_its_orders() -> None:
    asked, where = load_screening()
    area, tried = box_of(asked, where)
    by_path = {one.path: one for one in tried}
    for chain in asked.ordered:
        ends = [(by_path[path].low, by_path[path].high) for path in chain]
        assert all(one[1] < next_[0] for one, next_ in pairwise(ends)), chain
    for one in tried:
        assert one.low < one.high
        assert len({one.value(level / (asked.levels - 1)) for level in range(asked.levels)}) > 1
    lowest = plan_of(
        asked.model_copy(update={"seeds": 2}),
        area,
        tried,
        trajectories_of(asked.model_copy(update={"trajectories": 2}), tried)[:1],
    )
    assert len(lowest.arms) == (len(tried) + 1) * 3 * 2


def test_a_trajectory_moves_every_parameter_once_and_shares_its_luck() -> None:
    asked = plan()
    area, tried = box_of(asked, "plan")
    walks = trajectories_of(asked, tried)
    for walk in walks:
        assert sorted(place for place, _ in walk.steps) == [0, 1, 2]
    runs = plan_of(asked, area, tried, walks)
    assert {arm.luck for arm in runs.arms} == {0, MOST_SEEDS}
    for arm in runs.arms:
        assert arm.luck == MOST_SEEDS * (int(re.search(r"trajectory (\d+)", arm.name)[1]) - 1)  # type: ignore[index]
    point = dict(zip(PARAMETERS, walks[1].points()[2], strict=True))
    arm = next(arm for arm in runs.arms if arm.name == "running_term, trajectory 2, point 2: 120")
    assert arm.scenario == load(
        "hillevliet",
        SMALL["settings"] | {"behaviour.horizon.rule": "running_term", "policy.contract_months": 120} | point,
    )


# ---- a small screening from end to end --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The same small screening with one worker and with two, the latter interrupted and resumed."""
    made = []
    for workers in (1, 2):
        folder = tmp_path_factory.mktemp("screening") / "results"
        design = laid_out()
        area, _ = box_of(design.plan, "plan")
        runs = plan_of(design.plan, area, design.tried, design.trajectories)
        with Store.create(folder, runs, design.as_file()) as store, Processes(workers) as executor:
            for _ in carry_out(runs, store, executor):
                if workers == 2:
                    break
        with Store.resume(folder, runs, attached=design.as_file()) as store, Processes(workers) as executor:
            for _ in carry_out(runs, store, executor):
                pass
        made.append(folder)
    return made


def test_a_screening_is_the_same_on_any_number_of_workers(folders: list[Path]) -> None:
    one, two = (read_screening(folder) for folder in folders)
    assert as_csv(one.table) == as_csv(two.table)
    assert one.seeds == 2
    assert one.complete
    assert one.runs == 2 * 4 * 2 * 2 * 2


def test_what_nothing_reads_does_nothing_and_shows_no_noise(folders: list[Path]) -> None:
    table = read_screening(folders[0]).table
    idle = table[table["parameter"] == "behaviour.horizon.held_months"]
    assert (idle[["mu", "mu_star", "sigma", "noise", "noise_mu"]] == 0).all(axis=None)
    assert not idle["stands_out"].any()
    constant = table[(table["parameter"] == "behaviour.cohesion.constant") & (table["of"] == "level")]
    assert (constant["mu_star"] > 0).any()


def test_page_and_figure_can_be_made(folders: list[Path]) -> None:
    found = read_screening(folders[0])
    made = parts(found.design.plan, found.table) | parts_of_runs(found)
    assert "3 parameters, 2 trajectories, 2 runs" in made["size"]
    filed = (ROOT / "docs" / PAGE).read_text(encoding="utf-8")
    written = written_into(filed, made)
    assert written != filed
    assert re.sub(r"(?s)generated -->.*?<!-- end", "", written) == re.sub(r"(?s)generated -->.*?<!-- end", "", filed)
    with pytest.raises(ValueError, match="no place for totals"):
        written_into("nothing", made)
    assert drawn(found.table) == drawn(found.table)


def test_a_page_is_written_only_where_it_was_asked_for(folders: list[Path], tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        main([str(folders[0])])
    with pytest.raises(ScenarioError, match=f"there is no {PAGE} in it"):
        write(folders[0], tmp_path)
    shutil.copy(ROOT / "docs" / PAGE, tmp_path)
    main([str(folders[0]), "--into", str(tmp_path)])
    assert {file.name for file in tmp_path.iterdir()} == {"screening.md", "screening.csv", "screening.svg"}
    assert "3 parameters, 2 trajectories" in (tmp_path / PAGE).read_text(encoding="utf-8")
    with pytest.raises(ScenarioError, match="its rules are not those of"):
        write(tmp_path / "screening.csv", tmp_path)


def test_the_filed_page_is_what_its_table_makes(tmp_path: Path) -> None:
    """If this fails: `python -m collectief_sim.validation.screening.document docs/screening.csv --into docs`."""
    shutil.copy(ROOT / "docs" / PAGE, tmp_path)
    write(ROOT / "docs" / "screening.csv", tmp_path)
    for name in (PAGE, "screening.csv"):
        assert (tmp_path / name).read_bytes() == (ROOT / "docs" / name).read_bytes(), name
    with pytest.raises(ScenarioError, match="is no table of a screening"):
        write(ROOT / "docs" / "sites.csv", tmp_path)


def test_the_title_of_the_figure_says_what_is_found_in_plain_words() -> None:
    table = read_csv(ROOT / "docs" / "screening.csv")
    told = title(table)
    assert re.fullmatch(r"Of \d+ numbers \d+ move an outcome by more than luck\. These twelve move them most", told)
    assert title(table.assign(stands_out=False)).startswith("None of")


def test_the_dozen_counts_only_what_stands_out() -> None:
    design = laid_out(trajectories=6, seeds=4)
    values = np.random.default_rng(1).normal(0, 1, (3, 2, 2, 6, 4, 4))
    shares = np.array(
        [[one.share(p[0]) for p in walk.points() for one in design.tried[:1]] for walk in design.trajectories]
    )
    values[:, :, 1] += 50 * shares[:, :, None]
    assert dozen(table_of(design, values)) == [], "what stands out in differences alone does not count"
    values += 50 * shares[:, :, None]
    assert dozen(table_of(design, values)) == [PARAMETERS[0]]


def test_the_filed_table_is_of_parameters_there_are() -> None:
    """docs/screening.csv holds the plan's parameters, and its page names as many."""
    lines = (ROOT / "docs" / "screening.csv").read_text(encoding="utf-8").splitlines()
    paths = {line.split(",")[0] for line in lines[1:]}
    asked, where = load_screening()
    gone = paths - {one.path for one in box_of(asked, where)[1]}
    assert not gone, f"run `collectief screen` again: {sorted(gone)[:5]}"
    assert f"{len(paths)} parameters" in (ROOT / "docs" / "screening.md").read_text(encoding="utf-8")


# ---- refused ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"levels": 5}, "levels = 5 is not allowed: it must be an even number"),
        ({"outcomes": ["maker_yers"], "main": ["maker_yers"]}, "Did you mean 'maker_years'"),
        ({"main": ["loans"]}, "main: 'loans' is not allowed: it must be one of outcomes"),
        (
            {"ranges": {"behaviour.cohesion.constant": {"low": 2.0, "high": 1.0}}},
            "low = 2 is not allowed: it must be below",
        ),
        (
            {"rules": ["one_renewl"]},
            "rules.0 = 'one_renewl' is not allowed: it must be 'one_renewal' or 'running_term' or",
        ),
        ({"rules": ["one_renewl"]}, "Did you mean 'one_renewal'?"),
        ({"rules": "one_renewal"}, "rules = 'one_renewal' is not allowed: it must be a list of 'one_renewal' or"),
        ({"outcomes": [4]}, "outcomes.0 = 4 is not allowed: it must be text."),
        ({"ordered": [["a", 4]]}, "ordered.0.1 = 4 is not allowed: it must be text."),
        ({"left_out": {"people": 4}}, "left_out.people = 4 is not allowed: it must be text."),
        ({"other": 24}, "other = 24 is not allowed: it must differ from base"),
        ({"seeds": 1}, "seeds = 1 is not allowed"),
        ({"settings": {"policy.contract_months": 12}}, "policy.contract_months is set by rules and arms"),
        ({"parameters": ["behaviour.cohesion.constent"]}, "Did you mean 'behaviour.cohesion.constant'"),
        ({"left_out": {"behaviour.shock": "none here"}}, "Did you mean 'behaviour.shocks'"),
        (
            {"ranges": {"behaviour.cohesion.constant": {"low": -20.0, "high": 1.0}}},
            "behaviour.cohesion.constant = -20.0",
        ),
        (
            {"ranges": {"behaviour.ties.step": {"low": 0.1, "high": 0.2}}},
            "behaviour.ties.step is not among the parameters",
        ),
        ({"parameters": ["behaviour.shocks.random_fires_per_year"]}, "is 0 in hillevliet"),
        (
            {"ranges": {"behaviour.cohesion.stable_core_roles": {"low": 2.5, "high": 5.0}}},
            "behaviour.cohesion.stable_core_roles takes whole numbers",
        ),
        (
            {"ranges": {"behaviour.cohesion.stable_core_roles": {"low": 2.0, "high": 3.0}}},
            "from 2 to 3 a step is no other number",
        ),
        ({"ordered": [["behaviour.ladder.step_4", "behaviour.ladder.step_3"]]}, "is not below behaviour.ladder.step_3"),
        ({"lever": "area.developers"}, "lever = 'area.developers' is not allowed"),
        ({"lever": "policy.contract_month"}, "Did you mean 'policy.contract_months'"),
        ({"area": "nowhere"}, "no scenario called 'nowhere'"),
        ({"trajectories": 300}, "there is room for"),
        ({"tractories": 3}, "unknown key 'tractories'. Did you mean 'trajectories'"),
    ],
)
def test_bad_plans_are_refused(tmp_path: Path, settings: dict[str, Any], message: str) -> None:
    import tomli_w

    file = tmp_path / "plan.toml"
    file.write_text(tomli_w.dumps(SMALL | settings), encoding="utf-8")
    with pytest.raises(ScenarioError, match=re.escape(message)):
        _ = _laid_out(file)


def _laid_out(file: Path) -> Any:
    asked, where = load_screening(file)
    return trajectories_of(asked, box_of(asked, where)[1])


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="it is not of a screening"):
        read_screening(tmp_path)
    (tmp_path / "screening.json").write_text(json.dumps({"plan": 1}), encoding="utf-8")
    with pytest.raises(ScenarioError, match="is damaged"):
        read_screening(tmp_path)


# ---- the command, and the mark in the dictionary ----------------------------------------------------------------------


def test_the_command_runs_and_tells(tmp_path: Path) -> None:
    import tomli_w
    from typer.testing import CliRunner

    from collectief_sim.cli.run import app

    file, folder = tmp_path / "plan.toml", tmp_path / "results"
    file.write_text(tomli_w.dumps(SMALL), encoding="utf-8")
    foreseen = CliRunner().invoke(app, ["screen", str(file), "--out", str(folder), "--dry-run", "--json"])
    assert json.loads(foreseen.stdout)["runs"] == 64
    assert not folder.exists()
    done = CliRunner().invoke(app, ["screen", str(file), "--out", str(folder), "--workers", "1", "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["runs"] == 64
    assert len(found["effects"]) == 3 * 2 * 3 * 2
    assert (
        (folder / "screening.csv")
        .read_text(encoding="utf-8")
        .startswith("parameter,low,high,rule,outcome,of,mu,mu_star,")
    )
    again = CliRunner().invoke(app, ["screen", str(file), "--out", str(folder), "--resume"])
    assert again.exit_code == 0, again.output
    assert "In what 120 does against that, 0 of 3 parameters stand out" in " ".join(again.stdout.split())


def test_the_dictionary_marks_the_dozen_where_there_is_a_screening(tmp_path: Path) -> None:
    from collectief_sim.scenario.dictionary import MARK, as_markdown, most_influential

    assert most_influential(tmp_path / "none.csv") == frozenset()
    (tmp_path / "some.csv").write_text("parameter,mu,place\na.b,1,1\nc.d,2,\na.b,3,1\n", encoding="utf-8")
    assert most_influential(tmp_path / "some.csv") == {"a.b"}
    assert as_markdown().count(f"| {MARK} `") == len(most_influential())
