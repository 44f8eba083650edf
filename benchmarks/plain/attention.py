"""Lesson 4-10: attention by several heads, one product for each of q, k and v."""

import math

import numpy as np

from benchmarks.plain.dense import PlainLinear
from benchmarks.plain.form import Plain


def cut(x, heads):
    """(N, T, D) -> (N, h, T, d)."""
    N, T, D = x.shape
    return x.reshape(N, T, heads, D // heads).swapaxes(1, 2)


def join(x):
    """(N, h, T, d) -> (N, T, D), the way back."""
    N, heads, T, d = x.shape
    return x.swapaxes(1, 2).reshape(N, T, heads * d)


def softmax(u):
    e = np.exp(u - u.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


class PlainMultiHead(Plain):
    """query (N, T, D), memory (N, S, D), key and value at once -> (N, T, D)."""

    def __init__(self, layer):
        self.heads = layer.heads
        self.query, self.key, self.value, self.output = (
            PlainLinear(part) for part in (layer.query, layer.key, layer.value, layer.output)
        )

    def forward(self, query, memory, mask=None):
        q, k, v = (
            cut(layer.forward(x), self.heads)
            for layer, x in ((self.query, query), (self.key, memory), (self.value, memory))
        )
        self.scale = 1 / math.sqrt(q.shape[-1])
        scores = self.scale * (q @ k.swapaxes(2, 3))  # (N, h, T, S)
        if mask is not None:
            scores = np.where(mask, scores, np.full((), -np.inf, scores.dtype))
        alpha = softmax(scores)
        self.kept = q, k, v, alpha
        return self.output.forward(join(alpha @ v))

    def backward(self, dy):
        q, k, v, alpha = self.kept
        dc = cut(self.output.backward(dy), self.heads)
        dalpha = dc @ v.swapaxes(2, 3)
        de = self.scale * alpha * (dalpha - (dalpha * alpha).sum(axis=-1, keepdims=True))
        dq, dk, dv = de @ k, de.swapaxes(2, 3) @ q, alpha.swapaxes(2, 3) @ dc
        dquery = self.query.backward(join(dq))
        return dquery, self.key.backward(join(dk)) + self.value.backward(join(dv))


class PlainSelfAttention(PlainMultiHead):
    def forward(self, x, mask=None):
        return super().forward(x, x, mask)

    def backward(self, dy):
        dquery, dmemory = super().backward(dy)
        return dquery + dmemory
