"""Answers to the exercises of lesson 1-08."""

import numpy as np

from common import functions
from tests.answers import Answers

answers = Answers()


@answers.right(1)
def _(confusion):
    C = len(confusion)
    precision = [confusion[k, k] / sum(confusion[i, k] for i in range(C)) for k in range(C)]
    recall = [confusion[k, k] / sum(confusion[k]) for k in range(C)]
    return np.array(precision), np.array(recall)


@answers.right(1)
def _(confusion):
    hits = confusion.diagonal().astype(np.float32)
    return hits / np.sum(confusion, 0), hits / confusion.sum(-1)


@answers.wrong(1, "exchanged|other way|precision|column")  # the two are exchanged
def _(confusion):
    hits = np.diag(confusion)
    return hits / confusion.sum(axis=1), hits / confusion.sum(axis=0)


@answers.wrong(1, "recall|axis|column|row")  # both over the columns
def _(confusion):
    precision = np.diag(confusion) / confusion.sum(axis=0)
    return precision, precision


@answers.wrong(1, "all|total|whole|everything|axis")  # divided by all samples
def _(confusion):
    return np.diag(confusion) / confusion.sum(), np.diag(confusion) / confusion.sum()


@answers.wrong(1, "100|per cent|percent")  # in per cent
def _(confusion):
    hits = 100 * np.diag(confusion)
    return hits / confusion.sum(axis=0), hits / confusion.sum(axis=1)


@answers.wrong(1, "//|cut off|decimal")  # whole numbers
def _(confusion):
    hits = np.diag(confusion)
    return hits // confusion.sum(axis=0), hits // confusion.sum(axis=1)


@answers.wrong(1, "mean|single|every class|one number")  # averaged over the classes
def _(confusion):
    hits = np.diag(confusion)
    return (hits / confusion.sum(axis=0)).mean(), (hits / confusion.sum(axis=1)).mean()


@answers.wrong(1, "1 minus|wrong ones|errors|mistakes")  # the share of mistakes
def _(confusion):
    hits = np.diag(confusion)
    return 1 - hits / confusion.sum(axis=0), 1 - hits / confusion.sum(axis=1)


@answers.right(2)
def _(train, new):
    mu, s = np.mean(train, 0), np.sqrt(np.mean((train - np.mean(train, 0)) ** 2, 0))
    s[s == 0] = 1
    return (train - mu) / s, (new - mu) / s


@answers.right(2)
def _(train, new):
    s = np.std(train, axis=0)
    s = s + (s == 0)
    return [(part - train.mean(axis=0)) / s for part in (train, new)]


@answers.wrong(2, "new|own|training")  # new by its own statistics
def _(train, new):
    def scale(x):
        s = x.std(axis=0)
        return (x - x.mean(axis=0)) / np.where(s == 0, 1, s)

    return scale(train), scale(new)


@answers.wrong(2, "whole|axis|everything|column")  # one mean of the whole table
def _(train, new):
    return (train - train.mean()) / train.std(), (new - train.mean()) / train.std()


@answers.wrong(2, "var|square|root")  # the variance
def _(train, new):
    v = train.var(axis=0)
    v = np.where(v == 0, 1, v)
    return (train - train.mean(axis=0)) / v, (new - train.mean(axis=0)) / v


@answers.wrong(2, "N − 1|ddof|divided")  # N − 1
def _(train, new):
    s = train.std(axis=0, ddof=1)
    s = np.where(s == 0, 1, s)
    return (train - train.mean(axis=0)) / s, (new - train.mean(axis=0)) / s


@answers.wrong(2, "constant|special case|0/0|division|nan|zero")  # nan in a constant column
def _(train, new):
    mu, s = train.mean(axis=0), train.std(axis=0)
    return (train - mu) / s, (new - mu) / s


@answers.wrong(2, "both|together|new|test")  # the statistics of both
def _(train, new):
    both = np.concatenate([train, new])
    mu, s = both.mean(axis=0), both.std(axis=0)
    s = np.where(s == 0, 1, s)
    return (train - mu) / s, (new - mu) / s


@answers.wrong(2, "mean|centre|mu|subtract")  # not centred
def _(train, new):
    s = train.std(axis=0)
    s = np.where(s == 0, 1, s)
    return train / s, new / s


@answers.right(3)
def _(logits, threshold):
    p = functions.softmax(logits)
    best = p.argmax(axis=1)
    best[p[np.arange(len(p)), best] < threshold] = -1
    return best


@answers.right(3)
def _(logits, threshold):
    rows = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return np.array([int(np.argmax(r)) if max(r) >= threshold else -1 for r in rows])


@answers.wrong(3, "at least|equal")  # > for "at least"
def _(logits, threshold):
    p = functions.softmax(logits)
    return np.where(p.max(axis=1) > threshold, p.argmax(axis=1), -1)


@answers.wrong(3, "softmax|logit|probabilit")  # the logits themselves
def _(logits, threshold):
    return np.where(logits.max(axis=1) >= threshold, logits.argmax(axis=1), -1)


@answers.wrong(3, "sigmoid|softmax")  # sigmoid
def _(logits, threshold):
    p = functions.sigmoid(logits)
    return np.where(p.max(axis=1) >= threshold, p.argmax(axis=1), -1)


@answers.wrong(3, "axis|column|sample|shape")  # over the batch
def _(logits, threshold):
    p = functions.softmax(logits)
    return np.where(p.max(axis=0) >= threshold, p.argmax(axis=0), -1)


@answers.wrong(3, "exchanged|wrong way|passes? on|sure")  # the condition the wrong way round
def _(logits, threshold):
    p = functions.softmax(logits)
    return np.where(p.max(axis=1) >= threshold, -1, p.argmax(axis=1))


@answers.wrong(3, "threshold|never|always|special case|−1")  # reads every one
def _(logits, threshold):
    return functions.softmax(logits).argmax(axis=1)


@answers.wrong(3, "whole numbers|int")  # floats
def _(logits, threshold):
    p = functions.softmax(logits)
    return np.where(p.max(axis=1) >= threshold, p.argmax(axis=1), -1.0)


@answers.wrong(3, "0|−1|class")  # 0 for −1
def _(logits, threshold):
    p = functions.softmax(logits)
    return np.where(p.max(axis=1) >= threshold, p.argmax(axis=1), 0)
