"""A job on its way through the pool: its ticket, the worker that has it, the lane that it is in."""

import contextlib
import os
import signal
import socket
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from lodestone.errors import LodestoneError
from lodestone.processes import frames
from lodestone.processes.frames import Received
from lodestone.processes.zygotes import Zygote

Outcome = Received | LodestoneError
Done = Callable[[Outcome], None]


@dataclass(frozen=True, slots=True)
class PoolLimits:
    """How many workers there are in each lane, and how long a job may wait and run, in seconds.

    Of the fast lane, only `at_once` are given work as long as they are done with it in a moment.
    `parked` jobs have left the fast lane and wait, stopped, for a place in the slow one.
    """

    at_once: int
    fast: int
    slow: int
    parked: int
    queue: int
    queue_seconds: float
    fast_seconds: float
    seconds: float


class Lane(Enum):
    """Where a job is."""

    QUEUE = "queue"
    FAST = "fast"
    PARKED = "parked"
    SLOW = "slow"
    ENDED = "ended"


@dataclass(slots=True, eq=False)
class Ticket:
    """A job on its way through the pool; times are those of the event loop's clock."""

    job: bytes
    store: str
    done: Done
    since: float
    lane: Lane = Lane.QUEUE
    worker: "Worker | None" = None
    processor_seconds: float | None = None
    was_retried: bool = False


@dataclass(slots=True, eq=False)
class Worker:
    """A worker as the front sees it.

    `jobs` are those that it has been sent and has not answered, in order; None stands for one that
    nobody wants from it any more. It works on the first one, `since` that time; while one takes
    long it is sent nothing ahead. `outgoing` are jobs that are about to be sent.
    """

    pid: int
    connection: socket.socket
    zygote: Zygote
    incoming: frames.Incoming = field(default_factory=frames.Incoming)
    jobs: deque[Ticket | None] = field(default_factory=deque)
    outgoing: list[bytes] = field(default_factory=list)
    since: float = 0.0

    @property
    def head(self) -> Ticket | None:
        """The job that it works on, if somebody wants it."""
        return self.jobs[0] if self.jobs else None

    def take_back(self) -> list[Ticket]:
        """Give the jobs that it was sent ahead; its answers to them will be thrown away."""
        ahead = [ticket for ticket in list(self.jobs)[1:] if ticket is not None]
        for place in range(1, len(self.jobs)):
            self.jobs[place] = None
        return ahead


def processor_seconds(pid: int) -> float:
    """Read how much processor time a process has used; 0 where the system does not say."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as stat:  # noqa: PTH123 - on the event loop: the fast way
            fields = stat.read().rpartition(b")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def send_signal(pid: int, number: signal.Signals) -> None:
    """Signal a process, unless it has ended."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)
