"""Lesson 3-10: word2vec with negative sampling, and whole tables as gradients."""

import numpy as np


def negative_sampling(W, W_out, given, ids, lr):
    """One step on the tables W, W_out (V, D); given (N,), ids (N, 1 + K), the true one first."""
    h, w = W[given], W_out[ids]
    e = 1 / (1 + np.exp(-np.einsum("nd,nkd->nk", h, w)))
    e[:, 0] -= 1
    e /= len(given)
    dW, dW_out = np.zeros_like(W), np.zeros_like(W_out)
    np.add.at(dW, given, np.einsum("nk,nkd->nd", e, w))
    np.add.at(dW_out, ids, e[..., None] * h[:, None])
    W -= lr * dW
    W_out -= lr * dW_out
