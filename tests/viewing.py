"""What tests of the viewer share: a real server on a free port of this machine, and the browser if there is one."""

from __future__ import annotations

import base64
import os
import re
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from collectief_sim.viewer.joined import joined
from collectief_sim.viewer.server.door import config_of
from collectief_sim.viewer.server.serve import listen

REQUIRED = "COLLECTIEF_REQUIRE_BROWSER"  # set to 1 where a test of the page that cannot run is a failure
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_PATIENCE = 60.0  # seconds until a test that waits for a state gives up


def browser_path() -> str | None:
    """The browser that tests use: one on the path, else the one that Playwright installed; None if there is none."""
    for name in _NAMES:
        if found := shutil.which(name):
            return found
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def need_browser() -> str:
    """The browser; without one the test is skipped, or fails where a browser is required."""
    found = browser_path()
    if found is None:
        reason = "no browser: install Chromium (apt install chromium) or run `playwright install chromium`"
        if os.environ.get(REQUIRED) == "1":
            pytest.fail(f"{reason}; {REQUIRED}=1 does not let this test be skipped")
        pytest.skip(reason)
    return found


def wait_until(true: Callable[[], Any], what: str, seconds: float = _PATIENCE) -> Any:
    """Wait for a state, however slow the machine is, and return what it is."""
    ends = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < ends, f"never came about: {what}"
        time.sleep(0.01)
    return found


@contextmanager
def served(app: Any, host: str = "127.0.0.1", sockets: bool = False) -> Iterator[int]:
    """Serve an app as the command does; the port."""
    with listen(host, None) as listener:
        server = uvicorn.Server(config_of(app, sockets))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        wait_until(lambda: server.started, "the server")
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(20)


def sent(port: int, *lines: str, host: str = "127.0.0.1") -> socket.socket:
    """A connection on which some lines of a request were sent, and not more."""
    line = socket.create_connection((host, port), timeout=_PATIENCE)
    line.sendall("".join(f"{one}\r\n" for one in lines).encode("latin-1"))
    return line


def answer_on(line: socket.socket) -> bytes:
    """All that comes back on a connection until it is closed."""
    parts = []
    with line:
        try:
            while part := line.recv(2**16):
                parts.append(part)
        except ConnectionResetError:
            pass
    return b"".join(parts)


# the picture of a month: a map drawn so many pixels wide, wherever its view stands
DRAWN = """([selector, arm]) => {
  const all = (root) => [...root.querySelectorAll("*")].flatMap((one) => [one, ...(one.shadowRoot ? all(one.shadowRoot) : [])]);
  const { view } = all(document).find((one) => one.view?.figures && one.matches(selector));
  const { box, map } = view.figures.all[arm];
  Object.assign(box.style, { width: "480px", maxWidth: "none", minWidth: "480px" });
  map.redraw();
  return map.canvas.toDataURL();
}"""


def picture_of(page: Any, selector: str = "*", arm: str = "A") -> str:
    """The map that the first view in such an element shows, drawn as wide as in every other home: a data URL."""
    drawn: str = page.evaluate(DRAWN, [selector, arm])
    return drawn


@contextmanager
def chromium() -> Iterator[Any]:
    """The browser, started; without one the test is skipped, or fails where a browser is required."""
    where = need_browser()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=where, args=["--no-sandbox"])
        yield found
        found.close()


# every view on a page, wherever it stands
ALL_VIEWS = """() => {
  const all = (root) => [...root.querySelectorAll("*")].flatMap((one) => [
    ...(one.view?.draws ? [one.view] : []), ...(one.shadowRoot ? all(one.shadowRoot) : []),
  ]);
  return all(document);
}"""
DRAWN_BY = """(view, arm) => {
  const { box, map } = view.figures.all[arm];
  const before = box.style.cssText;
  Object.assign(box.style, { width: "480px", maxWidth: "none", minWidth: "480px" });
  map.redraw();
  const drawn = map.canvas.toDataURL();
  box.style.cssText = before;
  map.redraw();
  return drawn;
}"""


class Shown:
    """One of the views on a page, in the order in which they stand there: what it shows, and scrubbing it by hand."""

    def __init__(self, page: Any, number: int = 0) -> None:
        self.page, self.number = page, number

    def ask(self, question: str, *more: Any) -> Any:
        """What a function of the view returns."""
        views = self.page.evaluate_handle(ALL_VIEWS)
        return views.evaluate(
            f"(views, [number, ...more]) => ({question})(views[number], ...more)", [self.number, *more]
        )

    @property
    def frame(self) -> int:
        """The month shown."""
        return int(self.ask("(view) => view.frame"))

    def scrub(self, frame: int) -> None:
        """Move the slider there, as a hand does."""
        self.page.locator(".scrub").nth(self.number).fill(str(frame))

    def number_of(self, chart: str, arm: str) -> float:
        """What stands beside a chart, as it is told in a language with points or commas between thousands."""
        text = self.ask(
            "(view, chart) => view.parts.charts.querySelector(`[data-chart=${chart}] .now`).textContent", chart
        )
        found = re.search(rf"{arm}? ?([\d.,]+)", text.replace("\xa0", " ").partition(arm)[2] or text)
        assert found, text
        return float(re.sub("[.,]", "", found[1]))

    def picture(self, arm: str = "A") -> str:
        """The map, drawn as wide as in every other home: a data URL."""
        return str(self.ask(DRAWN_BY, arm))


def component_picture(browser: Any, history: bytes, frame: int) -> str:
    """The map that the component draws by itself: what every home must show of that month."""
    page = browser.new_page(viewport={"width": 900, "height": 700})
    sent = base64.b64encode(history).decode()
    page.set_content(f"""<!doctype html><div id="view"></div><script type="module">
        {joined()}
        const history = Uint8Array.from(atob("{sent}"), (letter) => letter.charCodeAt(0)).buffer;
        mount(document.getElementById("view")).show({{ A: history }}, {{ frame: {frame} }});
        document.body.dataset.ready = "yes";</script>""")
    page.wait_for_selector("body[data-ready=yes]")
    drawn = picture_of(page, "#view")
    page.close()
    return drawn
