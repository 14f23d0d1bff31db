"""Loading files of RDF as a version of their own, as fast as the engine can."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox

from lodestone import __version__
from lodestone.errors import FaultError
from lodestone.model.manifest import Manifest
from lodestone.store import statistics
from lodestone.store.snapshots import Publication, Snapshot

COUNTED_QUADS = 2_000_000
"""Larger datasets are counted by graph only: to count each property would take minutes."""


def blank_manifest() -> Manifest:
    """Describe a dataset without content."""
    measured = statistics.measure([])
    return Manifest(
        version=1,
        parent=None,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        software=f"lodestone {__version__}",
        digest=measured.digest,
        counts=measured.counts,
        graphs={},
        classes={},
        properties={},
        sources={},
        warnings=0,
    )


def load(files: Sequence[Path], data: Path) -> Snapshot:
    """Load files into a new version that holds nothing else.

    Raises:
        FaultError: a file is damaged or in no format that is known; nothing changed.
    """
    with Publication(data) as publication:
        store = ox.Store(str(publication.stage / "loading"))
        for path in files:
            _load(store, path)
        store.optimize()
        manifest = replace(blank_manifest(), version=publication.version, parent=publication.parent)
        return publication.commit_store(store, _measure(store, manifest), "", files)


def _load(store: ox.Store, path: Path) -> None:
    known = ox.RdfFormat.from_extension(path.suffix.removeprefix("."))
    if known is None:
        raise FaultError(f"{path}: the suffix says no RDF format. Use .ttl, .nt, .nq, .trig, .rdf.")
    try:
        store.bulk_load(path=str(path), format=known)
    except (SyntaxError, ValueError) as error:
        raise FaultError(f"{path} is not valid: {error}. Nothing was loaded.") from error


def _measure(store: ox.Store, manifest: Manifest) -> Manifest:
    if len(store) <= COUNTED_QUADS:
        measured = statistics.measure(store)
        return replace(
            manifest,
            digest=measured.digest,
            counts=measured.counts,
            graphs=measured.graphs,
            classes=measured.classes,
            properties=measured.properties,
            written=("", *measured.graphs),
        )
    graphs = {
        name.value: sum(1 for _ in store.quads_for_pattern(None, None, None, name))
        for name in store.named_graphs()
    }
    quads = len(store)
    counts = manifest.counts | {"quads": quads, "triples": quads - sum(graphs.values())}
    return replace(manifest, digest="", counts=counts, graphs=graphs, written=("", *graphs))
