"""How quickly the viewer shows a first picture and plays: its page, on an area of 24 x 24 plots and on one of 100 x 100; Mesa's
viewer, and a notebook (marimo), on the Keilekwartier.

Run with ``uv run --group dev python benchmarks/viewer.py``; needs Chromium. Prints figures; asserts nothing.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from playwright.sync_api import sync_playwright

from collectief_sim.model.simulation import run
from collectief_sim.scenario import dump, load
from collectief_sim.viewer.history import simulate
from collectief_sim.viewer.opening import open_target
from collectief_sim.viewer.server.app import make_app
from collectief_sim.viewer.server.serve import listen
from collectief_sim.viewer.wire import encode

SECONDS = 4  # of play that are timed
ROUNDS = 3
NOTEBOOK = Path(__file__).parents[1] / "docs" / "examples" / "notebook.py"
# the frame of the first view on a page, however deep it stands, and how often it was drawn
FRAME_AND_DRAWS = """() => {
  const all = (root) => [...root.querySelectorAll("*")].flatMap((one) => [one, ...(one.shadowRoot ? all(one.shadowRoot) : [])]);
  const { view } = all(document).find((one) => one.view?.figures);
  return [view.frame, view.draws];
}"""


def tiled(side: int, folder: Path) -> str:
    """The stylised area repeated until it is so many plots wide and high."""
    spec = load("stylised-area")
    rows = spec.area.rows()
    times = -(-side // len(rows))
    lines = [(row * (-(-side // len(row))))[:side] for row in rows * times][:side]
    data = spec.model_dump() | {"name": "large"}
    data["area"]["map"] = "\n".join(lines)
    file = folder / "large.toml"
    file.write_text(dump(type(spec).model_validate(data)), encoding="utf-8")
    return str(file)


def measure(target: str) -> None:
    """Serve one scenario and play it."""
    choices, opening = open_target(target, 1)
    scenario = choices.load(opening["scenario"])
    run(scenario, 1, 1)
    start = time.perf_counter()
    history = simulate(scenario, 1)
    made = time.perf_counter() - start
    listener = listen("127.0.0.1", None)
    server = uvicorn.Server(uvicorn.Config(make_app(choices, opening, ["127.0.0.1"]), log_level="error"))
    threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True).start()
    people = int(history.people_start[1])
    print(f"{opening['scenario']}: {history.width} x {history.height} plots, {people} entrepreneurs at the start")
    print(f"  a history of {scenario.months} months: {made:.2f} s, {len(encode(history)) / 1e6:.1f} MB; two are shown")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_context(viewport={"width": 1500, "height": 1000}).new_page()
        start = time.perf_counter()
        page.goto(f"http://127.0.0.1:{listener.getsockname()[1]}/")
        page.wait_for_selector("body[data-ready=yes]", timeout=120_000)
        print(f"  first picture after {time.perf_counter() - start:.2f} s")
        for speed in ("10", "60"):
            page.select_option("select.speed", speed)
            page.click(".first")
            page.click(".play")
            before, drawn = page.evaluate(FRAME_AND_DRAWS)
            start = time.perf_counter()
            page.wait_for_timeout(1000 * SECONDS)
            took = time.perf_counter() - start
            frame, draws = page.evaluate(FRAME_AND_DRAWS)
            page.click(".play")
            print(
                f"  at {speed} months a second: {(frame - before) / took:.1f} shown, {(draws - drawn) / took:.0f} draws a second"
            )
        print(f"  memory of the page: {page.evaluate('performance.memory.usedJSHeapSize') / 1e6:.0f} MB")
        browser.close()
    server.should_exit = True


@contextmanager
def opened(*command: str, port: int) -> Iterator[Any]:
    """A page of a server that a command starts, once it has a picture."""
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not _answers(address):
            time.sleep(0.1)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            page = browser.new_context(viewport={"width": 1500, "height": 1000}).new_page()
            start = time.perf_counter()
            page.goto(address)
            page.wait_for_selector("canvas", timeout=120_000)
            print(f"  first picture after {time.perf_counter() - start:.2f} s")
            yield page
            browser.close()
    finally:
        server.terminate()
        server.wait()


def _answers(address: str) -> bool:
    with suppress(httpx.HTTPError):
        return httpx.get(address, trust_env=False).status_code == 200
    return False


def measure_mesa(port: int) -> None:
    """Mesa's viewer, played to the end with map and charts drawn."""
    print("keilekwartier in Mesa's viewer")
    command = [str(Path(sys.executable).with_name("collectief")), "view", "keilekwartier", "--mesa", "--no-browser"]
    with opened(*command, "--port", str(port), port=port) as page:
        for _ in range(ROUNDS):
            drawn, start = page.evaluate(FRAME_AND_DRAWS)[1], time.perf_counter()
            page.locator(".v-btn:has-text('▶')").first.click()
            while page.evaluate(FRAME_AND_DRAWS)[0] < 360:
                time.sleep(0.05)
            took = time.perf_counter() - start
            draws = page.evaluate(FRAME_AND_DRAWS)[1] - drawn
            print(f"  played to the end: {360 / took:.0f} months and {draws / took:.0f} pictures a second")
            page.locator(".v-btn:has-text('Reset')").first.click()
            while page.evaluate(FRAME_AND_DRAWS)[0] > 0:
                time.sleep(0.05)


def measure_notebook(port: int) -> None:
    """Two maps and ten charts in a notebook, played as fast as it goes."""
    print("keilekwartier in a notebook")
    command = [sys.executable, "-m", "marimo", "run", str(NOTEBOOK), "--headless", "--no-token", "--host", "127.0.0.1"]
    with opened(*command, "--port", str(port), port=port) as page:
        page.select_option("select.speed >> nth=0", "60")
        for _ in range(ROUNDS):
            page.locator(".first").first.click()
            page.locator(".play").first.click()
            drawn, start = page.evaluate(FRAME_AND_DRAWS)[1], time.perf_counter()
            page.wait_for_timeout(1000 * SECONDS)
            draws, took = page.evaluate(FRAME_AND_DRAWS)[1] - drawn, time.perf_counter() - start
            page.locator(".play").first.click()
            print(f"  {draws / took:.0f} draws a second")


def free_port() -> int:
    """A port that nobody listens on."""
    with listen("127.0.0.1", None) as listener:
        return int(listener.getsockname()[1])


def main() -> None:
    """All of it."""
    with tempfile.TemporaryDirectory() as folder:
        for target in ("stylised-area", tiled(100, Path(folder))):
            measure(target)
    measure_mesa(free_port())
    measure_notebook(free_port())


if __name__ == "__main__":
    main()
