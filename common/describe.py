"""What a network is made of: output shape, parameters and multiply-adds of every layer.

All is computed from the layers, and nothing is run.  A large network can be described without its memory:
build it with ``initializer=initializers.zeros``; the system hands out pages of zeros when they are touched.
"""

import math
from functools import singledispatch
from typing import NamedTuple

from common.layer import Concat, Layer, Residual, Sequential
from common.layers.convolution import Conv2d, ConvTranspose2d
from common.layers.dense import Flatten, Linear
from common.layers.pooling import AvgPool2d, GlobalAvgPool2d, MaxPool2d


class Row(NamedTuple):
    """One layer: its path in the model, its class; for one sample its output shape and counts."""

    name: str
    kind: str
    shape: tuple
    parameters: int
    multiply_adds: int


def describe(model, shape):
    """List of ``Row``, one for every layer that is no container, in the order of the forward pass.

    ``shape`` is one sample's, without the batch: (C, H, W) or (D,).  A multiply-add is one product that is
    added up; biases, activations, pooling and normalisation count none, as in the papers.
    ``ValueError`` when a layer does not fit the shape that reaches it.
    """
    rows = []
    _describe(model, "", tuple(shape), rows)
    return rows


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


def _describe(layer, name, shape, rows):
    """Append the rows of ``layer`` and return the shape that leaves it."""
    branches = _branches(layer)
    if branches is None:
        out = output_shape(layer, shape)
        count = sum(parameter.value.size for parameter in layer.parameters() if parameter.trainable)
        rows.append(Row(name, type(layer).__name__, out, count, multiply_adds(layer, shape, out)))
        return out
    outs = []
    for path, chain in branches:
        out = shape
        for key, part in chain:
            out = _describe(part, ".".join(filter(None, (name, path, key))), out, rows)
        outs.append(out)
    return _joined(layer, outs)


def _branches(layer):
    """The chains of layers that a container feeds with its input, ``None`` for a layer of its own."""
    if isinstance(layer, Sequential):
        return [("layers", [(str(i), part) for i, part in enumerate(layer.layers)])]
    if isinstance(layer, Residual):
        shortcut = [("shortcut", layer.shortcut)] if layer.shortcut is not None else []
        return [("", [("layer", layer.layer)]), ("", shortcut)]
    if isinstance(layer, Concat):
        return [("branches", [(str(i), branch)]) for i, branch in enumerate(layer.branches)]
    return None


def _joined(layer, outs):
    """Shape of the joined branches."""
    if isinstance(layer, Concat):
        axis = layer.axis - 1  # without the batch
        joined = list(outs[0])
        joined[axis] = sum(out[axis] for out in outs)
        return tuple(joined)
    if len(set(outs)) > 1:
        raise ValueError(f"Residual adds two branches of one shape, got {outs[0]} and {outs[1]}")
    return outs[0]


@singledispatch
def output_shape(layer: Layer, shape):
    """Shape of a layer's output for one sample of ``shape``; the same unless the layer says otherwise."""
    del layer
    return shape


@output_shape.register
def _(layer: Linear, shape):
    D, H = layer.W.value.shape
    if shape[-1] != D:
        raise ValueError(f"Linear({D} → {H}) expects (..., {D}), got {shape}")
    return (*shape[:-1], H)


@output_shape.register
def _(layer: Flatten, shape):
    return (math.prod(shape),)


@output_shape.register
def _(layer: GlobalAvgPool2d, shape):
    return shape[:1]


@output_shape.register
def _(layer: Conv2d, shape):
    if shape[0] != layer.in_channels:
        raise ValueError(f"Conv2d expects ({layer.in_channels}, H, W), got {shape}")
    return (layer.W.value.shape[0], *_slide(layer.windows, shape))


@output_shape.register
def _(layer: ConvTranspose2d, shape):
    windows, extra = layer.windows, layer.output_padding
    sizes = [
        (shape[1 + i] - 1) * windows.stride[i] - 2 * windows.padding[i] + windows.extent(i) + extra[i]
        for i in (0, 1)
    ]
    return (layer.W.value.shape[1] * layer.groups, *sizes)


@output_shape.register(MaxPool2d)
@output_shape.register(AvgPool2d)
def _(layer, shape):
    return (shape[0], *_slide(layer.windows, shape))


def _slide(windows, shape):
    """Windows per axis on an image: ⌊(n + 2p − extent) / s⌋ + 1."""
    axes = (0, 1) if len(shape) == 3 else (1,)  # a signal (C, T) is an image of height 1
    sizes = [
        (n + 2 * windows.padding[i] - windows.extent(i)) // windows.stride[i] + 1
        for i, n in zip(axes, shape[1:], strict=True)
    ]
    if min(sizes) < 1:
        raise ValueError(f"a window of kernel {windows.kernel} does not fit into an image of {shape[1:]}")
    return sizes


@singledispatch
def multiply_adds(layer: Layer, shape, out):
    """Products that a layer adds up for one sample; 0 unless the layer says otherwise."""
    del layer, shape, out
    return 0


@multiply_adds.register
def _(layer: Linear, shape, out):
    return layer.W.value.size * math.prod(out[:-1])


@multiply_adds.register
def _(layer: Conv2d, shape, out):
    return layer.W.value.size * math.prod(out[1:])  # every weight is used once for every output pixel


@multiply_adds.register
def _(layer: ConvTranspose2d, shape, out):
    return layer.W.value.size * math.prod(shape[1:])
