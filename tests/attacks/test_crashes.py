"""Cases 75–78: processes die, the power fails, the disk is full, the data folder is damaged."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from attacks import attackers, power_loss, processes
from attacks.attack import RESULTS
from attacks.attackers import Reply
from attacks.killing import counts, graph, kill_rounds, write
from attacks.target import EXAMPLE, N_TRIPLES, NotStartedError, Target, graph_path, start, stop

ROUNDS = int(os.environ.get("LODESTONE_KILL_ROUNDS", "8"))
"""How often something is killed; 200 for runs by hand."""

WRITES = 6
MEGABYTE = 1024 * 1024
A, B = EXAMPLE + "a", EXAMPLE + "b"

needs_proc = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="there is no /proc to find processes in"
)


def put(target: Target, graph: str, triples: int, size: int = 1) -> Reply:
    """Replace a graph by some triples, whose literals have some size."""
    lines = [f'<x:s> <x:p> "{n:0{size}}" .' for n in range(triples)]
    headers = {"Content-Type": N_TRIPLES, "Authorization": f"Bearer {target.token}"}
    return attackers.send(target, "PUT", graph_path(graph), "\n".join(lines).encode(), headers)


def count(target: Target, number: int = 0) -> Reply:
    """Count all triples in all named graphs; each number makes it a new question."""
    query = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }} # {number}"
    headers = {"Content-Type": "application/sparql-query", "Accept": RESULTS}
    return attackers.send(target, "POST", "/sparql", query.encode(), headers)


def counted(reply: Reply) -> int:
    """Read the number out of a count's results."""
    return int(json.loads(reply.body)["results"]["bindings"][0]["n"]["value"])


@needs_proc
def test_75_what_is_killed_loses_nothing_and_comes_back(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    rounds = kill_rounds(tmp_path / "data", ROUNDS)

    record_property("slowest recovery", max(each.ready for each in rounds))
    assert rounds[-1].acknowledged > len(rounds)
    assert [(each.victim, each.faults) for each in rounds if each.faults] == []


@needs_proc
def test_75_a_server_whose_workers_are_killed_again_and_again_always_has_more(
    tmp_path: Path,
) -> None:
    target = start(tmp_path / "data")
    put(target, A, 100)

    killed = sum(kill_one(target, processes.SNAPSHOT_ZYGOTE) for _ in range(12))
    time.sleep(1)
    replies = []
    for number in range(12):
        kill_one(target, processes.QUERY_WORKER)
        time.sleep(0.1)  # whoever is killed at work takes its query along
        replies.append(count(target, number))

    stop(target)
    assert killed >= 8
    assert [reply.status for reply in replies] == [200] * 12
    assert max(reply.seconds for reply in replies) < 1


def kill_one(target: Target, kind: str) -> bool:
    """Kill a process of a kind as soon as there is one."""
    deadline = time.monotonic() + 3
    while time.monotonic() < deadline:
        found = processes.victims(target.process.pid)[kind]
        if found and processes.kill(found[0]):
            return True
    return False


@pytest.mark.skipif(not power_loss.is_available(), reason="strace is not installed")
def test_76_what_was_acknowledged_is_on_disk_when_the_power_fails(tmp_path: Path) -> None:
    trace, data = tmp_path / "trace", tmp_path / "data"
    keep_all = {"LODESTONE_KEEP": "1000"}  # what was deleted since could not be put on the image
    traced = start(data, before=power_loss.tracing(trace), environment=keep_all)
    moments = []
    for number in range(WRITES):
        assert write(traced, number)
        moments.append(time.time())
    stop(traced, pid=processes.descendants(traced.process.pid)[0].pid)

    disk = power_loss.Disk(data)
    for number, image in enumerate(disk.replay(trace, moments)):
        disk.write(image, tmp_path / f"image-{number}")
        store, manifest = current_version(tmp_path / f"image-{number}")

        assert len(store) == manifest["counts"]["quads"]
        for acknowledged in range(number + 1):
            name = ox.NamedNode(graph(acknowledged))
            assert len(list(store.quads_for_pattern(None, None, None, name))) == 20

    after = start(tmp_path / f"image-{WRITES - 1}")
    found = counts(after)
    stop(after)
    assert found == dict.fromkeys(range(WRITES), 20)


def current_version(data: Path) -> tuple[ox.Store, dict[str, Any]]:
    """Open the version that the pointer names, and read its manifest."""
    snapshots = data / "snapshots"
    name = (snapshots / "CURRENT").read_text(encoding="ascii").strip()
    version = snapshots / "versions" / name
    manifest = json.loads((version / "manifest.json").read_text(encoding="utf-8"))
    return ox.Store.read_only(str(version / "store")), manifest


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A data folder that is a disk of its own, of 160 megabytes."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    folder = tmp_path / "data"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=160m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("a small disk cannot be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path, leave: int) -> Path:
    """Fill a disk with a file until only some bytes are left."""
    filler = folder / "filler"
    filler.write_bytes(bytes(max(shutil.disk_usage(folder).free - leave, 0)))
    return filler


@pytest.mark.parametrize(
    ("reserve", "leave"), [(None, 8 * MEGABYTE), ("0", 3 * MEGABYTE), ("0", 0)]
)
def test_77_a_full_disk_refuses_writes_and_goes_on_reading(
    small_disk: Path, reserve: str | None, leave: int
) -> None:
    settings = {} if reserve is None else {"LODESTONE_DISK_FREE": reserve}
    target = start(small_disk, environment=settings)
    before = put(target, A, 100)

    filler = fill(small_disk, leave)
    refused = [put(target, B, 20_000, 200) for _ in range(3)]
    reads = [count(target, number) for number in range(5)]
    filler.unlink()
    after = put(target, B, 50)
    total = count(target, 6)

    stop(target)
    assert before.status in (200, 201, 204), before.text[:300]
    assert all(each.status == 507 or 400 <= each.status < 500 for each in refused), refused
    assert [each.status for each in reads] == [200] * 5
    assert {counted(each) for each in reads} == {100}
    assert after.status in (200, 201, 204), after.text[:300]
    assert counted(total) == 150


def damaged_files(version: Path) -> list[Path]:
    """List the files of a version's store that hold data, the largest first."""
    files = [path for path in (version / "store").iterdir() if path.suffix in (".sst", ".log")]
    return sorted(files, key=lambda path: -path.stat().st_size)


def rewrite(path: Path, content: bytes) -> None:
    """Change one file without its hard links in other versions."""
    path.unlink()
    path.write_bytes(content)


def empty_store(snapshots: Path, version: Path) -> None:
    """Delete all files of the store."""
    for path in (version / "store").iterdir():
        path.unlink()


def half_copied(snapshots: Path, version: Path) -> None:
    """Leave every other file of the store out."""
    for path in sorted((version / "store").iterdir())[::2]:
        path.unlink()


def truncated(snapshots: Path, version: Path) -> None:
    """Cut the files that hold data in half."""
    for path in damaged_files(version):
        rewrite(path, path.read_bytes()[: path.stat().st_size // 2])


def bit_flipped(snapshots: Path, version: Path) -> None:
    """Flip a bit in each file that holds data."""
    for path in damaged_files(version):
        content = bytearray(path.read_bytes())
        if content:
            content[len(content) // 3] ^= 4
        rewrite(path, bytes(content))


def no_manifest(snapshots: Path, version: Path) -> None:
    """Delete the manifest."""
    (version / "manifest.json").unlink()


def no_version(snapshots: Path, version: Path) -> None:
    """Delete the version that is current."""
    shutil.rmtree(version)


def dangling_pointer(snapshots: Path, version: Path) -> None:
    """Point to a version that never was."""
    (snapshots / "CURRENT").write_text("000099\n", encoding="ascii")


def empty_pointer(snapshots: Path, version: Path) -> None:
    """Cut the pointer to nothing."""
    (snapshots / "CURRENT").write_text("", encoding="ascii")


def no_pointer(snapshots: Path, version: Path) -> None:
    """Delete the pointer."""
    (snapshots / "CURRENT").unlink()


DAMAGES = [
    empty_store, half_copied, truncated, bit_flipped, no_manifest, no_version,
    dangling_pointer, empty_pointer, no_pointer,
]  # fmt: skip


@pytest.fixture(scope="module")
def two_versions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose current version has 200 triples, and its parent 100."""
    data = tmp_path_factory.mktemp("versions") / "data"
    target = start(data)
    replies = [put(target, A, 100), put(target, B, 100)]
    stop(target)
    assert [reply.status in (200, 201, 204) for reply in replies] == [True, True]
    return data


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_78_a_damaged_data_folder_is_never_an_empty_answer(
    two_versions: Path, tmp_path: Path, damage: Callable[[Path, Path], None]
) -> None:
    data = tmp_path / "data"
    shutil.copytree(two_versions, data)
    snapshots = data / "snapshots"
    name = (snapshots / "CURRENT").read_text(encoding="ascii").strip()
    damage(snapshots, snapshots / "versions" / name)

    try:
        target = start(data)
    except NotStartedError:
        return  # it does not serve
    replies = []
    for number in range(6):
        replies.append((attackers.send(target, "GET", "/readyz"), count(target, number)))
        time.sleep(0.1)
    stop(target)

    assert {reply.status for _, reply in replies} <= {200, 503}
    # All of its own version, or all of its parent; whoever is not ready says so.
    assert {counted(reply) for _, reply in replies if reply.status == 200} <= {100, 200}
    assert {ready.status for ready, reply in replies if reply.status == 503} <= {503}


def test_78_a_version_that_is_damaged_under_a_running_server_is_never_an_empty_answer(
    two_versions: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(two_versions, data)
    snapshots = data / "snapshots"
    target = start(data)
    first = count(target)

    dangling_pointer(snapshots, snapshots)
    during = [count(target, number) for number in range(1, 4)]
    stop(target)

    assert counted(first) == 200
    assert {reply.status for reply in during} <= {200, 503}
    assert {counted(reply) for reply in during if reply.status == 200} <= {200}
