"""The picture of Mesa's viewer for the README: start ``collectief view keilekwartier --mesa --seed 3 --no-browser``, then
``uv run python docs/viewer_mesa_picture.py ADDRESS``.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright


def main() -> None:
    """Let the model run in Chromium for some twelve years, read about a collective, and keep what is seen."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1500, "height": 1180}, locale="en-GB")
        page.goto(sys.argv[1])
        page.wait_for_selector("canvas")
        thumb = page.locator(".v-input__slider:has-text('Render Interval') .v-slider__thumb-container")
        thumb.focus()
        for _ in range(7):  # 15 months a step
            thumb.press("ArrowRight")
        page.wait_for_timeout(500)
        for step in range(1, 11):
            page.locator(".v-btn:has-text('Step')").click()
            page.wait_for_selector(f"text=month {15 * step} of 360")
        thumb.focus()
        for _ in range(7):
            thumb.press("ArrowLeft")
        page.check(".layers .as-table")
        page.locator(".table button").nth(1).click()
        page.wait_for_selector(".card h2")
        page.uncheck(".layers .as-table")
        page.mouse.move(700, 150)
        page.wait_for_timeout(600)
        page.screenshot(path=Path(__file__).with_name("viewer-mesa.png"))
        browser.close()


if __name__ == "__main__":
    main()
