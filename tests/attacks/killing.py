"""Kill rounds: processes are killed while clients write and read; then everything is counted."""

import contextlib
import http.client
import json
import random
import threading
import time
import urllib.parse
from dataclasses import dataclass, field
from pathlib import Path

from attacks import attackers, processes
from attacks.attack import RESULTS, UPDATE
from attacks.processes import Process
from attacks.target import EXAMPLE, Target, start

WRITERS, READERS = 2, 2
TRIPLES = 20
READY_AFTER_CHILD, READY_AFTER_SERVER = 1.0, 5.0
ORPHAN_SECONDS = 5.0
_COUNTS = (
    "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } "
    f"FILTER(STRSTARTS(STR(?g), '{EXAMPLE}numbered/')) }} GROUP BY ?g"
)


@dataclass(slots=True)
class Record:
    """What the clients of a round know: what was acknowledged, and what a reader saw go wrong."""

    acknowledged: set[int] = field(default_factory=set)
    attempted: int = 0
    torn: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next_number(self) -> int:
        """Give the number of the next graph to write."""
        with self.lock:
            self.attempted += 1
            return self.attempted


@dataclass(frozen=True, slots=True)
class Round:
    """One kill: who was killed, how long until the server was ready, and what was found then."""

    victim: str
    ready: float
    acknowledged: int
    faults: tuple[str, ...]


def graph(number: int) -> str:
    """Name the graph of a write."""
    return f"{EXAMPLE}numbered/{number}"


def write(target: Target, number: int) -> bool:
    """Write a graph of 20 triples; say whether that was acknowledged."""
    triples = " ".join(f"<x:s> <x:p> {n} ." for n in range(TRIPLES))
    body = f"INSERT DATA {{ GRAPH <{graph(number)}> {{ {triples} }} }}".encode()
    headers = {"Content-Type": UPDATE, "Authorization": f"Bearer {target.token}"}
    try:
        return attackers.send(target, "POST", "/sparql", body, headers).status in (200, 204)
    except (OSError, http.client.HTTPException):
        return False


def counts(target: Target) -> dict[int, int]:
    """Count the triples of each numbered graph.

    Raises:
        OSError: the server is not there, or did not answer with results.
    """
    path = "/sparql?" + urllib.parse.urlencode({"query": f"{_COUNTS} # {time.monotonic_ns()}"})
    try:
        reply = attackers.send(target, "GET", path, headers={"Accept": RESULTS})
    except http.client.HTTPException as error:
        raise OSError("the answer was cut off") from error
    if reply.status != 200:
        raise OSError(f"status {reply.status}: {reply.text[:200]}")
    rows = json.loads(reply.body)["results"]["bindings"]
    found = {row["g"]["value"]: int(row["n"]["value"]) for row in rows if "g" in row}
    return {int(name.rpartition("/")[2]): number for name, number in found.items()}


class Clients:
    """Writers and readers that go on, whatever happens to the server, until they are stopped."""

    def __init__(self, target: Target, record: Record) -> None:
        self._target = target
        self._record = record
        self._is_over = threading.Event()
        work = [self._write] * WRITERS + [self._read] * READERS
        self._threads = [threading.Thread(target=each, daemon=True) for each in work]

    def start(self) -> None:
        """Start them all."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Stop them all, and wait until they have stopped."""
        self._is_over.set()
        for thread in self._threads:
            thread.join()

    def _write(self) -> None:
        while not self._is_over.wait(0.005):
            number = self._record.next_number()
            if write(self._target, number):
                with self._record.lock:
                    self._record.acknowledged.add(number)

    def _read(self) -> None:
        while not self._is_over.wait(0.02):
            with self._record.lock:
                before = set(self._record.acknowledged)
            with contextlib.suppress(OSError):
                found = counts(self._target)
                torn = {number: n for number, n in found.items() if n != TRIPLES}
                missing = before - set(found)
                if torn or missing:
                    self._record.torn.append(f"a reader saw torn {torn}, missing {missing}")


def wait_until_ready(target: Target, begin: float, limit: float) -> None:
    """Wait until the server says that it is ready, and answers; give up long after the limit."""
    while time.monotonic() - begin < limit + 10:
        with contextlib.suppress(OSError, http.client.HTTPException):
            if attackers.send(target, "GET", "/readyz").status == 200:
                counts(target)
                return
        time.sleep(0.02)


def strike(target: Target, kind: str, chance: random.Random) -> Process | None:
    """Kill a process of a kind at a random moment; one that lives only for moments is waited for."""
    deadline = time.monotonic() + 3
    while time.monotonic() < deadline:
        if kind == processes.SERVER:
            found = [processes.read(target.process.pid)]
        else:
            found = [*processes.victims(target.process.pid)[kind]]
        if found:
            time.sleep(chance.uniform(0, 0.02))
            victim = chance.choice(found)
            if victim is not None and processes.kill(victim):
                return victim
    return None


def one_round(
    target: Target, record: Record, kind: str, chance: random.Random
) -> tuple[Target, Round]:
    """Kill one process among clients, and look at what is left."""
    clients = Clients(target, record)
    clients.start()
    time.sleep(chance.uniform(0.1, 0.6))
    family = processes.descendants(target.process.pid)
    victim = strike(target, kind, chance)
    begin = time.monotonic()
    if kind == processes.SERVER:
        target.process.wait()
        clients.stop()
        faults = [f"orphan: {p.command}" for p in processes.survivors(family, ORPHAN_SECONDS)]
        begin, limit = time.monotonic(), READY_AFTER_SERVER
        target = start(target.data)
        wait_until_ready(target, begin, limit)
        ready = time.monotonic() - begin
    else:
        faults = [] if victim else [f"there was no {kind} to kill"]
        limit = READY_AFTER_CHILD
        wait_until_ready(target, begin, limit)
        ready = time.monotonic() - begin
        time.sleep(0.3)
        clients.stop()
    if ready > limit:
        faults.append(f"it was ready only after {ready:.1f} s")
    faults += check(target, record)
    return target, Round(kind, ready, len(record.acknowledged), tuple(faults))


def check(target: Target, record: Record) -> list[str]:
    """Compare what is stored with what was acknowledged; look for what should be gone."""
    faults, record.torn = list(record.torn), []
    try:
        found = counts(target)
    except OSError as error:
        return [*faults, f"it cannot be read: {error}"]
    lost = record.acknowledged - set(found)
    torn = {number: n for number, n in found.items() if n != TRIPLES}
    if lost:
        faults.append(f"lost: {sorted(lost)}")
    if torn:
        faults.append(f"torn: {torn}")
    if not write(target, record.next_number()):
        faults.append("a write after the kill was refused")
    left = stages(target.data)
    if left:
        faults.append(f"left behind: {left}")
    return faults


def stages(data: Path) -> list[str]:
    """List the stages that nobody works in any more, a moment after the last write."""
    deadline = time.monotonic() + 2
    while True:
        left = sorted(path.name for path in (data / "snapshots").glob("stage-*"))
        if not left or time.monotonic() > deadline:
            return left
        time.sleep(0.1)


def kill_rounds(data: Path, rounds: int, seed: int = 75) -> list[Round]:
    """Run rounds over one data folder, each with another kind of victim in turn."""
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets
    kinds = [
        processes.SERVER,
        processes.WRITER,
        processes.QUERY_ZYGOTE,
        processes.WRITE_ZYGOTE,
        processes.QUERY_WORKER,
    ]
    record = Record()
    target = start(data)
    done: list[Round] = []
    try:
        wait_until_ready(target, time.monotonic(), READY_AFTER_SERVER)
        for number in range(rounds):
            target, result = one_round(target, record, kinds[number % len(kinds)], chance)
            done.append(result)
    finally:
        target.process.kill()
        target.process.wait()
    return done
