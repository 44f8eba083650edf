"""Answers to the exercises of lesson 3-04."""

import numpy as np

from common.functions import sigmoid
from tests.answers import Answers

answers = Answers()


@answers.right(1)
def _(W_in, W, b):
    new = []
    for array in (W_in, W, b):
        r, z, n = np.split(array, 3, axis=-1)
        new.append(np.concatenate([r, -z, n], axis=-1))
    return tuple(new)


@answers.right(2)
def _(x, h, W_in, W, b):
    (A, B, C), (E, F, G), (p, q, s) = (np.split(a, 3, axis=-1) for a in (W_in, W, b))
    reset = sigmoid(x @ A + h @ E + p)
    new = np.tanh(x @ C + s + (reset * h) @ G)
    return new + sigmoid(x @ B + h @ F + q) * (h - new)


@answers.right(3)
def _(dh, h, r, z, n, W):
    H = len(W)
    du_n = (dh - dh * z) * (1 - n * n)
    back = du_n @ W[:, 2 * H :].T
    gates = np.concatenate([back * h * (r - r**2), dh * (h - n) * (z - z**2)], axis=1)
    return gates[:, :H], gates[:, H:], du_n, dh * z + back * r + gates @ W[:, : 2 * H].T
