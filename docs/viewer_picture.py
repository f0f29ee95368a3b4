"""The pictures of both viewers for the README: start ``collectief view keilekwartier --seed 3 --no-browser``, or the same with
``--mesa``, then ``uv run --group dev python docs/viewer_picture.py ADDRESS [mesa]``.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

MONTH = 150


def go_on_the_page(page: Any) -> None:
    """Go to the month."""
    page.wait_for_selector("body[data-ready=yes]")
    page.fill(".scrub", str(MONTH))


def go_in_mesas_viewer(page: Any) -> None:
    """Let the model come to the month."""
    page.wait_for_selector("canvas")
    for month in range(1, MONTH + 1):
        page.locator(".v-btn:has-text('Step')").click()
        page.wait_for_selector(f"text=month {month} of 360")


def take(address: str, mesa: bool) -> None:
    """Open a viewer in Chromium, read about a collective, and keep what is seen."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1500, "height": 1180 if mesa else 1100}, locale="en-GB")
        page.goto(address)
        (go_in_mesas_viewer if mesa else go_on_the_page)(page)
        page.check(".as-table")
        page.locator("figure .table button").nth(1).click()
        page.wait_for_selector(".card h2")
        page.uncheck(".as-table")
        page.wait_for_timeout(600)
        page.screenshot(path=Path(__file__).with_name("viewer-mesa.png" if mesa else "viewer.png"))
        browser.close()


if __name__ == "__main__":
    take(sys.argv[1], "mesa" in sys.argv[2:])
