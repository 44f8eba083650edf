"""What a network is made of: output shape, parameters and multiply-adds of every layer.

The forward pass is run on a batch of no samples, so that every layer says itself what it makes of a shape,
at no cost.  A large network can be described without its memory: build it with
``initializer=initializers.zeros``; the system hands out pages of zeros when they are touched.
"""

import copy
import math
from functools import partial, singledispatch
from numbers import Integral
from typing import NamedTuple

import numpy as np

from common.layer import Layer, _walk
from common.layers.causal import CausalConv1d
from common.layers.convolution import Conv2d, ConvTranspose2d
from common.layers.dense import Linear
from common.layers.recurrent import Recurrent


class Row(NamedTuple):
    """One layer: its path in the model, its class; for one sample its output shape and counts."""

    name: str
    kind: str
    shape: tuple
    parameters: int
    multiply_adds: int


def describe(model, *inputs):
    """List of ``Row``, one for every layer that computes something itself, in the order of the forward pass.

    Each input is the shape of one sample, (C, H, W), (D,) or D, for float32; or an array (N, ...), of which
    only kind and shape count: ``np.zeros((1, T), int)`` for ids.  A multiply-add is one product that is added
    up; biases, activations, pooling and normalisation count none, as in the papers.
    ``ValueError`` of the layer that a shape does not fit; the 0 in front is the batch.  A layer of your own
    has to take an empty batch: ``reshape`` with all sizes, not with −1.  The model stays as it is.
    """
    shared = {id(parameter): parameter for parameter in model.parameters() if parameter.trainable}
    model = copy.deepcopy(model, shared).eval()
    found = []  # (row, the set of its parameters)
    for name, layer in [("", model), *_walk(model, "")]:
        if isinstance(layer, Layer) and "forward" not in vars(layer):
            layer.forward = partial(_trace, found, name, layer, layer.forward)
    model.forward(*map(_no_samples, inputs))
    return [row for row, _ in found]


def totals(rows):
    """(parameters, multiply-adds) of all rows together."""
    return sum(row.parameters for row in rows), sum(row.multiply_adds for row in rows)


def table(rows):
    """The rows as text, one line a layer and one for the totals."""
    lines = [f"{'layer':28} {'kind':16} {'output':>16} {'parameters':>12} {'multiply-adds':>14}"]
    for row in rows:
        size = " × ".join(map(str, row.shape))
        lines.append(f"{row.name:28} {row.kind:16} {size:>16} {row.parameters:12,} {row.multiply_adds:14,}")
    lines.append(f"{'total':28} {'':16} {'':>16} {totals(rows)[0]:12,} {totals(rows)[1]:14,}")
    return "\n".join(lines)


def _no_samples(example):
    """A batch of 0 samples of a shape, or like an array."""
    if isinstance(example, np.ndarray):
        return example[:0]
    return np.empty((0, example) if isinstance(example, Integral) else (0, *example), np.float32)


def _trace(found, name, layer, forward, *inputs, **keywords):
    """Run ``forward``; append a row unless the layers inside, or those before, have accounted for all."""
    first = len(found)
    y = forward(*inputs, **keywords)
    if multiply_adds.dispatch(type(layer)) is not multiply_adds.dispatch(object):
        del found[first:]  # the layer counts its insides itself
    own = {p for p in layer.parameters() if p.trainable}.difference(*(counted for _, counted in found))
    if own or len(found) == first:
        shape, out = _sample(inputs[0]), _sample(y)
        size = sum(parameter.value.size for parameter in own)
        found.append((Row(name, type(layer).__name__, out, size, multiply_adds(layer, shape, out)), own))
    return y


def _sample(x):
    """Shape without the batch; of a tuple of arrays, their shapes."""
    return tuple(map(_sample, x)) if isinstance(x, tuple) else x.shape[1:]


@singledispatch
def multiply_adds(layer: Layer, shape, out):
    """Products that a layer adds up for one sample of ``shape``; 0 unless the layer says otherwise."""
    return 0


@multiply_adds.register
def _(layer: Linear, shape, out):
    return layer.W.value.size * math.prod(out[:-1])


@multiply_adds.register
def _(layer: Conv2d, shape, out):
    return layer.W.value.size * math.prod(out[1:])  # every weight is used once for every output pixel


@multiply_adds.register
def _(layer: CausalConv1d, shape, out):
    return layer.W.value.size * shape[0]  # every weight is used at every step


@multiply_adds.register
def _(layer: ConvTranspose2d, shape, out):
    return layer.W.value.size * math.prod(shape[1:])


@multiply_adds.register
def _(layer: Recurrent, shape, out):
    return shape[0] * (layer.W_in.value.size + layer.W.value.size)  # every weight is used at every step
