"""Answers to the exercises of lesson 3-03."""

import numpy as np

from common.functions import sigmoid
from tests.answers import Answers

answers = Answers()


@answers.right(1)
def _(D, H, peepholes):
    return 4 * H * (D + H + 1) + 3 * H * bool(peepholes)


@answers.right(2)
def _(x, h, c, W_in, W, b, p_i, p_f, p_o):
    u = x @ W_in + h @ W + b
    H = len(W)
    new = sigmoid(u[:, H : 2 * H] + c * p_f) * c + sigmoid(u[:, :H] + c * p_i) * np.tanh(u[:, 2 * H : 3 * H])
    return sigmoid(u[:, 3 * H :] + new * p_o) * np.tanh(new), new


@answers.right(3)
def _(dh, dc, c_before, f, o, g):
    c = g + f * (c_before - g)
    total = dc + dh * o / np.cosh(c) ** 2
    return (
        total * (c_before - g) * (f - f * f),
        dh * np.tanh(c) * (o - o * o),
        total * (1 - f) * (1 - g * g),
        total * f,
    )
