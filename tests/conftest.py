"""What the tests stand on: one real build, one real server, the installed command."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from lodestone import locations, pipeline
from lodestone.knowledge.assembly import Assembly
from lodestone.knowledge.entailment import entail

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"

Command = Callable[..., "subprocess.CompletedProcess[str]"]


@dataclass(frozen=True)
class Server:
    """A served graph: its URL, its process, its data folder."""

    url: str
    process: "subprocess.Popen[str]"
    data: Path


def lodestone(
    *arguments: object, timeout: int = 300, **environment: str
) -> "subprocess.CompletedProcess[str]":
    """Run the command line as a user does, from a folder that is not the checkout."""
    return subprocess.run(
        [sys.executable, "-m", "lodestone", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=timeout,
        cwd=Path(sys.executable).parent,
        env={**os.environ, **environment},
        check=False,
    )


def start(data: Path, *options: str, **environment: str) -> Server:
    """Start a server on a free port and wait until it says where it is."""
    process = subprocess.Popen(
        [sys.executable, "-m", "lodestone", "serve", "--port", "0", "--data", str(data), *options],
        stderr=subprocess.PIPE,
        text=True,
        cwd=data,
        env={**os.environ, **environment},
    )
    assert process.stderr is not None
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        line = process.stderr.readline()
        found = re.search(r"http://\S+?:\d+", line)
        if found:
            return Server(found.group(), process, data)
        if not line and process.poll() is not None:
            break
    process.kill()
    raise AssertionError("the server did not start")


def stop(server: Server) -> None:
    """Stop a server and close its pipe."""
    server.process.terminate()
    server.process.wait(timeout=20)
    if server.process.stderr is not None:
        server.process.stderr.close()


@pytest.fixture(scope="session")
def command() -> Command:
    """The command line."""
    return lodestone


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which the graph was built, from its documents, by the command."""
    data = tmp_path_factory.mktemp("data")
    done = lodestone("build", "--data", data)
    assert done.returncode == 0, done.stderr
    return data


@pytest.fixture
def copy_of_built(built: Path, tmp_path: Path) -> Path:
    """A data folder of its own with the built snapshot, to be changed by one test."""
    target = tmp_path / "data"
    shutil.copytree(built, target)
    return target


@pytest.fixture(scope="session")
def served(built: Path) -> Iterator[Server]:
    """A server over the built graph, on a free port."""
    server = start(built)
    yield server
    stop(server)


@pytest.fixture
def served_copy(copy_of_built: Path) -> Iterator[Server]:
    """A server over a data folder of its own."""
    server = start(copy_of_built)
    yield server
    stop(server)


@pytest.fixture(scope="session")
def assembly() -> Assembly:
    """The assembled and reasoned graphs of the shipped data, before validation."""
    steps = list(pipeline.prepare([locations.folder("data")]))
    assembled = steps[-1]
    assert isinstance(assembled, Assembly)
    entail(assembled)
    return assembled


@pytest.fixture(scope="session")
def article() -> Path:
    """The article that the briefs retell, where the machine has it."""
    found = sorted((SHARED / "documents").glob("*.txt"))
    if not found:
        pytest.skip("the original article is not on this machine (it is not in the repository)")
    return found[0]
