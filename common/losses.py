"""Losses as objects: ``forward(d, y)`` gives one number, ``backward()`` its gradient at y.

Target first, output second.  The cross-entropies take logits (pre-activations) and apply their own
sigmoid or softmax, which keeps them finite and makes the gradient (y − d) / N.
"""

import math

import numpy as np

from common import functions


class Loss:
    """A function of target and output that remembers what its gradient needs."""

    def forward(self, d, y):
        raise NotImplementedError(f"{type(self).__name__}.forward")

    def backward(self):
        raise NotImplementedError(f"{type(self).__name__}.backward")

    def __call__(self, d, y):
        return self.forward(d, y)


class MeanSquaredError(Loss):
    """½ · mean of (y − d)² over all elements;  dL/dy = (y − d) / number of elements.

    d, y (...) of one shape.  ``ValueError`` when the shapes differ or the batch is empty.
    """

    def forward(self, d, y):
        self.d, self.y = d, y
        return functions.mean_squared_error(d, y)

    def backward(self):
        return functions.d_mean_squared_error(self.d, self.y)


class SumSquaredError(Loss):
    """½ Σ (y − d)² over the last axis, averaged over the samples;  dL/dy = (y − d) / N.

    d, y (..., K) of one shape.  ``ValueError`` when the shapes differ or the batch is empty.
    """

    def forward(self, d, y):
        self.d, self.y = d, y
        return functions.sum_squared_error(d, y)

    def backward(self):
        return functions.d_sum_squared_error(self.d, self.y)


class SigmoidCrossEntropy(Loss):
    """Binary cross-entropy on logits: −Σ d log σ(y) + (1 − d) log(1 − σ(y)), averaged over the batch.

    d in [0, 1] and logits y, both (N, ...);  dL/dy = (σ(y) − d) / N.  ``ValueError`` when the shapes
    differ, the batch is empty, or a target lies outside [0, 1].
    """

    def forward(self, d, y):
        d, y = functions.as_float(d), functions.as_float(y)
        loss = functions.sigmoid_with_loss(d, y)
        if not bool(((d >= 0) & (d <= 1)).all()):
            raise ValueError(f"targets of a binary cross-entropy lie in 0 … 1, got {d.min()} … {d.max()}")
        self.d, self.y = d, functions.sigmoid(y)
        return loss

    def backward(self):
        return functions.d_sigmoid_with_loss(self.d, self.y)


class SoftmaxCrossEntropy(Loss):
    """Cross-entropy on logits: −Σ_k d_k log softmax(y)_k, averaged over the samples that count.

    Logits y (..., C); d is class ids (...) or one-hot (..., C), told apart by shape.  Samples whose id
    is ``ignore_index`` count neither in the loss nor in the mean.  dL/dy = (softmax(y) − d) / N.
    ``label_smoothing`` ε replaces d by (1 − ε) d + ε / C (Szegedy et al. 2016, arXiv:1512.00567).
    ``ValueError`` for other shapes, ids out of range, no sample left to average over, or ε outside [0, 1].
    """

    def __init__(self, ignore_index=-1, label_smoothing=0.0):
        if not 0 <= label_smoothing <= 1:
            raise ValueError(f"label_smoothing is a share, expected 0 … 1, got {label_smoothing}")
        self.ignore_index = ignore_index
        self.label_smoothing = label_smoothing

    def forward(self, d, y):
        d, y = functions.as_array(d), functions.as_float(y)
        kept, count = 1, math.prod(y.shape[:-1])
        if d.shape == y.shape[:-1] and d.dtype.kind in "iu":
            counts = d != self.ignore_index
            d = np.where(counts, d, 0)
            kept, count = counts[..., None].astype(y.dtype), int(counts.sum())
        d = functions.as_one_hot(d, y).astype(y.dtype, copy=False)
        if self.label_smoothing:
            d = d * (1 - self.label_smoothing) + self.label_smoothing / y.shape[-1]
        self.d = d * kept
        if count == 0:
            raise ValueError(f"a loss needs at least one sample that counts, got none in {y.shape}")
        self.share = kept / count  # of each sample in the mean: (..., 1), or one number
        self.log_y = functions.log_softmax(y)
        return -(self.d * self.log_y).sum() / count

    def backward(self):
        return (np.exp(self.log_y) - self.d) * self.share
