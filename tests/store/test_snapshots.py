import json
import os
import random
import signal
import subprocess
import sys
import time
import urllib.request
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from lodestone.errors import SnapshotError
from lodestone.model.manifest import Manifest
from lodestone.store import snapshots, statistics
from lodestone.store.pointer import Pointer

ROUNDS = 10
BUILD_SECONDS = 14.0
PUBLISH_SECONDS = 0.6


def quads(number: int) -> list[ox.Quad]:
    return [
        ox.Quad(ox.NamedNode(f"http://e/{i}"), ox.NamedNode("http://e/p"), ox.Literal(i))
        for i in range(number)
    ]


def manifest(version: int, number: int) -> Manifest:
    counted = statistics.measure(quads(number))
    return Manifest(
        version, None, "2026-01-01T00:00:00+00:00", "test", counted.digest, counted.counts,
        counted.graphs, counted.classes, counted.properties, {}, 0,
    )  # fmt: skip


def publish(data: Path, number: int) -> snapshots.Snapshot:
    with snapshots.Publication(data) as publication:
        return publication.commit(quads(number), manifest(publication.version, number), "")


def opened(pointer: Pointer) -> ox.Store:
    return snapshots.open_read_only(pointer.current())


def test_the_pointer_follows_and_what_was_opened_before_keeps_its_snapshot(tmp_path: Path) -> None:
    publish(tmp_path, 3)
    pointer = Pointer(tmp_path)
    before = opened(pointer)

    publish(tmp_path, 5)

    assert len(opened(pointer)) == 5
    assert len(before) == 3


def test_a_publication_that_is_not_committed_leaves_no_trace(tmp_path: Path) -> None:
    publish(tmp_path, 3)

    with snapshots.Publication(tmp_path):
        pass

    assert snapshots.names(tmp_path) == ["000001"]
    assert not list(snapshots.root(tmp_path).glob("stage-*"))


def test_two_publishers_do_not_meet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "LOCK_SECONDS", 0.1)

    with (
        snapshots.Publication(tmp_path),
        pytest.raises(SnapshotError, match="Another publisher"),
        snapshots.Publication(tmp_path),
    ):
        pass


def test_pruning_keeps_the_newest_and_the_current(tmp_path: Path) -> None:
    for number in range(1, 8):
        published = publish(tmp_path, number)
        if number < 5:  # replaced so long ago that no query can read the one before
            os.utime(published.folder / "manifest.json", (0, 0))

    gone = snapshots.prune(tmp_path, 2)

    assert gone == ["000001", "000002", "000003"]
    assert snapshots.names(tmp_path) == ["000004", "000005", "000006", "000007"]
    assert snapshots.current_name(tmp_path) == "000007"


@pytest.mark.parametrize("fault", ["pointer", "manifest", "store", "count"])
def test_a_damaged_snapshot_is_an_error_and_never_an_empty_graph(
    tmp_path: Path, fault: str
) -> None:
    published = publish(tmp_path, 3)
    match fault:
        case "pointer":
            (snapshots.root(tmp_path) / "CURRENT").write_text("000009\n")
        case "manifest":
            (published.folder / "manifest.json").write_text("{}")
        case "store":
            for path in published.store.glob("*"):
                path.unlink()
        case "count":
            wrong = replace(published.manifest, counts=published.manifest.counts | {"quads": 4})
            (published.folder / "manifest.json").write_text(wrong.to_json())

    with pytest.raises(SnapshotError, match="Build again"):
        opened(Pointer(tmp_path))


def test_a_data_folder_without_a_snapshot_says_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match="lodestone build"):
        opened(Pointer(tmp_path))


def test_the_manifest_names_every_source_with_its_digest(built: Path) -> None:
    current = snapshots.current(built)

    assert current is not None
    assert current.manifest.counts["statements"] == 314
    assert "documents/ai-education-in-china.md" in current.manifest.sources
    assert "ontology/core.ttl" in current.manifest.sources
    assert all(len(digest) == 64 for digest in current.manifest.sources.values())
    assert (current.folder / "report.ttl").stat().st_size > 0


def test_building_again_gives_the_same_data(built: Path, tmp_path: Path, command) -> None:
    done = command("build", "--data", tmp_path)

    first, second = snapshots.current(built), snapshots.current(tmp_path)
    assert done.returncode == 0
    assert first is not None
    assert second is not None
    assert first.manifest.digest == second.manifest.digest


def kill(process: "subprocess.Popen[str]") -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def require_whole(url: str, data: Path) -> None:
    """The server answers from a whole snapshot, and so would a server that starts now."""
    with urllib.request.urlopen(f"{url}/readyz", timeout=10) as response:
        ready = json.load(response)
    query = "SELECT%20(COUNT(*)%20AS%20%3Fn)%20WHERE%20%7B%3Fs%20%3Fp%20%3Fo%7D"
    with urllib.request.urlopen(f"{url}/sparql?query={query}", timeout=10) as response:
        rows = json.load(response)["results"]["bindings"]
    current = snapshots.current(data)
    assert current is not None
    snapshots.open_read_only(current)
    assert ready["snapshot"] == current.manifest.version
    assert int(rows[0]["n"]["value"]) == current.manifest.counts["triples"]


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_a_build_that_is_killed_leaves_the_last_snapshot_served(served_copy, round_: int) -> None:
    url, data = served_copy.url, served_copy.data
    moment = random.Random(round_).uniform(0, BUILD_SECONDS)  # noqa: S311
    process = subprocess.Popen(
        [sys.executable, "-m", "lodestone", "build", "--data", str(data)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )

    time.sleep(moment)
    kill(process)

    require_whole(url, data)


def test_a_publication_that_is_killed_leaves_the_last_snapshot_served(
    served_copy, tmp_path: Path
) -> None:
    url, data = served_copy.url, served_copy.data
    current = snapshots.current(data)
    assert current is not None
    dump = tmp_path / "quads.nq"
    snapshots.open_read_only(current).dump(str(dump), format=ox.RdfFormat.N_QUADS)
    moments = random.Random(0)  # noqa: S311

    for _ in range(ROUNDS):
        process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("publisher.py")), str(data), str(dump)],
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(moments.uniform(0, PUBLISH_SECONDS))
        kill(process)

        require_whole(url, data)

    with snapshots.Publication(data):
        assert len(list(snapshots.root(data).glob("stage-*"))) == 1
    assert (snapshots.current(data) or current).manifest.version > current.manifest.version
