"""Attention by several heads: each has queries, keys and values of its own, all work side by side."""

import math

import numpy as np

from common.functions import check_sizes
from common.initializers import xavier
from common.layer import Layer
from common.layers.attention import DotProductAttention
from common.layers.dense import Linear
from common.memory import check_memory
from common.passes import infer


class MultiHeadAttention(Layer):
    """Several dot-product attentions on parts of the vectors, joined and mixed.

    query (N, T, D), key (N, S, D), value (N, S, D) -> (N, T, D);  D = ``d_model``, h = ``heads``, d = D / h.

    Q = query W_q + b_q,  K = key W_k + b_k,  V = value W_v + b_v, each cut into h heads (N, h, T, d)
    α = softmax(Q Kᵀ / √d) over the keys that the mask allows,  context = α V  (N, h, T, d)
    y = [context of head 1, …, of head h] W_o + b_o

    ``mask``, boolean, True = may attend, broadcasts to (N, T, S) and is the same for all heads (see
    ``causal_mask`` and ``padding_mask``), or has four axes and broadcasts to (N, h, T, S).
    ``.weights`` (N, h, T, S) are kept to be looked at.  The gradient comes in three parts, for query, key
    and value: with ``attention.forward(x, x, x)``, dx is their sum.
    ``project(memory)`` and ``attend(query, keys, values)`` do the same for inference and keep nothing.
    ``ValueError`` when h does not divide D, and for shapes that do not fit; ``MemoryError``, before anything
    is computed, when the weights would not fit into the machine.
    Vaswani et al. 2017, arXiv:1706.03762.
    """

    def __init__(self, d_model, heads, *, bias=True, rng):
        check_sizes("MultiHeadAttention", d_model, heads)
        if d_model % heads:
            raise ValueError(f"heads must divide d_model, got {heads} heads and d_model {d_model}")
        self.d_model, self.heads = d_model, heads
        self.query, self.key, self.value, self.output = (
            Linear(d_model, d_model, bias, rng=rng, initializer=xavier) for _ in range(4)
        )
        self.attention = DotProductAttention(scale=1 / math.sqrt(d_model // heads))

    @property
    def weights(self):
        """α (N, h, T, S) of the latest forward pass."""
        return self._unfold(self.attention.weights)

    def forward(self, query, key, value, mask=None):
        self._check(query, key, value)
        mask = self._mask(mask, (len(query), query.shape[1], key.shape[1]))
        q, k = self._split(self.query.forward(query)), self._split(self.key.forward(key))
        v = self._split(self.value.forward(value))
        return self.output.forward(self._join(self.attention.forward(q, k, v, mask)))

    def backward(self, dy):
        dcontext = self._split(self.output.backward(dy))
        dq, dk, dv = (self._join(gradient) for gradient in self.attention.backward(dcontext))
        return self.query.backward(dq), self.key.backward(dk), self.value.backward(dv)

    def project(self, memory):
        """Keys and values (N, h, S, d) of memory (N, S, D), to be kept while a sequence is written."""
        return tuple(self._unfold(self._split(infer(layer, memory))) for layer in (self.key, self.value))

    def attend(self, query, keys, values, mask=None):
        """y (N, T, D) for query (N, T, D) and what ``project`` gave."""
        mask = self._mask(mask, (len(query), query.shape[1], keys.shape[2]))
        q = self._split(infer(self.query, query))
        k, v = (part.reshape(-1, *part.shape[2:]) for part in (keys, values))
        return infer(self.output, self._join(self.attention.attend(q, k, v, mask)[0]))

    def _split(self, x):
        """(N, T, D) -> (N·h, T, d): the heads become part of the batch."""
        N, T, D = x.shape
        d = D // self.heads
        return x.reshape(N, T, self.heads, d).swapaxes(1, 2).reshape(N * self.heads, T, d)

    def _join(self, x):
        """(N·h, T, d) -> (N, T, D), the way back."""
        return self._unfold(x).swapaxes(1, 2).reshape(len(x) // self.heads, x.shape[1], self.d_model)

    def _unfold(self, x):
        """(N·h, …) -> (N, h, …)."""
        return x.reshape(len(x) // self.heads, self.heads, *x.shape[1:])

    def _check(self, query, key, value):
        """``ValueError`` unless the three fit together, ``MemoryError`` when the weights are too many."""
        D, shapes = self.d_model, (query.shape, key.shape, value.shape)
        if not (
            all(len(shape) == 3 and shape[2] == D for shape in shapes)
            and len(query) == len(key)
            and key.shape == value.shape
        ):
            raise ValueError(
                f"MultiHeadAttention expects queries (N, T, {D}), keys (N, S, {D}) and values (N, S, {D}), "
                f"got {', '.join(map(str, shapes))}"
            )
        size = len(query) * self.heads * query.shape[1] * key.shape[1] * query.dtype.itemsize
        check_memory(
            3 * size,  # scores, weights, and what the softmax needs in between
            f"attention of {query.shape[1]} queries to {key.shape[1]} keys, {self.heads} heads, batch "
            f"{len(query)}",
            "use shorter sequences or a smaller batch",
        )

    def _mask(self, mask, shape):
        """The mask for the heads in the batch, which broadcasts to (N·h, T, S)."""
        if mask is None:
            return None
        N, T, S = shape
        shape = (N, self.heads, T, S) if mask.ndim == 4 else shape
        try:
            fits = mask.dtype == bool and np.broadcast_shapes(mask.shape, shape) == shape
        except ValueError:
            fits = False
        if not fits:
            raise ValueError(
                f"MultiHeadAttention expects a boolean mask that broadcasts to {(N, T, S)} or "
                f"{(N, self.heads, T, S)}, True where a query may attend, got {mask.dtype} {mask.shape}"
            )
        if mask.ndim < 3:
            return mask
        mask = mask if mask.ndim == 4 else mask[:, None]
        return np.broadcast_to(mask, (N, self.heads, *mask.shape[2:])).reshape(-1, *mask.shape[2:])
