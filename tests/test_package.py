"""The package as the README shows it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import collectief_sim as cs
from collectief_sim.batch.versions import ABOVE_A_RUN, fingerprint


def test_the_names_of_the_readme_work_more_than_once() -> None:
    spec = cs.load("stylised-area", {"months": 2})
    first, second = cs.run(spec, seed=1), cs.run(spec, seed=1)
    assert first.outcomes == second.outcomes
    assert cs.CollectiefModel("keilekwartier", rng=1).running
    assert callable(cs.run)


def test_no_module_hides_behind_a_name_of_the_package() -> None:
    import importlib.util

    for name in cs.__all__:
        if name != "__version__":
            assert importlib.util.find_spec(f"collectief_sim.{name}") is None


def test_the_name_of_the_cache_covers_every_file_that_a_run_uses(tmp_path: Path) -> None:
    code = "import collectief_sim.batch.work, collectief_sim.model.simulation, sys; print(*sys.modules)"
    used = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    rooms = {name.split(".")[1] for name in used if name.startswith("collectief_sim.")}
    assert "model" in rooms
    assert not {room for room in rooms if room.startswith(ABOVE_A_RUN)}
    for place, counts in (("model/firms.py", True), ("batch/work.py", True), ("report/page.py", False)):
        before = fingerprint(tmp_path)
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / place).write_text("new = 1\n")
        assert (fingerprint(tmp_path) != before) == counts


def test_who_looks_around_sees_the_public_names() -> None:
    assert dir(cs) == cs.__all__
    assert "CollectiefModel" in dir(cs)
    assert (Path(cs.__file__).parent / "py.typed").is_file()


def test_bytecode_is_kept_in_our_folder_where_python_may_not_keep_it(tmp_path: Path) -> None:
    code = """
import subprocess, sys
from collectief_sim.cli import bytecode
bytecode._is_kept_already = lambda: False
bytecode.keep_bytecode()
import collectief_sim.files.texts, collectief_sim.files.errors
child = "import sys; print(sys.pycache_prefix, sys.dont_write_bytecode)"
told = subprocess.run([sys.executable, "-c", child], capture_output=True, text=True, check=True).stdout
assert told.split() == [sys.pycache_prefix, "True"]
"""
    env = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "COLLECTIEF_CACHE_DIR": str(tmp_path)}
    env.pop("PYTHONPYCACHEPREFIX", None)
    subprocess.run([sys.executable, "-c", code], env=env, check=True)
    kept = {file.name.split(".")[0] for file in (tmp_path / "bytecode").rglob("*.pyc")}
    assert {"texts", "errors"} <= kept


def test_half_a_file_of_bytecode_is_not_kept(tmp_path: Path) -> None:
    code = """
import resource, sys
from collectief_sim.cli import bytecode
bytecode._is_kept_already = lambda: False
bytecode.keep_bytecode()
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
import collectief_sim.files.texts, collectief_sim.files.errors
"""
    pytest.importorskip("resource")
    env = os.environ | {"COLLECTIEF_CACHE_DIR": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    env.pop("PYTHONPYCACHEPREFIX", None)
    subprocess.run([sys.executable, "-c", code], env=env, check=True)
    kept = {file.name.split(".")[0] for file in (tmp_path / "bytecode").rglob("*.pyc")}
    assert "errors" in kept
    assert "texts" not in kept


def test_damaged_bytecode_is_thrown_away_and_that_is_told(tmp_path: Path) -> None:
    env = os.environ | {"COLLECTIEF_CACHE_DIR": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    code = """
from collectief_sim.cli import bytecode
bytecode._is_kept_already = lambda: False
from collectief_sim.cli.main import main
main()
"""
    command = [sys.executable, "-c", code, "scenarios"]
    assert subprocess.run(command, env=env, capture_output=True).returncode == 0
    for file in (tmp_path / "bytecode").rglob("scenario/*.pyc"):
        file.write_bytes(file.read_bytes()[:-50])
    broken = subprocess.run(command, env=env, capture_output=True, text=True)
    assert broken.returncode == 70
    assert "Please try again" in broken.stderr
    assert subprocess.run(command, env=env, capture_output=True).returncode == 0


def test_bytecode_that_is_there_already_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from collectief_sim.cli import bytecode

    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    monkeypatch.setattr(bytecode.importlib.util, "cache_from_source", lambda source: str(tmp_path / "there"))
    assert not bytecode._is_kept_already()
    (tmp_path / "there").touch()
    assert bytecode._is_kept_already()
    bytecode.keep_bytecode()
    assert (sys.dont_write_bytecode, sys.pycache_prefix) == (True, None)


def test_a_command_that_used_arrow_ends_with_its_code_and_clears_up(tmp_path: Path) -> None:
    code = """
import atexit, sys
import pyarrow
from collectief_sim.cli.main import command
atexit.register(print, "cleared up", flush=True)
sys.argv = ["collectief", *sys.argv[1:]]
command()
"""
    for words, expected, told in ((["scenarios"], 0, "stylised-area"), (["show", "nowhere"], 2, "nowhere")):
        done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, cwd=tmp_path)
        assert done.returncode == expected
        assert told in done.stdout + done.stderr
        assert "cleared up" in done.stdout


SLOW_TO_LOAD = {
    *("mesa", "networkx", "matplotlib", "SALib", "diptest", "solara", "uvicorn", "starlette", "jinja2", "distributed"),
    *("scipy.linalg", "scipy.stats", "pyarrow.dataset", "numba.np.arraymath", "numba.np.linalg"),
}


def loaded_by(code: str, cache: Path, *words: str) -> set[str]:
    """The modules that were loaded when some code came to its end; what it has in the cache was compiled before."""
    code = f"{code}\nprint('\\nloaded', *sys.modules)"
    env = os.environ | {"COLLECTIEF_CACHE_DIR": str(cache)}
    for _ in range(2):
        done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, env=env, check=True)
    return set(done.stdout.rsplit("\nloaded", 1)[1].split())


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def test_the_package_itself_loads_nothing(cache: Path) -> None:
    loaded = loaded_by("import collectief_sim, sys", cache)
    assert not loaded & {"numpy", "numba", "pandas", "mesa", "pydantic"}


def test_help_loads_neither_the_model_nor_what_scenarios_need(cache: Path) -> None:
    code = "import sys\nfrom collectief_sim.cli.main import main\ntry: main()\nexcept SystemExit: pass"
    loaded = loaded_by(code, cache, "--help")
    assert not loaded & {"numpy", "numba", "pandas", "pyarrow", "pydantic", *SLOW_TO_LOAD}


def test_a_run_loads_nothing_that_it_does_not_need(cache: Path) -> None:
    code = "import sys\nfrom collectief_sim.cli.main import main\ntry: main()\nexcept SystemExit: pass"
    loaded = loaded_by(code, cache, "run", "stylised-area", "--months", "24", "--json")
    assert "collectief_sim.model.month" in loaded
    assert not loaded & {"pandas", "pyarrow", "rich.table", *SLOW_TO_LOAD}


def test_a_worker_loads_nothing_that_it_does_not_need(cache: Path) -> None:
    code = """
import sys
import collectief_sim.batch.executors
assert not {"numpy", "pydantic"} & sys.modules.keys()  # until there is something to do
from collectief_sim.batch.engine import Task, work
from collectief_sim.batch.plan import Arm, Plan
from collectief_sim.batch.work import Keep
from collectief_sim.scenario import load
arm = Arm("a", load("stylised-area", {"months": 24}), {})
runs = Plan.of([arm], 1).runs
assert work(Task({0: arm}, runs, Keep(True, {}), runs, None)).done == 1
"""
    loaded = loaded_by(code, cache)
    assert "collectief_sim.model.month" in loaded
    assert not loaded & {"rich", "typer", "collectief_sim.cli", *SLOW_TO_LOAD}
