"""The picture of the report for the README: ``uv run python docs/report_picture.py results/.../report.html``."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright


def main() -> None:
    """Open a report in Chromium and keep its beginning: the answer and the first figure."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 900, "height": 800}, device_scale_factor=1.4)
        page.goto(Path(sys.argv[1]).resolve().as_uri())
        hidden = "h2:nth-of-type(2), h3:not([id]), main > .scroll, main > details, main > p:not(.over):not(.question)"
        page.add_style_tag(content=hidden + " { display: none } h2 { margin-top: 1rem } h3 { margin-top: .5rem }")
        figure = page.locator("figure").first.bounding_box()
        assert figure is not None
        bottom = figure["y"] + figure["height"] - 30
        clip = {"x": 0, "y": 0, "width": 900, "height": bottom}
        page.screenshot(path=Path(__file__).with_name("report.png"), full_page=True, clip=clip)  # type: ignore[arg-type]
        browser.close()


if __name__ == "__main__":
    main()
