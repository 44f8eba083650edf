"""Running a layer forwards and backwards, so that its results are compared like those of a function."""

import functools
import inspect

import numpy as np


class BackwardError(Exception):
    """``backward`` raised the cause of this error; ``parts`` holds what ``forward`` gave."""

    def __init__(self, parts):
        super().__init__("backward")
        self.parts = parts


def layer_pass(layer, x, dy):
    """The results of two passes of a layer, as a dict of parts.

    layer  a layer, or a class that makes one without arguments
    x      the input, or a tuple of inputs of ``forward``
    dy     the gradient at the output; ``None`` for a loss, whose ``backward`` takes no argument

    Every parameter first gets the same noise in the answer and in the reference, so that a forgotten one
    shows.  The second pass takes the batch in reverse order: gradients must accumulate, nothing may be left
    of the first input, and no parameter moves.
    """
    layer = layer() if isinstance(layer, type) else layer
    own = parameters(layer)
    for name, parameter in own:
        noise = np.random.default_rng(sum(name.encode())).uniform(0.3, 0.9, np.shape(parameter.value))
        parameter.value = np.asarray(parameter.value, dtype=np.float64) + noise
        parameter.grad = np.zeros_like(parameter.value)
    values = {name: parameter.value.copy() for name, parameter in own}
    inputs = x if isinstance(x, tuple) else (x,)
    again = tuple(a[::-1].copy() for a in inputs), None if dy is None else dy[::-1].copy()
    parts = _both(layer, inputs, dy, "")
    parts |= {f"the gradient of {name}": np.array(p.grad) for name, p in own if _trained(p)}
    parts |= {f"{name} after backward": np.array(p.value) for name, p in own if _trained(p)}
    parts |= _both(layer, *again, " in a second pass")
    parts |= {f"{name}.grad after both passes": np.array(p.grad) for name, p in own if _trained(p)}
    for name, parameter in own:
        parameter.value = values[name]
    return parts


def parameters(layer):
    """(name, Parameter) pairs; a layer that is no common ``Layer`` has those among its attributes."""
    if hasattr(layer, "named_parameters"):
        return layer.named_parameters()
    return [(name, p) for name, p in vars(layer).items() if hasattr(p, "value") and hasattr(p, "grad")]


def _trained(parameter):
    return getattr(parameter, "trainable", True)


def _both(layer, inputs, dy, when):
    """Forward and backward once: the output and the gradient of every input that has one."""
    y = layer.forward(*inputs)
    parts = {f"the output{when}": y.copy() if isinstance(y, np.ndarray) else y}
    try:
        gradients = layer.backward() if dy is None else layer.backward(dy)
    except Exception as error:
        raise BackwardError(parts) from error
    names = list(inspect.signature(layer.forward).parameters)[: len(inputs)]
    if len(names) > 1 and isinstance(gradients, tuple) and len(gradients) == len(names):
        return parts | {f"the gradient of {n}{when}": g for n, g in zip(names, gradients, strict=True)}
    return parts | {f"the gradient of {names[-1]}{when}": gradients}


def altered_layers(reference):
    """(sentence, wrong layer) pairs: what a layer can do wrong whatever it computes."""

    class Remembering(reference):
        @functools.wraps(reference.forward)  # with the names of its inputs
        def forward(self, *x):
            y = super().forward(*x)
            self.first = getattr(
                self, "first", {k: v for k, v in vars(self).items() if isinstance(v, np.ndarray)}
            )
            vars(self).update(self.first)
            return y

    class Repeating(reference):
        @functools.wraps(reference.forward)
        def forward(self, *x):
            if not hasattr(self, "first"):
                self.first = super().forward(*x)
            return self.first

    class Ignoring(reference):
        def backward(self, *dy):
            return super().backward(*(np.ones_like(part) for part in dy))

    def overwrite(p, before):
        p.grad = p.grad - before

    def forget(p, before):
        p.grad = before

    def step(p, before):  # noqa: ARG001
        p.value = p.value - 0.1 * p.grad

    yield "gradients are written over the old ones: they must add up, grad += …", _after(reference, overwrite)
    yield "grad is still zero: backward must add to it, grad += …", _after(reference, forget)
    yield "parameters are changed in backward: that is the optimiser's work", _after(reference, step)
    yield "what forward keeps belongs to the first input for ever", Remembering
    yield "forward gives the first input's output for ever", Repeating
    yield "backward does not use dy, as if it were 1", Ignoring


def _after(reference, change):
    """A layer whose ``backward`` then does ``change(parameter, its grad before)`` to every parameter."""

    class Altered(reference):
        def backward(self, *dy):
            before = [p.grad.copy() for _, p in parameters(self)]
            dx = super().backward(*dy)
            for (_, p), grad in zip(parameters(self), before, strict=True):
                change(p, grad)
            return dx

    return Altered
