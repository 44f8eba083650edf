"""The exercises of lesson 2-02: their inputs, references and usual slips."""

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


def counted(kind, N, C, H, W, G, parameters=None, **other):
    """The right numbers with some means or the parameters changed."""
    means = ({"batch": C, "layer": N, "instance": N * C, "group": N * G} | other)[kind]
    return means, N * C * H * W // means, 2 * C if parameters is None else parameters


@count.slip("γ and β are counted for every mean: they belong to the channels in all four")
def _(kind, N, C, H, W, G):
    return counted(kind, N, C, H, W, G, parameters=2 * count.reference(kind, N, C, H, W, G)[0])


@count.slip("the running statistics count as trained: they are stored, not trained")
def _(kind, N, C, H, W, G):
    return counted(kind, N, C, H, W, G, parameters=4 * C if kind == "batch" else 2 * C)


@count.slip("only γ is counted: β is trained too")
def _(kind, N, C, H, W, G):
    return counted(kind, N, C, H, W, G, parameters=C)


@count.slip("the means of batch and layer norm are exchanged: batch norm has one for every channel")
def _(kind, N, C, H, W, G):
    return counted(kind, N, C, H, W, G, batch=N, layer=C)


@count.slip("group norm has a mean for every group of every sample, N · G, not one for every group")
def _(kind, N, C, H, W, G):
    return counted(kind, N, C, H, W, G, group=G)


@count.slip("G is taken for the channels of a group: it is the number of groups")
def _(kind, N, C, H, W, G):
    return counted(kind, N, C, H, W, G, group=N * (C // G))


@count.slip("instance norm has a mean for every channel of every sample, N · C, not one for every channel")
def _(kind, N, C, H, W, G):
    return counted(kind, N, C, H, W, G, instance=C)


@count.slip("the number of means stands where the values of each belong, and the other way round")
def _(kind, N, C, H, W, G):
    means, values, parameters = count.reference(kind, N, C, H, W, G)
    return values, means, parameters


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


@HandLayerNorm.slip("mean and variance run over the batch, axis 0: layer norm takes those of each sample")
class _(HandLayerNorm.reference):
    def forward(self, x):
        c = x - x.mean(axis=0)
        self.s = np.sqrt((c**2).mean(axis=0) + 1e-5)
        self.normal = c / self.s
        return self.gamma.value * self.normal + self.beta.value


@HandLayerNorm.slip("the variance is divided by D − 1: D belongs there")
class _(HandLayerNorm.reference):
    def forward(self, x):
        c = x - x.mean(axis=1, keepdims=True)
        self.s = np.sqrt(x.var(axis=1, ddof=1, keepdims=True) + 1e-5)
        self.normal = c / self.s
        return self.gamma.value * self.normal + self.beta.value


@HandLayerNorm.slip("x̂ is divided by the variance: its root belongs there")
class _(HandLayerNorm.reference):
    def forward(self, x):
        c = x - x.mean(axis=1, keepdims=True)
        self.s = (c**2).mean(axis=1, keepdims=True) + 1e-5
        self.normal = c / self.s
        return self.gamma.value * self.normal + self.beta.value


@HandLayerNorm.slip("mean and variance count as constants in dx: they move with x too")
class _(HandLayerNorm.reference):
    def backward(self, dy):
        super().backward(dy)
        return dy * self.gamma.value / self.s


@HandLayerNorm.slip("γ is multiplied last in dx: here it differs along the means' axis, so it comes first")
class _(HandLayerNorm.reference):
    def backward(self, dy):
        super().backward(dy)
        along = (dy * self.normal).mean(axis=1, keepdims=True)
        return self.gamma.value * (dy - dy.mean(axis=1, keepdims=True) - self.normal * along) / self.s


@HandLayerNorm.slip("γ is left out of dx")
class _(HandLayerNorm.reference):
    def backward(self, dy):
        super().backward(dy)
        along = (dy * self.normal).mean(axis=1, keepdims=True)
        return (dy - dy.mean(axis=1, keepdims=True) - self.normal * along) / self.s


@HandLayerNorm.slip("the means of dx run over the batch, axis 0: they run over the features")
class _(HandLayerNorm.reference):
    def backward(self, dy):
        super().backward(dy)
        dnormal = dy * self.gamma.value
        return (dnormal - dnormal.mean(axis=0) - self.normal * (dnormal * self.normal).mean(axis=0)) / self.s


@HandLayerNorm.slip("x̂ is missing in the gradient of γ: it is the sum of dy · x̂")
class _(HandLayerNorm.reference):
    def backward(self, dy):
        self.gamma.grad -= (dy * self.normal).sum(axis=0) - dy.sum(axis=0)
        return super().backward(dy)


def in_use(layer, batch, x):
    """Train on ``batch`` twice; then ask for x in evaluation mode.  What the layer says and remembers."""
    layer = layer(batch.shape[1])
    layer.gamma.value = layer.gamma.value * np.linspace(0.6, 1.7, batch.shape[1])
    layer.beta.value = layer.beta.value + np.linspace(-0.8, 0.5, batch.shape[1])
    layer.train()
    layer.forward(batch)
    parts = {"the output in training": layer.forward(batch)}
    layer.eval()
    parts["the answers in use"] = layer.forward(x)
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


class Training(Mended.reference):
    """What is right in training, for the slips of the other branch."""

    def forward(self, x):
        return super().forward(x) if self.training else self.use(x)


@Mended.slip("in use the answers still come from the statistics of the batch that is asked about")
class _(Training):
    def use(self, x):
        return self.gamma.value * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + 1e-5) + self.beta.value


@Mended.slip("nothing is mended: in use it trains on, and answers from the batch")
class _(Training):
    def use(self, x):
        self.training = True
        y = Mended.reference.forward(self, x)
        self.training = False
        return y


@Mended.slip("the memory still moves in use, after the answer")
class _(Training):
    def use(self, x):
        y = Mended.reference.forward(self, x)
        self.running_mean.value = 0.9 * self.running_mean.value + 0.1 * x.mean(axis=0)
        self.running_var.value = 0.9 * self.running_var.value + 0.1 * x.var(axis=0, ddof=1)
        return y


@Mended.slip("γ and β are left out in use")
class _(Training):
    def use(self, x):
        return (x - self.running_mean.value) / np.sqrt(self.running_var.value + 1e-5)


@Mended.slip("in use it is divided by the running variance: its root belongs there")
class _(Training):
    def use(self, x):
        return self.gamma.value * (x - self.running_mean.value) / self.running_var.value + self.beta.value


@Mended.slip("the two modes are exchanged: self.training is true while it trains")
class _(Mended.reference):
    def forward(self, x):
        self.training = not self.training
        y = super().forward(x)
        self.training = not self.training
        return y


@Mended.slip("the running statistics serve in training too: there the batch's own belong")
class _(Mended.reference):
    def forward(self, x):
        if self.training:
            super().forward(x)
        normal = (x - self.running_mean.value) / np.sqrt(self.running_var.value + 1e-5)
        return self.gamma.value * normal + self.beta.value


@Mended.slip("the running mean is centred with the batch's root of the variance: both come from memory")
class _(Training):
    def use(self, x):
        return self.gamma.value * (x - self.running_mean.value) / x.std(axis=0) + self.beta.value


@Mended.slip("x itself comes back in use")
class _(Training):
    def use(self, x):
        return x


@Mended.slip("in use the memory of the last training batch answers, self.s, not the running statistics")
class _(Training):
    def use(self, x):
        return self.gamma.value * (x - self.running_mean.value) / self.s + self.beta.value
