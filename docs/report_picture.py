"""The picture of the report for the README: ``uv run python docs/report_picture.py results/.../report.html``."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright


def main() -> None:
    """Open a report in Chromium and keep its first page."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1120, "height": 900}, device_scale_factor=1.3)
        page.goto(Path(sys.argv[1]).resolve().as_uri())
        page.locator("section.first").screenshot(path=Path(__file__).with_name("report.png"))
        browser.close()


if __name__ == "__main__":
    main()
