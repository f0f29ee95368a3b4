"""Odd input by the hundred: no command ends in a traceback, and what is refused writes nothing.

Every case is made from a number, so one that fails can be had again: ``case(kind, number)`` says what was typed.
"""

from __future__ import annotations

import io
import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from test_cli import SCRIPT
from test_platforms import EXPERIMENT
from test_scenario_files import SMALL

from collectief_sim.cli.main import main
from collectief_sim.scenario import available, load
from collectief_sim.scenario.dictionary import parameters_of

TIMES = int(os.environ.get("COLLECTIEF_FUZZ_TIMES", "1"))  # more cases, where there is more time
PER_KIND = 60 * TIMES  # cases of every kind in this process
OUTSIDE = 24 * TIMES  # and some in a process of their own
SLOW = 30  # seconds that no refusal may take
CODES = (0, 1, 2)
MARKS = re.compile(r"Traceback|should not have happened|Exception ignored")

NUMBERS = [
    "0",
    "-1",
    "1e400",
    "-0.0",
    "nan",
    "inf",
    "-inf",
    "9" * 25,
    "9" * 5000,
    "0x" + "f" * 4000,
    "1_0",
    "1e-320",
    "٣",
]
TEXTS = [
    "",
    " ",
    "''",
    '""',
    "[red]x",
    "[/]",
    "=1+1",
    "$\\frac{1$",
    "{{7*7}}",
    "{0}",
    "%s%n",
    "../../evil",
    "CON",
    "é" * 9,
]
TEXTS += [
    "\x1b[31m",
    "\u202e",
    "\0",
    "a\nb",
    "\r\n",
    "\t",
    "\udce9",
    "😀",
    "x" * 400,
    "y" * 5000,
    "<script>",
    "-",
    "--",
    "#",
]
VALUES = [
    *NUMBERS,
    *TEXTS,
    "true",
    "[]",
    "[[1]]",
    "{}",
    "{a=1}",
    "2025-13-01",
    "2025-01-01",
    "0000-00",
    "9999-12",
    '"a" = 1',
]
VALUES += ["[" * 3000, "same", "none", "1,2", "1;2", ",", ",,", "a=b=c", "24,24", "'", '"', "'''", '"""', "1 # 2"]
PATHS = [
    "/dev/null",
    "/dev/full",
    "/proc/self/mem",
    ".",
    "..",
    "/",
    "~",
    "nowhere.toml",
    "folder",
    "full/notes.txt",
    "loop",
    "pipe",
]
PATHS += [
    "x" * 300,
    "a/" * 2500,
    "small.toml/x",
    "empty.toml",
    "binary.toml",
    "small.toml\0",
    "NUL",
    "file://x",
    "http://x/",
]
NUDGES = [
    "0",
    "1",
    "-1",
    "2",
    "0.5",
    "1e300",
    "4611686018427387904",
    "true",
    '"short"',
    '"small.toml"',
    '"keilekwartier"',
]
NUDGES += [
    '""',
    '"-x"',
    '"=1"',
    '"$x$"',
    '"[b]"',
    '"policy"',
    '"policy.openness"',
    "[]",
    "nan",
    "inf",
    '"a: b"',
    '"_x"',
]
COMMANDS = [
    "run",
    "check",
    "parameters",
    "batch",
    "show",
    "experiment",
    "report",
    "scenarios",
    "experiments",
    "nothing",
]
OPTIONS = [
    "--months",
    "--seed",
    "--set",
    "--out",
    "--json",
    "--vary",
    "-n",
    "--workers",
    "--resume",
    "--dask",
    "--lang",
]
OPTIONS += [
    "--precision",
    "--replicates",
    "--only",
    "--force-version",
    "--no-series",
    "--dry-run",
    "--quick",
    "-x",
    "--",
    "-h",
]
PATHS_OF_SETTINGS = [line.path for line in parameters_of(load("stylised-area"))]


LIMITS = {  # of every number with a range: by path, its least and most
    line.path: [end.replace(",", "") for end in line.range.split(" to ")]
    for line in parameters_of(load("stylised-area"))
    if line.range and not line.path.startswith("area.")
}
WORLDS = """
name = "worlds"
title = { en = "Worlds", nl = "Werelden" }
question = "What if?"
areas = ["small.toml"]
replicates = 2
first_seed = 7
worlds = 3
main = "collectives_founded"
outcomes = ["homes_built", "public_cost_eur"]
settings = { "market.housing_pressure" = 1.5 }
comparisons = [{ base = "short", other = "long" }]

[arms.short]
title = "2 years"
note = "as now"
settings = { "policy.contract_months" = 24 }

[arms.long]
title = { en = "10 years", nl = "10 jaar" }
settings = { "policy.contract_months" = 120, "policy.renewal_months" = "same" }

[uncertainties."policy.openness"]
title = "openness"
low = 0.1
high = 0.9

[uncertainties."behaviour.horizon.weighing"]
alternatives = ["exponential", "threshold"]
"""
DATED = """
[facts.programme]
kind = "no_homes"
title = "programme"
title_nl = "programma"
date = "2025-03"
until = "2025-09"
place = "A"
reversed_per_year = 0.2
sources = { "*" = "assumed" }

[facts.list]
kind = "demolition_list"
date = "2025-02"
until = "2025-10"
place = "w"
on = true
sources = { "*" = "assumed" }

[facts.works]
kind = "renovation"
date = "2025-04"
until = "2026-01"
place = "A"

[changes.longer]
date = "2025-02"
settings = { "policy.contract_months" = 120, "policy.renewal_months" = "same", "policy.reach" = "all" }
sources = { settings = "assumed" }

[changes.break]
date = "2025-06"
on = true
settings = { "policy.tenant_break_months" = 60, "market.housing_pressure" = 1.5, "policy.rent_cap_eur_m2_year" = "none" }
sources = { settings = "assumed" }
"""
FACTORS = """
name = "factors"
areas = ["small.toml"]
replicates = 2
precision = 0.5
main = "collectives_founded"

[factors."policy.contract_months"]
title = "lease"
levels = [24, 120]
labels = ["two", { en = "ten", nl = "tien" }]

[factors."policy.openness"]
levels = [0.2, 0.8]
"""

DATED_PATHS = [
    *(f"facts.{name}.{key}" for name in ("programme", "list", "works") for key in ("on", "date", "until", "place")),
    *(f"facts.{name}" for name in ("programme.reversed_per_year", "list.title", "works.kind", "programme", "none.on")),
    *(f"changes.{name}.{key}" for name in ("longer", "break") for key in ("on", "date", "settings")),
    *(f"policy.{name}" for name in ("tenant_break_months", "landlord_break_months", "buy_out_eur_m2_year", "reach")),
    *("policy.contract_months", "area.ground_lease_share", "facts", "changes", "months", "start", "area.cell_m"),
    *("market.value_towards", "behaviour.ownership.open_selection_from", "area.legend.A.tenants_m2"),
]
DATED_VALUES = [
    *('"2025-01"', '"2025-02"', '"2025-06"', '"2026-01"', '"2024-12"', '"9999-12"', '"2025-13"', '"1"', '"agreements"'),
    *(
        '"A"',
        '"w"',
        '"Aw"',
        '"AA"',
        '"~"',
        '"no_homes"',
        '"renovation"',
        '"demolition_list"',
        '"all"',
        '"none"',
        "false",
    ),
    *(
        '{ "policy.contract_months" = 12 }',
        '{ "policy.tenant_break_months" = 600 }',
        '{ "policy.reach" = "agreements" }',
    ),
    *(
        '{ "policy.x" = 1 }',
        "{ x = [1] }",
        '{ "policy.contract_months" = [1] }',
        '{ "policy.openness" = nan }',
        "{}",
        "[]",
    ),
    *("1", "0", "24", "600", "-1", "nan", "[[]]", '["north"]', '["A", "w"]', "[30, 40.5]", '""'),
]


class Case(NamedTuple):
    """What is typed, and the files that are there."""

    words: list[str]
    files: dict[str, str | bytes]


def some_value(luck: random.Random) -> str:
    return luck.choice(VALUES)


def arguments(luck: random.Random) -> Case:
    """A command with odd words."""
    there = [*OPTIONS, *PATHS, *VALUES, "small.toml", "leases.toml"]
    words = [luck.choice(COMMANDS), *luck.choices(there, k=luck.randint(0, 5))]
    if words[0] in ("batch", "experiment"):
        words.append("--dry-run")
    return Case(words, {})


def settings(luck: random.Random) -> Case:
    """Odd settings for a scenario that is fine."""
    path = luck.choice(
        [*PATHS_OF_SETTINGS, "", ".", "policy", "area.legend", "area.legend..title", "sources", "x" * 999]
    )
    setting = luck.choice([f"{path}={some_value(luck)}", path, f"={some_value(luck)}", f"{path}==", some_value(luck)])
    if luck.random() < 0.5:
        return Case(["run", "small.toml", "--months", "1", "--json", "--set", setting], {})
    return Case(["batch", "small.toml", "-n", "1", "--dry-run", "--vary", setting], {})


def dated_settings(luck: random.Random) -> Case:
    """Odd settings of what a scenario dates, and of terms that must fit each other."""
    words = []
    for _ in range(luck.randint(1, 3)):
        path = luck.choice(DATED_PATHS)
        value = some_value(luck) if luck.random() < 0.4 else luck.choice(DATED_VALUES)
        words += ["--set", f"{path}={value}"]
    return Case(["run", "dated.toml", "--months", str(luck.choice([1, 2, 14])), "--json", *words], {})


def dated_files(luck: random.Random) -> Case:
    """A scenario with facts and changes in which somebody made mistakes, in these parts."""
    odd = mutated(DATED, luck) if luck.random() < 0.5 else nudged(DATED, luck, DATED_VALUES)
    words = luck.choice([["check", "odd.toml"], ["run", "odd.toml", "--months", luck.choice(["1", "14"])]])
    words = luck.choice([words, ["batch", "odd.toml", "-n", "1", "--dry-run"], ["parameters", "odd.toml"]])
    return Case(words, {"odd.toml": (SMALL + odd).encode(errors="surrogateescape")})


def mutated(text: str, luck: random.Random) -> str:
    """A file with some of it changed, doubled, gone or moved."""
    lines = text.splitlines()
    for _ in range(luck.randint(1, 3)):
        place = luck.randrange(len(lines))
        key, equals, _ = lines[place].partition("=")
        change = luck.randrange(6)
        if change == 0 and equals:
            lines[place] = f"{key}= {some_value(luck)}"
        elif change == 1 and equals:
            lines[place] = f"{some_value(luck)} ={lines[place].partition('=')[2]}"
        elif change == 2:
            del lines[place]
        elif change == 3:
            lines.insert(luck.randrange(len(lines)), lines[place])
        elif change == 4 and equals:
            lines[place] = f"{key}= {luck.choice(['true', '[1]', '{ a = 1 }', '-3', '0.5', repr(some_value(luck))])}"
        else:
            at = luck.randrange(len(lines[place]) + 1)
            lines[place] = lines[place][:at] + some_value(luck) + lines[place][at:]
        lines = lines or [""]
    return "\n".join(lines)


def scenario_files(luck: random.Random) -> Case:
    """A scenario file somebody made mistakes in."""
    texts = [SMALL, *(file.read_text(encoding="utf-8") for file in available().values())]
    odd = mutated(luck.choice(texts), luck).encode(errors="surrogateescape")
    if luck.random() < 0.1:
        odd = odd[: luck.randrange(len(odd))] + bytes([luck.randrange(256)])
    words = luck.choice([["check", "odd.toml"], ["parameters", "odd.toml"], ["run", "odd.toml", "--months", "1"]])
    return Case(words, {"odd.toml": odd})


def experiment_files(luck: random.Random) -> Case:
    """The same with an experiment."""
    text = luck.choice([EXPERIMENT, WORLDS, FACTORS])
    odd = mutated(text, luck) if luck.random() < 0.6 else nudged(text, luck)
    return Case(["experiment", "odd.toml", "--dry-run"], {"odd.toml": odd.encode(errors="surrogateescape")})


def nudged(text: str, luck: random.Random, values: list[str] = NUDGES) -> str:
    """A file in which one number or text became another that is as good TOML."""
    place = luck.choice(list(re.finditer(r"(?<=[ \[])(\d+(\.\d+)?|\"[^\"\n]*\")(?=[ ,\]\n])", text)))
    return text[: place.start()] + luck.choice(values) + text[place.end() :]


def limits(luck: random.Random) -> Case:
    """Several settings at the ends of their ranges: allowed, so nothing may go wrong."""
    paths = luck.sample(sorted(LIMITS.keys() - {"months"}), luck.randint(1, 6))
    words = [word for path in paths for word in ("--set", f"{path}={luck.choice(LIMITS[path])}")]
    seed = str(luck.choice([0, 1, 2**63 - 1, 2**32]))
    return Case(["run", "small.toml", "--months", str(luck.choice([1, 13, 24])), "--seed", seed, *words], {})


def folders(luck: random.Random) -> Case:
    """Results that are to go where nothing can go, or to come from where nothing is."""
    place = luck.choice([*PATHS, *(text for text in TEXTS if text != "--")])  # without a file, `calibrate` calibrates
    words = [["show", place], ["report", place], ["run", "small.toml", "--months", "1", "--out", place]]
    words += [["batch", "small.toml", "--dry-run", "--resume", "--out", place], ["calibrate", place], ["view", place]]
    return Case(luck.choice(words), {})


KINDS: dict[str, Callable[[random.Random], Case]] = {
    kind.__name__: kind
    for kind in (arguments, settings, limits, scenario_files, experiment_files, folders, dated_settings, dated_files)
}


def case(kind: str, number: int) -> Case:
    """The case of a number."""
    return KINDS[kind](random.Random(f"{kind} {number}"))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a scenario, an experiment, and things to stumble over."""
    folder = tmp_path_factory.mktemp("fuzz") / "two" / "deep"  # so that `../..` is ours too
    folder.mkdir(parents=True)
    (folder / "small.toml").write_text(SMALL, encoding="utf-8")
    (folder / "dated.toml").write_text(SMALL + DATED, encoding="utf-8")
    (folder / "leases.toml").write_text(EXPERIMENT, encoding="utf-8")
    (folder / "empty.toml").touch()
    (folder / "binary.toml").write_bytes(bytes(range(256)))
    (folder / "folder").mkdir()
    (folder / "full").mkdir()
    (folder / "full" / "notes.txt").write_text("mine")
    if os.name == "posix":
        (folder / "loop").symlink_to("loop")
        os.mkfifo(folder / "pipe")
    return folder


def seen(place: Path) -> list[tuple[str, float]]:
    """Everything in a folder, and beside it."""
    return sorted((str(path), path.lstat().st_size) for path in [*place.rglob("*"), *place.parent.iterdir()])


class Done(NamedTuple):
    """What came of a case."""

    code: object
    out: str
    err: str


def typed_here(words: list[str], monkeypatch: pytest.MonkeyPatch) -> Done:
    """A command, run in this process as ``collectief`` runs it."""
    out, err = io.BytesIO(), io.BytesIO()
    monkeypatch.setattr(sys, "argv", ["collectief", *words])
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding="utf-8", write_through=True))
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(err, encoding="utf-8", write_through=True))
    with pytest.raises(SystemExit) as left:
        main()
    return Done(left.value.code, out.getvalue().decode(), err.getvalue().decode())


def judge(asked: Case, done: Done, before: list[tuple[str, float]], after: list[tuple[str, float]]) -> None:
    """What must hold of every case."""
    told = f"{[word[:80] for word in asked.words]}: {done.code}\n{done.err[:2000]}"
    assert done.code in CODES, told
    assert not MARKS.search(done.out + done.err), told
    assert not re.search("[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f\u202e]", done.err), ascii(told)
    if done.code == 2:
        assert done.err.strip(), told
        assert after == before, told
        assert len(done.err) < 20_000, told


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("part", range(3))
def test_no_odd_input_ends_in_a_traceback(kind: str, part: int, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    monkeypatch.setattr("collectief_sim.viewer.server.serve.serve", lambda app, listener, *args: listener.close())
    for number in range(part * PER_KIND // 3, (part + 1) * PER_KIND // 3):
        asked = case(kind, number)
        with files_there(place, asked):
            before, started = seen(place), time.monotonic()
            done = typed_here(asked.words, monkeypatch)
            took = time.monotonic() - started
            judge(asked, done, before, seen(place))
            assert took < SLOW, (number, asked.words, took)
            clear(place, before)


@contextmanager
def files_there(place: Path, asked: Case) -> Iterator[None]:
    """The files of a case, while it runs."""
    for name, content in asked.files.items():
        (place / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    try:
        yield
    finally:
        for name in asked.files:
            (place / name).unlink()


def clear(place: Path, before: list[tuple[str, float]]) -> None:
    """Take away what a command that was not refused has written."""
    there = {name for name, _ in before}
    for path in sorted(place.iterdir()):
        if str(path) not in there:
            shutil.rmtree(path)


@pytest.mark.parametrize("part", range(2))
def test_nor_does_it_in_a_process_of_its_own(part: int, place: Path) -> None:
    kinds = [kind for kind in KINDS if kind != "folders"]  # a viewer would go on for ever
    for number in range(part * OUTSIDE // 2, (part + 1) * OUTSIDE // 2):
        asked = case(kinds[number % len(kinds)], 1000 + number)
        words = [word.replace("\0", "") for word in asked.words]  # no system takes it
        with files_there(place, asked):
            before = seen(place)
            ran = subprocess.run([SCRIPT, *words], capture_output=True, cwd=place, timeout=120, check=False)
            done = Done(ran.returncode, ran.stdout.decode(), ran.stderr.decode())
            judge(asked, done, before, seen(place))
            clear(place, before)


def test_there_are_enough_cases(capsys: pytest.CaptureFixture[str]) -> None:
    count = PER_KIND * len(KINDS) + OUTSIDE
    assert count >= 300
    with capsys.disabled():
        sys.stdout.write(f" {count} odd inputs tried ")
