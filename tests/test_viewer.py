"""The viewer: histories that are those of a run, a server that keeps nothing and checks everything, and the page itself."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import small
from starlette.testclient import TestClient
from test_cli import collectief

from collectief_sim.batch.manifest import read_manifest, write_manifest
from collectief_sim.files.errors import ScenarioError
from collectief_sim.mesa_face.model import CollectiefModel
from collectief_sim.model import simulation
from collectief_sim.model.codes import ROLES
from collectief_sim.model.outcomes import stays_of
from collectief_sim.model.processes.firms import ability_to_pay
from collectief_sim.model.processes.ladder import step_seen
from collectief_sim.model.processes.land import market_gap_on, rent_paid
from collectief_sim.model.processes.roles import years_by
from collectief_sim.model.rows import NONE
from collectief_sim.model.simulation import run
from collectief_sim.model.world import on_plots
from collectief_sim.scenario import dump, load
from collectief_sim.viewer.cards.asked import card as card_of
from collectief_sim.viewer.cards.collective import CollectiveLife, collective_card
from collectief_sim.viewer.cards.plot import building_card
from collectief_sim.viewer.history import SERIES, Change, History, simulate
from collectief_sim.viewer.levers import changeable, levers_of, paths
from collectief_sim.viewer.opening import USUAL, open_target, told_as_lowered
from collectief_sim.viewer.server import app as viewer_app
from collectief_sim.viewer.server.app import make_app
from collectief_sim.viewer.server.serve import listen
from collectief_sim.viewer.subject import subject_of
from collectief_sim.viewer.wire import encode

STATIC = viewer_app.STATIC
LONG = {"policy.contract_months": 120}
BRANCH = 30  # month of a change

# ---- histories -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def area() -> Any:
    return small({"months": 90})


@pytest.fixture(scope="module")
def history(area: Any) -> History:
    return simulate(area, 5)


def test_a_history_is_that_of_a_run(area: Any, history: History) -> None:
    result = run(area, 5)
    assert history.outcomes == result.outcomes
    for name in SERIES:
        np.testing.assert_array_equal(history.series[name][1:], result.series[name].to_numpy(np.float32))
        assert np.isfinite(history.series[name][0])
    ladder = result.series[[f"ladder_{step}" for step in range(1, 8)]].to_numpy()
    np.testing.assert_array_equal(np.stack([history.series[f"ladder_{step}"][1:] for step in range(1, 8)], 1), ladder)
    assert [life["founded"] for life in history.lives] == result.collectives["founded_month"].tolist()
    present = np.diff(history.people_start)[1:]
    np.testing.assert_array_equal(present, result.series["entrepreneurs"])
    np.testing.assert_array_equal((history.collectives["phase"][1:] > 0).sum(axis=1), result.series["collectives"])


def test_a_frame_is_the_tables_of_that_month(area: Any, history: History) -> None:
    model = CollectiefModel(area, rng=5)
    for _ in range(40):
        model.step()
    world = model.world
    shown = slice(history.people_start[40], history.people_start[41])
    people = world.entrepreneurs[world.entrepreneurs.present]
    people = people[np.argsort(people.number)]
    order = np.argsort(history.people["row"][shown])
    assert history.people["row"][shown][order].tolist() == people.number.tolist()
    for field in ("plot", "role"):
        np.testing.assert_array_equal(history.people[field][shown][order], people[field])
    alive = np.flatnonzero(world.collectives.alive)
    sizes = history.collectives["size"][40]
    assert {int(c): int(sizes[c]) for c in alive} == {int(c): int(world.collectives.headcount[c]) for c in alive}
    notice = on_plots(world, "vacate_month", NONE) != NONE
    np.testing.assert_array_equal((history.plots["state"][40] & 2) > 0, notice)


def test_the_first_frame_is_the_world_as_it_is_built() -> None:
    history = simulate(load("keilekwartier"), 3)
    world = CollectiefModel(load("keilekwartier"), rng=3).world
    assert history.series["entrepreneurs"][0] == world.entrepreneurs.present.sum() == history.people_start[1]
    assert history.series["collectives"][0] == world.collectives.alive.sum() == 2
    assert history.series["homes_built"][0] == history.series["public_cost_eur"][0] == 0


def test_places_and_collectives_have_names_and_shocks_a_date() -> None:
    history = simulate(load("keilekwartier"), 3)
    assert [life["name"] and life["name"]["nl"] for life in history.lives[:2]] == ["Keilepand", "Keilewerf II"]
    named = {life["name"]["en"] if life["name"] else None for life in history.lives[2:]}
    assert None in named  # in a shed among sheds
    assert named <= {None, "Keilepand", "Keilewerf I", "Keilewerf II"}
    assert history.places[history.place[4 * 20 + 1]] == {"en": "workshop", "nl": "werkplaats"}
    # four plots in a row are as many workshops, and one hall
    assert history.building[4 * 20 + 1] != history.building[4 * 20 + 2] >= 0
    assert history.building.min() == -1
    told = [(event["month"], event["what"], event["value"]) for event in history.events]
    assert (101, "fire", {"en": "Keilewerf I", "nl": "Keilewerf I"}) in told
    assert (
        53,
        "demolition_list",
        {"en": "Keilewerf on the demolition list", "nl": "Keilewerf op de slooplijst"},
    ) in told
    assert (90, "policy", {"policy.new_floor_in_redevelopment": 0.9, "policy.stacked": True}) in told
    assert {what for _, what, _ in told} >= {"no_homes", "no_homes_over"}
    calm = simulate(load("keilekwartier", {"shocks.fire_keilewerf_1.on": False}), 3)
    assert "fire" not in {event["what"] for event in calm.events}
    slump = {"kind": "slump", "date": "2021-01", "earnings_factor": 0.7}
    coalition = {"kind": "coalition", "date": "2022-01", "openness": 0.9}
    shaken = simulate(small({"months": 30, "shocks": {"slump": slump, "coalition": coalition}}), 3)
    assert [(event["what"], event["month"], event["value"]) for event in shaken.events] == [
        ("slump", 12, 0.7),
        ("coalition", 24, 0.9),
    ]


def test_a_change_shares_the_past_and_is_the_same_every_time(area: Any, history: History) -> None:
    changed, again = (simulate(area, 5, [Change(BRANCH, LONG)]) for _ in range(2))
    for name in history.plots:
        np.testing.assert_array_equal(changed.plots[name][: BRANCH + 1], history.plots[name][: BRANCH + 1])
        np.testing.assert_array_equal(changed.plots[name], again.plots[name])
    assert changed.outcomes == again.outcomes
    assert changed.outcomes != history.outcomes
    assert changed.scenario.policy.contract_months == 120


def test_members_have_a_role_from_the_start_on() -> None:
    history = simulate(load("keilekwartier"), 1, months=1)
    roles = history.people["role"][: history.people_start[1]]
    assert np.count_nonzero(roles) == history.collectives["size"][0].sum() > 0
    assert (roles == ROLES.index("trekker")).sum() == (history.collectives["size"][0] > 0).sum()


def test_a_change_at_the_start_is_nearly_the_scenario_with_those_settings(area: Any) -> None:
    """Nearly: leases that run at the start were signed under the old policy."""
    calm = {"policy.programming": 0.9, "policy.work_zoning_share": 0.6, "policy.openness": 0.9}
    changed = simulate(area, 5, [Change(0, calm)])
    assert changed.outcomes == run(load_with(area, calm), 5).outcomes


def load_with(area: Any, overrides: dict[str, Any]) -> Any:
    from collectief_sim.scenario.files import override

    return override(area, overrides)


def test_several_changes_come_in_their_time(area: Any) -> None:
    twice = simulate(area, 5, [Change(20, {"policy.openness": 0.9}), Change(40, {"policy.openness": 0.1})])
    once = simulate(area, 5, [Change(20, {"policy.openness": 0.9})])
    for name in once.plots:
        np.testing.assert_array_equal(twice.plots[name][:41], once.plots[name][:41])
    assert twice.scenario.policy.openness == 0.1


def test_only_policy_and_pressure_can_change_on_the_way(area: Any) -> None:
    model = CollectiefModel(area, rng=1)
    with pytest.raises(ScenarioError, match=r"people\.area_median_m2: only policy"):
        model.change({"people.area_median_m2": 80.0})
    with pytest.raises(ScenarioError, match="openness = 3"):
        model.change({"policy.openness": 3.0})


def test_thirty_years_of_two_policies_take_less_than_200_mb() -> None:
    assert 2 * len(encode(simulate(load("stylised-area"), 1))) < 200e6


def decoded(data: bytes) -> tuple[dict[str, Any], dict[tuple[str, str], np.ndarray]]:
    """What the page makes of the bytes (see static/history.js)."""
    length = int.from_bytes(data[:4], "little")
    header = json.loads(data[4 : 4 + length])
    begin = (4 + length + 7) // 8 * 8
    arrays = {}
    for one in header["arrays"]:
        count = int(np.prod(one["shape"]))
        assert one["at"] % 8 == 0
        found = np.frombuffer(data, one["type"], count, begin + one["at"]).reshape(one["shape"])
        arrays[one["group"], one["name"]] = found
    return header, arrays


def test_what_travels_to_the_page_is_the_history(history: History) -> None:
    header, arrays = decoded(encode(history))
    assert (header["width"], header["height"], header["months"]) == (history.width, history.height, 90)
    for group, found in (("plots", history.plots), ("people", history.people), ("collectives", history.collectives)):
        for name, values in found.items():
            np.testing.assert_array_equal(arrays[group, name], values)
    np.testing.assert_array_equal(arrays["series", "homes_built"], history.series["homes_built"])


# ---- cards -----------------------------------------------------------------------------------------------------------


def test_the_card_of_a_collective_agrees_with_the_run(area: Any, history: History) -> None:
    lives = run(area, 5).collectives
    for number in range(len(lives)):
        card = card_of("collective", number, area, 5, 90)
        life = lives.iloc[number]
        assert card["founded"] == life["founded_month"]
        whats = [event["what"] for event in card["events"]]
        assert whats[0] == "founded"
        assert whats.count("ended") == (not card["alive"])
        stable = [event["month"] for event in card["events"] if event["what"] == "phase" and event["value"] == "stable"]
        if stable and life["founded_month"] >= 0:
            assert stable[0] == life["stable_month"]
        if card["alive"]:
            assert card["members"] == life["size"] == sum(card["roles"].values())
            assert card["step"] == history.collectives["step"][90][number]
        else:
            assert card["ended"] == life["ended_month"] == card["events"][-1]["month"]
            assert card["cause"] == life["cause"]


def test_the_card_of_an_entrepreneur_tells_when_they_came_and_went(area: Any) -> None:
    stays = stays_of(run(area, 5).world)
    gone = stays[stays.left_cause > 0][0]
    card = card_of("entrepreneur", int(gone.number), area, 5, 90)
    assert not card["present"]
    assert card["events"][-1]["what"] == "left"
    assert card["events"][-1]["month"] == gone.left_month
    here = int(stays.number[stays.left_month == NONE][0])
    card = card_of("entrepreneur", here, area, 5, 90)
    assert card["present"]
    assert all(0 < tie["bond"] <= 1 for tie in card["ties"])
    assert card["ties"] == sorted(card["ties"], key=lambda tie: -tie["bond"])
    with pytest.raises(LookupError, match="no entrepreneur"):
        card_of("entrepreneur", 10**6, area, 5, 10)


def test_the_cards_of_a_plot_and_of_the_municipality(area: Any) -> None:
    world = run(area, 5, 40).world
    card = card_of("plot", int(world.buildings.plot[0]), area, 5, 40)
    people = world.entrepreneurs
    people = np.sort(people.number[people.present & (people.building == 0)])
    assert [person["row"] for person in card["people"]] == people.tolist()
    assert card["building"]["rent_eur_m2_year"] == pytest.approx(float(world.buildings.rent_eur_m2_year[0]))
    street = int(np.flatnonzero(world.plots.building == NONE)[0])
    assert card_of("plot", street, area, 5, 40)["building"] is None
    town = card_of("municipality", 0, area, 5, 40)
    assert town["public_cost_eur"] == pytest.approx(float(world.town[0].public_cost_eur))
    ours = (world.buildings.owner_kind == 0) & world.buildings.let
    assert town["buildings"] == int(ours.sum())


def test_cards_and_map_tell_plans_that_are_known_influence_and_purchases() -> None:
    spec = small({"months": 120, "market.housing_pressure": 2.5, "policy.purchase_fund_eur_year": 2e6})
    model = run(spec, 5, 120).simulation
    world, frame = model.world, simulate(spec, 5).plots["state"][120]
    known = world.buildings.announced_month != NONE
    assert ((frame[world.buildings.plot] & 8 > 0) == known).all()
    assert known.any()
    for b in np.flatnonzero(world.buildings.plan_month != NONE).tolist():
        assert building_card(model, b)["plan"]["known"] == known[b]
    for b in range(len(world.buildings)):
        told = building_card(model, b)
        assert told["renewed"] == world.buildings.renewed[b] == (told["affordable_share"] is not None)
    for number in np.flatnonzero(world.collectives.alive).tolist():
        told, life = collective_card(model, number), world.collectives[number]
        assert told["influence"] == life.influence >= told["heard"]
        assert told["buying_since"] == (None if life.buying_since_month == NONE else life.buying_since_month)
        assert (told["loan_eur"], told["fund_loan_eur"]) == (life.loan_eur, life.fund_loan_eur)


def test_the_life_of_a_collective_tells_what_came_of_a_purchase() -> None:
    spec = load("keilekwartier", {"policy.purchase_fund_eur_year": 2e6, "policy.openness": 0.9})
    model, lives = CollectiefModel(spec, rng=3), [CollectiveLife(number) for number in range(40)]
    for month in range(360):
        for life in lives:
            life.note(model.simulation, month)
        model.step()
    for life in lives:
        life.note(model.simulation, 360)
    told = [event["what"] for life in lives for event in life.events]
    mine = model.world.collectives[: min(40, int(model.world.town[0].collectives))]
    assert told.count("buying") == mine.purchases_tried.sum() > 0
    ended = mine.purchases_failed[~mine.alive].sum()  # of one that ended that month only the end is told
    assert mine.purchases_failed.sum() - ended <= told.count("purchase_failed") <= mine.purchases_failed.sum()


# What a page shows is what the rules say: where a rule has several cases, the page must not restate one of them.
TERMS = [
    {"policy.notice_months": 12, "policy.contract_months": 3},
    {"policy.notice_months": 9, "policy.renewal_months": 2},
    {"policy.notice_months": 0, "policy.decision_months": 0},
    {"policy.hazard_months": 4, "policy.notice_months": 24},
    {},
]


@pytest.mark.parametrize("settings", TERMS, ids=str)
def test_the_municipality_decides_about_the_leases_that_the_rule_says(settings: dict[str, Any]) -> None:
    spec = small({"months": 60, **settings})
    for month in (0, 7, 30):
        card = card_of("municipality", 0, spec, 5, month)
        model = CollectiefModel(spec, rng=5) if month == 0 else run(spec, 5, month).simulation
        world = model.world
        deciding = [
            (int(world.plots.x[one.plot]), int(world.plots.y[one.plot]), int(one.lease_end_month) - month)
            for one in world.buildings
            if one.owner_kind == 0 and one.let and one.vacate_month == NONE
            if one.lease_end_month - month <= world.landlords[0].notice_months + spec.policy.decision_months
        ]
        assert [(one["x"], one["y"], one["months"]) for one in card["leases_to_decide"]] == deciding


def test_what_somebody_pays_and_could_pay_is_what_the_rules_say() -> None:
    spec = small({"months": 40, "policy.subsidy_share": 1.0, "policy.subsidy_eur_m2_year": 30.0})
    model = run(spec, 5, 40).simulation
    world, packed = model.world, model.for_rules
    for row in np.flatnonzero(world.entrepreneurs.present)[::9].tolist():
        card = card_of("entrepreneur", int(world.entrepreneurs.number[row]), spec, 5, 40)
        rent = float(world.buildings.rent_eur_m2_year[world.entrepreneurs.building[row]])
        assert card["rent_eur_m2_year"] == rent_paid(packed, world.entrepreneurs.building[row]) < rent
        assert card["ability_eur_m2_year"] == ability_to_pay(packed, row)
        assert card["experience_years"] == years_by(world.entrepreneurs[row], 40)


def test_pull_and_step_are_those_of_the_rules() -> None:
    spec = small({"months": 180, "market.housing_pressure": 2.5, "policy.openness": 0.9})
    history = simulate(spec, 5)
    model, under_notice = CollectiefModel(spec, rng=5), 0
    for month in range(1, 181):
        model.step()
        world, packed = model.world, model.for_rules
        pull = [100 * market_gap_on(packed, plot) for plot in world.plots]
        np.testing.assert_allclose(history.plots["pull"][month], pull, atol=1)
        for number in np.flatnonzero(world.collectives.alive):
            seen = step_seen(packed, world.collectives[number])
            assert history.collectives["step"][month][number] == seen
            under_notice += seen != world.collectives[number].step
    assert under_notice  # so that it makes a difference


def test_levers_are_settings_with_unit_range_and_source() -> None:
    for name in ("stylised-area", "keilekwartier"):
        for lever in levers_of(load(name)):
            assert lever["source"]
            if "options" in lever:
                assert lever["value"] in lever["options"]
            elif lever["slider"] is None:
                assert isinstance(lever["value"], bool)
            else:
                low, high, _ = lever["slider"]
                assert lever["range"][0] <= low < high <= lever["range"][1]
                assert "absent" not in lever or low <= lever["first"] <= high
    assert paths() == [lever["path"] for lever in levers_of(load("stylised-area"))]


def test_every_lever_can_change_on_the_way(area: Any) -> None:
    values = changeable(area)
    assert set(paths()) <= set(values)
    model = CollectiefModel(area, rng=1)
    model.step()
    model.change(values)  # to what they are: all of them are taken
    assert model.spec == area


# ---- words -----------------------------------------------------------------------------------------------------------


def keys_in(table: dict[str, Any], above: str = "") -> Iterator[str]:
    for key, value in table.items():
        yield from keys_in(value, f"{above}{key}|") if isinstance(value, dict) else [f"{above}{key}"]


def test_both_languages_have_the_same_words_and_there_are_some_for_every_group_and_unit() -> None:
    english, dutch = (
        json.loads((STATIC / "words" / f"{one}.json").read_text(encoding="utf-8")) for one in ("en", "nl")
    )
    assert set(keys_in(english)) == set(keys_in(dutch))
    for words in (english, dutch):
        assert set(words["groups"]) == {lever["group"] for lever in levers_of(load("stylised-area"))}
        for lever in levers_of(load("stylised-area")):
            assert lever["slider"] is None or lever["unit"] in words["units"]


def test_every_lever_says_what_it_is_in_both_languages() -> None:
    for lever in levers_of(load("stylised-area")):
        told = [lever["name"], lever["short"], lever["meaning"], *([lever["absent"]] if "absent" in lever else [])]
        for words in told:
            assert words["en"]
            assert words["nl"]
            assert words["en"] != words["nl"] or lever["path"].endswith("programming")


# ---- the server ------------------------------------------------------------------------------------------------------


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    file = tmp_path / "small.toml"
    file.write_text(dump(small({"months": 90})), encoding="utf-8")
    choices, opening = open_target(str(file), None)
    return TestClient(make_app(choices, opening, ["testserver"]), raise_server_exceptions=False)


ASK = {"scenario": "small", "seed": "5"}


def test_the_server_answers_with_the_history_that_was_asked_for(client: TestClient, area: Any) -> None:
    changes = json.dumps([{"month": BRANCH, "settings": LONG}])
    answer = client.get("/api/history", params=ASK | {"settings": '{"policy.openness": 0.9}', "changes": changes})
    assert answer.status_code == 200
    wanted = simulate(load_with(area, {"policy.openness": 0.9}), 5, [Change(BRANCH, LONG)])
    assert answer.content == encode(wanted)


@pytest.mark.parametrize(
    ("path", "query", "code", "words"),
    [
        ("history", {"scenario": "nowhere"}, 400, "scenario 'nowhere': known are small,"),
        ("history", {"scenario": "/etc/passwd"}, 400, "known are"),
        ("history", {"scenario": "../small"}, 400, "known are"),
        ("history", ASK | {"seed": "-1"}, 400, "seed = '-1' is not allowed: it must be a whole number from 0 to"),
        ("history", ASK | {"seed": "x"}, 400, "seed = 'x' is not allowed"),
        ("history", ASK | {"settings": "["}, 400, "settings: not a JSON object"),
        ("history", ASK | {"settings": '{"policy.opennes": 1}'}, 400, "Did you mean 'policy.openness'?"),
        ("history", ASK | {"settings": '{"policy.openness": 7}'}, 400, "policy.openness = 7 is not allowed"),
        ("history", ASK | {"changes": "{}x"}, 400, "changes: not a JSON list"),
        (
            "history",
            ASK | {"changes": '[{"month": 900, "settings": {}}]'},
            400,
            "changes, month = '900' is not allowed",
        ),
        ("history", ASK | {"changes": '[{"month": 9, "settings": {"months": 3}}]'}, 400, "only policy and"),
        ("levers", {}, 400, "known are"),
        (
            "history",
            ASK | {"scenario": "stylised-area", "settings": '{"area.tiles": 90}'},
            400,
            "plots times months is",
        ),
        (
            "history",
            {"scenario": "stylised-area", "settings": '{"months": 2400, "area.tiles": 4}'},
            400,
            "at most 10,000,000 is allowed",
        ),
        ("card/collective/999", ASK | {"month": "10"}, 404, "there is no collective 999"),
        ("card/plot/99999", ASK | {"month": "10"}, 404, "there is no plot"),
        ("card/dragon/1", ASK | {"month": "10"}, 404, "there is no card of a dragon"),
        (
            "card/plot/1",
            ASK | {"month": "91"},
            400,
            "month = '91' is not allowed: it must be a whole number from 0 to 90",
        ),
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused(
    client: TestClient, path: str, query: dict[str, str], code: int, words: str
) -> None:
    answer = client.get(f"/api/{path}", params=query)
    assert (answer.status_code, words in answer.json()["error"]) == (code, True), answer.text


def test_a_model_that_raises_is_told(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(world: Any, first: int, last: int) -> int:
        if first == 7:
            raise ZeroDivisionError("a bug")
        return last

    monkeypatch.setattr(simulation, "month_by_month", broken)
    answer = client.get("/api/history", params=ASK)
    assert (answer.status_code, answer.json()) == (500, {"error": "ZeroDivisionError: a bug"})


def test_other_names_than_this_machine_are_refused() -> None:
    choices, opening = open_target("keilekwartier", None)
    answer = TestClient(make_app(choices, opening, ["127.0.0.1", "localhost"]), base_url="http://evil.example").get("/")
    assert answer.status_code == 400


def test_files_can_be_taken_along(client: TestClient, area: Any, tmp_path: Path) -> None:
    table = client.get("/api/frame.csv", params=ASK | {"month": "40"})
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert len(rows) == 48
    assert {row["month"] for row in rows} == {"40"}
    asked = ASK | {
        "settings": '{"policy.contract_months": 60}',
        "changes": '[{"month": 9, "settings": {"policy.openness": 0.9}}]',
    }
    text = client.get("/api/scenario.toml", params=asked).text
    assert "# To run it again: collectief run small.toml --seed 5" in text
    (tmp_path / "again.toml").write_text(text, encoding="utf-8")
    again = load(tmp_path / "again.toml")
    assert [change.date for change in again.changes.values()] == [area.date_of(9)]
    page = simulate(load_with(area, {"policy.contract_months": 60}), 5, (Change(9, {"policy.openness": 0.9}),))
    assert {name: list(one) for name, one in simulate(again, 5).series.items()} == {
        name: list(one) for name, one in page.series.items()
    }  # what is taken along runs again exactly
    assert tomllib.loads(text)["name"] == "small"
    assert {row["place"] for row in rows} >= {"street"} or rows[0]["place"]
    named = client.get("/api/frame.csv", params=ASK | {"month": "40", "arm": "B"}).headers["content-disposition"]
    assert 'filename="small-B-month-40.csv"' in named


@pytest.mark.parametrize("path", ["/static/%00", "/static/../app.py", "/static/%2e%2e/app.py", "/nothing"])
def test_a_path_that_is_no_file_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


# ---- what is opened --------------------------------------------------------------------------------------------------


def test_a_saved_run_is_opened_with_its_seed_and_settings(tmp_path: Path) -> None:
    file = tmp_path / "small.toml"
    file.write_text(dump(small({"months": 60})), encoding="utf-8")
    assert (
        collectief("run", file, "--seed", 7, "--set", "policy.openness=0.8", "--out", tmp_path / "out").returncode == 0
    )
    choices, opening = open_target(str(tmp_path / "out"), None)
    assert (opening["scenario"], opening["seed"], opening["arms"]["A"]["settings"]) == ("small", 7, {})
    assert choices.load("small").policy.openness == 0.8
    with pytest.raises(ScenarioError, match="give the folder it is in"):
        open_target(str(tmp_path / "out" / "run.json"), None)
    (tmp_path / "out" / "run.json").write_text("{}")
    with pytest.raises(ScenarioError, match=r"damaged or missing: run\.json"):
        open_target(str(tmp_path / "out"), None)


def test_what_is_opened_does_not_hide_a_scenario_of_the_same_name(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(dump(load("keilekwartier", {"policy.openness": 0.9})), encoding="utf-8")
    choices, opening = open_target(str(file), None)
    assert opening["scenario"] == "keilekwartier, mine.toml"
    assert choices.load(opening["scenario"]).policy.openness == 0.9
    assert choices.load("keilekwartier") == load("keilekwartier")
    titles = choices.scenarios()
    assert titles["keilekwartier, mine.toml"]["nl"] == "Keilekwartier, Rotterdam (keilekwartier, mine.toml)"
    assert titles["stylised-area"] == {"en": "Stylised area", "nl": "Denkbeeldig gebied"}


def test_a_break_after_two_years_is_lowered_with_the_lease_that_is_opened_on_and_told(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    terms = {"policy.contract_months": 60, "policy.landlord_break_months": 36, "policy.tenant_break_months": 12}
    file.write_text(dump(small({"months": 24} | terms)), encoding="utf-8")
    choices, opening = open_target(str(file), None)
    arms = {arm: one["settings"] for arm, one in opening["arms"].items()}
    assert arms["A"] == USUAL["A"] | {"policy.landlord_break_months": 24}
    assert arms["B"] == USUAL["B"]
    (note,) = told_as_lowered(choices.load(opening["scenario"]), arms)
    assert "policy A has policy.landlord_break_months = 24, where small has 36" in note
    assert subject_of(str(file)).notice == note
    assert subject_of(small({"months": 24} | terms)).policies["A"].scenario.policy.landlord_break_months == 24
    assert told_as_lowered(small(), {arm: dict(settings) for arm, settings in USUAL.items()}) == []


def test_an_experiment_is_opened_on_its_main_comparison_and_typical_run(tmp_path: Path) -> None:
    from test_experiment import SHORT, experiment_in

    file = experiment_in(tmp_path, SHORT, months=60)
    assert collectief("experiment", file, "--out", tmp_path / "out").returncode == 0
    _, opening = open_target(str(tmp_path / "out"), None)
    assert opening["arms"]["A"] == {
        "title": {"en": "2 years", "nl": "2 jaar"},
        "settings": {"policy.contract_months": 24},
    }
    assert opening["arms"]["B"]["settings"] == {"policy.contract_months": 120}
    assert 11 <= opening["seed"] < 19
    assert opening["notice"] is None
    write_manifest(tmp_path / "out", read_manifest(tmp_path / "out") | {"code": "0.0.1+other"})
    assert open_target(str(tmp_path / "out"), 3)[1]["notice"]["theirs"] == "0.0.1+other"


@pytest.mark.parametrize("target", ["keilekwartie", "no-such-folder/", "."])
def test_what_cannot_be_opened_is_refused(target: str, tmp_path: Path) -> None:
    shown = collectief("view", target, "--no-browser", cwd=tmp_path)
    assert shown.returncode == 2, shown.stderr
    assert "Traceback" not in shown.stderr


def test_a_free_port_is_found_and_a_taken_one_refused() -> None:
    first, second = listen("127.0.0.1", None), listen("127.0.0.1", None)
    try:
        assert first.getsockname()[1] != second.getsockname()[1]
        with pytest.raises(ScenarioError, match="in use"):
            listen("127.0.0.1", first.getsockname()[1])
        with pytest.raises(ScenarioError, match="no-such-host"):
            listen("no-such-host.invalid", None)
        with pytest.raises(ScenarioError, match=r"--host 192\.0\.2\.1: "):  # an address that is nobody's
            listen("192.0.2.1", None)
    finally:
        first.close()
        second.close()
