"""A soak: full load with faults for as long as is asked, `python tests/attacks/soak.py MINUTES`.

Readers, writers, clients that leave, greedy queries, and every few seconds a worker or a zygote is
killed. Prints a line each half minute and a summary; exits with 1 if anything was answered that was
not asked for, if a write was lost, or if the front grew by more than a tenth.
"""

import http.client
import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from urllib.parse import quote, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from attacks import processes

# A greedy query whose worker the soak kills is answered as one that crashed it: 422.
ALLOWED = {
    "ask": {200, 503}, "cold": {200, 503}, "join": {200, 503}, "rows": {200, 503},
    "greedy": {422, 503, 504}, "bomb": {413, 422, 503, 504}, "broken": {400, 503}, "page": {200, 503},
    "write": {201, 204, 503},
}  # fmt: skip
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
BOMB = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?a ?d"
QUERIES = {
    "ask": "ASK { ?s ?p ?o }",
    "join": "SELECT ?a ?c { ?a <http://e.x/p> ?b . ?b <http://e.x/p> ?c } LIMIT 50",
    "rows": "SELECT * { ?s ?p ?o } LIMIT 5000",
    "greedy": CROSS,
    "bomb": BOMB,
    "broken": "SELECT * WHERE {",
}
READERS = ("ask", "cold", "cold", "join", "rows", "broken", "page", "cold")
FAULT_SECONDS = 4.0
REPORT_SECONDS = 30.0


class Soak:
    """The server under load, and what it answered."""

    def __init__(self, seconds: float) -> None:
        self.end = time.monotonic() + seconds
        self.token = secrets.token_hex(8)
        self.counts: Counter[tuple[str, int]] = Counter()
        self.resets = 0
        self.slowest_ask = 0.0
        self.memory: list[int] = []
        self.written: dict[int, int] = {}
        self.lock = threading.Lock()
        self.data = tempfile.mkdtemp()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "lodestone", "serve", "--empty", "--port", "0",
             "--data", self.data],
            env={**os.environ, "LODESTONE_TOKEN": self.token, "LODESTONE_LOG": "none"},
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.process.stderr is not None
        line = self.process.stderr.readline()
        self.address = urlsplit(line.split()[-1].rstrip("/"))
        threading.Thread(target=self.process.stderr.read, daemon=True).start()

    def connect(self) -> http.client.HTTPConnection:
        """Open a connection."""
        return http.client.HTTPConnection(
            self.address.hostname or "", self.address.port, timeout=60
        )

    def request(self, kind: str, connection: http.client.HTTPConnection, number: int) -> int:
        """Send one request of a kind and take note of its status."""
        headers = {}
        method, body = "GET", None
        text = QUERIES.get(kind, f"SELECT ?o {{ <http://e.x/n{number % 300}> ?p ?o }} #{number}")
        path = "/sparql?query=" + quote(text)
        if kind == "page":
            path = "/queries"
        if kind == "write":
            graph = number % 8
            method, path = "PUT", f"/graphs?graph=http://e.x/w{graph}"
            body = f"<http://e.x/w> <http://e.x/version> {number} ."
            headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "text/turtle"}
        started = time.monotonic()
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        response.read()
        with self.lock:
            self.counts[kind, response.status] += 1
            if kind == "ask":
                self.slowest_ask = max(self.slowest_ask, time.monotonic() - started)
            if kind == "write" and response.status in (201, 204):
                self.written[number % 8] = number
        return response.status

    def loop(self, kinds: tuple[str, ...], pause: float) -> None:
        """Send requests of these kinds until the end."""
        connection = self.connect()
        number = random.randrange(10**6)
        while time.monotonic() < self.end:
            number += 1
            try:
                self.request(random.choice(kinds), connection, number)
            except (OSError, http.client.HTTPException):
                with self.lock:
                    self.resets += 1
                connection.close()
                connection = self.connect()
            time.sleep(pause)

    def leave(self) -> None:
        """Be a client that asks for much and goes away."""
        while time.monotonic() < self.end:
            with socket.create_connection((self.address.hostname, self.address.port)) as client:
                client.sendall(
                    f"GET /sparql?query={quote(CROSS)} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
                )
                time.sleep(random.random() * 0.3)
            time.sleep(1)

    def break_things(self) -> None:
        """Kill a worker or a zygote every few seconds."""
        while time.monotonic() < self.end:
            time.sleep(FAULT_SECONDS)
            kind = random.choice(
                (processes.QUERY_WORKER, processes.QUERY_WORKER, processes.QUERY_ZYGOTE)
            )
            found = processes.victims(self.process.pid)[kind]
            if found:
                try:
                    os.kill(random.choice(found).pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue

    def watch(self) -> None:
        """Note the front's memory, and tell how it goes."""
        while time.monotonic() < self.end:
            status = Path(f"/proc/{self.process.pid}/status").read_text()
            rss = next(line for line in status.splitlines() if line.startswith("VmRSS"))
            self.memory.append(int(rss.split()[1]))
            total = sum(self.counts.values())
            print(
                f"{total} answers, front {self.memory[-1] // 1024} MB, "
                f"slowest ASK {self.slowest_ask:.2f} s, {self.resets} resets",
                flush=True,
            )
            time.sleep(REPORT_SECONDS)

    def lost_writes(self) -> list[int]:
        """Compare the last acknowledged write of each graph with what is there."""
        connection = self.connect()
        lost = []
        for graph, number in self.written.items():
            text = f"ASK {{ GRAPH <http://e.x/w{graph}> {{ ?s ?p {number} }} }}"
            connection.request("GET", "/sparql?query=" + quote(text))
            if b"true" not in connection.getresponse().read():
                lost.append(graph)
        return lost


def fill(soak: Soak) -> None:
    """Put some thousand triples in the default graph."""
    lines = [
        f"<http://e.x/n{i}> <http://e.x/p> <http://e.x/n{i * 7 % 3000}> ." for i in range(3000)
    ]
    connection = soak.connect()
    headers = {"Authorization": f"Bearer {soak.token}", "Content-Type": "text/turtle"}
    connection.request("PUT", "/graphs?default", "\n".join(lines), headers)
    assert connection.getresponse().status in (201, 204)


def main() -> None:
    """Run it."""
    soak = Soak(float(sys.argv[1]) * 60)
    fill(soak)
    jobs = [lambda: soak.loop(READERS, 0) for _ in range(6)]
    jobs += [lambda: soak.loop(("greedy", "bomb"), 3), lambda: soak.loop(("write",), 0.5)]
    jobs += [soak.leave, soak.break_things, soak.watch]
    threads = [threading.Thread(target=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    unasked = {key: n for key, n in soak.counts.items() if key[1] not in ALLOWED[key[0]]}
    settled = soak.memory[len(soak.memory) // 4 :]  # caches have filled by then
    growth = max(settled) / settled[0] - 1
    lost = soak.lost_writes()
    soak.process.terminate()
    for key, count in sorted(soak.counts.items()):
        print(*key, count)
    print(f"unasked {unasked}, lost writes {lost}, resets {soak.resets}, front grew {growth:.1%}")
    sys.exit(bool(unasked or lost or soak.resets or growth > 0.1))


if __name__ == "__main__":
    main()
