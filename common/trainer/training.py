"""The training loop.

The heart of it is the loop that lessons write by hand:

    y = model.forward(*inputs)
    loss.forward(d, y)
    optimizer.zero_grad()
    model.backward_parameters(loss.backward())
    optimizer.step()

A batch is a tuple ``(*inputs, d)``, the target last.  For a network with several outputs, y, d and the
gradients are tuples.
"""

import math

import numpy as np

from common.passes import as_tuple
from common.progress import progress
from common.trainer.history import History


class Trainer:
    """Fit a model to batches: forward, loss, backward, one optimizer step, and a record of it all.

    ``metrics`` maps names to functions ``metric(d, y)`` that return a mean over the samples of a batch; the
    epoch's value is the mean over all samples.  Precision, recall and F1 are no such means: compute them
    once, from the predictions for all samples.  The loss is averaged over what it counts, ``loss.count``:
    samples, or tokens that are not ignored.  ``history`` is one object for the life of the trainer, so that
    nothing is lost when training breaks off; a second ``fit`` continues it.  ``steps`` counts the optimizer
    steps so far.
    """

    def __init__(self, model, loss, optimizer, metrics=None, callbacks=()):
        self.model, self.loss, self.optimizer = model, loss, optimizer
        self.metrics = dict(metrics or {})
        for name in self.metrics:
            if name == "loss" or name.startswith("val_"):
                raise ValueError(
                    f"a metric cannot be called {name!r}: the trainer uses loss and val_… itself"
                )
        self.callbacks = list(callbacks)
        self.history = History()
        self.steps = 0
        self._stop_reason = None

    def fit(self, batches, epochs, validation=None):
        """Train for ``epochs`` passes over ``batches``; return the history.

        ``history`` holds the loss and the metrics, averaged over the samples of the epoch as they were met,
        and with ``validation`` batches the same as ``val_…`` after every epoch, in evaluation mode.
        ``FloatingPointError`` on a NaN or infinite loss, before it reaches the weights.  ``ValueError`` for
        batches that are empty, unequal in length, or an iterator that ends after one epoch, and for an
        optimizer of another model's parameters.
        The stop button ends training quietly: the history keeps the finished epochs.
        """
        _check_epochs(epochs)
        _check_repeatable("batches", batches, epochs)
        _check_repeatable("validation", validation, epochs)
        self._check_optimizer()
        modes, first = _modes(self.model), self.history.epochs + 1
        self.history.stopped = self._stop_reason = None
        self.history.track(self.metrics)
        if validation is not None:
            self.history.track(f"val_{name}" for name in ("loss", *self.metrics))
        self._notify("on_train_begin")
        try:
            total = epochs * len(batches) if hasattr(batches, "__len__") else None
            with progress(total=total, unit="batch") as bar:
                for epoch in range(first, first + epochs):
                    self._fit_epoch(batches, epoch, validation, bar)
                    if self._stop_reason is not None:
                        break
            self.history.stopped = self._stop_reason
        except KeyboardInterrupt:
            done = self.history.epochs
            self.history.stopped = f"interrupted in epoch {done + 1}"
            count = "1 finished epoch" if done == 1 else f"{done} finished epochs"
            print(f"{self.history.stopped}: the history holds {count}")
        finally:
            _restore(modes)
            self._notify("on_train_end")
        return self.history

    def evaluate(self, batches):
        """Loss and metrics over all samples of ``batches``, as a dict of floats, in evaluation mode.

        ``ValueError`` for empty or unequal batches, ``FloatingPointError`` for a loss that is not finite.
        """
        return self._evaluate(batches, "the evaluation")

    def stop(self, reason):
        """End training after the running epoch; ``reason`` becomes ``history.stopped``.  For callbacks."""
        self._stop_reason = str(reason)

    def _fit_epoch(self, batches, epoch, validation, bar):
        """One pass over the batches, the validation, and the callbacks."""
        self.model.train()
        self._notify("on_epoch_begin", epoch)
        averages = _Averages()
        bar.set_description(f"epoch {epoch}", refresh=False)
        for number, batch in enumerate(batches, start=1):
            place = f"epoch {epoch}, batch {number}"
            inputs, d, size = _split(batch, place)
            loss, values, weight = self._measure(inputs, d, size, place)
            self.optimizer.zero_grad()
            self.model.backward_parameters(*as_tuple(self.loss.backward()))
            self._notify("on_gradients", self.steps)
            self.optimizer.step()
            self.steps += 1
            averages.add(size, weight, values)
            self._notify("on_batch_end", self.steps - 1)
            bar.set_postfix_str(f"loss {loss:.4g}", refresh=False)
            bar.update()
        measured = averages.means(f"epoch {epoch}")
        if validation is not None:
            values = self._evaluate(validation, f"the validation of epoch {epoch}")
            measured |= {f"val_{name}": value for name, value in values.items()}
        self.history.add(measured)
        if not bar.disable and bar.last_print_t > bar.start_t:
            bar.clear()  # a callback may print on this line; the next batch draws the bar again
        self._notify("on_epoch_end", epoch)

    def _evaluate(self, batches, place):
        modes = _modes(self.model)
        averages = _Averages()
        self.model.eval()
        try:
            for number, batch in enumerate(batches, start=1):
                inputs, d, size = _split(batch, f"{place}, batch {number}")
                _, values, weight = self._measure(inputs, d, size, f"{place}, batch {number}")
                averages.add(size, weight, values)
        finally:
            _restore(modes)
        return averages.means(place)

    def _measure(self, inputs, d, size, place):
        """Loss and metrics of one batch, and the weight of the loss in the mean of an epoch."""
        try:
            y = self.model.forward(*inputs)
        except ValueError as error:
            advice = ": leave out a last, short batch with drop_last=True" if size == 1 else ""
            error.add_note(f"This was {place}, of {size} sample{'s'[: size > 1]}{advice}.")
            raise
        loss = float(self.loss.forward(d, y))
        weight = getattr(self.loss, "count", size)
        self._check_finite(loss, inputs, d, place)
        values = {"loss": loss} | {name: metric(d, y) for name, metric in self.metrics.items()}
        for name, value in values.items():
            if getattr(value, "shape", ()) != ():
                raise ValueError(f"the metric {name!r} must return one number, got an array of {value.shape}")
        return loss, values, weight

    def _check_optimizer(self):
        """``ValueError`` for an optimizer that would move something else than this model."""
        own = {id(parameter) for parameter in self.model.parameters()}
        foreign = sum(id(parameter) not in own for parameter in self.optimizer.parameters)
        if foreign:
            raise ValueError(
                f"{foreign} of the optimizer's {len(self.optimizer.parameters)} parameters belong to another "
                "model, perhaps an older one of this name: make the optimizer anew from model.parameters()"
            )

    def _check_finite(self, loss, inputs, d, place):
        """``FloatingPointError`` that tells bad data from a training that has run away."""
        if math.isfinite(loss):
            return
        names = ["the input"] if len(inputs) == 1 else [f"input {i}" for i in range(len(inputs))]
        broken = [
            name for name, x in zip((*names, "the target"), (*inputs, d), strict=True) if not _all_finite(x)
        ]
        if broken:
            advice = f"{' and '.join(broken)} of this batch already held NaN or infinity: clean the data"
        else:
            advice = (
                "the data of this batch are finite, so the weights have run away: lower the learning rate "
                f"(now {self.optimizer.lr:g}) or clip the gradients"
            )
        raise FloatingPointError(f"the loss is {loss} in {place}; {advice}. This batch changed no weights")

    def _notify(self, event, *arguments):
        for callback in self.callbacks:
            getattr(callback, event)(self, *arguments)


class _Averages:
    """Means over samples.  Values stay what they are, perhaps on a GPU, until the end."""

    def __init__(self):
        self.batches = []

    def add(self, size, weight, values):
        """One batch of ``size`` samples, of which the loss counts ``weight`` things."""
        self.batches.append(({"loss": weight}, size, values))

    def means(self, place):
        """Name -> Python float; ``ValueError`` when there was no batch."""
        if not self.batches:
            raise ValueError(
                f"{place} got no batch, expected at least one (*inputs, d): pass a list, or an object whose "
                "__iter__ starts anew (an iterator can be used only once)"
            )
        means = {}
        for name in self.batches[0][-1]:
            pairs = [(own.get(name, size), float(values[name])) for own, size, values in self.batches]
            means[name] = sum(weight * value for weight, value in pairs) / sum(weight for weight, _ in pairs)
        return means


def _split(batch, place):
    """Inputs, target and number of samples of a batch; ``ValueError`` unless it is ``(*inputs, d)``."""
    if not isinstance(batch, tuple | list) or len(batch) < 2:
        raise ValueError(
            f"a batch is a tuple (*inputs, d) with the target last, got {type(batch).__name__} in {place}"
        )
    arrays = [x for part in batch for x in as_tuple(part)]
    lengths = [x.shape[0] for x in arrays if getattr(x, "shape", ())]
    if len(set(lengths)) != 1 or lengths[0] == 0:
        shapes = ", ".join(str(getattr(x, "shape", type(x).__name__)) for x in arrays)
        raise ValueError(
            f"inputs and target of a batch have one first-axis length, at least 1, got {shapes} in {place}: "
            "check how the batches are cut, and make arrays of lists by np.array(…)"
        )
    *inputs, d = batch
    return inputs, d, lengths[0]


def _check_epochs(epochs):
    if not isinstance(epochs, int | np.integer) or epochs < 1:
        raise ValueError(f"epochs must be an integer of at least 1, got {epochs!r}")


def _check_repeatable(name, batches, epochs):
    """``ValueError`` for an iterator that would be empty from the second epoch on."""
    if epochs > 1 and batches is not None and iter(batches) is batches:
        raise ValueError(
            f"{name} is a one-shot {type(batches).__name__}, used up after the first of {epochs} epochs: "
            "pass a list, or an object whose __iter__ starts anew"
        )


def _all_finite(arrays):
    """Whether no array of floats has NaN or infinity in it."""
    floats = [x for x in as_tuple(arrays) if getattr(getattr(x, "dtype", None), "kind", "") in ("f", "c")]
    return all(bool(np.isfinite(x).all()) for x in floats)


def _modes(model):
    """The flags of all layers, each its own: a part may be frozen in evaluation."""
    return [(layer, layer.training) for layer in model.all_layers()]


def _restore(modes):
    for layer, training in modes:
        layer.training = training
