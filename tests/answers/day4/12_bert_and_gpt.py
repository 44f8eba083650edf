"""Answers to the exercises of lesson 4-12."""

import numpy as np

from common.functions import log_softmax
from tests.answers import Answers

answers = Answers()


@answers.right(1)
def _(ids, pad):
    inputs = ids[:, :-1]
    targets = np.where(ids[:, 1:] == pad, -1, ids[:, 1:])
    causal = np.tri(inputs.shape[1], dtype=bool)
    return inputs, targets, causal & (inputs != pad)[:, None]


@answers.right(2)
def _(logits, d):
    chosen = d != -1
    log_p = log_softmax(logits[chosen])
    hit = logits[chosen].argmax(axis=-1) == d[chosen]
    return -np.mean(log_p[np.arange(len(log_p)), d[chosen]]), np.mean(hit)


@answers.right(3)
def _(ids, first, u, mask_id):
    inputs, targets = ids.copy(), np.full_like(ids, -1)
    for n in range(len(ids)):
        for t in range(ids.shape[1]):
            if first[n, t]:
                chosen = u[n, t] < 0.15
            if chosen and ids[n, t] >= 4:
                inputs[n, t] = mask_id
                targets[n, t] = ids[n, t]
    return inputs, targets
