"""Batches on disks that are full or may not be written: real ones, in a mount namespace of their own."""

from __future__ import annotations

import functools
import json
import subprocess
from pathlib import Path

import pytest
from conftest import small
from test_cli import COMPILING, SCRIPT

from collectief_sim.scenario import dump

NAMESPACE = ["unshare", "--map-root-user", "--mount", "sh", "-c"]


@functools.cache
def may_mount() -> bool:
    """Whether this system lets us have disks of our own."""
    try:
        return subprocess.run([*NAMESPACE, "mount -t tmpfs none /mnt"], capture_output=True, timeout=60).returncode == 0
    except OSError:
        return False


pytestmark = pytest.mark.skipif("not may_mount()", reason="needs to mount a disk of its own")


def on_a_disk(tmp_path: Path, script: str, replicates: int = 6) -> subprocess.CompletedProcess[str]:
    """Run a script in which ``$disk`` is an empty folder to mount on and ``batch`` runs a small batch to ``$disk/out``."""
    scenario, disk = tmp_path / "small.toml", tmp_path / "disk"
    scenario.write_text(dump(small({"months": 60})), encoding="utf-8")
    disk.mkdir()
    batch = f'"{SCRIPT}" batch "{scenario}" -n {replicates} --workers 1 --out "{disk}/out"'
    whole = f'disk="{disk}"\nbatch() {{ {batch} "$@"; }}\n{script}'
    return subprocess.run([*NAMESPACE, whole], capture_output=True, encoding="utf-8", timeout=2 * COMPILING)


@pytest.mark.parametrize(("room", "planned"), [("8k", False), ("160k", True)])
def test_a_full_disk_is_told_and_with_more_room_the_batch_goes_on(room: str, planned: bool, tmp_path: Path) -> None:
    ran = on_a_disk(
        tmp_path,
        f"""
        mount -t tmpfs -o size={room} none "$disk"
        batch; echo "code $?"
        ls "$disk"/out/runs/* 2>/dev/null
        mount -o remount,size=64m "$disk"
        batch {"--resume" if planned else ""} --json; echo "code $?"
        """,
    )
    first, result, second = ran.stdout.splitlines()  # no results are listed between
    assert (first, second) == ("code 2", "code 0"), ran.stderr
    assert "cannot be written: No space left on device" in ran.stderr
    assert "Traceback" not in ran.stderr
    found = json.loads(result)
    assert (found["done"], found["failed"]) == (6, 0)


def test_a_read_only_folder_is_told_and_nothing_is_done(tmp_path: Path) -> None:
    ran = on_a_disk(
        tmp_path,
        """
        mount -t tmpfs -o size=64m none "$disk"
        mount -o remount,ro "$disk"
        batch; echo "code $?"
        ls "$disk"
        """,
    )
    assert ran.stdout == "code 2\n", ran.stderr
    assert "Read-only file system" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_results_that_became_read_only_are_shown_but_not_gone_on_with(tmp_path: Path) -> None:
    ran = on_a_disk(
        tmp_path,
        f"""
        mount -t tmpfs -o size=64m none "$disk"
        batch --json
        rm "$disk"/out/runs/* "$disk"/out/digests/*
        mount -o remount,ro "$disk"
        batch --resume; echo "code $?"
        "{SCRIPT}" show "$disk/out" --json
        """,
    )
    before, told, after = ran.stdout.splitlines()
    assert told == "code 2", ran.stderr
    assert "Read-only file system" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert (json.loads(before)["done"], json.loads(after)["done"]) == (6, 0)
