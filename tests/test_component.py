"""The component that all homes of the viewer share, mounted on a page of its own in a real browser."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from viewing import picture_of, wait_until

from collectief_sim.model.simulation import Simulation, run
from collectief_sim.scenario import load
from collectief_sim.viewer import joined as joining
from collectief_sim.viewer.history import simulate
from collectief_sim.viewer.joined import joined, widget_script
from collectief_sim.viewer.levers import changeable, levers_of
from collectief_sim.viewer.live import Live
from collectief_sim.viewer.wire import encode

AREA, SEED = "keilekwartier", 3
LONG = {"policy.contract_months": 120}
SEE = pytest.mark.slow


# ---- one script ------------------------------------------------------------------------------------------------------


def test_the_script_of_every_home_is_whole() -> None:
    for script in (joined(), widget_script()):
        assert "import {" not in script
        assert script.count("// map.js") == 1
        assert script.count("\nexport ") == 1
    assert "export const { WORDS, mount }" in joined()
    assert "export default m" in widget_script()


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"a.js": "export default 1;"}, "a.js: imports or exports in a way"),
        ({"a.js": 'import * as b from "./b.js";', "b.js": ""}, "a.js: imports or exports in a way"),
        ({"a.js": 'const b = await import("./b.js");', "b.js": ""}, "a.js: imports or exports in a way"),
        (
            {"a.js": 'import { b } from "./b.js";', "b.js": 'import { a } from "./a.js";'},
            "a.js: is imported by what it",
        ),
    ],
    ids=["default", "star", "dynamic", "circle"],
)
def test_what_cannot_be_joined_is_refused(
    files: dict[str, str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(joining, "COMPONENT", tmp_path)
    with pytest.raises(ValueError, match=words):
        joining.joined.__wrapped__("a.js")


# ---- in a browser ----------------------------------------------------------------------------------------------------


def sent(history: Any) -> str:
    return base64.b64encode(encode(history)).decode()


@pytest.fixture(scope="module")
def histories() -> dict[str, str]:
    """Two years, ten years, and a run that has come to month 100, as they are sent."""
    going = Simulation(load(AREA), SEED)
    going.advance(100)
    return {
        "A": sent(simulate(load(AREA), SEED)),
        "B": sent(simulate(load(AREA, LONG), SEED)),
        "live": sent(Live(going).now()),
    }


@pytest.fixture
def page(browser: Any, histories: dict[str, str]) -> Iterator[Any]:
    """An empty page that knows the component, and on which nothing may go wrong or ask anything."""
    tab = browser.new_page(viewport={"width": 1400, "height": 1000})
    tab.wrong = []
    tab.on("pageerror", lambda error: tab.wrong.append(str(error)))
    tab.on("console", lambda told: tab.wrong.append(told.text) if told.type == "error" else None)
    tab.on("request", lambda asked: tab.wrong.append(asked.url))
    told = {"levers": levers_of(load(AREA)), "usual": changeable(load(AREA))}
    tab.set_content(f"""<!doctype html><input id="typed"><div id="one"></div><div id="other"></div><script type="module">
        {joined()}
        const buffer = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0)).buffer;
        const sent = {json.dumps(histories)};
        const policies = {{ A: {{ settings: {{}}, changes: [] }}, B: {{ settings: {json.dumps(LONG)}, changes: [] }} }};
        const before = Object.keys(window);
        const put = (id, names, host = {{}}) => {{
          const view = mount(document.getElementById(id), {{ policies, ...{json.dumps(told)}, ...host }});
          view.show(Object.fromEntries(Object.entries(names).map(([arm, name]) => [arm, buffer(sent[name])])));
          return view;
        }};
        const globals = () => Object.keys(window).filter((key) => !before.includes(key));
        window.test = {{ put, one: (id) => document.getElementById(id).view, globals }};
        document.body.dataset.ready = "yes";</script>""")
    tab.wait_for_selector("body[data-ready=yes]")
    yield tab
    assert tab.wrong == []
    tab.close()


def put(page: Any, where: str, names: dict[str, str], host: str = "{}") -> None:
    page.evaluate(f"test.put('{where}', {json.dumps(names)}, {host}) && 1")


def frame_of(page: Any, where: str = "one") -> int:
    return int(page.evaluate(f"test.one('{where}').frame"))


def told_by(page: Any, chart: str, where: str = "one") -> str:
    text: str = page.inner_text(f"#{where} .chart[data-chart={chart}] .now")
    return text.replace("\xa0", " ").strip()


BOTH = {"A": "A", "B": "B"}


@SEE
def test_several_on_one_page_are_strangers_and_tell_the_numbers_of_runs(page: Any) -> None:
    put(page, "one", BOTH, "{language: 'nl', frame: 240}")
    put(page, "other", {"A": "B"}, "{language: 'en', frame: 12}")
    assert page.evaluate("test.globals()") == ["test"]
    rows = [run(load(AREA, settings), SEED).series for settings in ({}, LONG)]
    told = [f"{arm} {int(row.entrepreneurs.iloc[239])}" for arm, row in zip("AB", rows, strict=True)]
    assert told_by(page, "entrepreneurs").split("   ") == told
    assert told_by(page, "entrepreneurs", "other") == str(int(rows[1].entrepreneurs.iloc[11]))
    page.evaluate("test.one('other').go(200)")
    assert (frame_of(page), frame_of(page, "other")) == (240, 200)
    assert page.inner_text("#one .date") == "december 2034"
    assert page.inner_text("#other .date") == "August 2031"
    page.evaluate("test.one('other').set({ language: 'nl', layer: 'owner' })")
    assert page.inner_text("#other .date") == "augustus 2031"
    assert page.evaluate("test.one('one').layer") == "use"


@SEE
def test_a_run_that_goes_on_shows_the_picture_of_its_month(page: Any) -> None:
    put(page, "one", {"A": "A"}, "{frame: 100}")
    put(page, "other", {"A": "live"}, "{parts: ['title', 'maps', 'charts']}")
    assert frame_of(page, "other") == 100
    assert picture_of(page, "#one") == picture_of(page, "#other")
    assert told_by(page, "ladder") == told_by(page, "ladder", "other")
    assert page.inner_text("#other h2.title") == "Keilekwartier, Rotterdam · April 2023"
    page.evaluate("test.one('one').go(101)")
    assert picture_of(page, "#one") != picture_of(page, "#other")


@SEE
def test_keys_work_after_a_click_and_leave_alone_what_is_typed(page: Any) -> None:
    put(page, "one", BOTH)
    page.click("#one .step")
    page.keyboard.press(".")
    page.keyboard.press(".")
    page.keyboard.press(",")
    assert frame_of(page) == 2
    page.click("#one .mark >> nth=0")
    at = frame_of(page)
    page.keyboard.press(" ")
    page.wait_for_function("(at) => test.one('one').frame > at", arg=at)
    page.keyboard.press(" ")
    assert not page.evaluate("test.one('one').playing")
    page.evaluate("test.one('one').open('A', 'municipality', 0)")
    page.wait_for_selector("#one .card .close")
    page.keyboard.press("Escape")
    page.wait_for_selector("#one .card .hint")
    page.click("#typed")
    at = frame_of(page)
    page.keyboard.type(". , ")
    assert (page.input_value("#typed"), frame_of(page)) == (". , ", at)
    page.focus("#one .step")  # by the keyboard a button has its own keys
    page.keyboard.press(" ")
    assert frame_of(page) == at + 1
    page.focus("#one .as-table")
    page.keyboard.press(" ")
    page.wait_for_selector("#one figure table")
    assert not page.evaluate("test.one('one').playing")


@SEE
def test_the_focus_stays_in_a_card_that_is_made_anew(page: Any) -> None:
    put(page, "one", BOTH, "{frame: 150}")
    page.evaluate("test.one('one').open('A', 'plot', 188)")
    page.focus("#one .card .link >> nth=0")
    page.keyboard.press("Enter")  # to policy B
    page.wait_for_selector("#one .card p.B")
    assert page.evaluate("document.getElementById('one').shadowRoot.activeElement.className.split(' ')[0]") == "card"
    page.keyboard.press(".")
    assert frame_of(page) == 151


@SEE
def test_cards_are_asked_of_the_host_and_short_where_it_has_none(page: Any) -> None:
    host = """{frame: 150, card: async (arm, kind, number, frame) => {
        if (kind === 'collective') throw Object.assign(new Error('nobody'), { missing: true });
        if (kind === 'plot') throw new Error('the line is dead');
        return { openness: 0.25, leases_to_decide: [], permits_to_decide: [] }; }}"""
    put(page, "one", BOTH, host)
    number = page.evaluate("test.one('one').histories.A.alive(150)[0]")
    page.evaluate("(number) => test.one('one').open('A', 'collective', number)", number)
    page.wait_for_selector("#one .card .hint:has-text('No more than this')")
    assert "cohesion" in page.inner_text("#one .card")
    page.evaluate("test.one('one').open('A', 'municipality', 0)")
    page.wait_for_selector("#one .card dd:has-text('0.25')")
    page.evaluate("test.one('one').open('A', 'plot', 188)")
    page.wait_for_selector("#one .card p:has-text('the line is dead')")
    page.evaluate("test.one('one').open('A', 'collective', 999)")
    page.wait_for_selector("#one .card p:has-text('not there in this month')")
    page.evaluate("test.one('one').open('A', 'toString', 1)")
    page.wait_for_selector("#one .card p:has-text('policy A'), #one .card p:has-text('not there')")


@SEE
@pytest.mark.parametrize(
    ("language", "one", "two"),
    [("nl", "+1 collectief,", "+2 collectieven"), ("en", "+1 collective,", "+2 collectives")],
)
def test_one_is_told_as_one(page: Any, language: str, one: str, two: str) -> None:
    put(page, "one", BOTH, f"{{language: '{language}'}}")
    apart = """(wanted) => { const { A, B } = test.one('one').histories;
        const [a, b] = [A, B].map((history) => history.series('collectives'));
        return Array.from(a.keys()).find((k) => b[k] - a[k] === wanted); }"""
    for wanted, words in ((1, one), (2, two)):
        page.evaluate("(frame) => test.one('one').go(frame)", page.evaluate(apart, wanted))
        assert words.rstrip(",") in page.inner_text("#one .apart")
        assert "+1 collectieven" not in page.inner_text("#one .apart")


@SEE
def test_what_was_ended_draws_and_hears_nothing_any_more(page: Any) -> None:
    put(page, "one", BOTH)
    page.click("#one .play")
    page.wait_for_function("test.one('one').frame > 2")
    page.evaluate("test.one('one').destroy()")
    draws = page.evaluate("test.one('one').draws")
    page.keyboard.press(".")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate("test.one('one').draws") == draws


@SEE
def test_it_fits_where_it_is_put(page: Any) -> None:
    for width in (360, 700, 1200):
        page.evaluate("(width) => { document.getElementById('one').style.width = `${width}px`; }", width)
        put(page, "one", BOTH, "{frame: 150}")
        wait_until(
            lambda: page.evaluate("document.getElementById('one').shadowRoot.querySelector('canvas').width") > 1,
            "a map",
        )
        wide = page.evaluate("document.getElementById('one').scrollWidth")
        assert wide <= width
        maps = [page.locator(f"#one figure[data-arm={arm}] canvas").bounding_box() for arm in "AB"]
        assert (maps[0]["y"] < maps[1]["y"]) == (width == 360)
