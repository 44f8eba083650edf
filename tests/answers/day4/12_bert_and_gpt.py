"""Answers to the exercises of lesson 4-12."""

import numpy as np

from common.functions import log_softmax, softmax
from tests.answers import Answers

answers = Answers()


# Exercise 1: gpt_task


@answers.right(1)
def _(ids, pad):
    inputs = ids[:, :-1]
    targets = np.where(ids[:, 1:] == pad, -1, ids[:, 1:])
    causal = np.tri(inputs.shape[1], dtype=bool)
    return inputs, targets, causal & (inputs != pad)[:, None]


@answers.right(1)  # with loops
def _(ids, pad):
    N, T = ids.shape
    mask = np.zeros((N, T - 1, T - 1), dtype=bool)
    targets = np.full((N, T - 1), -1)
    for n in range(N):
        for t in range(T - 1):
            if ids[n, t + 1] != pad:
                targets[n, t] = ids[n, t + 1]
            for s in range(t + 1):
                mask[n, t, s] = ids[n, s] != pad
    return ids[:, :-1], targets, mask


@answers.right(1)  # rolled, and places compared; 0 and 1 in place of False and True
def _(ids, pad):
    targets = np.roll(ids, -1, axis=1)[:, :-1]
    targets[targets == pad] = -1
    inputs = np.delete(ids, -1, axis=1)
    place = np.arange(inputs.shape[1])
    mask = (place[:, None] >= place).astype(int) * np.where(inputs == pad, 0, 1)[:, None, :]
    return inputs, targets, mask


def _gpt(ids, pad):
    """A right answer, to be spoilt."""
    inputs = ids[:, :-1]
    causal = np.tri(inputs.shape[1], dtype=bool)
    return inputs, np.where(ids[:, 1:] == pad, -1, ids[:, 1:]), causal & (inputs != pad)[:, None]


@answers.wrong(1, "padding")  # the inputs' padding decides about the targets
def _(ids, pad):
    inputs, _, mask = _gpt(ids, pad)
    return inputs, np.where(inputs == pad, -1, ids[:, 1:]), mask


@answers.wrong(1, "padding|input|target")  # the targets' padding strikes out keys
def _(ids, pad):
    inputs, targets, mask = _gpt(ids, pad)
    return inputs, targets, np.tri(mask.shape[1], dtype=bool) & (targets != -1)[:, None]


@answers.wrong(1, "pad")  # padding is taken to be 0
def _(ids, pad):
    return _gpt(ids, 0)


@answers.wrong(1, "row|padding")  # rows of padding struck out, too
def _(ids, pad):
    inputs, targets, mask = _gpt(ids, pad)
    return inputs, targets, mask & (inputs != pad)[:, :, None]


@answers.wrong(1, "shape|padding|N")  # one mask for all sentences
def _(ids, pad):
    inputs, targets, _ = _gpt(ids, pad)
    return inputs, targets, np.tri(inputs.shape[1], dtype=bool)


@answers.wrong(1, "future|triangle")  # neighbours to the right by one: np.tri with k=1
def _(ids, pad):
    inputs, targets, _ = _gpt(ids, pad)
    T = inputs.shape[1]
    return inputs, targets, np.tri(T, k=1, dtype=bool) & (inputs != pad)[:, None]


@answers.wrong(1, "0|True|mask")  # an additive mask
def _(ids, pad):
    inputs, targets, mask = _gpt(ids, pad)
    return inputs, targets, np.where(mask, 0.0, -np.inf)


@answers.wrong(1, "diagonal|itself")
def _(ids, pad):
    inputs, targets, _ = _gpt(ids, pad)
    strict = np.tri(inputs.shape[1], k=-1, dtype=bool)
    return inputs, targets, strict[None] & (inputs != pad)[:, None]


# Exercise 2: masked_scores


@answers.right(2)
def _(logits, d):
    chosen = d != -1
    log_p = log_softmax(logits[chosen])
    hit = logits[chosen].argmax(axis=-1) == d[chosen]
    return -np.mean(log_p[np.arange(len(log_p)), d[chosen]]), np.mean(hit)


@answers.right(2)  # one token after another
def _(logits, d):
    loss, hits, count = 0.0, 0, 0
    for n, t in zip(*np.nonzero(d >= 0), strict=True):
        u = logits[n, t] - logits[n, t].max()
        loss += np.log(np.exp(u).sum()) - u[d[n, t]]
        hits += int(u.argmax() == d[n, t])
        count += 1
    return loss / count, hits / count


@answers.right(2)  # one-hot targets, weighted mean
def _(logits, d):
    weight = (d >= 0) / (d >= 0).sum()
    one_hot = d[..., None] == np.arange(logits.shape[2])
    log_p = np.where(one_hot, log_softmax(logits), 0).sum(axis=2)
    return -(weight * log_p).sum(), (weight * (logits.argmax(axis=2) == d)).sum()


def _chosen(logits, d):
    """log-probabilities (K, V) and targets (K,) at the chosen places."""
    return log_softmax(logits[d != -1]), d[d != -1]


@answers.wrong(2, "0")  # word 0 is left out: d > 0
def _(logits, d):
    log_p, k = log_softmax(logits[d > 0]), d[d > 0]
    return -log_p[np.arange(len(k)), k].mean(), (log_p.argmax(axis=1) == k).mean()


@answers.wrong(2, "order|exchange|swap|loss|first")  # accuracy first
def _(logits, d):
    log_p, k = _chosen(logits, d)
    return (log_p.argmax(axis=1) == k).mean(), -log_p[np.arange(len(k)), k].mean()


@answers.wrong(2, "probab|log")  # one minus the probability
def _(logits, d):
    log_p, k = _chosen(logits, d)
    p = softmax(logits[d != -1])
    return 1 - p[np.arange(len(k)), k].mean(), (log_p.argmax(axis=1) == k).mean()


@answers.wrong(2, "number|count|sum|share|mean")  # the number of hits
def _(logits, d):
    log_p, k = _chosen(logits, d)
    return -log_p[np.arange(len(k)), k].mean(), (log_p.argmax(axis=1) == k).sum()


@answers.wrong(2, "sentence")  # both: means of the sentences' means
def _(logits, d):
    losses, hits = [], []
    for one, right in zip(logits, d, strict=True):
        if (right != -1).any():
            log_p, k = _chosen(one[None], right[None])
            losses.append(-log_p[np.arange(len(k)), k].mean())
            hits.append((log_p.argmax(axis=1) == k).mean())
    return np.mean(losses), np.mean(hits)


@answers.wrong(2, "large|overflow|log_softmax")  # no shift
def _(logits, d):
    log_p, k = _chosen(logits, d)
    u = logits[d != -1]
    loss = np.log(np.exp(u).sum(axis=1)) - u[np.arange(len(k)), k]
    return loss.mean(), (log_p.argmax(axis=1) == k).mean()


@answers.wrong(2, "−1|-1|last word|index|all tokens")  # −1 as an index, everywhere
def _(logits, d):
    log_p = log_softmax(logits).reshape(-1, logits.shape[2])
    k = d.ravel()
    return -log_p[np.arange(len(k)), k].mean(), (log_p.argmax(axis=1) == k).mean()


@answers.wrong(2, "right word|target|largest|likeliest")  # the log-probability of the best word
def _(logits, d):
    log_p, k = _chosen(logits, d)
    return -log_p.max(axis=1).mean(), (log_p.argmax(axis=1) == k).mean()


# Exercise 3: whole_words


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


@answers.right(3)  # numbers of the words, no loop over places
def _(ids, first, u, mask_id):
    word = np.cumsum(first, axis=1)
    chosen = np.zeros(ids.shape, dtype=bool)
    for n, row in enumerate(word):
        chosen[n] = (u[n][first[n]] < 0.15)[row - 1]
    chosen &= ids > 3
    return np.where(chosen, mask_id, ids), np.where(chosen, ids, -1)


@answers.right(3)  # the decision is carried to the right
def _(ids, first, u, mask_id):
    chosen = first & (u < 0.15)
    for t in range(1, ids.shape[1]):
        chosen[:, t] |= ~first[:, t] & chosen[:, t - 1]
    chosen[ids < 4] = False
    return np.where(chosen, mask_id, ids), np.where(chosen, ids, -1)


def _hidden(ids, chosen, mask_id):
    return np.where(chosen, mask_id, ids), np.where(chosen, ids, -1)


def _spread(ids, first, chosen):
    """The decision at each first piece, carried to the other pieces of its word."""
    chosen = chosen & first
    for t in range(1, ids.shape[1]):
        chosen[:, t] |= ~first[:, t] & chosen[:, t - 1]
    return chosen


@answers.wrong(3, "copy")  # ids are changed
def _(ids, first, u, mask_id):
    targets = np.full_like(ids, -1)
    chosen = _spread(ids, first, u < 0.15) & (ids >= 4)
    targets[chosen] = ids[chosen]
    ids[chosen] = mask_id
    return ids, targets


@answers.wrong(3, "next word|begins|forget|end")  # the decision is never taken back
def _(ids, first, u, mask_id):
    chosen = np.logical_or.accumulate(first & (u < 0.15), axis=1)
    return _hidden(ids, chosen & (ids >= 4), mask_id)


@answers.wrong(3, "4")  # the id 4 counts as special
def _(ids, first, u, mask_id):
    return _hidden(ids, _spread(ids, first, u < 0.15) & (ids > 4), mask_id)


@answers.wrong(3, "first")  # the last piece decides
def _(ids, first, u, mask_id):
    last = np.concatenate([first[:, 1:], np.ones((len(ids), 1), dtype=bool)], axis=1)
    back = _spread(ids[:, ::-1], last[:, ::-1], u[:, ::-1] < 0.15)[:, ::-1]
    return _hidden(ids, back & (ids >= 4), mask_id)


@answers.wrong(3, "−1|-1")  # 0 where nothing is asked
def _(ids, first, u, mask_id):
    chosen = _spread(ids, first, u < 0.15) & (ids >= 4)
    return np.where(chosen, mask_id, ids), np.where(chosen, ids, 0)


@answers.wrong(3, "first")  # later pieces only: the first one stays visible
def _(ids, first, u, mask_id):
    return _hidden(ids, _spread(ids, first, u < 0.15) & ~first & (ids >= 4), mask_id)


@answers.wrong(3, "special|below 4")
def _(ids, first, u, mask_id):
    return _hidden(ids, _spread(ids, first, u < 0.15), mask_id)
