"""Immutable snapshots: published by one atomic rename of a pointer, opened read-only.

    snapshots/CURRENT            the name of the current version, one line
    snapshots/versions/000007/   store/ (pyoxigraph), manifest.json, report.ttl
    snapshots/stage-*/           work in progress; swept by the next publisher

A reader follows CURRENT and opens that version; nothing in a version ever changes. A process that
is killed at any moment leaves CURRENT as it was, or moved on to a version that is complete.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
from filelock import FileLock, Timeout

from lodestone.errors import SnapshotError
from lodestone.model.manifest import Manifest

SNAPSHOTS = "snapshots"
CURRENT = "CURRENT"
VERSIONS = "versions"
SPOOL = "spool"
SOURCES = "sources"
ENTAILMENTS = "entailments"
STAGE_PREFIX = "stage-"
LOCK_SECONDS = 30
COUNTED_QUADS = 200_000
"""Larger stores are not counted each time they are opened, but by `lodestone verify`."""

GRACE_SECONDS = 60
"""How long a version stays after another became current: longer than any query runs."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One published version: its folder and its manifest."""

    folder: Path
    manifest: Manifest

    @property
    def store(self) -> Path:
        """The folder of the store, to be opened read-only."""
        return self.folder / "store"


def root(data: Path) -> Path:
    """Give the folder of all snapshots below a data folder."""
    return data / SNAPSHOTS


def current_name(data: Path) -> str | None:
    """Read the pointer: the name of the current version, or None if nothing was published."""
    try:
        return (root(data) / CURRENT).read_text(encoding="ascii").strip() or None
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise SnapshotError(
            f"{root(data) / CURRENT} cannot be read: {error}. Build again: lodestone build"
        ) from error


def current(data: Path) -> Snapshot | None:
    """Find the current snapshot, or None if nothing was published.

    Raises:
        SnapshotError: the pointer or the version it names is damaged.
    """
    name = current_name(data)
    return None if name is None else load(data, name)


def load(data: Path, name: str) -> Snapshot:
    """Find the snapshot of that name.

    Raises:
        SnapshotError: there is no such version, or its manifest is damaged.
    """
    folder = root(data) / VERSIONS / name
    try:
        text = (folder / "manifest.json").read_text(encoding="utf-8")
    except OSError as error:
        raise SnapshotError(
            f"The snapshot {folder} is missing or unreadable: {error}. Build again: lodestone build"
        ) from error
    return Snapshot(folder, Manifest.from_json(text))


def names(data: Path) -> list[str]:
    """List the names of all published versions, oldest first."""
    folder = root(data) / VERSIONS
    if not folder.is_dir():
        return []
    return sorted(entry.name for entry in folder.iterdir() if entry.name.isdigit())


def open_whole(folder: Path) -> ox.Store:
    """Open the store in a folder, and make sure that it is the one its manifest describes.

    Stores that have no manifest beside them, those of entailments, are only opened.

    Raises:
        SnapshotError: the store is damaged, or holds another number of quads than its manifest.
    """
    if (folder.parent / "manifest.json").is_file():
        text = (folder.parent / "manifest.json").read_text(encoding="utf-8")
        return open_read_only(Snapshot(folder.parent, Manifest.from_json(text)))
    try:
        return ox.Store.read_only(str(folder))
    except OSError as error:
        raise SnapshotError(f"The store {folder} cannot be opened: {error}.") from error


def entailment(snapshot: Snapshot, regime: str) -> Path:
    """Give the folder of a snapshot's store under an entailment regime, made at the first use."""
    return snapshot.folder.parent.parent / ENTAILMENTS / f"{snapshot.folder.name}-{regime}"


def open_read_only(snapshot: Snapshot) -> ox.Store:
    """Open a snapshot's store, which no writer ever touches again.

    Raises:
        SnapshotError: the store is damaged, or holds another number of quads than its manifest.
    """
    expected = snapshot.manifest.counts["quads"]
    try:
        store = ox.Store.read_only(str(snapshot.store))
        quads = len(store) if expected <= COUNTED_QUADS else expected
    except OSError as error:
        raise SnapshotError(
            f"The store of {snapshot.folder} cannot be opened: {error}. Build again: "
            "lodestone build"
        ) from error
    if quads != expected:
        raise SnapshotError(
            f"The store of {snapshot.folder} holds {quads} quads, its manifest says "
            f"{expected}. Build again: lodestone build"
        )
    return store


class Publication:
    """A new version on its way: staged in a folder of its own, then made current in one rename.

    Use it as a context manager; leaving it without `commit` leaves no trace.
    """

    def __init__(self, data: Path) -> None:
        self._root = root(data)
        self._data = data
        if not (self._root / SPOOL).is_dir():
            (self._root / VERSIONS).mkdir(parents=True, exist_ok=True)
            (self._root / SPOOL).mkdir(exist_ok=True)
            for folder in (self._root, data, data.parent):  # their names have to last too
                _synchronise(folder)
        self._lock = FileLock(str(self._root / "publish.lock"))
        self._stage: Path | None = None

    def __enter__(self) -> "Publication":
        """Take the publisher's lock and sweep what a killed publisher left."""
        try:
            self._lock.acquire(timeout=LOCK_SECONDS)
        except Timeout as error:
            raise SnapshotError(
                f"Another publisher has held {self._root / 'publish.lock'} for {LOCK_SECONDS} "
                "seconds. Wait for it to end, or stop it, and build again."
            ) from error
        for left in self._root.glob(f"{STAGE_PREFIX}*"):
            shutil.rmtree(left, ignore_errors=True)
        self._stage = Path(tempfile.mkdtemp(prefix=STAGE_PREFIX, dir=self._root))
        return self

    def __exit__(self, *_: object) -> None:
        """Sweep the stage and let the next publisher in."""
        if self._stage is not None:
            shutil.rmtree(self._stage, ignore_errors=True)
        self._lock.release()

    @property
    def version(self) -> int:
        """The number that the new version will bear."""
        return max((int(name) for name in names(self._data)), default=0) + 1

    @property
    def parent(self) -> int | None:
        """The version that is current now."""
        name = current_name(self._data)
        return int(name) if name and name.isdigit() else None

    def commit(self, quads: Iterable[ox.Quad], manifest: Manifest, report: str) -> Snapshot:
        """Write quads as a new version, and make it current in one rename."""
        loading = ox.Store(str(self.stage / "loading"))
        loading.bulk_extend(quads)
        loading.optimize()
        return self.commit_store(loading, manifest, report)

    def open_copy(self, store: ox.Store) -> ox.Store:
        """Open a copy of a store, to be written to; made of hard links, at any size in no time."""
        folder = self.stage / "loading"
        store.backup(str(folder))
        return ox.Store(str(folder))

    def commit_store(
        self, store: ox.Store, manifest: Manifest, report: str, sources: Sequence[Path] = ()
    ) -> Snapshot:
        """Write a staged store as a new version, and make it current in one rename.

        `sources` are RDF files with the same content; they are kept beside the store, since they
        can be read into memory several times faster than it can.

        Everything is on disk before the pointer moves: a power cut leaves the old version or the
        new one, never a mixture.
        """
        ready = self.stage / "version"
        ready.mkdir()
        store.backup(str(ready / "store"))  # which writes out what is still in memory
        (ready / "manifest.json").write_text(manifest.to_json(), encoding="utf-8")
        (ready / "report.ttl").write_text(report, encoding="utf-8")
        for number, source in enumerate(sources):
            (ready / SOURCES).mkdir(exist_ok=True)
            shutil.copyfile(source, ready / SOURCES / f"{number:04d}{source.suffix}")
        for path in [*ready.rglob("*"), ready]:
            _synchronise(path)
        name = f"{manifest.version:06d}"
        target = self._root / VERSIONS / name
        ready.rename(target)
        _synchronise(target.parent)
        point_to(self._data, name)
        return Snapshot(target, manifest)

    @property
    def stage(self) -> Path:
        """The folder of this publication's own.

        Raises:
            SnapshotError: the publication is not open.
        """
        if self._stage is None:
            raise SnapshotError("A publication was used before it was opened.")
        return self._stage


def point_to(data: Path, name: str) -> None:
    """Make a version the current one, durably, in one rename."""
    folder = root(data)
    fresh = folder / f"{CURRENT}.new"
    fresh.write_text(name + "\n", encoding="ascii")
    _synchronise(fresh)
    fresh.replace(folder / CURRENT)
    _synchronise(folder)


def prune(data: Path, keep: int) -> list[str]:
    """Delete all but the newest `keep` versions; the current one always stays.

    Versions that were current within the last minute stay too, since a query may still read them.
    Returns the names that were deleted.
    """
    found = names(data)
    kept = {*found[-max(keep, 1) :], current_name(data)}
    gone = []
    for place, name in enumerate(found[:-1]):
        follower = root(data) / VERSIONS / found[place + 1] / "manifest.json"
        with suppress(OSError):
            if name in kept or time.time() - follower.stat().st_mtime < GRACE_SECONDS:
                continue
            shutil.rmtree(root(data) / VERSIONS / name)
            gone.append(name)
    for left in (root(data) / ENTAILMENTS).glob("*-*"):
        if left.name.partition("-")[0] not in names(data):
            shutil.rmtree(left, ignore_errors=True)
    return gone


def _synchronise(path: Path) -> None:
    """Force a file or folder to disk, as far as the system can."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except PermissionError:  # Windows cannot open a folder
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
