"""`cs.View` in Python, and for real in JupyterLab and marimo; `Result` and `CollectiefModel` as notebooks show them."""

from __future__ import annotations

import json
import os
import re
import runpy
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import numpy as np
import pytest
from conftest import small
from viewing import Shown, wait_until

import collectief_sim as cs
from collectief_sim.cli.record import write_run
from collectief_sim.mesa_face.model import CollectiefModel
from collectief_sim.model.catalogue import OUTCOMES
from collectief_sim.model.simulation import Simulation
from collectief_sim.viewer.joined import COMPONENT
from collectief_sim.viewer.story import story_of
from collectief_sim.viewer.subject import subject_of
from collectief_sim.viewer.view import CHARTS, LAYERS, PARTS, View

SEE = pytest.mark.slow
AREA, SEED = "keilekwartier", 3
EXAMPLE = Path(__file__).parents[1] / "docs" / "examples" / "notebook.py"
COUNTED = ("collectives", "entrepreneurs", "displaced", "homes_built")


# ---- what can be shown -----------------------------------------------------------------------------------------------


def with_change(months: int = 30) -> CollectiefModel:
    model = CollectiefModel(small(), rng=2)
    while model.months_done < months:
        if model.months_done == 12:
            model.change({"policy.openness": 0.9})
        model.step()
    return model


def test_a_scenario_is_two_years_against_ten() -> None:
    view = View(small(), seed=4)
    assert list(view.histories) == ["A", "B"]
    for arm, months in (("A", 24), ("B", 120)):
        spec = small({"policy.contract_months": months, "policy.renewal_months": "same"})
        series = cs.run(spec, 4).series
        for name in COUNTED:
            np.testing.assert_array_equal(view.histories[arm].series[name][1:], series[name].astype(np.float32))


def test_policies_have_titles_or_none() -> None:
    named = View(small(), {"short": {"policy.contract_months": 12}, "as it is": {}}, months=24)
    assert named.options["titles"] == {"A": {"en": "short", "nl": "short"}, "B": {"en": "as it is", "nl": "as it is"}}
    assert named.options["policies"]["A"] == {"settings": {"policy.contract_months": 12}, "changes": []}
    single = View(small(), [{"policy.contract_months": 12}])
    assert single.options["titles"] == {"A": None}
    assert single.b == b""
    np.testing.assert_array_equal(single.histories["A"].series["members"][:25], named.histories["A"].series["members"])


def test_a_run_is_shown_up_to_now_with_its_changes() -> None:
    model = with_change()
    for what in (model, model.simulation):
        view = View(what)
        assert list(view.histories) == ["A"]
        assert (
            view.histories["A"].series["hazard_per_year"][1:].tolist()
            == model.series["hazard_per_year"].astype(np.float32).tolist()
        )
        assert view.options["policies"]["A"]["changes"] == [{"month": 12, "settings": {"policy.openness": 0.9}}]
        assert view.subject.card("A", "municipality", 0, 11)["openness"] < 0.9
        assert view.subject.card("A", "municipality", 0, 13)["openness"] == pytest.approx(0.9)
    result = cs.run(small(), 6, 24)
    assert View(result).histories["A"].series["collectives"][1:].tolist() == result.series["collectives"].tolist()


def test_a_run_lends_scenario_and_luck_to_other_policies() -> None:
    result = cs.run(small(), 6, 24)
    view = View(result, {"short": {"policy.contract_months": 12}})
    assert (view.subject.seed, view.subject.months) == (6, 24)
    spec = small({"policy.contract_months": 12})
    assert view.histories["A"].series["members"][-1] == cs.run(spec, 6, 24).series["members"].iloc[-1]


def test_a_folder_is_shown_as_the_page_opens_it(tmp_path: Path) -> None:
    write_run(cs.run(small(), 6), tmp_path / "run")
    view = View(tmp_path / "run")
    assert view.subject.seed == 6
    assert view.options["titles"]["A"]["en"] == "as it was saved"
    assert view.histories["A"].series["members"][-1] == cs.run(small(), 6).series["members"].iloc[-1]


def festive_model() -> Any:
    """A model with a process of one's own."""
    return runpy.run_path(str(EXAMPLE.with_name("own_process.py")))["WithFestival"]


def test_a_swapped_process_is_shown_and_a_step_of_ones_own_refused() -> None:
    festive = festive_model()(small(), rng=2)
    for _ in range(20):
        festive.step()
    view = View(festive)
    np.testing.assert_array_equal(view.histories["A"].series["members"][1:], festive.series["members"])

    class Own(CollectiefModel):
        def step(self) -> None:
            super().step()

    with pytest.raises(cs.ScenarioError, match="Own: overrides `step`"):
        View(Own(small(), rng=2))


def test_a_run_that_something_else_had_a_hand_in_is_refused() -> None:
    run = Simulation(small(), 2)
    run.advance(12, festive_model().month)  # a rule that nobody is told of
    with pytest.raises(cs.ScenarioError, match="cannot be repeated"):
        View(run)


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "what": ({"what": 3}, "'int': cannot be looked at"),
    "name": ({"what": "nowhere"}, "nowhere"),
    "three": ({"policies": [{}, {}, {}]}, "policies = .* must be one or two"),
    "no settings": ({"policies": {"a": 3}}, "policies = .* must be one or two"),
    "path": ({"policies": {"a": {"policy.contract": 3}}}, "policies, a: policy.contract: there is no such setting"),
    "value": (
        {"policies": [{"policy.contract_months": -3}]},
        "policies, A: policy.contract_months = -3 is not allowed",
    ),
    "title": ({"policies": {"a\x1b[2J": {}}}, "is not allowed as a title"),
    "seed": ({"seed": -1}, "seed = '-1' is not allowed: it must be a whole number from 0"),
    "months": ({"months": 61}, "months = '61' is not allowed: it must be a whole number from 1 to 60"),
    "language": ({"language": "fr"}, "language = 'fr' is not allowed: it must be one of en, nl"),
    "parts": ({"parts": ["maps", "x"]}, "parts = 'x' is not allowed: it must be one of languages"),
    "charts": ({"charts": "displaced"}, "charts = 'displaced' is not allowed: it must be a list of"),
    "layer": ({"layer": "z"}, "layer = 'z' is not allowed: it must be one of use, owner, rent, pull"),
    "size": ({"policies": [{"area.tiles": 400}]}, "is too much to watch"),
}


@pytest.mark.parametrize(("settings", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_allowed_is_told(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(cs.ScenarioError, match=words):
        View(**({"what": small()} | settings))


def test_a_run_has_its_own_seed() -> None:
    with pytest.raises(cs.ScenarioError, match="seed = 3 is not allowed with a run: it has its own, 2"):
        View(with_change(2), seed=3)


def test_the_frame_is_a_month_there_is() -> None:
    one, other = View(small(), months=24), View(small(), months=24)
    one.frame = 24
    assert (one.frame, other.frame) == (24, 0)
    for frame in (25, -1):
        with pytest.raises(cs.ScenarioError, match=f"frame = {frame} is not allowed: .* from 0 to 24"):
            one.frame = frame
    assert one.frame == 24


def test_cards_are_asked_of_python(monkeypatch: pytest.MonkeyPatch) -> None:
    view = View(small(), months=24)
    answers: list[Any] = []
    monkeypatch.setattr(view, "send", lambda told: answers.append(json.loads(told["card"])))
    view._asked(view, {"id": "a", "arm": "B", "kind": "municipality", "number": 0, "frame": 12}, [])
    view._asked(view, {"id": "b", "arm": "C", "kind": "municipality", "number": 0, "frame": 12}, [])
    view._asked(view, {"id": "c", "arm": "A", "kind": "municipality", "number": 0, "frame": 25}, [])
    assert answers[0]["card"]["openness"] == pytest.approx(view.subject.card("B", "municipality", 0, 12)["openness"])
    assert [answer.get("missing") for answer in answers] == [None, True, True]


def test_the_names_of_parts_charts_and_layers_are_those_of_the_component() -> None:
    for names, file in ((PARTS, "parts.js"), (LAYERS, "parts.js"), (CHARTS, "charts.js")):
        lists = re.findall(r"export const (?:PARTS|LAYERS|CHARTS) = (\[.*?\]);", (COMPONENT / file).read_text())
        assert list(names) in [json.loads(one) for one in lists]


def test_without_a_kernel_it_says_what_it_would_show() -> None:
    view = View(small({}, title="<b>Area</b>"), {"short & sweet": {}}, months=12)
    bundle, _ = view._repr_mimebundle_()
    assert bundle["text/plain"] == repr(view) == "View(<b>Area</b>, seed 1, 12 months, short & sweet)"
    assert bundle["text/html"].startswith(
        "<p>&lt;b&gt;Area&lt;/b&gt;, seed 1, 12 months, short &amp; sweet. To see it,"
    )
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_without_the_extra_one_line_says_what_to_install() -> None:
    code = """
import sys
sys.modules["anywidget"] = None
import collectief_sim as cs
assert cs.run(cs.load("stylised-area"), 1, 2)._repr_html_()
try:
    cs.View
except ImportError as error:
    print(error)
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert told == "cs.View needs the extra `viewer`: pip install 'collectief-sim[viewer]'\n"


# ---- what runs say of themselves -------------------------------------------------------------------------------------


def test_a_run_and_a_model_show_the_same_in_plain_html() -> None:
    spec = small({"months": 36}, title="<script>alert(1)</script>")
    result, model = cs.run(spec, 5), CollectiefModel(spec, rng=5)
    assert "nothing simulated yet, of 36 months" in model._repr_html_()
    model.step()
    assert "1 month of 36, 2020-01 to 2020-01" in model._repr_html_()
    model.finish()
    told = result._repr_html_()
    assert told == model._repr_html_()
    assert "<script" not in told
    assert "seed 5: 36 months of 36, 2020-01 to 2022-12" in told
    for name in ("collectives_founded", "homes_built", "public_cost_eur"):
        assert f">{OUTCOMES[name].label.en}</td>" in told
        assert f">{result.outcomes[name]:,.0f}</td>" in told
    points = re.search(r'points="([^"]+)"', told)
    assert points
    assert len(points[1].split()) == 36


def test_a_run_that_broke_off_says_so() -> None:
    run = Simulation(small(), 2)
    run.advance(3)
    with pytest.raises(ZeroDivisionError):
        run.advance(1, lambda world, month: 1 / 0)
    assert (
        "month 3 broke off halfway (ZeroDivisionError: division by zero); this run cannot go on." in run._repr_html_()
    )


# ---- in notebooks ----------------------------------------------------------------------------------------------------


@contextmanager
def served(command: list[str], port: int, env: Mapping[str, str], folder: Path) -> Iterator[str]:
    """A server of notebooks, for as long as it is needed; its address."""
    address = f"http://127.0.0.1:{port}"
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, env={**os.environ, **env}, cwd=folder, stdout=log, stderr=log)

    def answers() -> bool:
        assert process.poll() is None, (folder / "server.log").read_text()
        try:
            return bool(urlopen(address, timeout=5).status == 200)
        except (URLError, OSError):
            return False

    try:
        wait_until(answers, "the server of notebooks")
        yield address
    finally:
        process.terminate()
        process.wait(20)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@pytest.fixture
def tab(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A page on which every request is of this machine, and nothing goes wrong."""
    page = browser.new_page(viewport={"width": 1500, "height": 2600})
    page.set_default_timeout(120_000)
    page.asked, page.wrong = [], []
    page.on("request", lambda asked: page.asked.append(asked.url))
    page.on("websocket", lambda asked: page.asked.append(asked.url))
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    yield page
    kept = Path(request.config.rootpath) / "results" / "screenshots"
    kept.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=kept / f"{request.node.name}.png")
    page.close()
    places = {urlsplit(url).hostname for url in page.asked if not url.startswith(("data:", "blob:", "about:"))}
    assert places <= {"127.0.0.1", "localhost"}
    assert page.wrong == []


def shows(view: Shown, frame: int, wanted: Mapping[str, cs.Result]) -> None:
    """Scrub there, and wait until the charts tell the numbers of runs."""
    view.scrub(frame)
    numbers = {
        (chart, arm): round(result.series[chart].iloc[frame - 1]) for arm, result in wanted.items() for chart in COUNTED
    }
    wait_until(lambda: {key: view.number_of(*key) for key in numbers} == numbers, f"{numbers} at {frame}")


def plays_to_the_end(view: Shown) -> None:
    """Played as fast as it goes, it comes to the last month. (How fast that is: benchmarks/viewer.py.)"""
    view.ask("(view) => { view.go(0); view.axis.hurry(60); view.axis.toggle(); }")
    wait_until(lambda: view.frame == 360 and not view.ask("(view) => view.playing"), "the end")


def run_under(months: int) -> cs.Result:
    return cs.run(cs.load(AREA, {"policy.contract_months": months}), SEED)


def picture_in_a_file(browser: Any, frame: int, tmp_path: Path, policies: Any) -> str:
    """What a sent file shows."""
    file = tmp_path / "story.html"
    file.write_bytes(story_of(subject_of(AREA, policies, seed=SEED)).content)
    page = browser.new_page(viewport={"width": 1500, "height": 1200})
    page.goto(file.as_uri())
    page.wait_for_selector("body[data-ready=yes]")
    view = Shown(page)
    view.scrub(frame)
    drawn = view.picture("B")
    page.close()
    return drawn


POLICIES = {"two years": {"policy.contract_months": 24}, "ten years": {"policy.contract_months": 120}}
CELLS = [
    """import sys
asked = set()
def heard(event, told):
    if event == "socket.connect" and isinstance(told[1], tuple):
        asked.add(told[1][0])
sys.addaudithook(heard)
import collectief_sim as cs""",
    f"v = cs.View({AREA!r}, {POLICIES}, seed={SEED})\nv",
    f"""w = cs.View({AREA!r}, [{{"policy.contract_months": 24}}], seed={SEED}, language="nl",
    parts=["title", "axis", "maps", "charts"])
w""",
    f"cs.run(cs.load({AREA!r}), {SEED})",
    "w.frame = 77\nprint('shown:', v.frame, w.frame, 'asked:', sorted(asked))",
]


@pytest.fixture
def jupyter(tmp_path: Path) -> Iterator[str]:
    """The address of a notebook in JupyterLab, which is told to look for neither news nor extensions."""
    nbformat = pytest.importorskip("nbformat")
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    book.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(book, tmp_path / "area.ipynb")
    settings = tmp_path / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    quiet = {"fetchNews": "false", "checkForUpdates": False}
    (settings / "notification.jupyterlab-settings").write_text(json.dumps(quiet))
    names = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "JUPYTERLAB_WORKSPACES_DIR")
    env = {name: str(tmp_path / name.lower()) for name in names}
    env |= {"JUPYTERLAB_SETTINGS_DIR": str(tmp_path / "settings")}
    port = free_port()
    options = [f"--ServerApp.port={port}", "--ServerApp.port_retries=0", "--ServerApp.token=", "--allow-root"]
    options += ["--ServerApp.ip=127.0.0.1", "--LabApp.extension_manager=readonly", f"--ServerApp.root_dir={tmp_path}"]
    with served([sys.executable, "-m", "jupyterlab", "--no-browser", *options], port, env, tmp_path) as address:
        yield f"{address}/lab/tree/area.ipynb"


@SEE
def test_jupyterlab_shows_two_views_that_know_nothing_of_each_other(
    jupyter: str, tab: Any, browser: Any, tmp_path: Path
) -> None:
    tab.goto(jupyter)
    tab.wait_for_selector("text=Python 3 (ipykernel) | Idle")
    tab.click(".lm-MenuBar-itemLabel:text-is('Run')")
    tab.click(".lm-Menu-itemLabel:text-is('Run All Cells')")
    wait_until(lambda: tab.locator(".jp-OutputArea-output canvas").count() == 3, "both views", 120)
    one, other = Shown(tab, 0), Shown(tab, 1)
    runs = {"A": run_under(24), "B": run_under(120)}
    for frame in (200, 30, 360, 12):
        shows(one, frame, runs)
    assert other.frame == 77
    shows(other, 150, {"A": runs["A"]})
    assert one.frame == 12
    assert "collectieven" in other.ask("(view) => view.parts.charts.textContent")

    last = tab.locator(".jp-CodeCell").last
    last.locator(".cm-content").click()
    tab.keyboard.press("Control+Enter")
    wait_until(lambda: other.frame == 77, "what Python set")
    told = last.locator(".jp-OutputArea-output pre")
    wait_until(lambda: "shown: 12 77" in told.inner_text(), "the month in Python")
    assert set(re.findall(r"'([^']+)'", told.inner_text())) <= {"127.0.0.1", "::1", "localhost"}

    one.ask("(view) => view.open('B', 'collective', 0)")
    wait_until(lambda: one.ask("(view) => view.parts.card.querySelectorAll('ol li').length") > 0, "a card from Python")
    tab.locator(".step").first.click()  # from then on keys are for the view, not for the notebook around it
    for key, frame in ((".", 14), (",", 13), (",", 12), ("d", 12), ("d", 12), ("x", 12)):
        tab.keyboard.press(key)
        wait_until(lambda frame=frame: one.frame == frame, f"{key}: {frame}")
    tab.keyboard.press(" ")
    wait_until(lambda: one.frame > 14, "it plays")
    tab.keyboard.press(" ")
    assert tab.locator(".jp-CodeCell").count() == len(CELLS)
    assert "collectives there were" in tab.locator(".jp-RenderedHTMLCommon table").first.inner_text()
    plays_to_the_end(one)
    one.ask("(view) => view.close()")
    one.scrub(200)
    assert one.picture("B") == picture_in_a_file(browser, 200, tmp_path, POLICIES)


@SEE
def test_the_example_shows_two_views_in_marimo(tab: Any, browser: Any, tmp_path: Path) -> None:
    pytest.importorskip("marimo")
    port = free_port()
    quiet = {"MARIMO_SKIP_UPDATE_CHECK": "1", "XDG_CONFIG_HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "marimo", "run", str(EXAMPLE), "--headless", "--no-token", "--host", "127.0.0.1"]
    with served([*command, "--port", str(port)], port, quiet, tmp_path) as address:
        tab.goto(address)
        wait_until(lambda: tab.locator("canvas").count() == 3, "both views", 120)
        one, other = Shown(tab, 0), Shown(tab, 1)
        runs = {"A": run_under(24), "B": run_under(120)}
        for frame in (200, 30, 360):
            shows(one, frame, runs)
            counts = [round(runs[arm].series["collectives"].iloc[frame - 1]) for arm in "AB"]
            told = f"After {frame} months there are {counts[0]} collectives under A and {counts[1]} under B."
            wait_until(lambda told=told: told in tab.inner_text("body"), told)
        assert other.frame == 0
        other.scrub(59)
        assert other.number_of("collectives", "A") == round(runs["A"].series["collectives"].iloc[58])
        assert one.frame == 360
        one.ask("(view) => view.open('B', 'collective', 0)")
        wait_until(lambda: one.ask("(view) => view.parts.card.querySelectorAll('ol li').length") > 0, "a card")
        plays_to_the_end(one)
        one.ask("(view) => view.close()")
        one.scrub(200)
        assert one.picture("B") == picture_in_a_file(browser, 200, tmp_path, POLICIES)


def test_the_example_runs_as_a_script() -> None:
    pytest.importorskip("marimo")
    done = subprocess.run([sys.executable, str(EXAMPLE)], capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stderr) == (0, "")
