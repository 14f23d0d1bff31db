"""The pool of query workers: a fast lane and a slow lane, a queue, a deadline, and an end for each.

Every query starts in the fast lane. One that has used its share of processor time moves to the slow
lane, at low priority and few at a time, so that short queries go on being answered while long ones
run. More workers than cores are meant: sharing the processor favours the short.
"""

import asyncio
import contextlib
import os
import signal
from collections import deque
from typing import TYPE_CHECKING

from lodestone.errors import BusyError, DeadlineError, LodestoneError, ResourceError
from lodestone.processes import frames
from lodestone.processes.crew import AHEAD, Crew
from lodestone.processes.frames import Received
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
LOW_PRIORITY = 15
HURRY = 8
"""How much smaller a query's share of the fast lane is while others wait for it."""

BRISK_SECONDS = 0.003
"""Up to which time for a job, on average, workers are given jobs ahead."""

TINY_SECONDS = 0.0002
"""Up to which time for a job, on average, one goes to a worker that is awake rather than to an idle
one: to wake that would take as long as to wait."""

MEMORY_OF_PACE = 16
"""Over about how many jobs the pace is an average."""

SLOW_PACE = 4 * BRISK_SECONDS
"""What a job counts for at most in the pace, so that one that is long does not stand for all."""


class Pool:
    """Hands jobs to workers; lives on one event loop, and all its methods are called there."""

    def __init__(self, loop: asyncio.AbstractEventLoop, limits: PoolLimits) -> None:
        self._loop = loop
        self._limits = limits
        self._queue: deque[Ticket] = deque()
        self._active: set[Ticket] = set()
        self._at_once = limits.at_once
        self._pace = 0.0
        self._is_ticking = False
        self._is_crowded = self._is_newest_next = False
        self._crew = Crew(loop, limits.fast, self._read)
        self._crew.when_free = self._dispatch
        self.on_call: Callable[[Worker, bytes], None] = lambda worker, body: None
        self.deaths: dict[str, int] = {}

    def use(self, disk: Zygote | None, memory: Zygote | None) -> None:
        """Take workers from these zygotes from now on; those of others end when they are idle."""
        self._crew.use(disk, memory)

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
            self._stop(ticket, None, "client gone")

    def count(self, lane: Lane) -> int:
        """Count the jobs in a lane."""
        return sum(ticket.lane is lane for ticket in self._active)

    def reply(self, worker: Worker, answer: bytes | LodestoneError) -> None:
        """Answer a worker's call to another endpoint."""
        if worker in self._crew:
            worker.connection.setblocking(True)
            with contextlib.suppress(OSError):
                worker.connection.sendall(frames.pack_job(answer))
            worker.connection.setblocking(False)

    def close(self) -> None:
        """Stop all workers."""
        for ticket in list(self._active):
            self._end(ticket, BusyError("The server is stopping."))
        self._crew.close()

    # Handing out

    def _dispatch(self) -> None:
        while self._queue:
            ticket = self._queue[-1 if self._is_crowded and self._is_newest_next else 0]
            worker = self._find_worker(ticket)
            if worker is None:
                if len(self._crew.at_work) < self._at_once:
                    away = self.count(Lane.SLOW) + self.count(Lane.PARKED)
                    self._crew.make_room(ticket.store, len(self._queue), away)
                return
            if ticket is self._queue[0]:
                self._queue.popleft()
            else:
                self._queue.pop()
            self._is_newest_next = not self._is_newest_next
            self._crew.hand(worker, ticket)

    def _find_worker(self, ticket: Ticket) -> Worker | None:
        if self._pace < TINY_SECONDS:
            worker = self._crew.find_least_busy(ticket, TINY_SECONDS * AHEAD)
            if worker is not None:
                return worker
        if len(self._crew.at_work) < self._at_once:
            worker = self._crew.find_idle(ticket.store)
            if worker is not None:
                return worker
        if self._pace < BRISK_SECONDS:
            return self._crew.find_least_busy(ticket, TICK_SECONDS)
        return None

    # Taking back

    def _read(self, worker: Worker) -> None:
        try:
            answers = worker.incoming.feed(worker.connection)
        except BlockingIOError:
            return
        except (EOFError, OSError):
            self._bury(worker)
            return
        for received in answers:
            if received.status == frames.CALL:
                self.on_call(worker, received.body)
            else:
                self._take(worker, received)

    def _take(self, worker: Worker, received: Received) -> None:
        if worker not in self._crew:
            received.close()
            return
        now = self._loop.time()
        seconds = min(now - worker.since, SLOW_PACE)
        self._pace += (seconds - self._pace) / MEMORY_OF_PACE
        ticket = self._crew.take_answer(worker, now)
        if ticket is not None and ticket.lane is not Lane.FAST:
            self._crew.end(worker)  # its priority cannot be raised again
        elif not worker.jobs:
            self._crew.free(worker)
        if ticket is None:
            received.close()
        else:
            self._leave(ticket)
        if self._queue:  # so that it works on the next job while the answer is sent
            self._dispatch()
        if ticket is not None:
            ticket.done(received)

    def _end(self, ticket: Ticket, outcome: Outcome | None) -> None:
        self._leave(ticket)
        if outcome is not None:
            ticket.done(outcome)

    def _leave(self, ticket: Ticket) -> None:
        self._active.discard(ticket)
        if ticket.lane is Lane.QUEUE:
            with contextlib.suppress(ValueError):
                self._queue.remove(ticket)
        ticket.lane = Lane.ENDED

    def _stop(self, ticket: Ticket, outcome: Outcome | None, cause: str) -> None:
        """End a job before its time, and the worker that is on it."""
        self._end(ticket, outcome)
        worker = ticket.worker
        if worker is not None and ticket in worker.jobs:
            if worker.head is ticket:
                self.deaths[cause] = self.deaths.get(cause, 0) + 1
                self._put_back(worker)
                self._crew.end(worker)
            else:
                worker.jobs[worker.jobs.index(ticket)] = None
        self._dispatch()

    def _put_back(self, worker: Worker) -> None:
        """Put the jobs that a worker was given ahead back into the queue, at its front."""
        for ticket in reversed(worker.take_back()):
            ticket.lane, ticket.worker = Lane.QUEUE, None
            self._queue.appendleft(ticket)

    def _bury(self, worker: Worker) -> None:
        """Take note that a worker died: of its query, or because its zygote was killed."""
        ticket = worker.head
        self._put_back(worker)
        worker.jobs.clear()
        self._crew.discard(worker)
        if ticket is not None:
            self._loop.call_later(0.03, self._judge, ticket, worker)
        self._dispatch()

    def _judge(self, ticket: Ticket, worker: Worker) -> None:
        if ticket.lane is Lane.ENDED:
            return
        # A worker that dies at once was perhaps killed from outside: reads can be tried again.
        is_young = self._loop.time() - worker.since < YOUNG_SECONDS
        if (worker.zygote.is_gone or is_young) and not ticket.was_retried:
            ticket.lane = Lane.QUEUE
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
        for worker in list(self._crew.at_work):
            if now - worker.since > TICK_SECONDS:
                self._put_back(worker)
                if worker.head is None:
                    self._crew.end(worker)
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
        # The newest and the oldest take turns then: a crowd of long jobs that came together cannot
        # keep a short one waiting for all of them.
        self._is_crowded = bool(self._queue) and now - self._queue[0].since > TICK_SECONDS
        self._at_once = self._limits.fast if self._is_crowded else self._limits.at_once
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
        self._stop(ticket, error, "deadline")

    def _watch(self, ticket: Ticket) -> None:
        """Move a job out of the fast lane once it has had its share of the processor."""
        if ticket.worker is None or ticket.worker.head is not ticket:
            return
        used = processor_seconds(ticket.worker.pid)
        if ticket.processor_seconds is None:
            ticket.processor_seconds = used
        share = self._limits.fast_seconds / (HURRY if self._queue else 1)
        if used - ticket.processor_seconds < share:
            return
        if self.count(Lane.PARKED) >= self._limits.parked:
            error = BusyError("Too many long queries at one time. Try again later.")
            self._stop(ticket, error, "lane full")
            return
        ticket.lane = Lane.PARKED
        self._put_back(ticket.worker)
        self._crew.leave_lane(ticket.worker)
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
