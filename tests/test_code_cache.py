"""Where compiled rules are kept: never stale, never elsewhere, never where others can write, and told when it takes long."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from collectief_sim.model.compiling import code_cache

PROBE = """
from collectief_sim.model.compiling import code_cache
code_cache._WORTH_TELLING = 0
from collectief_sim.probe_rule import answer
print(answer(2.0))
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the package with one small rule more, which calls a formula in another file."""
    package = tmp_path / "checkout" / "collectief_sim"
    shutil.copytree(code_cache.PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__", "static"))
    head = "from collectief_sim.model.compiling import formula, rule\n"
    (package / "probe_formula.py").write_text(f"{head}@formula\ndef factor(x):\n    return 10.0 * x\n")
    calls = f"{head}from collectief_sim.probe_formula import factor\n@rule\ndef answer(x):\n    return factor(x)\n"
    (package / "probe_rule.py").write_text(calls)
    return package.parent


def ask(checkout: Path, cache: Path | str, code: str = PROBE) -> tuple[str, str]:
    """What the rule answers, and what is told on the way."""
    env = os.environ | {"PYTHONPATH": str(checkout), "COLLECTIEF_CACHE_DIR": str(cache), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True, cwd=checkout
    )
    return done.stdout.strip(), done.stderr


def triple(checkout: Path) -> None:
    file = checkout / "collectief_sim" / "probe_formula.py"
    file.write_text(file.read_text().replace("10.0", "30.0"))


def kept(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.nb?"))


def test_an_edit_in_another_file_is_seen_and_a_second_run_compiles_nothing(checkout: Path, tmp_path: Path) -> None:
    answer, told = ask(checkout, tmp_path / "cache")
    assert answer == "20.0"
    assert "compiling the rules, once; this takes about a minute" in told
    assert ask(checkout, tmp_path / "cache") == ("20.0", "")
    triple(checkout)
    assert ask(checkout, tmp_path / "cache")[0] == "60.0"
    assert kept(checkout) == []


@pytest.mark.parametrize("bad", ["/dev/null", "file", "file/inside", "open", "x" * 300])
def test_without_a_usable_folder_rules_are_compiled_in_memory_and_that_is_said(
    bad: str, checkout: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    for expected in ("20.0", "60.0"):
        answer, told = ask(checkout, bad if bad.startswith("/") else tmp_path / bad)
        assert answer == expected
        assert "rules are compiled in memory, which takes about a minute each time" in told
        triple(checkout)
    assert kept(tmp_path) == []


def test_a_second_checkout_of_the_same_code_shares_what_was_compiled(checkout: Path, tmp_path: Path) -> None:
    ask(checkout, tmp_path / "cache")
    there = kept(tmp_path / "cache")
    second = tmp_path / "second"
    shutil.copytree(checkout, second)
    assert ask(second, tmp_path / "cache") == ("20.0", "")
    assert kept(tmp_path / "cache") == there


def test_damaged_files_are_compiled_again(checkout: Path, tmp_path: Path) -> None:
    ask(checkout, tmp_path / "cache")
    for damage in (b"", b"nonsense", b"\x80\x05."):
        for file in kept(tmp_path / "cache"):
            file.write_bytes(damage)
        assert ask(checkout, tmp_path / "cache")[0] == "20.0"
        assert ask(checkout, tmp_path / "cache") == ("20.0", "")


def test_of_rules_that_are_not_ours_nothing_is_kept(checkout: Path, tmp_path: Path) -> None:
    (checkout / "mine.py").write_text(
        "from collectief_sim.model.compiling import rule\n@rule\ndef mine(x):\n    return x + 1.0\nprint(mine(1.0))\n"
    )
    ask(checkout, tmp_path / "cache", "import collectief_sim, mine")
    assert kept(tmp_path / "cache") == []
    assert kept(checkout) == []


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="folders have no owner of this kind here")
def test_a_folder_that_others_may_write_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLLECTIEF_CACHE_DIR", str(tmp_path / "cache"))
    folder, why = code_cache._place()
    assert folder is not None
    assert why == ""
    assert all(path.stat().st_mode & 0o077 == 0 for path in (folder, folder.parent, tmp_path / "cache"))
    for path in (folder, folder.parent, tmp_path / "cache"):
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


def test_a_full_disk_only_costs_time(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(code_cache.caching.Cache, "save_overload", full)
    cache = object.__new__(code_cache.KeptCode)
    cache.save_overload(None, None)
    cache.save_overload(None, None)
    assert [record.message for record in caplog.records if "No space left" in record.message]
    assert not cache._enabled


def test_small_compiles_are_not_worth_a_word(caplog: pytest.LogCaptureFixture) -> None:
    progress = code_cache._Progress()
    for _ in range(3):
        progress.begins()
        progress.done()
    assert not caplog.records
    progress.begins()
    progress.started -= 2 * code_cache._WORTH_TELLING
    progress.begins()
    progress.begins()
    assert len(caplog.records) == 1
