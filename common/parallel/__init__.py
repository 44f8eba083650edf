"""Training on Dask workers: batches shared out, a parameter server, and a model cut into stages.

All three are generators: every ``Update`` is yielded as soon as it has been applied, so that the loop around
it can look on, or stop.

    with workers() as client:
        for update in synchronous_updates(client, model, loss, optimizer, batches):
            print(update.number, update.loss)

The model and the optimizer stay in this process, the *server*.  A worker is sent parameters and samples
and sends a gradient back; it keeps nothing.  So a worker that dies takes no update along: Dask gives its
task to another one, and since every task has a number, its gradient is applied once.

Every wait has an end.  ``TimeoutError`` when no result comes for ``deadline`` seconds, ``ConnectionError``
when the scheduler is lost, or a worker whose work nobody else can do.  The model then holds the updates
that were yielded, no more.
"""

from common.parallel.data import (
    Gradient,
    asynchronous_updates,
    mean_gradient,
    synchronous_updates,
)
from common.parallel.stages import split_updates
from common.parallel.team import Update, Work

__all__ = [
    "Gradient",
    "Update",
    "Work",
    "asynchronous_updates",
    "mean_gradient",
    "split_updates",
    "synchronous_updates",
]
