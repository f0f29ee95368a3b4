"""What Mesa users get: parameters, two policies, and Mesa's own drawings, plots and reset on our model as it is."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from conftest import small
from mesa.visualization import SpaceRenderer, make_plot_component, solara_viz
from mesa.visualization.components import AgentPortrayalStyle, PropertyLayerStyle
from mesa.visualization.user_param import Slider

from collectief_sim import CollectiefModel, ScenarioError
from collectief_sim.mesa_face.agents import Entrepreneur
from collectief_sim.scenario import Scenario, load
from collectief_sim.scenario.files import override
from collectief_sim.viewer.cards.asked import card
from collectief_sim.viewer.levers import levers_of
from collectief_sim.viewer.opening import open_target

solara = pytest.importorskip("solara")
mesa_viewer = pytest.importorskip("collectief_sim.viewer.mesa")

from collectief_sim.viewer.mesa import TwoPolicies, north_up, parameters, parameters_of_two  # noqa: E402
from collectief_sim.viewer.mesa.opened import opened_by, usual  # noqa: E402
from collectief_sim.viewer.mesa.parameters import label_of  # noqa: E402
from collectief_sim.viewer.mesa.patience import wait_for_drawing  # noqa: E402
from collectief_sim.viewer.mesa.shown import Shown, usual_in  # noqa: E402
from collectief_sim.viewer.mesa.typed import OneOnPage, TwoOnPage  # noqa: E402
from collectief_sim.viewer.mesa.words import date_in, language_of  # noqa: E402

mpl.use("Agg")
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of Solara's own


def values_of(controls: dict[str, Any]) -> dict[str, Any]:
    """What Mesa's page hands to a model from parameters that nobody has moved."""
    own, fixed = solara_viz.split_model_params(controls)
    return fixed | {name: one.get("value") for name, one in own.items()}


def reset(model: Any, values: dict[str, Any]) -> Any:
    """A model made anew as Mesa's Reset does it."""
    ways = {"add_scenario_when_empty": True, "require_model_accepts_scenario": True}
    return type(model)(**solara_viz._build_model_init_kwargs(model, values, **ways))


# ---- parameters ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_lever_is_a_parameter_with_its_unit_range_and_source(language: str) -> None:
    controls = parameters("keilekwartier", 3, language)
    for lever in levers_of(load("keilekwartier")):
        found = controls[lever["path"].rpartition(".")[2]]
        label = found.label if isinstance(found, Slider) else found["label"]
        assert lever["name"][language] in label
        assert (
            lever["source"] if lever["source"] != "assumed" else {"en": "assumed", "nl": "aangenomen"}[language]
        ) in label
        assert lever["slider"] is None or "absent" in lever or "–" in label
    assert {"en": "(12–240 months; E38)", "nl": "(12–240 maanden; E38)"}[language] in controls["contract_months"].label


@pytest.mark.parametrize("name", ["stylised-area", "keilekwartier"])
def test_parameters_that_nobody_moved_are_the_scenario(name: str) -> None:
    model = CollectiefModel(**values_of(parameters(name, 3)))
    assert model.spec == load(name)
    assert model.seed == 3
    solara_viz._check_model_params(model, parameters(name))


def test_a_value_between_or_beyond_the_steps_of_a_slider_stays_as_it_is() -> None:
    odd = override(
        load("stylised-area"), {"policy.contract_months": 30, "policy.openness": 0.333, "policy.notice_months": 60}
    )
    controls = parameters(odd)
    for name in ("contract_months", "openness", "notice_months"):
        one = controls[name]
        steps = (one.value - one.min) / one.step
        assert one.min <= one.value <= one.max
        assert steps == pytest.approx(round(steps))
    assert controls["contract_months"].step == 6
    assert not controls["contract_months"].is_float_slider


def test_a_lever_without_a_value_is_a_choice_that_our_model_takes() -> None:
    for language in ("en", "nl"):
        controls = parameters("stylised-area", language=language)
        cap, renewal = controls["rent_cap_eur_m2_year"], controls["renewal_months"]
        assert [one["value"] for one in cap["values"]][:3] == [None, 40, 45]
        assert renewal["values"][0]["value"] == "same"
    assert cap["values"][0]["text"] == "geen plafond"
    model = CollectiefModel(**values_of(controls) | {"rent_cap_eur_m2_year": 45, "renewal_months": 36})
    assert (model.spec.policy.rent_cap_eur_m2_year, model.spec.policy.renewal_months) == (45, 36)


def test_numbers_are_written_as_people_of_the_language_do() -> None:
    fund = next(one for one in levers_of(load("stylised-area")) if one["path"].endswith("purchase_fund_eur_year"))
    assert "2,000,000" in label_of(fund, "en")
    assert "2.000.000" in label_of(fund, "nl")


# ---- models that Mesa makes and steps ---------------------------------------------------------------------------------


def test_mesas_reset_makes_our_model_anew_from_parameters() -> None:
    model = CollectiefModel(small(), rng=2)
    model.step()
    again = reset(model, {"spec": small(), "rng": 2, "contract_months": 120})
    assert (again.months_done, again.seed, again.spec.policy.contract_months) == (0, 2, 120)


def test_a_record_of_parameters_that_would_be_lost_is_refused() -> None:
    from mesa.experimental.scenarios import Scenario as Record

    assert CollectiefModel(small(), scenario=Record()).months_done == 0
    for odd in (Record(contract_months=3), "stylised-area", small()):
        with pytest.raises(ScenarioError, match="as `spec`"):
            CollectiefModel(small(), scenario=odd)


def test_two_policies_are_two_runs_with_one_luck() -> None:
    pair = TwoPolicies(small(), rng=4, a_contract_months=24, b_contract_months=120, housing_pressure=1.5)
    alone = [CollectiefModel(small(), 4, contract_months=months, housing_pressure=1.5) for months in (24, 120)]
    while pair.running:
        pair.step()
    for one, other in zip(pair.models, alone, strict=True):
        other.finish()
        assert one.outcomes == other.outcomes
        assert one.series.equals(other.series)
    months = pair.time
    for _ in range(3):
        pair.step()
    assert pair.time == months == float(pair.a.months_done)


def test_of_two_policies_the_longer_run_goes_on() -> None:
    pair = TwoPolicies(small({"months": 5}), other=small({"months": 8}))
    for _ in range(12):
        pair.step()
    assert (pair.a.months_done, pair.b.months_done, pair.time, pair.running) == (5, 8, 8.0, False)


def test_parameters_of_two_are_two_scenarios_in_one_market() -> None:
    long = override(load("stylised-area"), {"policy.contract_months": 120})
    controls = parameters_of_two("stylised-area", 3, other=long)
    pair = TwoPolicies(**values_of(controls))
    assert (pair.a.spec, pair.b.spec) == (load("stylised-area"), long)
    assert {"a_openness", "b_openness", "housing_pressure", "rng"} < set(controls)
    assert controls["b_openness"].label.startswith("B · ")
    again = reset(pair, values_of(controls) | {"a_contract_months": 48})
    assert (again.a.spec.policy.contract_months, again.b.spec.policy.contract_months) == (48, 120)


@pytest.mark.parametrize("kind", [OneOnPage, TwoOnPage])
@pytest.mark.parametrize(
    ("typed", "seed", "told"),
    [
        ("12", 12, None),
        (" 7 ", 7, None),
        (5, 5, None),
        ("abc", 3, "abc"),
        ("", 3, ""),
        ("-1", 3, "-1"),
        ("1.5", 3, "1.5"),
    ]
    + [("9" * 30, 3, "9" * 30), ("٣", 3, "٣"), (str(2**63 - 1), 2**63 - 1, None), (str(2**63), 3, str(2**63))],
)
def test_what_is_typed_for_a_seed_is_one_or_is_told(kind: Any, typed: Any, seed: int, told: str | None) -> None:
    model = kind(spec=small(), rng=typed, otherwise=3)
    assert ((model.a if kind is TwoOnPage else model).seed, model.no_seed) == (seed, told)


def test_a_break_after_the_end_of_the_longest_lease_is_lowered_and_told() -> None:
    one = OneOnPage(spec=small(), contract_months=24, landlord_break_months=60, tenant_break_months=12)
    assert (one.spec.policy.landlord_break_months, one.spec.policy.tenant_break_months) == (24, 12)
    assert one.lowered == [("", {"landlord_break_months": 24})]
    two = TwoOnPage(spec=small(), a_landlord_break_months=60, b_landlord_break_months=60, b_contract_months=120)
    assert [model.spec.policy.landlord_break_months for model in two.models] == [24, 60]
    assert two.lowered == [("A · ", {"landlord_break_months": 24}), ("B · ", {})]


# ---- what is shown ----------------------------------------------------------------------------------------------------


def header(data: bytes) -> dict[str, Any]:
    return json.loads(data[4 : 4 + int.from_bytes(data[:4], "little")])


def test_a_model_is_shown_as_it_stands_with_its_series_so_far() -> None:
    model = CollectiefModel(small(), rng=2)
    shown = Shown(model)
    for month in range(3):
        told = header(shown.histories()["A"])
        assert (told["first"], told["last"], told["seed"]) == (month, month, 2)
        model.step()
        assert shown.months() == (month, month + 1)


def test_cards_are_those_of_the_run_after_changes_too() -> None:
    model = CollectiefModel(small(), rng=2)
    shown = Shown(model)
    for _ in range(3):
        model.step()
    model.change({"policy.contract_months": 120})
    for _ in range(3):
        model.step()
    assert shown.changes == 1
    assert shown.card("A", "entrepreneur", 0, 2) == card("entrepreneur", 0, small(), 2, 2)
    assert shown.card("A", "municipality", 0, 99) == shown.card("A", "municipality", 0, 6)  # not beyond what has passed
    assert shown.options(["maps"], None, "en", "use", usual_in(small()))["policies"]["A"]["changes"] == [
        {"month": 3, "settings": {"policy.contract_months": 120}}
    ]
    with pytest.raises(LookupError):
        shown.card("B", "entrepreneur", 0, 2)


def test_a_model_that_does_more_in_a_step_has_no_cards() -> None:
    class More(CollectiefModel):
        def step(self) -> None:
            super().step()

    shown = Shown(More(small()))
    assert not shown.options([], [], "en", "use", {})["cards"]
    with pytest.raises(LookupError):
        shown.card("A", "entrepreneur", 0, 0)


def test_what_a_policy_does_otherwise_than_the_scenario_is_told() -> None:
    usual = usual_in(small())
    pair = TwoPolicies(small(), a_openness=0.9, housing_pressure=2.0)
    told = Shown(pair).options([], None, "nl", "use", usual)["policies"]
    assert told["A"]["settings"]["policy.openness"] == 0.9
    assert told["B"]["settings"]["policy.openness"] == small().policy.openness
    always = {"policy.contract_months", "policy.renewal_months"}
    assert set(told["A"]["settings"]) == always | {"policy.openness", "market.housing_pressure"}


def test_a_player_waits_for_what_another_thread_draws() -> None:
    class Context:
        thread_lock = threading.Lock()

    wait_for_drawing(Context)
    with Context.thread_lock:
        waiting = threading.Thread(target=wait_for_drawing, args=[Context])
        waiting.start()
        time.sleep(0.05)
        assert waiting.is_alive()
    waiting.join(5)
    assert not waiting.is_alive()


def test_what_stayed_undrawn_is_drawn() -> None:
    from collectief_sim.viewer.mesa.area import AreaWidget

    model = CollectiefModel(small(), rng=2)
    _box, context = solara.render(mesa_viewer.AreaView(model), handle_error=False)
    (widget,) = context.find(AreaWidget).widgets
    for _ in range(4):
        model.step()  # and nobody counts `update_counter` up
    ends = time.monotonic() + 20
    while header(widget.a)["last"] != 4:
        assert time.monotonic() < ends
        time.sleep(0.05)
    context.close()


# ---- Mesa's own drawings ----------------------------------------------------------------------------------------------


def portray(agent: Any) -> AgentPortrayalStyle:
    return AgentPortrayalStyle(color="tab:red" if agent.role == "trekker" else "tab:gray", size=12)


def style(layer: Any) -> PropertyLayerStyle | None:
    return PropertyLayerStyle(colormap="viridis", colorbar=True) if layer.name == "y" else None


@pytest.fixture
def model() -> CollectiefModel:
    found = CollectiefModel("keilekwartier", rng=3)
    found.step()
    return found


def renderer_of(model: CollectiefModel, backend: Any) -> SpaceRenderer:
    found = SpaceRenderer(model, backend=backend).setup_agents(portray).setup_propertylayer(style)
    found.post_process = north_up
    found.draw_structure()
    found.draw_agents()
    found.draw_propertylayer()
    return found


def test_matplotlib_draws_our_model_with_north_up(model: CollectiefModel) -> None:
    found = renderer_of(model, "matplotlib")
    axes = found.canvas
    for _ in range(2):  # turning twice is turning once
        north_up(axes)
    low, high = axes.get_ylim()
    assert low > high  # y of the grid grows to the south, downward in the picture
    (image,) = axes.images
    assert (image.origin, set(np.asarray(image.get_array())[0])) == ("lower", {0})  # the northernmost row is at y = 0
    places = {(float(x), float(y)) for drawn in axes.collections for x, y in np.asarray(drawn.get_offsets())}
    assert places == {tuple(map(float, agent.cell.coordinate)) for agent in model.agents_by_type[Entrepreneur]}
    mpl.pyplot.close("all")


def test_altair_draws_our_model_with_north_up(model: CollectiefModel) -> None:
    alt = pytest.importorskip("altair")
    found = renderer_of(model, "altair")
    chart = north_up(alt.layer(found.space_mesh, found.propertylayer_mesh, found.agent_mesh)).to_dict()

    def layers(part: dict[str, Any]) -> list[dict[str, Any]]:
        return [one for inner in part["layer"] for one in layers(inner)] if "layer" in part else [part]

    turned = [one["encoding"]["y"] for one in layers(chart) if "y" in one.get("encoding", {})]
    assert turned
    assert all(y["scale"]["reverse"] for y in turned)


@pytest.mark.parametrize("backend", ["matplotlib", "altair"])
def test_mesas_page_draws_our_model_and_draws_it_anew(model: CollectiefModel, backend: str) -> None:
    found = renderer_of(model, backend)
    for _ in range(2):
        _box, context = solara.render(solara_viz.SpaceRendererComponent(model, found), handle_error=False)
        context.close()
        model.step()
    again = solara_viz.copy_renderer(found, CollectiefModel("keilekwartier", rng=4))
    assert again.post_process_func is north_up
    mpl.pyplot.close("all")


@pytest.mark.parametrize(
    "measure", ["collectives", {"collectives": "tab:blue", "stable": "tab:red"}, ["members", "displaced"]]
)
@pytest.mark.parametrize("backend", ["matplotlib", "altair"])
def test_mesas_plots_take_our_series(measure: Any, backend: Any) -> None:
    made, page = make_plot_component(measure, backend=backend, page=2)
    assert page == 2
    model = CollectiefModel(small(), rng=2)
    for _ in range(3):
        _box, context = solara.render(made(model), handle_error=False)
        context.close()
        model.step()
    mpl.pyplot.close("all")


# ---- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        (["nl-NL,nl;q=0.9,en;q=0.8"], "nl"),
        (["de,en;q=0.7,nl;q=0.3"], "en"),
        (["fr"], "en"),
        ([], "en"),
        (["nl;q=x,en;q=0.1"], "en"),
    ],
)
def test_a_page_speaks_what_the_browser_asks_for(asked: list[str], language: str) -> None:
    assert language_of({"accept-language": asked} if asked else None) == language


def test_both_languages_say_the_same() -> None:
    folder = Path(mesa_viewer.__file__).with_name("words")
    english, dutch = (json.loads((folder / f"{one}.json").read_text(encoding="utf-8")) for one in ("en", "nl"))
    assert english.keys() == dutch.keys()
    for key, text in english.items():
        assert type(text) is type(dutch[key])
        if isinstance(text, dict | list):
            assert len(text) == len(dutch[key])
        else:
            assert sorted(part.split("}")[0] for part in text.split("{")[1:]) == sorted(
                part.split("}")[0] for part in dutch[key].split("{")[1:]
            )


def test_the_date_is_that_of_the_last_month() -> None:
    area: Scenario = load("keilekwartier")
    assert date_in(area, 0, "nl") == "begin januari 2015"
    assert [date_in(area, month, "en") for month in (1, 12, 13)] == ["January 2015", "December 2015", "January 2016"]


# ---- what is not installed --------------------------------------------------------------------------------------------


def test_without_solara_the_command_says_what_to_install() -> None:
    told = "import sys; sys.modules['solara'] = None; from collectief_sim.cli.main import command; command()"
    asked = [sys.executable, "-c", told, "view", "stylised-area", "--mesa", "--no-browser"]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=600)
    assert done.returncode == 2
    assert "pip install 'collectief-sim[viewer]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_pages_open_on_what_the_command_was_asked_for() -> None:
    found = opened_by(*open_target("keilekwartier", 5))
    assert (found.seed, found.title("nl")) == (5, "Keilekwartier, Rotterdam")
    assert [found.scenarios[arm].policy.contract_months for arm in "AB"] == [24, 120]
    assert usual().scenarios == found.scenarios
