"""The tables of verdicts in docs/calibration.md, written from what ``collectief validate --json`` found:

``uv run collectief validate --json > verdicts.json``, then ``uv run python -m collectief_sim.validation.document
verdicts.json``. Further files, of ``collectief validate --quick --seeds 200 --set behaviour.horizon.rule=... --json``, fill
the table of patterns under other rules. What stands between the marks in the document is replaced; all other words are ours
to keep true.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

DOCUMENT = Path("docs/calibration.md")


def verdicts(record: dict[str, Any]) -> str:
    """Patterns and their figures as a table in Markdown."""
    lines = ["| | pattern, and its figures | figure (95% interval) | accepted | verdict |", "|---|---|---|---|---|"]
    for pattern in record["patterns"]:
        because = f"; *misses because {pattern['misses_because']}*" if pattern["misses_because"] else ""
        statement = f"**{pattern['statement']}** ({', '.join([pattern['source'], *pattern['marks']])}){because}"
        lines.append(f"| **{pattern['id']}** | {statement} | | | **{pattern['verdict']}** |")
        lines += [
            f"| | {check['what']} | {_figure(check)} | {_band(check)} | {check['verdict']} |"
            for check in pattern["checks"]
        ]
    return "\n".join(lines)


def rivals(record: dict[str, Any]) -> str:
    """What becomes of the main claim under rival rules, as a table in Markdown."""
    lines = ["| rule | figure | figure (95% interval) | verdict |", "|---|---|---|---|"]
    for rival in record["rival_rules"]:
        lines += [f"| {rival['rule']} | {c['what']} | {_figure(c)} | {c['verdict']} |" for c in rival["checks"]]
    return "\n".join(lines)


def rules(records: list[dict[str, Any]]) -> str:
    """The verdict on each pattern under several settings, and every figure on which they differ or that does not hold."""
    heads = [
        ", ".join(f"{name}={value}" for name, value in record["settings"].items()) or "default" for record in records
    ]
    lines = ["| | pattern | " + " | ".join(heads) + " |", "|---|---|" + "---|" * len(heads)]
    for same in zip(*(record["patterns"] for record in records), strict=True):
        cells = " | ".join(pattern["verdict"] for pattern in same)
        lines.append(f"| **{same[0]['id']}** | {same[0]['statement']} | {cells} |")
        for checks in zip(*(pattern["checks"] for pattern in same), strict=True):
            if any(check["verdict"] != "holds" for check in checks):
                cells = " | ".join(f"{check['verdict']}: {_figure(check)}" for check in checks)
                lines.append(f"| | *{checks[0]['what']}*, accepted {_band(checks[0])} | {cells} |")
    return "\n".join(lines)


def _figure(check: dict[str, Any]) -> str:
    return f"{_number(check['figure'])} ({_number(check['low'])} to {_number(check['high'])})"


def _band(check: dict[str, Any]) -> str:
    return f"{_number(check['accepted_low'])} to {_number(check['accepted_high'])}"


def _number(value: float | None) -> str:
    return "open" if value is None else f"{value:.3g}"


def written_into(text: str, record: dict[str, Any], others: Sequence[dict[str, Any]] = ()) -> str:
    """The document with its tables replaced; that of other rules if there are any records of them."""
    tables = {"verdicts": verdicts(record), "rivals": rivals(record)}
    for name, table in (tables | ({"rules": rules([record, *others])} if others else {})).items():
        marked = re.search(rf"<!-- {name}: generated -->\n(.*?)\n<!-- end -->", text, re.DOTALL)
        if marked is None:
            raise ValueError(f"no place for the table of {name} in {DOCUMENT}")
        text = text[: marked.start(1)] + table + text[marked.end(1) :]
    return text


if __name__ == "__main__":
    found, *others = (json.loads(Path(name).read_text(encoding="utf-8")) for name in sys.argv[1:])
    DOCUMENT.write_text(
        written_into(DOCUMENT.read_text(encoding="utf-8"), found, others), encoding="utf-8", newline="\n"
    )
