"""How quickly the viewer shows a first picture and plays, on an area of 24 x 24 plots and on one of 100 x 100.

Run with ``uv run python benchmarks/viewer.py``; needs Chromium. Prints figures; asserts nothing.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from pathlib import Path

import uvicorn
from playwright.sync_api import sync_playwright

from collectief_sim.model.simulation import run
from collectief_sim.scenario import dump, load
from collectief_sim.viewer.app import make_app
from collectief_sim.viewer.history import simulate
from collectief_sim.viewer.opening import open_target
from collectief_sim.viewer.serve import listen
from collectief_sim.viewer.wire import encode

SECONDS = 4  # of play that are timed


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
            page.select_option("#speed", speed)
            page.click("#first")
            page.click("#play")
            before, drawn = int(page.input_value("#scrub")), page.evaluate("window.drawn")
            start = time.perf_counter()
            page.wait_for_timeout(1000 * SECONDS)
            took = time.perf_counter() - start
            months = (int(page.input_value("#scrub")) - before) / took
            maps = (page.evaluate("window.drawn") - drawn) / took
            page.click("#play")
            print(f"  at {speed} months a second: {months:.1f} shown, {maps:.0f} maps drawn a second")
        print(f"  memory of the page: {page.evaluate('performance.memory.usedJSHeapSize') / 1e6:.0f} MB")
        browser.close()
    server.should_exit = True


def main() -> None:
    """Both sizes."""
    with tempfile.TemporaryDirectory() as folder:
        for target in ("stylised-area", tiled(100, Path(folder))):
            measure(target)


if __name__ == "__main__":
    main()
