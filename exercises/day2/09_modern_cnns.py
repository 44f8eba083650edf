"""The exercises of lesson 2-09: their inputs, references and usual slips."""

import numpy as np

from common import layers
from common.exercise import exercise, layer_pass
from common.layer import Layer

rng = np.random.default_rng(207)


@exercise(names=("before", "after"), cases=[(12, 5, 7, 3), (40, 18, 29, 5), (6, 11, 9, 2)])
def squeeze(C, R, O, k):
    before = C * O * k**2 + O
    first = C * R + R
    second = R * O * k**2 + O
    return before, first + second


@squeeze.slip("the biases are missing: a convolution has one for each channel that it makes")
def _(C, R, O, k):
    return C * O * k * k, C * R + R * O * k * k


@squeeze.slip("the R biases of the 1 × 1 convolution are missing")
def _(C, R, O, k):
    return C * O * k * k + O, C * R + R * O * k * k + O


@squeeze.slip("a convolution has one bias for each channel that it makes, not for each that it reads")
def _(C, R, O, k):
    return C * O * k * k + C, C * R + C + R * O * k * k + R


@squeeze.slip("each convolution has one bias here: there is one for each channel that it makes")
def _(C, R, O, k):
    return C * O * k * k + 1, C * R + 1 + R * O * k * k + 1


@squeeze.slip("a k × k kernel has k * k weights for each channel, not k")
def _(C, R, O, k):
    return C * O * k + O, C * R + R + R * O * k + O


@squeeze.slip("the squeeze is counted with k × k kernels: its kernels are 1 × 1")
def _(C, R, O, k):
    return C * O * k * k + O, C * R * k * k + R + R * O * k * k + O


@squeeze.slip("the k × k convolution comes first here: the 1 × 1 convolution makes R channels of the C")
def _(C, R, O, k):
    return C * O * k * k + O, C * R * k * k + R + R * O + O


@squeeze.slip("the 1 × 1 convolution is left out of the second number")
def _(C, R, O, k):
    return C * O * k * k + O, R * O * k * k + O


@squeeze.slip("the second convolution is left out: it makes the O channels from the R")
def _(C, R, O, k):
    return C * O * k * k + O, C * R + R


@squeeze.slip("the k × k convolution behind the squeeze reads R channels, not C")
def _(C, R, O, k):
    return C * O * k * k + O, C * R + R + C * O * k * k + O


@squeeze.slip("the second number is what the squeeze saves: the parameters after it are asked for")
def _(C, R, O, k):
    before, after = squeeze.reference(C, R, O, k)
    return before, before - after


@squeeze.slip("a kernel's slices are left out: it has k * k weights for each channel that it reads")
def _(C, R, O, k):
    return O * k * k + O, R + R + O * k * k + O


def joined(layer, x, dy):
    """The layer gets its two ways: f is bent, so that it must see x, and s makes the shapes equal."""
    layer = layer if isinstance(layer, type) else type(layer)
    rng = np.random.default_rng(3)
    f, s = (layers.Linear(x.shape[-1], dy.shape[-1], rng=rng) for _ in "fs")
    f = layers.Sequential(f, layers.Tanh())
    layer = layer(f, s)
    layer.named_parameters = Projected.reference(f, s).named_parameters  # whatever the attributes are called
    return layer_pass(layer, x, dy)


@exercise(
    run=joined,
    cases=[(rng.standard_normal((n, 3)), rng.standard_normal((n, m))) for n, m in ((1, 5), (4, 3))],
)
class Projected(Layer):
    def __init__(self, f, s):
        self.f, self.s = f, s

    def forward(self, x):
        return self.f.forward(x) + self.s.forward(x)

    def backward(self, dy):
        return self.f.backward(dy) + self.s.backward(dy)


@Projected.slip("the shortcut gives nothing back: both ways lead to x, and their slopes add up")
class _(Projected.reference):
    def backward(self, dy):
        return self.f.backward(dy)


@Projected.slip("only the shortcut gives something back: both ways lead to x, and their slopes add up")
class _(Projected.reference):
    def backward(self, dy):
        return self.s.backward(dy)


@Projected.slip("the shortcut's parameters get a slope, but x does not: the two slopes add up")
class _(Projected.reference):
    def backward(self, dy):
        self.s.backward(dy)
        return self.f.backward(dy)


@Projected.slip("the slope at x through f is left out: the two slopes add up")
class _(Projected.reference):
    def backward(self, dy):
        self.f.backward(dy)
        return self.s.backward(dy)


@Projected.slip("dy is halved: both ways get all of it, since the slope of a sum is 1 for each part")
class _(Projected.reference):
    def backward(self, dy):
        return super().backward(dy / 2)


@Projected.slip("the mean of both slopes is given: they add up")
class _(Projected.reference):
    def backward(self, dy):
        return super().backward(dy) / 2


@Projected.slip("the slopes of both ways are multiplied: slopes of a sum add up")
class _(Projected.reference):
    def backward(self, dy):
        return self.f.backward(dy) * self.s.backward(dy)


@Projected.slip("the difference of both slopes is given: they add up")
class _(Projected.reference):
    def backward(self, dy):
        return self.f.backward(dy) - self.s.backward(dy)


@Projected.slip("the outputs of both ways are multiplied: y = f(x) + s(x)")
class _(Projected.reference):
    def forward(self, x):
        return self.f.forward(x) * self.s.forward(x)


@Projected.slip("the outputs of both ways are averaged: y = f(x) + s(x)")
class _(Projected.reference):
    def forward(self, x):
        return super().forward(x) / 2


@Projected.slip("the shortcut is left out of forward: y = f(x) + s(x)")
class _(Projected.reference):
    def forward(self, x):
        self.s.forward(x)
        return self.f.forward(x)


@exercise(names=("kernels", "batch norms"), cases=[(48, 20), (64, 64), (256, 64), (200, 30)])
def bottleneck(C, w):
    kernels = C * w + 9 * w * w + w * 4 * w
    norms = 2 * (w + w + 4 * w)
    if 4 * w != C:
        kernels += C * 4 * w
        norms += 2 * 4 * w
    return kernels, norms


@bottleneck.slip("there is never a projection: where C is not 4w, the shortcut has weights too")
def _(C, w):
    return C * w + 9 * w * w + w * 4 * w, 12 * w


@bottleneck.slip("there is always a projection: where C is 4w, the shortcut is x itself")
def _(C, w):
    return C * w + 9 * w * w + w * 4 * w + C * 4 * w, 20 * w


@bottleneck.slip("the kernels of the projection are left out")
def _(C, w):
    return C * w + 9 * w * w + w * 4 * w, bottleneck.reference(C, w)[1]


@bottleneck.slip("the projection is counted with 3 × 3 kernels: it is a 1 × 1 convolution")
def _(C, w):
    kernels, norms = bottleneck.reference(C, w)
    return kernels + (4 * w != C) * 8 * C * 4 * w, norms


@bottleneck.slip("the batch normalisation of the projection has 4w channels, not C")
def _(C, w):
    return bottleneck.reference(C, w)[0], 12 * w + (4 * w != C) * 2 * C


@bottleneck.slip("the batch normalisation of the projection is left out")
def _(C, w):
    return bottleneck.reference(C, w)[0], 12 * w


@bottleneck.slip("the projection is made where C is w: it is needed where C is not 4w")
def _(C, w):
    projection = w == C
    return (
        C * w + 9 * w * w + w * 4 * w + projection * C * 4 * w,
        12 * w + projection * 8 * w,
    )


@bottleneck.slip("the projection goes from C to w: it goes to 4w, to be added to what the unit makes")
def _(C, w):
    kernels, norms = bottleneck.reference(C, w)
    return kernels - (4 * w != C) * 3 * C * w, norms - (4 * w != C) * 6 * w


@bottleneck.slip("the 3 × 3 convolution is counted with 3 weights for each pair of channels: there are 9")
def _(C, w):
    kernels, norms = bottleneck.reference(C, w)
    return kernels - 6 * w * w, norms


@bottleneck.slip("all kernels are counted as 3 × 3: the first and the last convolution are 1 × 1")
def _(C, w):
    kernels, norms = bottleneck.reference(C, w)
    return kernels + 8 * (C * w + w * 4 * w), norms


@bottleneck.slip("the last convolution goes from w to w: it goes to 4w")
def _(C, w):
    kernels, norms = bottleneck.reference(C, w)
    return kernels - 3 * w * w, norms


@bottleneck.slip("the batch normalisation behind the last convolution has 4w channels, not w")
def _(C, w):
    kernels, norms = bottleneck.reference(C, w)
    return kernels, norms - 6 * w


@bottleneck.slip("the kernels have biases here: batch normalisation makes them needless")
def _(C, w):
    kernels, norms = bottleneck.reference(C, w)
    return kernels + norms // 2, norms


@bottleneck.slip("each channel is counted with one parameter of batch normalisation: it has a γ and a β")
def _(C, w):
    kernels, norms = bottleneck.reference(C, w)
    return kernels, norms // 2


@bottleneck.slip("running mean and variance are counted: they are no parameters, γ and β are")
def _(C, w):
    kernels, norms = bottleneck.reference(C, w)
    return kernels, norms * 2


@bottleneck.slip("a batch normalisation has γ and β for each channel that its convolution makes, not reads")
def _(C, w):
    kernels, norms = bottleneck.reference(C, w)
    return kernels, 2 * (C + w + w) + (4 * w != C) * 2 * C


@bottleneck.slip("each batch normalisation has one γ and one β here: there is a pair for each channel")
def _(C, w):
    return bottleneck.reference(C, w)[0], 6 + 2 * (4 * w != C)
