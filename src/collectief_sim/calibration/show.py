"""What a calibration found, for a terminal."""

from __future__ import annotations

from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table


def tell(found: dict[str, Any], console: Console) -> None:
    """Print how much of the prior is left under each rule, how far each setting was narrowed, and what could not be found."""
    table = Table(box=box.SIMPLE_HEAD, title="What is left of what was tried", title_justify="left")
    for column in ("rule", "by emulators, wave by wave", "candidates", "worlds", "truths kept, of made-up ones"):
        table.add_column(column, justify="left" if column == "rule" else "right")
    for rule, of_rule in found["rules"].items():
        waves = ", ".join(f"{share:.2%}" for share in of_rule["left_by_emulators"])
        kept = f"{of_rule['recovery']['kept']:.0%}"
        table.add_row(rule, waves, str(of_rule["candidates"]), str(of_rule["worlds"]), kept)
    console.print(table)
    for rule, of_rule in found["rules"].items():
        table = Table(box=box.SIMPLE_HEAD, title=f"Settings under {rule}", title_justify="left")
        for column in ("setting", "tried", "nine in ten worlds", "narrower by", "could be found"):
            table.add_column(column, justify="left" if column == "setting" else "right")
        for name, one in of_rule["settings"].items():
            low, high = one["prior"]
            left = f"{one['left'][0]:.3g} to {one['left'][2]:.3g}" if "left" in one else ""
            narrower = f"{max(0.0, one['narrower'][0]):.0%}" if "narrower" in one else ""
            table.add_row(name, f"{low:.3g} to {high:.3g}", left, narrower, share(of_rule["recovery"]["found"][name]))
        console.print(table)
    console.print(f"{sum(found['worlds'].values())} worlds that nothing known rules out.")


def share(value: float | None) -> str:
    """How much of a setting could be found on made-up truth, in words."""
    if value is None:
        return ""
    word = "yes" if value >= 0.5 else "partly" if value >= 0.25 else "no"
    return f"{word} ({max(0.0, value):.0%})"
