"""The exercises of lesson 4-08: their inputs, references and usual slips."""

import numpy as np

from common import layers
from common.exercise import exercise, layer_pass
from common.layer import Layer

rng = np.random.default_rng(408)


@exercise(names=("full", "separable"), cases=[(5, 7, 3, 4), (24, 40, 5, 14), (96, 30, 3, 28)])
def separable_work(C, O, k, side):
    full = side * side * k * k * C * O
    depthwise = side * side * k * k * C
    pointwise = side * side * C * O
    return full, depthwise + pointwise


@separable_work.slip("the two halves are multiplied: they follow each other, so their work adds up")
def _(C, O, k, side):
    return side**2 * k * k * C * O, (side**2 * k * k * C) * (side**2 * C * O)


@separable_work.slip("the two halves are multiplied for each pixel: their work adds up")
def _(C, O, k, side):
    return side**2 * k * k * C * O, side**2 * k * k * C * C * O


@separable_work.slip("the depthwise half is counted with C · C kernels: it has one kernel for each channel")
def _(C, O, k, side):
    return side**2 * k * k * C * O, side**2 * (k * k * C * C + C * O)


@separable_work.slip("the depthwise half is counted with C · O kernels: it has one kernel for each channel")
def _(C, O, k, side):
    return side**2 * k * k * C * O, side**2 * (k * k * C * O + C * O)


@separable_work.slip(
    "the depthwise half works on the C channels that come in, not on the O that go out (1/O + 1/k² is left)"
)
def _(C, O, k, side):
    return side**2 * k * k * C * O, side**2 * (k * k * O + C * O)


@separable_work.slip("the depthwise half makes C channels, not O: the pointwise half reads these C")
def _(C, O, k, side):
    return side**2 * k * k * C * O, side**2 * (k * k * C + O * O)


@separable_work.slip("the depthwise half is missing")
def _(C, O, k, side):
    return side**2 * k * k * C * O, side**2 * C * O


@separable_work.slip("the pointwise half is missing")
def _(C, O, k, side):
    return side**2 * k * k * C * O, side**2 * k * k * C


@separable_work.slip("these are the weights: each is used once for every pixel, side · side times")
def _(C, O, k, side):
    return k * k * C * O, k * k * C + C * O


@separable_work.slip("a square picture has side · side pixels, not side")
def _(C, O, k, side):
    return side * k * k * C * O, side * (k * k * C + C * O)


@separable_work.slip("a kernel has k · k weights for each channel that it reads, not k")
def _(C, O, k, side):
    return side**2 * k * C * O, side**2 * (k * C + C * O)


@separable_work.slip("the pointwise half is counted with k × k kernels: it is 1 × 1")
def _(C, O, k, side):
    return side**2 * k * k * C * O, side**2 * (k * k * C + k * k * C * O)


@separable_work.slip("biases are counted: adding one is no product")
def _(C, O, k, side):
    full, separable = separable_work.reference(C, O, k, side)
    return full + side**2 * O, separable + side**2 * (C + O)


@separable_work.slip("the second number is the share that is left: the work itself is asked for")
def _(C, O, k, side):
    return side**2 * k * k * C * O, 1 / O + 1 / k**2


@separable_work.slip("the two numbers stand in the other order: first the full layer, then the separable one")
def _(C, O, k, side):
    return separable_work.reference(C, O, k, side)[::-1]


@exercise(cases=[(64, 32, (6, 12, 24, 16)), (10, 3, (2, 4)), (7, 5, (2, 1, 3)), (24, 12, (16,))])
def dense_channels(C, growth, blocks):
    found = []
    for i, layer_count in enumerate(blocks):
        if i > 0:
            C = C // 2
        C = C + layer_count * growth
        found.append(C)
    return found


def _with_transition(C, growth, blocks, transition):
    found = []
    for i, layer_count in enumerate(blocks):
        C = (transition(C) if i else C) + layer_count * growth
        found.append(C)
    return found


@dense_channels.slip("the channels are not halved between blocks: there stands a transition")
def _(C, growth, blocks):
    return _with_transition(C, growth, blocks, lambda C: C)


@dense_channels.slip("the channels are doubled between blocks: a transition halves them")
def _(C, growth, blocks):
    return _with_transition(C, growth, blocks, lambda C: 2 * C)


@dense_channels.slip("half a channel is left over: a transition rounds down")
def _(C, growth, blocks):
    return _with_transition(C, growth, blocks, lambda C: C / 2)


@dense_channels.slip("a transition rounds down: here it rounds up")
def _(C, growth, blocks):
    return _with_transition(C, growth, blocks, lambda C: -(-C // 2))


@dense_channels.slip(
    "these channels are halved already: what a block gives, before a transition, is asked for"
)
def _(C, growth, blocks):
    return [found // 2 for found in dense_channels.reference(C, growth, blocks)]


@dense_channels.slip(
    "all but the last are halved already: what a block gives, before a transition, is asked for"
)
def _(C, growth, blocks):
    found = dense_channels.reference(C, growth, blocks)
    return [*(channels // 2 for channels in found[:-1]), found[-1]]


@dense_channels.slip("there is a transition before the first block, too: they stand between blocks only")
def _(C, growth, blocks):
    return dense_channels.reference(C // 2, growth, blocks)


@dense_channels.slip("this is what the last layer of a block sees: its own channels are joined as well")
def _(C, growth, blocks):
    return dense_channels.reference(C, growth, [layer_count - 1 for layer_count in blocks])


@dense_channels.slip("the channels do not grow, as if each layer's output were added: it is joined")
def _(C, growth, blocks):
    return dense_channels.reference(C, 0, blocks)


@dense_channels.slip("the channels that come into a block are lost: they stay in the stack")
def _(C, growth, blocks):
    return [layer_count * growth for layer_count in blocks]


@dense_channels.slip("a block adds one band here: each of its layers adds one")
def _(C, growth, blocks):
    return dense_channels.reference(C, growth, [1] * len(blocks))


@dense_channels.slip("each layer adds 4 · growth channels here: these are inside it, it gives growth")
def _(C, growth, blocks):
    return dense_channels.reference(C, 4 * growth, blocks)


@dense_channels.slip("only the last number is given: a list with one for each block is asked for")
def _(C, growth, blocks):
    return dense_channels.reference(C, growth, blocks)[-1]


def joined(layer, x, dy):
    """The layer gets an f that is bent, so that it must see x; it makes the channels dy has beyond x's."""
    layer = layer if isinstance(layer, type) else type(layer)
    rng = np.random.default_rng(3)
    C = x.shape[1]
    f = layers.Conv2d(C, dy.shape[1] - C, 3, padding=1, rng=rng)
    f = layers.Sequential(f, layers.Tanh())
    layer = layer(f)
    layer.named_parameters = DenseLayer.reference(f).named_parameters  # whatever the attributes are called
    return layer_pass(layer, x, dy)


@exercise(
    run=joined,
    cases=[
        (rng.standard_normal((n, C, 4, 5)), rng.standard_normal((n, C + growth, 4, 5)))
        for n, C, growth in ((1, 2, 3), (2, 4, 2), (3, 3, 3))
    ],
)
class DenseLayer(Layer):
    def __init__(self, f):
        self.f = f

    def forward(self, x):
        self.C = x.shape[1]
        return np.concatenate([x, self.f.forward(x)], axis=1)

    def backward(self, dy):
        return dy[:, : self.C] + self.f.backward(dy[:, self.C :])


@DenseLayer.slip("f(x) stands before x: the input comes first")
class _(DenseLayer.reference):
    def forward(self, x):
        self.C = x.shape[1]
        return np.concatenate([self.f.forward(x), x], axis=1)


@DenseLayer.slip("x gets the slope of its copy only: it went through f as well, and the two slopes add up")
class _(DenseLayer.reference):
    def backward(self, dy):
        self.f.backward(dy[:, self.C :])
        return dy[:, : self.C]


@DenseLayer.slip("f gets no slope: its parameters and x need the part of dy that belongs to f(x)")
class _(DenseLayer.reference):
    def backward(self, dy):
        return dy[:, : self.C]


@DenseLayer.slip("x gets the slope through f only: a copy of it went out too, and the two slopes add up")
class _(DenseLayer.reference):
    def backward(self, dy):
        return self.f.backward(dy[:, self.C :])


@DenseLayer.slip("the two slopes are multiplied: x was used twice, so they add up")
class _(DenseLayer.reference):
    def backward(self, dy):
        return dy[:, : self.C] * self.f.backward(dy[:, self.C :])


@DenseLayer.slip("the second slope is subtracted: x was used twice, so the slopes add up")
class _(DenseLayer.reference):
    def backward(self, dy):
        return dy[:, : self.C] - self.f.backward(dy[:, self.C :])


@DenseLayer.slip("the mean of both slopes is given: they add up")
class _(DenseLayer.reference):
    def backward(self, dy):
        return super().backward(dy) / 2


@DenseLayer.slip("dy is cut at the wrong end: the first C channels belong to x")
class _(DenseLayer.reference):
    def backward(self, dy):
        growth = dy.shape[1] - self.C
        return dy[:, growth:] + self.f.backward(dy[:, :growth])


@DenseLayer.slip("x does not get through: y is [x, f(x)], not [0, f(x)]")
class _(DenseLayer.reference):
    def forward(self, x):
        y = super().forward(x)
        y[:, : self.C] = 0
        return y
