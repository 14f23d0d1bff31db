"""One server for all attacks, and what must hold during and after every one of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from attacks import trap
from attacks.attack import Attack
from attacks.target import Target, load, start, stop

SLOWEST = pytest.StashKey[dict[str, float]]()


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


@pytest.fixture(scope="session")
def arena(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:
    """The place where attacks happen."""
    arena = Arena(tmp_path_factory.mktemp("attacks"))
    yield arena
    arena.clear()


@pytest.fixture
def attacked(arena: Arena, request: pytest.FixtureRequest) -> Iterator[Attack]:
    """A server to attack; afterwards it must be as whole and as quick as before."""
    attack = Attack(arena.target())
    attack.watcher.start()

    yield attack

    breaches = attack.breaches()
    if breaches:
        arena.clear()
    config = request.config
    if SLOWEST not in config.stash:
        config.stash[SLOWEST] = {}
    config.stash[SLOWEST][request.node.name] = attack.watcher.slowest
    assert breaches == []


@pytest.fixture
def trapped() -> Iterator[trap.Trap]:
    """A trap on this machine, which must not be called."""
    with trap.set_trap() as server:
        yield server


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Report the slowest ASK of each case, the worst first; all of them with -v, else ten."""
    slowest = config.stash.get(SLOWEST, {})
    if not slowest:
        return
    worst = sorted(slowest.items(), key=lambda item: -item[1])
    shown = worst if config.get_verbosity() > 0 else worst[:10]
    terminalreporter.section("slowest ASK during each attack")
    for name, seconds in shown:
        terminalreporter.write_line(f"{seconds * 1000:7.0f} ms  {name}")
