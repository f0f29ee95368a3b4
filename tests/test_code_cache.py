"""Where compiled rules are kept: never stale, never elsewhere, never where others can write, and told when it takes long."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from collectief_sim.model.compiling import code_cache, progress

PROBE = """
from collectief_sim.model.compiling import progress
progress.WORTH_TELLING = 0
from collectief_sim.model.compiling.packing import pack
from collectief_sim.model.rows import table
from collectief_sim.model.tables import Town
from collectief_sim.model.world import World
from collectief_sim.probe_rule import answer, other, present
town = table(Town, 1)
town.present = 5
world = pack(World(**(dict.fromkeys(World._fields, town) | {"seed": 1})))
print(answer(2.0), other(2.0), present(world))
"""
HEAD = "from collectief_sim.model.compiling import formula, rule\n"
FORMULA = f'''{HEAD}
@formula
def factor(x):
    """Words."""
    return 10.0 * x
'''
RULE = f"""{HEAD}
from collectief_sim.model.rows import NONE
from collectief_sim.probe_formula import factor

@rule
def answer(x):
    return factor(x)

@rule
def other(x):
    return x + NONE

@rule
def present(world):
    return world.town[0].present
"""
CHANGED = "Rules have changed: compiling those that did, once; this takes up to half a minute ..."
FIRST = "20.0 1.0 5"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the package with three small rules more, one of which calls a formula in another file."""
    package = tmp_path / "checkout" / "collectief_sim"
    shutil.copytree(code_cache.PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__", "static"))
    (package / "probe_formula.py").write_text(FORMULA)
    (package / "probe_rule.py").write_text(RULE)
    return package.parent


def start(checkout: Path, cache: Path | str, code: str = PROBE) -> subprocess.Popen[str]:
    env = os.environ | {"PYTHONPATH": str(checkout), "COLLECTIEF_CACHE_DIR": str(cache), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", code]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=env, stdout=pipe, stderr=pipe, text=True, cwd=checkout)


def ask(checkout: Path, cache: Path | str, code: str = PROBE) -> tuple[str, str]:
    """What the rules answer, and what is told on the way."""
    process = start(checkout, cache, code)
    answer, told = process.communicate()
    assert process.returncode == 0, told
    return answer.strip(), told


def edit(checkout: Path, file: str, old: str, new: str) -> None:
    path = checkout / "collectief_sim" / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def kept(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*.nb?")}


def rules(files: set[str]) -> list[str]:
    """The rules of which there are such files."""
    return sorted({file.split("-")[0] for file in files})


def test_an_edit_compiles_what_depends_on_it_and_nothing_else(checkout: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    answer, told = ask(checkout, cache)
    assert answer == FIRST
    assert "First run here: compiling the rules, once; this takes half a minute" in told
    assert ask(checkout, cache) == (FIRST, "")
    steps = [
        ("probe_formula.py", "10.0", "30.0", "60.0 1.0 5", ["answer", "factor"]),
        ("model/rows.py", "NONE: Any = -1", "NONE: Any = -2", "60.0 0.0 5", ["other"]),
        ("probe_formula.py", "Words", "Other words", "60.0 0.0 5", []),
        ("probe_rule.py", "@rule", "\n# words\n@rule", "60.0 0.0 5", []),
        ("model/tables.py", '"entrepreneurs present"', '"who is there"', "60.0 0.0 5", []),
        (
            "model/tables.py",
            "    openness: Annotated",
            "    new: Annotated[Code, 'new']\n    openness: Annotated",
            "60.0 0.0 5",
            ["_size", "_store", "present"],
        ),
    ]
    for file, old, new, expected, compiled in steps:
        before = kept(cache)
        edit(checkout, file, old, new)
        answer, told = ask(checkout, cache)
        assert answer == expected
        assert rules(kept(cache) - before) == compiled
        assert told.strip() == (CHANGED if compiled else "")
    assert kept(checkout) == set()


def test_what_was_undone_is_found_again(checkout: Path, tmp_path: Path) -> None:
    ask(checkout, tmp_path / "cache")
    edit(checkout, "probe_formula.py", "10.0", "30.0")
    ask(checkout, tmp_path / "cache")
    edit(checkout, "probe_formula.py", "30.0", "10.0")
    assert ask(checkout, tmp_path / "cache") == (FIRST, "")


@pytest.mark.parametrize("bad", ["/dev/null", "file", "file/inside", "open", "x" * 300])
def test_without_a_usable_folder_rules_are_compiled_in_memory_and_that_is_said(
    bad: str, checkout: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    for expected in (FIRST, "60.0 1.0 5"):
        answer, told = ask(checkout, bad if bad.startswith("/") else tmp_path / bad)
        assert answer == expected
        assert "rules are compiled in memory, each time anew; this takes up to half a minute" in told
        edit(checkout, "probe_formula.py", "10.0", "30.0") if expected == FIRST else None
    assert kept(tmp_path) == set()


def test_a_second_checkout_of_the_same_code_shares_what_was_compiled(checkout: Path, tmp_path: Path) -> None:
    ask(checkout, tmp_path / "cache")
    there = kept(tmp_path / "cache")
    second = tmp_path / "second"
    shutil.copytree(checkout, second)
    assert ask(second, tmp_path / "cache") == (FIRST, "")
    assert kept(tmp_path / "cache") == there


def test_many_at_once_disturb_nobody(checkout: Path, tmp_path: Path) -> None:
    team = [start(checkout, tmp_path / "cache") for _ in range(4)]
    assert [process.communicate()[0].strip() for process in team] == [FIRST] * 4
    assert ask(checkout, tmp_path / "cache") == (FIRST, "")
    assert not list((tmp_path / "cache").rglob("*.part"))


def test_damaged_files_are_compiled_again(checkout: Path, tmp_path: Path) -> None:
    ask(checkout, tmp_path / "cache")
    for damage in (lambda whole: b"", lambda whole: b"\x80\x05.", lambda whole: whole[:-1], lambda whole: whole + b"."):
        for file in (tmp_path / "cache").rglob("*.nbc"):
            file.write_bytes(damage(file.read_bytes()))
        assert ask(checkout, tmp_path / "cache")[0] == FIRST
        assert ask(checkout, tmp_path / "cache") == (FIRST, "")


def test_of_rules_that_are_not_ours_nothing_is_kept(checkout: Path, tmp_path: Path) -> None:
    (checkout / "mine.py").write_text(
        "from collectief_sim.model.compiling import rule\n@rule\ndef mine(x):\n    return x + 1.0\nprint(mine(1.0))\n"
    )
    for _ in range(2):
        probe = "from collectief_sim.model.compiling import progress\nprogress.WORTH_TELLING = 0\nimport mine"
        answer, told = ask(checkout, tmp_path / "cache", probe)
        assert answer == "2.0"
        assert "Only rules of the model itself are kept: rules are compiled in memory" in told
    assert kept(tmp_path / "cache") == kept(checkout) == set()


def test_nothing_is_kept_once_a_constant_was_changed_in_memory(checkout: Path, tmp_path: Path) -> None:
    probe = """
import collectief_sim.probe_rule as rules
print(rules.other(2.0))
rules.NONE = -5
print(rules.other(2), rules.answer(2.0))
"""
    assert ask(checkout, tmp_path / "cache", probe)[0].split() == ["1.0", "-3", "20.0"]
    assert rules(kept(tmp_path / "cache")) == ["other"]
    assert ask(checkout, tmp_path / "cache")[0] == FIRST


def test_rules_that_call_themselves_work(checkout: Path, tmp_path: Path) -> None:
    (checkout / "collectief_sim" / "probe_self.py").write_text(f"""{HEAD}
@rule
def total(n):
    if n <= 0:
        return 0
    return n + total(n - 1)

@rule
def twice(n):
    return 2 * total(n)
""")
    for _ in range(2):
        probe = "from collectief_sim.probe_self import total, twice\nprint(twice(4), total(4), twice(5))"
        assert ask(checkout, tmp_path / "cache", probe)[0] == "20 10 30"


def test_a_rule_that_is_made_twice_works_twice(checkout: Path, tmp_path: Path) -> None:
    probe = """
import importlib
import collectief_sim.probe_rule as rules
before = rules.answer
importlib.reload(rules)
print(before(2.0), rules.answer(2.0), before(3), rules.answer(4))
"""
    for _ in range(2):
        assert ask(checkout, tmp_path / "cache", probe)[0] == "20.0 20.0 30.0 40.0"


def test_what_nobody_used_for_a_month_is_removed_when_something_is_written(checkout: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    ask(checkout, cache)
    long_ago = time.time() - 40 * 24 * 3600
    for file in cache.rglob("*.nbc"):
        os.utime(file, (long_ago, long_ago))
    assert ask(checkout, cache) == (FIRST, "")  # which uses the wholes, and writes nothing
    assert len(kept(cache)) == 6
    edit(checkout, "probe_formula.py", "10.0", "30.0")
    ask(checkout, cache)
    assert rules(kept(cache)) == ["_size", "_store", "answer", "factor", "other", "present"]
    assert len(kept(cache)) == 7  # the old formula is gone, the old answer was used a moment ago


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="folders have no owner of this kind here")
def test_a_folder_that_others_may_write_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLLECTIEF_CACHE_DIR", str(tmp_path / "cache"))
    folder, why = code_cache._place()
    assert folder is not None
    assert why == ""
    assert all(path.stat().st_mode & 0o077 == 0 for path in (folder, tmp_path / "cache"))
    for path in (folder, tmp_path / "cache"):
        for mode in (0o777, 0o770, 0o702):
            path.chmod(mode)
            assert code_cache._place() == (None, f"{path} can be written to by others, whose code would run here")
            path.chmod(0o700)
    open_folder = tmp_path / "open"
    open_folder.mkdir()
    open_folder.chmod(0o777)
    with monkeypatch.context() as patch:
        patch.setenv("COLLECTIEF_CACHE_DIR", str(open_folder))
        assert code_cache._place()[0] is None
        assert list(open_folder.iterdir()) == []  # nothing is made where we would not look
    tmp_path.chmod(0o777)  # a stranger could put another folder in its place
    assert code_cache._place()[0] is None
    tmp_path.chmod(0o1777)  # not where only the owner may, as in /tmp
    assert code_cache._place()[0] == folder
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    by_root = folder.stat().st_uid == 0
    assert (code_cache._place()[0] == folder) == by_root  # root's folders are as good as our own, strangers' are not


def test_a_full_disk_only_costs_time(checkout: Path, tmp_path: Path) -> None:
    pytest.importorskip("resource")
    limit = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    limit += "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n"
    answer, told = ask(checkout, tmp_path / "cache", limit + PROBE)
    assert answer == FIRST
    assert told.count("Compiled rules cannot be kept in") == 1
    assert list((tmp_path / "cache" / "compiled").iterdir()) == []


def test_small_compiles_are_not_worth_a_word(caplog: pytest.LogCaptureFixture) -> None:
    watched = progress.Progress()
    for _ in range(3):
        with watched.compiling(""):
            pass
    assert not caplog.records
    with watched.compiling(""):
        watched.started -= 2 * progress.WORTH_TELLING
        with watched.compiling(""), watched.compiling(""):
            pass
    assert len(caplog.records) == 1
    assert watched.depth == 0
