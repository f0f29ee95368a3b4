"""One file that shows an area month by month, to be sent to somebody: it opens by double click and asks nothing of anybody.

All that the page shows is in it: the component as one script, the histories, and the cards of the municipality, of every
collective and of every building in every month. Those of entrepreneurs are made in the browser, from the history alone.
"""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from collectief_sim import __version__
from collectief_sim.experiment.design import LANGUAGES
from collectief_sim.files.errors import ScenarioError
from collectief_sim.scenario import Scenario
from collectief_sim.scenario.fields import titles
from collectief_sim.scenario.languages import Said
from collectief_sim.viewer.cards.album import Album, Pages, album_of
from collectief_sim.viewer.joined import joined
from collectief_sim.viewer.subject import Policy, Subject
from collectief_sim.viewer.texts import as_json
from collectief_sim.viewer.wire import encode

MOST_BYTES = 10_000_000  # of a file: what can be sent by e-mail
MOST_BUILDING_CARDS = 200_000  # made within half a minute, in 150 MB of memory
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Story:
    """A file to send."""

    content: bytes
    building_cards: bool  # whether there was room for them


def steps_of(subject: Subject) -> int:
    """How often :func:`story_of` tells that it has come further."""
    return len(subject.policies) * (2 * subject.months + 1)  # a pass for the history and one for the cards


def story_of(subject: Subject, language: str = "en", came_further: Callable[[], None] = lambda: None) -> Story:
    """Make the file.

    Parameters
    ----------
    subject
        What it shows.
    language
        In which it opens, ``en`` or ``nl``.
    came_further
        Called :func:`steps_of` times.

    Raises
    ------
    ScenarioError
        If it would be larger than 10 MB, even without cards of buildings.
    """
    packed = {arm: _packed(encode(subject.history(arm, came_further))) for arm in subject.policies}
    _check_size(subject, sum(map(len, packed.values())))  # before all cards are made
    wanted = _building_cards(subject) <= MOST_BUILDING_CARDS
    albums = {arm: _album(subject, arm, wanted, came_further) for arm in packed}
    for with_buildings in (True, False) if wanted else (False,):
        content = _page(subject, language, packed, albums, with_buildings)
        if len(content) < MOST_BYTES:
            break
    _check_size(subject, len(content))
    return Story(content, with_buildings)


def _check_size(subject: Subject, size: int) -> None:
    if size >= MOST_BYTES:
        raise ScenarioError(
            f"{subject.scenario.name}: the file would be {size / 1e6:,.1f} MB or more, at most {MOST_BYTES / 1e6:g} MB is "
            "allowed; choose a smaller area, fewer months or one policy."
        )


def _building_cards(subject: Subject) -> int:
    """How many cards of buildings there would be."""
    there = sum(len(policy.scenario.area.ground.first_plot) for policy in subject.policies.values())
    return there * (subject.months + 1)


def _album(subject: Subject, arm: str, buildings: bool, check: Callable[[], None]) -> Album:
    policy = subject.policies[arm]
    return album_of(policy.scenario, subject.seed, subject.months, policy.changes, buildings, check, subject.rule)


# ---- what travels ------------------------------------------------------------------------------------------------------


def _packed(content: bytes) -> str:
    """Compressed (zlib, as browsers unpack it under the name of deflate), in letters."""
    return base64.b64encode(zlib.compress(content, 9)).decode("ascii")


def _cards(policy: Policy, album: Album, buildings: bool) -> str:
    """A line for each thing: its kind, its number and its pages, packed; a browser unpacks only what is opened."""
    kinds: dict[str, list[Pages]] = {"municipality": album.municipality, "collective": album.collective}
    lines = []
    if buildings:
        kinds["building"] = album.building
        lines.append(f"ground 0 {_packed(as_json(_ground(policy.scenario)))}")
    for kind, things in kinds.items():
        lines += [f"{kind} {number} {_packed(b'\n'.join(pages.lines()))}" for number, pages in enumerate(things)]
    return "\n".join(lines)


def _ground(scenario: Scenario) -> dict[str, Any]:
    """What the card of a plot says of the plot: which building stands there (-1: none), and what the place is called."""
    ground = scenario.area.ground
    return {
        "building": ground.building_of_plot.tolist(),
        "zone": ground.zone_of_plot.tolist(),
        "titles": [titles(zone.entry) for zone in ground.zones],
    }


def _told(subject: Subject, language: str) -> str:
    """What the script is told, as JSON that cannot end the element it stands in."""
    told = {**subject.told(), "language": language}
    return as_json(told).decode("ascii").replace("<", "\\u003c")


# ---- the page ----------------------------------------------------------------------------------------------------------


def _page(
    subject: Subject, language: str, histories: dict[str, str], albums: dict[str, Album], buildings: bool
) -> bytes:
    script = f"\n{joined()}{(_HERE / 'story.js').read_text(encoding='utf-8')}"
    if "</script" in script or "<!--" in script:
        raise ValueError("the script would end the element it stands in")
    text = _template().render(
        language=language,
        title=titles(subject.scenario) if subject.scenario.title else dict.fromkeys(LANGUAGES, subject.scenario.name),
        version=__version__,
        subject=subject,
        policies={arm: list(_lines_of(policy, subject)) for arm, policy in subject.policies.items()},
        told=_told(subject, language),
        histories=histories,
        cards={arm: _cards(subject.policies[arm], album, buildings) for arm, album in albums.items()},
        buildings=buildings,
        script=script,
        digest=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )
    return text.encode("utf-8", "backslashreplace")


@cache
def _template() -> Any:
    """The page; whatever is filled in is escaped, but for what the template says is safe."""
    where = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        newline_sequence="\n",
    )
    return where.get_template("story.html.jinja")


def _lines_of(policy: Policy, subject: Subject) -> Iterator[tuple[str, Said, str]]:
    """What sets a policy apart: from when it holds (empty: from the start), what it is called, and the setting itself."""
    called = {lever["path"]: Said(**lever["name"]) for lever in subject.told()["levers"]}
    dated = [("", policy.settings)]
    dated += [(policy.scenario.date_of(change.month), dict(change.overrides)) for change in policy.changes]
    for since, settings in dated:
        for path, value in settings.items():
            yield since, called.get(path, Said("", "")), f"{path} = {value}"
