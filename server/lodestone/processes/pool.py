"""The pool of query workers: a fast lane and a slow lane, a queue, a deadline, and an end for each.

Every query starts in the fast lane. One that has used its share of processor time moves to the slow
lane, at low priority and few at a time, so that short queries go on being answered while long ones
run. More workers than cores are meant: sharing the processor favours the short.
"""

import asyncio
import contextlib
import os
import signal
import socket
from collections import deque
from typing import TYPE_CHECKING, Any

from lodestone.errors import BusyError, DeadlineError, LodestoneError, ResourceError
from lodestone.processes import frames
from lodestone.processes.tickets import (
    Done,
    Lane,
    Outcome,
    PoolLimits,
    Ticket,
    Worker,
    processor_seconds,
    send_signal,
)
from lodestone.processes.zygotes import Zygote

if TYPE_CHECKING:
    from collections.abc import Callable

TICK_SECONDS = 0.01
WATCHED_SECONDS = 0.05
YOUNG_SECONDS = 0.5
SPARES = 4
LOW_PRIORITY = 15
HURRY = 8
"""How much smaller a query's share of the fast lane is while others wait for it."""


class Pool:
    """Hands jobs to workers; lives on one event loop, and all its methods are called there."""

    def __init__(self, loop: asyncio.AbstractEventLoop, limits: PoolLimits) -> None:
        self._loop = loop
        self._limits = limits
        self._queue: deque[Ticket] = deque()
        self._active: set[Ticket] = set()
        self._idle: dict[Zygote, list[Worker]] = {}
        self._workers: set[Worker] = set()
        self._running = 0
        self._at_once = limits.at_once
        self._is_ticking = False
        self._disk: Zygote | None = None
        self._memory: Zygote | None = None
        self.on_call: Callable[[Worker, bytes], None] = lambda worker, body: None
        self.deaths: dict[str, int] = {}

    def use(self, disk: Zygote | None, memory: Zygote | None) -> None:
        """Take workers from these zygotes from now on; those of others end when they are idle."""
        former = {zygote for zygote in (self._disk, self._memory) if zygote}
        self._disk, self._memory = disk, memory
        for zygote in former - {disk, memory}:
            for worker in self._idle.pop(zygote, []):
                self._discard(worker)
            self._let_go(zygote)
        for used in (disk, memory):
            if used is not None and not used.is_gone:
                self._idle.setdefault(used, [])
        preferred = memory or disk
        if preferred is not None:
            for _ in range(min(SPARES, self._limits.fast) - len(self._idle[preferred])):
                self._grow(preferred)

    def submit(self, job: bytes, store: str, done: Done) -> Ticket:
        """Take a job; `done` gets its outcome, once."""
        ticket = Ticket(job, store, done, self._loop.time())
        if len(self._queue) >= self._limits.queue:
            self._end(ticket, BusyError("Too many queries wait here. Try again soon."))
            return ticket
        self._active.add(ticket)
        self._queue.append(ticket)
        self._dispatch()
        if not self._is_ticking:
            self._is_ticking = True
            self._loop.call_later(TICK_SECONDS, self._tick)
        return ticket

    def cancel(self, ticket: Ticket) -> None:
        """Stop a job that nobody waits for any more."""
        if ticket.lane is not Lane.ENDED:
            self._end(ticket, None)
            self._kill(ticket, "client gone")

    def count(self, lane: Lane) -> int:
        """Count the jobs in a lane."""
        return sum(ticket.lane is lane for ticket in self._active)

    def reply(self, worker: Worker, answer: Any) -> None:
        """Answer a worker's call to another endpoint."""
        if worker in self._workers:
            worker.connection.setblocking(True)
            with contextlib.suppress(OSError):
                worker.connection.sendall(frames.pack_job(answer))
            worker.connection.setblocking(False)

    def close(self) -> None:
        """Stop all workers."""
        for ticket in list(self._active):
            self._end(ticket, BusyError("The server is stopping."))
        for worker in list(self._workers):
            self._discard(worker)
        for zygote in (self._memory, self._disk):
            if zygote is not None:
                zygote.close()

    # Handing out

    def _preferred(self, ticket: Ticket) -> Zygote | None:
        memory = self._memory
        return memory if memory is not None and memory.store == ticket.store else self._disk

    def _find_idle(self, ticket: Ticket) -> Worker | None:
        preferred = self._preferred(ticket)
        idle = self._idle.get(preferred) if preferred is not None else None
        return idle.pop() if idle else None

    def _dispatch(self) -> None:
        while self._queue and self._running < self._at_once:
            ticket = self._queue[0]
            worker = self._find_idle(ticket)
            if worker is None:
                self._make_room(ticket)
                return
            self._queue.popleft()
            self._assign(ticket, worker)

    def _make_room(self, ticket: Ticket) -> None:
        """Start a worker for a job that waits, in place of an idle one if need be."""
        preferred = self._preferred(ticket)
        if preferred is None or self._starting >= len(self._queue):
            return
        others = [idle for zygote, idle in self._idle.items() if zygote is not preferred and idle]
        fast = len(self._workers) - self.count(Lane.SLOW) - self.count(Lane.PARKED)
        if fast + self._starting >= self._limits.fast:
            if not others:
                return
            self._discard(others[0].pop())
        self._grow(preferred)

    @property
    def _starting(self) -> int:
        return sum(zygote.forks_under_way for zygote in (self._disk, self._memory) if zygote)

    def _grow(self, zygote: Zygote) -> None:
        def forked(pid: int, connection: socket.socket) -> None:
            worker = Worker(pid, connection, zygote)
            connection.setblocking(False)
            self._workers.add(worker)
            self._loop.add_reader(connection.fileno(), self._read, worker)
            self._free(worker)

        if not zygote.is_gone:
            zygote.fork(forked)

    def _assign(self, ticket: Ticket, worker: Worker) -> None:
        ticket.worker, worker.ticket = worker, ticket
        ticket.lane = Lane.FAST
        self._running += 1
        try:
            sent = worker.connection.send(ticket.job)
        except OSError:
            sent = 0
        if sent < len(ticket.job):
            self._send_rest(worker, ticket.job[sent:])

    def _send_rest(self, worker: Worker, rest: bytes) -> None:
        """Send what the socket did not take at once; the worker reads, so this is short."""
        worker.connection.settimeout(1.0)
        with contextlib.suppress(OSError):
            worker.connection.sendall(rest)
        worker.connection.setblocking(False)

    # Taking back

    def _read(self, worker: Worker) -> None:
        try:
            received = worker.incoming.feed(worker.connection)
        except BlockingIOError:
            return
        except (EOFError, OSError):
            self._bury(worker)
            return
        if received is None:
            return
        if received.status == frames.CALL:
            self.on_call(worker, received.body)
            return
        ticket, worker.ticket = worker.ticket, None
        if ticket is None:
            received.close()
            return
        was_slow = ticket.lane is not Lane.FAST
        self._leave(ticket)
        if was_slow:  # its priority cannot be raised again
            self._discard(worker)
            self._dispatch()
        else:
            self._free(worker)  # it works on the next job while the answer is sent
        ticket.done(received)

    def _free(self, worker: Worker) -> None:
        idle = self._idle.get(worker.zygote)
        if idle is None:
            self._discard(worker)
            self._let_go(worker.zygote)
            return
        idle.append(worker)
        if self._queue:
            self._dispatch()

    def _end(self, ticket: Ticket, outcome: Outcome | None) -> None:
        self._leave(ticket)
        if outcome is not None:
            ticket.done(outcome)

    def _leave(self, ticket: Ticket) -> None:
        self._active.discard(ticket)
        if ticket.lane is Lane.QUEUE:
            with contextlib.suppress(ValueError):
                self._queue.remove(ticket)
        self._change_lane(ticket, Lane.ENDED)

    def _change_lane(self, ticket: Ticket, lane: Lane) -> None:
        if ticket.lane is Lane.FAST:
            self._running -= 1
        ticket.lane = lane

    def _kill(self, ticket: Ticket, cause: str) -> None:
        worker = ticket.worker
        if worker is not None and worker.ticket is ticket:
            worker.ticket = None
            self.deaths[cause] = self.deaths.get(cause, 0) + 1
            self._discard(worker)
            self._let_go(worker.zygote)
        self._dispatch()

    def _discard(self, worker: Worker) -> None:
        if worker not in self._workers:
            return
        self._workers.discard(worker)
        idle = self._idle.get(worker.zygote)
        if idle and worker in idle:
            idle.remove(worker)
        self._loop.remove_reader(worker.connection.fileno())
        worker.incoming.drop()
        with contextlib.suppress(ProcessLookupError):
            os.kill(worker.pid, signal.SIGKILL)
        worker.connection.close()

    def _let_go(self, zygote: Zygote) -> None:
        """Close a zygote of a former snapshot once none of its workers is at work."""
        is_used = zygote in self._idle or any(w.zygote is zygote for w in self._workers)
        if not is_used:
            zygote.close()

    def _bury(self, worker: Worker) -> None:
        """Take note that a worker died: of its query, or because its zygote was killed."""
        ticket, worker.ticket = worker.ticket, None
        self._discard(worker)
        if ticket is None or ticket.lane is Lane.ENDED:
            return
        self._loop.call_later(0.03, self._judge, ticket, worker)

    def _judge(self, ticket: Ticket, worker: Worker) -> None:
        if ticket.lane is Lane.ENDED:
            return
        # A worker that dies at once was perhaps killed from outside: reads can be tried again.
        is_young = self._loop.time() - ticket.since < YOUNG_SECONDS
        if (worker.zygote.is_gone or is_young) and not ticket.was_retried:
            self._change_lane(ticket, Lane.QUEUE)
            ticket.was_retried, ticket.worker = True, None
            self._queue.append(ticket)
            self._dispatch()
            return
        self.deaths["crash"] = self.deaths.get("crash", 0) + 1
        message = (
            "The query needs more memory, or is nested more deeply, than is allowed here. "
            "Ask for less, or run it on a copy of the data of your own."
        )
        self._end(ticket, ResourceError(message))
        self._dispatch()

    # Time

    def _tick(self) -> None:
        now = self._loop.time()
        for ticket in list(self._active):
            waited = now - ticket.since
            if ticket.lane is Lane.QUEUE:
                if waited > self._limits.queue_seconds:
                    self._end(ticket, BusyError("All workers are busy. Try again soon."))
            elif waited > self._limits.seconds:
                self._stop_late(ticket)
            elif ticket.lane is Lane.FAST and waited > WATCHED_SECONDS:
                self._watch(ticket)
        self._let_in()
        # Short jobs are done soonest a few at a time. Where those before take longer than a moment,
        # more are let in beside them, up to all that the fast lane has.
        is_stuck = self._queue and now - self._queue[0].since > TICK_SECONDS
        self._at_once = self._limits.fast if is_stuck else self._limits.at_once
        self._dispatch()
        if self._active:
            self._loop.call_later(TICK_SECONDS, self._tick)
        else:
            self._is_ticking = False

    def _stop_late(self, ticket: Ticket) -> None:
        if ticket.lane is Lane.PARKED:
            error: LodestoneError = BusyError("Long queries are waiting in line. Try again later.")
        else:
            error = DeadlineError(
                f"The query took longer than {self._limits.seconds:g} seconds and was stopped. "
                "Ask for less, or run it on a copy of the data of your own."
            )
        self._end(ticket, error)
        self._kill(ticket, "deadline")

    def _watch(self, ticket: Ticket) -> None:
        """Move a job out of the fast lane once it has had its share of the processor."""
        if ticket.worker is None:
            return
        used = processor_seconds(ticket.worker.pid)
        if ticket.processor_seconds is None:
            ticket.processor_seconds = used
        share = self._limits.fast_seconds / (HURRY if self._queue else 1)
        if used - ticket.processor_seconds < share:
            return
        if self.count(Lane.PARKED) >= self._limits.parked:
            self._end(ticket, BusyError("Too many long queries at one time. Try again later."))
            self._kill(ticket, "lane full")
            return
        self._change_lane(ticket, Lane.PARKED)
        send_signal(ticket.worker.pid, signal.SIGSTOP)

    def _let_in(self) -> None:
        """Let parked jobs into the slow lane, the oldest first."""
        free = self._limits.slow - self.count(Lane.SLOW)
        if free <= 0:
            return
        parked = sorted(
            (t for t in self._active if t.lane is Lane.PARKED), key=lambda ticket: ticket.since
        )
        for ticket in parked[:free]:
            ticket.lane = Lane.SLOW
            if ticket.worker is not None:
                with contextlib.suppress(OSError):
                    os.setpriority(os.PRIO_PROCESS, ticket.worker.pid, LOW_PRIORITY)
                send_signal(ticket.worker.pid, signal.SIGCONT)
