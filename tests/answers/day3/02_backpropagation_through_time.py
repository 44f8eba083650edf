"""Answers to the exercises of lesson 3-02."""

import numpy as np

from tests.answers import Answers

answers = Answers()


@answers.right(1)
def _(h, dh_T, w):
    delta, dh = np.zeros(len(h) - 1), dh_T
    for t in range(len(h) - 1, 0, -1):
        delta[t - 1] = dh * (1 - h[t] ** 2)
        dh = delta[t - 1] * w
    return delta


@answers.right(2)
def _(x, h, delta, dy):
    steps = range(x.shape[1])
    dW_in = sum(x[:, t].T @ delta[:, t] for t in steps)
    dW = sum(h[:, t].T @ delta[:, t] for t in steps)
    dW_out = sum(h[:, t + 1].T @ dy[:, t] for t in steps)
    return dW_in, dW, delta.sum(axis=(0, 1)), dW_out, dy.sum(axis=(0, 1))


@answers.right(3)
def _(dW_in, dW, db, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in (dW_in, dW, db)))
    scale = min(1, max_norm / norm)
    return dW_in * scale, dW * scale, db * scale
