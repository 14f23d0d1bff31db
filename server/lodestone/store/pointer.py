"""Following the current snapshot: one look at the pointer's file says whether it has moved."""

import os
import threading
import time
from pathlib import Path

from lodestone.errors import SnapshotError
from lodestone.store import snapshots
from lodestone.store.snapshots import Snapshot

TRUSTED_SECONDS = 0.0005
"""How long a look at the pointer's file is good for; `distrust` ends it at once."""


class Pointer:
    """Knows the current snapshot of a data folder, and notices a new one at once."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._path = snapshots.root(data) / snapshots.CURRENT
        self._lock = threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._snapshot: Snapshot | None = None
        self._store = ""
        self._trusted_until = 0.0

    def current(self) -> Snapshot:
        """Give the snapshot that is current at this moment.

        Raises:
            SnapshotError: nothing was published yet, or the published snapshot is damaged.
        """
        try:
            state = os.stat(self._path)  # noqa: PTH116 - on the path of every request
        except OSError as error:
            raise SnapshotError(
                f"There is no snapshot in {self._data} yet. Build one: lodestone build"
            ) from error
        seen = (state.st_mtime_ns, state.st_ino)
        if seen == self._seen and self._snapshot is not None:
            return self._snapshot
        with self._lock:
            found = snapshots.current(self._data)
            if found is None:
                raise SnapshotError(f"There is no snapshot in {self._data}. Run: lodestone build")
            self._seen, self._snapshot, self._store = seen, found, str(found.store)
            return found

    def store(self) -> str:
        """Give the folder of the current snapshot's store.

        Requests that come within a moment of each other share one look at the file.

        Raises:
            SnapshotError: as `current`.
        """
        now = time.perf_counter()
        if now >= self._trusted_until:
            self.current()
            self._trusted_until = now + TRUSTED_SECONDS
        return self._store

    def distrust(self) -> None:
        """Look again at the next request: something was published, and is about to be told."""
        self._trusted_until = 0.0
