"""Model parallelism: every worker has some of the layers, and sees all samples."""

import time
from dataclasses import dataclass

from common.parallel.team import Team, Update, checked_loss, work_since
from common.passes import as_tuple


def split_updates(client, stages, optimizers, loss, batches, deadline=60):
    """Yield an ``Update`` for every batch; each of the ``stages`` of one model lives on a worker of its own.

    Activations go from worker to worker, their gradients the same way back; parameters stay where they are.
    At the end the ``stages`` here take over the values.  A worker that dies takes its layers along: a
    ``ConnectionError``, and the stages here are as they were at the start.  ``ValueError`` when there are
    fewer workers than stages, or not one optimizer for each.
    """
    with Team(client, deadline) as team:
        _check_stages(stages, optimizers, team.addresses)
        rooms = [_Room(*pair) for pair in zip(stages, optimizers, strict=True)]
        rooms = [(home, team.settle(room, home)) for home, room in zip(team.addresses, rooms, strict=False)]
        for number, (*inputs, d) in enumerate(batches):
            sent, message = time.time(), _Message(tuple(inputs))
            for home, room in rooms:
                message = team.submit(home, _forward, room, message)
            message = team.submit(home, _compare, loss, d, message)
            for home, room in reversed(rooms):
                message = team.submit(home, _backward, room, message, room is rooms[0][1])
            team.watch(number, message)
            _, message = team.result()
            yield Update(number, number, number, message.loss, sent, time.time(), message.work)
        for stage, (home, room) in zip(stages, rooms, strict=True):
            team.watch(home, team.submit(home, _values, room))
            stage.assign(team.result()[1])


@dataclass(frozen=True)
class _Room:
    """What lives on one worker.  One object, since Dask would send the two of a tuple one by one."""

    stage: object
    optimizer: object


@dataclass(frozen=True)
class _Message:
    """What one stage sends to the next: arrays, and what is known so far of this batch."""

    arrays: tuple
    loss: float = 0.0
    work: tuple = ()

    def next(self, arrays, start, loss=None):
        work = (*self.work, work_since(start))
        return _Message(as_tuple(arrays), self.loss if loss is None else loss, work)


def _forward(room, message):
    start = time.time()
    return message.next(room.stage.forward(*message.arrays), start)


def _compare(loss, d, message):
    start = time.time()
    error = checked_loss(loss, d, *message.arrays)
    return message.next(loss.backward(), start, error)


def _backward(room, message, first):
    start, stage = time.time(), room.stage
    room.optimizer.zero_grad()
    dx = (stage.backward_parameters if first else stage.backward)(*message.arrays)
    room.optimizer.step()
    return message.next(dx, start)


def _values(room):
    return room.stage.values()


def _check_stages(stages, optimizers, addresses):
    if not len(stages) == len(optimizers) >= 1:
        raise ValueError(
            f"expected one optimizer for each stage, got {len(optimizers)} for {len(stages)} stages"
        )
    if len(addresses) < len(stages):
        raise ValueError(
            f"{len(stages)} stages need as many workers, there are {len(addresses)}: "
            "start more, or join stages with Sequential"
        )
