"""The guard of the workers: it replaces who dies, and starts all anew when a death may have left a lock taken."""

import logging
import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from ctypes import c_double
from multiprocessing.context import ForkContext, ForkProcess
from multiprocessing.sharedctypes import Synchronized
from queue import Full
from typing import Any

from django.db import connections
from django_q.brokers import get_broker
from django_q.conf import Conf
from django_q.monitor import monitor
from django_q.pusher import pusher
from django_q.queues import Queue
from django_q.scheduler import scheduler
from django_q.worker import worker

from apps.hub.cluster.line import GRACE, Line, tie

log = logging.getLogger(__name__)

FORK: ForkContext = multiprocessing.get_context("fork")
#: Seconds between two looks at the children.
CYCLE = 0.25
#: Seconds between two looks at the schedules.
SCHEDULES_EVERY = 15.0
#: Seconds between two looks for what nobody rings for: waits that are over, and what a dead worker holds.
LOOK_EVERY = 5.0
#: Seconds that a worker whose task timed out has to hand its result in.
LAST_WORDS = 3.0
#: Seconds after which a worker's timer counts as locked by a dead process; it is never held for longer than a put.
LOCKED = 5.0
#: Seconds between a violent death and the new beginning.
REST = 1.0
#: What a worker writes into its timer when its task ran out of time.
TIMED_OUT = 0.0


class Sentinel:
    """Guards one pool of workers, the pusher that feeds it and the monitor that keeps results.

    A child that was killed may have died with a lock of the shared queues, and whoever waits
    for that lock waits for ever. So only a child that ended by itself is replaced alone; after
    any other death all children are killed and begin anew with new queues. What was in the old
    ones is in the database still and comes again.
    """

    def __init__(self, line: Line, wake: Callable[[], None], look: Callable[[], None]) -> None:
        self.line, self.wake, self.look = line, wake, look
        self.broker = get_broker()
        self.workers: list[ForkProcess] = []
        self.timers: dict[int, Synchronized[float]] = {}
        self.tasks, self.results = new_queues()

    def run(self, pulse: Callable[[], None]) -> None:
        """Guard until the line is cut; ``pulse`` is called in every cycle."""
        try:
            self.start()
            scheduled = looked = time.monotonic()
            while not self.line.is_cut(CYCLE):
                pulse()
                if not self.sound():
                    log.error("a process of the queue was killed: all start anew")
                    self.kill()
                    self.line.is_cut(REST)
                    self.start()
                if time.monotonic() - scheduled >= SCHEDULES_EVERY:
                    scheduled = time.monotonic()
                    scheduler(broker=self.broker)
                if time.monotonic() - looked >= LOOK_EVERY:
                    looked = time.monotonic()
                    self.look()
            self.stop()
        finally:
            self.kill()

    def start(self) -> None:
        """Start all children on new queues, and ring once for what the old ones may have held."""
        self.workers = [self.start_worker() for _ in range(Conf.WORKERS)]
        self.monitor = self.start_child("monitor", monitor, self.results, self.broker)
        self.pusher = self.start_child("pusher", pusher, self.tasks, self.line, self.broker)
        self.wake()

    def start_worker(self) -> ForkProcess:
        """Start one worker with a timer of its own."""
        timer = FORK.Value("f", -1)
        child = self.start_child("worker", worker, self.tasks, self.results, timer, Conf.TIMEOUT)
        self.timers[child.pid or 0] = timer
        return child

    def start_child(self, role: str, target: Callable[..., None], *arguments: Any) -> ForkProcess:
        """Fork one child; no database connection may be open, as both would use its socket."""
        connections.close_all()
        child = FORK.Process(target=run_tied, args=(self.line, target, *arguments), name=role, daemon=True)
        child.start()
        log.info("process started", extra={"role": role, "pid": child.pid})
        return child

    def sound(self) -> bool:
        """Replace who ended by itself; tell False when somebody was killed or has to be."""
        if not all(self.sound_worker(child) for child in list(self.workers)):
            return False
        if ended(self.monitor):
            self.monitor = self.start_child("monitor", monitor, self.results, self.broker)
        if ended(self.pusher):
            self.pusher = self.start_child("pusher", pusher, self.tasks, self.line, self.broker)
        return self.monitor.is_alive() and self.pusher.is_alive()

    def sound_worker(self, child: ForkProcess) -> bool:
        """Look after one worker: count its task's time down, replace it when it has ended."""
        left = count_down(self.timers[child.pid or 0])
        if left == TIMED_OUT:
            child.join(LAST_WORDS)
        if ended(child):
            del self.timers[child.pid or 0]
            self.workers[self.workers.index(child)] = self.start_worker()
            return True
        return left not in (None, TIMED_OUT) and child.is_alive()

    def stop(self) -> None:
        """End in good order: first who brings tasks, then who works, then who keeps results."""
        until = time.monotonic() + GRACE
        self.pusher.join(GRACE)
        for _child in self.workers:
            with suppress(Full):
                self.tasks.put("STOP", timeout=max(until - time.monotonic(), 0.1))
        for child in self.workers:
            child.join(max(until - time.monotonic(), 0.1))
        self.results.put("STOP")
        self.monitor.join(max(until - time.monotonic(), 0.1))

    def kill(self) -> None:
        """Kill every child that is left, and wait for nothing that it may have left in the queues."""
        for child in multiprocessing.active_children():
            child.kill()
            child.join()
        self.timers.clear()
        for queue in (self.tasks, self.results):
            queue.cancel_join_thread()
            queue.close()
        self.tasks, self.results = new_queues()


def new_queues() -> tuple[Queue, Queue]:
    """Give a queue for tasks, which prefetches as little as it can, and one for results."""
    return Queue(maxsize=Conf.QUEUE_LIMIT), Queue()


def run_tied(line: Line, target: Callable[..., None], *arguments: Any) -> None:
    """Be a child: live no longer than the line, then do what is asked."""
    tie(line)
    target(*arguments)


def ended(child: ForkProcess) -> bool:
    """Tell whether a child ended by itself and in order, so that it holds no lock."""
    return not child.is_alive() and child.exitcode == 0


def count_down(timer: "Synchronized[float]") -> float | None:
    """Take a cycle off a busy worker's time and give what is left; None when its lock does not come free."""
    lock = timer.get_lock()
    if not lock.acquire(timeout=LOCKED):
        return None
    try:
        if timer.value > 0:
            timer.value = max(timer.value - CYCLE, TIMED_OUT)
        return timer.value
    finally:
        lock.release()


def guard(line: Line, wake: Callable[[], None], look: Callable[[], None], pulse: c_double) -> None:
    """Be the sentinel's process: a group of its own that signals of a terminal do not reach."""
    os.setpgid(0, 0)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    line.keep_reading_end()

    def beat() -> None:
        pulse.value = time.monotonic()

    Sentinel(line, wake, look).run(beat)
