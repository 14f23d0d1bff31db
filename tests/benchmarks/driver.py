"""A closed loop of keep-alive connections: `wrk` where it is, else plain sockets of Python."""

import re
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

CONNECTIONS = 8
SLOW_SECONDS = 0.25
"""A query that takes longer alone is timed alone, a few times, and not in a loop."""


@dataclass(frozen=True)
class Load:
    """What to send: a query by GET; `is_cold` makes each request's text a new one."""

    endpoint: str
    query: str
    accept: str
    is_cold: bool


@dataclass(frozen=True)
class Measured:
    """Requests answered with success a second, and the median latency of all in milliseconds."""

    rate: float
    median: float
    errors: int = 0


def fetch(load: Load, timeout: float = 60) -> bytes:
    """Send the query once, for its answer."""
    request = urllib.request.Request(_url(load, "#once"), headers={"Accept": load.accept})
    with urllib.request.urlopen(request, timeout=timeout) as response:
        return bytes(response.read())


def measure(load: Load, seconds: float) -> Measured:
    """Measure a query on a server that answers nothing else meanwhile."""
    started = time.perf_counter()
    try:
        fetch(load)
    except (OSError, urllib.error.URLError):
        return Measured(0.0, float("inf"), 1)
    once = time.perf_counter() - started
    if once > SLOW_SECONDS:
        return Measured(1 / once, once * 1000)
    looped = (_with_wrk if shutil.which("wrk") else _with_sockets)(load, seconds)
    return looped if looped.rate else Measured(1 / once, once * 1000)


def _url(load: Load, ending: str = "") -> str:
    return f"{load.endpoint}?query={quote(load.query + ending, safe='')}"


def _path(load: Load) -> str:
    parts = urlsplit(_url(load))
    return f"{parts.path}?{parts.query}"


def _with_wrk(load: Load, seconds: float) -> Measured:
    counter = '.. "%23" .. n' if load.is_cold else ""
    # Each run begins at another number, so that no run meets what an earlier one left in a cache.
    script = (
        f"local n = {int(time.time() * 1000) % 10**9}000\n"
        "request = function()\n  n = n + 1\n"
        f'  return wrk.format("GET", "{_path(load)}" {counter}, {{["Accept"]="{load.accept}"}})\n'
        "end\n"
    )
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script)
        file.flush()
        command = [
            "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s", "--timeout", "30s", "--latency",
            "-s", file.name, load.endpoint,
        ]  # fmt: skip
        text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rate = float(re.findall(r"Requests/sec:\s+([\d.]+)", text)[0])
    value, unit = re.findall(r"50%\s+([\d.]+)(us|ms|s)", text)[0]
    median = float(value) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[unit]
    bad = re.findall(r"Non-2xx or 3xx responses: (\d+)", text)
    lost = re.findall(r"Socket errors:.*?read (\d+), write (\d+), timeout (\d+)", text)
    refused = int(bad[0]) if bad else 0
    sent = int(re.findall(r"(\d+) requests in", text)[0])
    answered = rate * (sent - refused) / sent if sent else 0.0
    return Measured(answered, median, refused + sum(int(n) for found in lost for n in found))


def _with_sockets(load: Load, seconds: float) -> Measured:
    times: list[float] = []
    threads = [
        threading.Thread(target=_loop, args=(load, seconds, number, times))
        for number in range(CONNECTIONS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    return Measured(len(times) / seconds, times[len(times) // 2] * 1000 if times else 0.0)


def _loop(load: Load, seconds: float, number: int, times: list[float]) -> None:
    parts = urlsplit(load.endpoint)
    end = time.perf_counter() + seconds
    with socket.create_connection((parts.hostname or "", parts.port or 80)) as connection:
        reader = connection.makefile("rb")
        while time.perf_counter() < end:
            ending = f"%23{number}x{time.perf_counter_ns()}" if load.is_cold else ""
            started = time.perf_counter()
            head = f"GET {_path(load)}{ending} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
            connection.sendall(f"{head}Accept: {load.accept}\r\n\r\n".encode())
            _skip_answer(reader)
            times.append(time.perf_counter() - started)


def _skip_answer(reader: "socket.SocketIO | object") -> None:
    length, chunked = 0, False
    while line := reader.readline().strip():  # type: ignore[attr-defined]
        name, _, value = line.lower().partition(b":")
        if name == b"content-length":
            length = int(value)
        chunked |= name == b"transfer-encoding" and b"chunked" in value
    if not chunked:
        reader.read(length)  # type: ignore[attr-defined]
        return
    while size := int(reader.readline(), 16):  # type: ignore[attr-defined]
        reader.read(size + 2)  # type: ignore[attr-defined]
    reader.readline()  # type: ignore[attr-defined]


def pages_of_memory(pid: int) -> int:
    """Sum the proportional memory of a process and all below it, in bytes."""
    total = 0
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) * 1024
    except OSError:
        return 0
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        total += sum(pages_of_memory(int(child)) for child in listed.read_text().split())
    return total
