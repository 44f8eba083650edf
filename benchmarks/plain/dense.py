"""Lesson 1-07: linear layers, ReLU, and the loss on logits, row by row of the formulas."""

import numpy as np

from benchmarks.plain.form import Plain, add


class PlainLinear(Plain):
    b = None

    def forward(self, x):
        self.x = x
        y = x @ self.W.value
        return y if self.b is None else y + self.b.value

    def backward(self, dy):
        x, rows = self.x.reshape(-1, self.x.shape[-1]), dy.reshape(-1, dy.shape[-1])
        self.W.grad += x.T @ rows
        add(self.b, rows.sum(axis=0))
        return dy @ self.W.value.T


class PlainReLU(Plain):
    def forward(self, u):
        self.positive = u > 0
        return np.maximum(u, 0)

    def backward(self, dy):
        return dy * self.positive


class PlainFlatten(Plain):
    def forward(self, x):
        self.shape = x.shape
        return x.reshape(len(x), -1)

    def backward(self, dy):
        return dy.reshape(self.shape)


class PlainEmbedding(Plain):
    """Lesson 3-10: rows of a table, and the whole table as a gradient."""

    def forward(self, ids):
        self.ids = ids
        return self.W.value[ids]

    def backward(self, dy):
        np.add.at(self.W.grad, self.ids, dy)


class PlainSoftmaxCrossEntropy:
    """Logits u (..., K) and ids d (...); the targets as rows of zeros and a one."""

    def forward(self, d, u):
        self.d = np.eye(u.shape[-1], dtype=u.dtype)[d]
        self.count = d.size
        u = u - u.max(axis=-1, keepdims=True)
        e = np.exp(u)
        total = e.sum(axis=-1, keepdims=True)
        self.y = e / total
        return np.sum(np.log(total[..., 0]) - np.sum(self.d * u, axis=-1)) / self.count

    def backward(self):
        return (self.y - self.d) / self.count


class PlainSigmoidCrossEntropy:
    """Logits u (N, ...) and targets d of that shape, averaged over the batch."""

    def forward(self, d, u):
        self.d, self.y = d, 1 / (1 + np.exp(-u))
        return -np.sum(d * np.log(self.y) + (1 - d) * np.log(1 - self.y)) / len(d)

    def backward(self):
        return (self.y - self.d) / len(self.d)
