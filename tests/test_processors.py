"""The same bytes on every processor: with features switched off in the C library, in NumPy and in Numba."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest
from test_cli import COMPILING

PROGRAM = """
import hashlib, sys
from pathlib import Path
from collectief_sim.batch.plan import Plan, cross
from collectief_sim.batch.work import Keep, run_chunk, types_of
from collectief_sim.scenario import load

spread = {"policy.contract_months": [24, 120]}
for name in ("stylised-area", "keilekwartier"):
    plan = Plan.of(cross([load(name)], spread), 6)
    chunk = run_chunk(dict(enumerate(plan.arms)), plan.runs, Keep(True, types_of(plan.arms)))
    assert chunk.failed == 0
    for table, content in chunk.files.items():
        print(name, table, hashlib.sha256(content).hexdigest())
"""


def numpy_without() -> str:
    """What NumPy chose at run time on this processor, to be switched off."""
    from numpy._core import _multiarray_umath as core

    return " ".join(name for name in core.__cpu_dispatch__ if core.__cpu_features__.get(name))


def told(more: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=os.environ | more,
        capture_output=True,
        text=True,
        timeout=COMPILING,
        cwd=Path.cwd(),
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def here() -> str:
    return told({})


@pytest.mark.slow
@pytest.mark.parametrize("part", ["the C library", "NumPy", "Numba"])
def test_results_do_not_depend_on_what_the_processor_can_do(part: str, here: str) -> None:
    if platform.machine() not in ("x86_64", "AMD64"):
        pytest.skip("the switches are those of x86-64")
    without = {
        "the C library": {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-FMA,-FMA4,-AVX2,-AVX,-AVX512F"},
        "NumPy": {"NPY_DISABLE_CPU_FEATURES": numpy_without()},
        "Numba": {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""},
    }[part]
    assert here.count("\n") == 6
    assert told(without) == here
