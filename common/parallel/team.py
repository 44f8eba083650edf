"""The workers that share a training: their tasks, their times, and an end to every wait."""

import copy
import math
import queue
import time
from concurrent.futures import CancelledError
from dataclasses import dataclass


@dataclass(frozen=True)
class Work:
    """When a worker computed: ``start`` and ``end`` in seconds, by ``time.time()`` of its machine."""

    worker: str
    start: float
    end: float


@dataclass(frozen=True)
class Update:
    """One step of the optimizer: the gradient of batch ``number`` at parameters that ``version`` steps had
    made, applied when there were ``applied`` of them.  ``sent`` and ``received`` are times like ``work``'s.
    """

    number: int
    version: int
    applied: int
    loss: float
    sent: float
    received: float
    work: tuple

    @property
    def staleness(self):
        """τ, the steps that the parameters made while this gradient was under way."""
        return self.applied - self.version


class Team:
    """The workers of a client, the tasks that are under way, and an end to every wait for them."""

    def __init__(self, client, deadline):
        self.client, self.deadline = client, deadline
        self.addresses = sorted(client.nthreads())
        self.pending, self.kept, self.done = {}, [], queue.Queue()

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _):
        from distributed import KilledWorker  # here, because it takes a second to import

        waiting = len(self.pending)
        self.pending.clear()  # Dask gives up what nobody waits for
        self.kept.clear()
        if isinstance(error, queue.Empty | TimeoutError):
            raise TimeoutError(
                f"no result for {self.deadline:g} s, tasks under way: {waiting}.  All workers are gone or "
                "busy, or the scheduler hangs: start workers again, or allow a longer deadline"
            ) from error
        if isinstance(error, CancelledError):
            raise _lost(error) from error
        if isinstance(error, KilledWorker):
            raise ConnectionError(
                f"several workers died over one task, for want of memory? {error}"
            ) from error

    def share(self, thing):
        """Let all workers have a copy of a thing; Dask makes it again when those that had it die."""
        self.kept.append(self.client.submit(copy.deepcopy, thing, pure=False))
        return self.kept[-1]

    def submit(self, home, function, *arguments, **options):
        """A task for the worker ``home``."""
        if self.client.status != "running":  # Dask would keep the task until the scheduler comes back
            raise _lost(f"the client is {self.client.status}")
        return self.client.submit(function, *arguments, workers=[home], pure=False, **options)

    def settle(self, thing, home):
        """Move a thing to a worker, the only one that has it from now on."""
        self.kept += self.client.scatter([thing], workers=[home], hash=False)
        return self.kept[-1]

    def watch(self, name, future):
        """Have ``result`` wait for this task too."""
        self.pending[name] = future
        future.add_done_callback(lambda future: self.done.put((name, future)))

    def result(self):
        """(name, result) of the task that is finished next."""
        while True:
            name, future = self.done.get(timeout=self.deadline)
            if self.pending.get(name) is future:  # counted once, whatever Dask says twice
                value = future.result(timeout=self.deadline)
                del self.pending[name]
                return name, value


def _lost(reason):
    return ConnectionError(
        "the scheduler is gone, or a worker that held the only copy of some layers: start it again and go on "
        f"from the parameters that are here ({reason})"
    )


def checked_loss(loss, *arrays):
    """The loss as a float; ``FloatingPointError`` when it is no number any more."""
    error = float(loss.forward(*arrays))
    if not math.isfinite(error):
        raise FloatingPointError(f"the loss is {error}: lower the learning rate")
    return error


def work_since(start):
    """On a worker: its ``Work`` from ``start`` to now."""
    from distributed import get_worker

    return Work(get_worker().address, start, time.time())
