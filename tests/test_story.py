"""The file that `view --export` writes, opened by double click in a real browser without a network."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import small
from test_cli import collectief
from viewing import wait_until

from collectief_sim.cli.story import export_story
from collectief_sim.files import new_file
from collectief_sim.files.errors import ScenarioError
from collectief_sim.files.new_file import check_new_file, write_new_file
from collectief_sim.model.simulation import run
from collectief_sim.scenario import available, dump, load
from collectief_sim.viewer import story as stories
from collectief_sim.viewer.cards.album import album_of
from collectief_sim.viewer.cards.asked import card as card_of
from collectief_sim.viewer.history import Change
from collectief_sim.viewer.story import MOST_BYTES, steps_of, story_of
from collectief_sim.viewer.subject import subject_of
from collectief_sim.viewer.texts import as_json

SEE = pytest.mark.slow
NASTY = '</script><script>document.title = "gone wrong"</script><!-- <img src=x onerror=alert(1)>'
AREA, SEED = "keilekwartier", 3


# ---- cards -----------------------------------------------------------------------------------------------------------


def read(pages: Any, month: int) -> Any:
    """What a page of the album says in a month, as the script in the file reads it."""
    events, *cards = [json.loads(line) for line in pages.lines()]
    found = [card for since, card in cards if since <= month]
    if not found:
        return None
    known = {} if events is None else {"events": [event for since, event in events if since <= month]}
    return found[-1] | known


def test_an_album_has_the_card_of_every_month() -> None:
    spec = small({"months": 60, "policy.notice_months": 6, "market.housing_pressure": 1.5})
    changes = [Change(20, {"policy.openness": 0.9})]
    album = album_of(spec, 5, 60, changes)
    plots = spec.area.ground.first_plot.tolist()
    assert album.collective

    def asked(kind: str, number: int, month: int) -> Any:
        return json.loads(as_json(card_of(kind, number, spec, 5, month, changes)))

    for month in (0, 1, 19, 20, 37, 60):
        assert read(album.municipality[0], month) == asked("municipality", 0, month)
        for number, plot in enumerate(plots):
            card = asked("plot", plot, month)
            assert read(album.building[number], month) == {k: v for k, v in card.items() if k not in ("plot", "titles")}
        for number, pages in enumerate(album.collective):
            if (found := read(pages, month)) is None:
                with pytest.raises(LookupError):
                    asked("collective", number, month)
            else:
                assert found == asked("collective", number, month)
    assert any(len(pages.cards) > 1 for pages in album.collective)


# ---- the file --------------------------------------------------------------------------------------------------------


def test_the_same_input_gives_the_same_bytes_and_none_of_them_is_of_this_machine(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(dump(small({"months": 24})), encoding="utf-8")
    came = []
    subject = subject_of(tmp_path / "mine.toml", seed=4)
    first = story_of(subject, "nl", lambda: came.append(1))
    assert len(came) == steps_of(subject)
    assert story_of(subject_of(tmp_path / "mine.toml", seed=4), "nl") == first
    for place in (tmp_path, Path.cwd(), Path.home(), Path(stories.__file__).parent):
        assert str(place).encode() not in first.content
    assert b"http" not in re.sub(rb"http://www\.w3\.org/2000/svg|http-equiv", b"", first.content)


def test_the_file_says_what_is_in_it() -> None:
    policies = {"short": {"policy.contract_months": 12}, "long & sure": {"policy.contract_months": 240}}
    text = story_of(subject_of(small({"months": 12}), policies, seed=9), "nl").content.decode()
    assert '<html lang="nl">' in text
    for said in ("collectief-sim", "<code>small</code>", "(seed)</span> 9", "long &amp; sure", "contract_months = 240"):
        assert said in text
    assert "default-src 'none'; script-src 'sha256-" in text


def test_cards_of_buildings_go_first_where_there_is_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    subject = subject_of(small({"months": 24}), [{}])
    whole = story_of(subject)
    assert whole.building_cards
    monkeypatch.setattr(stories, "MOST_BYTES", len(whole.content) - 1)
    smaller = story_of(subject)
    assert not smaller.building_cards
    assert b"there was no room for more" in smaller.content
    assert len(smaller.content) < len(whole.content)
    monkeypatch.setattr(stories, "MOST_BYTES", 10_000)
    with pytest.raises(ScenarioError, match=r"small: the file would be .* MB or more, at most 0.01 MB is allowed"):
        story_of(subject)
    monkeypatch.setattr(stories, "MOST_BUILDING_CARDS", 10)
    monkeypatch.setattr(stories, "MOST_BYTES", MOST_BYTES)
    assert not story_of(subject).building_cards


@pytest.mark.slow
@pytest.mark.parametrize("name", available())
def test_a_file_of_every_scenario_can_be_sent(name: str) -> None:
    story = story_of(subject_of(name))
    assert len(story.content) < MOST_BYTES == 10_000_000
    assert story.building_cards


# ---- the command -----------------------------------------------------------------------------------------------------


def test_the_command_writes_a_file_and_never_over_another(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(dump(small({"months": 12})), encoding="utf-8")
    done = collectief("view", tmp_path / "mine.toml", "--export", tmp_path / "story.html", "--lang", "nl")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"Written: {tmp_path / 'story.html'} (0.2 MB)\n"
    written = (tmp_path / "story.html").read_bytes()
    wrong = collectief("view", "keilekwartier", "--no-browser", "--lang", "fr")
    assert (wrong.returncode, "--lang 'fr' is not allowed: it must be one of en, nl" in wrong.stderr) == (2, True)
    again = collectief("view", tmp_path / "mine.toml", "--export", tmp_path / "story.html")
    assert again.returncode == 2
    assert "this file exists; nothing is overwritten" in again.stderr
    assert (tmp_path / "story.html").read_bytes() == written
    assert sorted(file.name for file in tmp_path.iterdir()) == ["mine.toml", "story.html"]


@pytest.mark.parametrize(
    ("file", "language", "words"),
    [
        ("story.txt", "en", "its name must end in .html"),
        (".", "en", "this is a folder"),
        ("no/story.html", "en", "there is no folder"),
    ],
)
def test_what_cannot_be_written_is_refused_before_anything_is_simulated(
    file: str, language: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stories, "story_of", lambda *_: pytest.fail("it was simulated"))
    with pytest.raises(ScenarioError, match=re.escape(words)):
        export_story("stylised-area", 1, tmp_path / file, language)
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(file: Path, content: bytes) -> None:
        file.with_name(f".{file.name}.part").write_bytes(content[:3])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(new_file, "write_file", full)
    with pytest.raises(ScenarioError, match="No space left on device; nothing was kept"):
        write_new_file(tmp_path / "story.html", b"a story", "--export")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "story.html").symlink_to(tmp_path / "nowhere")
    with pytest.raises(ScenarioError, match="this file exists"):
        check_new_file(tmp_path / "story.html", "--export")


# ---- in a browser ----------------------------------------------------------------------------------------------------


@pytest.fixture
def opened(browser: Any, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """Open a file with the network off: nothing is asked for but the file itself, and nothing goes wrong in it."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000}, offline=True, accept_downloads=True)
    tab = context.new_page()
    tab.asked, tab.wrong = [], []
    tab.on("request", lambda asked: tab.asked.append(asked.url))
    tab.on("websocket", lambda asked: tab.asked.append(asked.url))
    tab.on("pageerror", lambda error: tab.wrong.append(str(error)))
    tab.on("dialog", lambda dialog: tab.wrong.append(dialog.message))
    tab.on("console", lambda told: tab.wrong.append(told.text) if told.type == "error" else None)
    file = tmp_path / "story.html"

    def open_file(content: bytes) -> Any:
        file.write_bytes(content)
        tab.goto(file.as_uri())
        tab.wait_for_selector("body[data-ready=yes]")
        return tab

    yield open_file
    kept = Path(request.config.rootpath) / "results" / "screenshots"
    kept.mkdir(parents=True, exist_ok=True)
    tab.screenshot(path=kept / f"{request.node.name}.png", full_page=True)
    assert set(tab.asked) <= {tab.url}
    assert tab.wrong == []
    context.close()


VIEW = "document.querySelector('#view').view"
CARD = f"([arm, kind, number, frame]) => {VIEW}.host.card(arm, kind, number, frame).catch((error) => error.missing)"


def shown(tab: Any, chart: str, arm: str) -> float:
    """The number beside a chart for one policy at the month shown."""
    text = tab.inner_text(f".chart[data-chart={chart}] .now").replace("\xa0", " ")
    found = re.search(rf"{arm} ([\d.,]+)", text)
    assert found
    return float(re.sub("[.,]", "", found[1]))


@pytest.fixture(scope="module")
def keilekwartier() -> bytes:
    return story_of(subject_of(AREA, seed=SEED), "nl").content


@SEE
def test_it_shows_the_numbers_of_a_run_both_ways(opened: Callable[..., Any], keilekwartier: bytes) -> None:
    tab = opened(keilekwartier)
    rows = {}
    for arm, months in (("A", 24), ("B", 120)):
        spec = load(AREA, {"policy.contract_months": months, "policy.renewal_months": "same"})
        rows[arm] = run(spec, SEED).series
    for frame in (240, 12, 360, 1):
        tab.fill(".scrub", str(frame))
        for arm, series in rows.items():
            for chart in ("collectives", "entrepreneurs", "displaced", "homes_built", "work_floor_m2"):
                wanted = series[chart].iloc[frame - 1]
                wait_until(lambda a=arm, c=chart, w=wanted: abs(shown(tab, c, a) - w) <= 0.51, f"{chart} of {arm}")


@SEE
def test_it_speaks_both_languages(opened: Callable[..., Any], keilekwartier: bytes) -> None:
    tab = opened(keilekwartier)
    assert tab.inner_text("h1") == "Keilekwartier, Rotterdam"
    assert "Een gebied zoals het" in tab.inner_text("main")
    assert "Eén mogelijk verloop, geen voorspelling" in tab.inner_text(".apart")
    tab.click("button[data-language=en]")
    assert tab.get_attribute("html", "lang") == "en"
    assert "One possible history, not a forecast" in tab.inner_text(".apart")
    assert "An area as it might change" in tab.inner_text("main")
    assert "Een gebied zoals het" not in tab.inner_text("main")


@SEE
def test_cards_are_those_of_the_model(opened: Callable[..., Any], keilekwartier: bytes) -> None:
    tab = opened(keilekwartier)
    spec = load(AREA, {"policy.contract_months": 120, "policy.renewal_months": "same"})
    plots = spec.area.ground.first_plot.tolist()
    some = [("municipality", 0), ("collective", 0), ("collective", 7), ("plot", plots[3]), ("plot", plots[-1])]
    some += [("plot", plots[3] + 1), ("plot", 0)]
    for month in (0, 90, 360):
        for kind, number in some:
            found = tab.evaluate(CARD, ["B", kind, number, month])
            try:
                wanted = json.loads(as_json(card_of(kind, number, spec, SEED, month)))
            except LookupError:
                wanted = True  # missing
            assert found == wanted, (kind, number, month)
    assert tab.evaluate(CARD, ["B", "entrepreneur", 3, 90]) is True


@SEE
def test_a_click_opens_a_card(opened: Callable[..., Any], keilekwartier: bytes) -> None:
    tab = opened(keilekwartier)
    tab.fill(".scrub", "200")
    tab.evaluate(f"{VIEW}.open('B', 'collective', 1)")
    wait_until(lambda: "Keilewerf II" in tab.inner_text("aside"), "the card of a collective")
    assert tab.locator("aside ol li").count() > 0
    tab.evaluate(f"{VIEW}.open('A', 'entrepreneur', {VIEW}.histories.A.people(200).row[0])")
    wait_until(lambda: "Keilewerf" not in tab.inner_text("aside"), "the card of an entrepreneur")
    assert tab.locator("aside dl dd").count() > 0


@SEE
def test_the_picture_can_be_taken_along(opened: Callable[..., Any], keilekwartier: bytes) -> None:
    tab = opened(keilekwartier)
    with tab.expect_download() as download:
        tab.click("button.png")
    assert download.value.suggested_filename == "keilekwartier-0.png"
    assert Path(download.value.path()).read_bytes().startswith(b"\x89PNG")


@SEE
def test_titles_do_nothing_of_their_own(opened: Callable[..., Any]) -> None:
    spec = small({"months": 6}, title=NASTY, description=NASTY)
    tab = opened(story_of(subject_of(spec, {NASTY: {}}), "en").content)
    assert tab.inner_text("h1") == NASTY
    assert tab.title().startswith(NASTY[:20])
    assert tab.locator("img").count() == 0
    assert tab.evaluate(f"{VIEW}.last") == 6


@SEE
def test_it_could_ask_nothing_of_any_other_place(opened: Callable[..., Any]) -> None:
    tab = opened(story_of(subject_of(small({"months": 6}), [{}]), "en").content)
    tab.context.set_offline(False)
    refused = """async ([what, address]) => {
      if (what === "fetch") return fetch(address).then(() => "", (error) => String(error));
      return new Promise((done) => {
        document.addEventListener("securitypolicyviolation", (event) => done(event.violatedDirective));
        document.body.append(Object.assign(document.createElement(what), { src: address }));
      });
    }"""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.5)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        assert "Failed to fetch" in tab.evaluate(refused, ["fetch", address])
        told = [tab.evaluate(refused, [what, address]) for what in ("img", "script")]
        assert told == ["img-src", "script-src-elem"]
        with pytest.raises(TimeoutError):
            listener.accept()
    for kept in (tab.asked, tab.wrong):  # what was tried here
        kept.clear()
