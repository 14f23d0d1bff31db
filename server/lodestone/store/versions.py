"""Keeping versions: going back to one, copying it away and back, and checking every quad of it."""

import shutil
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox

from lodestone.errors import SnapshotError
from lodestone.model.manifest import Manifest
from lodestone.store import snapshots, statistics
from lodestone.store.snapshots import Publication, Snapshot


def roll_back(data: Path, name: str | None) -> Snapshot:
    """Make an earlier version the current one; the one before the current for None.

    Raises:
        SnapshotError: there is no such version, or it is damaged.
    """
    with Publication(data):
        current = snapshots.current_name(data)
        if name is None:
            earlier = [known for known in snapshots.names(data) if known < (current or "")]
            if not earlier:
                raise SnapshotError(f"There is no version before {current} in {data}.")
            name = earlier[-1]
        snapshot = snapshots.load(data, name.zfill(6))
        snapshots.open_read_only(snapshot)
        snapshots.point_to(data, snapshot.folder.name)
        return snapshot


def back_up(data: Path, target: Path) -> Snapshot:
    """Copy the current version to a folder that does not exist yet, while it is being served.

    Raises:
        SnapshotError: there is nothing to copy, or the folder is there already.
    """
    current = snapshots.current(data)
    if current is None:
        raise SnapshotError(f"There is no snapshot in {data} to back up.")
    if target.exists():
        raise SnapshotError(f"{target} is there already. Name a folder that is not.")
    shutil.copytree(current.folder, target)
    return current


def restore(data: Path, source: Path) -> Snapshot:
    """Publish a backup as a new version, after every quad of it was checked.

    Raises:
        SnapshotError: the backup is missing or damaged; the current version stays.
    """
    try:
        manifest = Manifest.from_json((source / "manifest.json").read_text(encoding="utf-8"))
    except OSError as error:
        raise SnapshotError(f"{source} is no backup: {error}") from error
    backup = Snapshot(source, manifest)
    verify(backup)
    with Publication(data) as publication:
        folder = publication.stage / "loading"
        shutil.copytree(backup.store, folder)
        fresh = replace(manifest, version=publication.version, parent=publication.parent)
        return publication.commit_store(ox.Store(str(folder)), fresh, _report(source))


def verify(snapshot: Snapshot) -> int:
    """Read every quad of a version and compare with its manifest; gives their number.

    Raises:
        SnapshotError: a block is damaged, or the content is not what the manifest says.
    """
    store = snapshots.open_read_only(snapshot)
    try:
        measured = statistics.measure(store)
    except OSError as error:
        raise SnapshotError(f"{snapshot.store} is damaged: {error}") from error
    expected = snapshot.manifest
    digest = measured.digest if expected.digest else ""  # the largest are only counted
    if (digest, measured.counts["quads"]) != (expected.digest, expected.counts["quads"]):
        raise SnapshotError(
            f"{snapshot.folder} holds {measured.counts['quads']} quads with the digest "
            f"{measured.digest[:12]}, its manifest says {expected.counts['quads']} and "
            f"{expected.digest[:12]}. Go back to another version: lodestone rollback"
        )
    return measured.counts["quads"]


def create_empty(data: Path, manifest: Manifest) -> Snapshot:
    """Publish a version without content."""
    with Publication(data) as publication:
        return publication.commit(
            [], replace(manifest, version=publication.version, parent=publication.parent), ""
        )


def _report(source: Path) -> str:
    path = source / "report.ttl"
    return path.read_text(encoding="utf-8") if path.is_file() else ""
