"""One server for all attacks, and what must hold during and after every one of them."""

from collections.abc import Iterator

import pytest

from attacks import trap
from attacks.arena import Arena
from attacks.attack import Attack

SLOWEST = pytest.StashKey[dict[str, float]]()


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
