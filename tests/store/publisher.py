"""Publishes the same quads again and again, until it is killed: `publisher.py DATA QUADS`."""

import sys
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox

from lodestone.store import snapshots


def main() -> None:
    """Say `ready`, then publish without end."""
    data, quads_file = Path(sys.argv[1]), Path(sys.argv[2])
    quads = list(ox.parse(path=str(quads_file), format=ox.RdfFormat.N_QUADS))
    current = snapshots.current(data)
    assert current is not None
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        with snapshots.Publication(data) as publication:
            manifest = replace(
                current.manifest, version=publication.version, parent=publication.parent
            )
            publication.commit(quads, manifest, "")
            snapshots.prune(data, 5)


if __name__ == "__main__":
    main()
