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


@answers.right(1)
def _(confusion):
    n = confusion.tolist()
    C = range(len(n))
    return [
        np.array([n[k][k] / sum(line) for k, line in enumerate(m)])
        for m in ([[n[r][c] for r in C] for c in C], n)
    ]


@answers.wrong(1, r"(?i)diag|largest|max")  # the largest entry for the diagonal
def _(confusion):
    return confusion.max(axis=0) / confusion.sum(axis=0), confusion.max(axis=1) / confusion.sum(axis=1)


@answers.wrong(1, r"(?i)diag|matrix|shape|only|all")  # the matrix divided, without the diagonal
def _(confusion):
    return confusion / confusion.sum(axis=0), confusion / confusion.sum(axis=1, keepdims=True)


@answers.wrong(1, r"(?i)diag|true positives|themselves|hits|subtract|1 minus|others")  # hits to misses
def _(confusion):
    hits = np.diag(confusion)
    return hits / (confusion.sum(axis=0) - hits), hits / (confusion.sum(axis=1) - hits)


@answers.wrong(1, r"(?i)results|2 |missing")  # precision alone
def _(confusion):
    return np.diag(confusion) / confusion.sum(axis=0)


@answers.wrong(1, r"(?i)precision|column|row|axis")  # both over the rows
def _(confusion):
    recall = np.diag(confusion) / confusion.sum(axis=1)
    return recall, recall


@answers.wrong(1, r"(?i)accuracy|all|single|one number|every class|each class|array")  # accuracy, twice
def _(confusion):
    accuracy = np.trace(confusion) / confusion.sum()
    return accuracy, accuracy


@answers.wrong(
    1, r"(?i)len|number of classes|sum|mean|C\b|too large|factor"
)  # the mean of a column for its sum
def _(confusion):
    hits = np.diag(confusion)
    return hits / confusion.mean(axis=0), hits / confusion.mean(axis=1)


@answers.wrong(1, r"(?i)round")  # rounded
def _(confusion):
    hits = np.diag(confusion)
    return np.round(hits / confusion.sum(axis=0), 2), np.round(hits / confusion.sum(axis=1), 2)


@answers.wrong(1, r"(?i)upside|1 divided|quotient")  # upside down
def _(confusion):
    hits = np.diag(confusion)
    return confusion.sum(axis=0) / hits, confusion.sum(axis=1) / hits


@answers.wrong(1, r"(?i)diag|first|class|row")  # the first class alone
def _(confusion):
    return confusion[0, 0] / confusion[:, 0].sum(), confusion[0, 0] / confusion[0].sum()


@answers.wrong(1, r"(?i)list")  # lists
def _(confusion):
    hits = np.diag(confusion)
    return list(hits / confusion.sum(axis=0)), list(hits / confusion.sum(axis=1))


@answers.wrong(1, r"(?i)F1|harmonic|recall|second|mean")  # F1 for the recall
def _(confusion):
    hits = np.diag(confusion)
    return hits / confusion.sum(axis=0), 2 * hits / (confusion.sum(axis=0) + confusion.sum(axis=1))


@answers.right(2)
def _(train, new):
    scaled = [np.empty(train.shape), np.empty(new.shape)]
    for k in range(train.shape[1]):
        column = train[:, k]
        m = sum(column) / len(column)
        s = (sum((v - m) ** 2 for v in column) / len(column)) ** 0.5 or 1
        for before, after in zip((train, new), scaled, strict=True):
            after[:, k] = (before[:, k] - m) / s
    return tuple(scaled)


@answers.right(2)
def _(train, new):
    train, new = train.astype(np.float32), new.astype(np.float32)
    mu, s = train.mean(0), train.std(0)
    s[train.max(0) == train.min(0)] = 1
    return (train - mu) / s, (new - mu) / s


@answers.wrong(2, r"(?i)constant|0|divide|1e-8")  # a small number added to s
def _(train, new):
    mu, s = train.mean(axis=0), train.std(axis=0) + 1e-8
    return (train - mu) / s, (new - mu) / s


@answers.wrong(2, r"(?i)constant|by 1|special case|zeros?|every entry is 0")  # a constant column becomes 0
def _(train, new):
    mu, s = train.mean(axis=0), train.std(axis=0)
    one = np.where(s == 0, 1, s)
    return np.where(s == 0, 0, (train - mu) / one), np.where(s == 0, 0, (new - mu) / one)


@answers.wrong(2, r"(?i)maximum|less|below 1|smaller|small|s is")  # s at least 1
def _(train, new):
    mu, s = train.mean(axis=0), np.maximum(train.std(axis=0), 1)
    return (train - mu) / s, (new - mu) / s


@answers.wrong(2, r"(?i)constant|add|1 more|to every|everywhere|\+ 1")  # 1 added to every s
def _(train, new):
    mu, s = train.mean(axis=0), train.std(axis=0) + 1
    return (train - mu) / s, (new - mu) / s


@answers.wrong(2, r"(?i)axis|row|sample|column|broadcast|shape")  # statistics of each row, without keepdims
def _(train, new):
    mu, s = train.mean(axis=1), train.std(axis=1)
    s = np.where(s == 0, 1, s)
    return (train - mu) / s, (new - mu) / s


@answers.wrong(2, r"(?i)std|standard deviation|divi|\bs\b")  # centred only
def _(train, new):
    return train - train.mean(axis=0), new - train.mean(axis=0)


@answers.wrong(2, r"(?i)in place")  # the caller's arrays are changed
def _(train, new):
    mu, s = train.mean(axis=0), train.std(axis=0)
    s = np.where(s == 0, 1, s)
    train -= mu
    new -= mu
    return train / s, new / s


@answers.wrong(2, r"(?i)mean|statistics|new|train|own")  # train's mean, new's deviation
def _(train, new):
    mu, s, t = train.mean(axis=0), train.std(axis=0), new.std(axis=0)
    return (train - mu) / np.where(s == 0, 1, s), (new - mu) / np.where(t == 0, 1, t)


@answers.wrong(2, r"(?i)results|2 |missing")  # only new
def _(train, new):
    mu, s = train.mean(axis=0), train.std(axis=0)
    return (new - mu) / np.where(s == 0, 1, s)


@answers.wrong(2, r"(?i)median|mean")  # the median for the mean
def _(train, new):
    mu, s = np.median(train, axis=0), train.std(axis=0)
    s = np.where(s == 0, 1, s)
    return (train - mu) / s, (new - mu) / s


@answers.wrong(2, r"(?i)exchanged|order")  # new first
def _(train, new):
    mu, s = train.mean(axis=0), train.std(axis=0)
    s = np.where(s == 0, 1, s)
    return (new - mu) / s, (train - mu) / s


@answers.wrong(
    2, r"(?i)constant|special case|divided by 1|only new|train|0/0|nan|zero"
)  # mended for new only
def _(train, new):
    mu, s = train.mean(axis=0), train.std(axis=0)
    with np.errstate(all="ignore"):
        return (train - mu) / s, (new - mu) / np.where(s == 0, 1, s)


@answers.right(3)
def _(logits, threshold):
    found = []
    for row in logits:
        e = np.exp(row - row.max())
        k = int(e.argmax())
        found.append(k if 1 / e.sum() >= threshold else -1)
    return np.array(found, dtype=np.int32)


@answers.right(3)
def _(logits, threshold):
    p = functions.softmax(logits)
    sure = (p.max(axis=1) >= threshold).astype(int)
    return sure * (p.argmax(axis=1) + 1) - 1


@answers.wrong(3, r"(?i)shape|entries|left out|missing|every|samples")  # unsure samples left out
def _(logits, threshold):
    p = functions.softmax(logits)
    return p.argmax(axis=1)[p.max(axis=1) >= threshold]


@answers.wrong(3, r"(?i)threshold|0\.8|fixed")  # 0.8 from the example
def _(logits, threshold):
    p = functions.softmax(logits)
    return np.where(p.max(axis=1) >= 0.8, p.argmax(axis=1), -1)


@answers.wrong(3, r"(?i)second|gap|ahead|largest|distance|probabilit")  # how far the best is ahead
def _(logits, threshold):
    p = np.sort(functions.softmax(logits), axis=1)
    return np.where(p[:, -1] - p[:, -2] >= threshold, logits.argmax(axis=1), -1)


@answers.wrong(3, r"(?i)probabilit|values|class|argmax|integer|whole")  # the probability, not the class
def _(logits, threshold):
    best = functions.softmax(logits).max(axis=1)
    return np.where(best >= threshold, best, -1)


@answers.wrong(3, r"(?i)list")  # a list
def _(logits, threshold):
    p = functions.softmax(logits)
    return [int(row.argmax()) if row.max() >= threshold else -1 for row in p]


@answers.wrong(3, r"(?i)None|numbers|kind|object")  # None for "I do not know"
def _(logits, threshold):
    p = functions.softmax(logits)
    return np.array([int(row.argmax()) if row.max() >= threshold else None for row in p])


@answers.wrong(3, r"(?i)axis|column|batch|softmax|each sample|over the samples")  # softmax over the batch
def _(logits, threshold):
    p = functions.softmax(logits, axis=0)
    return np.where(p.max(axis=1) >= threshold, p.argmax(axis=1), -1)


@answers.wrong(3, r"(?i)least|argmin|smallest|largest|max")  # the least probable class
def _(logits, threshold):
    p = functions.softmax(logits)
    return np.where(p.max(axis=1) >= threshold, p.argmin(axis=1), -1)


@answers.wrong(3, r"(?i)−1|-1|1 .*\bclass|expected −1|sign|sure enough|unsure|nothing is sure")  # 1 for −1
def _(logits, threshold):
    p = functions.softmax(logits)
    return np.where(p.max(axis=1) >= threshold, p.argmax(axis=1), 1)


@answers.wrong(3, r"(?i)one decision|whole batch|axis=1 is left out")  # one decision for the batch
def _(logits, threshold):
    p = functions.softmax(logits)
    return p.argmax(axis=1) if p.max() >= threshold else np.full(len(p), -1)


@answers.wrong(3, r"(?i)round|probabilit")  # probabilities rounded to one decimal
def _(logits, threshold):
    p = functions.softmax(logits)
    return np.where(p.max(axis=1).round(1) >= threshold, p.argmax(axis=1), -1)
