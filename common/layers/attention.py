"""Attention: for every query a mean of the values, weighted by how well their keys fit.

    scores   e_ij = how well key j fits query i
    weights  α_i = softmax of e_i over the keys j that the mask allows
    context  c_i = Σ_j α_ij v_j

Queries (N, T_q, D_q), keys (N, T_k, D_k), values (N, T_k, D_v) -> context (N, T_q, D_v).
"""

import numpy as np

from common.functions import as_array, check_sizes
from common.initializers import xavier
from common.layer import Layer, Parameter


def causal_mask(steps):
    """Boolean (T, T): query i may attend to keys 1 … i, to itself and what came before."""
    return np.tri(steps, dtype=bool)


def padding_mask(ids, pad):
    """Boolean (N, 1, T): every query may attend to the places of ``ids`` (N, T) that are not ``pad``."""
    return (as_array(ids) != pad)[:, None, :]


def masked_softmax(scores, mask=None):
    """Softmax over the last axis where ``mask`` is True, 0 elsewhere; a row without any True gives zeros."""
    lowest = float(np.finfo(scores.dtype).min)
    if mask is not None:
        scores = np.where(mask, scores, lowest)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True, initial=lowest))
    if mask is not None:
        weights *= mask
    return weights / np.maximum(weights.sum(axis=-1, keepdims=True), 1)  # the largest one is e⁰ = 1


class Attention(Layer):
    """What all kinds share; a subclass writes ``scores`` and their gradient ``d_scores``.

    forward(query, key, value, mask=None) -> context;  ``.weights`` (N, T_q, T_k) are kept to be looked at.
    mask    boolean, True = may attend, of a shape that broadcasts to (N, T_q, T_k): see ``causal_mask`` and
            ``padding_mask``.  A query that may attend to nothing gets a context of zeros.
    dα = dc vᵀ,  de = α (dα − Σ_j dα_j α_j),  dv = αᵀ dc.   ``ValueError`` for shapes that do not fit.
    """

    sizes = None  # (D_q, D_k) of a layer with weights for them; without, both must be the same

    def scores(self, query, key):
        """e (N, T_q, T_k), and what ``d_scores`` will need."""
        raise NotImplementedError(f"{type(self).__name__}.scores")

    def d_scores(self, de):
        """Gradients of the queries and the keys, from that of the scores."""
        raise NotImplementedError(f"{type(self).__name__}.d_scores")

    def forward(self, query, key, value, mask=None):
        context, self.weights, self.memory = self._attend(query, key, value, mask)
        self.value = value
        return context

    def attend(self, query, key, value, mask=None):
        """(context, weights) for inference: as ``forward``, but keeps nothing."""
        return self._attend(query, key, value, mask)[:2]

    def backward(self, dcontext):
        alpha = self.weights
        dalpha = dcontext @ self.value.swapaxes(1, 2)
        de = alpha * (dalpha - (dalpha * alpha).sum(axis=-1, keepdims=True))
        return (*self.d_scores(de), alpha.swapaxes(1, 2) @ dcontext)

    def _attend(self, query, key, value, mask):
        self._check(query, key, value)
        scores, memory = self.scores(query, key)
        if mask is not None:
            self._check_mask(mask, scores.shape)
        weights = masked_softmax(scores, mask)
        return weights @ value, weights, memory

    def _check(self, query, key, value):
        """``ValueError`` unless the three fit together."""
        name, shapes = type(self).__name__, (query.shape, key.shape, value.shape)
        if [len(shape) for shape in shapes] != [3, 3, 3] or not (
            query.shape[0] == key.shape[0] == value.shape[0] and key.shape[1] == value.shape[1]
        ):
            raise ValueError(
                f"{name} expects queries (N, T_q, D_q), keys (N, T_k, D_k) and values (N, T_k, D_v), "
                f"got {', '.join(map(str, shapes))}"
            )
        sizes = self.sizes or (query.shape[2], query.shape[2])
        if (query.shape[2], key.shape[2]) != sizes:
            raise ValueError(
                f"{name} expects queries (N, T_q, {sizes[0]}) and keys (N, T_k, {sizes[1]}), "
                f"got {query.shape} and {key.shape}"
            )

    def _check_mask(self, mask, shape):
        """``ValueError`` unless ``mask`` is boolean and broadcasts to ``shape``."""
        try:
            fits = mask.dtype == bool and np.broadcast_shapes(mask.shape, shape) == shape
        except ValueError:
            fits = False
        if not fits:
            raise ValueError(
                f"{type(self).__name__} expects a boolean mask that broadcasts to {shape}, True where a "
                f"query may attend, got {mask.dtype} {mask.shape}"
            )


class DotProductAttention(Attention):
    """Scores are dot products: e_ij = scale · q_i · k_j.  Queries and keys have one size.

    dq = scale · de k,  dk = scale · deᵀ q.   ``scale=1 / math.sqrt(D)`` is for entries of variance 1
    (Vaswani et al. 2017, arXiv:1706.03762); plain: Luong et al. 2015, arXiv:1508.04025.
    """

    def __init__(self, scale=1.0):
        self.scale = float(scale)

    def scores(self, query, key):
        return (self.scale * query) @ key.swapaxes(1, 2), (query, key)

    def d_scores(self, de):
        query, key = self.memory
        de = self.scale * de
        return de @ key, de.swapaxes(1, 2) @ query


class AdditiveAttention(Attention):
    """Scores from a small network: e_ij = tanh(q_i W_q + k_j W_k) · v.

    W_q (D_q, A), W_k (D_k, A), v (A,), for ``AdditiveAttention(D_q, D_k, A, rng=rng)``.
    With s_ij = tanh(…):  dv = Σ_ij de_ij s_ij,  du_ij = de_ij v (1 − s_ij²),  dq_i = Σ_j du_ij W_qᵀ,
    dk_j = Σ_i du_ij W_kᵀ.   Bahdanau et al. 2015, arXiv:1409.0473.
    """

    def __init__(self, query_size, key_size, hidden_size, *, rng):
        check_sizes("AdditiveAttention", query_size, key_size, hidden_size)
        self.sizes = (query_size, key_size)
        self.W_q = Parameter(xavier((query_size, hidden_size), rng))
        self.W_k = Parameter(xavier((key_size, hidden_size), rng))
        self.v = Parameter(xavier((hidden_size, 1), rng)[:, 0])

    def scores(self, query, key):
        u = (query @ self.W_q.value)[:, :, None] + (key @ self.W_k.value)[:, None]
        s = np.tanh(u, out=u)  # (N, T_q, T_k, A)
        return s @ self.v.value, (query, key, s)

    def d_scores(self, de):
        query, key, s = self.memory
        self.v.grad += np.tensordot(de, s, axes=3)
        du = 1 - s * s
        du *= self.v.value
        du *= de[..., None]
        du_q, du_k = du.sum(axis=2), du.sum(axis=1)
        self.W_q.grad += np.tensordot(query, du_q, axes=((0, 1), (0, 1)))
        self.W_k.grad += np.tensordot(key, du_k, axes=((0, 1), (0, 1)))
        return du_q @ self.W_q.value.T, du_k @ self.W_k.value.T
