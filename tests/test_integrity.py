"""Every stored byte can be verified: damage is found, named, refused, and run again to the same bytes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import small
from test_batch import InOrder, done, everything_but_the_manifest, plan_of
from test_cli import collectief, one_object

from collectief_sim.batch import versions
from collectief_sim.batch.engine import carry_out
from collectief_sim.batch.integrity import WRITING, inspect, sealing
from collectief_sim.batch.manifest import MANIFEST, DamagedError, read_manifest, write_manifest
from collectief_sim.batch.show import contents
from collectief_sim.batch.store import Store
from collectief_sim.files.errors import ScenarioError
from collectief_sim.scenario import dump

FIRST, SECOND = "00000000-00000002", "00000003-00000005"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return done(tmp_path_factory.mktemp("batch") / "out", plan_of(), InOrder())


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    return shutil.copytree(whole, tmp_path / "out")


def everything(folder: Path) -> dict[str, bytes]:
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


def results(folder: Path) -> dict[str, bytes]:
    return {name: content for name, content in everything(folder).items() if not name.startswith("set-aside")}


def resumed(folder: Path) -> int:
    with Store.resume(folder, plan_of()) as store:
        return sum(len(chunk.runs) for chunk in carry_out(store.plan, store, InOrder()))


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


DAMAGE: dict[str, Callable[[Path], Any]] = {
    "one bit": flip,
    "zeros": lambda file: file.write_bytes(file.read_bytes()[:40] + bytes(20) + file.read_bytes()[60:]),
    "torn": lambda file: file.write_bytes(file.read_bytes()[:-100]),
    "empty": lambda file: file.write_bytes(b""),
    "another chunk": lambda file: shutil.copy(file.with_name(file.name.replace(FIRST, SECOND)), file),
    "longer": lambda file: file.write_bytes(file.read_bytes() + b"\0"),
}


@pytest.mark.parametrize("table", ["runs", "collectives", "series", "digests"])
@pytest.mark.parametrize("damage", [*DAMAGE, "gone"])
def test_damage_is_named_refused_and_run_again_to_the_same_bytes(
    damage: str, table: str, folder: Path, whole: Path
) -> None:
    name = f"{table}/{FIRST}.{'sha256' if table == 'digests' else 'parquet'}"
    if damage == "gone":
        (folder / name).unlink()
    else:
        DAMAGE[damage](folder / name)
    found = inspect(folder)
    if (damage, table) != ("gone", "digests"):  # then the chunk never came to be part of the results
        told = found.missing if damage == "gone" else found.damaged
        assert name in told or (
            table == "digests" and any(FIRST in one for one in told)
        )  # either could be the damaged one
        with pytest.raises(ScenarioError, match=f"damaged or missing: .*{FIRST}"):
            contents(folder)
    assert FIRST not in found.chunks
    assert len(found.done) == 9
    assert resumed(folder) == 3
    assert results(folder) == everything(whole)
    assert inspect(folder).damaged == inspect(folder).missing == []


def test_chunks_that_changed_places_with_their_digests_are_found_by_the_plan(folder: Path) -> None:
    for table, ending in (
        ("runs", "parquet"),
        ("collectives", "parquet"),
        ("series", "parquet"),
        ("digests", "sha256"),
    ):
        source, target = (folder / table / f"{stem}.{ending}" for stem in (SECOND, FIRST))
        target.write_bytes(source.read_bytes().replace(SECOND.encode(), FIRST.encode()))
    assert f"digests/{FIRST}.sha256" in inspect(folder).damaged
    assert resumed(folder) == 3


@pytest.mark.parametrize("name", ["plan.parquet", "columns.json", "scenarios/001.toml"])
@pytest.mark.parametrize("damage", ["one bit", "empty", "gone"])
def test_a_damaged_plan_is_refused(damage: str, name: str, folder: Path) -> None:
    if damage == "gone":
        (folder / name).unlink()
    else:
        DAMAGE[damage](folder / name)
    before = everything(folder)
    for attempt in (lambda: contents(folder), lambda: Store.resume(folder, plan_of())):
        with pytest.raises(DamagedError, match=f"damaged or missing: {name}"):
            attempt()
    assert everything(folder) == before


def _edited(change: Callable[[dict[str, Any]], Any]) -> Callable[[Path], Any]:
    def edit(file: Path) -> None:
        said = json.loads(file.read_text())
        change(said)
        write_manifest(file.parent, said)  # with a digest that is right

    return edit


MALFORMED: dict[str, Callable[[Path], Any]] = {
    "one bit": flip,
    "edited by hand": lambda file: file.write_text(file.read_text().replace('"replicates": 4', '"replicates": 5')),
    "empty": lambda file: file.write_text(""),
    "a list": lambda file: file.write_text("[]"),
    "a number": lambda file: file.write_text("7"),
    "null": lambda file: file.write_text("null"),
    "not text": lambda file: file.write_bytes(b"\xff\xfe\x00"),
    "deep": lambda file: file.write_text("[" * 100_000),
    "long number": lambda file: file.write_text('{"plan": ' + "9" * 10_000 + "}"),
    "nan": lambda file: file.write_text('{"plan": NaN}'),
    "byte order mark": lambda file: file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes()),
    "compact": lambda file: file.write_text(json.dumps(json.loads(file.read_text()))),
    "twice": lambda file: file.write_text(file.read_text() * 2),
    "no plan": _edited(lambda said: said.pop("plan")),
    "plan a text": _edited(lambda said: said.update(plan="x")),
    "arms a table": _edited(lambda said: said["plan"].update(arms={})),
    "no arms": _edited(lambda said: said["plan"].update(arms=[])),
    "an arm a text": _edited(lambda said: said["plan"].update(arms=["x"])),
    "runs a text": _edited(lambda said: said["plan"].update(runs="12")),
    "runs minus one": _edited(lambda said: said["plan"].update(runs=-1)),
    "more": _edited(lambda said: said.update(more=1)),
    "a file elsewhere": _edited(lambda said: said["plan"]["arms"][0].update(file="../../etc/passwd")),
    "no digests": _edited(lambda said: said["files"].update({"plan.parquet": []})),
    "software a list": _edited(lambda said: said.update(software=[])),
}


@pytest.mark.parametrize("how", MALFORMED)
def test_a_damaged_manifest_is_refused(how: str, folder: Path) -> None:
    MALFORMED[how](folder / MANIFEST)
    for attempt in (
        lambda: read_manifest(folder),
        lambda: contents(folder),
        lambda: Store.resume(folder, plan_of()),
        lambda: Store.create(folder, plan_of()),
    ):
        with pytest.raises(DamagedError, match="is damaged"):
            attempt()
    found = one_object(collectief("verify", folder, "--json").stdout)
    assert found["damaged"] == [MANIFEST]
    assert found["runs"] == {"planned": None, "done": 12, "failed": 0, "missing": None}


@pytest.mark.parametrize("command", ["show", "report", "view"])
def test_no_command_builds_on_damage(command: str, folder: Path) -> None:
    flip(folder / "scenarios" / "000.toml")
    before = everything(folder)
    refused = collectief(command, folder)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "scenarios/000.toml" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert everything(folder) == before


def test_verify_tells_of_every_file(folder: Path) -> None:
    sound = one_object(collectief("verify", folder, "--json").stdout)
    assert sound["runs"] == {"planned": 12, "done": 12, "failed": 0, "missing": 0}
    assert set(sound["sound"]) == set(everything(folder)) - {".lock"}
    assert "files are as they were written" in collectief("verify", folder).stdout

    flip(folder / "series" / f"{FIRST}.parquet")
    (folder / "collectives" / f"{SECOND}.parquet").unlink()
    (folder / "notes.txt").write_text("mine")
    (folder / "runs" / "copy.parquet").write_bytes(b"PAR1")
    (folder / ".writing").mkdir()
    (folder / ".writing" / "x").write_text("half")
    told = collectief("verify", folder, "--json")
    found = one_object(told.stdout)
    assert told.returncode == 1
    assert found["damaged"] == [f"series/{FIRST}.parquet"]
    assert found["missing"] == [f"collectives/{SECOND}.parquet"]
    assert found["foreign"] == ["notes.txt", "runs/copy.parquet"]
    assert found["unfinished"] == [".writing/x"]
    assert found["runs"]["missing"] == 6
    assert f"series/{FIRST}.parquet" in collectief("verify", folder).stdout

    assert resumed(folder) == 6
    found = one_object(collectief("verify", folder, "--json").stdout)
    assert found["damaged"] == found["missing"] == found["unfinished"] == []
    assert f"set-aside/series-{FIRST}.parquet" in found["set_aside"]


@pytest.mark.parametrize("table", ["digests", "runs", "all"])
def test_what_is_lost_of_a_batch_that_was_complete_is_missing(table: str, folder: Path, whole: Path) -> None:
    for file in folder.rglob(f"{FIRST}.*"):
        if table in (file.parent.name, "all"):
            file.unlink()
    assert inspect(folder).missing
    assert collectief("verify", folder).returncode == 1
    with pytest.raises(ScenarioError, match="damaged or missing"):
        contents(folder)
    assert resumed(folder) == 3
    assert results(folder) == everything(whole)


def test_a_batch_that_died_when_all_was_done_is_sealed_by_the_next(folder: Path, whole: Path) -> None:
    (folder / "digests" / "all.sha256").unlink()
    assert resumed(folder) == 0
    assert everything(folder) == everything(whole)


def test_digests_of_nobody_are_foreign(folder: Path) -> None:
    shutil.copy(folder / "digests" / f"{FIRST}.sha256", folder / "digests" / "y.sha256")
    assert inspect(folder).foreign == ["digests/y.sha256"]


def test_names_that_libraries_take_for_addresses_are_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("run-12:03", "s3:x", "file:x", "~"):
        done(Path(name), plan_of(1), InOrder())
        assert inspect(Path(name)).damaged == []
        assert contents(Path(name))["done"] == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file:x", "run-12:03", "s3:x", "~"]


def test_verify_refuses_what_is_no_results_folder(tmp_path: Path) -> None:
    refused = collectief("verify", tmp_path)
    assert refused.returncode == 2
    assert "no results folder" in refused.stderr


def test_digests_are_those_that_sha256sum_checks(folder: Path) -> None:
    if shutil.which("sha256sum") is None:
        pytest.skip("there is no sha256sum here")
    records = [str(record.relative_to(folder)) for record in (folder / "digests").iterdir()]
    subprocess.run(["sha256sum", "--check", "--strict", *records], cwd=folder, check=True, capture_output=True)


def test_a_single_run_can_be_verified_too(tmp_path: Path) -> None:
    (tmp_path / "small.toml").write_text(dump(small(months=12)), encoding="utf-8")
    assert collectief("run", tmp_path / "small.toml", "--out", tmp_path / "out").returncode == 0
    assert collectief("verify", tmp_path / "out").returncode == 0
    flip(tmp_path / "out" / "series.parquet")
    told = collectief("verify", tmp_path / "out", "--json")
    assert told.returncode == 1
    assert one_object(told.stdout)["damaged"] == ["series.parquet"]
    assert "series.parquet" in collectief("view", tmp_path / "out", "--no-browser").stderr


# ---- who made it -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "other", "words"),
    [
        ("code", "0.0.1+abc", "made by version 0.0.1+abc of the model"),
        ("software", {"numpy": "1.0.0"}, "numpy 1.0.0, here"),
        ("software", {"pyarrow": "1.0.0"}, "pyarrow 1.0.0, here"),
        ("processor", {"features": "avx"}, "features avx, here"),
        ("processor", {"machine": "sparc"}, "machine sparc, here"),
    ],
)
def test_what_another_made_is_not_gone_on_with_unless_one_insists(
    part: str, other: Any, words: str, folder: Path
) -> None:
    said = read_manifest(folder)
    write_manifest(folder, said | {part: said[part] | other if isinstance(other, dict) else other})
    with pytest.raises(ScenarioError, match=words.replace("+", r"\+")):
        Store.resume(folder, plan_of())
    with Store.resume(folder, plan_of(), any_version=True) as store:
        assert store.missing() == []
    with Store.resume(folder, plan_of()):  # it is known now that two made it
        pass
    assert read_manifest(folder)["also_by"] == [versions.maker()]
    assert contents(folder)["also_by"] == [versions.code_version()]


def test_a_worker_of_another_version_does_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Elsewhere(InOrder):
        def carry_out(self, function: Any, tasks: Any) -> Any:
            monkeypatch.setattr(versions, "code_version", lambda: "9.9+edited")
            yield from super().carry_out(function, tasks)

    with Store.create(tmp_path / "out", plan_of()) as store:
        with pytest.raises(ScenarioError, match=r"a worker has version 9\.9\+edited"):
            list(carry_out(store.plan, store, Elsewhere()))
        assert len(store.missing()) == 12
        assert len(list(carry_out(store.plan, store, Elsewhere(), any_version=True))) == 4


# ---- crashes ---------------------------------------------------------------------------------------------------------


def test_growing_can_be_cut_off_at_any_file_and_the_folder_stays_sound(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from collectief_sim.batch import manifest
    from collectief_sim.batch import store as stores

    grown = done(tmp_path / "grown", plan_of(6), InOrder())
    for writes in range(9):
        folder = shutil.copytree(whole, tmp_path / f"out{writes}")
        left = [writes]

        def write_file(path: Path, content: bytes, left: list[int] = left) -> None:
            if left[0] == 0:
                raise KeyboardInterrupt
            left[0] -= 1
            path.write_bytes(content)

        with monkeypatch.context() as patch:
            patch.setattr(stores, "write_file", write_file)
            patch.setattr(manifest, "write_file", write_file)
            try:
                Store.resume(folder, plan_of(6)).__exit__()
            except KeyboardInterrupt:
                pass
            else:
                assert writes > 5
        assert contents(folder)["done"] == 12
        with Store.resume(folder, plan_of(6)) as store:
            assert {run.seed for run in store.missing()} == {5, 6}
            for _ in carry_out(store.plan, store, InOrder()):
                pass
        assert (folder / "plan.parquet").read_bytes() == (grown / "plan.parquet").read_bytes()
        assert len(contents(folder)["arms"]) == 3


def test_a_chunk_cut_off_while_it_is_written_is_no_part_of_the_results(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for after in range(8):
        folder = tmp_path / f"out{after}"
        calls = [0]

        def cut_off(path: Path, target: Path, calls: list[int] = calls, after: int = after) -> Path:
            calls[0] += path.parent.name == WRITING
            if calls[0] > after:
                raise KeyboardInterrupt
            os.replace(path, target)
            return target

        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", cut_off)
            with Store.create(folder, plan_of()) as store, pytest.raises(KeyboardInterrupt):
                list(carry_out(store.plan, store, InOrder()))
        assert inspect(folder).damaged == inspect(folder).missing == []
        resumed(folder)
        assert everything_but_the_manifest(folder) == everything_but_the_manifest(whole)


def test_who_dies_does_not_decide_which_rows_stand_in_which_file(whole: Path, tmp_path: Path) -> None:
    fatal = plan_of().runs[4]

    def dies(task: Any) -> bool:
        return len(task.runs) > 1 and task.runs[0].index in (3, 6)

    calm = done(tmp_path / "calm", plan_of(), InOrder(dies))
    assert everything_but_the_manifest(calm) == everything_but_the_manifest(whole)
    killer = done(tmp_path / "killer", plan_of(), InOrder(lambda task: fatal in task.runs))
    assert sorted(file.name for file in (killer / "runs").iterdir()) == sorted(
        file.name for file in (whole / "runs").iterdir()
    )
    found = inspect(killer)
    assert (len(found.done), found.failed, found.damaged) == (11, [fatal.key], [])


def test_a_folder_made_with_other_chunks_is_another_plan(whole: Path) -> None:
    with pytest.raises(ScenarioError, match="another plan"):
        Store.resume(whole, replace(plan_of(), chunk_runs=2))


def test_figures_beside_the_report_are_sealed_like_it_and_a_record_reaches_no_further(folder: Path) -> None:
    (folder / "figures").mkdir()
    for name in ("one.svg", "two.png"):
        (folder / "figures" / name).write_text(name)
    (folder.parent / "outside.svg").write_text("of somebody else")
    with sealing(folder) as made:
        made += ["figures/one.svg", "figures/two.png", "figures/../../outside.svg"]
    found = inspect(folder)
    assert {"figures/one.svg", "figures/two.png"} <= set(found.sound)
    assert not [name for name in (*found.sound, *found.damaged, *found.missing) if "outside" in name]
    (folder / "figures/one.svg").write_text("damaged")
    (folder / "figures/two.png").unlink()
    found = inspect(folder)
    assert found.damaged == ["figures/one.svg"]
    assert found.missing == ["figures/two.png"]
