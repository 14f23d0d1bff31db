"""The server under attack: a real process with default settings, loaded over HTTP."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

TOKEN = "correct-horse-battery-staple-7f3a9c"  # noqa: S105 - of a server that lives for one test
EXAMPLE = "http://example.org/"
SENTINEL = EXAMPLE + "sentinel"
HEAVY = EXAMPLE + "heavy"
SENTINEL_ITEMS = 100
HEAVY_NODES = 2_000
N_TRIPLES = "application/n-triples"
START_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Target:
    """A running server: where it listens, what it writes to, and its token."""

    host: str
    port: int
    data: Path
    log: Path
    process: "subprocess.Popen[bytes]" = field(repr=False)
    token: str = TOKEN

    @property
    def url(self) -> str:
        """The URL of its root, without a slash at the end."""
        return f"http://{self.host}:{self.port}"

    @property
    def is_alive(self) -> bool:
        """Whether its main process runs."""
        return self.process.poll() is None


class NotStartedError(AssertionError):
    """A server that ended, or said nothing, in place of listening; its log is the message."""


def start(
    data: Path,
    *options: str,
    before: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
) -> Target:
    """Start a server over a data folder and wait until it says where it listens.

    Its log goes to a file beside the folder: a pipe that nobody empties would stop it. No
    `LODESTONE_…` variable of whoever runs the tests reaches it.
    """
    data.mkdir(parents=True, exist_ok=True)
    log = data.with_name(f"{data.name}-{time.monotonic_ns()}.log")
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("LODESTONE_")}
    command = [sys.executable, "-m", "lodestone", "serve", "--empty", "--port", "0"]
    with log.open("wb") as written:
        process = subprocess.Popen(
            [*before, *command, "--data", str(data), *options],
            stdout=subprocess.DEVNULL,
            stderr=written,
            cwd=data,
            env={**inherited, "LODESTONE_TOKEN": TOKEN, **(environment or {})},
        )
    host, found = _announced(process, log)
    return Target(host, found, data, log, process)


def _announced(process: "subprocess.Popen[bytes]", log: Path) -> tuple[str, int]:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        found = re.search(rb"http://([\w.]+):(\d+)", log.read_bytes())
        if found:
            return found[1].decode(), int(found[2])
        if process.poll() is not None:
            break
        time.sleep(0.01)
    if process.poll() is None:
        process.kill()
    process.wait()
    raise NotStartedError(log.read_text(errors="replace")[-2000:])


def stop(target: Target, pid: int | None = None) -> None:
    """Stop a server as an operator does; kill it if it will not.

    `pid` is that of the server itself where the process that was started only runs it.
    """
    os.kill(pid or target.process.pid, signal.SIGTERM)
    try:
        target.process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        target.process.kill()
        target.process.wait()


def graph_path(graph: str | None) -> str:
    """Give the path at which the Graph Store Protocol names a graph; None is the default graph."""
    return (
        "/graphs?default"
        if graph is None
        else "/graphs?" + urllib.parse.urlencode({"graph": graph})
    )


def sentinel() -> list[str]:
    """Write the 200 triples that no attack may change: a ring of items, each with a label."""
    lines = []
    for n in range(SENTINEL_ITEMS):
        item, following = f"<{EXAMPLE}item/{n}>", f"<{EXAMPLE}item/{(n + 1) % SENTINEL_ITEMS}>"
        lines.append(f"{item} <{EXAMPLE}next> {following} .")
        lines.append(f'{item} <{EXAMPLE}label> "item {n} – “é 知”"@en .')
    return sorted(lines)


def heavy() -> list[str]:
    """Write the triples that heavy queries work on: a longer ring, each node with a number."""
    lines = []
    for n in range(HEAVY_NODES):
        node, following = f"<{EXAMPLE}node/{n}>", f"<{EXAMPLE}node/{(n + 1) % HEAVY_NODES}>"
        lines.append(f"{node} <{EXAMPLE}next> {following} .")
        lines.append(
            f'{node} <{EXAMPLE}number> "{n}"^^<http://www.w3.org/2001/XMLSchema#integer> .'
        )
    return sorted(lines)


def load(target: Target) -> None:
    """Load the sentinel and the heavy graph through the Graph Store Protocol.

    Raises:
        NotStartedError: the server does not take them.
    """
    headers = {"Content-Type": N_TRIPLES, "Authorization": f"Bearer {target.token}"}
    for graph, lines in ((None, sentinel()), (SENTINEL, sentinel()), (HEAVY, heavy())):
        body = "\n".join(lines).encode() + b"\n"
        request = urllib.request.Request(
            target.url + graph_path(graph), data=body, headers=headers, method="PUT"
        )
        try:
            with urllib.request.urlopen(request, timeout=START_SECONDS):
                continue
        except urllib.error.HTTPError as error:
            with error:
                text = error.read()[:500].decode(errors="replace")
            raise NotStartedError(f"{graph}: {error.code} {text}") from error
