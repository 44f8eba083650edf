"""Vectors for ids: words, letters, items."""

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
        ids, used = self.ids.ravel(), self.W.rows
        np.add.at(self.W.grad, ids, dy.reshape(len(ids), dy.shape[-1]))  # grad[ids] += dy forgets repetitions
        if used is not None:
            self.W.rows = np.union1d(used, ids)
