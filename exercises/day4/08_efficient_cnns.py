"""The exercises of lesson 4-08: their inputs, references and usual slips."""

from functools import partial

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


_SEPARABLE = {  # the second number, for each pixel
    "the two halves are multiplied for each pixel: their work adds up": lambda C, O, k: k * k * C * C * O,
    "the depthwise half is counted with C · C kernels: it has one kernel for each channel": (
        lambda C, O, k: k * k * C * C + C * O
    ),
    "the depthwise half is counted with C · O kernels: it has one kernel for each channel": (
        lambda C, O, k: k * k * C * O + C * O
    ),
    "the depthwise half works on the C channels that come in, not on the O (1/O + 1/k² is left)": (
        lambda C, O, k: k * k * O + C * O
    ),
    "the depthwise half makes C channels, not O: the pointwise half reads these C": (
        lambda C, O, k: k * k * C + O * O
    ),
    "the depthwise half is missing": lambda C, O, _: C * O,
    "the pointwise half is missing": lambda C, _, k: k * k * C,
    "the pointwise half is counted with k × k kernels: it is 1 × 1": lambda C, O, k: k * k * C * (1 + O),
    "the depthwise kernels are counted with one weight each: they have k · k": lambda C, O, _: C + C * O,
    "the full work is divided by 1/O + 1/k²: this is the share that is left": (
        lambda C, O, k: k * k * C * O / (1 / O + 1 / k**2)
    ),
    "the second number is what is saved: what the two halves cost is asked for": (
        lambda C, O, k: k * k * C * O - (k * k * C + C * O)
    ),
}
for _sentence, _wrong in _SEPARABLE.items():
    separable_work.slip(_sentence)(
        lambda C, O, k, side, wrong=_wrong: (side**2 * k * k * C * O, side**2 * wrong(C, O, k))
    )

_BOTH = {
    "the two halves are multiplied: they follow each other, so their work adds up": (
        lambda C, O, k, side: (side**2 * k * k * C * O, side**4 * k * k * C * C * O)
    ),
    "the second number is the share that is left: the work itself is asked for": (
        lambda C, O, k, side: (side**2 * k * k * C * O, 1 / O + 1 / k**2)
    ),
    "the second number is the ratio of the two works: the work itself is asked for": (
        lambda C, O, k, side: (side**2 * k * k * C * O, 1 / (1 / O + 1 / k**2))
    ),
    "these are the weights: each is used once for every pixel, side · side times": (
        lambda C, O, k, _: (k * k * C * O, k * k * C + C * O)
    ),
    "a square picture has side · side pixels, not side": (
        lambda C, O, k, side: (side * k * k * C * O, side * (k * k * C + C * O))
    ),
    "the maps keep their size: side · side pixels come out": (
        lambda C, O, k, side: ((side - k + 1) ** 2 * k * k * C * O, (side - k + 1) ** 2 * (k * k * C + C * O))
    ),
    "a kernel has k · k weights for each channel that it reads, not k": (
        lambda C, O, k, side: (side**2 * k * C * O, side**2 * (k * C + C * O))
    ),
    "biases are counted: adding one is no product": (
        lambda C, O, k, side: (side**2 * (k * k * C + 1) * O, side**2 * ((k * k + 1) * C + (C + 1) * O))
    ),
    "the two numbers stand in the other order: first the full layer, then the separable one": (
        lambda *case: separable_work.reference(*case)[::-1]
    ),
}
for _sentence, _wrong in _BOTH.items():
    separable_work.slip(_sentence)(_wrong)


@exercise(
    cases=[(64, 32, (6, 12, 24, 16)), (10, 3, (2, 4)), (7, 5, (2, 1, 3)), (3, 4, (3, 2)), (24, 12, (9,))]
)
def dense_channels(C, growth, blocks):
    found = []
    for i, layer_count in enumerate(blocks):
        if i > 0:
            C = C // 2
        C = C + layer_count * growth
        found.append(C)
    return found


def _dense(C, growth, blocks, transition=lambda C: C // 2, later=lambda growth: growth):
    """The channels with another transition, or a growth rate that changes from block to block."""
    found = []
    for i, layer_count in enumerate(blocks):
        if i > 0:
            C, growth = transition(C), later(growth)
        C = C + layer_count * growth
        found.append(C)
    return found


def _halved(found, *, first, last):
    """What the blocks give, halved; the first and the last only if they are meant as well."""
    places = range(0 if first else 1, len(found) - (0 if last else 1))
    return [C // 2 if i in places else C for i, C in enumerate(found)]


_TRANSITIONS = {
    "the channels are not halved between blocks: there stands a transition": lambda C: C,
    "the channels are doubled between blocks: a transition halves them": lambda C: 2 * C,
    "the channels are divided by 4 between blocks: a transition halves them": lambda C: C // 4,
    "half a channel is left over: a transition rounds down": lambda C: C / 2,
    "a transition rounds down: here it rounds up": lambda C: -(-C // 2),
    "a transition rounds down, and round goes to the even neighbour: use // 2": lambda C: round(C / 2),
}
for _sentence, _transition in _TRANSITIONS.items():
    dense_channels.slip(_sentence)(partial(_dense, transition=_transition))

_OTHERS = {
    "these channels are halved already: what a block gives, before a transition, is asked for": (
        lambda *case: _halved(_dense(*case), first=True, last=True)
    ),
    "all but the last are halved already: what a block gives, before a transition, is asked for": (
        lambda *case: _halved(_dense(*case), first=True, last=False)
    ),
    "all but the first are halved already: what a block gives, before a transition, is asked for": (
        lambda *case: _halved(_dense(*case), first=False, last=True)
    ),
    "there is a transition before the first block, too: they stand between blocks only": (
        lambda C, growth, blocks: _dense(C // 2, growth, blocks)
    ),
    "this is what the last layer of a block sees: its own channels are joined as well": (
        lambda C, growth, blocks: _dense(C, growth, [layer_count - 1 for layer_count in blocks])
    ),
    "each block has a layer too many: L layers add L bands": (
        lambda C, growth, blocks: _dense(C, growth, [layer_count + 1 for layer_count in blocks])
    ),
    "this is what goes into each block: what comes out of it is asked for": (
        lambda *case: np.subtract(_dense(*case), np.multiply(case[1], case[2])).tolist()
    ),
    "the channels do not grow, as if each layer's output were added: it is joined": (
        lambda C, _, blocks: _dense(C, 0, blocks)
    ),
    "the growth rate is halved between blocks, too: a transition halves the channels only": (
        partial(_dense, later=lambda growth: growth // 2)
    ),
    "the channels that come into a block are lost: they stay in the stack": (
        lambda _, growth, blocks: [layer_count * growth for layer_count in blocks]
    ),
    "every block starts at C here: only the first does, the next ones start with half of what came before": (
        lambda C, growth, blocks: [C + layer_count * growth for layer_count in blocks]
    ),
    "only the new channels are halved between blocks: a transition halves them all": (
        lambda C, growth, blocks: [
            C + growth * L + sum(growth * n // 2 for n in blocks[:i]) for i, L in enumerate(blocks)
        ]
    ),
    "a block adds one band here: each of its layers adds one": (
        lambda C, growth, blocks: _dense(C, growth, [1] * len(blocks))
    ),
    "each layer adds 4 · growth channels here: these are inside it, it gives growth": (
        lambda C, growth, blocks: _dense(C, 4 * growth, blocks)
    ),
    "only the last number is given: a list with one for each block is asked for": (
        lambda *case: _dense(*case)[-1]
    ),
    "the list starts with C: it holds only what the blocks give": lambda *case: [case[0], *_dense(*case)],
}
for _sentence, _wrong in _OTHERS.items():
    dense_channels.slip(_sentence)(_wrong)


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


@DenseLayer.slip("f(x) does not get through: y is [x, f(x)], not [x, 0]")
class _(DenseLayer.reference):
    def forward(self, x):
        y = super().forward(x)
        y[:, self.C :] = 0
        return y


@DenseLayer.slip("the two slopes are joined: x was used twice, so they add up")
class _(DenseLayer.reference):
    def backward(self, dy):
        return np.concatenate([dy[:, : self.C], self.f.backward(dy[:, self.C :])], axis=1)


@DenseLayer.slip("the slope of the copy counts twice: it belongs into the sum once")
class _(DenseLayer.reference):
    def backward(self, dy):
        return dy[:, : self.C] + super().backward(dy)
