"""The training loop.

The trainer knows no layer: a model has ``forward(*inputs)``, ``backward_parameters(dy)``, ``train()``,
``eval()`` and the flag ``training``; a loss has ``forward(d, y)`` and ``backward()``; an optimizer has
``zero_grad()``, ``step()`` and ``lr``.  A batch is a tuple ``(*inputs, d)``, the target last.
"""

import math

import numpy as np

from common.progress import progress
from common.trainer.history import History


class Trainer:
    """Fit a model to batches: forward, loss, backward, one optimizer step, and a record of it all.

    ``metrics`` maps names to functions ``metric(d, y)`` that return a mean over the batch.  ``history`` is
    one object for the life of the trainer, so that nothing is lost when training breaks off; a second ``fit``
    continues it.  ``steps`` counts the optimizer steps so far.
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
        batches that are empty, unequal in length, or an iterator that ends after one epoch.
        The stop button ends training quietly: the history keeps the finished epochs.
        """
        _check_epochs(epochs)
        _check_repeatable("batches", batches, epochs)
        _check_repeatable("validation", validation, epochs)
        was_training, first = self.model.training, self.history.epochs + 1
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
            _set_training(self.model, was_training)
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
        averages = _Averages()
        bar.set_description(f"epoch {epoch}", refresh=False)
        for number, batch in enumerate(batches, start=1):
            place = f"epoch {epoch}, batch {number}"
            inputs, d, size = _split(batch, place)
            y = self.model.forward(*inputs)
            loss = float(self.loss.forward(d, y))
            self._check_finite(loss, inputs, d, place)
            self.optimizer.zero_grad()
            self.model.backward_parameters(self.loss.backward())
            self._notify("on_gradients", self.steps)
            self.optimizer.step()
            self.steps += 1
            averages.add(size, self._measure(loss, d, y))
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
        was_training = self.model.training
        averages = _Averages()
        self.model.eval()
        try:
            for number, batch in enumerate(batches, start=1):
                inputs, d, size = _split(batch, f"{place}, batch {number}")
                y = self.model.forward(*inputs)
                loss = float(self.loss.forward(d, y))
                self._check_finite(loss, inputs, d, f"{place}, batch {number}")
                averages.add(size, self._measure(loss, d, y))
        finally:
            _set_training(self.model, was_training)
        return averages.means(place)

    def _measure(self, loss, d, y):
        return {"loss": loss} | {name: metric(d, y) for name, metric in self.metrics.items()}

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

    def add(self, size, values):
        self.batches.append((size, values))

    def means(self, place):
        """Name -> Python float; ``ValueError`` when there was no batch."""
        if not self.batches:
            raise ValueError(
                f"{place} got no batch, expected at least one (*inputs, d): pass a list, or an object whose "
                "__iter__ starts anew (an iterator can be used only once)"
            )
        total = sum(size for size, _ in self.batches)
        names = self.batches[0][1]
        return {
            name: sum(float(values[name]) * size for size, values in self.batches) / total for name in names
        }


def _split(batch, place):
    """Inputs, target and number of samples of a batch; ``ValueError`` unless it is ``(*inputs, d)``."""
    if not isinstance(batch, tuple | list) or len(batch) < 2:
        raise ValueError(
            f"a batch is a tuple (*inputs, d) with the target last, got {type(batch).__name__} in {place}"
        )
    lengths = [x.shape[0] for x in batch if getattr(x, "shape", ())]
    if len(set(lengths)) != 1 or lengths[0] == 0:
        shapes = ", ".join(str(getattr(x, "shape", type(x).__name__)) for x in batch)
        raise ValueError(
            f"inputs and target of a batch have one first-axis length, at least 1, got {shapes} in {place}: "
            "check how the batches are cut"
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


def _all_finite(x):
    return getattr(getattr(x, "dtype", None), "kind", "") not in ("f", "c") or bool(np.isfinite(x).all())


def _set_training(model, training):
    model.train() if training else model.eval()
