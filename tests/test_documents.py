"""What the documents point at is there."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest

from collectief_sim import __version__

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
PARAMETERS = "scenario/behaviour/*.py"
FILES = [
    f"/{path.relative_to(ROOT).as_posix()}"
    for folder in ("src", "tests", "docs", "benchmarks")
    for path in (ROOT / folder).rglob("*.py")
]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_program_that_is_named_exists(document: Path) -> None:
    named = set(re.findall(r"(?<![\w/<>])[\w/]+\.py\b", document.read_text(encoding="utf-8")))
    assert not {name for name in named if not any(file.endswith(f"/{name}") for file in FILES)}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_within_the_project_leads_somewhere(document: Path) -> None:
    links = set(re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text(encoding="utf-8")))
    assert not {link for link in links if not (document.parent / link).exists()}


def test_evidence_names_the_files_that_cite_it() -> None:
    rows = re.findall(r"^\| ([EF]\d+) \|.*\| ([^|]*) \|$", (ROOT / "docs" / "evidence.md").read_text("utf-8"), re.M)
    assert len(rows) == 167
    package = ROOT / "src" / "collectief_sim"
    parameters = {path.relative_to(package).as_posix(): path.read_text("utf-8") for path in package.glob(PARAMETERS)}
    assert len(parameters) > 15
    for source, used_in in rows:
        named = re.findall(r"`([^`]+)`", used_in)
        for name in named:
            assert (package / name).is_file() or name == "docs/sites.csv", name
        citing = {name for name, text in parameters.items() if re.search(rf"\b{source}\b", text)}
        assert {name for name in named if name in parameters} == citing, source


def test_the_house_is_drawn_from_the_rules() -> None:
    done = subprocess.run([sys.executable, ROOT / "docs" / "house.py", "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    picture = ElementTree.parse(ROOT / "docs" / "house.svg")
    rooms = [text.text for text in picture.iter("{http://www.w3.org/2000/svg}text") if "room" in text.get("class", "")]
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    assert [f"collectief_sim.{room}" for room in rooms] == contracts[0]["layers"]


def test_one_version_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    cited = re.search(r"^version: (.*)$", (ROOT / "CITATION.cff").read_text("utf-8"), re.M)
    assert cited is not None
    assert project["version"] == cited[1] == __version__
    newest = re.search(r"^## (\S+) \((.*)\)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)
    assert newest is not None
    assert project["version"].partition(".dev")[0] == newest[1]
    assert (".dev" in project["version"]) == (newest[2] == "in progress")
