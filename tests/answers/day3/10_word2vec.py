"""Answers to the exercises of lesson 3-10: pairs from a sentence, analogies, negative sampling."""

import numpy as np

from tests.answers import Answers

answers = Answers()


@answers.right(1)
def _(sentence, m):
    return [
        (word, sentence[j])
        for i, word in enumerate(sentence)
        for j in range(len(sentence))
        if 0 < abs(i - j) <= m
    ]


@answers.right(2)
def _(W, a, b, c):
    E = W / np.sqrt((W**2).sum(axis=1))[:, None]
    wanted = E[b] - E[a] + E[c]
    others = [i for i in range(len(W)) if i not in (a, b, c)]
    return max(others, key=lambda i: E[i] @ wanted)


def sigmoid(u):
    return 1 / (1 + np.exp(-u))


@answers.right(3)
def _(h, W_out, true, drawn, lr):
    dh, new = (sigmoid(W_out[true] @ h) - 1) * W_out[true], np.array(W_out)
    new[true] = new[true] + lr * (1 - sigmoid(W_out[true] @ h)) * h
    for k in drawn:
        dh = dh + sigmoid(W_out[k] @ h) * W_out[k]
        new[k] = new[k] - lr * sigmoid(W_out[k] @ h) * h
    return h - lr * dh, new
