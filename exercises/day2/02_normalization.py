"""The exercises of lesson 2-02: their inputs, references and usual slips."""

from functools import partial

import numpy as np

from common.exercise import exercise, layer_pass
from common.layer import Layer, Parameter

rng = np.random.default_rng(202)
SIZES = [(4, 6, 5, 7, 2), (3, 32, 7, 9, 8)]


@exercise(
    names=("number of means", "values per mean", "trained parameters"),
    cases=[(kind, *sizes) for sizes in SIZES for kind in ("batch", "layer", "instance", "group")],
)
def count(kind, N, C, H, W, G):
    means = {"batch": C, "layer": N, "instance": N * C, "group": N * G}[kind]
    return means, N * C * H * W // means, 2 * C


def wrong_counts(kind, N, C, H, W, G):
    """Sentence -> what is then returned."""
    right, values, _ = count.reference(kind, N, C, H, W, G)

    def means(**other):
        number = other.get(kind, right)
        return number, N * C * H * W // number, 2 * C

    def parameters(number=2 * C, **other):
        return right, values, other.get(kind, number)

    return {
        "layer norm has one mean for all here: it has one for each sample": means(layer=1),
        "batch norm has a mean for each channel of each sample: the samples share it": means(batch=N * C),
        "instance norm has a mean for each channel: it has one in each sample, N · C": means(instance=C),
        "batch norm has a mean for each pixel of each channel: the pixels share it": means(batch=C * H * W),
        "group norm has a mean for each group: it has one in each sample, N · G": means(group=G),
        "G is taken for the channels of a group: it is the number of groups": means(group=N * (C // G)),
        "batch and layer norm are exchanged: batch norm has a mean for each channel": means(batch=N, layer=C),
        "γ and β are counted for each mean: they belong to the channels in all four": parameters(2 * right),
        "γ and β of layer norm are counted for each sample: it is each channel": parameters(layer=2 * N),
        "γ and β of group norm are counted for each group: it is each channel": parameters(group=2 * G),
        "layer norm has a γ and a β for each value that it normalises: here they belong to the channels": (
            parameters(layer=2 * C * H * W)
        ),
        "the running statistics count as trained: they are stored, not trained": parameters(batch=4 * C),
        "only γ is counted: β is trained too": parameters(C),
        "each mean is taken over one channel's pixels: so for instance norm alone": (right, H * W, 2 * C),
        "the number of means and the values per mean are exchanged": (values, right, 2 * C),
    }


for sentence in wrong_counts(*count.cases[0]):
    count.slip(sentence)(lambda *case, sentence=sentence: wrong_counts(*case)[sentence])


def of_width(layer, x, dy):
    """The layer is made for as many features as x has."""
    return layer_pass(layer(x.shape[1]), x, dy)


@exercise(
    run=of_width,
    cases=[(rng.normal(1, 2, shape), rng.standard_normal(shape)) for shape in ((2, 3), (5, 4), (3, 7))],
)
class HandLayerNorm(Layer):
    def __init__(self, features):
        self.gamma, self.beta = Parameter(np.ones(features)), Parameter(np.zeros(features))

    def forward(self, x):
        c = x - x.mean(axis=1, keepdims=True)
        self.s = np.sqrt((c**2).mean(axis=1, keepdims=True) + 1e-5)
        self.normal = c / self.s
        return self.gamma.value * self.normal + self.beta.value

    def backward(self, dy):
        self.gamma.grad += (dy * self.normal).sum(axis=0)
        self.beta.grad += dy.sum(axis=0)
        dnormal = dy * self.gamma.value
        mean = dnormal.mean(axis=1, keepdims=True)
        along = (dnormal * self.normal).mean(axis=1, keepdims=True)
        return (dnormal - mean - self.normal * along) / self.s


def wrong_normal(x):
    """Sentence -> x − μ and s as forward then has them."""
    c, variance = x - x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)
    unbiased = x.var(axis=1, ddof=1, keepdims=True)

    def s(variance):
        return np.sqrt(variance + 1e-5)

    return {
        "mean and variance run over the batch, axis 0: layer norm takes those of each sample": (
            x - x.mean(axis=0),
            s(x.var(axis=0)),
        ),
        "mean and variance are those of the whole array: each sample has its own": (x - x.mean(), s(x.var())),
        "the variance is divided by D − 1: D belongs there": (c, s(unbiased)),
        "x̂ is divided by the variance: its root belongs there": (c, variance + 1e-5),
        "ε stands behind the root: it belongs under it": (c, np.sqrt(variance) + 1e-5),
        "ε is missing, or smaller than 1e-5": (c, np.sqrt(variance)),
        "the mean is not subtracted: x̂ is (x − μ) / s": (x, s(variance)),
        "the mean is not subtracted, in the variance neither": (x, s((x**2).mean(axis=1, keepdims=True))),
    }


def with_normal(sentence):
    class Altered(HandLayerNorm.reference):
        def forward(self, x):
            c, self.s = wrong_normal(x)[sentence]
            self.normal = c / self.s
            return self.gamma.value * self.normal + self.beta.value

    return Altered


def wrong_dx(dy, gamma, normal, s):
    """Sentence -> what backward then returns."""

    def mean(a):
        return a.mean(axis=1, keepdims=True)

    d = gamma * dy
    whole = d.mean() + normal * (d * normal).mean()
    columns = d.mean(axis=0) + normal * (d * normal).mean(axis=0)
    without = dy - mean(dy) - normal * mean(dy * normal)
    return {
        "mean and variance count as constants in dx: they move with x too": d / s,
        "γ is multiplied last in dx: it differs along the means' axis, so it comes first": gamma
        * without
        / s,
        "γ is left out of dx": without / s,
        "the means of dx run over the batch, axis 0: it is the features": (d - columns) / s,
        "the means of dx run over the whole array: each sample has its own": (d - whole) / s,
        "sums stand in dx where means belong": (d - d.shape[1] * (mean(d) + normal * mean(d * normal))) / s,
        "the way through the mean is left out of dx": (d - normal * mean(d * normal)) / s,
        "the way through the variance is left out of dx": (d - mean(d)) / s,
    }


def with_dx(sentence):
    class Altered(HandLayerNorm.reference):
        def backward(self, dy):
            super().backward(dy)
            return wrong_dx(dy, self.gamma.value, self.normal, self.s)[sentence]

    return Altered


for sentence in wrong_normal(np.ones((2, 3))):
    HandLayerNorm.slip(sentence)(with_normal(sentence))
for sentence in wrong_dx(*np.ones((4, 2, 3))):
    HandLayerNorm.slip(sentence)(with_dx(sentence))


@HandLayerNorm.slip("γ and β are left out of the output: y = γ x̂ + β")
class _(HandLayerNorm.reference):
    def forward(self, x):
        super().forward(x)
        return self.normal


@HandLayerNorm.slip("x̂ is missing in the gradient of γ: it is the sum of dy · x̂")
class _(HandLayerNorm.reference):
    def backward(self, dy):
        self.gamma.grad -= (dy * self.normal).sum(axis=0) - dy.sum(axis=0)
        return super().backward(dy)


@HandLayerNorm.slip("y stands in the gradient of γ: x̂ belongs there, before γ and β")
class _(HandLayerNorm.reference):
    def backward(self, dy):
        y = self.gamma.value * self.normal + self.beta.value
        self.gamma.grad += (dy * (y - self.normal)).sum(axis=0)
        return super().backward(dy)


def in_use(layer, batch, x):
    """Train on ``batch`` twice; then ask for x in evaluation mode.  What the layer says and remembers."""
    layer = layer(batch.shape[1])
    layer.gamma.value = layer.gamma.value * np.linspace(0.6, 1.7, batch.shape[1])
    layer.beta.value = layer.beta.value + np.linspace(-0.8, 0.5, batch.shape[1])
    layer.running_mean.value = layer.running_mean.value + np.linspace(0.4, -0.9, batch.shape[1])
    layer.train()
    layer.forward(batch)
    parts = {"the output in training": layer.forward(batch)}
    layer.eval()
    parts["the answers in use"] = layer.forward(x)
    parts["the answers when asked again"] = layer.forward(x)
    parts["the running mean after use"] = np.array(layer.running_mean.value)
    parts["the running variance after use"] = np.array(layer.running_var.value)
    parts["the output in training again"] = layer.train().forward(batch)
    return parts


@exercise(
    run=in_use,
    cases=[
        (np.array([[0.3, 10.2], [4.1, 14.9]]), np.array([[2.2, 12.4], [3.1, 8.7], [0.4, 9.9]])),
        (rng.normal(3, 2, (6, 4)), rng.normal(2, 3, (3, 4))),
    ],
)
class Mended(Layer):
    def __init__(self, features):
        self.gamma, self.beta = Parameter(np.ones(features)), Parameter(np.zeros(features))
        self.running_mean = Parameter(np.zeros(features), trainable=False)
        self.running_var = Parameter(np.ones(features), trainable=False)
        self.momentum = 0.1

    def forward(self, x):
        if self.training:
            mean, variance = x.mean(axis=0), x.var(axis=0)
            unbiased = variance * len(x) / (len(x) - 1)
            m = self.momentum
            self.running_mean.value = (1 - m) * self.running_mean.value + m * mean
            self.running_var.value = (1 - m) * self.running_var.value + m * unbiased
        else:
            mean, variance = self.running_mean.value, self.running_var.value
        self.s = np.sqrt(variance + 1e-5)
        self.normal = (x - mean) / self.s
        return self.gamma.value * self.normal + self.beta.value


def output(layer, x, mean, variance, power=0.5):
    """The output of a layer that normalises x with these."""
    return layer.gamma.value * (x - mean) / (variance + 1e-5) ** power + layer.beta.value


def trained(layer, x, m, weight):
    """The output in training, with another momentum or weight of the batch's variance."""
    layer.running_mean.value = (1 - m) * layer.running_mean.value + m * x.mean(axis=0)
    layer.running_var.value = (1 - m) * layer.running_var.value + m * weight * x.var(axis=0)
    return output(layer, x, x.mean(axis=0), x.var(axis=0))


def in_memory(layer, x, centred=True, more=0.0, power=0.5):
    return output(layer, x, centred * layer.running_mean.value, layer.running_var.value + more, power)


def mended(training=None, use=in_memory):
    """A layer that is right but for its output ``training(layer, x)``, or ``use(layer, x)``."""

    class Altered(Mended.reference):
        def forward(self, x):
            if not self.training:
                return use(self, x)
            return training(self, x) if training else super().forward(x)

    return Altered


def learning(layer, x):
    return trained(layer, x, 0.1, len(x) / (len(x) - 1))


VERSIONS = {
    "in use the answers still come from the statistics of the batch that is asked about": (
        mended(use=lambda layer, x: output(layer, x, x.mean(axis=0), x.var(axis=0)))
    ),
    "nothing is mended: in use it trains on, and answers from the batch": mended(use=learning),
    "the memory still moves in use, after the answer": (
        mended(use=lambda layer, x: (in_memory(layer, x), learning(layer, x))[0])
    ),
    "the memory still moves in use, before the answer": (
        mended(use=lambda layer, x: (learning(layer, x), in_memory(layer, x))[1])
    ),
    "γ and β are left out in use": (
        mended(use=lambda layer, x: (x - layer.running_mean.value) / np.sqrt(layer.running_var.value + 1e-5))
    ),
    "in use it is divided by the running variance: its root belongs there": mended(
        use=partial(in_memory, power=1)
    ),
    "in use ε is missing, or smaller than 1e-5": mended(use=partial(in_memory, more=-1e-5)),
    "in use the mean of the batch that is asked about is subtracted: the running mean belongs there": (
        mended(use=lambda layer, x: output(layer, x, x.mean(axis=0), layer.running_var.value))
    ),
    "in use no mean is subtracted: the running mean belongs there": mended(
        use=partial(in_memory, centred=False)
    ),
    "the modes are exchanged: self.training is true while it trains": mended(in_memory, learning),
    "the running statistics serve in training too: there the batch's own belong": (
        mended(lambda layer, x: (learning(layer, x), in_memory(layer, x))[1])
    ),
    "the memory is not updated in training any more: that has to go on": (
        mended(lambda layer, x: trained(layer, x, 0, 0))
    ),
    "m and 1 − m are exchanged in training: the new value has the weight m = 0.1": (
        mended(lambda layer, x: trained(layer, x, 0.9, len(x) / (len(x) - 1)))
    ),
    "the running variance remembers the variance divided by N: it was N − 1": (
        mended(lambda layer, x: trained(layer, x, 0.1, 1))
    ),
}

for sentence, version in VERSIONS.items():
    Mended.slip(sentence)(version)
