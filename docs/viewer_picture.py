"""The picture of the viewer for the README: start ``collectief view keilekwartier --seed 3 --no-browser``, then
``uv run python docs/viewer_picture.py ADDRESS``.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright


def main() -> None:
    """Open the viewer in Chromium, read about a collective, and keep what is seen."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1500, "height": 940}, locale="en-GB")
        page.goto(sys.argv[1])
        page.wait_for_selector("body[data-ready=yes]")
        page.fill("#scrub", "150")
        page.check("#as-table")
        page.click("figure[data-arm=B] .table button >> nth=1")
        page.wait_for_selector("#card h2")
        page.uncheck("#as-table")
        page.wait_for_timeout(300)
        page.screenshot(path=Path(__file__).with_name("viewer.png"))
        browser.close()


if __name__ == "__main__":
    main()
