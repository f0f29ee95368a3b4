"""Mesa's viewer in a real browser: its controls do what they say, to the end of the run and after it."""

from __future__ import annotations

import re
import subprocess
import sysconfig
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any

import httpx
import pytest
from test_cli import COMPILING, SCRIPT
from viewing import component_picture, picture_of, wait_until

from collectief_sim import CollectiefModel
from collectief_sim.model.simulation import run
from collectief_sim.scenario import dump, load
from collectief_sim.scenario.files import override
from collectief_sim.viewer.history import simulate
from collectief_sim.viewer.wire import encode

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
pytest.importorskip("solara")

ROOT = Path(__file__).parents[1]
MONTHS = 120
# what is dated just after these ten years comes a month earlier
SHORT = {"months": MONTHS, "facts.programme.until": "2024-12", "facts.noise.date": "2024-12"}
# the views on a page, wherever they stand: month, how often drawn, how wide the map and how many views
VIEWS = """() => {
  const found = [];
  const walk = (root) => { for (const one of root.querySelectorAll("*")) {
    if (one.view?.draws !== undefined) found.push(one.view);
    if (one.shadowRoot) walk(one.shadowRoot);
  } };
  walk(document);
  return found.map((view) => ({ frame: view.frame, draws: view.draws, arms: view.arms, last: view.last,
    shown: Object.entries(view.parts).filter(([, part]) => part.hidden === false).map(([name]) => name),
    seeds: view.arms.map((arm) => view.histories[arm].seed) }));
}"""


PLOT = "img"  # Mesa's, made by Matplotlib


@contextmanager
def command(log: Path, *words: str) -> Iterator[str]:
    """A server that a command starts, and its address."""
    with log.open("w") as out:
        server = subprocess.Popen(words, stdout=out, stderr=out)
    try:
        where = wait_until(lambda: re.search(r"https?://[^\s\x1b]+", log.read_text()), "the address", COMPILING)
        wait_until(lambda: answers(where[0]), "an answer")
        yield where[0].rstrip("/") + "/"
    finally:
        server.terminate()
        server.wait(20)


def answers(address: str) -> bool:
    with suppress(httpx.HTTPError):
        return httpx.get(address, trust_env=False).status_code == 200
    return False


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Mesa's viewer on the Keilekwartier of ten years, as the command starts it."""
    folder = tmp_path_factory.mktemp("mesa")
    area = folder / "short.toml"
    area.write_text(dump(override(load("keilekwartier"), SHORT)), encoding="utf-8")
    with command(folder / "log", str(SCRIPT), "view", str(area), "--mesa", "--no-browser", "--seed", "3") as where:
        yield where
        assert "Traceback" not in (folder / "log").read_text()


class Tab:
    """A page in a browser, and what can be done on it."""

    def __init__(self, browser: Any, address: str, path: str = "", language: str = "nl-NL") -> None:
        self.address = address
        self.context = browser.new_context(viewport={"width": 1500, "height": 1000}, locale=language)
        self.page = self.context.new_page()
        self.asked: list[str] = []
        self.wrong: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("websocket", lambda socket: self.asked.append(socket.url.replace("ws://", "http://")))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", lambda told: self.wrong.append(told.text) if told.type == "error" else None)
        self.page.goto(address + path)
        self.page.wait_for_selector("canvas", timeout=60_000)

    def close(self) -> None:
        """Nothing was asked of another machine, nothing went wrong."""
        assert [url for url in self.asked if not url.startswith((self.address, "data:", "blob:"))] == []
        assert self.wrong == []
        self.context.close()

    @property
    def view(self) -> dict[str, Any]:
        """The one view on the page."""
        (found,) = self.views()
        return found

    def views(self) -> list[dict[str, Any]]:
        """All views on the page: none while one takes the place of another."""
        return list(self.page.evaluate(VIEWS))

    def comes_to(self, true: Callable[[dict[str, Any]], Any], what: str) -> dict[str, Any]:
        """Wait for a state of the view."""
        return dict(wait_until(lambda: next(filter(true, self.views()), None), what))

    def click(self, label: str) -> None:
        """Click a button of Mesa's or of ours."""
        self.page.locator(f".v-btn:has-text('{label}')").first.click()

    def open_tab(self, label: str) -> None:
        """Open a tab, or one of the pages."""
        self.page.locator(f".v-tab:has-text('{label}')").click()

    def says(self, text: str) -> bool:
        """Whether a text is there."""
        return bool(self.page.get_by_text(text).count())

    def time(self) -> float:
        """Mesa's own clock."""
        return float(self.page.locator("text=/^Time: /").inner_text().split()[1])

    def disabled(self, label: str) -> bool:
        """Whether a button cannot be clicked."""
        return bool(self.page.locator(f".v-btn:has-text('{label}')").first.is_disabled())


@pytest.fixture
def open_page(browser: Any, address: str, request: pytest.FixtureRequest) -> Iterator[Callable[..., Tab]]:
    """Open pages; at the end each is looked at and must have asked nothing of others."""
    tabs: list[Tab] = []

    def opened(path: str = "", language: str = "nl-NL") -> Tab:
        tabs.append(Tab(browser, address, path, language))
        return tabs[-1]

    yield opened
    kept = Path(request.config.rootpath) / "results" / "screenshots"
    kept.mkdir(parents=True, exist_ok=True)
    for place, tab in enumerate(tabs):
        tab.page.screenshot(path=kept / f"{request.node.name}-{place}.png")
        tab.close()


# ---- what is seen -----------------------------------------------------------------------------------------------------


def test_a_page_opens_with_title_date_map_and_legend_in_the_language_of_the_browser(
    open_page: Callable[..., Tab],
) -> None:
    dutch, english = open_page(), open_page(language="en-GB")
    assert dutch.says("Keilekwartier, Rotterdam, begin januari 2015")
    assert dutch.says("maand 0 van 120 · toeval 3")
    assert dutch.says("eerste looptijd van een huurcontract (12–240 maanden; E38)")
    assert english.says("Keilekwartier, Rotterdam, start of January 2015")
    assert english.says("first term of a lease (12–240 months; E38)")
    assert {"maps", "legend", "charts", "card"} <= set(dutch.view["shown"])
    for tab, word in ((dutch, "werk"), (english, "work")):
        assert tab.page.locator(".legend").get_by_text(word, exact=True).count()


def test_the_language_can_be_switched_while_a_run_goes_on(open_page: Callable[..., Tab]) -> None:
    tab = open_page()
    tab.click("Step")
    tab.comes_to(lambda view: view["frame"] == 1, "a month")
    tab.click("English")
    wait_until(lambda: tab.says("Keilekwartier, Rotterdam, January 2015"), "English")
    wait_until(lambda: tab.says("rent cap on municipal buildings"), "English labels")
    tab.comes_to(lambda view: view["frame"] == 1, "the same month")


def shows(view: dict[str, Any], part: str, has_map: bool) -> bool:
    """Whether a part is shown, and a map if there is to be one."""
    return part in view["shown"] and ("maps" in view["shown"]) == has_map


def test_only_the_open_tab_is_drawn(open_page: Callable[..., Tab]) -> None:
    tab = open_page()
    for name, shown in (
        ("Collectieven", "table"),
        ("Kaart", "maps"),
        ("Mensen", "charts"),
        ("Kaart", "maps"),
        ("Geld", "charts"),
    ):
        tab.open_tab(name)
        tab.comes_to(partial(shows, part=shown, has_map=name != "Collectieven"), name)
        wait_until(lambda: len(tab.views()) == 1, "one view, that of the open tab")
    tab.open_tab("Mensen")
    tab.click("Step")
    tab.comes_to(lambda view: view["frame"] == 1, "a month on another tab")


def test_a_collective_has_a_card_of_the_month_shown(open_page: Callable[..., Tab]) -> None:
    tab = open_page(language="en-GB")
    for _ in range(3):
        tab.click("Step")
    tab.comes_to(lambda view: view["frame"] == 3, "three months")
    tab.open_tab("Collectives")
    tab.page.locator(".table button").first.click()
    tab.page.wait_for_selector(".card h2")
    wait_until(lambda: "cohesion" in tab.page.locator(".card").inner_text(), "the card")
    tab.click("Step")
    tab.comes_to(lambda view: view["frame"] == 4, "a month more")


# ---- controls ---------------------------------------------------------------------------------------------------------


def test_play_pause_step_and_reset_do_what_they_say_to_the_end_and_after(open_page: Callable[..., Tab]) -> None:
    tab = open_page()
    tab.click("Step")
    tab.comes_to(lambda view: view["frame"] == 1, "a step")
    tab.click("▶")
    tab.comes_to(lambda view: view["frame"] > 4, "play")
    tab.click("❚❚")
    wait_until(lambda: not tab.disabled("Step"), "pause")
    wait_until(lambda: stands(tab), "it stands")
    tab.click("▶")
    tab.comes_to(lambda view: view["frame"] == MONTHS, "the end")
    wait_until(lambda: tab.disabled("Step"), "nothing left to step")
    wait_until(lambda: tab.time() == MONTHS, "Mesa's clock")
    assert tab.says("de run is afgelopen")
    tab.click("Reset")
    tab.comes_to(lambda view: view["frame"] == 0, "reset")
    wait_until(lambda: tab.time() == 0, "Mesa's clock")
    tab.click("Step")
    tab.comes_to(lambda view: view["frame"] == 1, "a step after reset")


def stands(tab: Tab) -> bool:
    """Whether nothing moves for a while; a month that was on its way when pause was clicked still comes."""
    before = tab.time()
    time.sleep(0.5)
    return tab.time() == before == tab.view["frame"]


def test_a_reset_while_it_plays_stands_at_the_start(open_page: Callable[..., Tab]) -> None:
    tab = open_page()
    for _ in range(3):
        tab.click("▶")
        tab.comes_to(lambda view: view["frame"] > 2, "play")
        tab.click("Reset")
        tab.comes_to(lambda view: view["frame"] == 0, "reset")
        time.sleep(0.5)
        assert (tab.time(), tab.view["frame"]) == (0, 0)


def slide(tab: Tab, label: str, steps: int) -> None:
    """Move a slider of Mesa's by so many of its steps."""
    thumb = tab.page.locator(f".v-input__slider:has-text('{label}') .v-slider__thumb-container")
    thumb.focus()
    for _ in range(abs(steps)):
        thumb.press("ArrowRight" if steps > 0 else "ArrowLeft")
    time.sleep(0.3)


def test_the_render_interval_says_how_many_months_go_by_unseen(open_page: Callable[..., Tab]) -> None:
    tab = open_page()
    slide(tab, "Render Interval", 2)  # 1, 3, 5
    tab.click("Step")
    tab.comes_to(lambda view: view["frame"] == 5, "five months")
    assert tab.view["draws"] == 2
    tab.click("▶")
    tab.comes_to(lambda view: view["frame"] == MONTHS, "the end")
    wait_until(lambda: tab.time() == MONTHS, "Mesa's clock, which goes no further")


def test_a_quick_player_does_not_keep_others_from_drawing(open_page: Callable[..., Tab]) -> None:
    tab = open_page()
    slide(tab, "Play Interval", -1)  # no pause at all
    tab.click("▶")  # no later click may end in a traceback
    names = cycle(("Mensen", "Geld", "Collectieven", "Kaart"))
    while tab.time() < MONTHS:
        tab.open_tab(next(names))
        tab.comes_to(lambda view: view["frame"], "another tab")
    tab.comes_to(lambda view: view["frame"] == MONTHS, "the end")
    # a view that was gone before the browser had made it
    tab.wrong = [told for told in tab.wrong if "Failed to initialize model" not in told]


def test_with_threads_it_plays_to_the_end_too(open_page: Callable[..., Tab]) -> None:
    tab = open_page()
    tab.page.get_by_label("Use Threads").check(force=True)
    wait_until(lambda: tab.says("Increase play interval"), "Mesa's advice, which moves the buttons")
    tab.click("▶")
    wait_until(lambda: tab.time() == MONTHS, "the end")
    tab.click("Reset")
    tab.comes_to(lambda view: view["frame"] == 0, "reset")


# ---- parameters -------------------------------------------------------------------------------------------------------


def test_a_seed_is_taken_up_and_what_is_none_is_told_without_a_traceback(open_page: Callable[..., Tab]) -> None:
    tab = open_page()
    field, told = tab.page.get_by_label("toeval (seed"), tab.page.locator(".v-alert")
    for typed, seed in (("12", 12), ("abc", 3), ("", 3), ("9000000000", 9_000_000_000)):
        field.fill(typed)
        tab.click("Reset")
        tab.comes_to(lambda view, seed=seed: view["seeds"] == [seed], f"seed {typed!r}")
        wait_until(lambda typed=typed: told.count() == (not typed.isdigit()), f"what is said of {typed!r}")
        assert typed.isdigit() or "is geen seed" in told.inner_text()


def test_levers_hold_from_the_next_reset_on(open_page: Callable[..., Tab]) -> None:
    tab = open_page()
    slide(tab, "eerste looptijd van een huurcontract", 3)  # from 24 in steps of 12
    tab.page.locator(".v-select:has-text('huurplafond')").click()
    tab.page.locator(".v-menu__content--fixed .v-list-item, .menuable__content__active .v-list-item").get_by_text(
        "50 €"
    ).click()
    tab.page.get_by_label("collectieven mogen als eerste kopen").check(force=True)
    time.sleep(0.3)
    assert not tab.says("contract 60 maanden")
    tab.click("Reset")
    wait_until(
        lambda: tab.page.locator(".maps").get_by_text("contract 60 maanden").count(), "what the policy is called"
    )
    for word in ("50", "als eerste kopen"):
        wait_until(lambda word=word: word in tab.page.locator(".maps").inner_text(), word)
    tab.click("English")
    wait_until(lambda: "lease 60 months" in tab.page.locator(".maps").inner_text(), "the same in English")
    wait_until(lambda: tab.says("50 €/m²/year"), "what was chosen")  # stays


def test_what_is_shown_is_the_run_of_the_command_line(open_page: Callable[..., Tab], browser: Any) -> None:
    tab = open_page(language="en-GB")
    tab.click("▶")
    tab.comes_to(lambda view: view["frame"] == MONTHS, "the end")
    found = run(override(load("keilekwartier"), SHORT), 3)
    last = found.series.iloc[-1]
    told = tab.page.locator(".charts").inner_text()
    for number in (last.collectives, last.entrepreneurs, last.work_floor_m2):
        assert f"{number:,.0f}" in told
    wanted = component_picture(browser, encode(simulate(found.scenario, 3)), MONTHS)
    assert picture_of(tab.page) == wanted  # as in every other home


def test_every_tab_of_a_browser_has_a_model_of_its_own(open_page: Callable[..., Tab]) -> None:
    one, other = open_page(), open_page()
    for _ in range(3):
        one.click("Step")
    one.comes_to(lambda view: view["frame"] == 3, "three months")
    assert other.view["frame"] == 0
    other.click("▶")
    other.comes_to(lambda view: view["frame"] == MONTHS, "the end")
    assert one.view["frame"] == 3


# ---- two policies -----------------------------------------------------------------------------------------------------


def test_each_page_has_controls_of_its_own_however_it_was_come_to(open_page: Callable[..., Tab]) -> None:
    tab = open_page(language="en-GB")
    tab.click("Step")
    tab.comes_to(lambda view: view["frame"] == 1, "a step")
    tab.click("Two policies")
    tab.comes_to(lambda view: (view["arms"], view["frame"]) == (["A", "B"], 0), "two policies at the start")
    for _ in range(2):
        wait_until(lambda: "lease 24" in tab.page.locator(".maps").inner_text(), "A")
        assert "lease 120" in tab.page.locator(".maps").inner_text()
        tab.click("Step")
        tab.comes_to(lambda view: view["frame"] == 1, "a step of both")
        tab.click("Reset")
        tab.comes_to(lambda view: view["frame"] == 0, "reset")
    tab.click("One policy")
    tab.comes_to(lambda view: view["arms"] == ["A"], "one policy")


def test_two_policies_are_stepped_together_with_one_luck(open_page: Callable[..., Tab]) -> None:
    tab = open_page()
    tab.click("Twee")
    tab.comes_to(lambda view: view["arms"] == ["A", "B"], "two maps")
    assert tab.page.url.endswith("/two?lang=nl")
    for words in ("contract 24 maanden", "contract 120 maanden"):
        wait_until(lambda words=words: words in tab.page.locator(".maps").inner_text(), words)
    tab.click("Step")
    tab.comes_to(lambda view: view["frame"] == 1, "a month")
    tab.click("▶")
    tab.comes_to(lambda view: view["frame"] == MONTHS, "the end")
    wait_until(lambda: tab.time() == MONTHS, "Mesa's clock")
    assert "B vergeleken met A" in tab.page.locator(".apart").inner_text()
    tab.page.get_by_label("toeval (seed").fill("8")
    slide(tab, "B · eerste looptijd van een huurcontract", -5)
    tab.click("Reset")
    tab.comes_to(lambda view: view["seeds"] == [8, 8] and view["frame"] == 0, "other luck for both")
    wait_until(lambda: "contract 60 maanden" in tab.page.locator(".maps").inner_text(), "another policy B")
    tab.page.reload()
    tab.page.wait_for_selector("canvas")
    tab.comes_to(lambda view: view["arms"] == ["A", "B"], "the page of two at its own address")


# ---- speed, and Mesa users --------------------------------------------------------------------------------------------


def test_a_page_of_ten_lines_shows_our_map_beside_mesas_plot(browser: Any, tmp_path: Path) -> None:
    page = ROOT / "docs" / "examples" / "mesa_page.py"
    code = [line for line in page.read_text(encoding="utf-8").split('"""')[2].splitlines() if line.strip()]
    assert len(code) <= 10
    solara_run = Path(sysconfig.get_path("scripts")) / "solara"
    words = ("run", str(page), "--no-open", "--production", "--host", "127.0.0.1", "--port", "0")
    with command(tmp_path / "log", str(solara_run), *free_port(words)) as where:
        tab = Tab(browser, where, language="en-GB")
        tab.page.wait_for_selector(PLOT, timeout=60_000)
        for _ in range(2):
            tab.click("Step")
        tab.comes_to(lambda view: view["frame"] == 2, "two months")
        tab.click("Reset")
        tab.comes_to(lambda view: view["frame"] == 0, "reset")
        assert tab.says("first term of a lease (12–240 months; E38)")
        tab.close()


def free_port(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a command with a free port in the place of 0."""
    from collectief_sim.viewer.server.serve import listen

    with listen("127.0.0.1", None) as listener:
        port = str(listener.getsockname()[1] + 211)
    return tuple(port if word == "0" else word for word in words)


def test_a_model_of_ones_own_is_shown_too() -> None:
    solara = pytest.importorskip("solara")
    from collectief_sim.viewer.mesa import AreaView

    class More(CollectiefModel):
        def step(self) -> None:
            super().step()

    _box, context = solara.render(AreaView(More("stylised-area"), language="nl"), handle_error=False)
    context.close()
