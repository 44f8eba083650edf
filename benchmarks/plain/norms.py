"""Lesson 2-02: one formula, and for each norm the axes over which mean and variance are taken."""

import numpy as np

from benchmarks.plain.form import Plain


def standardize(x, axes, eps=1e-5):
    """x̂ and s, with mean and variance over ``axes``."""
    s = np.sqrt(x.var(axis=axes, keepdims=True) + eps)
    return (x - x.mean(axis=axes, keepdims=True)) / s, s


def d_standardize(dnormal, normal, s, axes):
    through_mean = dnormal.mean(axis=axes, keepdims=True)
    through_spread = normal * (dnormal * normal).mean(axis=axes, keepdims=True)
    return (dnormal - through_mean - through_spread) / s


class PlainBatchNorm(Plain):
    """In training; the running statistics move as in the lesson."""

    momentum = 0.1

    def forward(self, x):
        n = x.size // x.shape[1]
        mu, variance = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3)) * (n / (n - 1))
        for running, batch in ((self.running_mean, mu), (self.running_var, variance)):
            running.value = (1 - self.momentum) * running.value + self.momentum * batch
        self.normal, self.s = standardize(x, (0, 2, 3))
        return self.gamma.value[:, None, None] * self.normal + self.beta.value[:, None, None]

    def backward(self, dy):
        self.gamma.grad += (dy * self.normal).sum(axis=(0, 2, 3))
        self.beta.grad += dy.sum(axis=(0, 2, 3))
        return d_standardize(dy * self.gamma.value[:, None, None], self.normal, self.s, (0, 2, 3))


class PlainLayerNorm(Plain):
    def forward(self, x):
        self.normal, self.s = standardize(x, -1)
        return self.gamma.value * self.normal + self.beta.value

    def backward(self, dy):
        axes = tuple(range(dy.ndim - 1))
        self.gamma.grad += (dy * self.normal).sum(axis=axes)
        self.beta.grad += dy.sum(axis=axes)
        return d_standardize(dy * self.gamma.value, self.normal, self.s, -1)


class PlainGroupNorm(Plain):
    axes = (2, 3, 4)

    def __init__(self, layer):
        super().__init__(layer)
        self.groups = layer.groups

    def blocks(self, x):
        """(N, C, H, W) -> (N, G, C/G, H, W)."""
        return x.reshape(len(x), self.groups, -1, *x.shape[2:])

    def forward(self, x):
        normal, self.s = standardize(self.blocks(x), self.axes)
        self.normal = normal.reshape(x.shape)
        return self.gamma.value[:, None, None] * self.normal + self.beta.value[:, None, None]

    def backward(self, dy):
        self.gamma.grad += (dy * self.normal).sum(axis=(0, 2, 3))
        self.beta.grad += dy.sum(axis=(0, 2, 3))
        dnormal = self.blocks(dy * self.gamma.value[:, None, None])
        return d_standardize(dnormal, self.blocks(self.normal), self.s, self.axes).reshape(dy.shape)
