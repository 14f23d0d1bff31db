"""The place where attacks happen: one server, replaced when an attack has broken it."""

from pathlib import Path

from attacks.target import Target, load, start, stop


class Arena:
    """Keeps a loaded server; one that an attack has broken is replaced for the next attack."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = 0
        self._target: Target | None = None

    def target(self) -> Target:
        """Give the server, which is loaded and runs."""
        if self._target is None or not self._target.is_alive:
            self._number += 1
            self._target = start(self._folder / f"data-{self._number}")
            load(self._target)
        return self._target

    def clear(self) -> None:
        """Stop the server; the next attack gets a new one."""
        if self._target is not None:
            stop(self._target)
        self._target = None
