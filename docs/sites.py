"""Hold the register of sites, docs/sites.csv, beside what runs make of such sites.

``uv run python docs/sites.py`` simulates, which takes half a minute, and writes docs/sites.md: what stands between its marks is
replaced, and sites.svg beside it is drawn. ``--seeds 2 --page somewhere.md`` is for a quick look.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from measured import number, simulated, table, written_into
from sites_measures import MEASURES, WIDE, Span, held
from sites_picture import drawn
from sites_watched import AREAS, FIRST_YEARS, episodes_of, told_by

from collectief_sim.validation.register import read_sites

PAGE = Path(__file__).with_name("sites.md")
REGISTER = Path(__file__).with_name("sites.csv")
SEEDS = 20


class Found:
    """The register, and what runs make of such sites."""

    def __init__(self, seeds: int, areas: Sequence[str] = AREAS) -> None:
        self.sites, self.seeds, self.areas = read_sites(REGISTER), seeds, areas
        tasks = [(area, seed) for area in areas for seed in range(1, seeds + 1)]
        self.episodes = [one for _, some in simulated(episodes_of, tasks) for one in some]
        self.made = told_by(self.episodes)
        self.held = [held(measure, self.sites, self.made) for measure in MEASURES]


def written(span: Span, decimals: int) -> str:
    """A span as it is read."""
    low, high = (number(end, decimals) for end in span)
    return low if low == high else f"{low} to {high}"


def runs(found: Found) -> str:
    """What was simulated."""
    made = found.made
    ended = made.dropped.notna() | made.in_use.notna()
    return (
        f"{len(found.areas)} shipped scenarios ({', '.join(f'`{area}`' for area in found.areas)}), as they are but without the "
        f"fire of the Keilewerf, {found.seeds} runs each (seeds 1 to {found.seeds}). In the first {FIRST_YEARS} years "
        "of these runs "
        f"{len(made):,} plans arose: {int((made.aim == 'homes').sum()):,} for homes, "
        f"{int((made.aim == 'renovation').sum()):,} for a renovation. {int(made.out.notna().sum()):,} buildings were emptied for "
        f"them. {int((~ended).sum()):,} of the plans were still on their way when the run ended; what became of "
        "those is not counted. "
        "Buildings of which a scenario dates the end (the Keilewerf, the Vlampijpateliers) are left out: "
        "they would only say again what they were told."
    )


def beside(found: Found) -> str:
    """Every measure: what is known, what runs make, and where sites stand."""
    rows = []
    for one in found.held:
        decimals = one.measure.decimals
        known = "; ".join(f"{name} {written(span, decimals)}" for name, span in one.known.items())
        middle, low, high = (number(one.per_cent(share), decimals) for share in (50.0, *WIDE))
        made = f"{middle} ({low} to {high})" if len(one.made) else "–"
        stands = "; ".join(f"{name}: {one.stands(span)}" for name, span in one.known.items())
        rows.append(
            [f"{one.measure.words} [{one.measure.unit}]", known or "–", made, f"{len(one.made):,}", stands or "–"]
            + [one.measure.built_in or "–"]
        )
    head = ["what", "known of sites", "in the model: middle (nine in ten)", "of how many", "where sites stand"]
    return table([*head, "was the model given it?"], rows)


def apart_from_each_other(found: Found) -> str:
    """What lies outside nine in ten of the model's, a line each."""
    lines = []
    for one in found.held:
        decimals = one.measure.decimals
        unit = "" if one.measure.unit == "share" else f" {one.measure.unit}"
        range_ = written((one.per_cent(WIDE[0]), one.per_cent(WIDE[1])), decimals)
        for name, span in one.known.items():
            if one.stands(span) in ("less than in the model", "more than in the model"):
                words = f"{one.measure.words}: {written(span, decimals)}{unit}; in the model {range_}."
                lines.append(f"- **{name}**, {words}")
    count = sum(len(one.known) for one in found.held)
    if not lines:
        return f"All {count} values lie within what nine in ten of the model's do."
    told = f"Of {count} values {count - len(lines)} lie within what nine in ten of the model's do. {len(lines)} do not:"
    return "\n".join([told, "", *lines])


def rows_of(found: Found) -> str:
    """The register to read."""
    rows = []
    for _, site in found.sites.iterrows():
        owner = site["owner"] or "not known"
        kind = f" ({site['owner_kind'].replace('_', ' ')})" if site["owner_kind"] else ""
        rows.append(
            [site["name"], site["city"], owner + kind, in_words(site), site["makers"] or "–"]
            + [f"{site['evidence'].replace(' ', ', ')} ({site['confidence']})", site["note"]]
        )
    head = ["site", "city", "owner", "dates", "makers or firms", "facts (confidence)", "what to know"]
    return table(head, rows)


SAID = {
    "planned": "plan {}",
    "start": "makers since {}",
    "announced": "end or plan told {}",
    "announced_end": "first date to be out {}",
    "moved_to": "moved to {}",
    "notice": "notice {}",
    "zoning_final": "zoning beyond appeal {}",
    "permit": "permit {}",
    "ended": "out {}",
    "came_on": "{came} {}",
    "in_use": "homes or in use again {}",
}


def in_words(site: pd.Series[Any]) -> str:
    """The dates of a site, as they stand in the register."""
    told = [words.format(site[column], came=site["came"]) for column, words in SAID.items() if site[column]]
    return "; ".join(told) or f"notice of {site['notice_months']} months"


def sections(found: Found) -> dict[str, str]:
    """What stands between the marks of the page."""
    return {
        "runs": runs(found),
        "beside": beside(found),
        "apart": apart_from_each_other(found),
        "sites": rows_of(found),
    }


def main() -> None:
    """Simulate, and write the page."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seeds", type=int, default=SEEDS, help="runs of every area")
    asked.add_argument("--areas", nargs="+", default=AREAS, choices=AREAS)
    asked.add_argument("--page", type=Path, default=PAGE, help="where to write it")
    given = asked.parse_args()
    found = Found(given.seeds, given.areas)
    drawn(found.sites, found.held, given.page.with_suffix(".svg"))
    made = written_into(PAGE.read_text(encoding="utf-8"), sections(found))
    given.page.write_text(made, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
