"""Data parallelism: every worker has the whole model, and some of the samples."""

import copy
import itertools
import time
from dataclasses import dataclass

import numpy as np

from common.parallel.team import Team, Update, Work, checked_loss, work_since
from common.passes import as_tuple


@dataclass(frozen=True)
class Gradient:
    """The mean gradient over ``count`` samples: name of the parameter -> array.

    ``work`` is a ``Work``, of a ``mean_gradient`` a tuple of them.
    """

    grads: dict
    count: int
    loss: float
    work: Work | tuple


def mean_gradient(parts):
    """One ``Gradient`` of several: Σ n_k g_k / Σ n_k for n_k samples each, as if they had been one batch."""
    total = sum(part.count for part in parts)
    shares = [part.count / total for part in parts]  # Python floats leave float32 as it is
    grads = {
        name: sum(share * part.grads[name] for share, part in zip(shares, parts, strict=True))
        for name in parts[0].grads
    }
    loss = sum(share * part.loss for share, part in zip(shares, parts, strict=True))
    return Gradient(grads, total, loss, tuple(part.work for part in parts))


def synchronous_updates(client, model, loss, optimizer, batches, shards=None, deadline=60):
    """Yield an ``Update`` for every batch; all ``shards`` of it are computed at the same parameters.

    A batch is a tuple (*inputs, d).  It is cut along its first axis into ``shards`` parts, by default one
    for each worker, and the gradients are averaged by ``loss.count``: one step of the whole batch, up to
    rounding.  ``ValueError`` for a model that draws random numbers or keeps statistics: workers would
    each have their own.
    """
    _check_model(model)
    with Team(client, deadline) as team:
        shared = team.share((model, loss))
        for number, batch in enumerate(batches):
            values, sent = model.values(), time.time()
            for place, part in enumerate(_shards(batch, shards or len(team.addresses))):
                _start(team, place, place, shared, values, part)
            parts = dict(team.result() for _ in range(len(team.pending)))
            gradient = mean_gradient([parts[place] for place in sorted(parts)])
            _apply(gradient, model, optimizer)
            yield Update(number, number, number, gradient.loss, sent, time.time(), gradient.work)


def asynchronous_updates(client, model, loss, optimizer, batches, in_flight=None, deadline=60):
    """Yield an ``Update`` for every batch, in the order in which their gradients come back.

    The parameter server of Dean et al. 2012 (NIPS): nobody waits for anybody.  ``in_flight`` batches are
    under way at any time, by default one for each worker, each with the parameters of its start; a gradient
    is applied to whatever the parameters are when it arrives.  Other arguments and errors as in
    ``synchronous_updates``.
    """
    _check_model(model)
    applied, started = 0, {}  # started: number of a batch -> (version, time)
    source = enumerate(batches)
    with Team(client, deadline) as team:
        shared = team.share((model, loss))

        def start(number, batch, place):
            started[number] = applied, time.time()
            _start(team, number, place, shared, model.values(), batch)

        for number, batch in itertools.islice(source, in_flight or len(team.addresses)):
            start(number, batch, number)
        while team.pending:
            number, gradient = team.result()
            version, sent = started.pop(number)
            _apply(gradient, model, optimizer)
            update = Update(number, version, applied, gradient.loss, sent, time.time(), (gradient.work,))
            applied += 1
            try:
                for following, batch in itertools.islice(source, 1):
                    start(following, batch, gradient.work.worker)
            finally:
                yield update  # it is applied, whatever becomes of the next one


def _start(team, name, place, *arguments):
    """Start a gradient on the worker ``place``, a number or an address, or on another if it is gone."""
    home = place if isinstance(place, str) else team.addresses[place % len(team.addresses)]
    team.watch(name, team.submit(home, _gradient, *arguments, allow_other_workers=True))


def _gradient(shared, values, batch):
    """On a worker: the gradient of one batch at the parameters ``values``."""
    start = time.time()
    model, loss = copy.deepcopy(shared)  # another thread may use these at the same time
    model.assign(values)
    *inputs, d = batch
    error = checked_loss(loss, d, model.forward(*inputs))
    model.backward_parameters(*as_tuple(loss.backward()))
    named = model.named_parameters()
    for name, parameter in named:
        if not parameter.trainable and not np.array_equal(parameter.value, values[name]):
            raise ValueError(f"{name} is changed by forward: workers would each have their own statistics")
    grads = {name: parameter.grad for name, parameter in named if parameter.trainable}
    return Gradient(grads, loss.count, error, work_since(start))


def _apply(gradient, model, optimizer):
    """One step of the optimizer by this gradient."""
    for name, parameter in model.named_parameters():
        if name in gradient.grads:
            parameter.grad = gradient.grads[name]
    optimizer.step()


def _shards(batch, count):
    """A batch (*inputs, d) cut along its first axis into ``count`` parts, none of them empty."""
    count = min(count, len(batch[0]))
    return list(zip(*(np.array_split(array, count) for array in batch), strict=True))


def _check_model(model):
    things = [thing for layer in model.all_layers() for thing in vars(layer).values()]
    if any(hasattr(thing, "integers") for thing in things):
        raise ValueError(
            "this model draws random numbers in training, as dropout does: every worker would draw the same; "
            "leave these layers out"
        )
