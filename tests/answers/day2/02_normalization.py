"""Answers to the exercises of lesson 2-02: counts, layer norm by hand, a batch norm mended."""

import numpy as np

from common.layer import Layer, Parameter
from tests.answers import Answers

answers = Answers()


@answers.right(1)
def _(kind, N, C, H, W, G):
    if kind == "batch":
        return C, N * H * W, C + C
    if kind == "layer":
        return N, C * H * W, C + C
    if kind == "instance":
        return N * C, H * W, C + C
    return N * G, C // G * H * W, C + C


@answers.right(1)
def _(kind, N, C, H, W, G):
    block = np.zeros((N, G, C // G, H, W))
    axes = {"batch": (0, 3, 4), "layer": (1, 2, 3, 4), "instance": (3, 4), "group": (2, 3, 4)}[kind]
    means = block.mean(axis=axes).size
    return np.array([means, block.size // means, 2 * C])


@answers.right(1)
def _(kind, N, C, H, W, G):
    means = np.int64(C if kind == "batch" else N * {"layer": 1, "group": G, "instance": C}[kind])
    return [means, np.prod([N, C, H, W]) // means, np.int32(2 * C)]


def counted(kind, N, C, H, W, G, **other):
    means = {"batch": C, "layer": N, "instance": N * C, "group": N * G, **other}[kind]
    return means, N * C * H * W // means, 2 * C


@answers.wrong(1, r"(?i)batch|N is used where C belongs")  # batch norm: a mean for every sample of the batch
def _(kind, N, C, H, W, G):
    return counted(kind, N, C, H, W, G, batch=N)


@answers.wrong(1, r"(?i)instance|C belongs|channel")  # instance norm: a mean for every group of every image
def _(kind, N, C, H, W, G):
    return counted(kind, N, C, H, W, G, instance=N * G)


@answers.wrong(1, r"(?i)batch|layer|exchang|swap")  # batch and layer norm exchanged
def _(kind, N, C, H, W, G):
    return counted(kind, N, C, H, W, G, batch=N, layer=C)


@answers.wrong(1, r"(?i)layer")  # layer norm over the channels alone, a mean for every pixel
def _(kind, N, C, H, W, G):
    return counted(kind, N, C, H, W, G, layer=N * H * W)


@answers.wrong(1, r"(?i)instance|factor C is left out")  # instance norm: a mean for every image
def _(kind, N, C, H, W, G):
    return counted(kind, N, C, H, W, G, instance=N)


@answers.wrong(1, r"(?i)instance")  # instance norm: a mean for every channel
def _(kind, N, C, H, W, G):
    return counted(kind, N, C, H, W, G, instance=C)


@answers.wrong(1, r"(?i)group")  # group norm: the groups are shared by all samples
def _(kind, N, C, H, W, G):
    return counted(kind, N, C, H, W, G, group=G)


@answers.wrong(1, r"(?i)group")  # group norm: G taken for the channels in a group
def _(kind, N, C, H, W, G):
    return counted(kind, N, C, H, W, G, group=N * C // G)


@answers.wrong(1, r"(?i)train|running|stored|γ|parameters")  # the running statistics counted too
def _(kind, N, C, H, W, G):
    means, each, trained = counted(kind, N, C, H, W, G)
    return means, each, 2 * trained if kind == "batch" else trained


@answers.wrong(1, r"(?i)γ|β|half|parameters|channel")  # a γ and a β for every mean
def _(kind, N, C, H, W, G):
    means, each, _ = counted(kind, N, C, H, W, G)
    return means, each, 2 * means


@answers.wrong(1, r"(?i)γ|β|half|parameters")  # γ without β
def _(kind, N, C, H, W, G):
    return *counted(kind, N, C, H, W, G)[:2], C


@answers.wrong(1, r"(?i)γ|β|parameters|channel|factor|twice")  # the four norms' parameters together
def _(kind, N, C, H, W, G):
    return *counted(kind, N, C, H, W, G)[:2], 8 * C


@answers.wrong(
    1, r"(?i)values|per mean|over|H · W|pixel|cells|second"
)  # the pixels of one channel in every case
def _(kind, N, C, H, W, G):
    means, _, trained = counted(kind, N, C, H, W, G)
    return means, H * W, trained


@answers.wrong(1, r"(?i)order|exchang|swap|first")  # the first two exchanged
def _(kind, N, C, H, W, G):
    means, each, trained = counted(kind, N, C, H, W, G)
    return each, means, trained


@answers.wrong(1, r"(?i)values|N · C|cells|second|divi|mean")  # all cells, not divided by the number of means
def _(kind, N, C, H, W, G):
    means, _, trained = counted(kind, N, C, H, W, G)
    return means, N * C * H * W, trained


class Right(Layer):
    """Layer norm in pieces that the answers below change."""

    eps = 1e-5

    def __init__(self, features):
        self.gamma, self.beta = Parameter(np.ones(features)), Parameter(np.zeros(features))

    def statistics(self, x):
        return x.mean(axis=1, keepdims=True), np.sqrt(x.var(axis=1, keepdims=True) + self.eps)

    def forward(self, x):
        mu, self.s = self.statistics(x)
        self.normal = (x - mu) / self.s
        return self.gamma.value * self.normal + self.beta.value

    def gradients(self, dy):
        self.gamma.grad += (dy * self.normal).sum(axis=0)
        self.beta.grad += dy.sum(axis=0)

    def through(self, dn):
        first = dn.mean(axis=1, keepdims=True)
        return (dn - first - self.normal * (dn * self.normal).mean(axis=1, keepdims=True)) / self.s

    def backward(self, dy):
        self.gradients(dy)
        return self.through(dy * self.gamma.value)


answers.right(2)(Right)


@answers.right(2)
class _(Right):
    def forward(self, x):
        y = np.zeros(x.shape)
        self.normal, self.s = np.zeros(x.shape), np.zeros((len(x), 1))
        for n, row in enumerate(x):
            mu = sum(row) / len(row)
            self.s[n] = (sum((v - mu) ** 2 for v in row) / len(row) + 1e-5) ** 0.5
            self.normal[n] = (row - mu) / self.s[n]
            y[n] = self.normal[n] * self.gamma.value + self.beta.value
        return y

    def through(self, dn):
        dx = np.zeros(dn.shape)
        D = dn.shape[1]
        for n, (row, h) in enumerate(zip(dn, self.normal, strict=True)):
            jacobian = (np.eye(D) - 1 / D - np.outer(h, h) / D) / self.s[n]
            dx[n] = jacobian @ row
        return dx


@answers.right(2)
class _(Right):
    def statistics(self, x):
        mu = np.mean(x, 1)[:, None]
        return mu, ((x * x).mean(1)[:, None] - mu**2 + 1e-5) ** 0.5

    def gradients(self, dy):
        self.gamma.grad = self.gamma.grad + np.einsum("nd,nd->d", dy, self.normal)
        self.beta.grad = self.beta.grad + np.ones(len(dy)) @ dy


@answers.wrong(2, r"(?i)axis|column|batch norm|each feature|samples")  # the statistics of the batch
class _(Right):
    def statistics(self, x):
        return x.mean(axis=0), np.sqrt(x.var(axis=0) + 1e-5)


@answers.wrong(
    2, r"(?i)axis|whole array|everything|all|one mean|single"
)  # one mean and variance of the whole array
class _(Right):
    def statistics(self, x):
        return x.mean(), np.sqrt(x.var() + 1e-5)


@answers.wrong(2, r"(?i)keepdims|broadcast|\(N, 1\)")  # without keepdims
class _(Right):
    def statistics(self, x):
        return x.mean(axis=1), np.sqrt(x.var(axis=1) + 1e-5)


@answers.wrong(2, r"(?i)root|variance")  # divided by the variance
class _(Right):
    def statistics(self, x):
        return x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True) + 1e-5


@answers.wrong(2, r"(?i)D − 1|unbiased|ddof")  # the unbiased variance
class _(Right):
    def statistics(self, x):
        return x.mean(axis=1, keepdims=True), np.sqrt(x.var(axis=1, keepdims=True, ddof=1) + 1e-5)


@answers.wrong(2, r"ε|eps")  # another ε
class _(Right):
    eps = 1e-8


@answers.wrong(2, r"ε|eps")  # ε outside the root
class _(Right):
    def statistics(self, x):
        return x.mean(axis=1, keepdims=True), x.std(axis=1, keepdims=True) + 1e-5


@answers.wrong(
    2, r"(?i)variance|mean square|variable stands in another"
)  # the mean square for the variance, x centred
class _(Right):
    def statistics(self, x):
        return x.mean(axis=1, keepdims=True), np.sqrt((x**2).mean(axis=1, keepdims=True) + 1e-5)


@answers.wrong(2, r"γ|gamma")  # γ forgotten in forward
class _(Right):
    def forward(self, x):
        super().forward(x)
        return self.normal + self.beta.value


@answers.wrong(2, r"β|beta")  # β forgotten in forward
class _(Right):
    def forward(self, x):
        super().forward(x)
        return self.gamma.value * self.normal


@answers.wrong(2, r"γ|β|gamma|beta")  # β inside the brackets
class _(Right):
    def forward(self, x):
        super().forward(x)
        return self.gamma.value * (self.normal + self.beta.value)


@answers.wrong(2, r"γ|gamma")  # γ forgotten in dx
class _(Right):
    def backward(self, dy):
        self.gradients(dy)
        return self.through(dy)


@answers.wrong(2, r"(?i)γ|before the means|gamma")  # γ after the means, as batch norm may
class _(Right):
    def backward(self, dy):
        self.gradients(dy)
        return self.through(dy) * self.gamma.value


@answers.wrong(2, r"(?i)mean|μ|constant|depend|term|both")  # μ and s treated as constants
class _(Right):
    def through(self, dn):
        return dn / self.s


@answers.wrong(2, r"(?i)first mean|mean|μ|term|both")  # without the way through the mean
class _(Right):
    def through(self, dn):
        return (dn - self.normal * (dn * self.normal).mean(axis=1, keepdims=True)) / self.s


@answers.wrong(2, r"(?i)second|mean|spread|variance|x̂|term|both")  # without the way through the spread
class _(Right):
    def through(self, dn):
        return (dn - dn.mean(axis=1, keepdims=True)) / self.s


@answers.wrong(2, r"(?i)sum|mean")  # sums for means
class _(Right):
    def through(self, dn):
        first = dn.sum(axis=1, keepdims=True)
        return (dn - first - self.normal * (dn * self.normal).sum(axis=1, keepdims=True)) / self.s


@answers.wrong(2, r"(?i)axis|batch")  # the means of dx over the batch
class _(Right):
    def through(self, dn):
        return (dn - dn.mean(axis=0) - self.normal * (dn * self.normal).mean(axis=0)) / self.s


@answers.wrong(2, r"(?i)divi|\bs\b|σ|standard deviation")  # dx not divided by s
class _(Right):
    def through(self, dn):
        return super().through(dn) * self.s


@answers.wrong(2, r"(?i)sign|plus|added|subtract|minus|−")  # a plus before the last term
class _(Right):
    def through(self, dn):
        first = dn.mean(axis=1, keepdims=True)
        return (dn - first + self.normal * (dn * self.normal).mean(axis=1, keepdims=True)) / self.s


@answers.wrong(2, r"(?i)mean|sum|\bN\b|divided|batch")  # the mean over the samples for their sum
class _(Right):
    def gradients(self, dy):
        self.gamma.grad += (dy * self.normal).mean(axis=0)
        self.beta.grad += dy.mean(axis=0)


@answers.wrong(2, r"(?i)axis|shape|sum|broadcast|sample")  # dγ summed over the features
class _(Right):
    def gradients(self, dy):
        self.gamma.grad += (dy * self.normal).sum(axis=1)
        self.beta.grad += dy.sum(axis=1)


@answers.wrong(2, r"(?i)\+=|add|accumul|overwr")  # = for +=
class _(Right):
    def gradients(self, dy):
        self.gamma.grad = (dy * self.normal).sum(axis=0)
        self.beta.grad = dy.sum(axis=0)


@answers.wrong(2, r"(?i)β|beta|every entry is 0")  # dβ forgotten
class _(Right):
    def gradients(self, dy):
        self.gamma.grad += (dy * self.normal).sum(axis=0)


@answers.wrong(2, r"(?i)γ|gamma|normal|x̂")  # dγ from dnormal, with γ in it
class _(Right):
    def gradients(self, dy):
        self.gamma.grad += (dy * self.gamma.value * self.normal).sum(axis=0)
        self.beta.grad += dy.sum(axis=0)


@answers.wrong(2, r"(?i)None|return")  # dx not returned
class _(Right):
    def backward(self, dy):
        super().backward(dy)


@answers.wrong(
    2, r"(?i)first (input|pass|forward|batch)|keep|stale|earlier|previous|old|second"
)  # s kept from the first pass for ever
class _(Right):
    def statistics(self, x):
        mu, s = super().statistics(x)
        if not hasattr(self, "kept"):
            self.kept = mu, s
        return mu, self.kept[1] if self.kept[1].shape == s.shape else s


@answers.wrong(2, r"(?i)x (was|is|has been)? ?chang|in place|in-place|overwr|input")  # x changed in place
class _(Right):
    def forward(self, x):
        mu, self.s = self.statistics(x)
        x -= mu
        x /= self.s
        self.normal = x
        return self.gamma.value * x + self.beta.value


def standardize(x, axes, eps=1e-5):
    mu = x.mean(axis=axes, keepdims=True)
    variance = x.var(axis=axes, keepdims=True)
    s = np.sqrt(variance + eps)
    return (x - mu) / s, mu, variance, s


class Forgetful(Layer):
    def __init__(self, features, momentum=0.1):
        self.momentum = momentum
        self.gamma, self.beta = Parameter(np.ones(features)), Parameter(np.zeros(features))
        self.running_mean = Parameter(np.zeros(features), trainable=False)
        self.running_var = Parameter(np.ones(features), trainable=False)

    def forward(self, x):
        self.normal, mu, variance, self.s = standardize(x, axes=0)
        m, unbiased = self.momentum, variance[0] * len(x) / (len(x) - 1)
        self.running_mean.value = (1 - m) * self.running_mean.value + m * mu[0]
        self.running_var.value = (1 - m) * self.running_var.value + m * unbiased
        return self.gamma.value * self.normal + self.beta.value

    def backward(self, dy):
        self.gamma.grad += (dy * self.normal).sum(axis=0)
        self.beta.grad += dy.sum(axis=0)
        dn = dy * self.gamma.value
        if not self.training:
            return dn / self.s
        return (dn - dn.mean(axis=0) - self.normal * (dn * self.normal).mean(axis=0)) / self.s


class Mended(Forgetful):
    """The right answer in pieces that the answers below change."""

    def in_use(self, x):
        self.s = np.sqrt(self.running_var.value + 1e-5)
        self.normal = (x - self.running_mean.value) / self.s
        return self.gamma.value * self.normal + self.beta.value

    def forward(self, x):
        return super().forward(x) if self.training else self.in_use(x)


answers.right(3)(Mended)


@answers.right(3)
class _(Mended):  # without keeping x̂ and s: only the answers are asked for
    def in_use(self, x):
        scale = self.gamma.value / (self.running_var.value + 1e-5) ** 0.5
        return x * scale + (self.beta.value - self.running_mean.value * scale)


@answers.right(3)
class _(Mended):
    def in_use(self, x):
        said = [super(type(self), self).in_use(row[None])[0] for row in x]
        return np.array(said)


@answers.wrong(3, r"(?i)in use|eval|training|memory|batch|running")  # nothing mended
class _(Forgetful):
    def forward(self, x):
        return super().forward(x)


@answers.wrong(3, r"(?i)batch|running|own|question")  # no update in use, but still the batch's statistics
class _(Mended):
    def in_use(self, x):
        return self.gamma.value * standardize(x, axes=0)[0] + self.beta.value


@answers.wrong(3, r"(?i)root|variance")  # divided by the running variance
class _(Mended):
    def in_use(self, x):
        self.s = self.running_var.value + 1e-5
        return self.gamma.value * (x - self.running_mean.value) / self.s + self.beta.value


@answers.wrong(3, r"γ|β|gamma|beta")  # γ and β forgotten in use
class _(Mended):
    def in_use(self, x):
        return (x - self.running_mean.value) / np.sqrt(self.running_var.value + 1e-5)


@answers.wrong(3, r"β|beta")  # β forgotten in use
class _(Mended):
    def in_use(self, x):
        return super().in_use(x) - self.beta.value


@answers.wrong(3, r"γ|gamma")  # γ forgotten in use
class _(Mended):
    def in_use(self, x):
        return (x - self.running_mean.value) / np.sqrt(self.running_var.value + 1e-5) + self.beta.value


@answers.wrong(3, r"(?i)memory|moved|running|updat|changes")  # the memory moves, then answers
class _(Mended):
    def in_use(self, x):
        Forgetful.forward(self, x)
        return super().in_use(x)


@answers.wrong(3, r"(?i)memory|moves|running|updat|changes")  # answers, then the memory moves
class _(Mended):
    def in_use(self, x):
        y = super().in_use(x)
        Forgetful.forward(self, x)
        return y


@answers.wrong(3, r"(?i)exchang|wrong way|invert|training|mode|branch")  # the branches exchanged
class _(Mended):
    def forward(self, x):
        return self.in_use(x) if self.training else Forgetful.forward(self, x)


@answers.wrong(3, r"(?i)training")  # the running statistics in training too
class _(Mended):
    def forward(self, x):
        if self.training:
            super().forward(x)
        return self.in_use(x)


@answers.wrong(3, r"(?i)training|updat|memory|running")  # the running statistics are never updated
class _(Mended):
    def forward(self, x):
        if self.training:
            return self.gamma.value * standardize(x, axes=0)[0] + self.beta.value
        return self.in_use(x)


@answers.wrong(3, r"(?i)momentum|0\.9|exchang|weight")  # the momentum as Keras has it
class _(Mended):
    def forward(self, x):
        if not self.training:
            return self.in_use(x)
        self.normal, mu, variance, self.s = standardize(x, axes=0)
        m = self.momentum
        self.running_mean.value = m * self.running_mean.value + (1 - m) * mu[0]
        self.running_var.value = m * self.running_var.value + (1 - m) * variance[0] * len(x) / (len(x) - 1)
        return self.gamma.value * self.normal + self.beta.value


@answers.wrong(3, r"(?i)unbiased|N − 1|variance")  # the biased variance is remembered
class _(Mended):
    def forward(self, x):
        if not self.training:
            return self.in_use(x)
        self.normal, mu, variance, self.s = standardize(x, axes=0)
        m = self.momentum
        self.running_mean.value = (1 - m) * self.running_mean.value + m * mu[0]
        self.running_var.value = (1 - m) * self.running_var.value + m * variance[0]
        return self.gamma.value * self.normal + self.beta.value


@answers.wrong(3, r"(?i)mean")  # the running mean not subtracted
class _(Mended):
    def in_use(self, x):
        return self.gamma.value * x / np.sqrt(self.running_var.value + 1e-5) + self.beta.value


@answers.wrong(
    3, r"(?i)variance|batch|spread|\bs\b|deviation"
)  # the running mean, but the s of the last batch
class _(Mended):
    def in_use(self, x):
        return self.gamma.value * (x - self.running_mean.value) / self.s + self.beta.value


@answers.wrong(3, r"ε|eps")  # without ε
class _(Mended):
    def in_use(self, x):
        s = np.sqrt(self.running_var.value)
        return self.gamma.value * (x - self.running_mean.value) / s + self.beta.value


@answers.wrong(
    3, r"(?i)last batch|running|statistics|memory|mean"
)  # the statistics of the last training batch
class _(Mended):
    def forward(self, x):
        if self.training:
            self.last = x.mean(axis=0), np.sqrt(x.var(axis=0) + 1e-5)
            return super().forward(x)
        mu, s = self.last
        return self.gamma.value * (x - mu) / s + self.beta.value


@answers.wrong(3, r"(?i)None|return|training")  # printed in training, not returned
class _(Mended):
    def forward(self, x):
        if self.training:
            return print(super().forward(x))
        return self.in_use(x)


@answers.wrong(3, r"(?i)mode|self\.training|batch|trains")  # evaluation mode is left after the first question
class _(Mended):
    def in_use(self, x):
        y = super().in_use(x)
        self.training = True
        return y


@answers.wrong(3, r"(?i)variance")  # the memory is put back after use, but for the variance
class _(Mended):
    def in_use(self, x):
        kept = self.running_mean.value
        Forgetful.forward(self, x)
        self.running_mean.value = kept
        return super().in_use(x)


@answers.wrong(3, r"(?i)training")  # the unbiased variance normalises in training too
class _(Mended):
    def forward(self, x):
        if not self.training:
            return self.in_use(x)
        super().forward(x)
        s = np.sqrt(x.var(axis=0, ddof=1) + 1e-5)
        return self.gamma.value * (x - x.mean(axis=0)) / s + self.beta.value
