"""Normalisation: activations brought to mean 0 and variance 1, then scaled and shifted by learned γ and β.

The four layers differ only in the axes over which mean and variance are taken:

    BatchNorm      over the batch and all pixels, for every channel
    LayerNorm      over the last axis, for every position
    InstanceNorm   over all pixels, for every image and channel
    GroupNorm      over all pixels of a group of channels, for every image
"""

import math

import numpy as np

from common.functions import check_sizes
from common.initializers import zeros
from common.layer import Layer, Parameter


def normalize(x, axes, eps):
    """x̂ = (x − μ) / √(σ² + ε), mean and variance over ``axes``;  returns x̂, μ, σ² and 1 / √(σ² + ε).

    ``ValueError`` when there is only one value to normalise: its x̂ would always be 0.
    """
    if math.prod(x.shape[axis] for axis in axes) < 2:
        raise ValueError(
            f"normalising over axes {axes} needs at least two values there, got {x.shape}: give BatchNorm "
            "a larger batch (Batches(…, drop_last=True) leaves out a rest of one) or use model.eval(); "
            "give GroupNorm and InstanceNorm larger images or fewer groups"
        )
    count = math.prod(x.shape[axis] for axis in axes)
    mean = total(axes, x) / count
    x_hat = x - mean
    variance = total(axes, x_hat, x_hat) / count
    inverse_std = 1 / np.sqrt(variance + eps)
    x_hat *= inverse_std
    return x_hat, mean, variance, inverse_std


def d_normalize(dx_hat, x_hat, inverse_std, axes):
    """Gradient of ``normalize`` for x: (dx̂ − mean(dx̂) − x̂ · mean(dx̂ · x̂)) / √(σ² + ε)."""
    count = math.prod(x_hat.shape[axis] for axis in axes)
    dx = x_hat * (total(axes, dx_hat, x_hat) / count)
    np.subtract(dx_hat, dx, out=dx)
    dx -= total(axes, dx_hat) / count
    dx *= inverse_std
    return dx


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
    """What the layers share: y = γ x̂ + β, with dγ = Σ dy x̂, dβ = Σ dy, dx̂ = γ dy.

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

    def affine(self, x_hat):
        """γ x̂ + β."""
        self.x_hat = x_hat
        y = x_hat * self.along(self.gamma.value, x_hat.ndim)
        y += self.along(self.beta.value, x_hat.ndim)
        return y

    def d_affine(self, dy):
        """Add dγ and dβ to the gradients; return dx̂."""
        axes = tuple(axis for axis in range(dy.ndim) if axis != self.axis % dy.ndim)
        self.gamma.grad += total(axes, dy, self.x_hat).reshape(-1)
        self.beta.grad += total(axes, dy).reshape(-1)
        return dy * self.along(self.gamma.value, dy.ndim)


class BatchNorm(Normalization):
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
        self.axes = (0, *range(2, x.ndim)) if self.training else None
        if self.training:
            x_hat, mean, variance, self.inverse_std = normalize(x, self.axes, self.eps)
            n = math.prod(x.shape[axis] for axis in self.axes)
            if np.isfinite(mean + variance).all():  # a batch with NaN leaves them as they were
                self._update_running(self.running_mean, mean)
                self._update_running(self.running_var, variance * (n / (n - 1)))
        else:
            self.inverse_std = 1 / np.sqrt(self.along(self.running_var.value, x.ndim) + self.eps)
            x_hat = (x - self.along(self.running_mean.value, x.ndim)) * self.inverse_std
        return self.affine(x_hat)

    def _update_running(self, running, batch):
        """Move a running statistic towards the batch's."""
        running.value *= 1 - self.momentum
        running.value += self.momentum * batch.reshape(-1)

    def backward(self, dy):
        dx_hat = self.d_affine(dy)
        if self.axes is None:  # in evaluation μ and σ are constants
            return dx_hat * self.inverse_std
        return d_normalize(dx_hat, self.x_hat, self.inverse_std, self.axes)


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
        x_hat, _, _, self.inverse_std = normalize(x, (-1,), self.eps)
        return self.affine(x_hat)

    def backward(self, dy):
        return d_normalize(self.d_affine(dy), self.x_hat, self.inverse_std, (-1,))


class GroupNorm(Normalization):
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

    def grouped(self, x):
        """(N, C, ...) -> (N, groups, C/groups, ...)."""
        return x.reshape(x.shape[0], self.groups, x.shape[1] // self.groups, *x.shape[2:])

    def forward(self, x):
        self.check(x, "(N, {}, ...)")
        self.axes = tuple(range(2, x.ndim + 1))
        x_hat, _, _, self.inverse_std = normalize(self.grouped(x), self.axes, self.eps)
        return self.affine(x_hat.reshape(x.shape))

    def backward(self, dy):
        dx_hat, x_hat = self.grouped(self.d_affine(dy)), self.grouped(self.x_hat)
        return d_normalize(dx_hat, x_hat, self.inverse_std, self.axes).reshape(dy.shape)


class InstanceNorm(GroupNorm):
    """Instance normalisation: every channel of every image over its pixels, a group norm with C groups.

    x (N, C, T) or (N, C, H, W) -> y of that shape;  γ, β (C,).  Ulyanov et al. 2016, arXiv:1607.08022.
    """

    def __init__(self, channels, eps=1e-5):
        super().__init__(channels, channels, eps)
