"""Normalisation: activations brought to mean 0 and variance 1, then scaled and shifted by learned γ and β.

The four layers differ only in the axes over which mean and variance are taken:

    BatchNorm      over the batch and all pixels, for every channel
    LayerNorm      over the last axis, for every position
    InstanceNorm   over all pixels, for every image and channel
    GroupNorm      over all pixels of a group of channels, for every image
"""

import math

import numpy as np

from common.functions import check_sizes, ordered
from common.initializers import zeros
from common.layer import Layer, Parameter


def total(axes, *factors):
    """Sum a product over ``axes``, which stay with length 1; plainly (a * b).sum(axis=axes, keepdims=True).

    ``einsum`` makes no array of the products, and runs through any memory order.
    """
    shape = factors[0].shape
    axes = {axis % len(shape) for axis in axes}
    kept = [axis for axis in range(len(shape)) if axis not in axes]
    operands = [part for factor in factors for part in (factor, range(len(shape)))]
    return np.einsum(*operands, kept).reshape([1 if axis in axes else n for axis, n in enumerate(shape)])


class Normalization(Layer):
    """What the layers share: y = γ x̂ + β with x̂ = (x − μ) / √(σ² + ε), and dγ = Σ dy x̂, dβ = Σ dy.

    γ and β (C,) lie along ``axis`` of x.  γ starts from one, β from zero.
    """

    axis = 1

    def __init__(self, channels, eps):
        check_sizes(type(self).__name__, channels)
        if not eps >= 0:
            raise ValueError(f"eps is added to a variance: expected eps >= 0, got {eps}")
        self.eps = float(eps)
        self.gamma = Parameter(zeros((channels,)) + 1)
        self.beta = Parameter(zeros((channels,)))

    def check(self, x, pattern):
        """``ValueError`` unless ``x`` has its axis of channels, as many as γ."""
        channels = self.gamma.value.shape[0]
        if x.ndim < (2 if self.axis == 1 else 1) or x.shape[self.axis] != channels:
            raise ValueError(f"{type(self).__name__} expects {pattern.format(channels)}, got {x.shape}")

    def along(self, value, ndim):
        """Reshape a value per channel for broadcasting with an array of ``ndim`` axes."""
        shape = [1] * ndim
        shape[self.axis] = -1
        return value.reshape(shape)


class ChannelNorm(Normalization):
    """What the layers for images share: μ and σ² are the same for all pixels of a channel.

    So is s = γ / √(σ² + ε), and with it:  y = s (x − μ) + β,  dx = s dy − mean(s dy) − x̂ mean(s dy x̂).
    Sums over the pixels of a channel, ``self.axes``, are all that is needed; ``mean`` makes means of them.
    """

    def mean(self, sums):
        """Means over all values that are normalised together, from the sums over ``self.axes``."""
        raise NotImplementedError

    def statistics(self, x, axes, count):
        """μ and σ² over ``count`` values each, with x − μ kept.  ``ValueError`` for one: x̂ would be 0."""
        if count < 2:
            raise ValueError(
                f"normalising over axes {tuple(axes)} needs at least two values there, got {x.shape}: "
                "give BatchNorm a larger batch (Batches(…, drop_last=True) leaves out a rest of one) "
                "or use model.eval(); give GroupNorm and InstanceNorm larger images or fewer groups"
            )
        self.axes, self.count = axes, count
        mean = self.mean(total(axes, x))
        self.centred = x - mean
        return mean, self.mean(total(axes, self.centred, self.centred))

    def affine(self, variance):
        """y, from x − μ and σ²."""
        self.inverse_std = 1 / np.sqrt(variance + self.eps)
        self.scale = self.along(self.gamma.value, self.centred.ndim) * self.inverse_std
        y = self.centred * self.scale
        y += self.along(self.beta.value, y.ndim)
        return y

    def backward(self, dy):
        dy = ordered(dy, self.centred)
        sums = total(self.axes, dy)
        sums_x_hat = total(self.axes, dy, self.centred) * self.inverse_std
        self.beta.grad += sums.sum(axis=0).reshape(-1)
        self.gamma.grad += sums_x_hat.sum(axis=0).reshape(-1)
        dx = dy * self.scale
        if self.count:
            self.centred *= self.inverse_std * self.mean(self.scale * sums_x_hat)  # not needed any more
            dx -= self.centred
            dx -= self.mean(self.scale * sums)
        return dx


class BatchNorm(ChannelNorm):
    """Batch normalisation: every channel over the batch and all pixels.

    x (N, C), (N, C, T) or (N, C, H, W) -> y of that shape;  γ, β (C,).
    Training uses the batch's own μ and σ², and moves the running ones towards them:
    running ← (1 − momentum) running + momentum batch, with the unbiased σ².  Evaluation uses the running.
    ``ValueError`` for other shapes, and when a channel of a training batch has a single value.
    Ioffe & Szegedy 2015, arXiv:1502.03167.
    """

    def __init__(self, channels, momentum=0.1, eps=1e-5):
        super().__init__(channels, eps)
        if not 0 <= momentum <= 1:
            raise ValueError(f"momentum is the share of the new batch, 0 … 1, got {momentum}")
        self.momentum = float(momentum)
        self.running_mean = Parameter(zeros((channels,)), trainable=False)
        self.running_var = Parameter(zeros((channels,)) + 1, trainable=False)

    def forward(self, x):
        self.check(x, "(N, {0}), (N, {0}, T) or (N, {0}, H, W)")
        axes = (0, *range(2, x.ndim))
        if not self.training:  # μ and σ are constants
            self.axes, self.count = axes, None
            self.centred = x - self.along(self.running_mean.value, x.ndim)
            return self.affine(self.along(self.running_var.value, x.ndim))
        n = math.prod(x.shape[axis] for axis in axes)
        mean, variance = self.statistics(x, axes, n)
        if np.isfinite(mean + variance).all():  # a batch with NaN leaves them as they were
            self._update_running(self.running_mean, mean)
            self._update_running(self.running_var, variance * (n / (n - 1)))
        return self.affine(variance)

    def mean(self, sums):
        return sums / self.count

    def _update_running(self, running, batch):
        """Move a running statistic towards the batch's."""
        running.value *= 1 - self.momentum
        running.value += self.momentum * batch.reshape(-1)


class LayerNorm(Normalization):
    """Layer normalisation: the last axis, for every position by itself.

    x (..., D) -> y (..., D);  γ, β (D,).  The same in training and evaluation, whatever the batch.
    ``ValueError`` for another last axis.  Ba et al. 2016, arXiv:1607.06450.
    """

    axis = -1

    def __init__(self, features, eps=1e-5):
        super().__init__(features, eps)
        if features == 1:
            raise ValueError("LayerNorm(1) would give 0 whatever comes in: it needs at least 2 features")

    def forward(self, x):
        self.check(x, "(..., {})")
        D = x.shape[-1]
        self.x_hat = x - total((-1,), x) / D
        self.inverse_std = 1 / np.sqrt(total((-1,), self.x_hat, self.x_hat) / D + self.eps)
        self.x_hat *= self.inverse_std
        y = self.x_hat * self.gamma.value
        y += self.beta.value
        return y

    def backward(self, dy):
        D, leading = dy.shape[-1], range(dy.ndim - 1)
        self.gamma.grad += total(leading, dy, self.x_hat).reshape(D)
        self.beta.grad += total(leading, dy).reshape(D)
        dx = dy * self.gamma.value  # dx̂; then dx = (dx̂ − mean(dx̂) − x̂ mean(dx̂ x̂)) / √(σ² + ε)
        means, means_x_hat = total((-1,), dx) / D, total((-1,), dx, self.x_hat) / D
        dx -= self.x_hat * means_x_hat
        dx -= means
        dx *= self.inverse_std
        return dx


class GroupNorm(ChannelNorm):
    """Group normalisation: the channels of an image in ``groups`` equal groups, each over all its pixels.

    x (N, C, ...) -> y of that shape;  γ, β (C,).  The same in training and evaluation, whatever the batch.
    ``ValueError`` when the groups do not divide the channels, and for other shapes of x.
    Wu & He 2018, arXiv:1803.08494.
    """

    def __init__(self, groups, channels, eps=1e-5):
        check_sizes(type(self).__name__, groups, channels)
        if channels % groups:
            raise ValueError(f"groups must divide the channels, got {groups} groups and {channels} channels")
        super().__init__(channels, eps)
        self.groups = groups

    def forward(self, x):
        self.check(x, "(N, {}, ...)")
        count = math.prod(x.shape[1:]) // self.groups
        _, variance = self.statistics(x, range(2, x.ndim), count)
        return self.affine(variance)

    def mean(self, sums):
        means = np.empty_like(sums)  # in the memory order of x: reshape would make a copy in another
        self.grouped(means)[...] = self.grouped(sums).sum(axis=2, keepdims=True) / self.count
        return means

    def grouped(self, values):
        """View values for each image and channel as (N, groups, C/groups, ...)."""
        return values.reshape(values.shape[0], self.groups, values.shape[1] // self.groups, *values.shape[2:])


class InstanceNorm(GroupNorm):
    """Instance normalisation: every channel of every image over its pixels, a group norm with C groups.

    x (N, C, T) or (N, C, H, W) -> y of that shape;  γ, β (C,).  Ulyanov et al. 2016, arXiv:1607.08022.
    """

    def __init__(self, channels, eps=1e-5):
        super().__init__(channels, channels, eps)
