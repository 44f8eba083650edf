"""Losses as objects: ``forward(d, y)`` gives one number, ``backward()`` its gradient at y.

Target first, output second.  The cross-entropies take logits (pre-activations) and apply their own
sigmoid or softmax, which keeps them finite and makes the gradient (y − d) / N where Σ d = 1.
"""

import math

import numpy as np

from common import functions

ROW_BLOCK = 2**17  # numbers (512 kB in float32) that a cache holds from one pass to the next


class Loss:
    """A function of target and output that remembers what its gradient needs.

    After ``forward``, ``count`` is the number of things that the loss is a mean over.
    """

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
        self.count = math.prod(np.shape(y))
        return functions.mean_squared_error(d, y)

    def backward(self):
        return functions.d_mean_squared_error(self.d, self.y)


class SumSquaredError(Loss):
    """½ Σ (y − d)² over the last axis, averaged over the samples;  dL/dy = (y − d) / N.

    d, y (..., K) of one shape.  ``ValueError`` when the shapes differ or the batch is empty.
    """

    def forward(self, d, y):
        self.d, self.y = d, y
        self.count = math.prod(np.shape(y)[:-1])
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
        self.count = y.shape[0] if y.ndim else 1
        return loss

    def backward(self):
        return functions.d_sigmoid_with_loss(self.d, self.y)


class SoftmaxCrossEntropy(Loss):
    """Cross-entropy on logits: −Σ_k d_k log softmax(y)_k, averaged over the samples that count.

    Logits y (..., C); d is class ids (...) or, told apart by shape, rows of numbers (..., C): one-hot,
    probabilities, counts, or an advantage times one-hot.  dL/dy = (softmax(y) Σ_k d_k − d) / N.
    Samples whose id is ``ignore_index``, when one is given, count neither in the loss nor in the mean.
    ``label_smoothing`` ε spreads a part: d ← (1 − ε) d + ε Σ d / C (Szegedy et al. 2016, arXiv:1512.00567).
    ``ValueError`` for other shapes, ids out of range, rows with both positive and negative numbers, no
    sample left to average over, or ε outside [0, 1].
    """

    def __init__(self, ignore_index=None, label_smoothing=0.0):
        if not 0 <= label_smoothing <= 1:
            raise ValueError(f"label_smoothing is a share, expected 0 … 1, got {label_smoothing}")
        self.ignore_index = ignore_index
        self.label_smoothing = float(label_smoothing)

    def forward(self, d, y):
        y = functions.as_float(y)
        self.d, self.weight, self.count = self._targets(functions.as_array(d), y)
        if self.count == 0:
            raise ValueError(f"a loss needs at least one sample that counts, got none in {y.shape}")
        # Plain form: -(d * log_softmax(y)).sum() / count, keeping softmax(y).  Some rows at a time stay in
        # the cache from the first pass to the last.
        self.y, loss = np.empty_like(y, order="C"), 0
        rows_in, rows_out = (array.reshape(-1, y.shape[-1]) for array in (y, self.y))
        for rows in row_blocks(rows_in):
            block, z = rows_in[rows], rows_out[rows]
            np.subtract(block, block.max(axis=1, keepdims=True), out=z)
            loss -= self._inner_product(rows, z)
            np.exp(z, out=z)
            total = z.sum(axis=1, keepdims=True)
            z /= total
            loss += np.vdot(self.weight[rows], np.log(total))
        return loss / self.count

    def backward(self):
        weight = self.weight / self.count
        dy = self.y.reshape(len(weight), -1) * weight
        if self.ids:
            dy[places(self.d)] -= weight[:, 0]
        else:
            dy -= self.d / self.count
        return dy.reshape(self.y.shape)

    def _inner_product(self, rows, z):
        """Σ d z over some rows."""
        if self.ids:
            return np.vdot(self.weight[rows], z[places(self.d[rows])])
        return np.vdot(self.d[rows], z)

    def _targets(self, d, y):
        """Ids (M,) or rows (M, C), their weights Σ_k d_k (M, 1), and the number of samples that count."""
        self.ids = y.ndim > 0 and d.shape == y.shape[:-1]
        weight = np.ones_like(y, shape=(math.prod(y.shape[:-1]), 1))
        if self.ids and self.ignore_index is not None and d.dtype.kind in "iu":
            counts = d != self.ignore_index
            d, weight = np.where(counts, d, 0), counts.astype(y.dtype).reshape(-1, 1)
        count = int(np.count_nonzero(weight))
        if self.ids and not self.label_smoothing:
            functions.check_ids(d, y.shape[-1])
            return d.reshape(-1), weight, count
        rows = functions.as_one_hot(d, y).astype(y.dtype, copy=False).reshape(-1, y.shape[-1])
        if self.ids:
            rows = rows * weight
        elif bool(((rows > 0).any(axis=1) & (rows < 0).any(axis=1)).any()):
            raise ValueError(
                "a row of targets has one sign, got positive and negative numbers: are d, y swapped?"
            )
        self.ids, weight = False, rows.sum(axis=1, keepdims=True)
        if self.label_smoothing:
            rows = rows * (1 - self.label_smoothing) + weight * (self.label_smoothing / y.shape[-1])
        return rows, weight, count


def row_blocks(array):
    """Slices of rows of about ROW_BLOCK numbers."""
    step = max(1, ROW_BLOCK // max(1, array.shape[1]))
    return [slice(first, first + step) for first in range(0, len(array), step)]


def places(ids):
    """Index of the number that each id (M,) names in its row."""
    return np.arange(len(ids), like=ids), ids


class WeightedSum(Loss):
    """Σ w_i L_i(d_i, y_i), for a network with several outputs: ``WeightedSum((1, policy), (0.5, value))``.

    d and y are tuples with one entry for each loss; what is no tuple goes to all of them.  The gradient is
    the tuple of w_i dL_i/dy_i, or their sum when y is one output.  ``count`` is that of the first loss.
    """

    def __init__(self, *terms):
        self.terms = [(float(weight), loss) for weight, loss in terms]

    def forward(self, d, y):
        self.single = not isinstance(y, tuple)
        pairs = [part if isinstance(part, tuple) else (part,) * len(self.terms) for part in (d, y)]
        if any(len(part) != len(self.terms) for part in pairs):
            raise ValueError(
                f"a sum of {len(self.terms)} losses takes as many targets and outputs, "
                f"got {len(pairs[0])} and {len(pairs[1])}"
            )
        total = sum(w * loss.forward(*pair) for (w, loss), *pair in zip(self.terms, *pairs, strict=True))
        self.count = self.terms[0][1].count
        return total

    def backward(self):
        gradients = tuple(weight * loss.backward() for weight, loss in self.terms)
        return sum(gradients) if self.single else gradients
