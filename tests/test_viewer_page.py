"""The page of the viewer in a real browser, asking a real server."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from starlette.responses import HTMLResponse
from viewing import component_picture, picture_of, served, wait_until

from collectief_sim.model import simulation
from collectief_sim.model.simulation import run
from collectief_sim.scenario import Scenario, dump, load
from collectief_sim.viewer.history import Change, simulate
from collectief_sim.viewer.opening import open_target
from collectief_sim.viewer.server import app as viewer_app
from collectief_sim.viewer.server.app import make_app
from collectief_sim.viewer.wire import encode

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The viewer on the Keilekwartier, served for real."""
    choices, opening = open_target("keilekwartier", 3)
    simulation.run(load("keilekwartier"), 3, 1)
    with served(make_app(choices, opening, ["127.0.0.1"])) as port:
        yield f"http://127.0.0.1:{port}/"


@pytest.fixture
def tab(browser: Any, address: str, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A fresh Dutch page; whatever it asks for must come from the viewer, and nothing may go wrong in it."""
    context = browser.new_context(viewport={"width": 1500, "height": 1000}, locale="nl-NL", accept_downloads=True)
    page = context.new_page()
    page.asked, page.wrong = [], []
    page.on("request", lambda asked: page.asked.append(asked.url))
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.on("console", lambda told: page.wrong.append(told.text) if told.type == "error" else None)
    page.goto(address)
    page.wait_for_selector("body[data-ready=yes]")
    yield page
    kept = Path(request.config.rootpath) / "results" / "screenshots"
    kept.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=kept / f"{request.node.name}.png")
    assert [url for url in page.asked if not url.startswith((address, "data:", "blob:", "about:"))] == []
    assert page.wrong == [] or "raises" in request.node.name
    context.close()


SLIDER = ".lever[data-path='{}'] .row:has(b.{}) input[type=range]"
# the settings that hold in B at a frame, by the page's own reckoning
HOLDING = """async (frame) => {
  const { holding } = await import("/static/component/policies.js");
  const { state } = await import("/static/page/state.js");
  return holding(state.arms.B, frame);
}"""


def frame_of(tab: Any) -> int:
    return int(tab.input_value(".scrub"))


TWO_FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def plays_on(tab: Any, frame: int) -> None:
    """Wait until a page that plays is at a frame or beyond."""
    tab.wait_for_function("(frame) => document.querySelector('#view').view.frame >= frame", arg=frame)


def scrub(tab: Any, frame: int) -> None:
    tab.fill(".scrub", str(frame))


def set_slider(tab: Any, path: str, arm: str, value: float) -> None:
    slider = tab.locator(SLIDER.format(path, arm))
    if not slider.is_visible():
        tab.click(f"#sliders details:has([data-path='{path}']) summary")
    slider.fill(str(value))


def shown(tab: Any, chart: str, arm: str) -> int:
    """The number beside a chart for one policy at the month shown."""
    text = tab.inner_text(f".chart[data-chart={chart}] .now")
    after = text.replace("\xa0", " ").split(f"{arm} ")[1].split("B ")[0]
    return int(after.strip().replace(".", "").replace(",", ""))


def settled(tab: Any) -> None:
    """Wait until what was asked for is shown."""
    tab.wait_for_selector("#message", state="hidden")


def shows(tab: Any, wanted: dict[tuple[str, str], int]) -> None:
    """Wait until the charts tell these numbers."""
    wait_until(lambda: {(chart, arm): shown(tab, chart, arm) for chart, arm in wanted} == wanted, f"{wanted} in charts")


def test_it_opens_in_dutch_with_two_maps_and_the_numbers_of_a_run(tab: Any) -> None:
    assert tab.inner_text("#title") == "Een gebied verandert"
    assert tab.locator("canvas").count() == 2
    scrub(tab, 240)
    for arm, months in (("A", 24), ("B", 120)):
        spec = load("keilekwartier", {"policy.contract_months": months, "policy.renewal_months": "same"})
        row = run(spec, 3).series.iloc[239]
        for chart in ("collectives", "entrepreneurs", "displaced", "homes_built", "work_floor_m2"):
            assert shown(tab, chart, arm) == pytest.approx(row[chart], abs=0.51)


def test_the_map_is_the_one_that_every_home_draws(tab: Any, browser: Any) -> None:
    spec = load("keilekwartier", {"policy.contract_months": 120, "policy.renewal_months": "same"})
    scrub(tab, 200)
    assert picture_of(tab, "#view", "B") == component_picture(browser, encode(simulate(spec, 3)), 200)


def test_it_plays_pauses_steps_and_scrubs(tab: Any) -> None:
    tab.select_option("select.speed", "60")
    started = time.perf_counter()
    tab.click(".play")
    plays_on(tab, 20)
    tab.click(".play")
    at = frame_of(tab)
    assert at <= 60 * (time.perf_counter() - started) + 10  # 60 a second at most, however busy the machine is
    tab.evaluate(TWO_FRAMES)
    assert frame_of(tab) == at
    tab.click(".step")
    assert frame_of(tab) == at + 1
    tab.click(".back")
    tab.click(".back")
    assert frame_of(tab) == at - 1
    scrub(tab, 100)
    assert tab.inner_text(".date") == "april 2023"
    tab.keyboard.press("Tab")
    tab.click("#title")
    tab.keyboard.press(".")
    assert frame_of(tab) == 101
    tab.keyboard.press(" ")
    plays_on(tab, 102)
    tab.keyboard.press(" ")
    assert tab.get_attribute(".play", "aria-pressed") == "false"
    tab.click(".first")
    assert frame_of(tab) == 0


def test_a_lever_waits_until_it_is_said_from_when_it_holds(tab: Any) -> None:
    scrub(tab, 300)
    before = shown(tab, "entrepreneurs", "A")
    set_slider(tab, "market.housing_pressure", "A", 0)
    assert tab.is_visible("#pending")
    assert shown(tab, "entrepreneurs", "A") == before
    tab.click("#restart")
    settled(tab)
    assert not tab.is_visible("#pending")
    assert frame_of(tab) == 300  # to see at once what it does
    spec = load(
        "keilekwartier",
        {"policy.contract_months": 24, "policy.renewal_months": "same", "market.housing_pressure": 0.0},
    )
    assert shown(tab, "entrepreneurs", "A") == run(spec, 3).series["entrepreneurs"].iloc[299]


def test_undo_takes_a_lever_back(tab: Any) -> None:
    set_slider(tab, "policy.openness", "B", 1)
    assert tab.is_visible("#pending")
    tab.click("#undo")
    assert not tab.is_visible("#pending")


def test_what_is_pending_stays_so_under_another_luck_and_in_another_area(tab: Any) -> None:
    set_slider(tab, "policy.openness", "B", 1)
    tab.fill("#seed", "9")
    tab.press("#seed", "Enter")
    settled(tab)
    tab.select_option("#scenario", "stylised-area")
    settled(tab)
    assert tab.is_visible("#pending")
    assert tab.input_value(SLIDER.format("policy.openness", "B")) == "1"
    spec = load("stylised-area", {"policy.contract_months": 120, "policy.renewal_months": "same"})
    scrub(tab, 120)
    shows(tab, {("entrepreneurs", "B"): run(spec, 9).series["entrepreneurs"].iloc[119]})
    tab.click("#restart")
    settled(tab)
    assert not tab.is_visible("#pending")
    assert tab.evaluate(HOLDING, 1)["policy.openness"] == 1


def test_a_switch_is_a_lever_too(tab: Any) -> None:
    tab.click("#sliders summary >> nth=2")
    tab.check(".lever[data-path='policy.first_right_to_buy'] .row:has(b.B) input")
    tab.click("#restart")
    settled(tab)
    assert "collectieven mogen als eerste kopen" in tab.inner_text("figure[data-arm=B] figcaption")
    assert "eerste kopen: nee" in tab.inner_text("figure[data-arm=A] figcaption")
    tab.click("#previous")
    tab.wait_for_selector("figure[data-arm=B] figcaption:not(:has-text('eerste kopen'))")


def fork(tab: Any, month: int, path: str, arm: str, value: float) -> None:
    scrub(tab, month)
    set_slider(tab, path, arm, value)
    tab.click("#fork")
    settled(tab)
    assert frame_of(tab) == month + 1  # the first month in which it holds


def test_a_fork_keeps_the_past_of_each_and_can_give_b_that_of_a(tab: Any) -> None:
    scrub(tab, 110)
    before = {(chart, arm): shown(tab, chart, arm) for chart in ("entrepreneurs", "work_floor_m2") for arm in "AB"}
    fork(tab, 120, "market.housing_pressure", "B", 0)
    scrub(tab, 110)
    assert before == {(chart, arm): shown(tab, chart, arm) for chart, arm in before}
    assert tab.input_value(SLIDER.format("market.housing_pressure", "B")) == "1"  # sliders tell the month shown
    scrub(tab, 350)
    assert tab.input_value(SLIDER.format("market.housing_pressure", "B")) == "0"
    assert shown(tab, "work_floor_m2", "A") < shown(tab, "work_floor_m2", "B")
    scrub(tab, 120)
    tab.click("#share")
    settled(tab)
    for month in (40, 119):
        scrub(tab, month)
        for chart in ("collectives", "entrepreneurs", "work_floor_m2"):
            assert shown(tab, chart, "A") == shown(tab, chart, "B")
    scrub(tab, 350)
    assert shown(tab, "work_floor_m2", "A") < shown(tab, "work_floor_m2", "B")
    spec = load("keilekwartier", {"policy.contract_months": 24, "policy.renewal_months": "same"})
    wanted = simulate(spec, 3, [Change(120, {"policy.contract_months": 120, "market.housing_pressure": 0})])
    assert shown(tab, "entrepreneurs", "B") == wanted.series["entrepreneurs"][350]
    tab.go_back()
    wait_until(lambda: tab.evaluate(HOLDING, 0)["policy.contract_months"] == 120, "the policy before")
    settled(tab)
    scrub(tab, 110)
    shows(tab, before)


def test_a_later_change_outlives_an_earlier_one(tab: Any) -> None:
    fork(tab, 200, "policy.openness", "B", 0.9)
    fork(tab, 100, "policy.programming", "B", 0.8)
    told = {month: tab.evaluate(HOLDING, month) for month in (100, 101, 200, 201)}
    assert [one.get("policy.programming") for one in told.values()] == [None, 0.8, 0.8, 0.8]
    assert [one.get("policy.openness") for one in told.values()] == [None, None, None, 0.9]
    scrub(tab, 50)
    set_slider(tab, "policy.openness", "B", 0.2)
    tab.click("#restart")
    settled(tab)
    assert {month: tab.evaluate(HOLDING, month).get("policy.openness") for month in (1, 300)} == {1: 0.2, 300: 0.2}


def test_marks_tell_when_something_happened_and_a_sentence_what_differs(tab: Any) -> None:
    fork(tab, 90, "policy.openness", "B", 0.9)
    told = [mark.get_attribute("aria-label") for mark in tab.locator(".marks button").all()]
    assert "juni 2023 · brand in Keilewerf I" in told
    assert "juli 2022 · B: luistert 0,90" in told  # the month that the button said
    assert any("eerste woningen" in one for one in told)
    tab.click(".marks button.fire")
    assert frame_of(tab) == 102
    scrub(tab, 240)
    sentence = tab.inner_text(".apart").replace("\xa0", " ")
    apart = shown(tab, "entrepreneurs", "B") - shown(tab, "entrepreneurs", "A")
    assert f"{'+' if apart > 0 else '−'}{abs(apart)} ondernemers" in sentence
    assert "geen voorspelling" in sentence
    tab.hover(".chart[data-chart=homes_built] svg")
    assert re.fullmatch(r"\w+ 20\d\d · A [\d.]+ · B [\d.]+", tab.inner_text(".tip"))
    scrub(tab, 0)
    assert tab.inner_text(".apart span") == "Aan het begin staan A en B er hetzelfde voor."


def test_a_collective_and_an_entrepreneur_can_be_read_about(tab: Any) -> None:
    scrub(tab, 150)
    tab.check(".as-table")
    tab.click("figure[data-arm=B] .table button >> nth=0")
    tab.wait_for_selector(".card h2:has-text('Collectief')")
    text = tab.inner_text(".card")
    for word in (
        "samenhang",
        "leden",
        "trede op de ladder",
        "uren binden",
        "Waarde naar buiten",
        "Levensloop",
        "opgericht",
    ):
        assert word in text
    tab.click(".card li button >> nth=0")  # an event goes to its month
    assert frame_of(tab) < 150
    scrub(tab, 150)
    click_on_somebody(tab)
    tab.wait_for_selector(".card h2:has-text('Ondernemer')")
    for word in ("kan betalen", "Banden", "Wat eraan voorafging"):
        assert word in tab.inner_text(".card")


def click_on_somebody(tab: Any) -> None:
    """Click on the first entrepreneur of policy A, where the page draws them (see static/component/map.js)."""
    spec = load("keilekwartier", {"policy.contract_months": 24, "policy.renewal_months": "same"})
    history = simulate(spec, 3)
    place = history.people_start[150]
    row, plot = int(history.people["row"][place]), int(history.people["plot"][place])
    luck = (row + 1) * 2654435761 % 2**32
    inside = [0.12 + 0.76 * part / 0xFFFF for part in (luck & 0xFFFF, luck >> 16)]
    box = tab.locator("figure[data-arm=A] canvas").bounding_box()
    size = (box["width"] - 2) / history.width
    x, y = plot % history.width + inside[0], plot // history.width + inside[1]
    tab.mouse.click(box["x"] + 1 + x * size, box["y"] + 1 + y * size)


def test_the_municipality_and_a_building_have_cards(tab: Any) -> None:
    scrub(tab, 100)
    tab.click("#municipality")
    tab.wait_for_selector(".card h2:has-text('Gemeente')")
    assert "Huurcontracten waarover zij beslist" in tab.inner_text(".card")
    canvas = tab.locator("figure[data-arm=A] canvas")
    canvas.focus()
    for key in ("ArrowUp", "ArrowUp", "ArrowLeft", "Enter"):
        tab.keyboard.press(key)
    tab.wait_for_selector(".card h2:not(:has-text('Gemeente'))")


def test_a_chart_goes_to_the_month_that_is_clicked(tab: Any) -> None:
    box = tab.locator(".chart[data-chart=homes_built] svg").bounding_box()
    tab.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert abs(frame_of(tab) - 180) <= 2


def test_layers_have_legends_and_the_language_can_be_switched(tab: Any) -> None:
    scrub(tab, 60)
    for layer in ("owner", "rent", "pull", "use"):
        tab.select_option("select.layer", layer)
        assert tab.locator(".legend span").count() >= 10
    tab.click("[data-language=en]")
    tab.wait_for_selector("#title:has-text('An area changes')")
    assert frame_of(tab) == 60
    assert tab.inner_text(".date") == "December 2019"
    assert tab.get_attribute("html", "lang") == "en"
    assert "policy of" not in tab.inner_text("body")


def test_another_area_and_another_luck(tab: Any) -> None:
    tab.select_option("#scenario", "stylised-area")
    settled(tab)
    assert tab.locator("#scenario option:checked").inner_text() == "Denkbeeldig gebied"
    scrub(tab, 120)
    tab.fill("#seed", "9")
    tab.press("#seed", "Enter")
    settled(tab)
    spec = load("stylised-area", {"policy.contract_months": 24, "policy.renewal_months": "same"})
    shows(tab, {("entrepreneurs", "A"): run(spec, 9).series["entrepreneurs"].iloc[119]})


def test_tabs_do_not_disturb_each_other_and_a_reload_in_mid_play_comes_back(tab: Any, address: str) -> None:
    tab.click(".play")
    other = tab.context.new_page()
    other.goto(address)
    other.wait_for_selector("body[data-ready=yes]")
    assert frame_of(other) == 0
    set_slider(other, "policy.openness", "A", 1)
    other.click("#restart")
    settled(other)
    tab.bring_to_front()
    plays_on(tab, 3)
    tab.click(".play")
    scrub(tab, 77)
    tab.click("[data-language=en]")
    tab.wait_for_selector("#title:has-text('An area changes')")
    tab.click(".play")
    plays_on(tab, 78)
    tab.reload()
    tab.wait_for_selector("body[data-ready=yes]")
    assert frame_of(tab) == 77
    assert tab.inner_text("#title") == "An area changes"
    assert not tab.is_visible("#pending")


def test_a_picture_a_table_and_a_scenario_can_be_taken_along(tab: Any, tmp_path: Path) -> None:
    scrub(tab, 100)
    with tab.expect_download() as picture:
        tab.click(".png")
    picture.value.save_as(tmp_path / "map.png")
    assert (tmp_path / "map.png").read_bytes()[:4] == b"\x89PNG"
    with tab.expect_download() as table:
        tab.click("#files a >> nth=0")
    assert table.value.suggested_filename == "keilekwartier-A-month-100.csv"
    with tab.expect_download() as scenario:
        tab.click("#files a >> nth=1")
    scenario.value.save_as(tmp_path / "scenario.toml")
    assert load(tmp_path / "scenario.toml").policy.contract_months == 24
    tab.click("#files summary >> nth=0")
    assert "collectief run keilekwartier --seed 3 --set policy.contract_months=24" in tab.inner_text("#files")


# what is written on the picture, and whether all of it is on it
WRITTEN = """() => {
  window.written = [];
  const write = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y, ...more) {
    if (!this.canvas.isConnected) {
      const inside = x >= 0 && y > 0 && y <= this.canvas.height && x + this.measureText(text).width <= this.canvas.width;
      window.written.push({ text, inside, narrowed: more.length > 0 });
    }
    write.call(this, text, x, y, ...more);
  };
}"""


def test_the_picture_tells_what_was_played_and_nothing_is_cut_off(tab: Any) -> None:
    fork(tab, 101, "policy.contract_months", "A", 120)  # 24 before
    fork(tab, 120, "policy.openness", "A", 0.9)
    fork(tab, 240, "policy.programming", "A", 0.9)
    scrub(tab, 200)
    tab.evaluate(WRITTEN)
    with tab.expect_download():
        tab.click(".png")
    written = tab.evaluate("window.written")
    assert [one for one in written if not one["inside"] or one["narrowed"]] == []
    text = " ".join(one["text"] for one in written).replace("\xa0", " ")
    played = "A: contract 24 maanden · verlenging: even lang als de eerste; vanaf juni 2023: contract 120 maanden"
    assert f"{played}; vanaf januari 2025: luistert 0,90 B: contract 120 maanden" in text
    assert "programmering" not in text  # that is still to come
    for word in (
        "collectief",
        "gebiedscoöperatie",
        "plan, niet aangekondigd",
        "aangekondigd plan",
        "huur opgezegd",
        "trekker (leidt)",
    ):
        assert word in text


def test_a_card_shows_that_the_map_has_played_on(tab: Any) -> None:
    scrub(tab, 100)
    tab.click("#municipality")
    tab.wait_for_selector(".card:not(.earlier) h2:has-text('Gemeente')")
    told = tab.inner_text(".card")
    assert "april 2023" in told
    tab.click(".play")
    tab.wait_for_selector(".card.earlier")
    assert tab.inner_text(".card") == told
    tab.click(".play")
    tab.wait_for_selector(".card:not(.earlier)")


# ---- other sites -----------------------------------------------------------------------------------------------------


class Elsewhere:
    """A page of another site, which tries what it can."""

    def __init__(self, target: str) -> None:
        self.target = target

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer with that page."""
        ask = f"{self.target}api/history?scenario=keilekwartier"
        page = f"""<!doctype html><a id="link" href="{self.target}">look</a>
            <img src="{ask}"><iframe src="{self.target}"></iframe>
            <script src="{ask}"></script><link rel="stylesheet" href="{self.target}static/page/style.css">
            <script>document.querySelector("#link").hash = location.hash;
            const hidden = {{ mode: "no-cors" }};
            Promise.allSettled([fetch("{ask}"), fetch("{ask}", hidden), fetch("{ask}", {{ method: "POST", ...hidden }})])
              .then((all) => {{ document.title = all.map((one) => one.status).join(" "); }});</script>"""
        if scope["type"] == "http":
            await HTMLResponse(page)(scope, receive, send)


def test_another_site_gets_nothing_and_its_link_simulates_nothing_by_itself(
    browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulated: list[int] = []

    def counted(*asked: Any) -> Any:
        simulated.append(asked[1])
        return simulate(*asked)

    monkeypatch.setattr(viewer_app, "simulate", counted)
    choices, opening = open_target("keilekwartier", 3)
    arms = {arm: {"settings": {}, "changes": []} for arm in "AB"}
    told = quote(
        json.dumps({"l": "nl", "s": "keilekwartier", "n": 7, "a": arms, "f": 66, "y": "use", "v": 10, "c": None})
    )
    for token in (None, "a-token"):
        simulated.clear()
        app = make_app(choices, opening, ["127.0.0.1"] if token is None else ["*"], token)
        context = browser.new_context(locale="nl-NL")
        page = context.new_page()
        with served(app) as port:
            address = f"http://127.0.0.1:{port}/"
            if token:
                page.goto(f"{address}?token={token}#{told}")  # typed: the token is kept, and gone from the address
                page.wait_for_selector("body[data-ready=yes]")
                assert (page.url.startswith(f"{address}#"), frame_of(page), len(simulated)) == (True, 66, 2)
                simulated.clear()
            with served(Elsewhere(address)) as other:
                page.goto(f"http://localhost:{other}/#{told}")
                page.wait_for_function("document.title !== ''")
                assert page.title() in (
                    "rejected rejected rejected",
                    "rejected fulfilled fulfilled",
                )  # nothing to be read
                page.click("#link")
                page.wait_for_selector("#permit")
                assert simulated == []
                page.click("#permit")
                page.wait_for_selector("body[data-ready=yes]")
                assert (frame_of(page), simulated) == (66, [7, 7])
                assert page.url.startswith(f"{address}#")
        context.close()


ODD = "</option></title><script>window.broken = 1</script><img src=x onerror='window.broken = 1'>"


@pytest.mark.parametrize("months", [1, 12])
def test_titles_from_files_are_never_markup_and_empty_areas_are_shown(
    browser: Any, tmp_path: Path, months: int
) -> None:
    area = {
        "map": "m.\n.m",
        "legend": {"m": {"title": ODD, "floor_m2": 600.0, "tenants": 0}, ".": {"title": ODD, "use": "open"}},
    }
    spec = Scenario.model_validate({"name": "odd", "title": ODD, "title_nl": ODD, "months": months, "area": area})
    (tmp_path / "odd.toml").write_text(dump(spec), encoding="utf-8")
    page = browser.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda told: wrong.append(told.text) if told.type == "error" else None)
    with served(make_app(*open_target(str(tmp_path / "odd.toml"), 1), ["127.0.0.1"])) as port:
        page.goto(f"http://127.0.0.1:{port}/")
        page.wait_for_selector("body[data-ready=yes]")
        scrub(page, months)
        page.check(".as-table")
        page.locator("figure[data-arm=A] canvas").click(position={"x": 10, "y": 10})
        page.wait_for_selector(".card h2")
        with page.expect_download():
            page.click(".png")
        page.click("#municipality")
        page.wait_for_selector(".card h2")
        assert page.locator("#scenario option:checked").inner_text() == ODD
        assert page.evaluate("window.broken") is None
    assert wrong == []
    page.close()


def test_a_model_that_raises_is_told_and_the_picture_stays(tab: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    scrub(tab, 50)
    before = shown(tab, "entrepreneurs", "B")

    def broken(*_: Any) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(viewer_app, "simulate", broken)
    set_slider(tab, "policy.openness", "B", 1)
    tab.click("#restart")
    tab.wait_for_selector("#message:has-text('ZeroDivisionError: a bug')")
    monkeypatch.undo()
    assert shown(tab, "entrepreneurs", "B") == before
    tab.click(".play")
    plays_on(tab, 51)
    tab.click(".play")
    set_slider(tab, "policy.openness", "B", 0.9)
    tab.click("#restart")
    settled(tab)


@pytest.mark.parametrize(
    ("refused", "words"),
    [
        ({"error": "stopped", "code": "too_long"}, "deze simulatie is gestopt, omdat zij te lang duurde."),
        (
            {"error": "seed = 'x'", "code": "input"},
            "deze invoer kan niet. In de (Engelse) woorden van het model: seed = 'x'",
        ),
        ({"error": "something else"}, "Er ging iets mis: something else"),
    ],
)
def test_a_refusal_that_a_page_raises_is_told_in_its_language(tab: Any, refused: dict[str, str], words: str) -> None:
    tab.route("**/api/history*", lambda route: route.fulfill(status=400, json=refused))
    tab.fill("#seed", "5")
    tab.dispatch_event("#seed", "change")
    tab.wait_for_function("(words) => document.querySelector('#message').innerText.includes(words)", arg=words)


def test_playing_all_of_it_fast_five_times_does_not_break_it(tab: Any) -> None:
    tab.select_option("select.speed", "60")
    for _ in range(5):
        tab.click(".first")
        tab.click(".play")
        tab.wait_for_selector(".play[aria-pressed=false]", timeout=60_000)
        assert frame_of(tab) == 360
    tab.click(".first")
    tab.click(".step")
    assert frame_of(tab) == 1
    assert tab.evaluate("performance.memory.usedJSHeapSize") < 200e6


def test_an_address_that_was_tampered_with_opens_the_page_all_the_same(tab: Any, address: str) -> None:
    arms = {arm: {"settings": {}, "changes": []} for arm in "AB"}
    odd = {"l": "xx", "s": "keilekwartier", "n": 3, "a": arms, "f": -7, "y": "zz", "v": 0, "c": {"arm": "C"}}
    for told in ('{"a":1}', "%%%", json.dumps(odd)):
        tab.goto("about:blank")
        tab.goto(f"{address}#{quote(told)}")
        tab.wait_for_selector("body[data-ready=yes]")
        assert frame_of(tab) == 0
        assert not tab.is_visible("#message")


def test_nothing_on_the_page_violates_wcag(browser: Any, address: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_context(bypass_csp=True, locale="en-GB").new_page()
    page.goto(address)
    page.wait_for_selector("body[data-ready=yes]")
    page.click("#municipality")
    page.check(".as-table")
    page.click(".glossary summary")
    while page.locator("#sliders details:not([open])").count():
        page.click("#sliders details:not([open]) summary >> nth=0")
    page.fill(".scrub", "150")
    page.wait_for_selector(".card h2")
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
    assert found.violations_count == 0, found.generate_report()


# ---- dated policy, and breaks beside leases --------------------------------------------------------------------------


def shown_at(tab: Any, path: str, arm: str) -> str:
    return str(tab.inner_text(f".lever[data-path='{path}'] .row:has(b.{arm}) output"))


def test_levers_show_what_the_scenario_itself_changes(tab: Any) -> None:
    space = "policy.new_floor_in_redevelopment"
    tab.click("#sliders summary:has-text('Huren en ruimte')")
    before = tab.inner_text("figcaption >> nth=0")
    assert shown_at(tab, space, "A") == "0,00"
    tab.click(".mark.policy")
    assert frame_of(tab) == 91  # July 2022
    assert [shown_at(tab, space, arm) for arm in "AB"] == ["0,90", "0,90"]
    assert tab.inner_text("figcaption >> nth=0") == before  # both do as the scenario says
    scrub(tab, 100)
    tab.fill(SLIDER.format(space, "B"), "0.5")
    tab.click("#fork")
    tab.wait_for_function("() => document.querySelector('#pending').hidden")
    assert [shown_at(tab, space, arm) for arm in "AB"] == ["0,90", "0,50"]


def test_a_break_goes_no_further_than_the_lease_and_what_is_left_is_told(tab: Any) -> None:
    landlord = "policy.landlord_break_months"
    box = f".lever[data-path='{landlord}'] .row:has(b.A)"
    tab.uncheck(f"{box} .limit input")
    assert (shown_at(tab, landlord, "A"), tab.get_attribute(f"{box} input[type=range]", "max")) == ("24", "24")
    tab.fill(SLIDER.format("policy.contract_months", "A"), "120")
    tab.fill(SLIDER.format(landlord, "A"), "60")
    assert shown_at(tab, landlord, "A") == "60"
    tab.fill(SLIDER.format("policy.contract_months", "A"), "36")  # lowered with the lease, and back with it
    assert shown_at(tab, landlord, "A") == "36"
    tab.fill(SLIDER.format("policy.contract_months", "A"), "120")
    assert shown_at(tab, landlord, "A") == "60"
    scrub(tab, 60)
    tab.click("#fork")
    tab.wait_for_function("() => document.querySelector('#pending').hidden")
    scrub(tab, 20)
    tab.fill(SLIDER.format("policy.contract_months", "A"), "36")
    tab.click("#restart")
    told = tab.inner_text("#message")
    assert "geen contract is dan langer dan 36 maanden" in told
    assert "januari 2020" in told
    assert shown_at(tab, "policy.contract_months", "A") == "36"  # still pending, and the page goes on
    tab.click("#undo")
    assert shown_at(tab, "policy.contract_months", "A") == "24"


FIRSTS = """async (building) => {
  const { AreaMap } = await import("/static/component/map.js");
  return Object.assign(Object.create(AreaMap.prototype), { history: { groups: { index: { building } } } }).firsts();
}"""
TOLD_OF_FORMS = """async ([forms, here]) => {
  const { collective } = await import("/static/component/cards/collective.js");
  const none = () => "";
  const words = { say: (key) => key, in: (said) => said?.en ?? "", called: none, monthDate: none, months: none, number: String };
  const card = { number: 0, alive: true, forms, building: { titles: {}, forms: here } };
  const parts = collective(card, { words, history: {}, start: "2020-01", frame: 9, go: () => 0, open: () => 0 });
  const heads = parts.filter((part) => part.textContent === "card|forms");
  return heads.map((head) => [...parts[parts.indexOf(head) + 1].children].map((line) => line.textContent.trim()));
}"""


def test_a_form_is_marked_on_the_first_plot_of_a_building_alone(tab: Any) -> None:
    assert tab.evaluate(FIRSTS, [-1, 4, 4, 2, 4, 2]) == [1, 3]


def test_what_is_about_a_collective_and_its_building_is_told_once(tab: Any) -> None:
    invested, agreed = ({"month": month, "said": {"en": what}} for month, what in ((7, "invested"), (3, "agreed")))
    assert tab.evaluate(TOLD_OF_FORMS, [[invested], [agreed, invested]]) == [["agreed", "invested"]]
    assert tab.evaluate(TOLD_OF_FORMS, [[], []]) == []


def test_a_form_has_a_mark_of_its_own_on_the_time_axis(tab: Any) -> None:
    shape = """(marks, kind) => {
      const mark = document.createElement("button");
      mark.className = `mark ${kind}`;
      marks.append(mark);
      const found = getComputedStyle(mark).clipPath;
      mark.remove();
      return found;
    }"""
    assert (
        len(
            {
                tab.locator(".marks").evaluate(shape, kind)
                for kind in ("form", "area_level", "policy", "fire", "no_homes")
            }
        )
        == 5
    )
