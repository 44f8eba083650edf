"""Vectors for ids: words, letters, items."""

import math

import numpy as np

from common import functions
from common.initializers import check_rng, normal
from common.layer import Layer, Parameter


class Embedding(Layer):
    """One vector for every id: y = W[id].

    ids (...) integers in 0 … V − 1 -> y (..., D);  W (V, D), starting from ``initializer(shape, rng)``.
    dW[i] = Σ dy over the places where id i stood;  ids have no gradient.  ``ValueError`` for other ids.

    ``W.rows`` tells the optimiser which rows were used, so that a step costs these and not the whole table.
    Momentum and Adam become lazy by that: a row that is not used stays where it is and keeps its memory.
    """

    def __init__(self, num_embeddings, embedding_dim, *, rng, initializer=normal):
        self.W = Parameter(initializer((num_embeddings, embedding_dim), check_rng(rng)))
        self.W.rows = np.zeros(0, dtype=np.int64)

    def forward(self, ids):
        ids = functions.as_array(ids)
        functions.check_ids(ids, len(self.W.value))
        self.ids = ids
        return self.W.value[ids]

    def backward(self, dy):
        self.W.add_rows(self.ids.ravel(), dy.reshape(self.ids.size, dy.shape[-1]))


class NegativeSampling(Layer):
    """Logits of the true id and of a few drawn ones, in place of logits for all V:  u_k = W[id_k] · h.

    h (..., D) and the true ids d (...) -> u (..., 1 + K), the true one first;  W (V, D), the table of output
    vectors.  The K = ``negatives`` others are drawn, P(id) ∝ counts[id]^power with ``counts`` (V,), and may
    hit the true one.  dh = Σ_k du_k W[id_k],  dW[i] = Σ du h over the places where id i stood; ``W.rows`` as
    in ``Embedding``.  With ``SigmoidCrossEntropy`` and targets 1, 0, 0, … this is the loss of word2vec:
    −log σ(u_0) − Σ_{k>0} log σ(−u_k).  ``ValueError`` for other counts, shapes or ids.
    Mikolov et al. 2013, arXiv:1310.4546.
    """

    def __init__(self, counts, embedding_dim, *, negatives=5, power=0.75, rng, initializer=normal):
        counts = np.asarray(counts, np.float64)
        if counts.ndim != 1 or not (counts >= 0).all() or not 0 < counts.sum() < math.inf:
            raise ValueError(f"counts are numbers >= 0, one for each id and not all 0, got {counts}")
        functions.check_sizes("negative sampling (negatives)", negatives)
        self.rng, self.negatives = check_rng(rng), negatives
        weights = np.where(counts > 0, counts, 1) ** float(power) * (counts > 0)
        cumulated = weights.cumsum() / weights.cumsum()[-1]  # ends at 1 exactly
        self.cumulated = Parameter(cumulated.astype(np.float32), trainable=False)
        self.W = Parameter(initializer((len(counts), embedding_dim), rng))
        self.W.rows = np.zeros(0, dtype=np.int64)

    def draw(self, shape):
        """Ids from the noise distribution: the first whose cumulated probability exceeds a random number."""
        cumulated = self.cumulated.value
        return np.searchsorted(cumulated, self.rng.random(shape, dtype=cumulated.dtype), side="right")

    def forward(self, h, d):
        d, (V, D) = functions.as_array(d), self.W.value.shape
        if h.shape != (*d.shape, D):
            raise ValueError(f"expected vectors (..., {D}) and one id for each, got {h.shape} and {d.shape}")
        functions.check_ids(d, V)
        self.h = h
        self.ids = np.concatenate([d[..., None], self.draw((*d.shape, self.negatives))], axis=-1)
        self.w = self.W.value[self.ids]  # (..., 1 + K, D)
        return (self.w @ h[..., None])[..., 0]

    def backward(self, du):
        dw = du[..., None] * self.h[..., None, :]
        self.W.add_rows(self.ids.ravel(), dw.reshape(self.ids.size, dw.shape[-1]))
        return (du[..., None, :] @ self.w)[..., 0, :], None
