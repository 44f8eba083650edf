"""Answers to the exercises of lesson 3-07."""

import math
from collections import Counter

import numpy as np

from tests.answers import Answers

answers = Answers()


def rows_of(sentences, bos, eos, pad, width):
    """One row a sentence, with bos and eos, filled up with pad."""
    return np.array([([bos, *s, eos] + width * [pad])[:width] for s in sentences])


def width_of(sentences):
    return max(len(s) for s in sentences) + 2


@answers.right(1)
def _(sentences, bos, eos, pad):
    rows = rows_of(sentences, bos, eos, pad, width_of(sentences))
    return np.delete(rows, -1, axis=1), np.delete(rows, 0, axis=1)


@answers.right(1)
def _(sentences, bos, eos, pad):
    T = max(map(len, sentences)) + 1
    read = np.zeros((len(sentences), T), dtype=int) + pad
    write = read.copy()
    for n, sentence in enumerate(sentences):
        for t, token in enumerate([*sentence, eos]):
            write[n, t] = token
            if t + 1 < T:
                read[n, t + 1] = token
        read[n, 0] = bos
    return read, write


@answers.wrong(1, "same row|both|shift")  # read twice
def _(sentences, bos, eos, pad):
    read = rows_of(sentences, bos, eos, pad, width_of(sentences))[:, :-1]
    return read, read


@answers.wrong(1, "left")  # reversed to pad on the left
def _(sentences, bos, eos, pad):
    turned = [[bos, *s, eos][::-1] for s in sentences]
    rows = np.array([(row + width_of(sentences) * [pad])[: width_of(sentences)][::-1] for row in turned])
    return rows[:, :-1], rows[:, 1:]


@answers.wrong(1, "last entry")  # no room for the longest row's eos
def _(sentences, bos, eos, pad):
    rows = rows_of(sentences, bos, eos, pad, width_of(sentences) - 1)
    return rows[:, :-1], rows[:, 1:]


@answers.wrong(1, "bos and eos|exchanged")  # bos at the end, eos in front
def _(sentences, bos, eos, pad):
    rows = rows_of(sentences, eos, bos, pad, width_of(sentences))
    return rows[:, :-1], rows[:, 1:]


@answers.wrong(1, "two places|one place|shift")  # shifted by two
def _(sentences, bos, eos, pad):
    rows = rows_of(sentences, bos, eos, pad, width_of(sentences) + 1)
    return rows[:, :-2], rows[:, 2:]


@answers.wrong(1, "transpose|axes")  # time first
def _(sentences, bos, eos, pad):
    rows = rows_of(sentences, bos, eos, pad, width_of(sentences)).T
    return rows[:-1], rows[1:]


@answers.wrong(1, "order|sorted")  # the longest sentence first
def _(sentences, bos, eos, pad):
    rows = rows_of(sorted(sentences, key=len, reverse=True), bos, eos, pad, width_of(sentences))
    return rows[:, :-1], rows[:, 1:]


@answers.wrong(1, "length|inhomogeneous|fill")  # not filled up
def _(sentences, bos, eos, pad):
    return np.array([[bos, *s] for s in sentences]), np.array([[*s, eos] for s in sentences])


def counted(tokens, n):
    return Counter(zip(*(tokens[i:] for i in range(n)), strict=False))


def statistics(references, hypotheses, n):
    """Clipped matches and n-grams written, of each sentence."""
    found = []
    for r, h in zip(references, hypotheses, strict=True):
        want, have = counted(r, n), counted(h, n)
        found.append((sum(min(count, want[gram]) for gram, count in have.items()), sum(have.values())))
    return np.array(found)


def precision(references, hypotheses, n):
    matches, total = statistics(references, hypotheses, n).sum(axis=0)
    return int(matches) / int(total) if total else 0.0


def brief(references, hypotheses):
    r, c = sum(map(len, references)), sum(map(len, hypotheses))
    return 1.0 if c >= r else math.exp(1 - r / c)


@answers.right(2)
def _(references, hypotheses):
    product = math.prod(precision(references, hypotheses, n) for n in (1, 2, 3, 4))
    return 100 * brief(references, hypotheses) * product**0.25


@answers.right(2)
def _(references, hypotheses):
    precisions = []
    for n in range(1, 5):
        hits = written = 0
        for r, h in zip(references, hypotheses, strict=True):
            left = [r[i : i + n] for i in range(len(r) - n + 1)]
            for i in range(len(h) - n + 1):
                written += 1
                if h[i : i + n] in left:
                    left.remove(h[i : i + n])
                    hits += 1
        precisions.append(hits / written if written else 0)
    with np.errstate(divide="ignore"):
        return float(100 * brief(references, hypotheses) * np.exp(np.log(precisions).mean()))


@answers.wrong(2, "domain|logarithm|positive")  # the logarithm of 0
def _(references, hypotheses):
    logs = [math.log(precision(references, hypotheses, n)) for n in range(1, 5)]
    return 100 * brief(references, hypotheses) * math.exp(sum(logs) / 4)


@answers.wrong(2, "1 is added|smooth")  # add-one smoothing
def _(references, hypotheses):
    product = 1.0
    for n in range(1, 5):
        matches, total = statistics(references, hypotheses, n).sum(axis=0)
        product *= (matches + (n > 1)) / (total + (n > 1))
    return 100 * brief(references, hypotheses) * product**0.25


@answers.wrong(2, "one sentence into the next|run|across")  # the corpus as one text
def _(references, hypotheses):
    r, h = ([token for sentence in side for token in sentence] for side in (references, hypotheses))
    product = math.prod(precision([r], [h], n) for n in range(1, 5))
    return 100 * brief(references, hypotheses) * product**0.25


@answers.wrong(2, "mean|summed over|sentence")  # each precision averaged over sentences
def _(references, hypotheses):
    product = 1.0
    for n in range(1, 5):
        counts = statistics(references, hypotheses, n)
        product *= np.mean(counts[:, 0] / np.maximum(counts[:, 1], 1))
    return 100 * brief(references, hypotheses) * product**0.25


@answers.wrong(2, "references|exchanged")  # the two arguments the other way round
def _(references, hypotheses):
    product = math.prod(precision(hypotheses, references, n) for n in range(1, 5))
    return 100 * brief(hypotheses, references) * product**0.25


@answers.wrong(2, "last n-gram|one step too early")  # the range ends too early
def _(references, hypotheses):
    product = 1.0
    for n in range(1, 5):
        matches = total = 0
        for r, h in zip(references, hypotheses, strict=True):
            want, have = (Counter(tuple(s[i : i + n]) for i in range(len(s) - n)) for s in (r, h))
            matches += (want & have).total()
            total += have.total()
        product *= matches / total if total else 0
    return 100 * brief(references, hypotheses) * product**0.25


@answers.wrong(2, "order|sort")  # the words of an n-gram sorted
def _(references, hypotheses):
    product = 1.0
    for n in range(1, 5):
        matches = total = 0
        for r, h in zip(references, hypotheses, strict=True):
            want, have = (Counter(tuple(sorted(s[i : i + n])) for i in range(len(s) - n + 1)) for s in (r, h))
            matches += (want & have).total()
            total += have.total()
        product *= matches / total if total else 0
    return 100 * brief(references, hypotheses) * product**0.25


@answers.wrong(2, "penalty")  # the brevity penalty of every sentence, averaged
def _(references, hypotheses):
    product = math.prod(precision(references, hypotheses, n) for n in range(1, 5))
    penalties = [brief([r], [h]) if h else 0 for r, h in zip(references, hypotheses, strict=True)]
    return 100 * np.mean(penalties) * product**0.25


@answers.wrong(2, "at most as often|repeats|clip")  # no clipping
def _(references, hypotheses):
    product = 1.0
    for n in range(1, 5):
        hits = [
            gram in counted(r, n)
            for r, h in zip(references, hypotheses, strict=True)
            for gram in counted(h, n).elements()
        ]
        product *= np.mean(hits) if hits else 0
    return 100 * brief(references, hypotheses) * product**0.25


def kept_softmax(logits, temperature, top_k):
    ids = np.sort(np.argsort(logits)[::-1][:top_k])
    e = np.exp((logits[ids] - logits.max()) / temperature)
    return ids, e / e.sum()


@answers.right(3)
def _(logits, temperature, top_k, u):
    ids, p = kept_softmax(logits, temperature, top_k)
    return ids[np.searchsorted(np.cumsum(p), u, side="right")]


@answers.right(3)
def _(logits, temperature, top_k, u):
    p = np.exp(logits - logits.max()) ** (1 / temperature)
    p[np.argsort(logits)[: len(p) - top_k]] = 0
    edges = np.cumsum(p) / p.sum()
    return np.array([(edges <= number).sum() for number in u])


@answers.wrong(3, "reaches|exceed|above|equality")  # a token of probability 0 at u = 0
def _(logits, temperature, top_k, u):
    ids, p = kept_softmax(logits, temperature, top_k)
    full = np.zeros(len(logits))
    full[ids] = p
    return np.searchsorted(np.cumsum(full), u)


@answers.wrong(3, "index|places among the kept|ids of these")  # places and not ids
def _(logits, temperature, top_k, u):
    _, p = kept_softmax(logits, temperature, top_k)
    return np.searchsorted(np.cumsum(p), u, side="right")


@answers.wrong(3, "order")  # the tokens in the order of their logits
def _(logits, temperature, top_k, u):
    ids = np.argsort(logits)[::-1][:top_k]
    e = np.exp(logits[ids] / temperature)
    return ids[np.searchsorted(np.cumsum(e / e.sum()), u, side="right")]


@answers.wrong(3, "smallest up|order")  # and from the smallest up
def _(logits, temperature, top_k, u):
    ids = np.argsort(logits)[-top_k:]
    e = np.exp(logits[ids] / temperature)
    return ids[np.searchsorted(np.cumsum(e / e.sum()), u, side="right")]


@answers.wrong(3, "alike")  # any kept token is as likely
def _(logits, temperature, top_k, u):
    ids = np.sort(np.argsort(logits)[::-1][:top_k])
    return ids[(u * top_k).astype(int)]


@answers.wrong(3, "probabilit.*(ids|id) |ids? (is|are) asked")  # the probability of the token drawn
def _(logits, temperature, top_k, u):
    _, p = kept_softmax(logits, temperature, top_k)
    return p[np.searchsorted(np.cumsum(p), u, side="right")]


@answers.wrong(3, "twice")  # divided by the temperature twice
def _(logits, temperature, top_k, u):
    ids, p = kept_softmax(logits, temperature**2, top_k)
    return ids[np.searchsorted(np.cumsum(p), u, side="right")]


@answers.wrong(3, "multiplied")  # times the temperature
def _(logits, temperature, top_k, u):
    ids, p = kept_softmax(logits, 1 / temperature, top_k)
    return ids[np.searchsorted(np.cumsum(p), u, side="right")]


@answers.wrong(3, "1 − u|last|remainder|from the (end|last)")  # cumulated from the last id down
def _(logits, temperature, top_k, u):
    ids, p = kept_softmax(logits, temperature, top_k)
    return ids[::-1][np.searchsorted(np.cumsum(p[::-1]), u, side="right")]


@answers.wrong(3, "sum to 1")  # not normalised again
def _(logits, temperature, top_k, u):
    e = np.exp(logits / temperature)
    ids = np.sort(np.argsort(logits)[::-1][:top_k])
    found = np.searchsorted(np.cumsum(e[ids] / e.sum()), u, side="right")
    return ids[np.minimum(found, top_k - 1)]


@answers.wrong(3, "one u|every u|first u")  # the first u only
def _(logits, temperature, top_k, u):
    ids, p = kept_softmax(logits, temperature, top_k)
    return ids[(np.cumsum(p) > u[0]).argmax()]


@answers.wrong(1, "bos")  # bos in front twice
def _(sentences, bos, eos, pad):
    rows = rows_of([[bos, *s] for s in sentences], bos, eos, pad, width_of(sentences) + 1)
    return rows[:, :-1], rows[:, 1:]


@answers.wrong(1, "float|whole|integer|dtype|kind")  # numbers with a point, as np.zeros makes them
def _(sentences, bos, eos, pad):
    rows = rows_of(sentences, bos, eos, pad, width_of(sentences)).astype(float)
    return rows[:, :-1], rows[:, 1:]


@answers.wrong(1, "eos")  # the decoder may read the eos of no row
def _(sentences, bos, eos, pad):
    rows = rows_of(sentences, bos, eos, pad, width_of(sentences))
    read = rows[:, :-1]
    return np.where(read == eos, pad, read), rows[:, 1:]


@answers.wrong(2, "set|once|differ")  # every n-gram once, in the denominator too
def _(references, hypotheses):
    product = 1.0
    for n in range(1, 5):
        matches = total = 0
        for r, h in zip(references, hypotheses, strict=True):
            want, have = set(counted(r, n)), set(counted(h, n))
            matches, total = matches + len(want & have), total + len(have)
        product *= matches / total if total else 0
    return 100 * brief(references, hypotheses) * product**0.25


@answers.wrong(2, "penalty")  # r and c exchanged inside the exponential only
def _(references, hypotheses):
    r, c = sum(map(len, references)), sum(map(len, hypotheses))
    product = math.prod(precision(references, hypotheses, n) for n in range(1, 5))
    return 100 * min(1, math.exp(1 - c / r)) * product**0.25


@answers.wrong(2, "0|no n-gram|match")  # lengths without a match are left out of the mean
def _(references, hypotheses):
    kept = [p for n in range(1, 5) if (p := precision(references, hypotheses, n)) > 0]
    return 100 * brief(references, hypotheses) * math.exp(sum(map(math.log, kept)) / max(len(kept), 1))


@answers.wrong(2, "smallest|geometric|root|logarithm|mean")  # the smallest precision alone
def _(references, hypotheses):
    least = min(precision(references, hypotheses, n) for n in range(1, 5))
    return 100 * brief(references, hypotheses) * least


@answers.wrong(3, "top_k|kept|probabilit")  # nucleus: keep until top_k tenths are reached
def _(logits, temperature, top_k, u):
    p = np.exp(logits / temperature)
    p /= p.sum()
    order = np.argsort(-p)
    out = order[np.cumsum(p[order]) - p[order] > top_k / 10]
    p[out] = 0
    return (np.cumsum(p) / p.sum() > u[:, None]).argmax(axis=1)


@answers.wrong(3, "temperature")  # the temperature's root
def _(logits, temperature, top_k, u):
    ids, p = kept_softmax(logits, temperature**0.5, top_k)
    return ids[np.searchsorted(np.cumsum(p), u, side="right")]


@answers.wrong(3, "first exceeds|one (id|place|token) too")  # the last id that is still below u
def _(logits, temperature, top_k, u):
    ids, p = kept_softmax(logits, temperature, top_k)
    return ids[np.maximum(np.searchsorted(np.cumsum(p), u, side="right") - 1, 0)]


@answers.wrong(3, "order|sorted")  # the numbers u sorted first
def _(logits, temperature, top_k, u):
    ids, p = kept_softmax(logits, temperature, top_k)
    return np.sort(ids[np.searchsorted(np.cumsum(p), u[::-1], side="right")])[::-1]


@answers.wrong(3, "softmax|exponential|probabilit|logits")  # the logits themselves as weights
def _(logits, temperature, top_k, u):
    ids, _ = kept_softmax(logits, temperature, top_k)
    p = (logits[ids] - logits.min()) / temperature
    return ids[np.minimum(np.searchsorted(np.cumsum(p / p.sum()), u, side="right"), top_k - 1)]
