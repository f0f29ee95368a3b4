"""Other systems, other terminals, full disks and closed pipes."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from test_cli import COMPILING, SCRIPT, contents, file_in, on_unix
from test_scenario_files import scenario_toml

UNIX_ONLY = ("fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "syslog", "readline")
BLOCKED = f"""
import os, signal, sys
sys.modules.update(dict.fromkeys({UNIX_ONLY}))
for name in ("fork", "forkpty", "openpty", "sched_getaffinity", "chown", "mkfifo"):
    vars(os).pop(name, None)
for name in ("SIGHUP", "SIGUSR1", "SIGALRM", "SIGQUIT", "pthread_sigmask", "alarm"):
    vars(signal).pop(name, None)
"""
EXPERIMENT = """
name = "leases"
areas = ["small.toml"]
replicates = 2
main = "collectives_founded"
arms.short.settings = { "policy.contract_months" = 24 }
arms.long.settings = { "policy.contract_months" = 120 }
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a scenario, an experiment and results, and spaces and letters of all kinds in its name."""
    folder = tmp_path_factory.mktemp("Köln – 'n plek 😀")
    text = scenario_toml(('title = "Small area"', 'title = "Größe × 2 – ±"'))
    (folder / "small.toml").write_text(text, encoding="utf-8")
    (folder / "leases.toml").write_text(EXPERIMENT, encoding="utf-8")
    done = typed(folder, "batch", "small.toml", "-n", "2", "--workers", "1", "--out", "results ü")
    assert done.returncode == 0, done.stderr
    return folder


def typed(folder: Path, *words: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [SCRIPT, *words], capture_output=True, timeout=COMPILING, cwd=folder, env=os.environ | env, check=False
    )


COMMANDS = [
    ["run", "small.toml"],
    ["check", "small.toml"],
    ["show", "results ü"],
    ["scenarios"],
    ["experiments"],
    ["parameters", "small.toml"],
    ["--help"],
    ["batch", "small.toml", "--dry-run", "-n", "2"],
    ["experiment", "leases.toml", "--dry-run"],
    ["run", "nowhere.toml"],
]


# ---- systems without what is of Unix alone ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [*COMMANDS[:7], ["batch", "small.toml", "-n", "3", "--workers", "2", "--out", "new"], *COMMANDS[8:9]],
    ids=" ".join,
)
def test_commands_work_without_what_only_unix_has(words: list[str], place: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(BLOCKED, encoding="utf-8")
    done = typed(place, *words, PYTHONPATH=str(tmp_path), PYTHONDONTWRITEBYTECODE="1")
    assert done.returncode == 0, done.stderr
    assert b"Traceback" not in done.stderr


def test_the_blocked_modules_are_blocked(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(BLOCKED, encoding="utf-8")
    code = "import os, importlib.util as u\ntry:\n import fcntl\nexcept ImportError:\n print(hasattr(os, 'fork'))"
    env = os.environ | {"PYTHONPATH": str(tmp_path)}
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, env=env, text=True).stdout == "False\n"


def test_no_file_of_ours_asks_for_what_only_unix_has() -> None:
    package = Path(__file__).parents[1] / "src" / "collectief_sim"
    for file in package.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        found = re.search(rf"^\s*(import|from) ({'|'.join(UNIX_ONLY)})\b|os\.fork\(|SIGHUP|SIGALRM|SIGUSR", text, re.M)
        assert not found, f"{file}: {found}"


# ---- terminals and encodings -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "words"),
    [(encoding, words) for encoding in ("cp1252", "ascii") for words in COMMANDS]
    + [("latin-1", COMMANDS[0]), ("utf-16", COMMANDS[0])],
    ids=lambda part: part if isinstance(part, str) else " ".join(part),
)
def test_output_survives_any_encoding(encoding: str, words: list[str], place: Path) -> None:
    done = typed(place, *words, PYTHONIOENCODING=encoding)
    assert done.returncode == (2 if "nowhere.toml" in words else 0), done.stderr
    told = (done.stdout + done.stderr).decode(encoding)
    assert "Traceback" not in told
    assert len(told) > 20


@on_unix
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_narrow_dumb_terminal_is_enough(words: list[str], place: Path) -> None:
    ours, theirs = os.openpty()
    env = os.environ | {"TERM": "dumb", "COLUMNS": "20", "LINES": "5"}
    shown = b""
    with subprocess.Popen([SCRIPT, *words], stdout=theirs, stderr=theirs, cwd=place, env=env) as process:
        os.close(theirs)
        try:
            while piece := os.read(ours, 1 << 16):
                shown += piece
        except OSError:  # the other side has gone
            pass
        code = process.wait(COMPILING)
    os.close(ours)
    assert code == (2 if "nowhere.toml" in words else 0), shown
    assert b"Traceback" not in shown


# ---- closed and full -------------------------------------------------------------------------------------------------


def shell(folder: Path, line: str, *words: str) -> subprocess.CompletedProcess[bytes]:
    """A line for the shell, in which ``"$@"`` is a command of ours."""
    command = ["bash", "-o", "pipefail", "-c", line, "bash", SCRIPT, *words]
    return subprocess.run(command, capture_output=True, timeout=COMPILING, cwd=folder, check=False)


@on_unix
@pytest.mark.parametrize("words", COMMANDS[:-1], ids=" ".join)
def test_a_reader_who_has_seen_enough_is_no_error(words: list[str], place: Path) -> None:
    for line in ('"$@" | head -c 1', '"$@" | true'):
        done = shell(place, line, *words)
        assert done.returncode == 0, done.stderr
        assert not re.search(rb"Traceback|Exception|Broken", done.stderr)


@on_unix
@pytest.mark.parametrize("words", COMMANDS[:-1], ids=" ".join)
def test_a_full_disk_is_told(words: list[str], place: Path) -> None:
    done = shell(place, '"$@" > /dev/full', *words)
    assert done.returncode == 2, done.stderr
    assert b"Standard output: cannot be written: No space left on device." in done.stderr
    assert not re.search(rb"Traceback|Exception", done.stderr)
    assert shell(place, '"$@" > /dev/full 2> /dev/full', *words).returncode == 2


@on_unix
@pytest.mark.parametrize("line", ['"$@" >&-', '"$@" 2>&-', '"$@" <&-', '"$@" >&- 2>&- <&-', '"$@" 2> /dev/full'])
def test_closed_streams_are_not_needed(line: str, place: Path, tmp_path: Path) -> None:
    for place_of, words in enumerate((COMMANDS[0], COMMANDS[2], ["run", "small.toml", "--json"])):
        out = ["--out", str(tmp_path / str(place_of))] if words[0] == "run" else []
        done = shell(place, line, *words, *out)
        assert done.returncode == 0, done.stderr
        assert not re.search(rb"Traceback|Exception", done.stdout + done.stderr)
    refused = shell(place, line, "check", "nowhere.toml")
    assert refused.returncode == 2
    for file in tmp_path.rglob("run.json"):
        assert json.loads(file.read_bytes())["scenario"] == "small"  # and nothing else came into a file


# ---- names and files -------------------------------------------------------------------------------------------------


@on_unix
def test_files_that_are_none_are_refused_with_words(place: Path, tmp_path: Path) -> None:
    (tmp_path / "loop.toml").symlink_to("loop.toml")
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "latin.toml").write_bytes("naam = 'é'".encode("latin-1"))
    names = [
        "loop.toml",
        "pipe.toml",
        "folder.toml",
        "latin.toml",
        "/dev/full",
        "/dev/null/x",
        "x" * 300,
        "y" * 300 + ".toml",
    ]
    every, some = ("check", "run", "parameters", "batch", "experiment", "report", "show"), ("run", "experiment", "show")
    for place_of, name in enumerate([*names, "a/" * 3000 + "b.toml", ".", "..", "", " ", os.fsdecode(b"\xe9.toml")]):
        for command in every if place_of < 3 else some:  # others read as these do
            done = typed(tmp_path, command, name)
            assert done.returncode == 2, (command, name, done)
            assert b"Traceback" not in done.stderr
            assert done.stderr.strip()


def test_out_is_never_the_folder_one_stands_in(place: Path, tmp_path: Path) -> None:
    for out in (".", "", tmp_path):
        done = typed(tmp_path, "run", str(place / "small.toml"), "--out", str(out))
        assert done.returncode == 2
        assert contents(tmp_path) == []


def test_an_empty_folder_makes_way(place: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = typed(tmp_path, "run", str(place / "small.toml"), "--out", "empty")
    assert done.returncode == 0, done.stderr
    assert "empty/run.json" in contents(tmp_path)
    assert b"\r" not in (tmp_path / "empty" / "scenario.toml").read_bytes()


def test_a_scenario_cannot_choose_where_a_batch_writes(tmp_path: Path) -> None:
    file_in(tmp_path, ('name = "small"', 'name = "../../evil"'))
    done = typed(tmp_path, "batch", "small.toml", "-n", "1")
    assert done.returncode == 2
    assert b"name: '../../evil' must be letters, digits" in done.stderr
    assert contents(tmp_path) == ["small.toml"]


# ---- interrupted -----------------------------------------------------------------------------------------------------


@on_unix
@pytest.mark.parametrize("after", [0.06, 0.1, 0.15, 0.25, 0.4, 0.7, 1.0, 1.5, 2.5])
def test_ctrl_c_at_any_moment_is_told_without_a_traceback(after: float, place: Path, tmp_path: Path) -> None:
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        pytest.skip("interrupts are ignored here, as in a job in the background")
    command = [SCRIPT, "batch", str(place / "small.toml"), "-n", "9999", "--workers", "1", "--out", "out"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path) as process:
        if not ready(process.pid, after):
            pytest.skip("this machine was too busy to start Python in that time")
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    assert process.returncode == 130, told
    assert b"Traceback" not in told
    assert (b"nothing was written" in told) == (contents(tmp_path) in ([], ["out"])), told
    assert told.startswith(b"Interrupted; "), told


def ready(pid: int, seconds: float) -> bool:
    """Wait so long; whether Python is up by then, so that there is somebody to hear an interrupt."""
    time.sleep(seconds)
    maps = Path(f"/proc/{pid}/maps")
    return not maps.exists() or "unicodedata" in maps.read_text()
