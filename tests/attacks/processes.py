"""The processes of a running server, found in /proc: the front, the zygotes, what they forked."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

SERVER = "server"
QUERY_ZYGOTE, QUERY_WORKER = "query zygote", "query worker"
SNAPSHOT_ZYGOTE = "snapshot zygote"
WRITE_ZYGOTE, WRITER = "write zygote", "writer"
_QUERIES, _WRITES = "query_zygote", "lodestone.writing"


@dataclass(frozen=True, slots=True)
class Process:
    """A process: its id, its parent's, and when it started, which tells it from a later one."""

    pid: int
    parent: int
    started: int
    command: str

    @property
    def is_running(self) -> bool:
        """Whether it still runs; a zombie does not."""
        found = read(self.pid)
        return found is not None and found.started == self.started


def read(pid: int) -> Process | None:
    """Read what the system says of a process; None if it has ended."""
    folder = Path("/proc") / str(pid)
    try:
        fields = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except (OSError, UnicodeDecodeError):
        return None
    return None if fields[0] == "Z" else Process(pid, int(fields[1]), int(fields[19]), command)


def descendants(pid: int) -> list[Process]:
    """List all processes below a process, parents before their children."""
    everything = [
        read(int(entry.name)) for entry in Path("/proc").iterdir() if entry.name.isdigit()
    ]
    children: dict[int, list[Process]] = {}
    for process in everything:
        if process is not None:
            children.setdefault(process.parent, []).append(process)
    found = list(children.get(pid, []))
    for process in found:  # grows while it is walked
        found += children.get(process.pid, [])
    return found


def victims(pid: int) -> dict[str, list[Process]]:
    """Sort a server's processes by what they do.

    Zygotes are direct children of the server; the one that holds a snapshot is a child of the
    query zygote and has workers of its own.
    """
    family = descendants(pid)
    parents = {process.parent for process in family}
    kinds = (QUERY_ZYGOTE, SNAPSHOT_ZYGOTE, QUERY_WORKER, WRITE_ZYGOTE, WRITER)
    found: dict[str, list[Process]] = {kind: [] for kind in kinds}
    for process in family:
        is_zygote = process.parent == pid
        if _QUERIES in process.command:
            inner = SNAPSHOT_ZYGOTE if process.pid in parents else QUERY_WORKER
            found[QUERY_ZYGOTE if is_zygote else inner].append(process)
        elif _WRITES in process.command:
            found[WRITE_ZYGOTE if is_zygote else WRITER].append(process)
    return found


def kill(process: Process) -> bool:
    """Kill a process at once, if it is still the one that was found; say whether it was."""
    if not process.is_running:
        return False
    try:
        os.kill(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def survivors(processes: list[Process], seconds: float) -> list[Process]:
    """Wait until processes have ended; give those that have not."""
    deadline = time.monotonic() + seconds
    left = [process for process in processes if process.is_running]
    while left and time.monotonic() < deadline:
        time.sleep(0.05)
        left = [process for process in left if process.is_running]
    return left
